"""Referrals outward: sent along a named pathway, chased when the agency is silent, answered (CH-2). None vanishes."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from heed.agencies.actions import Sharing, disclose
from heed.agencies.choices import Subject
from heed.agencies.models import LinkOfficer, Pathway
from heed.cases.choices import ChaseKind, ReferralOutcome, ReferralState
from heed.cases.duties import duty_done, keep_duties
from heed.cases.models import Case, Chase, Referral, Someone
from heed.cases.workflow import hold_open
from heed.deadlines import clocks
from heed.deadlines.choices import Outcome
from heed.deadlines.clocks import Owed
from heed.deadlines.models import Clock
from heed.households.naming import names_in
from heed.organisation.models import Colleague
from heed.timeline.actions import record


class CannotRefer(Exception):
    """Why this cannot be referred, or the answer not be put down."""


@dataclass(frozen=True)
class Going:
    """What goes out: along which pathway, to which officer, why it meets the threshold, and the sharing it is."""

    pathway: Pathway
    threshold: str
    sharing: Sharing
    officer: LinkOfficer | None = None


@transaction.atomic
def refer(case: Case, going: Going, *, by: Colleague, at: datetime) -> Referral:
    """Sends a referral: writes its disclosure, starts the clock of the pathway's reply. Raises CannotRefer, CannotShare.

    "Unknown" never blocks a referral: the threshold is a note, not a gate."""
    if going.sharing.agency and going.sharing.agency.pk != going.pathway.agency_id:
        raise CannotRefer(_("This pathway leads to another agency. Choose the pathway again."))
    hold_open(case)
    disclosure = disclose(case.folder_id, going.sharing, by=by, at=at)
    referral = Referral(
        folder_id=case.folder_id,
        case=case,
        pathway=going.pathway,
        agency_id=going.pathway.agency_id,
        officer=going.officer,
        disclosure=disclosure,
        threshold=going.threshold,
        sent_at=at,
        by=by,
        their_reference="",
        answer="",
    )
    referral.save(force_insert=True)
    owed = Owed(case.folder_id, by, case.folder_id, referral.pk)
    clocks.start(going.pathway.reply_rule, owed, at=at, nation=case.nation)
    duty_done(case, Subject(going.pathway.subject), by=by, at=at)
    record("referral.sent", case.folder_id, by=by, at=at, words={"to": going.pathway.name}, people=going.sharing.people)
    return referral


@transaction.atomic
def acknowledged(referral: Referral, their_reference: str, *, by: Colleague, at: datetime) -> None:
    """They have it. Their decision is still owed."""
    _move(referral, {ReferralState.SENT}, state=ReferralState.ACKNOWLEDGED, acknowledged_at=at)
    referral.their_reference = their_reference
    referral.save(update_fields=["their_reference"])
    record("referral.acknowledged", referral.folder_id, by=by, at=at, words={"to": referral.pathway.name})


@transaction.atomic
def answered(referral: Referral, outcome: ReferralOutcome, words: str, *, by: Colleague, at: datetime) -> None:
    """They have decided; a refusal is put down with its reason. Raises CannotRefer without one."""
    if outcome == ReferralOutcome.REFUSED and not words.strip():
        raise CannotRefer(_("Write why they refused. If you do not agree, escalate: their own procedure says to whom."))
    _move(
        referral,
        {ReferralState.SENT, ReferralState.ACKNOWLEDGED},
        state=ReferralState.ANSWERED,
        answered_at=at,
        outcome=outcome,
    )
    referral.answer = words
    referral.save(update_fields=["answer"])
    clocks.meet_about(referral.folder_id, referral.pk, by=by, at=at)
    words_ = {"to": referral.pathway.name, "is": outcome, "text": words}
    record("referral.answered", referral.folder_id, by=by, at=at, words=words_)


@transaction.atomic
def withdraw(referral: Referral, why: str, *, by: Colleague, at: datetime) -> None:
    """Sent by mistake, or no longer wanted. What was shared stays shared, and on record; the duty that it met is owed again."""
    if not why.strip():
        raise CannotRefer(_("Write why it is withdrawn."))
    _move(referral, {ReferralState.SENT, ReferralState.ACKNOWLEDGED}, state=ReferralState.WITHDRAWN)
    clocks.meet_about(referral.folder_id, referral.pk, by=by, at=at, outcome=Outcome.NOT_POSSIBLE)
    keep_duties(referral.case, by=by, at=at)
    record("referral.withdrawn", referral.folder_id, by=by, at=at, words={"to": referral.pathway.name, "text": why})


def _move(referral: Referral, frm: set[ReferralState], **facts: object) -> None:
    if not Referral.objects.filter(pk=referral.pk, state__in=frm).update(**facts):
        raise CannotRefer(_("Somebody put down something else a moment ago. Look at the referral again."))
    for fact, value in facts.items():
        setattr(referral, fact, value)


# Silence ----------------------------------------------------------------------------------------------------------------------
def draft_chase(referral: Referral, kind: ChaseKind, *, at: datetime) -> Chase | None:
    """The letter that is due when an agency is silent, for a person to read and send. None when it was drafted already.

    Drafted by the worker, who may not read a word of the case: `letter` says what it says until somebody sends it."""
    chase = Chase(folder_id=referral.folder_id, referral=referral, kind=kind, drafted_at=at)
    try:
        with transaction.atomic():
            chase.save(force_insert=True)
    except IntegrityError:
        return None
    return chase


OVERDUE, AGAIN = 2, 3  # how far the clock of their reply has got (`deadlines.clocks.tellings`)


def chase_the_silent(at: datetime) -> int:
    """Asked by the sweep: a reminder where an agency's answer is overdue, an escalation where it is overdue still at the next telling
    (CH-2). Answers how many were drafted; a person reads and sends them."""
    told = Clock.objects.running().filter(about=OuterRef("pk"), stage__gte=OVERDUE).order_by("-stage").values("stage")[:1]
    silent = Referral.objects.filter(state__in=(ReferralState.SENT, ReferralState.ACKNOWLEDGED)).annotate(stage=Subquery(told))
    drafted = 0
    for kind, stage in ((ChaseKind.CHASE, OVERDUE), (ChaseKind.ESCALATION, AGAIN)):
        there = Chase.objects.filter(referral=OuterRef("pk"), kind=kind)
        for referral in silent.filter(~Exists(there), stage__gte=stage).only("folder"):
            drafted += draft_chase(referral, kind, at=at) is not None
    return drafted


def letter(referral: Referral, kind: ChaseKind, at: datetime) -> str:
    """The letter's words: the pathway, our and their reference, the day, and what is asked. No name, address or detail."""
    asks = {
        ChaseKind.CHASE: _("We have had no answer yet. Please tell us that you have it, and what you have decided."),
        ChaseKind.ESCALATION: _(
            "We have asked before and had no answer. Please look at this yourself today, and tell us who is dealing with it."
        ),
    }[kind]
    said = {
        "pathway": referral.pathway.name,
        "ours": referral.case.reference,
        "theirs": referral.their_reference or _("not known"),
        "day": date_format(localtime(referral.sent_at), "j F Y"),
        "asks": asks,
    }
    return _("%(pathway)s, sent on %(day)s. Our reference %(ours)s, yours %(theirs)s.\n\n%(asks)s") % said


@transaction.atomic
def send_chase(chase: Chase, words: str, *, by: Colleague, at: datetime) -> None:
    """A person has read it, changed it where needed, and sent it. Raises CannotRefer where it names somebody in the case, or has gone."""
    if names_in(words, [one.name or "" for one in Someone.objects.filter(folder=chase.folder_id)]):
        raise CannotRefer(_("A reminder names nobody: their reference is enough. Take the name out, then send it."))
    if not Chase.objects.filter(pk=chase.pk, sent_at=None).update(sent_at=at, by=by):
        raise CannotRefer(_("Somebody has sent it already."))
    chase.words = words
    chase.save(update_fields=["words"])
    record(f"referral.{chase.kind}", chase.folder_id, by=by, at=at, words={"to": chase.referral.pathway.name})
