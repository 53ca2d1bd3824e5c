"""Starting, meeting and telling of clocks. Whatever is owed is one of these rows; nothing else keeps time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from heed.deadlines.calendars import Nation
from heed.deadlines.counting import Reckoning, Span, reckon, until
from heed.deadlines.models import Clock, ClockWords, Outcome, Told
from heed.deadlines.rules import Rule, rule
from heed.organisation.models import Colleague
from heed.timeline.actions import record

AGAIN = timedelta(days=1)  # a clock that stays overdue is told of again, one rung higher, each day


class NothingOwed(LookupError):
    """A clock was to be met that does not run: somebody else has done it, or it was never owed."""


@dataclass(frozen=True)
class Owed:
    """What a clock is for: the folder it is seen with, whom it waits for, which folder may not end before it, what it is about."""

    folder: UUID
    owner: Colleague | None = None
    holds: UUID | None = None
    about: UUID | None = None
    words: dict[str, Any] | None = None


def start(
    code: str, owed: Owed, *, at: datetime, nation: str = Nation.ENGLAND, danger: bool = False, due: datetime | None = None
) -> Clock:
    """Starts a clock at an instant (UTC) under the value of its rule in force then. `due` for a rule without a length of its own.

    Raises NeedsADate when neither has one, CannotCount when `due` lies before `at`."""
    return start_together([code], owed, at=at, nation=nation, danger=danger, due=due)[0]


def start_together(
    codes: Iterable[str],
    owed: Owed,
    *,
    at: datetime,
    nation: str = Nation.ENGLAND,
    danger: bool = False,
    due: datetime | None = None,
) -> list[Clock]:
    """The same for several clocks that are owed alike, each under its own rule: in two statements, however many there are."""
    laws, nation = [rule(code) for code in codes], Nation(nation)
    own, clocks = _own(laws, nation, at), []
    for law in laws:
        span, value = _span(law, own, at, nation, danger=danger)
        when = until(at, due, nation, soon_share=law.soon_share) if due else _count(law, span, at, nation, own)
        clocks.append(_clock(law, value, when, owed))
    Clock.objects.bulk_create(clocks)
    if owed.words:
        ClockWords.objects.bulk_create(ClockWords(id=clock, folder_id=owed.folder, words=owed.words) for clock in clocks)
    return clocks


def _clock(law: Rule, value: int | None, when: Reckoning, owed: Owed) -> Clock:
    return Clock(
        folder_id=owed.folder,
        rule=law.code,
        value_id=value,
        nation=when.nation,
        owner=owed.owner,
        holds_id=owed.holds,
        about=owed.about,
        started_at=when.start,
        soon_at=when.soon,
        due_at=when.due,
        breach_at=when.breach,
        next_at=when.soon,
    )


# How long, by what the organisation has set itself ------------------------------------------------------------------------------
@dataclass(frozen=True)
class Own:
    """What an organisation has set itself in one nation: the lengths in force, each with the id of its dated value, and its days off."""

    spans: Mapping[str, tuple[Span, int]]
    days: frozenset[date]


OWN = """select rule, id, amount, unit, null::date from (select distinct on (rule) * from deadlines_rulevalue
    where rule = any(%s) and nation = %s and since <= %s order by rule, since desc, id desc) as value
    union all select null, null, null, null, day from deadlines_dayoff where nation = %s"""


def _own(laws: Iterable[Rule], nation: Nation, at: datetime) -> Own:
    """In one statement: a report starts its clocks while somebody waits."""
    with connection.cursor() as c:
        c.execute(OWN, [[law.code for law in laws], nation.value, at, nation.value])
        rows = c.fetchall()
    values = {code: (Span(amount, unit), value) for code, value, amount, unit, _day in rows if code}
    return Own(values, frozenset(day for *_value, day in rows if day))


def _span(law: Rule, own: Own, at: datetime, nation: Nation, *, danger: bool) -> tuple[Span, int | None]:
    ours = own.spans.get(law.code)
    if not danger or not law.danger_span:
        return ours or (law.span, None)
    # An organisation that gives itself less time on any day does not take more when somebody is in danger.
    sooner = ours and _due(law, ours[0], at, nation, own) < _due(law, law.danger_span, at, nation, own)
    return ours if ours and sooner else (law.danger_span, None)


def _due(law: Rule, span: Span, at: datetime, nation: Nation, own: Own) -> datetime:
    return _count(law, span, at, nation, own).due or datetime.max.replace(tzinfo=UTC)


def _count(law: Rule, span: Span, at: datetime, nation: Nation, own: Own) -> Reckoning:
    return reckon(
        span, at, nation, extra_days_off=own.days, soon_share=law.soon_share, reminders=law.reminders, breach=law.breach
    )


def span_in_force(law: Rule, nation: Nation, at: datetime, *, danger: bool = False) -> tuple[Span, int | None]:
    """The provider's own dated value and its id, or the rule's default. In danger the rule's danger span stands: an own value may shorten
    it and never lengthens it."""
    return _span(law, _own([law], nation, at), at, nation, danger=danger)


def reckoned(law: Rule, span: Span, at: datetime, nation: Nation, *, own_days: bool = True) -> Reckoning:
    """When a clock of this rule and length is due that starts at `at` (UTC). `own_days`: with the organisation's own days off as they stand now."""
    return _count(law, span, at, nation, _own([], nation, at) if own_days else Own({}, frozenset()))


