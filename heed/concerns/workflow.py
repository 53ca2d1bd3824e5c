"""The states of a concern as a table, and the one mover. Who may move is not here but in policies."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from heed.concerns.choices import State
from heed.concerns.models import Concern


class CannotMove(Exception):
    """The concern is not in a state from which this can happen; the sentence says what to do."""


@dataclass(frozen=True)
class Move:
    """From any of these states to one, and what that means."""

    name: str
    frm: frozenset[State]
    to: State
    source: str


MOVES = {
    move.name: move
    for move in (
        Move("advise", frozenset({State.SENT, State.ADVISED}), State.ADVISED, "CFC-4"),
        Move("decide", frozenset({State.ADVISED, State.REOPENED}), State.DECIDED, "CFC-4"),
        Move("close", frozenset({State.DECIDED}), State.CLOSED, "CFC-5"),
        Move("reopen", frozenset({State.CLOSED, State.DECIDED}), State.REOPENED, "U21"),
    )
}


def in_words(state: State, *, both: bool, lead: bool) -> str:
    """A state as every page says it. `both`: two have advised, so it waits for a decision; `lead`: for the Safeguarding Lead's."""
    if state not in (State.ADVISED, State.REOPENED) or not both:
        return str(state.label)
    decision = _("waiting for the lead’s decision") if lead else _("waiting for a decision")
    return _("reopened, %(decision)s") % {"decision": decision} if state == State.REOPENED else decision


def move(concern: Concern, name: str, **facts: Any) -> None:
    """Moves by compare-and-swap, setting the facts that belong to the new state. Raises CannotMove when somebody was quicker."""
    row = MOVES[name]
    if not Concern.objects.filter(pk=concern.pk, state__in=row.frm).update(state=row.to, **facts):
        raise CannotMove(
            _("Somebody has moved this concern on a moment ago. Nothing you wrote is lost: read what is new, then try again.")
        )
    concern.state = row.to
    for name_, value in facts.items():
        setattr(concern, name_, value)
