"""One clock of a case in full: what started it, its rule and source, the count day by day, who is told when; and, met, its evidence.

Printed as a certificate it has no name of anybody it is about."""

from dataclasses import dataclass
from datetime import datetime
from itertools import product
from uuid import UUID

from django.utils.timezone import localtime

from heed.cases.models import Case
from heed.deadlines import clocks
from heed.deadlines.calendars import Nation
from heed.deadlines.counting import Reckoning, Step, Unit
from heed.deadlines.models import Clock, Outcome
from heed.deadlines.rules import Rule, rule, rung_at
from heed.pictures.kinds import heading_of
from heed.pictures.rungs import RUNGS
from heed.policies import visible
from heed.policies.asker import Asker
from heed.timeline.models import Event

TELLINGS = 4  # due soon, overdue, and twice again: further ones repeat


@dataclass(frozen=True)
class Telling:
    """Who is told, and when (UTC). `been`: that instant has passed."""

    at: datetime
    whom: str
    been: bool


@dataclass(frozen=True)
class Evidence:
    """What was put on the case when the clock was met: what it was (no words of it), by whom, when (UTC)."""

    what: str
    by: str
    at: datetime


@dataclass(frozen=True)
class OneClock:
    """Times in UTC. `steps`: the count day by day, where it was counted and not given."""

    pk: UUID
    name: str
    owner: str
    explanation: str
    source: str
    length: str
    started_at: datetime
    due_at: datetime
    breach_at: datetime | None
    met_at: datetime | None
    met_by: str
    outcome: str
    in_time: bool
    paused_at: datetime | None
    pauses: bool
    late: bool
    steps: tuple[Step, ...]
    tellings: tuple[Telling, ...]
    evidence: tuple[Evidence, ...]


def clock_of(me: Asker, case: Case, pk: UUID, at: datetime) -> OneClock | None:
    """A clock of a case that was opened; None where there is no such clock. `at` in UTC."""
    rows = visible.clocks(me, [case.folder_id]).filter(pk=pk, folder=case.folder_id).select_related("owner", "met_by", "value")
    clock = rows.exclude(rule="action").first()
    return _shown(clock, at) if clock else None


def _shown(clock: Clock, at: datetime) -> OneClock:
    law, counted = rule(clock.rule), _counted(clock)
    return OneClock(
        pk=clock.pk,
        name=str(law.name),
        owner=clock.owner.display_name if clock.owner else "",
        explanation=str(law.explanation),
        source=law.source_words,
        length=str(counted.span) if counted else "",
        started_at=clock.started_at,
        due_at=clock.due_at,
        breach_at=clock.breach_at,
        met_at=clock.met_at,
        met_by=clock.met_by.display_name if clock.met_by else "",
        outcome=str(Outcome(clock.outcome).label) if clock.outcome else "",
        paused_at=clock.paused_at,
        pauses=law.pauses and clock.met_at is None,
        in_time=clock.met_at is not None and clock.met_at <= clock.due_at,
        late=clock.met_at is None and clock.paused_at is None and at > clock.due_at,
        steps=counted.steps if counted else (),
        tellings=_tellings(clock, law, at) if clock.met_at is None and clock.paused_at is None else (),
        evidence=_evidence(clock),
    )


def _counted(clock: Clock) -> Reckoning | None:
    """The count again, as it was when the clock started. None where somebody gave the day, or where days off of our own that it counted by
    have been changed since, so that it cannot be shown any more."""
    law = rule(clock.rule)
    spans = [clock.value.span] if clock.value else [law.span, law.danger_span]
    for span, own in product(spans, (True, False)):
        if span and span.unit != Unit.NONE:
            counted = clocks.reckoned(law, span, clock.started_at, Nation(clock.nation), own_days=own)
            if counted.due == clock.due_at:
                return counted
    return None


def _tellings(clock: Clock, law: Rule, at: datetime) -> tuple[Telling, ...]:
    found = []
    for stage, moment in zip(range(1, TELLINGS + 1), clocks.tellings(clock), strict=False):
        rung = rung_at(law.who_is_told, stage)
        owner = clock.owner.display_name if clock.owner and rung == "owner" else ""
        found.append(Telling(moment, owner or str(RUNGS.get(rung, rung)), moment <= at))
    return tuple(found)


def _evidence(clock: Clock) -> tuple[Evidence, ...]:
    """What was put on the case at that very instant, or says that it happened then."""
    if clock.met_at is None:
        return ()
    there = Event.objects.filter(folder=clock.folder_id).select_related("by")
    rows = there.filter(recorded_at=clock.met_at) | there.filter(occurred_at=clock.met_at)
    return tuple(
        Evidence(heading_of(row.kind), row.by.display_name if row.by else "", localtime(row.recorded_at))
        for row in rows.order_by("recorded_at", "pk")
    )
