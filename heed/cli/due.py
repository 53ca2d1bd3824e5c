"""`heed due`: when is it due, and how was that counted? Heed's default lengths; a provider's own stand on its clocks page."""

import json
from collections.abc import Iterator
from datetime import datetime

import click

from heed.deadlines.calendars import Nation
from heed.deadlines.counting import UK, CannotCount, Reckoning, reckon
from heed.deadlines.rules import RULES, Rule, UnknownRule, rule


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
    return "\n".join(f"{row['rule']:<24}{' '.join(row['ids']):<6}{row['length']:<32}{row['name']}" for row in rows)


def answer(name: str, start: str, nation: str, *, danger: bool, extended: bool, as_json: bool) -> str:
    """Raises click.ClickException with the sentence of the rule that refused."""
    try:
        found = rule(name)
        span, where = found.span_for(danger=danger, extended=extended), Nation(nation)
        if not found.applies_in(where):
            raise click.ClickException(f"This clock does not run in {where.label}.")
        counted = reckon(
            span, moment(start), where, soon_share=found.soon_share, reminders=found.reminders, breach=found.breach
        )
    except (UnknownRule, CannotCount) as refused:
        raise click.ClickException(str(refused.args[0])) from None
    return json.dumps(_plain(found, counted), indent=2) if as_json else "\n".join(_lines(found, counted))


def moment(words: str) -> datetime:
    """An ISO moment; without a time zone it is UK time, as it is on whoever's clock."""
    try:
        given = datetime.fromisoformat(words)
    except ValueError:
        raise click.ClickException("--from is not a moment: give it as 2026-11-21T09:32, in UK time.") from None
    return given if given.tzinfo else given.replace(tzinfo=UK)


def _plain(found: Rule, counted: Reckoning) -> dict[str, object]:
    return {
        "rule": found.code,
        "ids": list(found.ids),
        "length": str(counted.span),
        "source": str(found.source),
        "nation": counted.nation.value,
        "from": counted.start.isoformat(),
        "due": counted.due.isoformat(),
        "reminders": [at.isoformat() for at in counted.reminders],
        "breach": counted.breach and counted.breach.isoformat(),
        "caution": counted.caution and str(counted.caution),
        "steps": [{"day": step.day.isoformat(), "counted": step.counted, "why": step.why} for step in counted.steps],
    }


def _lines(found: Rule, counted: Reckoning) -> Iterator[str]:
    names = " ".join((found.code, *found.ids))
    yield f"{found.name} ({names}): {counted.span}, {counted.nation.label}. Source: {found.source}."
    yield f"From     {in_words(counted.start)}"
    for step in counted.steps:
        yield f"  {step.day:%a} {step.day.day:>2} {step.day:%b}  {'+' if step.counted else ' '} {step.why}"
    yield f"Due      {in_words(counted.due)}"
    yield from (f"Reminder {in_words(at)}" for at in counted.reminders)
    if counted.breach:
        yield f"Breach   {in_words(counted.breach)}"
    if counted.caution:
        yield str(counted.caution)


def in_words(at: datetime) -> str:
    """ "Sat 21 Nov 2026, 9:32am", in UK time."""
    local = at.astimezone(UK)
    return f"{local:%a} {local.day} {local:%b %Y}, {local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"
