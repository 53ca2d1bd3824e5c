"""Doing things as somebody: under web's database role, with both walls up, at one instant."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from heed.organisation.models import Colleague
from heed.policies.asker import Asker, asker
from heed.policies.cluster import WEB, WORKER
from heed.policies.inside import inside


@contextmanager
def acting(colleague: Colleague, at: datetime | None = None) -> Iterator[Asker]:
    """As the door does for a page."""
    at = at or datetime.now(UTC)
    with inside(WEB, colleague=colleague.pk, at=at):
        yield asker(colleague, at)


@contextmanager
def working(at: datetime | None = None) -> Iterator[datetime]:
    """As the door does for a job."""
    at = at or datetime.now(UTC)
    with inside(WORKER, job=1, at=at):
        yield at