# Meeting ----------------------------------------------------------------------------------------------------------------------
def meet(folder: UUID, code: str, *, by: Colleague | None, at: datetime, about: UUID | None = None) -> int:
    """What was owed was done. Raises NothingOwed when no such clock runs; answers how many were met."""
    running = Clock.objects.running().filter(folder_id=folder, rule=code, **({"about": about} if about else {}))
    if not (met := running.update(met_at=at, met_by=by, outcome=Outcome.DONE, next_at=None)):
        raise NothingOwed(_("Nothing of that kind is owed any more: somebody has done it already."))
    return met


def meet_if_owed(folder: UUID, code: str, *, by: Colleague | None, at: datetime, outcome: Outcome = Outcome.DONE) -> int:
    """The same where it may well not run (a concern that was placed from the start is not waiting to be placed): answers how many did."""
    return _met(Clock.objects.running().filter(folder_id=folder, rule=code), by, at, outcome)


def _met(running: QuerySet[Clock], by: Colleague | None, at: datetime, outcome: Outcome) -> int:
    """A clock that runs on after the work is done would call for help that nobody needs, and nobody would know why: never in silence."""
    met = running.update(met_at=at, met_by=by, outcome=outcome, next_at=None)
    if not met and running.exists():
        raise RuntimeError("What was owed is done, and the wall does not let this colleague meet its clock.")
    return met


def meet_about(folder: UUID, about: UUID, *, by: Colleague | None, at: datetime, outcome: Outcome = Outcome.DONE) -> None:
    """Whatever was owed about one thing (a referral's reply, a review) was done, or turns out not to be owed."""
    _met(Clock.objects.running().filter(folder_id=folder, about=about), by, at, outcome)


def met_at(folder: UUID, code: str) -> list[datetime]:
    """When (UTC) clocks of this rule were met there; one that turned out not to be owed does not count."""
    met = Clock.objects.filter(folder_id=folder, rule=code, met_at__isnull=False).exclude(outcome=Outcome.NOT_POSSIBLE)
    return [when for when in met.values_list("met_at", flat=True) if when]


def ever_about(about: UUID, code: str) -> bool:
    """Whether a clock of this rule was ever owed about a concern or a case, wherever it has gone since: whoever asks may not see where."""
    with connection.cursor() as c:
        c.execute("select heed_ever_owed(%s, %s)", [about, code])
        return c.fetchone()[0]


def running_since(folder: UUID, code: str) -> datetime | None:
    """From when (UTC) a running clock of this rule counts, or None when none runs there."""
    return Clock.objects.running().filter(folder_id=folder, rule=code).values_list("started_at", flat=True).first()


