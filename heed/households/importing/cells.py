"""What a cell says, or why it cannot be taken. A reason names the column and never repeats the cell: it may be somebody's name."""

import re
import unicodedata
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import TypeVar

from django.utils.translation import gettext as _

from heed.deadlines.counting import UK
from heed.households.folding import fold

T = TypeVar("T")
POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?) ?([0-9][A-Z]{2})")
UK_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:[ T](.+))?")
FORMULA = re.compile(r"[=@]|[+-][^\d\s]")
LONGEST_TEXT = 50_000
EARLIEST = date(1850, 1, 1)
ODD = {"Cc", "Cf", "Co", "Cs", "Cn"}  # control, invisible and unassigned characters
KEPT = "\t\n\r\u200c\u200d"  # joiners are part of how some names are written


class Refused(Exception):
    """Why a row cannot come in, in our own words."""


def tidy(words: str, column: str, *, free: bool = False) -> str:
    """The cell without what surrounds it, composed. Raises Refused for a spreadsheet formula or characters that cannot be seen."""
    said = words.strip()
    if said.isalnum() and said.isascii() or not said:  # most cells: nothing to look into
        return said
    said = unicodedata.normalize("NFC", said)
    if not said.isprintable() and any(unicodedata.category(letter) in ODD and letter not in KEPT for letter in said):
        raise Refused(_("%(column)s holds characters that cannot be shown.") % {"column": column})
    if not free and FORMULA.match(said) or free and said.startswith("="):
        raise Refused(_("%(column)s begins like a spreadsheet formula. Export it as plain text.") % {"column": column})
    return said.replace("\r\n", "\n").replace("\r", "\n") if free else " ".join(said.split())


def within(said: str, most: int, column: str) -> str:
    if len(said) > most:
        raise Refused(_("%(column)s is longer than %(most)d characters.") % {"column": column, "most": most})
    return said


def listed(said: str, most: int, column: str) -> list[str]:
    """Several answers with ; between them, each once."""
    return list(dict.fromkeys(within(part.strip(), most, column) for part in said.split(";") if part.strip()))


def day(said: str, column: str) -> date | None:
    """2019-03-27 or 27/03/2019."""
    if not said:
        return None
    found = UK_DAY.fullmatch(said)
    try:
        read = date(int(found[3]), int(found[2]), int(found[1])) if found and not found[4] else date.fromisoformat(said)
    except ValueError:
        raise Refused(_("%(column)s is not a date. Write it as 2019-03-27 or 27/03/2019.") % {"column": column}) from None
    if read < EARLIEST:
        raise Refused(_("%(column)s is before 1850. Check the year.") % {"column": column})
    return read


def moment(said: str, column: str) -> tuple[datetime, bool] | None:
    """(UTC instant, whether only the day is known). A time without a zone is UK time."""
    if not said:
        return None
    date_part, separator, clock = _apart(said)
    read = day(date_part, column)
    if read is None or not separator:
        return (midnight(read), True) if read else None
    try:
        at = datetime.fromisoformat(f"{read.isoformat()}T{clock.strip()}")
    except ValueError:
        raise Refused(
            _("%(column)s has a time that cannot be read. Write it as 2019-03-27T14:05.") % {"column": column}
        ) from None
    return (at if at.tzinfo else at.replace(tzinfo=UK)).astimezone(UTC), False


def _apart(said: str) -> tuple[str, str, str]:
    separator = "T" if "T" in said else " "
    return said.partition(separator)


def midnight(on: date) -> datetime:
    """The first instant of a UK day, in UTC."""
    return datetime.combine(on, time(), UK).astimezone(UTC)


_word = lru_cache(maxsize=1000)(fold)  # the same few words on every line


def one_of(said: str, words: dict[str, T], column: str) -> T:
    """The meaning of a word, however it is written."""
    try:
        return words[_word(said)]
    except KeyError:
        raise Refused(
            _("%(column)s is not a word we know. The list of words says which there are.") % {"column": column}
        ) from None


def yes(said: str, words: dict[str, bool], column: str) -> bool | None:
    return one_of(said, words, column) if said else None


def postcode(said: str, column: str) -> str:
    found = POSTCODE.fullmatch(said.upper())
    if not found:
        raise Refused(_("%(column)s is not a UK postcode.") % {"column": column})
    return f"{found[1]} {found[2]}"


def uprn(said: str, column: str) -> str:
    if not (said.isascii() and said.isdigit() and len(said) <= 12):
        raise Refused(_("%(column)s is not a number of up to 12 digits.") % {"column": column})
    return said.lstrip("0") or "0"
