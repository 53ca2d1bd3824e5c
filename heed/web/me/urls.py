"""One's own page."""

from django.urls import path

from heed.web.me import views

urlpatterns = [
    path("", views.me, name="me"),
    path("preferences/", views.set_preferences, name="set_preferences"),
    path("waiting/", views.waiting, name="my_waiting"),
    path("keep-alive/", views.keep_alive, name="keep_alive"),
    path("away/", views.away, name="my_absence"),
    path("away/<int:pk>/end/", views.back_again, name="end_my_absence"),
    path("ties/", views.ties, name="my_ties"),
    path("ties/<int:pk>/end/", views.end_tie, name="end_my_tie"),
]
