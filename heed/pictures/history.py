"""Reading a timeline: the newest entries of a household and its concerns, page after page, however long the history is.

Whoever asks hands in folders that `visible` has shown them; the second wall confirms it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from heed.households.folding import fold
from heed.pictures.kinds import OF_A_CASE, STRANDS, Strand, kinds_of, step_of, strand_of
from heed.pictures.timeline import Entry, Names, entry, says

A_PAGE = 40
A_SCAN = 1000  # entries whose words are opened at a time when somebody looks for words


@dataclass(frozen=True)
class Narrowed:
    """What the reader has narrowed the timeline to; `at` (UTC): only what was known then. `before`: where the page before ended."""

    at: datetime
    strand: Strand | None = None
    department: str = ""
    person: UUID | None = None
    words: str = ""
    before: tuple[datetime, UUID] | None = None


@dataclass(frozen=True)
class Where:
    """Folders that are read: one by itself, those of concerns, and those of cases, of which only milestones stand here, without their words."""

    home: UUID
    concerns: Sequence[UUID] = ()
    cases: Sequence[UUID] = ()

    @property
    def given(self) -> dict[str, Any]:
        return {"home": self.home, "concerns": list(self.concerns), "cases": list(self.cases), "milestones": list(OF_A_CASE)}


@dataclass(frozen=True)
class Timeline:
    entries: tuple[Entry, ...]
    following: tuple[datetime, UUID] | None  # hand it back as `before` for the entries after these
    total: int
    strands: dict[Strand, int]
    departments: dict[str, int]


@dataclass(frozen=True)
class Page:
    """Entries, newest first; hand `following` back as `before` for those after these."""

    entries: tuple[Entry, ...]
    following: tuple[datetime, UUID] | None


def timeline(
    home: UUID, concerns: Sequence[UUID], narrowed: Narrowed, names: Names, most: int = A_PAGE, cases: Sequence[UUID] = ()
) -> Timeline:
    """The entries of the household's folder `home` and of its concerns' folders, newest first, with counts of all of them by strand
    and department (whatever it is narrowed to, so that a count never jumps). `cases`: folders of which only the milestones stand here.
    Two statements, but for words."""
    found = page(home, concerns, narrowed, names, most, cases)
    strands, departments = _counts(Where(home, concerns, cases), narrowed.at)
    return Timeline(found.entries, found.following, sum(strands.values()), strands, departments)


def page(
    home: UUID, concerns: Sequence[UUID], narrowed: Narrowed, names: Names, most: int = A_PAGE, cases: Sequence[UUID] = ()
) -> Page:
    """The same without the counts."""
    read = _worded if narrowed.words else _rows
    rows = list(read(Where(home, concerns, cases), narrowed, most + 1))
    shown = rows[:most]
    following = (shown[-1]["occurred_at"], shown[-1]["id"]) if len(rows) > most else None
    shown.sort(key=lambda row: (row["occurred_at"], step_of(row["kind"])), reverse=True)
    return Page(tuple(entry(row, narrowed.at, names) for row in shown), following)


def one(home: UUID, concerns: Sequence[UUID], pk: UUID, at: datetime, names: Names) -> Entry | None:
    """One entry by its id, if it stands in one of these folders."""
    rows = _read(("e.id = %(id)s",), Where(home, concerns).given | {"id": pk, "at": at, "most": 1})
    return entry(rows[0], at, names) if rows else None


def _counts(where: Where, at: datetime) -> tuple[dict[Strand, int], dict[str, int]]:
    strands: dict[Strand, int] = {}
    departments: dict[str, int] = {}
    with connection.cursor() as c:
        c.execute(COUNTS, where.given | {"at": at})
        for kind, department, number in c.fetchall():
            strands[strand_of(kind)] = strands.get(strand_of(kind), 0) + number
            departments[department] = departments.get(department, 0) + number
    order = list(STRANDS)
    return dict(sorted(strands.items(), key=lambda pair: order.index(pair[0]))), departments


# Reading ----------------------------------------------------------------------------------------------------------------------
# Written out: it is the statement asked most, and Django takes longer to compose it than PostgreSQL to answer it. The household's own folder
# is read by itself, so that its index gives the newest without sorting a long history; what hangs on an entry is fetched for one page only.
COUNTS = """select kind, department, count(*) from timeline_event
  where (folder_id = %(home)s or folder_id = any(%(concerns)s) or folder_id = any(%(cases)s) and kind = any(%(milestones)s))
    and known_at <= %(at)s group by kind, department"""
NEWEST = """(select e.* from timeline_event e where e.folder_id {folders} and e.known_at <= %(at)s {and_so}
    order by e.occurred_at desc, e.id limit %(most)s)"""
ROWS = """
select e.id, e.kind, e.folder_id, e.department, e.occurred_at, e.whole_day, e.known_at, e.recorded_at,
  case when e.folder_id = any(%(cases)s) then null else w.words end as sealed,
  b.display_name as by_name, o.occurred_at as corrects_of,
  (select max(l.recorded_at) from timeline_event l where l.corrects_id = e.id) as corrected_at,
  array(select a.person from timeline_about a where a.event_id = e.id and a.person is not null order by a.id) as people,
  (select k.rule from deadlines_told t join deadlines_clock k on k.id = t.clock_id where t.event_id = e.id) as owed
