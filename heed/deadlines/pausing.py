"""A clock that stands still, for a reason (issue: pauses need a reason). What the law or the policy counts (24 hours, 21 days) never does."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from heed.deadlines.models import Clock
from heed.deadlines.rules import rule
from heed.organisation.models import Colleague
from heed.timeline.actions import record


class CannotPause(Exception):
    """Why this clock cannot be paused, or cannot go on."""


@transaction.atomic
def pause(clock: Clock, why: str, *, by: Colleague, at: datetime) -> None:
    """It stands still from now on, and nobody is told. Raises CannotPause without a reason, for a clock that never pauses, or a settled one."""
    if not why.strip():
        raise CannotPause(_("Write why this waits, and for whom."))
    if not rule(clock.rule).pauses:
        raise CannotPause(_("This clock never pauses. If it will be late, say why where it is settled."))
    _ask("select heed_pause(%s)", clock)
    record("clock.paused", clock.folder_id, by=by, at=at, words={"text": f"{rule(clock.rule).name}\n\n{why}"})


@transaction.atomic
def resume(clock: Clock, *, by: Colleague, at: datetime) -> None:
    """It goes on from now, and is due as much later as it stood still. Raises CannotPause when it runs."""
    _ask("select heed_resume(%s)", clock)
    record("clock.resumed", clock.folder_id, by=by, at=at, words={"text": str(rule(clock.rule).name)})


def _ask(how: str, clock: Clock) -> None:
    """Behind the wall: whoever reads a clock does not change when it is due."""
    with connection.cursor() as c:
        c.execute(how, [clock.pk])
        if not c.fetchone()[0]:
            raise CannotPause(_("Somebody changed this a moment ago. Look at it again."))
