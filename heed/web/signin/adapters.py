"""How signing in is fitted into Heed: accounts are made by administrators, passwords are reset by a person with a signature."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.webauthn.internal.flows import did_use_passwordless_login
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heed.audit import actions as audit
from heed.audit.actions import Verb
from heed.folders import keys
from heed.organisation import accounts, actions
from heed.web.door import by_anothers_password, remember, source
from heed.web.signin.backend import own_row

NOT_OURS = _("That passkey was not recognised here. Try again, or sign in with your password.")
SAID = {
    "account/messages/password_changed.txt": _("Your password is changed. You are signed out everywhere else."),
    "mfa/messages/totp_activated.txt": _("Your authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": _("Your authenticator app is switched off."),
    "mfa/messages/webauthn_added.txt": _("Your passkey is set up. From now on you can sign in with it alone."),
    "mfa/messages/webauthn_removed.txt": _("That passkey no longer lets anybody in."),
    "mfa/messages/recovery_codes_generated.txt": _(
        "These are your new recovery codes. Keep them somewhere safe, away from your phone."
    ),
}


class AccountAdapter(DefaultAccountAdapter):
    """No signing up by oneself. The name is matched whatever its case. One row in the audit for each way in and out."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("That user name and password do not go together. Check both and try again."),
        "too_many_login_attempts": _(
            "Too many tries. Wait three minutes, then try again. If somebody may be at risk, do not wait: see “Whom do I tell?”."
        ),
        "incorrect_password": _("That is not your password. Try again."),
        "enter_current_password": _("That is not your present password. Try again."),
        "rate_limited": _("Too many tries. Wait a minute, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing leaves but through the outbox (heed.notifications)."""

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **kwargs: Any) -> None:
        """Likewise. What allauth would write about (a way in was added, taken away or made anew) leaves its row in the audit instead; of a
        passkey taken away its page has said which."""
        if template_prefix != "mfa/email/webauthn_removed":
            remember(self.request, Verb.CHANGED)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        message: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Our own sentences, and silence where a page says it by itself."""
        if words := message or SAID.get(message_template or ""):
            messages.add_message(request, level, words)

    # Throttling ---------------------------------------------------------------------------------------------------------------
    def get_client_ip(self, request: HttpRequest) -> str:
        """The browser's address, also behind a trusted proxy: otherwise one guesser would slow down everybody."""
        if address := source(request):
            return address
        raise PermissionDenied

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """By name and address together: guessing at a name from one place never shuts its owner out at another (a lock-out is a risk)."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{self.get_client_ip(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            self.authentication_failed(request, **credentials)
            raise

    # Ways in and out ----------------------------------------------------------------------------------------------------------
    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Whoever has left, or was handed a password that is too old, hears the same as with a wrong one."""
        colleague = super().authenticate(request, **credentials)
        if colleague and not accounts.may_sign_in(colleague, request.at):  # type: ignore[attr-defined]
            self.authentication_failed(request, **credentials)
            return None
        return colleague

    def authentication_failed(self, request: Any, **credentials: Any) -> None:
        """Whose account was tried is noted, never what was typed: a password may stand in the wrong box."""
        match = request.resolver_match
        request.looks.append(
            audit.look(
                Verb.SIGN_IN_FAILED,
                at=request.at,
                colleague=accounts.named(credentials.get("username", "")),
                page=match.view_name if match else "",
                source=source(request),
            )
        )

    def pre_login(self, request: Any, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Whatever they came with: whoever has left comes in no more, and hears no more than that it was not recognised."""
        if accounts.is_here(user, request.at):
            return super().pre_login(request, user, **kwargs)
        self.authentication_failed(request, username=user.username)
        messages.error(request, NOT_OURS)
        return HttpResponseRedirect(reverse("account_login"))

    def login(self, request: HttpRequest, user: Any) -> None:
        with own_row(user):
            super().login(request, user)
        _it_was_this_instant(request, user)
        remember(request, Verb.SIGNED_IN)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        answer = super().post_login(request, user, **kwargs)
        if by_anothers_password(request, user):
            messages.info(request, _("Choose a password of your own now. The one you were given stops working soon."))
            return HttpResponseRedirect(reverse("account_change_password"))
        return answer

    def logout(self, request: HttpRequest) -> None:
        remember(request, Verb.SIGNED_OUT)
        super().logout(request)

    def set_password(self, user: Any, password: str) -> None:
        """Its owner chose it. Only that is written: allauth would write the whole row, and the second wall refuses that."""
        user.set_password(password)
        with own_row(user):
            user.save(update_fields=["password"])
            actions.password_changed(user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("me")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """How to show once more that it is oneself, in our words; a passkey first, for whoever has one."""
        found = [method | {"description": INSTEAD[method["id"]]} for method in super().get_reauthentication_methods(user)]
        if settings.OPENID and user.is_authenticated and user.directory_id:
            found.append({"id": "work_account", "description": INSTEAD["work_account"], "url": reverse("work_account_again")})
        came_by = _ways_in(self.request, user)
        return sorted(
            found, key=lambda way: (not way["id"].endswith("webauthn"), way["id"] == "work_account" and "openid" not in came_by)
        )


INSTEAD = {
    "reauthenticate": _("Use your password instead"),
    "mfa_reauthenticate": _("Use a code from your authenticator app, or a recovery code, instead"),
    "mfa_reauthenticate:webauthn": _("Use your passkey instead"),
    "work_account": _("Use your work account instead"),
}


def _it_was_this_instant(request: HttpRequest, user: Any) -> None:
    """Whoever has just given a password or used a passkey is not asked for it twice."""
    if did_use_passwordless_login(request, user):
        record_authentication(request, user, "mfa", type="webauthn", reauthenticated=True)
    elif "password" in _ways_in(request, user):
        reauthenticate_by_password(request)


def _ways_in(request: HttpRequest, user: Any) -> list[str]:
    """By what somebody came in, or is coming in: the directory may have asked for its password hours ago."""
    return [record["method"] for record in get_authentication_records(request, user) if record["method"] != "mfa"]


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of the second factor are sealed with a key kept outside the database (B23)."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That code is not right, or was used already. Wait for the next one and type that."),
    }

    def get_totp_label(self, user: Any) -> str:
        """What the authenticator app shows. No e-mail address leaves with it."""
        return user.username

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": "Heed"}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """What the phone keeps: the user name. Neither name nor e-mail address leaves with it."""
        return super().get_public_key_credential_user_entity(user) | {"name": user.username, "display_name": user.username}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 (the name is allauth's)
        """Its owner gives it a better one."""
        return gettext("Passkey")

    def encrypt(self, text: str) -> str:
        return base64.b64encode(keys.seal(keys.derived("second factor"), text.encode(), "mfa_authenticator")).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return keys.unseal(keys.derived("second factor"), base64.b64decode(encrypted_text), "mfa_authenticator").decode()

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing leaves but through the outbox."""
