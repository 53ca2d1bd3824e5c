"""What this reader may do next with a concern, and in words why not."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from heed.concerns.choices import State
from heed.concerns.deciding import UNDO, why_not_decide
from heed.concerns.models import Concern
from heed.organisation.choices import Role
from heed.pictures.concern.account import Reported
from heed.policies.asker import Asker
from heed.policies.roles import Do


@dataclass(frozen=True)
class Can:
    """What this reader may do now. Each is false for somebody who only reads."""

    act: bool
    advise: bool
    withdraw: bool
    skills: bool
    ask_lead: bool
    decide: bool
    answer: bool
    nobody: bool
    close: bool
    reopen: bool
    place: bool
    settle: bool
    open_case: bool
    why_not_advise: str
    why_not_decide: str


def can(
    me: Asker, concern: Concern, at: datetime, reported: Reported | None, given: Collection[int], waiting: Collection[int]
) -> Can:
    """`given`: who has advised; `waiting`: who may and has not. `at` in UTC."""
    mine, decided = bool(reported and reported.pk == me.pk), concern.state in (State.DECIDED, State.REOPENED)
    works, is_open = Do.ADVISE in me.may, concern.state != State.CLOSED
    not_advise = _why_not_advise(me, concern, mine, given, waiting)
    not_decide = _why_not_decide(me, concern, mine)
    answers = Do.DECIDE in me.may and decided and concern.answered_at is None and not mine
    gone = bool(reported and reported.gone)
    return Can(
        act=works and is_open,
        advise=works and not not_advise,
        withdraw=works and is_open and not me.everything,
        skills=works and is_open and not decided,
        ask_lead=works
        and bool(concern.advised_at)
        and concern.state in (State.ADVISED, State.REOPENED)
        and not concern.lead_decides
        and not me.everything
        and not mine,
        decide=Do.DECIDE in me.may and not not_decide,
        answer=answers and not gone,
        nobody=answers and gone and me.everything,
        close=Do.CLOSE in me.may and concern.state == State.DECIDED and not mine,
        reopen=Do.CLOSE in me.may and _may_reopen(concern, at),
        place=Do.PLACE in me.may and is_open,
        settle=Do.DECIDE in me.may,
        open_case=Do.OPEN_CASE in me.may and is_open and not mine,
        why_not_advise=not_advise,
        why_not_decide=not_decide,
    )


def _may_reopen(concern: Concern, at: datetime) -> bool:
    return (
        concern.state == State.DECIDED
        or concern.state == State.CLOSED
        and concern.closed_at is not None
        and at - concern.closed_at <= UNDO
    )


def _why_not_advise(me: Asker, concern: Concern, mine: bool, given: Collection[int], waiting: Collection[int]) -> str:
    """Empty when this colleague may advise. Somebody marked away who is here after all may."""
    if concern.state not in (State.SENT, State.ADVISED):
        return _("It has been decided, so no more advice is taken.")
    if mine:
        return _("You reported this concern, so two others advise on it.")
    if me.pk in given:
        return _("You have advised.")
    return (
        ""
        if Role.GROUP in me.roles or me.pk in waiting
        else _("Members of the group advise; you would stand in if fewer than two could.")
    )


def _why_not_decide(me: Asker, concern: Concern, mine: bool) -> str:
    if mine:
        return _("You reported this concern, so somebody else decides.")
    return why_not_decide(concern, me.colleague, lead=me.everything) or ""
