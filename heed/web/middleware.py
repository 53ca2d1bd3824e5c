"""What every request passes before and after the door. Nothing here knows a rule of safeguarding."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

Next = Callable[[HttpRequest], HttpResponse]
METHODS = {"GET", "HEAD", "POST"}


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
