"""Referrals do not vanish: chased when silent, answered, refused with a reason; duties apply by themselves (CH-2)."""

from datetime import timedelta

import pytest

from heed.agencies.actions import CannotShare, Sharing
from heed.agencies.choices import AgencyKind, Basis, Consent, Subject, Way
from heed.agencies.clearing import Cleared
from heed.agencies.models import Agency, Disclosure, Pathway
from heed.cases import duties, referring, working
from heed.cases.choices import ChaseKind, Kind, Part, ReferralOutcome, ReferralState
from heed.cases.models import Case, Chase, Referral
from heed.cases.referring import CannotRefer, Going
from heed.cases.working import Known
from heed.deadlines.models import Clock
from heed.organisation.choices import Nation
from heed.policies import visible
from tests.cases.casework import opened, worked
from tests.doing import acting
from tests.doing import working as as_the_worker
from tests.people import LONG_AGO

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(mo, brynfelin) -> Case:
    return opened(mo, brynfelin, mo, kind=Kind.CHILD)


@pytest.fixture
def pathway(db) -> Pathway:
    agency = Agency.objects.create(name="Valleys Council, children", kind=AgencyKind.CHILDREN, nation=Nation.WALES)
    return Pathway.objects.create(
        name="Children's front door",
        subject=Subject.CHILD,
        agency=agency,
        nation=Nation.WALES,
        threshold="Harm, or risk of harm.",
        what_to_send="What was seen and said.",
        reply_rule="child_referral_reply",
        by_itself=True,
    )


def sharing(**facts) -> Sharing:
    return Sharing(
        **{
            "to": "duty worker, by secure e-mail",
            "what": "what was seen",
            "purpose": "The child may be harmed.",
            "basis": Basis.SAFEGUARDING,
            "consent": Consent.PREJUDICE,
            "way": Way.SECURE_EMAIL,
            "why_not_told": "Not safe.",
            "cleared": Cleared((), LONG_AGO),
            **facts,
        }
    )


def sent(case, pathway, by) -> Referral:
    with worked(case, by) as (seen, me):
        return referring.refer(seen, Going(pathway, "Harm seen.", sharing()), by=by, at=me.at)


def test_a_referral_is_a_disclosure_and_starts_the_clock_of_its_reply(case, pathway, mo):
    referral = sent(case, pathway, mo)
    assert Disclosure.objects.get().pk == referral.disclosure_id
    clock = Clock.objects.get(folder=case.folder_id, rule="child_referral_reply")
    assert clock.holds_id == case.folder_id and clock.about == referral.pk and clock.owner == mo


def test_consent_that_was_not_given_is_no_reason_to_share(case, pathway, mo):
    with worked(case, mo) as (seen, me), pytest.raises(CannotShare):
        referring.refer(seen, Going(pathway, "", sharing(basis=Basis.CONSENT, consent=Consent.REFUSED)), by=mo, at=me.at)
    with worked(case, mo) as (seen, me), pytest.raises(CannotShare):
        referring.refer(seen, Going(pathway, "", sharing(why_not_told="")), by=mo, at=me.at)
    assert not Referral.objects.exists() and not Disclosure.objects.exists()


def test_an_answer_meets_the_clock_and_a_refusal_needs_its_reason(case, pathway, mo):
    referral = sent(case, pathway, mo)
    with acting(mo) as me:
        referring.acknowledged(referral, "C-778", by=mo, at=me.at)
    with acting(mo) as me:
        with pytest.raises(CannotRefer):
            referring.answered(referral, ReferralOutcome.REFUSED, "", by=mo, at=me.at)
        referring.answered(referral, ReferralOutcome.CHILD_IN_NEED, "A visit this week.", by=mo, at=me.at)
    assert not Clock.objects.running().filter(about=referral.pk).exists()
    assert Referral.objects.get(pk=referral.pk).state == ReferralState.ANSWERED


def test_the_letter_names_nobody(case, pathway, mo):
    with worked(case, mo) as (seen, me):
        working.add_someone(seen, Known("Mali Rees", Part.CHILD, age=7), by=mo, at=me.at)
    referral = sent(case, pathway, mo)
    with acting(mo) as me:
        words = referring.letter(referral, ChaseKind.CHASE, me.at)
    assert "Mali" not in words and case.reference in words


@pytest.mark.parametrize(
    ("part", "age", "owed"),
    [
        (Part.CHILD, 7, True),
        (Part.VICTIM, None, True),
        (Part.VICTIM, 17, True),
        (Part.VICTIM, 34, False),
        (Part.PERPETRATOR, None, False),
    ],
)
def test_a_child_or_an_unknown_age_is_owed_a_referral_by_itself(mo, brynfelin, part, age, owed):
    case = opened(mo, brynfelin, mo, kind=Kind.DOMESTIC_ABUSE)
    with worked(case, mo) as (seen, me):
        working.add_someone(seen, Known("Someone", part, age=age), by=mo, at=me.at)
    assert Clock.objects.running().filter(folder=case.folder_id, rule="refer_child").exists() == owed


