"""Where one begins."""

from django.urls import path

from heed.web.start import views

urlpatterns = [path("", views.start, name="start")]
