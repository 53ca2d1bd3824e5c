"""When someone leaves: their sessions end at once, their posts are over, and their open work, drafts and grants move on with their
history (CFC-8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from heed.deadlines.models import Clock
from heed.folders import actions as folders
from heed.folders.choices import Effect, Why
from heed.folders.models import Access
from heed.organisation import actions
from heed.organisation.choices import Role, Standing
from heed.organisation.group import group_at
from heed.organisation.models import Colleague, Duty, Post, Signature, in_force
from heed.policies import visible
from heed.policies.asker import asker
from heed.policies.may import may
from heed.policies.roles import Do
from heed.procedures.posts import tell_if_group_is_empty
from heed.timeline.actions import record

MOVES = (Why.GRANT, Why.OWNER, Why.HANDED_ON)  # a broken glass and one's own drafting do not pass to another


class CannotLeave(Exception):
    """Why this account cannot be ended like this."""


class CannotHandOver(Exception):
    """Why this work cannot go to that colleague."""


@dataclass(frozen=True)
class HandedOver:
    """How much moved. `left_open`: work the successor may not see; it has no owner now, so its chain is told."""

    drafts: int = 0
    clocks: int = 0
    grants: int = 0
    left_open: int = 0


@transaction.atomic
def leave(colleague: Colleague, *, by: Colleague, at: datetime) -> None:
    """Ends the account and every post at this instant, also the last lead's: somebody dismissed at night must be out at once.

    What they had begun to write is shown to the lead by the job `hand_over`. Raises CannotLeave."""
    if colleague.pk == by.pk:
        raise CannotLeave(_("Nobody ends their own account. Ask another administrator."))
    if colleague.left_at:
        raise CannotLeave(_("This colleague has left already."))
    was_in_group = Colleague.objects.holding(Role.GROUP, at).filter(pk=colleague.pk).exists()
    actions.end_account(colleague, at=at)
    for post in Post.objects.filter(colleague=colleague).exclude(until__lte=at):
        actions.finish_post(post, at=at)
    for duty in Duty.objects.filter(colleague=colleague, until__gt=at):
        actions.remove_duty(duty, at=at)
    for signature in Signature.objects.filter(for_colleague=colleague, given_at=None, refused_at=None):
        actions.refuse_signature(signature, by=by, at=at)
    if was_in_group:
        tell_if_group_is_empty(at)
    _begin_hand_over(colleague, None, by, at)


@transaction.atomic
def ask_hand_over(leaver: Colleague, successor: Colleague, *, by: Colleague, at: datetime) -> None:
    """Names who takes over. The moving is a job, for it must see all there is, also where whoever asks is kept out. Raises CannotHandOver."""
    if leaver.left_at is None:
        raise CannotHandOver(_("This colleague is still here."))
    if successor.pk == by.pk:
        raise CannotHandOver(_("Nobody grants themselves anything. Ask another lead to hand this over to you."))
    if not Colleague.objects.here(at).filter(pk=successor.pk).exists():
        raise CannotHandOver(_("Choose a colleague who is here."))
    if successor.standing != Standing.EMPLOYEE:
        raise CannotHandOver(_("Contractors, board members and volunteers only report. Choose an employee."))
    _begin_hand_over(leaver, successor, by, at)


def _begin_hand_over(leaver: Colleague, successor: Colleague | None, by: Colleague, at: datetime) -> None:
    jobs.configure_task("hand_over", queue="tell").defer(
        leaver=leaver.pk, successor=successor.pk if successor else None, by=by.pk
    )


# The job ----------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def hand_over(leaver: int, successor: int | None, *, by: int, at: datetime) -> HandedOver:
    """Under the worker's role, by ids. Shows unsent drafts to the lead and, where a successor is named, moves open clocks and grants,
    with one event a folder. May be run again: what has moved does not move twice."""
    people = Colleague.objects.in_bulk([leaver, by, *([successor] if successor else [])])
    if people[leaver].left_at is None:
        return HandedOver()
    drafts = _show_drafts(people[leaver], people[by], at)
    if successor is None or people[successor].standing != Standing.EMPLOYEE or not may(asker(people[by], at), Do.HAND_OVER):
        return HandedOver(drafts=drafts)
    return _move(people[leaver], people[successor], drafts, people[by], at)


def _move(leaver: Colleague, successor: Colleague, drafts: int, by: Colleague, at: datetime) -> HandedOver:
    cases = _move_cases(leaver, successor, by)
    clocks = list(Clock.objects.running().filter(owner=leaver).select_for_update())
    lines = list(Access.objects.filter(in_force(at), colleague=leaver, effect=Effect.LET_IN).exclude(why=Why.WRITES))
    closed_to = set(
        Access.objects.filter(in_force(at), colleague=successor, effect=Effect.KEPT_OUT).values_list("folder_id", flat=True)
    )
    closed_to |= _open_to_neither(
        {*(clock.folder_id for clock in clocks), *(line.folder_id for line in lines)}, successor, by, at
    )
    moved = _move_clocks(clocks, successor, closed_to)
    grants = _move_grants(lines, successor, closed_to, by, at)
    for folder in {clock.folder_id for clock in clocks} | grants | cases:
        record("work.handed_over", folder, by=by, at=at)
    return HandedOver(drafts, moved, len(grants), len(clocks) - moved)


def _move_cases(leaver: Colleague, successor: Colleague, by: Colleague) -> set[UUID]:
    """Those that the successor may answer for; of the others the sweep says that nobody does."""
    with connection.cursor() as c:
        c.execute("select heed_hand_on_cases(%s, %s, %s)", [leaver.pk, successor.pk, by.pk])
        return {folder for (folder,) in c.fetchall()}


def _open_to_neither(found: set[UUID], successor: Colleague, by: Colleague, at: datetime) -> set[UUID]:
    """Nobody is given by a handing over what whoever hands over could not have let them into (decision 18)."""
    opened = {
        folder
        for someone in (successor, by)
        for folder in visible.folders(asker(someone, at)).filter(pk__in=found).values_list("pk", flat=True)
    }
    return found - opened


def _of(clocks: Iterable[Clock]) -> list[UUID]:
    return [folder for clock in clocks for folder in (clock.folder_id, clock.holds_id) if folder]


def _move_clocks(clocks: list[Clock], successor: Colleague, closed_to: set[UUID]) -> int:
    moved = 0
    for clock in clocks:
        open_to = closed_to.isdisjoint(_of([clock]))
        Clock.objects.filter(pk=clock.pk).update(owner=successor if open_to else None)
        moved += open_to
    return moved


def _move_grants(lines: list[Access], successor: Colleague, closed_to: set[UUID], by: Colleague, at: datetime) -> set[UUID]:
    """Ends the leaver's lines; each that may pass on becomes one of the successor's, with the same end."""
    moved: set[UUID] = set()
    for line in lines:
        Access.objects.filter(pk=line.pk).update(until=at)
        if line.why in MOVES and line.folder_id not in closed_to | moved:
            folders.let_in(line.folder_id, successor, why=Why.HANDED_ON, by=by, at=at, until=line.until)
            moved.add(line.folder_id)
    return moved


def _show_drafts(leaver: Colleague, by: Colleague, at: datetime) -> int:
    """A draft is its author's alone. When the author has left, the lead is let in, so that no worry is lost."""
    with connection.cursor() as c:
        c.execute("select * from heed_unsent_drafts_of(%s)", [leaver.pk])
        found = [folder for (folder,) in c.fetchall()]
    leads = list(Colleague.objects.holding(Role.LEAD, at)) or list(group_at(at).members)
    shown = {folder for folder in found for lead in leads if _let_lead_in(folder, lead, by, at)}
    for folder in shown:
        record("work.handed_over", folder, by=by, at=at)
    return len(shown)


def _let_lead_in(folder: UUID, lead: Colleague, by: Colleague, at: datetime) -> bool:
    lines = Access.objects.filter(in_force(at), folder=folder, colleague=lead)
    if lines.exists():  # shown already, or kept out
        return False
    folders.let_in(folder, lead, why=Why.WRITES, by=by, at=at)  # to send it, or to drop it
    return True