def test_the_duty_to_refer_ends_when_the_age_turns_out_to_be_an_adults(mo, brynfelin):
    case = opened(mo, brynfelin, mo, kind=Kind.DOMESTIC_ABUSE)
    with worked(case, mo) as (seen, me):
        put = working.add_someone(seen, Known("Someone", Part.VICTIM), by=mo, at=me.at)
    with worked(case, mo) as (seen, me):
        working.correct(put, Known("Someone", Part.VICTIM, age=41), "She gave her date of birth.", by=mo, at=me.at)
    assert not Clock.objects.running().filter(folder=case.folder_id, rule="refer_child").exists()


def owes_children(case: Case) -> bool:
    return Clock.objects.running().filter(folder=case.folder_id, rule="refer_child").exists()


def test_a_referral_that_is_withdrawn_leaves_its_duty_owed_again(case, pathway, mo):
    first = sent(case, pathway, mo)
    second = sent(case, pathway, mo)
    with worked(case, mo) as (_seen, me):
        referring.withdraw(first, "It went to the wrong council.", by=mo, at=me.at)
        assert not owes_children(case), "the other stands"
    with worked(case, mo) as (_seen, me):
        referring.withdraw(second, "That one too.", by=mo, at=me.at)
    assert owes_children(case)
    sent(case, pathway, mo)
    assert not owes_children(case)


def test_a_child_put_down_after_somebody_decided_not_to_refer_is_owed_a_referral(mo, brynfelin, pathway):
    case = opened(mo, brynfelin, mo, kind=Kind.DOMESTIC_ABUSE)
    with worked(case, mo) as (seen, me):
        unknown = working.add_someone(seen, Known("Bethan Rees", Part.VICTIM), by=mo, at=me.at)
        duties.leave_out(seen, Subject.CHILD, "She is an adult; her date of birth is being asked.", by=mo, at=me.at)
    with worked(case, mo) as (seen, me):
        working.incident(seen, "Again.", by=mo, at=me.at, occurred_at=me.at, parts=[Known("bethan rees", Part.VICTIM)])
        assert not owes_children(case), "put down again, she is nobody new"
        working.correct(unknown, Known("Bethan Rees-Pugh", Part.VICTIM), "Her name", by=mo, at=me.at)
        assert not owes_children(case), "nor is she under another name"
    with worked(case, mo) as (seen, me):
        working.add_someone(seen, Known("Mali Rees", Part.CHILD, age=7), by=mo, at=me.at)
    assert owes_children(case)
    sent(case, pathway, mo)
    assert not owes_children(case)


def test_another_schemes_manager_sees_no_referral(case, pathway, mo, olive):
    sent(case, pathway, mo)
    with acting(olive) as me:
        assert not visible.kept(Referral, me).exists() and not Referral.objects.exists() and not Disclosure.objects.exists()


def test_the_same_letter_is_drafted_once(case, pathway, mo):
    referral = sent(case, pathway, mo)
    with acting(mo, None) as me:
        assert referring.draft_chase(referral, ChaseKind.CHASE, at=me.at + timedelta(hours=1))
        assert referring.draft_chase(referral, ChaseKind.CHASE, at=me.at + timedelta(hours=2)) is None


def test_silence_drafts_the_reminder_and_then_the_escalation_and_a_person_sends_them(case, pathway, mo):
    """The sweep drafts, once each however often it runs; an answer ends it (CH-2)."""
    from heed.deadlines import clocks

    referral = sent(case, pathway, mo)
    due = Clock.objects.get(about=referral.pk).due_at
    with as_the_worker(due + timedelta(minutes=1)) as at:
        clocks.sweep(at)
        assert (referring.chase_the_silent(at), referring.chase_the_silent(at)) == (1, 0)
    with as_the_worker(due + timedelta(days=3)) as at:
        clocks.sweep(at)
        assert referring.chase_the_silent(at) == 1
    assert sorted(Chase.objects.values_list("kind", flat=True)) == ["chase", "escalation"]
    assert Chase.objects.filter(sent_at=None).count() == 2
    answered = sent(case, pathway, mo)
    with worked(case, mo) as (_seen, me):
        referring.answered(answered, ReferralOutcome.ADVICE, "", by=mo, at=me.at)
    with as_the_worker(due + timedelta(days=9)) as at:
        clocks.sweep(at)
        assert referring.chase_the_silent(at) == 0
