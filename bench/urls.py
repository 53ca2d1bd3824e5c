from django.urls import include, path

from bench import floor

urlpatterns = [path("floor/", include(floor)), path("", include("heed.config.urls"))]
