"""What the address says the timeline is narrowed to, and the ways to narrow it further. Opaque ids, days and kinds; never a name or word."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _

from heed.organisation.choices import Department
from heed.pictures.groups import BY_STRAND, Grouping
from heed.pictures.history import Narrowed, Timeline
from heed.web.asked import opened, sealed
from heed.web.components.paging import place_read, place_written
from heed.web.components.times import UK, on_uk_clock

KEPT = ("on", "kind", "from", "who", "words")


@dataclass(frozen=True)
class Chip:
    """One way to narrow, as components/filter_chips.html draws it."""

    label: str
    url: str
    count: int | None = None
    chosen: bool = False


def narrowed(request: Any, grouping: Grouping = BY_STRAND) -> Narrowed:
    """What is asked for; whatever is odd in the address is left out."""
    ask = request.GET
    return Narrowed(
        at=instant(day_asked(request), request.at),
        group=grouping.asked(ask.get("kind", "")),
        grouping=grouping,
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


def drawn(request: Any, timeline: Timeline, narrowed: Narrowed) -> dict[str, Any]:
    """What a page needs to draw its timeline's groups, words and pages."""
    after = place_written(timeline.following)
    return {
        "narrowed": narrowed,
        "chips": chips(request, timeline, narrowed),
        "older": asked_for(request, before=after) if after else "",
        "newest": asked_for(request) if narrowed.before else "",
        "kept": [(name, request.GET[name]) for name in KEPT if request.GET.get(name)],
    }


def looked_for(request: Any, record: str) -> str:
    """The address of the record `record` narrowed to the words that were posted: sealed, so that no name stands in an address."""
    request.path = record
    said = request.POST.get("words", "").strip()
    return asked_for(request, words=sealed(said, request) if said else "")


def chips(request: Any, timeline: Timeline, narrowed: Narrowed) -> list[Chip]:
    """One for each group that has entries, with how many; a chosen one takes itself off."""
    return [
        Chip(
            str(narrowed.grouping.names[group]),
            asked_for(request, kind="" if group == narrowed.group else group.value),
            number,
            group == narrowed.group,
        )
        for group, number in timeline.groups.items()
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
