"""Time in words, as people in the UK say it (U23).

Instants go in as aware datetimes and come out in UK time. Nothing here asks what time it is: `now` is handed in.
Day and month names come from Django's own catalogues, so Welsh needs nothing more from us.
"""

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils.dates import MONTHS_3, WEEKDAYS_ABBR
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

UK = ZoneInfo("Europe/London")
MINUTE, HOUR, DAY = 60, 3600, 86400
Tone = Literal["danger", "warn", ""]


class NoSuchTime(ValueError):
    """The clocks went forward over this time, so it never was."""


@dataclass(frozen=True)
class Words:
    """What times are made of, in one language: days from Monday, months from January, and the rest with its places to fill."""

    days: list[str]
    months: list[str]
    am: str
    pm: str
    minutes: str
    hours: str
    to_come: str
    late: str


@cache
def _words(_language: str | None) -> Words:
    """Looked up once a language: a list of fifty rows says a hundred and fifty times."""
    return Words(
        days=[str(WEEKDAYS_ABBR[day]) for day in range(7)],
        months=[str(MONTHS_3[number]).title() for number in range(1, 13)],
        am=pgettext("before noon", "am"),
        pm=pgettext("after noon", "pm"),
        minutes=_("%(number)d min"),
        hours=_("%(number)d h"),
        to_come=_("in %(span)s"),
        late=_("%(span)s late"),
    )


def words() -> Words:
    return _words(get_language())


def uk_date(day: dt.date) -> str:
    """In words, "Sat 21 Nov 2026". An aware datetime is taken on its UK day."""
    if isinstance(day, dt.datetime):
        day = day.astimezone(UK).date()
    said = words()
    return f"{said.days[day.weekday()]} {day.day} {said.months[day.month - 1]} {day.year:04}"


def clock(at: dt.time) -> str:
    """A time of day: "9:32am", "5pm", "midday". Never 00:00, which nobody can tell from "we do not know"."""
    if (at.hour, at.minute) == (12, 0):
        return _("midday")
    if (at.hour, at.minute) == (0, 0):
        return _("midnight")
    half = words().am if at.hour < 12 else words().pm
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{half}"


def uk_time(instant: dt.datetime) -> str:
    """In words, "Sat 21 Nov 2026, 9:32am". Refuses a naive datetime: guessing its zone would be an hour out all summer."""
    if instant.tzinfo is None:
        raise ValueError("An instant must know its time zone")
    local = instant.astimezone(UK)
    return f"{uk_date(local)}, {clock(local.time())}"


def due_in(due: dt.datetime, now: dt.datetime) -> str:
    """How long is left: "in 3 h 10 min", "in 9 days", "2 days late". Rounded down: nobody is promised more than there is."""
    seconds = (due - now).total_seconds()
    if abs(seconds) < MINUTE:
        return _("due now")
    span = span_in_words(abs(seconds))
    return (words().to_come if seconds > 0 else words().late) % {"span": span}


def span_in_words(seconds: float) -> str:
    """Minutes under an hour, hours and minutes under a day, days and hours under two, then whole days."""
    if seconds < HOUR:
        return _minutes(int(seconds // MINUTE))
    if seconds < DAY:
        hours, rest = divmod(int(seconds), HOUR)
        return _joined(_hours(hours), _minutes(rest // MINUTE) if rest >= MINUTE else "")
    days, rest = divmod(int(seconds), DAY)
    hours = rest // HOUR if days == 1 else 0
    return _joined(_days(days), _hours(hours) if hours else "")


def due_tone(due: dt.datetime, now: dt.datetime) -> Tone:
    """How loudly to say it: late or under four hours is danger, under a day is a warning. The words say it too."""
    left = (due - now).total_seconds()
    if left < 4 * HOUR:
        return "danger"
    return "warn" if left < DAY else ""


def on_uk_clock(day: dt.date, at: dt.time) -> dt.datetime:
    """That UK day and time as a UTC instant. The hour that comes twice in October is taken the first time.

    Raises NoSuchTime for the hour skipped in March.
    """
    local = dt.datetime.combine(day, at.replace(tzinfo=None), tzinfo=UK)
    instant = local.astimezone(dt.UTC)
    if instant.astimezone(UK).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime
    return instant


CLOCK_WORDS = {"noon": dt.time(12), "midday": dt.time(12), "midnight": dt.time(0)}
CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:. ]?(?P<minute>\d{2}))?\s*(?:(?P<half>[ap])\.?\s?m\.?)?")


def read_clock(text: str) -> dt.time | None:
    """A time of day as people type it ("9:32am", "9.32 pm", "0932", "17:05", "5pm", "noon"), or None."""
    said = text.strip().lower()
    if said in CLOCK_WORDS:
        return CLOCK_WORDS[said]
    found = CLOCK.fullmatch(said)
    if not found or not (found["minute"] or found["half"]):
        return None
    return _time(int(found["hour"]), int(found["minute"] or 0), found["half"])


def _time(hour: int, minute: int, half: str | None) -> dt.time | None:
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


def _minutes(number: int) -> str:
    return words().minutes % {"number": number}


def _hours(number: int) -> str:
    return words().hours % {"number": number}


def _days(number: int) -> str:
    return ngettext("%(number)d day", "%(number)d days", number) % {"number": number}


def _joined(first: str, second: str) -> str:
    return f"{first} {second}" if second else first
