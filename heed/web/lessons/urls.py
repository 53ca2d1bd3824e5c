"""Lessons: read by whoever is to learn of them, sent on or kept by whoever takes them to the forum."""

from django.urls import path

from heed.web.lessons import views

urlpatterns = [
    path("", views.lessons, name="lessons"),
    path("<uuid:pk>/send/", views.send, name="lesson_send"),
    path("<uuid:pk>/keep/", views.keep, name="lesson_keep"),
]