def not_owed(folder: UUID, code: str, *, by: Colleague, at: datetime) -> None:
    """It turns out that it was not owed."""
    _met(Clock.objects.running().filter(folder_id=folder, rule=code), by, at, Outcome.NOT_POSSIBLE)


def move(folder: UUID, code: str) -> None:
    """What a concern owed is owed by the case that it feeds, and by whoever answers for that; due when it was. Of two that run there the
    first to be due stands."""
    with connection.cursor() as c:
        c.execute("select heed_move_clock(%s, %s)", [folder, code])


def running_in(folder: UUID, *, owner: Colleague | None = None) -> QuerySet[Clock]:
    """What is owed in a folder, by anybody or by one."""
    running = Clock.objects.running().filter(folder_id=folder)
    return running.filter(owner=owner) if owner else running


def due(folder: UUID, code: str) -> datetime | None:
    """When a running clock is due (UTC), or None when none of that rule runs."""
    return Clock.objects.running().filter(folder_id=folder, rule=code).values_list("due_at", flat=True).first()


@transaction.atomic
def settle(clock: Clock, outcome: Outcome, *, by: Colleague, at: datetime, why: str = "") -> None:
    """One action is done, or is not and why. Raises NothingOwed when somebody was quicker."""
    if not Clock.objects.running().filter(pk=clock.pk).update(met_at=at, met_by=by, outcome=outcome, next_at=None):
        raise NothingOwed(_("This was settled a moment ago by somebody else. Look at it again."))
    said = {"what": what_is_owed(clock)}
    record(f"action.{outcome}", clock.folder_id, by=by, at=at, words=said | ({"text": why} if why else {}))


def what_is_owed(clock: Clock) -> str:
    """The clock's own words, or the name of its rule."""
    words = ClockWords.objects.filter(pk=clock.pk).first()
    return words.words.get("what", "") if words else str(rule(clock.rule).name)


def pass_to(clock: Clock, owner: Colleague) -> None:
    """Somebody else owes it from now on; due when it was."""
    Clock.objects.running().filter(pk=clock.pk).update(owner=owner)


def tell_owner(clock: Clock, owner: Colleague, what: str, *, by: Colleague, at: datetime) -> None:
    """Whoever owes it now is told, once."""
    event = record("action.owed", clock.folder_id, by=by, at=at, words={"text": f"{what}\n\n{owner.display_name}"})
    Told(event=event, clock=clock, folder_id=clock.folder_id, stage=0).save(force_insert=True)


# Telling ----------------------------------------------------------------------------------------------------------------------
def tellings(clock: Clock) -> Iterator[datetime]:
    """The instants at which somebody is told: due soon, overdue, breach or the first time again, and then each time again."""
    yield clock.soon_at
    yield clock.due_at
    again = _again(clock)
    following = clock.breach_at or clock.due_at + min(again, max(timedelta(hours=1), clock.due_at - clock.started_at))
    while True:
        yield following
        following += again


def _again(clock: Clock) -> timedelta:
    law = rule(clock.rule)
    return timedelta(days=law.again.amount) if law.again else AGAIN


def tell(clock: Clock, at: datetime) -> bool:
    """Tells how far a clock has got at `at`: once, however long nobody asked (R20). False when another worker was quicker."""
    stage, following = clock.stage, clock.next_at
    for number, moment in enumerate(tellings(clock), start=1):
        if moment > at:
            following = moment
            break
        stage = number
    taken = Clock.objects.running().filter(pk=clock.pk, stage=clock.stage).update(stage=stage, next_at=following)
    if not taken or stage == clock.stage:
        return False
    event = record("clock.due_soon" if stage == 1 else "clock.overdue", clock.folder_id, by=None, at=at)
    Told(event=event, clock=clock, folder_id=clock.folder_id, stage=stage).save(force_insert=True)
    return True


def sweep(at: datetime, most: int = 500) -> int:
    """What is due? Tells of each clock whose next telling has come. Answers how many were told."""
    waiting = list(Clock.objects.to_tell(at).order_by("due_at", "pk").select_for_update(skip_locked=True)[:most])
    return sum(tell(clock, at) for clock in waiting)
