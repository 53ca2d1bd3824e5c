"""The training record, and the page of somebody not yet trained."""

from django.urls import path

from heed.web.training import views

urlpatterns = [
    path("", views.training, name="training"),
    path("narrow/", views.narrow, name="training_narrow"),
    path("export/", views.export, name="training_export"),
    path("record/", views.record, name="training_record"),
    path("courses/", views.courses, name="training_courses"),
    path("completions/<int:pk>/withdraw/", views.withdraw, name="training_withdraw"),
    path("not-yet/", views.not_yet, name="not_yet"),
]
