"""For development and demo only: a page of every piece, so that eyes and axe can look at each."""

from django.urls import path

from heed.web.gallery import views

urlpatterns = [
    path("gallery/", views.gallery, name="gallery"),
    path("gallery/question/", views.question, name="gallery_question"),
    path("gallery/paper/", views.paper, name="gallery_paper"),
]
