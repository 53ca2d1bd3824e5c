"""One batch of history: each entry goes to the household living there on the day it happened, with the day its source recorded it."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from heed.deadlines.counting import uk_day
from heed.folders import keys
from heed.households import register
from heed.households.importing.cells import Refused
from heed.households.importing.rows import HistoryRow
from heed.households.importing.tenancies import Tally
from heed.households.ledger import Ledger
from heed.households.models import HistoryEntry, Household
from heed.organisation.choices import Department
from heed.timeline.models import Words


def bring_in(rows: Mapping[int, HistoryRow], at: datetime) -> Tally:
    """Writes a batch, by line, in the caller's transaction. `at`: now (UTC)."""
    tally, ledger, lived = Tally(), Ledger(at), _WhoLived(rows.values())
    held = _held(rows.values())
    keys.load({each.folder_id for each in lived.everyone} | {entry.folder_id for entry in held.values()})
    for line, row in rows.items():
        try:
            _one(row, held, lived, ledger, tally)
        except Refused as reason:
            tally.refused.append((line, str(reason)))
    ledger.write()
    return tally


def _held(rows: Iterable[HistoryRow]) -> dict[tuple[str, str], HistoryEntry]:
    """Entries that came in before, by system and number."""
    numbers = defaultdict(list)
    for row in rows:
        numbers[row.system].append(row.source_id)
    return {
        (system, entry.source_id): entry
        for system, ids in numbers.items()
        for entry in HistoryEntry.objects.select_related("event").filter(system=system, source_id__in=ids)
    }


class Lived(NamedTuple):
    """A household as an entry needs it: thousands are looked up for every batch."""

    pk: UUID
    folder_id: UUID
    tenancy: str
    started_on: date
    ended_on: date | None
    uprn: str


class _WhoLived:
    """Who lived where and when, for the homes and tenancies of one batch."""

    def __init__(self, rows: Iterable[HistoryRow]) -> None:
        uprns, tenancies = {row.uprn for row in rows if row.uprn}, {row.tenancy for row in rows if row.tenancy}
        there = Household.objects.order_by("started_on").values_list(
            "pk", "folder_id", "tenancy", "started_on", "ended_on", "home__uprn"
        )
        self.everyone = [Lived(*found) for found in there.filter(Q(home__uprn__in=uprns) | Q(tenancy__in=tenancies))]
        self.at_home: dict[str, list[Lived]] = defaultdict(list)
        for each in self.everyone:
            self.at_home[each.uprn].append(each)
        self.by_tenancy = {each.tenancy: each for each in self.everyone}

    def on(self, row: HistoryRow) -> Lived:
        """Raises Refused: an entry is never put on the timeline of whoever came before or after."""
        day = uk_day(row.occurred_at)
        if row.tenancy:
            return self._of_tenancy(row, day)
        living = [
            each for each in self.at_home[row.uprn] if each.started_on <= day and (each.ended_on is None or day < each.ended_on)
        ]
        if living and keys.key_of(living[-1].folder_id) is None:
            raise Refused(_("The history of the household that lived there was erased."))
        if not living:
            known = row.uprn in self.at_home and self.at_home[row.uprn]
            raise Refused(
                _("No household lived at this home on that day.") if known else _("The register has no home with this UPRN.")
            )
        return living[-1]

    def _of_tenancy(self, row: HistoryRow, day: date) -> Lived:
        found = self.by_tenancy.get(row.tenancy)
        if found is None:
            raise Refused(_("The register has no tenancy with this number."))
        if row.uprn and found.uprn != row.uprn:
            raise Refused(_("This tenancy is not at the home with this UPRN."))
        if keys.key_of(found.folder_id) is None:
            raise Refused(_("The history of the household that lived there was erased."))
        if day < found.started_on:
            raise Refused(_("It happened before this tenancy began."))
        return found


def _one(row: HistoryRow, held: dict[tuple[str, str], HistoryEntry], lived: _WhoLived, ledger: Ledger, tally: Tally) -> None:
    where, mark = lived.on(row), _digest(row)
    was = held.get((row.system, row.source_id))
    if was and was._state.adding:  # twice in one batch: the later line corrects the earlier
        ledger.write()
    if was is None:
        event = _event(row, where, ledger)
        held[row.system, row.source_id] = ledger.add(
            HistoryEntry(folder_id=where.folder_id, system=row.system, source_id=row.source_id, digest=mark, event_id=event)
        )
        tally.added += 1
    elif was.folder_id == where.folder_id and (was.digest == mark or _said_before(row, was)):
        if was.digest != mark:
            ledger.change(was, digest=mark)
        tally.unchanged += 1
    else:
        _correct(row, was, where, mark, ledger)
        tally.changed += 1


def _said_before(row: HistoryRow, was: HistoryEntry) -> bool:
    """The digest is keyed, so a new key changes it: then the entry itself is asked."""
    event, words = was.event, Words.objects.filter(pk=was.event_id).first()
    return (
        words is not None
        and words.words == _words(row)
        and (row.kind, row.department, row.occurred_at, row.whole_day)
        == (event.kind, event.department, event.occurred_at, event.whole_day)
    )


def _words(row: HistoryRow) -> dict[str, Any]:
    return {"title": row.title, "text": row.text, "system": row.system, "number": row.source_id}


def _event(row: HistoryRow, where: Lived, ledger: Ledger, corrects: UUID | None = None) -> UUID:
    known_at = row.recorded_at if corrects is None else ledger.at
    return register.happened(
        ledger,
        row.kind,
        where,
        _words(row),
        occurred_at=row.occurred_at,
        known_at=known_at,
        whole_day=row.whole_day,
        department=row.department,
        corrects=corrects,
    )


def _correct(row: HistoryRow, was: HistoryEntry, where: Lived, mark: str, ledger: Ledger) -> None:
    """The first entry stays as it was known; the new one names it. One that belongs elsewhere says only that it does not belong here."""
    if was.folder_id == where.folder_id:
        event = _event(row, where, ledger, corrects=was.event_id)
    else:
        before = Household.objects.get(folder=was.folder_id)
        words = {
            "title": _("Recorded here by mistake"),
            "text": _("The system it came from says that this entry is not about this household."),
        }
        register.happened(
            ledger,
            was.event.kind,
            before,
            words,
            occurred_at=was.event.occurred_at,
            known_at=ledger.at,
            whole_day=was.event.whole_day,
            department=Department(was.event.department),
            corrects=was.event_id,
        )
        event = _event(row, where, ledger)
    ledger.change(was, event_id=event, digest=mark, folder_id=where.folder_id)


@lru_cache(maxsize=1)
def _digest_key() -> bytes:
    return keys.derived("history")


def _digest(row: HistoryRow) -> str:
    """Changes with anything the source says. Keyed, so that it does not give away what a short text says."""
    said = "\x1f".join(
        map(
            str,
            (
                row.kind,
                row.department,
                row.occurred_at.isoformat(),
                row.whole_day,
                row.recorded_at.isoformat(),
                row.title,
                row.text,
            ),
        )
    )
    return hashlib.blake2b(said.encode(), digest_size=16, key=_digest_key()).hexdigest()
