"""The desk: every open concern by danger and clock, who has answered and who has not, what is unplaced, and what is owed (CFC-3, CFC-4).

One statement brings the concerns with what their folders hold; the rest is counted here, because open concerns are few."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from heed.concerns.advising import VOICE_KINDS, voices
from heed.concerns.choices import Danger, State
from heed.concerns.deciding import UNDO
from heed.concerns.models import Concern
from heed.concerns.workflow import in_words
from heed.folders.choices import Effect
from heed.pictures.owed import Owed
from heed.policies import visible
from heed.policies.asker import Asker
from heed.policies.eligible import Seats, seats_at
from heed.policies.inside import open_folders
from heed.policies.reach import FORCE

DANGER_TONE = {Danger.NOW: "danger", Danger.TODAY: "danger", Danger.NOT_KNOWN: "warn", Danger.NOT_NOW: "quiet"}
ACTING = "concern.acting"
# Written out, because Django takes as long to compose it as PostgreSQL to answer it. Of folders that were opened; the wall judges each table.
WITH_WHAT_THEY_HOLD = f"""
select c.id, c.folder_id, c.reference, c.danger, c.state, c.sent_at, c.placed_at, c.advised_at, c.closed_at, c.lead_decides, c.wanted_skills,
  (select concat_ws(', ', m.address, nullif(m.town, ''), m.postcode) from households_home m where m.id = c.home_id) as home,
  array(select json_build_array(e.kind, e.by_id, e.recorded_at, w.display_name) from timeline_event e
          left join organisation_colleague w on w.id = e.by_id
         where e.folder_id = c.folder_id and e.kind = any(%(said)s) order by e.recorded_at, e.id) as said,
  array(select json_build_array(k.rule, k.due_at, k.id, k.owner_id, w.display_name) from deadlines_clock k
          left join organisation_colleague w on w.id = k.owner_id
         where k.holds_id = c.folder_id and k.met_at is null order by k.due_at, k.id) as running,
  array(select a.colleague_id from folders_access a where a.folder_id = c.folder_id and a.effect = %(out)s and {FORCE}) as kept_out,
  (select r.colleague_id from concerns_reporter r where r.concern_id = c.id) as reporter
from concerns_concern c where c.folder_id = any(%(opened)s)"""  # noqa: S608 (parts of our own)


@dataclass(frozen=True)
class Found:
    """A row of the statement above."""

    pk: UUID
    folder: UUID
    reference: str
    danger: str
    state: str
    sent_at: datetime
    placed_at: datetime | None
    advised_at: datetime | None
    closed_at: datetime | None
    lead_decides: bool
    wanted_skills: list[str]
    home: str | None
    said: list[tuple[str, int | None, str, str | None]]
    running: list[tuple[str, str, str, int | None, str | None]]
    kept_out: list[int]
    reporter: int | None


@dataclass(frozen=True)
class Said:
    """A name and when (UTC)."""

    name: str
    at: datetime


@dataclass(frozen=True)
class Row:
    """One concern as the desk shows it. `home`: the address the reporter chose. `waiting`: who may advise and has not, while voices are wanted. `clock`: what is due next.
    `actions`: what was decided and is still to be done."""

    pk: UUID
    reference: str
    danger: Danger
    state: State
    sent_at: datetime
    home: str
    answered: tuple[Said, ...]
    waiting: tuple[str, ...]
    acting: Said | None
    skills: tuple[str, ...]
    clock: Owed | None
    actions: tuple[Owed, ...]
    closed_at: datetime | None
    lead_decides: bool
    marks: frozenset[str]

    @property
    def tone(self) -> str:
        return DANGER_TONE[self.danger]

    @property
    def state_in_words(self) -> str:
        return in_words(self.state, both="decide" in self.marks, lead=self.lead_decides)


def desk(me: Asker, at: datetime) -> list[Row]:
    """Every concern this colleague may see that is open or was closed lately, in no order. `at` in UTC. Three statements."""
    shown = Concern.objects.filter(~Q(state=State.CLOSED) | Q(closed_at__gt=at - UNDO))
    opened = open_folders(found_by=visible.folders(me).filter(pk__in=shown.values("folder")).values("pk"))
    found, seats = _found(opened), seats_at(at)
    return [_row(concern, me, at, seats) for concern in found]


def _found(opened: list[UUID]) -> list[Found]:
    with connection.cursor() as c:
        c.execute(WITH_WHAT_THEY_HOLD, {"said": [*VOICE_KINDS, ACTING], "out": Effect.KEPT_OUT.value, "opened": opened})
        return [Found(*row) for row in c.fetchall()]


def _row(concern: Found, me: Asker, at: datetime, seats: Seats) -> Row:
    said = [(kind, by, datetime.fromisoformat(when), name or "") for kind, by, when, name in concern.said]
    given = voices([(kind, by, when) for kind, by, when, _name in said if kind != ACTING])
    names = {by: name for _kind, by, _when, name in said}
    wanted = concern.state in (State.SENT, State.ADVISED) and concern.advised_at is None
    waiting = [one for one in seats.able(concern.kept_out, concern.reporter, given) if one.pk not in given] if wanted else []
    acting = [Said(name, when) for kind, _by, when, name in said if kind == ACTING]
    owed = [Owed(code, datetime.fromisoformat(due), UUID(pk), by, name or "") for code, due, pk, by, name in concern.running]
    return Row(
        pk=concern.pk,
        reference=concern.reference,
        danger=Danger(concern.danger),
        state=State(concern.state),
        sent_at=concern.sent_at,
        home=concern.home or "",
        answered=tuple(Said(names[pk], when) for pk, when in given.items()),
        waiting=tuple(one.display_name for one in waiting),
        acting=acting[-1] if acting else None,
        skills=tuple(concern.wanted_skills),
        clock=owed[0] if owed else None,
        actions=tuple(clock for clock in owed if clock.rule == "action"),
        closed_at=concern.closed_at,
        lead_decides=concern.lead_decides,
        marks=_marks(concern, me, at, {one.pk for one in waiting}, owed),
    )


def _marks(concern: Found, me: Asker, at: datetime, waiting: set[int], owed: list[Owed]) -> frozenset[str]:
    said = {
        "mine": me.pk in waiting,
        "decide": concern.advised_at is not None and concern.state in (State.ADVISED, State.REOPENED),
        "unplaced": concern.placed_at is None,
        "overdue": any(clock.due_at <= at for clock in owed),
        "closed": concern.state == State.CLOSED,
    }
    return frozenset(name for name, holds in said.items() if holds)
