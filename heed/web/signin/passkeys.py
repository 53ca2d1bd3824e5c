"""Passkeys: signing in with the phone's or the computer's own lock, which nobody can be tricked into telling. allauth's pages, in our words.

They need JavaScript and the site's own name, so they are offered where both are there; a password lets in everywhere else."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.utils import passthrough_next_redirect_url
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property

from heed.audit.actions import Verb
from heed.organisation import accounts
from heed.web.door import remember
from heed.web.signin import forms


class SignIn(LoginWebAuthnView):
    """No name is typed: the passkey says whose it is. What it says is believed only with its signature."""

    form_class = forms.PasskeyToSignIn

    def form_invalid(self, form: Any) -> HttpResponse:
        get_adapter().authentication_failed(self.request)
        return refused(self.request, form)


class InsteadOfCode(AuthenticateView):
    """After the password: a code, or a passkey for whoever has one."""

    form_class = forms.CodeForm
    webauthn_form_class = forms.PasskeyForCode

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"has_passkey": is_mfa_enabled(self.stage.login.user, ["webauthn"])}


class Again(ReauthenticateWebAuthnView):
    form_class = forms.PasskeyAgain

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data() | {"form": form})


class Add(AddWebAuthnView):
    """Always one that lets in by itself: a key that is only a second factor would be one more thing to explain."""

    form_class = forms.NewPasskey

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data() | {
            "js_data": {"creation_options": auth.begin_registration(self.request.user, passwordless=True)},  # type: ignore[arg-type]
            "form": kwargs.get("form") or self.get_form(),
        }


class OneOfMine:
    """Somebody's own passkey, or nothing; either way it is remembered that it was asked for."""

    request: HttpRequest
    kwargs: dict[str, Any]

    def get_object(self, queryset: Any = None) -> Any:
        return self._found

    @cached_property
    def _found(self) -> Any:
        found = accounts.passkey_of(self.request.user, self.kwargs["pk"])
        verb = Verb.CHANGED if self.request.method == "POST" else Verb.LOOKED
        remember(self.request, verb if found else Verb.REFUSED, self.kwargs["pk"])
        if found is None:
            raise Http404
        return found


class Rename(OneOfMine, EditWebAuthnView):
    form_class = forms.PasskeysName
    success_url = reverse_lazy("mfa_index")


class Remove(OneOfMine, RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")


def refused(request: HttpRequest, form: Any) -> HttpResponse:
    """Back to the page on which one signs in, which says why; where one wanted to go is not lost."""
    for message in form.errors.get("credential", []):
        messages.error(request, message)
    return redirect(passthrough_next_redirect_url(request, reverse("account_login"), "next"))
