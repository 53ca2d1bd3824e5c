"""Who has answered and who has not; their advice, the decision and the answer back, as far as a reader may know them.

Advice comes through `visible.advice`, so nobody reads another's before giving their own."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from heed.concerns.advising import voices as voices_of
from heed.concerns.choices import Harm, Location, SourceOfRisk, State, Step, Sure
from heed.concerns.models import Advice, Answer, Concern, Decision
from heed.organisation.choices import Department
from heed.organisation.models import Colleague
from heed.pictures.concern.held import Rows
from heed.pictures.rows import from_json
from heed.policies.eligible import seats_at
from heed.timeline.models import Event, Words


@dataclass(frozen=True)
class Acting:
    """ "Ringing her now": somebody's own words, who, and when (UTC)."""

    text: str
    source: str
    occurred_at: datetime


@dataclass(frozen=True)
class Voice:
    """One member's advice."""

    by: str
    at: datetime
    steps: tuple[str, ...]
    sure: str
    words: str
    mine: bool


@dataclass(frozen=True)
class Decided:
    """The course of action, with reasons and classification."""

    by: str
    at: datetime
    steps: tuple[str, ...]
    reasons: str
    harms: tuple[str, ...]
    location: str
    source_of_risk: str
    themes: tuple[str, ...]


@dataclass(frozen=True)
class Answered:
    words: str
    by: str
    at: datetime
    nobody: bool
    read_at: datetime | None
    passed_on_at: datetime | None


def given(rows: Rows) -> dict[int, tuple[str, datetime]]:
    """Whose advice counts: colleague → name and when (UTC), in order."""
    events = [from_json(Event, row["row"]) for row in rows]
    names = {event.by_id: row["name"] for event, row in zip(events, rows, strict=True)}
    found = voices_of([(event.kind, event.by_id, event.recorded_at) for event in events])
    return {pk: (names[pk] or "", when) for pk, when in found.items()}


def waiting(
    concern: Concern, kept_out: Collection[int], reporter: int | None, given: Collection[int], at: datetime
) -> list[Colleague]:
    """Who may advise and has not, while voices are wanted. Only for those who advise: for others it would tell who reported."""
    if concern.state not in (State.SENT, State.ADVISED) or concern.advised_at:
        return []
    return [one for one in seats_at(at).able(kept_out, reporter, given) if one.pk not in given]


def acting(rows: Rows) -> tuple[Acting, ...]:
    return tuple(_acting(row) for row in rows)


def _acting(row: dict) -> Acting:
    event = from_json(Event, row["row"])
    words: Any = from_json(Words, {**row["row"], "words": row["words"]}).words if row["words"] else {}
    who = f"{row['name']}, {str(Department(event.department).label).lower()}"
    return Acting(str(words.get("text", "")), who, event.occurred_at)


def voices(rows: Rows, me: int) -> tuple[Voice, ...]:
    return tuple(_voice(from_json(Advice, row["row"]), row["name"], me) for row in rows)


def _voice(advice: Advice, name: str, me: int) -> Voice:
    return Voice(name, advice.at, _steps(advice.steps), str(Sure(advice.sure).label), advice.words, advice.by_id == me)


def _steps(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(str(Step(code).label) for code in codes)


def decisions(rows: Rows, themes: Iterable[tuple[str, str]]) -> tuple[Decided, ...]:
    """Newest first; the first of them stands."""
    names = dict(themes)
    return tuple(_decided(from_json(Decision, row["row"]), row["name"], names) for row in rows)


def _decided(row: Decision, name: str, themes: dict[str, str]) -> Decided:
    return Decided(
        name,
        row.at,
        _steps(row.steps),
        row.reasons,
        tuple(str(Harm(code).label) for code in row.harms),
        str(Location(row.location).label),
        str(SourceOfRisk(row.source_of_risk).label),
        tuple(themes.get(code, code) for code in row.themes),
    )


def answers(rows: Rows) -> tuple[Answered, ...]:
    return tuple(_answered(from_json(Answer, row["row"]), row["name"]) for row in rows)


def _answered(row: Answer, name: str) -> Answered:
    return Answered(row.words, name, row.at, row.nobody_to_answer, row.read_at, row.passed_on_at)
