"""How signing in is fitted into Heed: accounts are made by administrators, passwords are reset by a person with a signature."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from heed.folders import keys


class AccountAdapter(DefaultAccountAdapter):
    """No signing up by oneself. The name is matched whatever its case."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing leaves but through the outbox (heed.notifications)."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Likewise."""


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of the second factor are sealed with a key kept outside the database (B23)."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(keys.seal(keys.derived("second factor"), text.encode(), "mfa_authenticator")).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return keys.unseal(keys.derived("second factor"), base64.b64decode(encrypted_text), "mfa_authenticator").decode()

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing leaves but through the outbox."""
