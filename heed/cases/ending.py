"""The holding area's exemptions, and a case's end: concluded, closed, reopened (D8, D8x, DA-6, DA-7).

Closing asks nothing of rooms above: whatever must come first (the evaluation, the reporter's answer, the actions) is a clock that holds the case."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import Value
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from heed.agencies.models import Agency
from heed.cases.choices import ExemptionKind, Risk
from heed.cases.models import Case, Exemption, MayAnswer
from heed.cases.workflow import MOVES, hold_open
from heed.deadlines import clocks
from heed.deadlines.clocks import Owed
from heed.folders.actions import is_kept_out, let_in
from heed.folders.choices import Why
from heed.folders.workflow import move
from heed.organisation.models import Colleague
from heed.timeline.actions import record

AFTERWARDS = timedelta(days=14)  # how long whoever reviews the handling may read the case after that was due (ours)
UNDO = timedelta(days=28)  # a closing can be undone for four weeks; after that a new concern opens a new case (ours)


class CannotEnd(Exception):
    """What is still open."""


class CannotExempt(Exception):
    """What an exemption lacks."""


# Longer than 21 days ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def exempt(
    case: Case, kind: ExemptionKind, why: str, review_on: date, *, by: Colleague, at: datetime, agency: Agency | None = None
) -> Exemption:
    """Why the case takes longer. The count goes on and is shown; from now on an update is owed every week (D8x).

    Raises CannotExempt without a reason, an agency where one is at work, or a day to look again."""
    if not why.strip():
        raise CannotExempt(_("Write why this case takes longer than 21 days."))
    if not Case.objects.holding().select_for_update().filter(pk=case.pk).exists():
        raise CannotExempt(_("This case is concluded, so its 21 days no longer count. Open it again if the work goes on."))
    if kind != ExemptionKind.COMPLEX and agency is None:
        raise CannotExempt(_("Choose the agency that is at work."))
    if review_on <= localdate(at):
        raise CannotExempt(_("Choose a day to come on which the exemption is looked at again."))
    exemption = Exemption(
        folder_id=case.folder_id, case=case, kind=kind, agency=agency, why=why, review_on=review_on, by=by, at=at
    )
    try:
        with transaction.atomic():
            exemption.save(force_insert=True)
    except IntegrityError:
        raise CannotExempt(_("This case is exempt already. End that exemption first, or send an update.")) from None
    _owe_update(case, at)
    record("case.exempted", case.folder_id, by=by, at=at, words={"kind": kind, "text": why})
    return exemption


def _owe_update(case: Case, at: datetime) -> None:
    clocks.start("exemption_update", Owed(case.folder_id, case.responsible, about=case.pk), at=at, nation=case.nation)


@transaction.atomic
def update(exemption: Exemption, words: str, *, by: Colleague, at: datetime) -> None:
    """How it stands with the agency. The manager's own line manager is told by e-mail that a note is there; the next is owed in a week."""
    if not words.strip():
        raise CannotExempt(_("Write how it stands, in a sentence or two."))
    if exemption.ended_at:
        raise CannotExempt(_("This exemption has ended."))
    clocks.meet_if_owed(exemption.folder_id, "exemption_update", by=by, at=at)
    _owe_update(exemption.case, at)
    record("case.exemption_update", exemption.folder_id, by=by, at=at, words={"text": words})


@transaction.atomic
def end_exemption(exemption: Exemption, *, by: Colleague, at: datetime) -> None:
    """The agency has finished, or the reason is gone. What is left of the 21 days, or what they are over, is shown as it is."""
    if Exemption.objects.filter(pk=exemption.pk, ended_at=None).update(ended_at=at, ended_by=by):
        clocks.meet_if_owed(exemption.folder_id, "exemption_update", by=by, at=at)
        record("case.exemption_ended", exemption.folder_id, by=by, at=at)


# The end ----------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def conclude(case: Case, why: str, *, by: Colleague, at: datetime) -> None:
    """The work is done: the only thing that ends the 21 days. From now on its evaluation is owed (D9). Raises CannotEnd without reasons."""
    if not why.strip():
        raise CannotEnd(_("Write how the case ended and why it is concluded."))
    move(case, MOVES["conclude"], concluded_at=at, concluded_by=by)
    for exemption in Exemption.objects.filter(case=case, ended_at=None):
        end_exemption(exemption, by=by, at=at)
    clocks.meet_if_owed(case.folder_id, "holding_area", by=by, at=at)
    owed = Owed(case.folder_id, case.responsible, case.folder_id, case.pk)
    clocks.start("evaluation", owed, at=at, nation=case.nation, danger=case.risk == Risk.HIGH)
    _owe_review(case, by, at)
    record("case.concluded", case.folder_id, by=by, at=at, words={"text": why})


def _owe_review(case: Case, by: Colleague, at: datetime) -> None:
    """How it was handled is looked at by the line manager of whoever answered for it (CH-6), who is let in for that; it keeps no case open."""
    manager = case.responsible.line_manager
    owner = manager if manager and not is_kept_out(case.folder_id, manager) else None
    owed = clocks.start("handling_review", Owed(case.folder_id, owner, about=case.pk), at=at, nation=case.nation)
    if owner and owner != by and not Case.objects.filter(MayAnswer(Value(owner.pk), "scheme"), pk=case.pk).exists():
        let_in(case.folder_id, owner, why=Why.GRANT, by=by, at=at, until=owed.due_at + AFTERWARDS)
        record("access.let_in", case.folder_id, by=by, at=at, words={"who": owner.pk, "name": owner.display_name})


@transaction.atomic
def close(case: Case, *, by: Colleague, at: datetime) -> None:
    """Ends the case. Raises CannotEnd while anything that holds it is owed: the evaluation, an action, an agency not told (DA-7)."""
    hold_open(case)
    with connection.cursor() as c:
        c.execute("select heed_owed_before_end(%s)", [case.folder_id])
        owed = c.fetchone()[0]
    if owed:
        raise CannotEnd(
            _("Something is still owed (%(number)d). It stands under “What is due”: settle each, or hand it on, then close.")
            % {"number": owed}
        )
    move(case, MOVES["close"], closed_at=at, closed_by=by)
    record("case.closed", case.folder_id, by=by, at=at)


@transaction.atomic
def reopen(case: Case, why: str, *, by: Colleague, at: datetime) -> None:
    """Undoes a conclusion or a closing; the case is in the holding area again, and its days count from its entry as before.

    Raises CannotEnd without a reason, or when it was closed too long ago."""
    if not why.strip():
        raise CannotEnd(_("Write why it is opened again."))
    if case.closed_at and at - case.closed_at > UNDO:
        raise CannotEnd(_("This case was closed more than four weeks ago. Report a new concern; a new case can name this one."))
    move(case, MOVES["reopen"], concluded_at=None, concluded_by=None, closed_at=None, closed_by=None, reopened_at=at)
    for code in ("evaluation", "handling_review"):
        clocks.not_owed(case.folder_id, code, by=by, at=at)
    clocks.start("holding_area", Owed(case.folder_id, case.responsible, about=case.pk), at=case.entered_at, nation=case.nation)
    record("case.reopened", case.folder_id, by=by, at=at, words={"text": why})
