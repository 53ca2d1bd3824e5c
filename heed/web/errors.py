"""Pages for what went wrong, in words. They ask nothing of the database."""

import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from heed.web.numbered import number_of_request


def not_here(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same page whether the record does not exist or is not yours: existence is a secret."""
    return render(None, "404.html", status=404)  # type: ignore[arg-type]


def broken(request: HttpRequest) -> HttpResponse:
    """Django calls this while the exception is at hand; a middleware never sees it, because each layer turns it into an answer."""
    if _database_is_away(sys.exception()):
        return _unwell()
    return render(None, "500.html", {"number": number_of_request.get()}, status=500)  # type: ignore[arg-type]


def odd(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _database_is_away(exception):  # a session that could not be kept is a bad request to Django
        return _unwell()
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return render(None, "413.html", status=413)  # type: ignore[arg-type]
    return render(None, "400.html", status=400)  # type: ignore[arg-type]


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(None, "403_csrf.html", status=403)  # type: ignore[arg-type]


def _database_is_away(trouble: BaseException | None) -> bool:
    """Anywhere in what led to it: the queue of jobs and the sessions raise errors of their own for it."""
    while trouble and not isinstance(trouble, OperationalError | InterfaceError):
        trouble = trouble.__cause__ or trouble.__context__
    return trouble is not None


def _unwell() -> HttpResponse:
    """A page with words and 503, so that a draft in the browser is kept and tried again (R8)."""
    answer = render(None, "503.html", status=503)  # type: ignore[arg-type]  # no request: its user would ask the database
    answer["Retry-After"] = "10"
    return answer
