"""The entrance: allauth's pages stand outside the door, because whoever has no second factor yet, or is not signed in, must get
through them. Nothing confidential is shown here; each way in or out leaves its row in the audit all the same."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils import timezone

from heed.policies.asker import asker
from heed.web.door import ask_once_more, by_anothers_password, directory_first, idle_too_long, write_looks


def entrance(view: Callable[..., Any], methods: str = "GET POST", *, fresh: bool = False) -> Callable[..., HttpResponse]:
    """Wraps one of allauth's views: sets `request.at`, and `request.me` for the header; writes what the adapter noted. `fresh`: for whoever
    has shown a moment ago that it is them (ways in are changed there).

    No transaction around it: a refused try must leave its mark in the throttle, and tries must not wait for each other."""

    @wraps(view)
    def opened(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in {*methods.split(), "HEAD"}:
            return HttpResponseNotAllowed(methods.split())
        request.at, request.looks, request.me = timezone.now(), [], None
        if request.user.is_authenticated and not idle_too_long(request):
            request.me = asker(request.user, request.at)
        if fresh and request.me:
            if by_anothers_password(request, request.user):
                return redirect("account_change_password")
            if again := directory_first(request) or ask_once_more(request):
                return again
        try:
            response = view(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response
        finally:
            write_looks(request)

    opened.heed_do = None  # type: ignore[attr-defined]  # open before anybody may do anything
    return opened
