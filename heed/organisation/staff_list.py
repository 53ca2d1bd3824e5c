"""The list of everybody who works here, as the personnel system or the directory exports it (CSV): read line by line, nothing changed.

One line a colleague, a heading above. Only `user name` and `name` must be there; a column that is not there changes nothing. Whoever has a day
under `left` that has come is leaving; whoever is not on the list is only named, for a list may be half a list."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from heed.organisation.choices import Department, Standing
from heed.organisation.models import Colleague

MOST = 5000  # lines: a personnel list of the largest landlord there is
# Column → what it may be called; the first is ours.
COLUMNS: dict[str, tuple[str, ...]] = {
    "username": ("user name", "username", "login", "userprincipalname", "user principal name"),
    "display_name": ("name", "display name", "displayname", "full name"),
    "email": ("e-mail", "email", "e-mail address", "email address", "mail"),
    "telephone": ("telephone", "phone", "telephone number", "mobile", "mobilephone"),
    "job_title": ("job title", "jobtitle", "job", "title"),
    "department": ("department", "team"),
    "standing": ("standing", "employment", "type"),
    "line_manager": ("line manager", "manager", "reports to"),
    "directory_id": ("work account", "object id", "objectid", "id"),
    "left": ("left", "leaving date", "last day", "end date"),
}
LENGTHS = {"username": 60, "display_name": 120, "telephone": 20, "job_title": 80, "directory_id": 120}


class CannotRead(Exception):
    """Why this is no list of colleagues."""


@dataclass(frozen=True)
class Line:
    """One colleague as the list says. `number`: where it stands (the heading is 1). `facts`: those of organisation.actions.FACTS that it has;
    the line manager as a user name. `wrong`: why it is not taken."""

    number: int
    username: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    line_manager: str | None = None
    left_on: date | None = None
    wrong: str = ""


def read(text: str) -> list[Line]:
    """Every line, also those that are wrong. Raises CannotRead for what is no list at all."""
    try:
        rows = list(csv.reader(io.StringIO(text.replace("\x00", "").lstrip("\ufeff")), dialect=_dialect(text)))
    except csv.Error:
        raise CannotRead(_("This is no CSV file. Save the list as CSV, and send that.")) from None
    if not rows or len(rows) < 2:
        raise CannotRead(_("There is no colleague in this list. Send one with a heading and a line for each colleague."))
    if len(rows) > MOST:
        raise CannotRead(_("This list is too long. Send at most %(most)s lines at once.") % {"most": f"{MOST:,}"})
    heading = _heading(rows[0])
    if missing := {"username", "display_name"} - set(heading):
        names = ", ".join(f"“{COLUMNS[name][0]}”" for name in sorted(missing, reverse=True))
        raise CannotRead(
            _("The heading does not have the column %(names)s. Give it, and send the list again.") % {"names": names}
        )
    return list(_lines(heading, rows[1:]))


def _dialect(text: str) -> type[csv.Dialect]:
    first = text.split("\n", 1)[0]
    return type("Given", (csv.excel,), {"delimiter": max(",;\t", key=first.count)})


def _heading(row: list[str]) -> dict[str, int]:
    said = [" ".join(cell.strip().casefold().replace("_", " ").split()) for cell in row]
    return {
        name: said.index(known)
        for name, names in COLUMNS.items()
        for known in [next((n for n in names if n in said), None)]
        if known
    }


def _lines(heading: dict[str, int], rows: list[list[str]]) -> Iterator[Line]:
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        given = {name: row[place].strip() if place < len(row) else "" for name, place in heading.items()}
        try:
            line = _line(number, given)
        except ValueError as wrong:
            yield Line(number, given["username"][:60], wrong=str(wrong))
            continue
        if line.username in seen:
            yield Line(number, line.username, wrong=_("This user name stands on an earlier line too."))
            continue
        seen.add(line.username)
        yield line


def _line(number: int, given: dict[str, str]) -> Line:
    """Raises ValueError, in words, for what cannot be so."""
    for name, most in LENGTHS.items():
        if len(given.get(name, "")) > most:
            raise ValueError(_("“%(column)s” is longer than %(most)s letters.") % {"column": COLUMNS[name][0], "most": most})
    username = given["username"].split("@")[0].lower()
    if not username or not all(letter.isalnum() and letter.isascii() or letter in "._-" for letter in username):
        raise ValueError(
            _("The user name is empty or has other signs than letters, numbers, full stops, hyphens and underscores.")
        )
    if not given["display_name"]:
        raise ValueError(_("There is no name."))
    facts: dict[str, Any] = {
        name: given[name] for name in ("display_name", "email", "telephone", "job_title", "directory_id") if name in given
    }
    if facts.get("email"):
        try:
            validate_email(facts["email"])
        except ValidationError:
            raise ValueError(_("That is no e-mail address.")) from None
    if said := given.get("department"):
        facts["department"] = _one_of(Department, said, _("There is no department of that name here."))
    if said := given.get("standing"):
        facts["standing"] = _one_of(Standing, said, _("That is none of: colleague, contractor, board member, volunteer."))
    manager = given["line_manager"].split("@")[0].lower() if "line_manager" in given else None
    return Line(number, username, facts, manager, _day(given.get("left", "")))


def _one_of(choices: Any, said: str, refusal: str) -> str:
    known = {str(label).casefold(): value for value, label in choices.choices} | {value: value for value in choices.values}
    if said.casefold() not in known:
        raise ValueError(refusal)
    return known[said.casefold()]


def _day(said: str) -> date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %b %Y", "%d %B %Y"):
        try:
            return datetime.strptime(said[:10] if form == "%Y-%m-%d" else said, form).date() if said else None  # noqa: DTZ007 (a day)
        except ValueError:
            continue
    raise ValueError(_("The leaving date is no day. Write it like 30/11/2026."))


def known(lines: list[Line]) -> dict[str, Colleague]:
    """Colleagues by their user name, in small letters: those of the list and of its line managers."""
    names = {line.username for line in lines} | {line.line_manager for line in lines if line.line_manager}
    found = Colleague.objects.select_related("line_manager").filter(username__in=names)
    return {each.username.lower(): each for each in found}
