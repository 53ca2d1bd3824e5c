"""A calendar file (RFC 5545): the few lines of it that every calendar reads."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

LONGEST = 75  # octets of a line without its end (RFC 5545, 3.1)
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})
UNKNOWN_END = timedelta(hours=1)  # so that it takes room on the page of a day


@dataclass(frozen=True)
class Entry:
    """One event: at instants with their time zone, or on a whole `day`. `link`: an address, which is not escaped."""

    pk: UUID
    summary: str
    link: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    day: date | None = None


def calendar(entries: Iterable[Entry], at: datetime) -> bytes:
    """The file, as it was at an instant."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Heed//Meetings//EN", "CALSCALE:GREGORIAN"]
    for entry in entries:
        lines += _event(entry, at)
    return b"".join(folded(line) for line in (*lines, "END:VCALENDAR"))


def _event(entry: Entry, at: datetime) -> Iterator[str]:
    yield from ("BEGIN:VEVENT", f"UID:{entry.pk}@heed", f"DTSTAMP:{_instant(at)}")
    yield from _when(entry)
    yield f"SUMMARY:{escaped(entry.summary)}"
    if entry.link:
        yield f"URL:{entry.link}"
    yield from ("CLASS:PRIVATE", "END:VEVENT")


def _when(entry: Entry) -> Iterator[str]:
    if entry.starts_at:
        yield f"DTSTART:{_instant(entry.starts_at)}"
        yield f"DTEND:{_instant(entry.ends_at or entry.starts_at + UNKNOWN_END)}"
    elif entry.day:
        yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}"  # the first day it no longer is


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    return text.translate(ESCAPED)


def folded(line: str) -> bytes:
    """At most 75 octets a line; what follows begins with a space. A letter of several octets is never torn."""
    pieces, piece, room = [], b"", LONGEST
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > room:
            pieces.append(piece)
            piece, room = b"", LONGEST - 1
        piece += octets
    return b"\r\n ".join((*pieces, piece)) + b"\r\n"
