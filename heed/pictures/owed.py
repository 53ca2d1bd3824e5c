"""What is owed and by whom: decided actions for whoever owes them or sees their concern (CFC-5).

Whoever owes an action may not see the concern it comes from: they see what, by when and from whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from heed.concerns.models import Concern
from heed.deadlines.models import Clock, ClockWords, Outcome
from heed.folders.models import Key
from heed.pictures.rows import hold_key
from heed.policies import visible
from heed.policies.asker import Asker


@dataclass(frozen=True)
class Owed:
    """Something owed in a concern: its rule, when it is due (UTC), and by whom."""

    rule: str
    due_at: datetime
    pk: UUID
    owner_id: int | None
    owner: str


@dataclass(frozen=True)
class Action:
    """A decided action that is still owed. `due_at` in UTC."""

    pk: UUID
    what: str
    owner: str
    due_at: datetime
    mine: bool
    overdue: bool


@dataclass(frozen=True)
class OneAction:
    """An action as its owner sees it, who may not see the concern: what, by when, from whom. `concern` only for those who may open it."""

    clock: Clock
    what: str
    since: datetime
    given_by: str
    owner: str
    mine: bool
    concern: Concern | None

    @property
    def settled(self) -> bool:
        return self.clock.met_at is not None

    @property
    def outcome(self) -> str:
        return str(Outcome(self.clock.outcome).label) if self.clock.outcome else ""


def actions_owed(me: Asker, at: datetime) -> list[Action]:
    """One's own decided actions that are still owed, by when they are due (`at` in UTC). One statement: the keys come with the rows."""
    key = Key.objects.filter(folder=OuterRef("folder"))
    rows: list[Any] = list(
        ClockWords.objects.filter(id__in=Clock.objects.running().filter(owner=me.colleague, rule="action"))
        .select_related("id")
        .annotate(wrapped=Subquery(key.values("wrapped")), key_id=Subquery(key.values("key_id")))
    )
    for row in rows:
        hold_key(row.folder_id, row.wrapped, row.key_id)
    name = me.colleague.display_name
    return in_order(in_words(Owed("action", row.id.due_at, row.pk, me.pk, name), row, me, at) for row in rows)


def in_words(owed: Owed, words: Any, me: Asker, at: datetime) -> Action:
    """An action and its ClockWords, whose folder's key is held."""
    return Action(owed.pk, words.words.get("what", ""), owed.owner, owed.due_at, owed.owner_id == me.pk, owed.due_at <= at)


def in_order(actions: Iterable[Action]) -> list[Action]:
    """One's own first, then by when they are due."""
    return sorted(actions, key=lambda action: (not action.mine, action.due_at, action.what))


def one_action(me: Asker, clock: Clock) -> OneAction:
    """`clock` comes from `visible.clocks(me)`."""
    words = ClockWords.objects.filter(pk=clock.pk).first()
    said: Any = words.words if words else {}
    return OneAction(
        clock,
        said.get("what", ""),
        clock.started_at,
        said.get("from", ""),
        clock.owner.display_name if clock.owner else "",
        clock.owner_id == me.pk,
        visible.concerns(me).filter(folder=clock.folder_id).first(),
    )
