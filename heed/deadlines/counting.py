"""The only place that counts time. UTC instants go in and come out; days are days in UK time (Europe/London).

How each unit is counted, and why:

* HOURS and SAME_SHIFT: elapsed time in UTC, day and night, so a clock change neither gives nor takes an hour.
* WORKING_HOURS: only while the office is open. A start outside it counts from the next opening; a count that runs out
  exactly at closing is due at that closing, not at the next opening.
* WORKING_DAYS and CALENDAR_DAYS: the start day is day 0 whatever the hour, and the clock is due **at the end of the last
  day, 23:59:59 UK time**. Law and regulators count days that way (the day of the event is left out, parts of a day are
  ignored), so an auditor who has only dates reaches the same verdict, and the due date does not move because a report
  came in at 4:55pm rather than at 5:05pm.
* MONTHS: the corresponding date, or the last day of a month that has none; on a weekend or holiday, the next working day
  (the Information Commissioner's rule for subject access, D28). Due at the end of that day.
* CALENDAR_MONTHS: the same without moving on, for windows such as "within 12 months" (D22), which no weekend stretches.
* SAME_DAY: the end of the UK day on which it started.
* NONE: the date comes from a calendar or a person. There is nothing to count: use `until`.

The moment of "due soon" is counted in the clock's own unit: three quarters of four working days is three working days, not
half of Christmas. For clocks of days it falls within office hours, when somebody reads it.
"""

import calendar
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from heed.deadlines.calendars import ONE_DAY, SATURDAY, Nation, covers, days_off, holiday_name, table

UK = ZoneInfo("Europe/London")
ONE_HOUR = timedelta(hours=1)
NOTHING = timedelta(0)
END_OF_DAY = time(23, 59, 59)
YEARS = range(1901, 2200)  # nobody’s life or clock lies outside; nearer its ends the calendar itself runs out
SOON_SHARE = 0.75


class CannotCount(ValueError):
    """What was asked cannot be counted. The sentence says what can be."""


class NeedsADate(CannotCount):
    """The clock has no length of its own: a calendar or a person says when it is due (see `until`)."""


class Unit(StrEnum):
    HOURS = "hours"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"
    CALENDAR_MONTHS = "calendar_months"
    SAME_SHIFT = "same_shift"
    SAME_DAY = "same_day"
    NONE = "none"


IN_HOURS = frozenset({Unit.HOURS, Unit.WORKING_HOURS, Unit.SAME_SHIFT})
WITHOUT_LENGTH = frozenset({Unit.SAME_DAY, Unit.NONE})
NEEDS_HOLIDAYS = frozenset({Unit.WORKING_HOURS, Unit.WORKING_DAYS, Unit.MONTHS})
# A slip of the keyboard must not make a clock that outlives everybody, or a count that never ends.
LONGEST: Mapping[Unit, int] = MappingProxyType(
    {
        Unit.HOURS: 8784,
        Unit.WORKING_HOURS: 2100,
        Unit.WORKING_DAYS: 2600,
        Unit.CALENDAR_DAYS: 3660,
        Unit.MONTHS: 120,
        Unit.CALENDAR_MONTHS: 120,
        Unit.SAME_SHIFT: 24,
    }
)


@dataclass(frozen=True)
class Span:
    """How long a clock runs. Hours may be parts of an hour; days and months are whole. SAME_DAY and NONE have amount 0.

    Takes an int, float or Decimal and a Unit or its word. Raises CannotCount."""

    amount: float
    unit: Unit

    def __post_init__(self) -> None:
        amount = float(self.amount)
        object.__setattr__(self, "amount", int(amount) if amount.is_integer() else amount)
        object.__setattr__(self, "unit", Unit(self.unit))
        if self.unit in WITHOUT_LENGTH:
            if amount:
                raise CannotCount(_("This kind of clock has no number: give 0."))
        elif not 0 < amount <= LONGEST[self.unit]:
            raise CannotCount(format_lazy(_("Give a number above 0 and at most {most}."), most=LONGEST[self.unit]))
        elif self.unit not in IN_HOURS and not amount.is_integer():
            raise CannotCount(_("Days and months are counted whole: give a number without a fraction."))

    def __str__(self) -> str:
        """The length in words, in the reader's language: "5 working days"."""
        return _IN_WORDS[self.unit](math.ceil(self.amount)) % {"n": self.amount}


