"""What is owed in a concern: under which rule and from which source, by whom, and who is told next and when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from heed.deadlines.models import Clock, ClockWords, Outcome
from heed.deadlines.rules import rule, rung_at
from heed.pictures.concern.held import Rows
from heed.pictures.rows import from_json
from heed.pictures.rungs import RUNGS

TONES = {Outcome.DONE.value: "done", Outcome.NOT_DONE.value: "warn", Outcome.NOT_POSSIBLE.value: "warn"}


@dataclass(frozen=True)
class Ticking:
    """A clock: what is owed, under which rule and from which source, and who is told next and when. Times in UTC."""

    pk: UUID
    code: str
    name: str
    owner: str
    due_at: datetime
    met_at: datetime | None
    outcome: str
    tone: str
    explanation: str
    source: str
    told_next: str
    told_at: datetime | None
    holds: bool

    @property
    def action(self) -> bool:
        return self.code == "action"


def ticking(row: dict[str, Any], folder: UUID, *, owner_known: bool) -> Ticking:
    """`folder`: the concern's. `owner_known`: whether this reader may know who owes it."""
    clock, law = from_json(Clock, row["row"]), rule(row["row"]["rule"])
    rung = rung_at(law.who_is_told, clock.stage + 1)
    owner = row["name"] if row["name"] and owner_known else ""
    return Ticking(
        clock.pk,
        clock.rule,
        _what(clock, row["words"]) or str(law.name),
        owner,
        clock.due_at,
        clock.met_at,
        str(Outcome(clock.outcome).label) if clock.outcome else "",
        TONES.get(clock.outcome, "quiet"),
        str(law.explanation),
        law.source_words,
        owner if rung == "owner" and owner else str(RUNGS.get(rung, rung)),
        clock.next_at,
        clock.holds_id == folder,
    )


def _what(clock: Clock, sealed: str | None) -> str:
    words: Any = from_json(ClockWords, {"id": clock.pk, "folder_id": clock.folder_id, "words": sealed}).words if sealed else {}
    return str(words.get("what", ""))


def clocks(rows: Rows, folder: UUID, *, reporter_known: bool) -> tuple[Ticking, ...]:
    return tuple(ticking(row, folder, owner_known=reporter_known or row["row"]["rule"] != "pass_on_answer") for row in rows)
