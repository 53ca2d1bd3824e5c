"""Reading a timeline: the newest entries of a household and its concerns, page after page, however long the history is.

Whoever asks hands in folders that `visible` has shown them; the second wall confirms it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from heed.households.folding import fold
from heed.pictures.groups import BY_STRAND, Grouping
from heed.pictures.kinds import OF_A_CASE, step_of
from heed.pictures.timeline import Entry, Names, entry, that_say

A_PAGE = 40
A_SCAN, MORE = 1000, 4000  # entries whose words are opened at a time when somebody looks for words: at first, and then


@dataclass(frozen=True)
class Narrowed:
    """What the reader has narrowed the timeline to; `at` (UTC): only what was known then. `group`: one of `grouping`'s. `before`: where the
    page before ended."""

    at: datetime
    group: StrEnum | None = None
    grouping: Grouping = BY_STRAND
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
    groups: dict[StrEnum, int]
    departments: dict[str, int]


@dataclass(frozen=True)
class Page:
    """Entries, newest first; hand `following` back as `before` for those after these."""

    entries: tuple[Entry, ...]
    following: tuple[datetime, UUID] | None


def timeline(
    home: UUID, concerns: Sequence[UUID], narrowed: Narrowed, names: Names, most: int = A_PAGE, cases: Sequence[UUID] = ()
) -> Timeline:
    """The entries of the household's folder `home` and of its concerns' folders, newest first, with counts of all of them by group
    and department (whatever it is narrowed to, so that a count never jumps). `cases`: folders of which only the milestones stand here.
    Two statements, but for words."""
    found = page(home, concerns, narrowed, names, most, cases)
    groups, departments = _counts(Where(home, concerns, cases), narrowed)
    return Timeline(found.entries, found.following, sum(groups.values()), groups, departments)


def page(
    home: UUID, concerns: Sequence[UUID], narrowed: Narrowed, names: Names, most: int = A_PAGE, cases: Sequence[UUID] = ()
) -> Page:
    """The same without the counts."""
    read = _worded if narrowed.words else _rows
    rows = read(Where(home, concerns, cases), narrowed, most + 1)
    shown = rows[:most]
    following = (shown[-1]["occurred_at"], shown[-1]["id"]) if len(rows) > most else None
    shown.sort(key=lambda row: (row["occurred_at"], step_of(row["kind"])), reverse=True)
    return Page(tuple(entry(row, narrowed.at, names) for row in shown), following)


def one(home: UUID, concerns: Sequence[UUID], pk: UUID, at: datetime, names: Names) -> Entry | None:
    """One entry by its id, if it stands in one of these folders."""
    rows = _read(("e.id = %(id)s",), Where(home, concerns).given | {"id": pk, "at": at, "most": 1})
    return entry(rows[0], at, names) if rows else None


def _counts(where: Where, narrowed: Narrowed) -> tuple[dict[StrEnum, int], dict[str, int]]:
    groups: dict[StrEnum, int] = {}
    departments: dict[str, int] = {}
    with connection.cursor() as c:
        c.execute(COUNTS, where.given | {"at": narrowed.at})
        for kind, department, number in c.fetchall():
            group = narrowed.grouping.of(kind)
            groups[group] = groups.get(group, 0) + number
            departments[department] = departments.get(department, 0) + number
    return {group: groups[group] for group in narrowed.grouping.names if group in groups}, departments


# Reading ----------------------------------------------------------------------------------------------------------------------
# Written out: it is the statement asked most, and Django takes longer to compose it than PostgreSQL to answer it. The household's own folder
# is read by itself, so that its index gives the newest without sorting a long history; what hangs on an entry is fetched for one page only.
COUNTS = """select kind, department, count(*) from timeline_event
  where (folder_id = %(home)s or folder_id = any(%(concerns)s) or folder_id = any(%(cases)s) and kind = any(%(milestones)s))
    and known_at <= %(at)s group by kind, department"""
NEWEST = """(select e.* from timeline_event e where e.folder_id {folders} and e.known_at <= %(at)s {and_so}
    order by e.occurred_at desc, e.id limit %(most)s)"""
ALL = "{newest} union all {newest_of_concerns}{newest_of_cases} order by occurred_at desc, id limit %(most)s"
ROWS = """
select e.id, e.kind, e.folder_id, e.department, e.occurred_at, e.whole_day, e.known_at, e.recorded_at,
  case when e.folder_id = any(%(cases)s) then null else w.words end as sealed,
  b.display_name as by_name, o.occurred_at as corrects_of,
  (select max(l.recorded_at) from timeline_event l where l.corrects_id = e.id) as corrected_at,
  array(select a.person from timeline_about a where a.event_id = e.id and a.person is not null order by a.id) as people,
  (select k.rule from deadlines_told t join deadlines_clock k on k.id = t.clock_id where t.event_id = e.id) as owed
