"""Whom do I tell? Open without signing in (PEER-7)."""

from django.urls import path

from heed.web.whom import views

urlpatterns = [
    path("whom-do-i-tell/", views.whom_to_tell, name="whom_to_tell"),
    path("help/", views.help_page, name="help"),
]