_IN_WORDS: Mapping[Unit, Callable[[int], str]] = MappingProxyType(
    {
        Unit.HOURS: lambda n: ngettext("%(n)g hour", "%(n)g hours", n),
        Unit.WORKING_HOURS: lambda n: ngettext("%(n)g working hour", "%(n)g working hours", n),
        Unit.WORKING_DAYS: lambda n: ngettext("%(n)g working day", "%(n)g working days", n),
        Unit.CALENDAR_DAYS: lambda n: ngettext("%(n)g calendar day", "%(n)g calendar days", n),
        Unit.MONTHS: lambda n: ngettext("%(n)g month", "%(n)g months", n),
        Unit.CALENDAR_MONTHS: lambda n: ngettext("%(n)g month to the day", "%(n)g months to the day", n),
        Unit.SAME_SHIFT: lambda n: gettext("the same shift, at most %(n)g hours"),
        Unit.SAME_DAY: lambda n: gettext("the same day"),
        Unit.NONE: lambda n: gettext("by the date given"),
    }
)


NO_LENGTH = Span(0, Unit.NONE)
SAME_DAY = Span(0, Unit.SAME_DAY)


@dataclass(frozen=True)
class OfficeHours:
    """When the office is open, in UK time; bank holidays are always closed. Weekdays: Monday is 0. Raises CannotCount."""

    opens: time = time(9)
    closes: time = time(17)
    weekdays: frozenset[int] = frozenset(range(SATURDAY))

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise CannotCount(_("The office must open before it closes, on the same day."))
        if not self.weekdays or not self.weekdays <= set(range(7)):
            raise CannotCount(_("Name at least one weekday on which the office is open, Monday being 0 and Sunday 6."))

    def on(self, day: date) -> tuple[datetime, datetime]:
        """Opening and closing of a UK day, in UTC."""
        return _instant(day, self.opens), _instant(day, self.closes)


OFFICE = OfficeHours()


@dataclass(frozen=True)
class Step:
    """One day of a count: whether it counted and why, and for clocks of hours how much of it did."""

    day: date
    counted: bool
    why: str
    spent: timedelta = NOTHING


@dataclass(frozen=True)
class Reckoning:
    """When a clock is due, in UTC, and how that was counted.

    `reminders` are the moments before `due` at which somebody is reminded, `soon` the first of them. On time means up to and
    including `due`. `breach`, where a rule has one, is a later line that is worse than overdue."""

    span: Span
    nation: Nation
    start: datetime
    due: datetime
    reminders: tuple[datetime, ...]
    breach: datetime | None = None
    office: OfficeHours = field(default=OFFICE, repr=False)
    extra_days_off: frozenset[date] = field(default=frozenset(), repr=False)

    @property
    def soon(self) -> datetime:
        return self.reminders[0]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The count day by day, in the reader's language. Made when asked for: a sweep over thousands of clocks needs none."""
        return tuple(_EXPLAIN[self.span.unit](self))

    @property
    def caution(self) -> Promise | None:
        """A sentence when the count reaches days whose bank holidays are not known: it must not look surer than it is."""
        known = all(covers(uk_day(moment), self.nation) for moment in (self.start, self.due))
        if known or self.span.unit not in NEEDS_HOLIDAYS:
            return None
        return format_lazy(
            _("Bank holidays are known only from {first} to {last}, and this count goes beyond. Check the date by hand."),
            first=table(self.nation).first_year,
            last=table(self.nation).last_year,
        )


