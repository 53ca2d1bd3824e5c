"""Whom a case owes telling by itself. Domestic abuse: the local authority and CQC (DA-4). A referral (Care Act 2014 s.42; Working Together 2023; in Wales the Social
Services and Well-being (Wales) Act 2014): a child, or somebody whose age nobody knows; an adult at risk.

Nobody decides that the duty applies; what a person decides, with reasons, is not to refer."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from heed.agencies.choices import Subject
from heed.cases.choices import Kind, Part, ReferralState
from heed.cases.models import Case, Referral, Someone
from heed.deadlines import clocks
from heed.deadlines.calendars import Nation
from heed.deadlines.clocks import Owed
from heed.deadlines.rules import rule
from heed.households.folding import fold
from heed.organisation.models import Colleague, Scheme
from heed.timeline.actions import record

ADULT = 18
AT_RISK = (Part.VICTIM, Part.CHILD, Part.BOTH)
AUTHORITY, REGULATOR = BODIES = ("external_report", "cqc_notification")
RULE = {Subject.CHILD: "refer_child", Subject.ADULT: "refer_adult"}


class CannotLeaveOut(Exception):
    """Why a referral cannot be left out like this."""


def duties(case: Case, people: Iterable[Someone]) -> set[Subject]:
    """An age that is not known counts as a child's until it is."""
    owed = set()
    if case.kind == Kind.CHILD or children(someone for someone in people if someone.superseded_at is None):
        owed.add(Subject.CHILD)
    if case.kind == Kind.ADULT:
        owed.add(Subject.ADULT)
    return owed


def children(people: Iterable[Someone]) -> list[Someone]:
    """Of these, those at risk who are a child or whose age nobody knows: whom a referral to children's services is about."""
    return [someone for someone in people if someone.part in AT_RISK and _may_be_a_child(someone)]


def _may_be_a_child(someone: Someone) -> bool:
    return someone.part == Part.CHILD or someone.age is None or someone.age < ADULT


def keep_duties(case: Case, *, by: Colleague, at: datetime) -> None:
    """Starts what is owed now and was not done, or not for everybody, and ends what turns out not to be owed. Asked whenever the people in a
    case change, or a referral is taken back."""
    people = list(Someone.objects.filter(case=case))
    owed = duties(case, people)
    for subject, code in RULE.items():
        if subject not in owed:
            clocks.not_owed(case.folder_id, code, by=by, at=at)
        elif clocks.running_since(case.folder_id, code) is None and not _done(case, subject, people):
            started = Owed(case.folder_id, case.responsible, case.folder_id, case.pk)
            clocks.start(code, started, at=at, nation=case.nation)


def _done(case: Case, subject: Subject, people: list[Someone]) -> bool:
    """Whether they were referred, or somebody decided not to, since everybody whom it concerns was put down; a referral that was withdrawn
    was none."""
    sent = dict(Referral.objects.filter(case=case, pathway__subject=subject).values_list("sent_at", "state"))
    settled = {met for met in clocks.met_at(case.folder_id, RULE[subject]) if met not in sent}
    done = max(settled | {at for at, state in sent.items() if state != ReferralState.WITHDRAWN}, default=None)
    if done is None or subject != Subject.CHILD:
        return done is not None
    return all(since <= done for since in _children_since(people))


def _children_since(people: list[Someone]) -> list[datetime]:
    """From when (UTC) each of those who count as children counts so: whoever is put down again, in another incident, is not new."""
    since: dict[object, datetime] = {}
    for someone in sorted(people, key=lambda one: one.recorded_at):
        if someone.part in AT_RISK and _may_be_a_child(someone):
            known = {someone.pk, someone.corrects_id, someone.person_id, fold(someone.name)} - {None, ""}
            first = min((since[one] for one in known & since.keys()), default=someone.recorded_at)
            since |= dict.fromkeys(known, first)
    return [since[one.pk] for one in people if one.superseded_at is None and one.pk in since]


def owe_bodies(owed: Owed, scheme: Scheme | None, *, nation: str, known_at: datetime) -> None:
    """Domestic abuse is told within 24 hours of when it was known (UTC): the local authority always, CQC where registered care is given
    in its nation (D6, D7). Starts what was never owed about the same thing, so nothing runs twice or again."""
    registered = scheme is not None and scheme.registered_care and rule(REGULATOR).applies_in(Nation(scheme.nation))
    for code in (AUTHORITY, *([REGULATOR] if registered else [])):
        if owed.about is None or not clocks.ever_about(owed.about, code):
            clocks.start(code, owed, at=known_at, nation=nation)


def duty_done(case: Case, subject: Subject, *, by: Colleague, at: datetime) -> None:
    """A referral went out on a pathway for this."""
    if subject in RULE:
        clocks.meet_if_owed(case.folder_id, RULE[subject], by=by, at=at)


@transaction.atomic
def leave_out(case: Case, subject: Subject, why: str, *, by: Colleague, at: datetime) -> None:
    """A person decides not to refer, and says why; the reasons stand on the case. Raises CannotLeaveOut without them."""
    if not why.strip():
        raise CannotLeaveOut(
            _("Write why this is not referred. If you are not sure, refer: an unknown never stands in the way.")
        )
    clocks.meet_if_owed(case.folder_id, RULE[subject], by=by, at=at)
    record("case.not_referred", case.folder_id, by=by, at=at, words={"is": subject, "text": why})
