"""How long each clock runs here, as the pages of the clocks show it: the default, what was set, what waits to be signed, the days off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.utils.functional import Promise

from heed.deadlines import values
from heed.deadlines.calendars import Nation, table
from heed.deadlines.clocks import reckoned
from heed.deadlines.counting import Span, uk_day
from heed.deadlines.models import DayOff, RuleValue
from heed.deadlines.rules import FAMILIES, RULES, Rule
from heed.organisation.choices import SignatureKind
from heed.organisation.models import Signature
from heed.pictures.rungs import RUNGS
from heed.procedures.clock_values import WantedDay, WantedLength
from heed.procedures.posts import waiting


@dataclass(frozen=True)
class Length:
    """What is in force in one nation, or in both (then `nation` is None). `own`: the organisation set it."""

    nation: Nation | None
    span: Span
    own: bool


@dataclass(frozen=True)
class Line:
    law: Rule
    lengths: list[Length]
    told: list[str]
    asked: bool  # another length waits to be signed


@dataclass(frozen=True)
class Asked:
    """A length or a day off that waits for its second signature. `since` in UTC."""

    signature: Signature
    nations: list[Nation]
    reason: str
    span: Span | None = None
    since: datetime | None = None
    day: date | None = None


def families(at: datetime) -> list[tuple[Promise, list[Line]]]:
    """Every clock whose length an organisation may set, by what it is about. Two statements."""
    own = values.in_force(at)
    asked = {signature.wanted["rule"] for signature in waiting(at).filter(kind=SignatureKind.CLOCK)}
    found = [(name, [_line(law, own, asked) for law in laws if values.settable(law)]) for name, laws in FAMILIES]
    return [(name, lines) for name, lines in found if lines]


def one(code: str) -> Rule | None:
    """A clock whose length may be set, by its code."""
    law = RULES.get(code)
    return law if law and values.settable(law) else None


def line(law: Rule, at: datetime) -> Line:
    return _line(law, values.in_force(at), {each.signature.wanted["rule"] for each in asked_of(law, at)})


def _line(law: Rule, own: Mapping[tuple[str, Nation], RuleValue], asked: set[str]) -> Line:
    each = [
        Length(nation, value.span, own=True) if (value := own.get((law.code, nation))) else Length(nation, law.span, own=False)
        for nation in law.nations
    ]
    if len({(length.span, length.own) for length in each}) == 1 and len(each) > 1:
        each = [Length(None, each[0].span, each[0].own)]
    return Line(law, each, [str(RUNGS.get(rung, rung)) for rung in law.who_is_told], law.code in asked)


def if_it_began(law: Rule, lengths: list[Length], at: datetime) -> list[tuple[Length, datetime]]:
    """When each would be due (UTC) if the clock started at `at`."""
    return [(length, reckoned(law, length.span, at, length.nation or law.nations[0]).due) for length in lengths]


def asked_of(law: Rule, at: datetime) -> list[Asked]:
    """The lengths of one clock that wait for a signature."""
    found = waiting(at).filter(kind=SignatureKind.CLOCK, wanted__rule=law.code)
    return [asked(signature) for signature in found]


def days_asked(at: datetime) -> list[Asked]:
    return [asked(signature) for signature in waiting(at).filter(kind=SignatureKind.DAY_OFF)]


def asked(signature: Signature) -> Asked:
    """What a signature of a clock or a day off is about."""
    nations = [Nation(nation) for nation in signature.wanted["nations"]]
    if signature.kind == SignatureKind.DAY_OFF:
        day = WantedDay(**signature.wanted)
        return Asked(signature, nations, day.name, day=day_of(signature))
    length = WantedLength(**signature.wanted)
    return Asked(signature, nations, length.reason, span=length.span, since=datetime.fromisoformat(length.since))


def day_of(signature: Signature) -> date:
    """The day off that a signature is about."""
    return date.fromisoformat(WantedDay(**signature.wanted).day)


@dataclass(frozen=True)
class Off:
    """A day on which no working time is counted: a bank holiday, or a day off of our own with its row."""

    day: date
    nation: Nation
    name: Promise | str
    own: DayOff | None = None


def days_off(at: datetime, most: int = 24) -> list[Off]:
    """The next days off, bank holidays and our own, the nearest first; every one of our own and at most `most` others."""
    today = uk_day(at)
    ours = [Off(one.day, Nation(one.nation), one.name, one) for one in values.days_ahead(at)]
    holidays = [Off(day, nation, name) for nation in Nation for day, name in _holidays(nation) if day >= today]
    return sorted(ours + sorted(holidays, key=_order)[:most], key=_order)


def _order(off: Off) -> tuple[date, str]:
    return off.day, off.nation


@lru_cache(maxsize=4)
def _holidays(nation: Nation) -> tuple[tuple[date, Promise | str], ...]:
    return tuple(sorted(table(nation).names.items(), key=lambda each: each[0]))
