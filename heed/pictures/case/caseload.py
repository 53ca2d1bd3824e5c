"""The manager's desk: her cases and those she may see, what is due next in each, what changed since she looked, who waits for whom (DA-2).

One statement brings the cases with what their folders hold; what is narrowed and sorted by is counted here, because open cases are few."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heed.cases.choices import Kind, Label, Risk, State
from heed.cases.models import Case
from heed.deadlines.rules import rule
from heed.pictures.case.owing import DAYS
from heed.pictures.owed import Owed
from heed.pictures.rows import hold_key
from heed.policies import visible
from heed.policies.asker import Asker
from heed.policies.inside import open_folders

# Written out, because Django takes as long to compose it as PostgreSQL to answer it. Of folders that were opened; the wall judges each table.
CASES = """
select c.id, c.folder_id, c.reference, c.kind, c.state, c.label, c.risk, c.entered_at, c.responsible_id = %(me)s as mine,
  w.display_name as responsible, s.name as scheme, n.at as seen_at,
  array(select json_build_array(k.rule, k.due_at, k.id, k.owner_id, o.display_name) from deadlines_clock k
          left join organisation_colleague o on o.id = k.owner_id
         where k.folder_id = c.folder_id and k.met_at is null order by k.due_at, k.id) as owed,
  (select count(*) from timeline_event e where e.folder_id = c.folder_id and e.by_id is distinct from %(me)s and (n.at is null or e.recorded_at > n.at)) as changed,
  exists (select from cases_exemption x where x.folder_id = c.folder_id and x.ended_at is null) as exempt,
  (select count(*) from cases_referral r where r.folder_id = c.folder_id and r.state in ('sent', 'acknowledged')) as out
from cases_case c join organisation_colleague w on w.id = c.responsible_id join organisation_scheme s on s.id = c.scheme_id
  left join cases_seeing n on n.case_id = c.id and n.colleague_id = %(me)s
where c.folder_id = any(%(opened)s)"""
TITLES = """
select c.id, c.title, y.folder_id, y.wrapped, y.key_id from cases_case c join folders_key y on y.folder_id = c.folder_id where c.id = any(%s)"""


@dataclass(frozen=True)
class CaseRow:
    """One case of the list. `owed`: what runs, the soonest first (times in UTC). `changed`: entries by others since this reader looked.
    `out`: referrals that wait for an agency."""

    pk: UUID
    folder: UUID
    reference: str
    kind: Kind
    state: State
    label: Label
    risk: Risk
    entered_at: datetime
    mine: bool
    responsible: str
    scheme: str
    seen_at: datetime | None
    owed: tuple[Owed, ...]
    changed: int
    exempt: bool
    out: int

    @property
    def next(self) -> Owed | None:
        return self.owed[0] if self.owed else None

    @property
    def next_name(self) -> str:
        return str(rule(self.owed[0].rule).name) if self.owed else ""

    @property
    def waits_for(self) -> str:
        """Whoever owes what is due next."""
        return self.owed[0].owner if self.owed else ""

    def day(self, at: datetime) -> int | None:
        """Today's number of its 21 days; None once nothing counts any more."""
        return (at - self.entered_at).days + 1 if self.state in (State.HOLDING, State.REOPENED) else None

    def overdue(self, at: datetime) -> bool:
        return any(one.due_at <= at for one in self.owed)


Show = Callable[[CaseRow, datetime], bool]
SHOWS: dict[str, tuple[Promise, Show]] = {
    "mine": (_("Mine"), lambda row, at: row.mine),
    "overdue": (_("Overdue"), lambda row, at: row.overdue(at)),
    "changed": (_("Changed since I looked"), lambda row, at: row.changed > 0),
    "long": (_("Over 21 days"), lambda row, at: (row.day(at) or 0) > DAYS),
    "out": (_("Waits for an agency"), lambda row, at: row.out > 0),
    "high": (_("High risk"), lambda row, at: row.risk == Risk.HIGH),
    "concluded": (_("Waits for its end"), lambda row, at: row.state == State.CONCLUDED),
}
FAR = datetime(9999, 1, 1, tzinfo=UTC)


def caseload(me: Asker, at: datetime) -> list[CaseRow]:
    """Every case this colleague may see that is not closed, what is due first before the rest. `at` in UTC. Two statements."""
    opened = open_folders(found_by=visible.cases(me).exclude(state=State.CLOSED).values("folder"))
    if not opened:
        return []
    with connection.cursor() as c:
        c.execute(CASES, {"me": me.pk, "opened": opened})
        rows = [_row(row) for row in c.fetchall()]
    return sorted(rows, key=lambda row: (row.next.due_at if row.next else FAR, row.reference))


def _row(found: Sequence) -> CaseRow:
    pk, folder, reference, kind, state, label, risk, entered, mine, responsible, scheme, seen, owed, *rest = found
    clocks = tuple(Owed(code, datetime.fromisoformat(due), UUID(k), by, name or "") for code, due, k, by, name in owed)
    return CaseRow(
        pk,
        folder,
        reference,
        Kind(kind),
        State(state),
        Label(label),
        Risk(risk),
        entered,
        mine,
        responsible,
        scheme,
        seen,
        clocks,
        *rest,
    )


def narrowed(rows: Sequence[CaseRow], shows: Sequence[str], at: datetime) -> list[CaseRow]:
    """Those that all of these filters leave."""
    return [row for row in rows if all(SHOWS[show][1](row, at) for show in shows)]


def counted(rows: Sequence[CaseRow], shows: Sequence[str], at: datetime) -> dict[str, int]:
    """Filter → how many it would leave beside those chosen."""
    return {show: len(narrowed(rows, [*shows, show], at)) for show in SHOWS}


def titles(rows: Sequence[CaseRow]) -> dict[UUID, str]:
    """The line each case of one page is known by. One statement."""
    if not rows:
        return {}
    found = {}
    with connection.cursor() as c:
        c.execute(TITLES, [[row.pk for row in rows]])
        for pk, title, folder, wrapped, key_id in c.fetchall():
            hold_key(folder, bytes(wrapped), key_id)
            found[pk] = Case(pk=pk, folder_id=folder, title=bytes(title)).title if title else ""
    return found