from ({newest} union all {newest_of_concerns}{newest_of_cases} order by occurred_at desc, id limit %(most)s) e
  left join timeline_words w on w.id = e.id
  left join organisation_colleague b on b.id = e.by_id
  left join timeline_event o on o.id = e.corrects_id
order by e.occurred_at desc, e.id"""
PERSON = "exists (select from timeline_about a where a.event_id = e.id and a.person = %(person)s)"
BEFORE = "e.occurred_at <= %(when)s and (e.occurred_at < %(when)s or e.id > %(last)s)"


def _rows(where: Where, narrowed: Narrowed, most: int) -> list[dict[str, Any]]:
    when, last = narrowed.before or (None, None)
    asked = {
        "e.kind = any(%(kinds)s)": narrowed.strand,
        "e.department = %(department)s": narrowed.department,
        PERSON: narrowed.person,
        BEFORE: narrowed.before,
    }
    given = where.given | {
        "at": narrowed.at,
        "most": most,
        "kinds": kinds_of(narrowed.strand) if narrowed.strand else [],
        "department": narrowed.department,
        "person": narrowed.person,
        "when": when,
        "last": last,
    }
    return _read([condition for condition, wanted in asked.items() if wanted], given)


def _read(conditions: Sequence[str], given: dict[str, Any]) -> list[dict[str, Any]]:
    and_so = "".join(f" and {condition}" for condition in conditions)
    newest, of_concerns, of_cases = (
        NEWEST.format(folders=which, and_so=and_so)
        for which in ("= %(home)s", "= any(%(concerns)s)", "= any(%(cases)s) and e.kind = any(%(milestones)s)")
    )
    also = f" union all {of_cases}" if given["cases"] else ""
    with connection.cursor() as c:
        c.execute(ROWS.format(newest=newest, newest_of_concerns=of_concerns, newest_of_cases=also), given)
        columns = [column.name for column in c.description]
        return [dict(zip(columns, row, strict=True)) for row in c.fetchall()]


def _worded(where: Where, narrowed: Narrowed, most: int) -> Iterator[dict[str, Any]]:
    """Rows whose words, however written, hold all of what was looked for: opened and scanned, newest first, until a page is full."""
    wanted, found = fold(narrowed.words).split(), 0
    while found < most:
        batch = _rows(where, narrowed, A_SCAN)
        for row in batch:
            if found < most and says(row, wanted):
                found += 1
                yield row
        if len(batch) < A_SCAN:
            return
        narrowed = replace(narrowed, before=(batch[-1]["occurred_at"], batch[-1]["id"]))
