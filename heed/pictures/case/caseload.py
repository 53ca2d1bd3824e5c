"""The manager's desk: her cases and those she may see, what is due next in each, what changed since she looked, who waits for whom (DA-2).

What is narrowed and sorted by is answered behind the wall for every open case, in one light statement without a word of any; everything else is
read of the fifty on the page only."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heed.cases.choices import Kind, Label, Risk, State
from heed.cases.models import Case
from heed.pictures.case.owing import day_number
from heed.pictures.owed import Owed
from heed.pictures.rows import hold_key
from heed.policies.asker import Asker
from heed.policies.inside import open_folders

ALONE = timedelta(
    days=7
).total_seconds()  # after which a case that no agency was asked about is shown as worked on alone (ours)
MOST = 5_000  # more open cases than anybody could answer for
LINES = """
select pk, folder, state, risk, extract(epoch from entered_at)::float8, extract(epoch from closed_at)::float8, mine,
  extract(epoch from due_at)::float8, waits, referred, changed, extract(epoch from until)::float8 from heed_caseload(%s, %s, %s)"""
# Written out, because Django takes as long to compose it as PostgreSQL to answer it. Of folders that were opened; the wall judges each table.
ROWS = """
select c.id, c.reference, c.kind, c.label, c.title, c.folder_id, y.wrapped, y.key_id, w.display_name, s.name,
  (select json_build_array(k.rule, k.due_at, k.id, k.owner_id, o.display_name) from deadlines_clock k
     left join organisation_colleague o on o.id = k.owner_id where k.folder_id = c.folder_id and k.met_at is null and k.paused_at is null order by k.due_at, k.id limit 1),
  (select count(*) from timeline_event e where e.folder_id = c.folder_id and e.by_id is distinct from %(me)s and (n.at is null or e.recorded_at > n.at)),
  exists (select from cases_exemption x where x.folder_id = c.folder_id and x.ended_at is null),
  exists (select from cases_missingepisode m where m.folder_id = c.folder_id and m.found_at is null)
from cases_case c join organisation_colleague w on w.id = c.responsible_id join organisation_scheme s on s.id = c.scheme_id
  left join folders_key y on y.folder_id = c.folder_id left join cases_seeing n on n.case_id = c.id and n.colleague_id = %(me)s
where c.id = any(%(page)s)"""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case as it is narrowed and sorted by. `due`: when the next thing is due; `ends`: when its days are over; `out`: a referral waits for an
    agency; `referred`: one went; `changed`: others put something on it since this reader looked. Moments are seconds since 1970, because five
    hundred of them take longer to be made times of than to be found; whatever is shown is a time in UTC."""

    pk: UUID
    folder: UUID
    state: str
    risk: str
    entered: float
    closed: float | None
    mine: bool
    due: float | None
    out: bool
    referred: bool
    changed: bool
    ends: float | None

    @property
    def entered_at(self) -> datetime:
        return datetime.fromtimestamp(self.entered, UTC)

    @property
    def closed_at(self) -> datetime | None:
        return datetime.fromtimestamp(self.closed, UTC) if self.closed else None

    @property
    def until(self) -> datetime | None:
        return datetime.fromtimestamp(self.ends, UTC) if self.ends else None

    def alone(self, at: float) -> bool:
        """Worked on for longer than a week, and no agency was asked."""
        return not self.referred and self.ends is not None and at - self.entered > ALONE

    def day(self, at: datetime) -> int | None:
        """Today's number of its days; None once nothing counts any more."""
        return day_number(self.entered_at, at) if self.until else None

    @property
    def days(self) -> int:
        """How many it has: 21, or as many as the provider has set."""
        return day_number(self.entered_at, self.until) if self.until else 0

    def long(self, at: float) -> bool:
        """They are over."""
        return self.ends is not None and self.ends < at


