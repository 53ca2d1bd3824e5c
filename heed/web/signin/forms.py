"""allauth's forms in our words and our groups."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm, SetPasswordForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, EditWebAuthnForm, LoginWebAuthnForm
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm as WebAuthnAgainForm
from cryptography.exceptions import InvalidSignature
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from heed.web.govform import GovForm
from heed.web.signin.adapters import NOT_OURS
from heed.web.signin.backend import own_row


class Worded(GovForm):
    """`words`: field → (label, what to do when it is empty, hint). Placeholders go: they vanish while one types."""

    words: dict[str, tuple[Any, Any, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, missing, hint) in self.words.items():
            field = self.fields[name]
            field.label, field.help_text = label, hint
            field.error_messages["required"] = missing
            field.widget.attrs.pop("placeholder", None)
            self._bound_fields_cache.pop(name, None)  # type: ignore[attr-defined]  # drawn afresh, with the new label


YOUR_CODE = (
    _("Code from your authenticator app"),
    _("Type the 6 numbers that the app shows now"),
    _("Or one of your recovery codes"),
)
NEW_PASSWORD = _(
    "At least 12 characters. Three random words are easy to keep in mind and hard to guess. Nothing that is known from a leak."
)


class SignInForm(Worded, LoginForm):
    words = {"login": (_("User name"), _("Type your user name"), ""), "password": (_("Password"), _("Type your password"), "")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}


class PasswordAgainForm(Worded, ReauthenticateForm):
    words = {"password": (_("Password"), _("Type your password"), "")}


class NewPasswordForm(Worded, ChangePasswordForm):
    words = {
        "oldpassword": (_("Present password"), _("Type the password you use now"), ""),
        "password1": (_("New password"), _("Type a new password"), NEW_PASSWORD),
        "password2": (_("New password once more"), _("Type the new password once more"), ""),
    }

    def clean_oldpassword(self) -> str:
        """A wrong one is noted like any other try at the door: somebody may have found this browser open."""
        with own_row(self.user):
            try:
                return super().clean_oldpassword()
            except ValidationError:
                adapter = get_adapter()
                adapter.authentication_failed(adapter.request, username=self.user.username)
                raise


class ChosenPasswordForm(Worded, SetPasswordForm):
    words = {
        "password1": (_("New password"), _("Type a new password"), NEW_PASSWORD),
        "password2": (_("New password once more"), _("Type the new password once more"), ""),
    }


class CodeForm(Worded, AuthenticateForm):
    words = {"code": YOUR_CODE}


class CodeOnceMoreForm(Worded, CodeAgainForm):
    words = {"code": YOUR_CODE}


class FirstCodeForm(Worded, ActivateTOTPForm):
    words = {"code": (_("Code that the app shows now"), _("Type the 6 numbers that the app shows now"), "")}


# Passkeys ---------------------------------------------------------------------------------------------------------------------
NOT_MADE = _("The passkey was not made. Try again, or set up an authenticator app instead.")
# What comes of a credential that no browser made: the library answers some with its own sentence and stumbles over the rest.
STUMBLES = (ValueError, TypeError, KeyError, AttributeError, IndexError, InvalidSignature)


class Recognised(Worded):
    """`credential` is what the browser's own script brings. One sentence for all that is wrong with it (B11)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages |= {"required": NOT_OURS, "invalid": NOT_OURS}

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except ValidationError as refusal:
            raise refusal if refusal.code == "too_many_login_attempts" else ValidationError(NOT_OURS) from refusal
        except STUMBLES as odd:
            raise ValidationError(NOT_OURS) from odd


class PasskeyToSignIn(Recognised, LoginWebAuthnForm):
    pass


class PasskeyForCode(Recognised, AuthenticateWebAuthnForm):
    """Instead of a code, after the password."""


class PasskeyAgain(Recognised, WebAuthnAgainForm):
    pass


WHAT_IT_IS = (
    _("What shall it be called here?"),
    _("Give it a name, such as “Work phone”"),
    _("So that you know it again, such as “Work phone”"),
)


class NewPasskey(Worded, AddWebAuthnForm):
    words = {"name": WHAT_IT_IS}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["passwordless"]
        self.fields["name"].validators.append(MaxLengthValidator(60))
        self.fields["credential"].error_messages |= {"required": NOT_MADE, "invalid": NOT_MADE}

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean() or {}
        except (ValidationError, *STUMBLES) as odd:
            raise ValidationError(NOT_MADE) from odd


class PasskeysName(Worded, EditWebAuthnForm):
    words = {"name": WHAT_IT_IS}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].validators.append(MaxLengthValidator(60))
