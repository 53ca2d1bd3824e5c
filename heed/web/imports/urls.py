"""Bringing in the register: the files that came, one file's way in, its refused lines, and the columns."""

from django.urls import path

from heed.web.imports import views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("columns/", views.columns, name="import_columns"),
    path("columns/<slug:kind>.csv", views.example, name="import_example"),
    path("<int:pk>/", views.one, name="import_run"),
    path("<int:pk>/refused/", views.refused, name="import_refused"),
    path("<int:pk>/agree/", views.agree, name="import_agree"),
    path("<int:pk>/turn-down/", views.turn_down, name="import_turn_down"),
]
