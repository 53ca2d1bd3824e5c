"""Pages for what went wrong, in words. They ask nothing of the database."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_here(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same page whether the record does not exist or is not yours: existence is a secret."""
    return render(None, "404.html", status=404)  # type: ignore[arg-type]


def broken(request: HttpRequest) -> HttpResponse:
    return render(None, "500.html", status=500)  # type: ignore[arg-type]


def odd(request: HttpRequest, exception: Exception) -> HttpResponse:
    too_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return render(None, "400.html", status=413 if too_large else 400)  # type: ignore[arg-type]


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(None, "403_csrf.html", status=403)  # type: ignore[arg-type]
