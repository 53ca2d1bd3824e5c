"""`heed due`: when is it due, and how was that counted? By the provider's own values where a database answers, else by Heed's defaults."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import click
from django.db import DatabaseError

from heed.deadlines.calendars import Nation
from heed.deadlines.clocks import reckoned, span_in_force
from heed.deadlines.counting import UK, CannotCount, Reckoning, reckon
from heed.deadlines.rules import RULES, Rule, UnknownRule, rule

DEFAULTS = "Counted with Heed's defaults: there is no running database here that could hold a provider's own values."
NO_ANSWER = "Counted with Heed's defaults: the database did not answer, so a provider's own values are not known."


@dataclass(frozen=True)
class Asked:
    """A clock, when it starts, and what is special about it."""

    rule: Rule
    start: datetime
    nation: Nation
    danger: bool = False
    extended: bool = False


@dataclass(frozen=True)
class Counted:
    """The count. `own`: the length is the provider's own; `note`: why it may not be what a provider's clocks say."""

    asked: Asked
    reckoning: Reckoning
    own: bool = False
    note: str = ""


def listing(*, as_json: bool) -> str:
    """Every clock with its ids, length and source."""
    rows = [
        {
            "rule": one.code,
            "ids": list(one.ids),
            "name": str(one.name),
            "length": str(one.span),
            "source": str(one.source),
            "nations": [nation.value for nation in one.nations],
        }
        for one in RULES.values()
    ]
    if as_json:
        return json.dumps(rows, indent=2)
    return "\n".join(f"{row['rule']:<24}{' '.join(row['ids']):<6}{row['length']:<34}{row['name']}" for row in rows)


def answer(name: str, start: str, nation: str, *, danger: bool, extended: bool, as_json: bool, database: bool = False) -> str:
    """`database`: one is there to be asked for the provider's own values. Raises click.UsageError with the sentence of what refused."""
    try:
        asked = Asked(rule(name), moment(start), Nation(nation), danger, extended)
        if not asked.rule.applies_in(asked.nation):
            raise click.UsageError(f"This clock does not run in {asked.nation.label}.")
        counted = count(asked, database=database)
    except (UnknownRule, CannotCount) as refused:
        raise click.UsageError(str(refused.args[0])) from None
    return json.dumps(_plain(counted), indent=2) if as_json else "\n".join(_lines(counted))


def count(asked: Asked, *, database: bool) -> Counted:
    """Never in silence by the defaults: who asks would take them for the provider's. Raises CannotCount."""
    if not database:
        return Counted(asked, _by_default(asked), note=DEFAULTS)
    try:
        return _as_its_clocks_do(asked)
    except DatabaseError:
        return Counted(asked, _by_default(asked), note=NO_ANSWER)


def _as_its_clocks_do(asked: Asked) -> Counted:
    law = asked.rule
    span, value = span_in_force(law, asked.nation, asked.start, danger=asked.danger)
    if asked.extended and law.extended_span:
        span, value = law.span_for(danger=asked.danger, extended=True), None
    return Counted(asked, reckoned(law, span, asked.start, asked.nation), own=value is not None)


def _by_default(asked: Asked) -> Reckoning:
    law = asked.rule
    span = law.span_for(danger=asked.danger, extended=asked.extended)
    return reckon(span, asked.start, asked.nation, soon_share=law.soon_share, reminders=law.reminders, breach=law.breach)


def moment(words: str) -> datetime:
    """An ISO moment; without a time zone it is UK time, as it is on whoever's clock."""
    try:
        given = datetime.fromisoformat(words)
    except ValueError:
        raise click.UsageError("--from is not a moment: give it as 2026-11-21T09:32, in UK time.") from None
    return given if given.tzinfo else given.replace(tzinfo=UK)


def _plain(counted: Counted) -> dict[str, object]:
    law, found = counted.asked.rule, counted.reckoning
    return {
        "rule": law.code,
        "ids": list(law.ids),
        "length": str(found.span),
        "own": counted.own,
        "source": str(law.source),
        "nation": found.nation.value,
        "from": _iso(found.start),
        "due": _iso(found.due),
        "reminders": [_iso(at) for at in found.reminders],
        "breach": found.breach and _iso(found.breach),
        "caution": found.caution and str(found.caution),
        "note": counted.note or None,
        "steps": [{"day": step.day.isoformat(), "counted": step.counted, "why": step.why} for step in found.steps],
    }


def _iso(at: datetime) -> str:
    return at.astimezone(UK).isoformat()


def _lines(counted: Counted) -> Iterator[str]:
    law, found = counted.asked.rule, counted.reckoning
    names, whose = " ".join((law.code, *law.ids)), " (the provider's own)" if counted.own else ""
    yield f"{law.name} ({names}): {found.span}{whose}, {found.nation.label}. Source: {law.source}."
    yield f"From     {in_words(found.start)}"
    for step in found.steps:
        yield f"  {step.day:%a} {step.day.day:>2} {step.day:%b}  {'+' if step.counted else ' '} {step.why}"
    yield f"Due      {in_words(found.due)}"
    yield from (f"Reminder {in_words(at)}" for at in found.reminders)
    if found.breach:
        yield f"Breach   {in_words(found.breach)}"
    yield from (str(words) for words in (found.caution, counted.note) if words)


def in_words(at: datetime) -> str:
    """ "Sat 21 Nov 2026, 9:32am", in UK time."""
    local = at.astimezone(UK)
    return f"{local:%a} {local.day} {local:%b %Y}, {local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"
