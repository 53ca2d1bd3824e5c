"""allauth's forms in our words and our groups."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from heed.web.govform import GovForm
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


class CodeForm(Worded, AuthenticateForm):
    words = {"code": YOUR_CODE}


class CodeOnceMoreForm(Worded, CodeAgainForm):
    words = {"code": YOUR_CODE}


class FirstCodeForm(Worded, ActivateTOTPForm):
    words = {"code": (_("Code that the app shows now"), _("Type the 6 numbers that the app shows now"), "")}
