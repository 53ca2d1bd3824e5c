"""What the address says the timeline is narrowed to, and the ways to narrow it further. Opaque ids, days and kinds; never a name or word."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _

from heed.organisation.choices import Department
from heed.pictures.history import Narrowed, Timeline
from heed.pictures.kinds import STRANDS, Strand
from heed.web.asked import opened
from heed.web.components.paging import place_read
from heed.web.components.times import UK, on_uk_clock

KEPT = ("on", "kind", "from", "who", "words")


@dataclass(frozen=True)
class Chip:
    """One way to narrow, as components/filter_chips.html draws it."""

    label: str
    url: str
    count: int | None = None
    chosen: bool = False


def narrowed(request: Any) -> Narrowed:
    """What is asked for; whatever is odd in the address is left out."""
    ask = request.GET
    return Narrowed(
        at=instant(day_asked(request), request.at),
        strand=Strand(ask["kind"]) if ask.get("kind") in set(Strand) else None,
        department=ask["from"] if ask.get("from") in Department.values else "",
        person=_uuid(ask.get("who", "")),
        words=opened(ask.get("words", ""), request),
        before=place_read(ask.get("before", "")),
    )


def day_asked(request: Any) -> date | None:
    """The day of "As known on", or None for today, for a day to come and for what is no day."""
    try:
        asked = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None
    return asked if date(1900, 1, 1) < asked < request.at.astimezone(UK).date() else None


def instant(day: date | None, now: datetime) -> datetime:
    """The end of a UK day as an instant (UTC): what was known by then. Now where no day is given."""
    return on_uk_clock(day + timedelta(days=1), time(0)) - timedelta(microseconds=1) if day else now


def _uuid(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None


def asked_for(request: Any, **other: str) -> str:
    """The query of this page with something else in it ("" takes it out); a page further on begins anew."""
    ask = {name: request.GET[name] for name in KEPT if request.GET.get(name)} | other
    query = urlencode({name: value for name, value in ask.items() if value})
    return f"{request.path}?{query}" if query else request.path


def chips(request: Any, timeline: Timeline, narrowed: Narrowed) -> list[Chip]:
    """One for each strand that has entries, with how many; a chosen one takes itself off."""
    return [
        Chip(
            str(STRANDS[strand]),
            asked_for(request, kind="" if strand == narrowed.strand else strand.value),
            number,
            strand == narrowed.strand,
        )
        for strand, number in timeline.strands.items()
    ]


def chosen(request: Any, narrowed: Narrowed, people: dict[UUID, str]) -> list[Chip]:
    """What the timeline is narrowed to besides, each to be taken off."""
    found = []
    if narrowed.department:
        found.append(Chip(str(Department(narrowed.department).label), asked_for(request, **{"from": ""}), None, True))
    if narrowed.person:
        found.append(Chip(people.get(narrowed.person, _("somebody")), asked_for(request, who=""), None, True))
    if narrowed.words:
        found.append(Chip(f"“{narrowed.words}”", asked_for(request, words=""), None, True))
    return found
