"""The desk: every open concern by danger and clock, who has answered and who has not, what is unplaced, and what is owed (CFC-3, CFC-4).

One query brings the concerns with what their folders hold; the rest is counted here, because open concerns are few."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from heed.concerns.advising import VOICE_KINDS, voices
from heed.concerns.choices import Danger, State
from heed.concerns.models import Concern, Placement, Reporter
from heed.deadlines.models import Clock, ClockWords
from heed.deadlines.rules import rule
from heed.folders import keys
from heed.folders.choices import Effect
from heed.folders.models import Access, Key
from heed.organisation.choices import Skill
from heed.organisation.models import Colleague, in_force
from heed.policies import visible
from heed.policies.asker import Asker
from heed.policies.eligible import Seats, seats_at
from heed.policies.inside import open_folders
from heed.timeline.models import Event

LATELY = timedelta(days=7)  # as long as a closing can be undone
DANGER_TONE = {Danger.NOW: "danger", Danger.TODAY: "danger", Danger.NOT_KNOWN: "warn", Danger.NOT_NOW: "quiet"}
WORST_FIRST = {Danger.NOW: 0, Danger.TODAY: 1, Danger.NOT_KNOWN: 2, Danger.NOT_NOW: 3}


@dataclass(frozen=True)
class Said:
    """A name and when (UTC)."""

    name: str
    at: datetime


@dataclass(frozen=True)
class Owed:
    """Something owed in a concern: the name of its rule, and when it is due (UTC)."""

    rule: str
    name: str
    due_at: datetime


@dataclass(frozen=True)
class Row:
    """One concern as the desk shows it. `waiting`: who may advise and has not, while voices are wanted. `clock`: what is due next."""

    pk: UUID
    reference: str
    danger: Danger
    state: State
    sent_at: datetime
    where: tuple[str, ...]
    answered: tuple[Said, ...]
    waiting: tuple[str, ...]
    acting: Said | None
    skills: tuple[str, ...]
    clock: Owed | None
    actions: int
    closed_at: datetime | None
    lead_decides: bool
    marks: frozenset[str]

    @property
    def tone(self) -> str:
        return DANGER_TONE[self.danger]

    @property
    def icon(self) -> str:
        """The shape beside the word: a triangle for danger, a circle for not known."""
        return self.tone if self.tone != "quiet" else ""


@dataclass(frozen=True)
class Action:
    """A decided action that is still owed."""

    pk: UUID
    what: str
    owner: str
    due_at: datetime
    mine: bool
    overdue: bool


@dataclass(frozen=True)
class Mail:
    """Letters not yet sent: how many, since when the oldest waits (UTC), and how many were given up."""

    owed: int
    oldest: datetime | None
    dead: int


# What a concern can be narrowed by: its name in the address → its words. `closed` changes the list, the others narrow it.
SHOWS: dict[str, Any] = {
    "mine": _("Mine to advise"),
    "decide": _("Waiting for a decision"),
    "unplaced": _("Not placed yet"),
    "overdue": _("Overdue"),
    "closed": _("Closed in the last week"),
}
SORTS: dict[str, Callable[[Row], Any]] = {
    "worst": lambda row: (WORST_FIRST[row.danger], _due(row), row.reference),
    "due": lambda row: (_due(row), row.reference),
    "sent": lambda row: (row.sent_at, row.reference),
    "-sent": lambda row: (-row.sent_at.timestamp(), row.reference),
}
SORT_WORDS: dict[str, Any] = {
    "worst": _("Danger first"),
    "due": _("Due first"),
    "-sent": _("Newest first"),
    "sent": _("Oldest first"),
}


def _due(row: Row) -> float:
    return row.clock.due_at.timestamp() if row.clock else float("inf")


# The concerns -----------------------------------------------------------------------------------------------------------------
def desk(me: Asker, at: datetime) -> list[Row]:
    """Every concern this colleague may see that is open or was closed lately, in no order. `at` in UTC. Two or three queries."""
    shown = visible.concerns(me).filter(~Q(state=State.CLOSED) | Q(closed_at__gt=at - LATELY))
    opened = open_folders(found_by=shown.values("folder"))
    found = list(with_what_they_hold(visible.concerns(me, opened), at))
    seats = seats_at(at)
    names = seats.names | _other_names(found, seats)
    return [_row(concern, me, at, seats, names) for concern in found]


def with_what_they_hold(concerns: QuerySet[Concern], at: datetime) -> QuerySet[Any]:
    """Each concern with `said` (voices and acting), `running` clocks, `homes`, who is `kept_out` and its `reporter`, as far as the reader may know."""
    here = {"folder": OuterRef("folder_id")}
    said = Event.objects.filter(**here, kind__in=(*VOICE_KINDS, "concern.acting")).order_by("recorded_at", "pk")
    running = Clock.objects.running().filter(holds=OuterRef("folder_id")).order_by("due_at", "pk")
    placed = Placement.objects.filter(concern=OuterRef("pk"), undone_at=None).order_by("at", "pk")
    out = Access.objects.filter(in_force(at), **here, effect=Effect.KEPT_OUT)
    return concerns.select_related("home").annotate(
        said=ArraySubquery(said.values(one=JSONObject(kind=F("kind"), by=F("by_id"), at=F("recorded_at")))),
        running=ArraySubquery(running.values(one=JSONObject(rule=F("rule"), due=F("due_at")))),
        homes=ArraySubquery(
            placed.values(
                one=JSONObject(
                    address=F("household__home__address"),
                    town=F("household__home__town"),
                    postcode=F("household__home__postcode"),
                )
            )
        ),
        kept_out=ArraySubquery(out.values("colleague_id")),
        reporter=Subquery(Reporter.objects.filter(concern=OuterRef("pk")).values("colleague")[:1]),
    )


def _other_names(found: list[Any], seats: Seats) -> dict[int, str]:
    """Of those who have said something and hold no seat any more."""
    others = {said["by"] for concern in found for said in concern.said} - {None, *seats.names}
    return dict(Colleague.objects.filter(pk__in=others).values_list("pk", "display_name")) if others else {}


def _row(concern: Any, me: Asker, at: datetime, seats: Seats, names: dict[int, str]) -> Row:
    given = voices(
        [
            (said["kind"], said["by"], datetime.fromisoformat(said["at"]))
            for said in concern.said
            if said["kind"] != "concern.acting"
        ]
    )
    wanted = concern.state in (State.SENT, State.ADVISED) and concern.advised_at is None
    waiting = [one for one in seats.able(concern.kept_out, concern.reporter, given) if one.pk not in given] if wanted else []
    acting = [
        Said(names.get(said["by"], ""), datetime.fromisoformat(said["at"]))
        for said in concern.said
        if said["kind"] == "concern.acting"
    ]
    owed = [
        Owed(clock["rule"], str(rule(clock["rule"]).name), datetime.fromisoformat(clock["due"])) for clock in concern.running
    ]
    return Row(
        pk=concern.pk,
        reference=concern.reference,
        danger=Danger(concern.danger),
        state=State(concern.state),
        sent_at=concern.sent_at,
        where=_where(concern),
        answered=tuple(Said(names.get(pk, ""), when) for pk, when in given.items()),
        waiting=tuple(one.display_name for one in waiting),
        acting=acting[-1] if acting else None,
        skills=tuple(str(Skill(skill).label) for skill in concern.wanted_skills),
        clock=owed[0] if owed else None,
        actions=sum(clock.rule == "action" for clock in owed),
        closed_at=concern.closed_at,
        lead_decides=concern.lead_decides,
        marks=_marks(concern, me, at, {one.pk for one in waiting}, owed),
    )


def _where(concern: Any) -> tuple[str, ...]:
    placed = [", ".join(filter(None, (home["address"], home["town"], home["postcode"]))) for home in concern.homes]
    return tuple(dict.fromkeys(placed)) or ((str(concern.home),) if concern.home else ())


def _marks(concern: Any, me: Asker, at: datetime, waiting: set[int], owed: list[Owed]) -> frozenset[str]:
    said = {
        "mine": me.pk in waiting,
        "decide": concern.advised_at is not None and concern.state in (State.ADVISED, State.REOPENED),
        "unplaced": concern.placed_at is None,
        "overdue": any(clock.due_at <= at for clock in owed),
        "closed": concern.state == State.CLOSED,
    }
    return frozenset(name for name, holds in said.items() if holds)


def narrowed(rows: Iterable[Row], shows: Iterable[str], sort: str) -> list[Row]:
    """Those with every mark asked for, in order; closed ones only when asked for."""
    wanted = frozenset(shows) & frozenset(SHOWS)
    return sorted(
        (row for row in rows if wanted <= row.marks and ("closed" in wanted) == ("closed" in row.marks)),
        key=SORTS.get(sort, SORTS["worst"]),
    )


def counted(rows: list[Row], shows: Iterable[str]) -> dict[str, int]:
    """How many each further filter would leave of what this colleague sees."""
    return {show: len(narrowed(rows, {*shows, show}, "worst")) for show in SHOWS}


# What is owed -----------------------------------------------------------------------------------------------------------------
def actions_owed(me: Asker, at: datetime, *, mine_only: bool = False) -> list[Action]:
    """Decided actions still owed that this colleague sees, their own first, then by when they are due."""
    seen = Clock.objects.filter(owner=me.colleague) if mine_only else visible.clocks(me)
    key = Key.objects.filter(folder=OuterRef("folder"))
    words = ClockWords.objects.filter(id__in=seen.filter(met_at=None, rule="action")).select_related("id__owner")
    rows: list[Any] = list(words.annotate(wrapped=Subquery(key.values("wrapped")), key_id=Subquery(key.values("key_id"))))
    for row in rows:  # the keys come with the rows: a statement less
        keys.ring()[row.folder_id] = keys.unwrap(bytes(row.wrapped), row.key_id, row.folder_id) if row.wrapped else None
    found = [_action(row, me, at) for row in rows]
    return sorted(found, key=lambda action: (not action.mine, action.due_at, action.what))


def _action(row: Any, me: Asker, at: datetime) -> Action:
    clock = row.id
    return Action(
        clock.pk,
        row.words.get("what", ""),
        clock.owner.display_name if clock.owner else "",
        clock.due_at,
        clock.owner_id == me.pk,
        clock.due_at <= at,
    )


def mail_owed() -> Mail:
    """How the post stands, for the banner: nothing may fail in silence (quality.md R2, R6)."""
    with connection.cursor() as c:
        c.execute("select owed, oldest, dead from heed_mail_owed()")
        return Mail(*c.fetchone())
