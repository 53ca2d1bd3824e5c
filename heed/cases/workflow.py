"""The states of a case as a table, and the one mover. Who may move is not here but in policies."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from heed.cases.choices import State
from heed.cases.models import Case


class CannotMove(Exception):
    """The case is not in a state from which this can happen; the sentence says what to do."""


@dataclass(frozen=True)
class Move:
    """From any of these states to one, and where that comes from."""

    name: str
    frm: frozenset[State]
    to: State
    source: str


MOVES = {
    move.name: move
    for move in (
        Move("conclude", frozenset({State.HOLDING, State.REOPENED}), State.CONCLUDED, "Housing 21 (004); D8"),
        Move("close", frozenset({State.CONCLUDED}), State.CLOSED, "Housing 21 (004); DA-7"),
        Move("reopen", frozenset({State.CONCLUDED, State.CLOSED}), State.REOPENED, "U21"),
    )
}


def hold_open(case: Case) -> None:
    """Keeps the case from being closed until the transaction ends, while something is put on it that would hold it. Raises CannotMove when it
    is closed."""
    state = Case.objects.select_for_update().filter(pk=case.pk).values_list("state", flat=True).first()
    if state == State.CLOSED:
        raise CannotMove(_("This case was closed a moment ago. Open it again first: nothing you wrote is lost."))


def move(case: Case, name: str, **facts: Any) -> None:
    """Moves by compare-and-swap, setting the facts that belong to the new state. Raises CannotMove when somebody was quicker."""
    row = MOVES[name]
    if not Case.objects.filter(pk=case.pk, state__in=row.frm).update(state=row.to, **facts):
        raise CannotMove(
            _("Somebody has moved this case on a moment ago. Nothing you wrote is lost: read what is new, then try again.")
        )
    case.state = row.to
    for fact, value in facts.items():
        setattr(case, fact, value)