def reckon(
    span: Span,
    start: datetime,
    nation: Nation,
    *,
    office: OfficeHours = OFFICE,
    extra_days_off: frozenset[date] = frozenset(),
    soon_share: float = SOON_SHARE,
    reminders: tuple[int, ...] = (),
    breach: Span | None = None,
) -> Reckoning:
    """When a clock of this length that starts at `start` (with its time zone) is due; all instants returned are UTC.

    `reminders` are days after the start (14) or before the due day (-30), each at the office's opening; those that fall
    outside the clock are left out, and if none is left, or none is given, one is set after `soon_share` of the count.
    Raises NeedsADate for a span without length, CannotCount for a start without a time zone. Never `due` before `start`."""
    if not 0 <= soon_share <= 1:
        raise CannotCount(_("Give the share after which it is due soon as a number from 0 to 1."))
    start, nation, off = _moment(start), Nation(nation), days_off(Nation(nation), extra_days_off)
    due = _DUE[span.unit](span.amount, start, off, office)
    asked = _asked(reminders, start, due, office)
    soon = asked or (min(due, _soon(span, soon_share, start, due, off, office)),)
    late = _DUE[breach.unit](breach.amount, start, off, office) if breach else None
    return Reckoning(span, nation, start, due, soon, late, office, extra_days_off)


def until(
    start: datetime,
    due: datetime,
    nation: Nation,
    *,
    office: OfficeHours = OFFICE,
    soon_share: float = SOON_SHARE,
    reminders: tuple[int, ...] = (),
) -> Reckoning:
    """The same for a due moment that was given (a decided action, a meeting, a review): only its reminders are worked out.

    Raises CannotCount when `due` lies before `start`."""
    start, due = _moment(start), _moment(due)
    if due < start:
        raise CannotCount(_("The time it is due lies before it starts. Give a later one."))
    asked = _asked(reminders, start, due, office)
    return Reckoning(NO_LENGTH, Nation(nation), start, due, asked or (start + soon_share * (due - start),), None, office)


# ---- moments and days --------------------------------------------------------------------------------------------------


def _moment(given: datetime) -> datetime:
    if given.tzinfo is None:
        raise CannotCount(_("Give the moment with its time zone: 10am in June is not the same moment as 10am UTC."))
    if given.year not in YEARS:
        raise CannotCount(_("Give a year between 1901 and 2199."))
    return given.astimezone(UTC)


def uk_day(moment: datetime) -> date:
    """The UK day of an instant."""
    return moment.astimezone(UK).date()


@lru_cache(maxsize=1024)
def _instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, UK).astimezone(UTC)


def end_of_work(day: date) -> datetime:
    """Five o'clock on a UK day (UTC instant): when something is due of which only the day was said (ours)."""
    return _instant(day, OFFICE.closes)


def _end_of(day: date) -> datetime:
    return _instant(day, END_OF_DAY)


def _is_working(day: date, off: frozenset[date]) -> bool:
    return day.weekday() < SATURDAY and day not in off


def _nth_working_day(first: date, n: int, off: frozenset[date]) -> date:
    day = first
    while n:
        day += ONE_DAY
        n -= _is_working(day, off)
    return day


def _corresponding(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + n * ONE_DAY for n in range((last - first).days + 1))


# ---- due ---------------------------------------------------------------------------------------------------------------


def _after_hours(n: float, start: datetime, off: frozenset[date], office: OfficeHours) -> datetime:
    return start + n * ONE_HOUR


def _after_working_hours(n: float, start: datetime, off: frozenset[date], office: OfficeHours) -> datetime:
    left, day = n * ONE_HOUR, uk_day(start)
    while True:
        if day.weekday() in office.weekdays and day not in off:
            opens, closes = office.on(day)
            begins = max(start, opens)
            if begins < closes:
                if left <= closes - begins:
                    return begins + left
                left -= closes - begins
        day += ONE_DAY


def _after_working_days(n: float, start: datetime, off: frozenset[date], office: OfficeHours) -> datetime:
    return _end_of(_nth_working_day(uk_day(start), int(n), off))


def _after_calendar_days(n: float, start: datetime, off: frozenset[date], office: OfficeHours) -> datetime:
    return _end_of(uk_day(start) + n * ONE_DAY)


def _after_months(n: float, start: datetime, off: frozenset[date], office: OfficeHours) -> datetime:
    day = _corresponding(uk_day(start), int(n))
    return _end_of(day if _is_working(day, off) else _nth_working_day(day, 1, off))


