"""The directory of agencies: read by everyone who works here, kept by whoever may."""

from django.urls import path

from heed.web.agencies import keeping, views

THINGS = {"officer": keeping.OFFICER, "pathway": keeping.PATHWAY, "protocol": keeping.PROTOCOL}

urlpatterns = [
    path("", views.agencies, name="agencies"),
    path("narrow/", views.narrow, name="agencies_narrow"),
    path("new/", keeping.add, name="agency_add"),
    path("<int:pk>/", views.agency, name="agency"),
    path("<int:pk>/change/", keeping.change, name="agency_change"),
    path("<int:pk>/end/", keeping.end, name="agency_end"),
    path("<int:pk>/resume/", keeping.resume, name="agency_resume"),
    *(path(f"<int:pk>/{code}/new/", keeping.adding(row), name=f"{code}_add") for code, row in THINGS.items()),
    *(path(f"<int:pk>/{code}/<int:part>/", keeping.changing(row), name=f"{code}_change") for code, row in THINGS.items()),
    *(path(f"<int:pk>/{code}/<int:part>/end/", keeping.ending(row), name=f"{code}_end") for code, row in THINGS.items()),
    *(
        path(f"<int:pk>/{code}/<int:part>/resume/", keeping.resuming(row), name=f"{code}_resume")
        for code, row in THINGS.items()
    ),
]
