"""Whether an account lets in. Asked while nobody is signed in, so it answers no more than that."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator

from heed.organisation.models import Colleague


def is_here(colleague: Colleague, at: datetime) -> bool:
    """Whether this account lets anybody in at all, by whatever means."""
    return colleague.is_active and (colleague.left_at is None or colleague.left_at > at)


def may_sign_in(colleague: Colleague, at: datetime) -> bool:
    """Here, and with a password that has not run out (one made by somebody else lets in for three days)."""
    return is_here(colleague, at) and (colleague.password_until is None or colleague.password_until > at)


def of_directory(directory_id: str) -> Colleague | None:
    """Whom the organisation's directory calls so, whatever its case."""
    return Colleague.objects.filter(directory_id__iexact=directory_id).first() if directory_id else None


def named(username: str) -> int | None:
    """The id of the account of that name, whatever its case."""
    return Colleague.objects.filter(username__iexact=username.replace("\x00", "")).values_list("pk", flat=True).first()


def passkey_of(colleague: Any, pk: int) -> Authenticator | None:
    """One of somebody's own passkeys."""
    return Authenticator.objects.filter(user=colleague, type=Authenticator.Type.WEBAUTHN, pk=pk).first()


def by_number(pk: int) -> Colleague:
    return Colleague.objects.get(pk=pk)


def account_or_none(username: str) -> Colleague | None:
    return Colleague.objects.filter(username__iexact=username).first()


def account(username: str) -> Colleague:
    """The colleague of that name, whatever its case. Raises Colleague.DoesNotExist."""
    return Colleague.objects.get(username__iexact=username)
