"""Which days are working days in England and in Wales: the bank holidays, as data with a source and an end."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from heed.organisation.choices import Nation

ONE_DAY = timedelta(days=1)
SATURDAY = 5
_DATA = Path(__file__).parent / "data" / "bank_holidays.json"

NAMES: Mapping[str, Promise] = MappingProxyType(
    {
        "new_year": _("New Year's Day"),
        "good_friday": _("Good Friday"),
        "easter_monday": _("Easter Monday"),
        "early_may": _("Early May bank holiday"),
        "spring": _("Spring bank holiday"),
        "summer": _("Summer bank holiday"),
        "christmas": _("Christmas Day"),
        "boxing_day": _("Boxing Day"),
        "diamond_jubilee": _("Diamond Jubilee of Queen Elizabeth II"),
        "platinum_jubilee": _("Platinum Jubilee of Queen Elizabeth II"),
        "state_funeral": _("State Funeral of Queen Elizabeth II"),
        "coronation": _("Coronation of King Charles III"),
    }
)


@dataclass(frozen=True)
class Table:
    """The bank holidays of one nation: each day with its name, where they were read and when, and the years they cover."""

    nation: Nation
    source: str
    read_on: date
    first_year: int
    last_year: int
    names: Mapping[date, Promise | str]


@cache
def table(nation: Nation) -> Table:
    """The shipped table of a nation. Raises ValueError for a nation that has none."""
    rows = _shipped()[Nation(nation).value]
    return Table(
        Nation(nation),
        f"{rows['source']}, {rows['key']} ({rows['read_in']})",
        date.fromisoformat(rows["read_on"]),
        rows["first_year"],
        rows["last_year"],
        MappingProxyType({date.fromisoformat(row["date"]): _name(row) for row in rows["holidays"]}),
    )


@cache
def _shipped() -> dict:
    return json.loads(_DATA.read_text(encoding="utf-8"))


def _name(row: dict) -> Promise | str:
    name = NAMES[row["holiday"]]
    return format_lazy(_("{holiday} (substitute day)"), holiday=name) if row.get("substitute") else name


@cache
def bank_holidays(nation: Nation) -> frozenset[date]:
    """Every bank holiday known for a nation, substitute days and one-off holidays included."""
    return frozenset(table(nation).names)


def holiday_name(day: date, nation: Nation) -> Promise | str | None:
    """The name of the bank holiday on a UK day, in the reader's language when shown; None when it is not one."""
    return table(nation).names.get(day)


@lru_cache(maxsize=64)
def days_off(nation: Nation, extra: frozenset[date] = frozenset()) -> frozenset[date]:
    """The nation's bank holidays together with `extra`: a provider's own days off, or a holiday newer than the table."""
    return bank_holidays(nation) | extra


def is_working_day(day: date, nation: Nation, extra: frozenset[date] = frozenset()) -> bool:
    """Monday to Friday, less the nation's bank holidays and `extra`. `day` is a day in UK time.

    Raises TypeError for a moment: 11:30pm UTC in June is already tomorrow in the UK, so the caller must say which day."""
    if isinstance(day, datetime):
        raise TypeError("is_working_day asks for a UK day, not a moment: convert it to Europe/London and take its date first.")
    return day.weekday() < SATURDAY and day not in days_off(nation, extra)


def covers(day: date, nation: Nation) -> bool:
    """Whether the nation's table knows the bank holidays of that day's year."""
    return table(nation).first_year <= day.year <= table(nation).last_year


def table_ends(nation: Nation) -> date:
    """The last day whose bank holidays are known."""
    return date(table(nation).last_year, 12, 31)


def table_warning(today: date) -> Promise | str | None:
    """A sentence for the health page and `heed doctor` once any nation's table ends in under twelve months (R19), else None."""
    ends = min(table_ends(nation) for nation in Nation)
    # 31 December, so a year later is always the same date: no leap day to mind.
    if (today.year + 1, today.month, today.day) <= (ends.year, ends.month, ends.day):
        return None
    return format_lazy(
        _(
            "The table of bank holidays ends with {year}, and clocks running past that may come due too early. "
            "Install a newer version of Heed, or enter the missing holidays as days off."
        ),
        year=ends.year,
    )
