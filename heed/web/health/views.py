"""Is Heed well? For a monitor (anyone may ask; it says nothing personal) and, in words, for the administrator."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST

from heed.pictures import health
from heed.policies.roles import Do
from heed.web.door import page
from heed.web.health.metrics import exposition


@page(None, methods="GET", anyone=True)
def healthz(request: Any) -> HttpResponse:
    """200 when everything is well; 503, with which is not, as soon as mail, clocks, seal or group need somebody, or nobody is left to tell (R6)."""
    signs = health.signs(request.at)
    well = all(sign.well for sign in signs)
    said = {"well": well, "signs": {sign.code: "well" if sign.well else str(sign.words) for sign in signs}}
    return JsonResponse(said, status=200 if well else 503)


@page(None, methods="GET", anyone=True)
def metrics(request: Any) -> HttpResponse:
    """For a monitoring system that knows the token; for everybody else there is no such page."""
    said = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(said, f"Bearer {settings.METRICS_TOKEN}"):
        raise Http404
    return HttpResponse(exposition(request.at), content_type=CONTENT_TYPE_LATEST)


@page(Do.SYSTEM, methods="GET")
def system(request: Any) -> HttpResponse:
    owed, oldest, dead = health.letters()
    said = {"signs": health.signs(request.at), "owed": owed, "oldest": oldest, "dead": dead}
    return render(request, "health/templates/system.html", said)
