"""How a record with states is moved from one to the next: the one mover. Each room has its own table of moves; who may move stands in policies."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _


class CannotMove(Exception):
    """The record is not in a state from which this can happen; the sentence says what to do."""


@dataclass(frozen=True)
class Move:
    """From any of these states to one, and where that comes from."""

    name: str
    frm: frozenset[str]
    to: str
    source: str


def move(record: Model, row: Move, **facts: Any) -> None:
    """Moves by compare-and-swap, setting the facts that belong to the new state, and the record's own copy of them. Raises CannotMove when
    somebody was quicker."""
    moved: dict[str, Any] = {"state": row.to, **facts}
    waiting = type(record)._default_manager.filter(pk=record.pk, state__in=row.frm)
    if not waiting.update(**moved):
        raise CannotMove(
            _("Somebody has moved this on a moment ago. Nothing you wrote is lost: read what is new, then try again.")
        )
    for fact, value in moved.items():
        setattr(record, fact, value)
