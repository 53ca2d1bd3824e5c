"""Whether an account lets in. Asked while nobody is signed in, so it answers no more than that."""

from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.signing import BadSignature, TimestampSigner
from django.utils.crypto import constant_time_compare, salted_hmac

from heed.organisation.models import Colleague


def is_here(colleague: Colleague, at: datetime) -> bool:
    """Whether this account lets anybody in at all, by whatever means."""
    return colleague.is_active and (colleague.left_at is None or colleague.left_at > at)


def may_sign_in(colleague: Colleague, at: datetime) -> bool:
    """Here, and with a password that has not run out (one made by somebody else lets in for three days)."""
    return is_here(colleague, at) and (colleague.password_until is None or colleague.password_until > at)


# A link to choose a password ---------------------------------------------------------------------------------------------------
LINK_LASTS = timedelta(days=1)
_links = TimestampSigner(salt="heed.choose-password")


def link_for(colleague: Colleague) -> str:
    """What stands in the link to choose a password: good for a day, and until it was used, for choosing ends every session."""
    return _links.sign_object([colleague.pk, _mark(colleague)])


def of_link(said: str, at: datetime) -> Colleague | None:
    """Whose link this is, if it is still good."""
    try:
        pk, mark = _links.unsign_object(said, max_age=LINK_LASTS)
    except BadSignature:  # also one that is too old
        return None
    colleague = Colleague.objects.filter(pk=pk).first()
    return colleague if colleague and is_here(colleague, at) and constant_time_compare(mark, _mark(colleague)) else None


def _mark(colleague: Colleague) -> str:
    return salted_hmac("heed.choose-password", colleague.session_salt, algorithm="sha256").hexdigest()[:24]


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