def _after_calendar_months(n: float, start: datetime, off: frozenset[date], office: OfficeHours) -> datetime:
    return _end_of(_corresponding(uk_day(start), int(n)))


def _by_the_end_of_the_day(n: float, start: datetime, off: frozenset[date], office: OfficeHours) -> datetime:
    # A start within the last second of the day must not be due before it began.
    return max(start, _end_of(uk_day(start)))


def _never_by_itself(n: float, start: datetime, off: frozenset[date], office: OfficeHours) -> datetime:
    raise NeedsADate(_("This clock has no length of its own: say on which date it is due."))


_DUE: Mapping[Unit, Callable[[float, datetime, frozenset[date], OfficeHours], datetime]] = MappingProxyType(
    {
        Unit.HOURS: _after_hours,
        Unit.SAME_SHIFT: _after_hours,
        Unit.WORKING_HOURS: _after_working_hours,
        Unit.WORKING_DAYS: _after_working_days,
        Unit.CALENDAR_DAYS: _after_calendar_days,
        Unit.MONTHS: _after_months,
        Unit.CALENDAR_MONTHS: _after_calendar_months,
        Unit.SAME_DAY: _by_the_end_of_the_day,
        Unit.NONE: _never_by_itself,
    }
)


# ---- due soon ----------------------------------------------------------------------------------------------------------


def _asked(days: tuple[int, ...], start: datetime, due: datetime, office: OfficeHours) -> tuple[datetime, ...]:
    moments = {office.on(uk_day(due if n < 0 else start) + n * ONE_DAY)[0] for n in days}
    return tuple(sorted(moment for moment in moments if start <= moment < due))


def _soon(span: Span, share: float, start: datetime, due: datetime, off: frozenset[date], office: OfficeHours) -> datetime:
    if span.unit is Unit.WORKING_HOURS:
        return _after_working_hours(share * span.amount, start, off, office)
    if span.unit in IN_HOURS or span.unit is Unit.SAME_DAY:
        return start + share * (due - start)
    return _soon_by_days(span, share, uk_day(start), uk_day(due), off, office)


def _soon_by_days(span: Span, share: float, first: date, last: date, off: frozenset[date], office: OfficeHours) -> datetime:
    """The share falls on a counted day, and the rest of it on a part of that day's office hours."""
    if span.unit is Unit.WORKING_DAYS:
        whole, part = divmod(share * span.amount, 1)
        day = _nth_working_day(first, int(whole) + 1, off)
    else:
        whole, part = divmod(share * (last - first).days, 1)
        day = first + (int(whole) + 1) * ONE_DAY
    opens, closes = office.on(day)
    return opens + part * (closes - opens)


# ---- explaining --------------------------------------------------------------------------------------------------------


def _start_step(r: Reckoning) -> Step:
    return Step(uk_day(r.start), False, gettext("The clock starts: day 0, not counted."))


def _why_off(day: date, r: Reckoning) -> str:
    """Why a day is no working day; empty for one that is."""
    if name := holiday_name(day, r.nation):
        return gettext("Bank holiday, %(name)s: not counted.") % {"name": name}
    if day in r.extra_days_off:
        return gettext("A day off of this organisation: not counted.")
    return gettext("Weekend: not counted.") if day.weekday() >= SATURDAY else ""


def _explain_working_days(r: Reckoning) -> Iterator[Step]:
    yield _start_step(r)
    counted = 0
    for day in _days(uk_day(r.start) + ONE_DAY, uk_day(r.due)):
        if why := _why_off(day, r):
            yield Step(day, False, why)
        else:
            counted += 1
            words = gettext("Working day %(n)d of %(all)d.") % {"n": counted, "all": r.span.amount}
            yield Step(day, True, words + _if_due(day, r))


def _explain_calendar_days(r: Reckoning) -> Iterator[Step]:
    yield _start_step(r)
    for n, day in enumerate(_days(uk_day(r.start) + ONE_DAY, uk_day(r.due)), 1):
        yield Step(day, True, gettext("Day %(n)d of %(all)d.") % {"n": n, "all": r.span.amount} + _if_due(day, r))


def _if_due(day: date, r: Reckoning) -> str:
    return " " + gettext("Due by the end of this day, UK time.") if day == uk_day(r.due) else ""


