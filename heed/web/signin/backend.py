"""Checking a password, as the colleague whose it is: the second wall lets nobody else write their row."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from heed.policies.cluster import WEB
from heed.policies.inside import inside


@contextmanager
def own_row(colleague: Any) -> Iterator[None]:
    """Behind the wall in their own name, for somebody who signs in or changes a password: those pages stand outside the door.

    `colleague` may be None (nobody has that name): then it takes as long and allows nothing."""
    with inside(WEB, colleague=colleague.pk if colleague else "", at=timezone.now()):
        yield


class Backend(AuthenticationBackend):
    """A password that was hashed by weaker rules is hashed afresh when it is next used, and that changes its owner's row."""

    def _check_password(self, user: Any, password: str) -> Any:
        with own_row(user):
            return super()._check_password(user, password)