@dataclass(frozen=True)
class CaseRow:
    """What else a row of the page says. `next`: what is due next and by whom (time in UTC); `changed`: how many entries by others."""

    line: CaseLine
    reference: str
    kind: Kind
    label: Label
    title: str
    responsible: str
    scheme: str
    next: Owed | None
    changed: int
    exempt: bool
    missing: bool


Show = Callable[[CaseLine, float], bool]
SHOWS: dict[str, tuple[Promise, Show]] = {
    "mine": (_("Mine"), lambda line, at: line.mine),
    "overdue": (_("Overdue"), lambda line, at: line.due is not None and line.due <= at),
    "changed": (_("Changed since I looked"), lambda line, at: line.changed),
    "long": (_("Over 21 days"), lambda line, at: line.long(at)),
    "out": (_("Waits for an agency"), lambda line, at: line.out),
    "alone": (_("Worked on alone"), lambda line, at: line.alone(at)),
    "high": (_("High risk"), lambda line, at: line.risk == Risk.HIGH),
    "concluded": (_("Waits for its end"), lambda line, at: line.state == State.CONCLUDED),
}
FAR = datetime(9999, 1, 1, tzinfo=UTC).timestamp()
SORTS: dict[str, tuple[Promise, Callable[[CaseLine], Any]]] = {
    "due": (_("What is due first"), lambda line: (line.due or FAR, line.pk)),
    "longest": (_("Longest open"), lambda line: (line.entered, line.pk)),
    "newest": (_("Newest"), lambda line: (-line.entered, line.pk)),
}


def caseload(me: Asker) -> list[CaseLine]:
    """Every case this colleague may see that is not closed. One statement, however many there are."""
    return _lines(False, 0, MOST)


def closed(me: Asker, page: int, most: int) -> tuple[list[CaseLine], bool]:
    """A page (1 …) of closed cases, the latest first, and whether more follow."""
    lines = _lines(True, (page - 1) * most, most + 1)
    latest = sorted(lines, key=lambda line: (line.closed or FAR, line.pk), reverse=True)
    return latest[:most], len(lines) > most


def _lines(ended: bool, skip: int, most: int) -> list[CaseLine]:
    with connection.cursor() as c:
        c.execute(LINES, [ended, skip, most])
        return [CaseLine(*row) for row in c.fetchall()]


def narrowed(lines: Iterable[CaseLine], shows: Sequence[str], at: datetime) -> list[CaseLine]:
    """Those that all of these filters leave."""
    asked, now = [SHOWS[show][1] for show in shows], at.timestamp()
    return [line for line in lines if all(holds(line, now) for holds in asked)]


def counted(lines: Sequence[CaseLine], at: datetime) -> dict[str, int]:
    """Filter → how many of these it would leave."""
    now = at.timestamp()
    return {show: sum(holds(line, now) for line in lines) for show, (_words, holds) in SHOWS.items()}


def rows(me: Asker, lines: Sequence[CaseLine]) -> list[CaseRow]:
    """The lines of one page in full, in their order. Two statements."""
    if not lines:
        return []
    open_folders([line.folder for line in lines])
    with connection.cursor() as c:
        c.execute(ROWS, {"me": me.pk, "page": [line.pk for line in lines]})
        found = {row[0]: row[1:] for row in c.fetchall()}
    return [_row(line, *found[line.pk]) for line in lines if line.pk in found]


def _row(
    line: CaseLine, reference: str, kind: str, label: str, title: Any, folder: UUID, wrapped: Any, key_id: Any, *rest: Any
) -> CaseRow:
    hold_key(folder, bytes(wrapped) if wrapped else None, key_id)
    responsible, scheme, owed, changed, exempt, missing = rest
    known = (Case(pk=line.pk, folder_id=folder, title=bytes(title)).title if title else "") or ""
    return CaseRow(line, reference, Kind(kind), Label(label), known, responsible, scheme, _owed(owed), changed, exempt, missing)


def _owed(found: Sequence[Any] | None) -> Owed | None:
    if found is None:
        return None
    code, due, pk, owner, name = found
    return Owed(code, datetime.fromisoformat(due), UUID(pk), owner, name or "")
