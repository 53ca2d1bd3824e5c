"""Joiners, changes and leavers, as a list of everybody says: compared first, then done by the same verbs as by hand.

Nobody gets a post by it, and what a colleague who sees others' records signs in with or is reached by waits for the lead's signature as it
always does. Whoever is not on the list is ended only where somebody said so of them by name."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from heed.organisation import actions
from heed.organisation.actions import CannotAdd, CannotSign
from heed.organisation.choices import Standing
from heed.organisation.models import Colleague, by_name
from heed.organisation.staff_list import Line, known, read
from heed.procedures import posts
from heed.procedures.leaving import CannotLeave, leave

AT_ONCE = 100  # joiners who need a password made for them, which takes a twentieth of a second each


@dataclass(frozen=True)
class Change:
    """What is otherwise of somebody: fact → (now, as the list says)."""

    line: Line
    colleague: Colleague
    facts: dict[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Compared:
    """What a list would do. `missing`: employees who are here and not on it. `later`: joiners for whom the list is to be sent again."""

    joiners: list[Line] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    leavers: list[Colleague] = field(default_factory=list)
    missing: list[Colleague] = field(default_factory=list)
    wrong: list[Line] = field(default_factory=list)
    later: int = 0
    same: int = 0


@dataclass(frozen=True)
class Done:
    """What came of it. `passwords`: to be handed over, shown once. `refused`: who stays as they were, and why."""

    joined: list[Colleague]
    passwords: list[tuple[Colleague, str]]
    changed: list[Colleague]
    left: list[Colleague]
    waits: int
    refused: list[tuple[str, str]]


def compare(text: str, *, by: Colleague, at: datetime) -> Compared:
    """Changes nothing. Raises CannotRead."""
    lines = read(text)
    found, today, compared = known(lines), localtime(at).date(), Compared()
    for line in lines:
        there = found.get(line.username)
        if line.wrong:
            compared.wrong.append(line)
        elif line.left_on and line.left_on < today:
            compared.leavers.extend([there] if there and there.left_at is None else [])
        elif there is None:
            compared.joiners.append(line)
        elif there.left_at:
            compared.wrong.append(_again(line))
        elif facts := _otherwise(there, line, found):
            compared.changes.append(Change(line, there, facts))
    listed = {line.username for line in lines}
    missing = Colleague.objects.here(at).filter(standing=Standing.EMPLOYEE).exclude(Q(username__in=listed) | Q(pk=by.pk))
    compared.missing.extend(missing.order_by(by_name()))
    return _at_once(compared, len(lines))


def _again(line: Line) -> Line:
    return Line(
        line.number, line.username, wrong=_("Somebody of this user name has left. Give whoever joins another user name.")
    )


def _at_once(compared: Compared, lines: int) -> Compared:
    """As many new passwords as one press can make."""
    need = [line for line in compared.joiners if not line.facts.get("directory_id")]
    later = set(map(id, need[AT_ONCE:]))
    same = lines - len(compared.joiners) - len(compared.changes) - len(compared.leavers) - len(compared.wrong)
    return Compared(
        [line for line in compared.joiners if id(line) not in later],
        compared.changes,
        compared.leavers,
        compared.missing,
        compared.wrong,
        len(later),
        same,
    )


def _otherwise(there: Colleague, line: Line, found: dict[str, Colleague]) -> dict[str, tuple[Any, Any]]:
    facts = {name: (getattr(there, name), said) for name, said in line.facts.items() if getattr(there, name) != said}
    if line.line_manager is not None:
        manager = found.get(line.line_manager)
        if manager != there.line_manager and (manager or not line.line_manager):
            facts["line_manager"] = (there.line_manager, manager)
    return facts


@transaction.atomic
def bring_up_to_date(
    text: str, *, ended: Collection[int] = (), with_passwords: bool = True, by: Colleague, at: datetime
) -> Done:
    """Does what the list says, compared afresh. `ended`: ids of those not on the list who have left. `with_passwords`: also joiners who have no
    work account. Whoever cannot be is left as they are, and said. Raises CannotRead."""
    plan = compare(text, by=by, at=at)
    done = Done([], [], [], [], 0, [])
    for line in plan.joiners:
        if with_passwords or line.facts.get("directory_id"):
            _join(line, done, at)
    waits = sum(
        _change(each.colleague, {name: new for name, (_old, new) in each.facts.items()}, done, by, at) for each in plan.changes
    )
    waits += sum(_managed(line, done, by, at) for line in plan.joiners if line.line_manager)
    for colleague in [*plan.leavers, *(each for each in plan.missing if each.pk in set(ended))]:
        _leave(colleague, done, by, at)
    return Done(done.joined, done.passwords, done.changed, done.left, waits, done.refused)


def _join(line: Line, done: Done, at: datetime) -> None:
    try:
        colleague, password = actions.add_colleague(
            line.username, at=at, password=not line.facts.get("directory_id"), **line.facts
        )
    except CannotAdd as refusal:
        done.refused.append((line.username, str(refusal)))
        return
    done.joined.append(colleague)
    if password:
        done.passwords.append((colleague, password))


def _managed(line: Line, done: Done, by: Colleague, at: datetime) -> int:
    """A joiner's line manager, who may have joined on a later line."""
    people = known([line])
    if line.username in people and (manager := people.get(line.line_manager or "")):
        return _change(people[line.username], {"line_manager": manager}, done, by, at, joined=True)
    return 0


def _change(
    colleague: Colleague, facts: dict[str, Any], done: Done, by: Colleague, at: datetime, *, joined: bool = False
) -> int:
    try:
        waits = posts.change_colleague(colleague, by=by, at=at, **facts)
    except CannotSign:  # it was asked for by an earlier list, and still waits
        return 0
    except CannotAdd as refusal:
        done.refused.append((colleague.username, str(refusal)))
        return 0
    if not joined:
        done.changed.append(colleague)
    return len(waits)


def _leave(colleague: Colleague, done: Done, by: Colleague, at: datetime) -> None:
    try:
        leave(colleague, by=by, at=at)
    except CannotLeave as refusal:
        done.refused.append((colleague.username, str(refusal)))
    else:
        done.left.append(colleague)