from ({all}) e
  left join timeline_words w on w.id = e.id
  left join organisation_colleague b on b.id = e.by_id
  left join timeline_event o on o.id = e.corrects_id
order by e.occurred_at desc, e.id"""
# As little as it takes to look for words in a thousand entries; those that are found are then read whole.
WORDED = """
select e.id, e.kind, e.folder_id, e.occurred_at, case when e.folder_id = any(%(cases)s) then null else w.words end as sealed, b.display_name as by_name
from ({all}) e
  left join timeline_words w on w.id = e.id
  left join organisation_colleague b on b.id = e.by_id
order by e.occurred_at desc, e.id"""
THESE = "e.id = any(%(ids)s)"
PERSON = "exists (select from timeline_about a where a.event_id = e.id and a.person = %(person)s)"
BEFORE = "e.occurred_at <= %(when)s and (e.occurred_at < %(when)s or e.id > %(last)s)"


def _rows(where: Where, narrowed: Narrowed, most: int, asks: str = ROWS) -> list[dict[str, Any]]:
    when, last = narrowed.before or (None, None)
    asked = {
        "e.kind = any(%(kinds)s)": narrowed.group,
        "e.department = %(department)s": narrowed.department,
        PERSON: narrowed.person,
        BEFORE: narrowed.before,
    }
    given = where.given | {
        "at": narrowed.at,
        "most": most,
        "kinds": narrowed.grouping.kinds(narrowed.group) if narrowed.group else [],
        "department": narrowed.department,
        "person": narrowed.person,
        "when": when,
        "last": last,
    }
    return _read([condition for condition, wanted in asked.items() if wanted], given, asks)


def _read(conditions: Sequence[str], given: dict[str, Any], asks: str = ROWS) -> list[dict[str, Any]]:
    and_so = "".join(f" and {condition}" for condition in conditions)
    newest, of_concerns, of_cases = (
        NEWEST.format(folders=which, and_so=and_so)
        for which in ("= %(home)s", "= any(%(concerns)s)", "= any(%(cases)s) and e.kind = any(%(milestones)s)")
    )
    also = f" union all {of_cases}" if given["cases"] else ""
    with connection.cursor() as c:
        c.execute(asks.format(all=ALL.format(newest=newest, newest_of_concerns=of_concerns, newest_of_cases=also)), given)
        columns = [column.name for column in c.description]
        return [dict(zip(columns, row, strict=True)) for row in c.fetchall()]


def _worded(where: Where, narrowed: Narrowed, most: int) -> list[dict[str, Any]]:
    """Rows whose words, however written, hold all of what was looked for: opened and scanned, newest first, until a page is full."""
    wanted, found, at_once = fold(narrowed.words).split(), list[UUID](), A_SCAN
    while len(found) < most:
        batch = _rows(where, narrowed, at_once, WORDED)
        found += [row["id"] for row in that_say(batch, wanted)]
        if len(batch) < at_once:
            break
        at_once = MORE
        narrowed = replace(narrowed, before=(batch[-1]["occurred_at"], batch[-1]["id"]))
    return _read((THESE,), where.given | {"ids": found[:most], "at": narrowed.at, "most": most}) if found else []
