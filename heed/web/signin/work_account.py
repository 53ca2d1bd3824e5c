"""Signing in with the organisation's own account. Whoever the directory vouches for is let in only as a colleague whom somebody put on
Heed's list under that account: there is no signing up, and no matching by name or e-mail address, which change hands."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from heed.organisation import accounts
from heed.procedures import directory as following
from heed.web.signin import directory
from heed.web.signin.directory import DoesNotAnswer, Said, SaysNo
from heed.web.signin.entrance import entrance

NEXT = "work_account_next"


def _there(request: Any, again: bool = False) -> HttpResponse:
    """To the directory, and back to where one wanted to go."""
    if not settings.OPENID:
        return _refused(request, _("Work accounts are not set up here. Use your user name and password."))
    wanted = request.GET.get("next", "")
    request.session[NEXT] = wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""
    try:
        return directory.send_there(request, f"{settings.SITE_URL}{reverse('work_account_back')}", again=again)
    except (DoesNotAnswer, SaysNo):
        return _refused(
            request, _("The directory of work accounts does not answer just now. Try again in a minute, or use your password.")
        )


def _back(request: Any) -> HttpResponse:
    if not settings.OPENID:
        return _refused(request, _("Work accounts are not set up here. Use your user name and password."))
    try:
        said = directory.came_back(request)
    except DoesNotAnswer:
        return _refused(
            request, _("The directory of work accounts does not answer just now. Try again in a minute, or use your password.")
        )
    except SaysNo:
        get_adapter().authentication_failed(request)
        return _refused(request, _("Your work account did not let you in. Try again, or use your password."))
    return _once_more(request, said) if directory.meant_again(request) else _in(request, said)


def _in(request: Any, said: Said) -> HttpResponse:
    colleague, wanted = accounts.of_directory(said.who), request.session.pop(NEXT, "")
    if colleague is None or not accounts.is_here(colleague, request.at):
        get_adapter().authentication_failed(request, username=colleague.username if colleague else "")
        return _refused(
            request,
            _(
                "Nobody has put your work account on Heed's list. Ask an administrator. If somebody may be at risk, do not wait: see “Whom do I tell?”."
            ),
        )
    if request.user.is_authenticated and request.user.pk != colleague.pk:
        logout(request)
    record_authentication(request, colleague, "openid")
    if said.groups is not None:
        jobs.configure_task("follow_directory", queue="tell").defer(said=following.sealed(colleague, said.groups))
    if not settings.OPENID["asks_twice"]:
        return perform_login(request, Login(user=colleague, redirect_url=wanted or None))
    adapter = get_adapter()  # the directory asked for the second factor, so ours is not asked for
    adapter.login(request, colleague)
    return adapter.post_login(
        request, colleague, email_verification="none", signal_kwargs={}, email=None, signup=False, redirect_url=wanted or None
    )


def _once_more(request: Any, said: Said) -> HttpResponse:
    """Before what is powerful: the same account, whose password was given this instant."""
    wanted = request.session.pop(NEXT, "")
    if request.user.is_authenticated and said.who.casefold() == request.user.directory_id.casefold() and said.just_now():
        record_authentication(request, request.user, "openid", reauthenticated=True)
        return redirect(wanted or "me")
    get_adapter().authentication_failed(request, username=request.user.get_username())
    return _refused(request, _("Your work account did not say that it was you just now. Try again, or use another way."))


def _refused(request: Any, words: str) -> HttpResponse:
    messages.error(request, words)
    return redirect("me" if request.user.is_authenticated else "account_login")


def _signed_out(request: Any) -> HttpResponse:
    """Out of Heed, and still in at the directory: on a shared tablet the next person would be let in as whoever was here."""
    return (
        render(request, "signin/templates/signed_out.html", {"name": settings.OPENID["name"]})
        if settings.OPENID
        else redirect("whom_to_tell")
    )


def _way_out(request: Any) -> HttpResponse:
    if not settings.OPENID:
        return _refused(request, _("Work accounts are not set up here. Use your user name and password."))
    try:
        return redirect(directory.way_out(f"{settings.SITE_URL}{reverse('whom_to_tell')}") or "whom_to_tell")
    except (DoesNotAnswer, SaysNo):
        return _refused(
            request, _("The directory of work accounts does not answer just now. Close this browser's windows instead.")
        )


def signed_in_by_it(request: Any) -> bool:
    """Whether this session began at the directory."""
    return any(record.get("method") == "openid" for record in get_authentication_records(request, request.user))


there, again = entrance(_there, methods="GET"), entrance(lambda request: _there(request, again=True), methods="GET")
back = entrance(_back, methods="GET")
signed_out, way_out = entrance(_signed_out, methods="GET"), entrance(_way_out, methods="GET")
