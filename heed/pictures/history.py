"""Reading a timeline: the newest entries of a household and its concerns, page after page, however long the history is.

Whoever asks hands in folders that `visible` has shown them; the second wall confirms it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from heed.deadlines.models import Told
from heed.households.folding import fold
from heed.pictures.timeline import STRANDS, Entry, Names, Strand, entry, kinds_of, says, strand_of
from heed.timeline.models import About, Event, Words

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
class Timeline:
    entries: tuple[Entry, ...]
    following: tuple[datetime, UUID] | None  # hand it back as `before` for the entries after these
    total: int
    strands: dict[Strand, int]
    departments: dict[str, int]


def timeline(home: UUID, concerns: Sequence[UUID], narrowed: Narrowed, names: Names, most: int = A_PAGE) -> Timeline:
    """The entries of the household's folder `home` and of its concerns' folders, newest first, with counts of all of them by strand
    and department (whatever it is narrowed to, so that a count never jumps)."""
    rows = (
        list(_worded(home, concerns, narrowed, most + 1)) if narrowed.words else list(_rows(home, concerns, narrowed, most + 1))
    )
    shown = rows[:most]
    strands, departments = _counts([home, *concerns], narrowed.at)
    following = (shown[-1]["occurred_at"], shown[-1]["id"]) if len(rows) > most else None
    return Timeline(
        tuple(entry(row, narrowed.at, names) for row in shown), following, sum(strands.values()), strands, departments
    )


def one(home: UUID, concerns: Sequence[UUID], pk: UUID, at: datetime, names: Names) -> Entry | None:
    """One entry by its id, if it stands in one of these folders."""
    row = _part(Event.objects.filter(pk=pk, folder__in=[home, *concerns]), Narrowed(at), 1).first()
    return entry(row, at, names) if row else None


def _counts(folders: list[UUID], at: datetime) -> tuple[dict[Strand, int], dict[str, int]]:
    found = (
        Event.objects.filter(folder__in=folders, known_at__lte=at)
        .order_by()
        .values_list("kind", "department")
        .annotate(Count("pk"))
    )
    strands: dict[Strand, int] = {}
    departments: dict[str, int] = {}
    for kind, department, number in found:
        strands[strand_of(kind)] = strands.get(strand_of(kind), 0) + number
        departments[department] = departments.get(department, 0) + number
    order = list(STRANDS)
    return dict(sorted(strands.items(), key=lambda pair: order.index(pair[0]))), departments


# Reading ----------------------------------------------------------------------------------------------------------------------
def _rows(home: UUID, concerns: Sequence[UUID], narrowed: Narrowed, most: int) -> QuerySet:
    """One statement. The household's own folder by itself, so that its index gives the newest without sorting a long history."""
    parts = [_part(Event.objects.filter(folder=home), narrowed, most)]
    if concerns:
        parts.append(_part(Event.objects.filter(folder__in=concerns), narrowed, most))
    return parts[0].union(*parts[1:], all=True).order_by("-occurred_at", "id")[:most] if len(parts) > 1 else parts[0]


def _part(events: QuerySet, narrowed: Narrowed, most: int) -> QuerySet:
    events = events.filter(known_at__lte=narrowed.at)
    if narrowed.strand:
        events = events.filter(kind__in=kinds_of(narrowed.strand))
    if narrowed.department:
        events = events.filter(department=narrowed.department)
    if narrowed.person:
        events = events.filter(Exists(About.objects.filter(event=OuterRef("pk"), person=narrowed.person)))
    if narrowed.before:
        when, last = narrowed.before
        events = events.filter(Q(occurred_at__lt=when) | Q(occurred_at=when, id__gt=last), occurred_at__lte=when)
    about = About.objects.filter(event=OuterRef("pk"), person__isnull=False).order_by("pk").values("person")
    later = Event.objects.filter(corrects=OuterRef("pk")).order_by("-recorded_at").values("recorded_at")
    return events.order_by("-occurred_at", "id").values(
        "id",
        "kind",
        "folder_id",
        "department",
        "occurred_at",
        "whole_day",
        "known_at",
        "recorded_at",
        "by_id",
        "corrects_id",
        by_name=F("by__display_name"),
        corrects_of=F("corrects__occurred_at"),
        sealed=Subquery(Words.objects.filter(pk=OuterRef("pk")).values("words")),
        people=ArraySubquery(about),
        corrected_at=Subquery(later[:1]),
        owed=Subquery(Told.objects.filter(event=OuterRef("pk")).values("clock__rule")[:1]),
    )[:most]


def _worded(home: UUID, concerns: Sequence[UUID], narrowed: Narrowed, most: int) -> Iterator[dict[str, Any]]:
    """Rows whose words, however written, hold all of what was looked for: opened and scanned, newest first, until a page is full."""
    wanted, found, before = fold(narrowed.words).split(), 0, narrowed.before
    while found < most:
        batch = list(
            _rows(
                home,
                concerns,
                Narrowed(narrowed.at, narrowed.strand, narrowed.department, narrowed.person, before=before),
                A_SCAN,
            )
        )
        for row in batch:
            if found < most and says(row, wanted):
                found += 1
                yield row
        if len(batch) < A_SCAN:
            return
        before = batch[-1]["occurred_at"], batch[-1]["id"]
