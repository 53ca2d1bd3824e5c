"""Only in the demo: one-click sign-in, and the mail that was caught. Mounted under demo/ (config/urls.py)."""

from django.urls import path

from heed.web.demo import views

urlpatterns = [
    path("", views.demo, name="demo"),
    path("mail/", views.mail, name="demo_mail"),
]
