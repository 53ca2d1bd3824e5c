"""The door: one transaction, one database role, one colleague; permission, visibility, and who looked, in one place.

A look (or a refusal) is written in a transaction of its own after the page's and before the answer leaves: a rollback cannot lose
it, and no page is delivered unrecorded."""

import time
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account import app_settings as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from heed.audit import actions as audit
from heed.audit.actions import Verb
from heed.policies import visible
from heed.policies.asker import asker
from heed.policies.cluster import WEB
from heed.policies.inside import inside
from heed.policies.may import may
from heed.policies.roles import Do

View = Callable[..., HttpResponse]


def page(do: Do | None, *, methods: str = "GET POST", anyone: bool = False, fresh: bool = False) -> Callable[[View], View]:
    """A page behind the wall, for those who may `do`. `anyone`: open without signing in. `fresh`: asks for the password again
    when it was last given over five minutes ago (credentials, grants, broken glass, print, who has looked).

    Sets `request.at` (UTC) and `request.me` (an Asker, or None)."""

    def wrap(view: View) -> View:
        @wraps(view)
        def opened(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in {*methods.split(), "HEAD"}:
                return HttpResponseNotAllowed(methods.split())
            request.at, request.looks, request.me = timezone.now(), [], None
            signed_in = request.user.is_authenticated and not idle_too_long(request)
            if not signed_in and not anyone:
                return redirect_to_login(request.get_full_path() if request.method == "GET" else request.path)
            if signed_in and not anyone and by_anothers_password(request, request.user):
                return redirect("account_change_password")
            if signed_in and fresh and (again := ask_once_more(request)):
                return again
            return _behind_the_wall(request, view, do if signed_in else None, args, kwargs)

        return opened

    return wrap


def _behind_the_wall(request: Any, view: View, do: Do | None, args: Any, kwargs: Any) -> HttpResponse:
    colleague = request.user.pk or ""
    try:
        with inside(WEB, colleague=colleague, at=request.at):
            if colleague:
                request.me = asker(request.user, request.at)
                if second_factor := _second_factor_missing(request):
                    return second_factor
            if do and not may(request.me, do):
                remember(request, Verb.REFUSED)
                raise Http404
            response = view(request, *args, **kwargs)
            if response.streaming:
                raise RuntimeError("A streamed answer would run outside the transaction.")
            if hasattr(response, "render"):
                response.render()  # a lazy template would query outside the transaction
        return response
    except PermissionDenied as refused:
        remember(request, Verb.REFUSED)
        raise Http404 from refused
    finally:
        write_looks(request)


def fetch(request: Any, visible: QuerySet, pk: UUID | str | int, verb: Verb | None = None) -> Any:
    """The record, or 404 to a stranger; either way it is remembered that this colleague asked. A POST is remembered as a change."""
    found = visible.filter(pk=pk).first()
    kind = verb or (Verb.CHANGED if request.method == "POST" else Verb.LOOKED)
    remember(request, kind if found else Verb.REFUSED, pk)
    if found is None:
        raise Http404
    return found


def remember(request: Any, verb: Verb, record: UUID | str | int | None = None, shown: Iterable[UUID] = ()) -> None:
    """Notes one row for the audit: a list is one row with the ids it showed."""
    match = request.resolver_match
    request.looks.append(
        audit.look(
            verb,
            at=request.at,
            colleague=request.user.pk,
            page=match.view_name if match else "",
            record=record,
            shown=shown,
            source=source(request),
        )
    )


def write_looks(request: Any) -> None:
    """Each row in the name of whom it is about, which signing in or out changes on the way. When they cannot be written the page fails:
    nobody has seen anything."""
    for whose in dict.fromkeys(map(_whose, request.looks)):
        with inside(WEB, colleague=whose, at=request.at):
            audit.remember_all([look for look in request.looks if _whose(look) == whose])


def _whose(look: Any) -> int | str:
    """A failed sign-in is nobody's: whose account was tried did not do it."""
    return "" if look.verb == Verb.SIGN_IN_FAILED else look.colleague_id or ""


def source(request: HttpRequest) -> str | None:
    """From where: the address of the browser (middleware.asked_from)."""
    return request.META.get("REMOTE_ADDR") or None


def idle_too_long(request: Any) -> bool:
    """Signs out whoever has been away too long; notes at most once a minute that somebody is here."""
    now, seen = timezone.now().timestamp(), request.session.get("seen")
    if seen and now - seen > settings.SESSION_IDLE_SECONDS:
        logout(request)
        return True
    if not seen or now - seen > 60:
        request.session["seen"] = now
    return False


def _second_factor_missing(request: Any) -> HttpResponse | None:
    """Outside the demo, whoever sees others' records needs a passkey, or a one-time code as well (TOTP)."""
    if settings.DEMO or not (request.me.guarded or visible.is_let_in(request.me)):
        return None
    if settings.OPENID and settings.OPENID["asks_twice"] and _records(request, "openid"):
        return None  # the directory has asked for it
    return directory_first(request) or (None if is_mfa_enabled(request.user) else redirect("mfa_index"))


def directory_first(request: Any) -> HttpResponse | None:
    """Where the directory asks for the second factor, it vouches for whoever sets up their first one here: a password alone, which nobody may
    have used for years, does not."""
    asks_twice = settings.OPENID and settings.OPENID["asks_twice"] and request.user.directory_id
    if not asks_twice or _records(request, "openid") or is_mfa_enabled(request.user):
        return None
    return redirect(f"{reverse('work_account_again')}?{urlencode({'next': request.path})}")


def by_anothers_password(request: Any, user: Any) -> bool:
    """Whether somebody else has seen the password that this session came by: then it opens nothing but the page on which its owner chooses one."""
    ways = [record["method"] for record in get_authentication_records(request, user) if record["method"] != "mfa"]
    return bool(user.password_until) and ways[-1:] == ["password"]


def ask_once_more(request: Any) -> HttpResponse | None:
    """Leads to where somebody shows again that it is them, unless they did so a moment ago."""
    shown = [record["at"] for record in _records(request) if record.get("reauthenticated")]
    if shown and time.time() - shown[-1] < account.REAUTHENTICATION_TIMEOUT:
        return None
    how, *_others = get_adapter().get_reauthentication_methods(request.user)
    return redirect(f"{how['url']}?{urlencode({'next': request.path})}")


def _records(request: Any, method: str = "") -> list[dict[str, Any]]:
    """By what this session's owner has shown who they are, and when; by one `method` alone."""
    found = get_authentication_records(request, request.user)
    return [record for record in found if method in ("", record["method"])]
