"""Is Heed well?"""

from django.urls import path

from heed.web.health import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("metrics", views.metrics, name="metrics"),
    path("system/", views.system, name="system"),
]
