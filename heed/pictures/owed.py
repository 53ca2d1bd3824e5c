"""What is owed and by whom: decided actions for whoever owes them or sees their concern (CFC-5).

Whoever owes an action may not see the concern it comes from: they see what, by when and from whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Subquery

from heed.concerns.models import Concern
from heed.deadlines.models import Clock, ClockWords, Outcome
from heed.folders.models import Key
from heed.pictures.health import MAIL, Mail, mail
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


# What an action is, in words; how the post stands comes with it, so that a page that shows both asks once. Their keys come with the rows.
WAITING = f"""
select {MAIL}, d.id, d.folder_id, d.words, y.wrapped, y.key_id from heed_mail_owed() m
  left join (deadlines_clockwords d left join folders_key y on y.folder_id = d.folder_id) on d.id = any(%s)"""  # noqa: S608 (columns of our own)


def waiting(actions: Iterable[Owed], me: Asker, at: datetime) -> tuple[Mail, list[Action]]:
    """How the post stands, and these actions in words: one's own first, then by when they are due (`at` in UTC). One statement."""
    owed = {one.pk: one for one in actions}
    if not owed:
        return mail(), []
    with connection.cursor() as c:
        c.execute(WAITING, [list(owed)])
        rows = c.fetchall()
    found = [_action(owed[row[4]], _what(*row[4:]), me, at) for row in rows if row[4]]
    return Mail(*rows[0][:4]), _in_order(found)


def actions_owed(me: Asker, at: datetime) -> list[Action]:
    """One's own decided actions that are still owed, by when they are due (`at` in UTC). One statement."""
    key = Key.objects.filter(folder=OuterRef("folder"))
    rows = (
        ClockWords.objects.filter(id__in=Clock.objects.running().filter(owner=me.colleague, rule="action"))
        .annotate(wrapped=Subquery(key.values("wrapped")), key_id=Subquery(key.values("key_id")))
        .values_list("pk", "folder", "words", "wrapped", "key_id", "id__due_at")
    )
    return _in_order(
        _action(Owed("action", due_at, pk, me.pk, me.colleague.display_name), _what(pk, *rest), me, at)
        for pk, *rest, due_at in rows
    )


def _what(pk: UUID, folder: UUID, words: bytes, wrapped: bytes | None, key_id: str | None) -> str:
    hold_key(folder, wrapped, key_id)
    return ClockWords(pk=pk, folder_id=folder, words=bytes(words)).words.get("what", "")


def _action(owed: Owed, what: str, me: Asker, at: datetime) -> Action:
    return Action(owed.pk, what, owed.owner, owed.due_at, owed.owner_id == me.pk, owed.due_at <= at)


def _in_order(actions: Iterable[Action]) -> list[Action]:
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
