"""Signing out, and choosing a password by a link. Signing in and its kin are allauth's, wrapped in urls.py."""

from typing import Any

from allauth.account.internal.flows.logout import logout
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heed.audit import actions as audit
from heed.audit.actions import Verb
from heed.organisation import accounts, actions
from heed.web.door import source
from heed.web.signin.backend import own_row
from heed.web.signin.entrance import entrance
from heed.web.signin.forms import ChosenPasswordForm
from heed.web.signin.work_account import signed_in_by_it


def _sign_out(request: Any) -> HttpResponse:
    """By POST only (B10). The browser forgets what it kept, so that Back on a shared tablet shows nothing (B26).

    Also gives up a sign-in that waits for its code."""
    elsewhere = signed_in_by_it(request)
    logout(request, show_message=False)
    answer = redirect("signed_out" if elsewhere else "whom_to_tell")
    answer["Clear-Site-Data"] = '"cache", "storage"'
    return answer


sign_out = entrance(_sign_out, methods="POST")


def _choose_password(request: Any, said: str) -> HttpResponse:
    """By the link in a letter. One that is used or too old is answered in words, and like one that never was."""
    whose = accounts.of_link(said, request.at)
    if whose is None:
        return render(request, "signin/templates/link_is_over.html", status=404)
    form = ChosenPasswordForm(user=whose, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        with own_row(whose):
            actions.choose_credentials(whose, form.cleaned_data["password1"])
        request.looks.append(
            audit.look(Verb.CHANGED, at=request.at, colleague=whose.pk, page="choose_password", source=source(request))
        )
        messages.success(request, _("Your password is chosen. Sign in with it."))
        return redirect("account_login")
    return render(request, "signin/templates/choose_password.html", {"form": form})


choose_password = entrance(_choose_password)
