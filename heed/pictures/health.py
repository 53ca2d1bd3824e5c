"""Is Heed well? In words, without anything personal (R6). Silence is the worst failure, so each must show life."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heed.organisation.group import group_at

# All ours: mail should go within a minute, the sweep runs each minute, the audit is sealed each minute.
SWEEP_STUCK = SEAL_STUCK = timedelta(minutes=5)
# Mail has two: the desk says early that it is late, because its readers can ring instead and lose nothing by it; the alarm calls somebody
# out to mend it, so it waits until the short retries are over (`notifications.outbox.WAITS`: after one, two and five minutes).
MAIL_LATE, MAIL_STUCK = timedelta(minutes=5), timedelta(minutes=10)
FAILED_OFTEN = 5  # within a minute and a half (jobs/again.py)
ALARM_SOUNDS = timedelta(hours=25)  # whatever has nobody is looked at again after a day


@dataclass(frozen=True)
class Sign:
    """`words` say how it is; when it is not well, what is wrong and what to do. `since`: the instant behind it (UTC), if there is one."""

    code: str
    name: Promise
    well: bool
    words: Promise
    since: datetime | None = None


class Mail(NamedTuple):
    """Letters not yet sent: how many, since when the oldest waits (UTC), and how many were given up; `swept`: when the worker last looked
    who must be told."""

    owed: int
    oldest: datetime | None
    dead: int
    swept: datetime | None


# Columns of a Mail, `from heed_mail_owed() m`: a page asks for them with what else it draws.
MAIL = "m.owed, m.oldest, m.dead, (select max(b.at) from notifications_heartbeat b where b.job = 'sweep')"


def signs(at: datetime) -> list[Sign]:
    """Each sign of life, in the order of a check. The database answered, or this would not have come so far."""
    return [Sign("database", _("Database"), True, _("It answers.")), *(check(at) for check in CHECKS)]


def _mail(at: datetime) -> Sign:
    _owed, oldest, dead = letters()
    if oldest and at - oldest > MAIL_STUCK:
        return Sign(
            "mail",
            _("Mail"),
            False,
            _("Letters wait. Look at the mail server and the worker; the desk shows everything meanwhile."),
            oldest,
        )
    if dead:
        return Sign(
            "mail", _("Mail"), True, _("Mail goes out, but some letters could not be delivered: check the e-mail addresses.")
        )
    return Sign("mail", _("Mail"), True, _("Nothing waits too long."))


def _sweep(at: datetime) -> Sign:
    (last,) = _asked("select max(at) from notifications_heartbeat where job = 'sweep'")
    if not asleep(last, at):
        return Sign("sweep", _("Clocks"), True, _("They are looked at each minute."), last)
    return Sign("sweep", _("Clocks"), False, _("Nobody looks at the clocks, so nobody is reminded. Start the worker."), last)


def asleep(last: datetime | None, at: datetime) -> bool:
    """Whether nobody looks at the clocks any more. A last look that lies ahead was made while the machine's clock was wrong (R18)."""
    return last is None or abs(at - last) > SWEEP_STUCK


def _jobs(at: datetime) -> Sign:
    (failing,) = _asked(
        "select count(*) from procrastinate_jobs where attempts >= %s and status in ('todo', 'doing')", FAILED_OFTEN
    )
    if failing:
        words = _(
            "Something that must be done fails again and again, so somebody may not have been told. The worker's log says where."
        )
        return Sign("jobs", _("Work of the worker"), False, words)
    return Sign("jobs", _("Work of the worker"), True, _("What was asked of it gets done."))


def _seal(at: datetime) -> Sign:
    sealed, waiting = _asked("select at, waiting from heed_sealed_until()")
    if waiting and at - waiting > SEAL_STUCK:
        return Sign(
            "seal",
            _("Audit seal"),
            False,
            _("The audit is not being sealed. Start the worker, then check it with `heed verify-audit`."),
            waiting,
        )
    return Sign("seal", _("Audit seal"), True, _("What was looked at is sealed."), sealed)


def _group(at: datetime) -> Sign:
    group = group_at(at)
    if not group.members:
        return Sign(
            "group",
            _("Cause for Concern group"),
            False,
            _("There is nobody to read a concern: no member and no lead. Name a lead now."),
        )
    if group.stands_in:
        return Sign(
            "group", _("Cause for Concern group"), False, _("No member is here, so the lead stands in. Have members signed.")
        )
    return Sign("group", _("Cause for Concern group"), True, _("Members are here."))


def _alarm(at: datetime) -> Sign:
    (last,) = _asked("select max(at) from notifications_heartbeat where job = 'alarm'")
    if last and at - last < ALARM_SOUNDS:
        return Sign(
            "alarm",
            _("Somebody to tell"),
            False,
            _(
                "Something is late, and everybody who could be told is away or has left. Name a lead, or ring whoever is on the desk."
            ),
            last,
        )
    return Sign("alarm", _("Somebody to tell"), True, _("Whatever is late has somebody who is told."), last)


CHECKS: tuple[Callable[[datetime], Sign], ...] = (_mail, _sweep, _jobs, _seal, _group, _alarm)


def _asked(question: str, *given: int) -> tuple:
    with connection.cursor() as c:
        c.execute(question, given or None)
        return c.fetchone()


def letters() -> tuple[int, datetime | None, int]:
    """(how many wait, the oldest since when, how many could not be delivered)."""
    return _asked("select owed, oldest, dead from heed_mail_owed()")  # type: ignore[return-value]