def _explain_months(r: Reckoning) -> Iterator[Step]:
    yield _start_step(r)
    first, last, n = uk_day(r.start), uk_day(r.due), int(r.span.amount)
    landing = _corresponding(first, n)
    if landing.day == first.day:
        words = ngettext("The same date, %(n)d month on.", "The same date, %(n)d months on.", n)
    else:
        words = ngettext(
            "%(n)d month on there is no such date: the last day of the month.",
            "%(n)d months on there is no such date: the last day of the month.",
            n,
        )
    yield Step(landing, landing == last, words % {"n": n} + _if_due(landing, r))
    for day in _days(landing, last) if landing < last else ():
        yield Step(day, day == last, _why_off(day, r) or gettext("The next working day.") + _if_due(day, r))


def _explain_hours(r: Reckoning) -> Iterator[Step]:
    for day in _days(uk_day(r.start), uk_day(r.due)):
        midnight, next_midnight = _instant(day, time()), _instant(day + ONE_DAY, time())
        begins, ends = max(r.start, midnight), min(r.due, next_midnight)
        if begins == ends:
            yield Step(day, False, gettext("Due at midnight, as this day begins."))
        else:
            yield _spent(day, begins, ends, _clock_change(begins, ends))


def _explain_working_hours(r: Reckoning) -> Iterator[Step]:
    for day in _days(uk_day(r.start), uk_day(r.due)):
        opens, closes = r.office.on(day)
        begins, ends = max(r.start, opens), min(r.due, closes)
        if day.weekday() not in r.office.weekdays or day in days_off(r.nation, r.extra_days_off):
            yield Step(day, False, _why_off(day, r) or gettext("The office is closed: not counted."))
        elif begins >= ends:
            yield Step(day, False, gettext("After closing time: counted from the next opening."))
        else:
            yield _spent(day, begins, ends, _clock_change(begins, ends))


def _spent(day: date, begins: datetime, ends: datetime, change: str) -> Step:
    words = gettext("%(length)s, from %(begins)s to %(ends)s.")
    values = {"length": _length(ends - begins), "begins": _time_of_day(begins), "ends": _time_of_day(ends)}
    return Step(day, True, words % values + change, ends - begins)


def _clock_change(begins: datetime, ends: datetime) -> str:
    shift = (ends.astimezone(UK).utcoffset() or NOTHING) - (begins.astimezone(UK).utcoffset() or NOTHING)
    if not shift:
        return ""
    forward = gettext("The clocks go forward in between: UK time shows an hour more than has passed.")
    back = gettext("The clocks go back in between: UK time shows an hour less than has passed.")
    return " " + (forward if shift > NOTHING else back)


def _length(spent: timedelta) -> str:
    minutes, seconds = divmod(int(spent.total_seconds()), 60)
    words = gettext("%(hours)d h %(minutes)d min") % {"hours": minutes // 60, "minutes": minutes % 60}
    return words + (gettext(" %(seconds)d s") % {"seconds": seconds} if seconds else "")


def _time_of_day(moment: datetime) -> str:
    local = moment.astimezone(UK)
    return f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'} {local.tzname()}"


def _explain_same_day(r: Reckoning) -> Iterator[Step]:
    yield Step(uk_day(r.start), False, gettext("The clock starts.") + _if_due(uk_day(r.start), r))


def _explain_given(r: Reckoning) -> Iterator[Step]:
    yield Step(uk_day(r.due), False, gettext("This date was given, not counted."))


_EXPLAIN: Mapping[Unit, Callable[[Reckoning], Iterator[Step]]] = MappingProxyType(
    {
        Unit.HOURS: _explain_hours,
        Unit.SAME_SHIFT: _explain_hours,
        Unit.WORKING_HOURS: _explain_working_hours,
        Unit.WORKING_DAYS: _explain_working_days,
        Unit.CALENDAR_DAYS: _explain_calendar_days,
        Unit.MONTHS: _explain_months,
        Unit.CALENDAR_MONTHS: _explain_months,
        Unit.SAME_DAY: _explain_same_day,
        Unit.NONE: _explain_given,
    }
)
