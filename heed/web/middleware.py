"""What every request passes before and after the door. Nothing here knows a rule of safeguarding."""

import logging
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from heed.web.health import metrics
from heed.web.numbered import name_of_page, number_of_request

log = logging.getLogger("heed.requests")
Next = Callable[[HttpRequest], HttpResponse]
METHODS = {"GET", "HEAD", "POST"}


def counted(following: Next) -> Next:
    """A number for each request, a line when it is answered, and its time for the metrics: which page, how it ended, how long. Nobody's
    name or number, and nothing that was typed: who did what stands in the audit, for those who may read it."""

    def handle(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        number_of_request.set(
            secrets.token_hex(4).upper()
        )  # until the next one: Django writes its own line of this one afterwards
        answer = following(request)
        took, page = time.perf_counter() - began, name_of_page(request)
        said = {"page": page, "method": request.method, "status": answer.status_code, "milliseconds": round(took * 1000)}
        log.info("%s %s %s %d ms", request.method, page, answer.status_code, took * 1000, extra={"counted": said})
        metrics.request(page, answer.status_code, took)
        return answer

    return handle


def asked_from(following: Next) -> Next:
    """Behind our proxy, the address that it saw: for the audit, and for slowing down whoever tries passwords. Only the last is the proxy's
    own word; what stands before it was sent by the browser."""

    def handle(request: HttpRequest) -> HttpResponse:
        if settings.BEHIND_PROXY and (seen := request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()):
            request.META["REMOTE_ADDR"] = seen
        return following(request)

    return handle


def refuse_odd_requests(following: Next) -> Next:
    """Refuses what no page of ours sends: other methods, a foreign Host, a NUL in the address."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.get_host()  # raises for a foreign Host: a plain 400
        if request.method not in METHODS:
            return HttpResponse(status=405, headers={"Allow": ", ".join(sorted(METHODS))})
        if (
            "\x00" in request.path
            or "%00" in request.META.get("QUERY_STRING", "")
            or "\x00" in request.META.get("QUERY_STRING", "")
        ):
            return render(None, "400.html", status=400)  # type: ignore[arg-type]
        return following(request)

    return handle


def language(following: Next) -> Next:
    """The colleague's own language, else the one chosen in this browser's session, else English."""

    def handle(request: HttpRequest) -> HttpResponse:
        chosen = getattr(request.user, "language", "") if request.user.is_authenticated else request.session.get("language", "")
        with translation.override(chosen or "en-gb"):
            request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
            return following(request)

    return handle


def nothing_is_kept(following: Next) -> Next:
    """No page is kept by a browser or a proxy, so that Back after signing out on a shared tablet shows nothing (B26)."""

    def handle(request: HttpRequest) -> HttpResponse:
        answer = following(request)
        answer.setdefault("Cache-Control", "no-store")
        answer["X-Robots-Tag"] = "noindex, nofollow"
        answer["Permissions-Policy"] = "geolocation=(), microphone=(), interest-cohort=()"
        return answer

    return handle
