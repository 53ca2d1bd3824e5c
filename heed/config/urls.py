"""Every address of Heed. Opaque ids only: no name, number or reference stands in an address."""

from django.conf import settings
from django.urls import include, path

handler400, handler404, handler500 = "heed.web.errors.odd", "heed.web.errors.not_here", "heed.web.errors.broken"

urlpatterns = [
    path("", include("heed.web.start.urls")),
    path("", include("heed.web.whom.urls")),
    path("", include("heed.web.health.urls")),
    path("me/", include("heed.web.me.urls")),
    path("sign-in/", include("heed.web.signin.urls")),
    path("", include("heed.web.concerns.urls")),
    path("desk/", include("heed.web.desk.urls")),
    path("cases/", include("heed.web.cases.urls")),
    path("lessons/", include("heed.web.lessons.urls")),
    path("agencies/", include("heed.web.agencies.urls")),
    path("households/", include("heed.web.households.urls")),
    path("training/", include("heed.web.training.urls")),
    path("organisation/", include("heed.web.organisation.urls")),
    path("register/", include("heed.web.imports.urls")),
]
if settings.DEMO:
    urlpatterns += [path("demo/", include("heed.web.demo.urls")), path("gallery/", include("heed.web.gallery.urls"))]
