"""Whether an account lets in. Asked while nobody is signed in, so it answers no more than that."""

from datetime import datetime

from heed.organisation.models import Colleague


def may_sign_in(colleague: Colleague, at: datetime) -> bool:
    """Here, and with a password that has not run out (one made by somebody else lets in for three days)."""
    here = colleague.is_active and (colleague.left_at is None or colleague.left_at > at)
    return here and (colleague.password_until is None or colleague.password_until > at)


def named(username: str) -> int | None:
    """The id of the account of that name, whatever its case."""
    return Colleague.objects.filter(username__iexact=username.replace("\x00", "")).values_list("pk", flat=True).first()


def account(username: str) -> Colleague:
    """The colleague of that name, whatever its case. Raises Colleague.DoesNotExist."""
    return Colleague.objects.get(username__iexact=username)
