"""Risk assessment, MARAC referral, telling the local authority and CQC, the safety plan (DA-3 to DA-8)."""

from datetime import timedelta

import pytest

from heed.agencies.choices import Basis, Consent
from heed.agencies.models import Disclosure
from heed.cases import working
from heed.cases.choices import Risk
from heed.cases.models import Case
from heed.deadlines.models import Clock
from heed.domestic_abuse import assessing, marac, planning, telling
from heed.domestic_abuse.assessing import CannotAssess, Said, Sheet
from heed.domestic_abuse.choices import Age, Answer, Band, Body, Criterion, Item, Mode
from heed.domestic_abuse.instruments import DASH, SEVERITY, score
from heed.domestic_abuse.models import Assessment, Notice, PlanItem, SafetyPlan
from heed.domestic_abuse.planning import CannotPlan, Helper
from heed.policies import visible
from tests.cases.casework import opened, worked
from tests.cases.test_referrals import sharing
from tests.doing import acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(mo, brynfelin) -> Case:
    return opened(mo, brynfelin, mo)


def sheet(yes: int, **facts) -> Sheet:
    answers = {topic.code: Said(Answer.YES) for topic in DASH.topics[:yes]}
    return Sheet(DASH, Mode.WITH, answers, **facts)


def test_dash_has_24_topics_and_dont_know_scores_nothing_but_shows():
    assert len(DASH.topics) == len({topic.code for topic in DASH.topics}) == 24
    came_to = score(DASH, {"injury": Answer.YES, "low": Answer.DONT_KNOW, "strangled": Answer.YES})
    assert (came_to.yes, came_to.unknown, came_to.unanswered, came_to.escalators) == (2, 1, 21, ("strangled",))
    assert came_to.many_unknown
    assert not score(DASH, dict.fromkeys([topic.code for topic in DASH.topics[5:]], Answer.NO)).many_unknown  # five left out


def test_four_times_dont_know_of_four_is_no_low_risk_either(case, mo):
    """How severe the abuse is has four topics only: nobody knows anything, so the case stays not assessed."""
    answers = {topic.code: Said(Answer.DONT_KNOW) for topic in SEVERITY.topics}
    with worked(case, mo) as (seen, me):
        made = assessing.assess(seen, Sheet(SEVERITY, Mode.WITH, answers), by=mo, at=me.at, competent=True)
    assert score(SEVERITY, dict.fromkeys(answers, Answer.DONT_KNOW)).many_unknown and made.band == Band.STANDARD
    assert Case.objects.get(pk=case.pk).risk == Risk.NOT_ASSESSED


@pytest.mark.parametrize(
    ("yes", "band"),
    [(0, Band.STANDARD), (9, Band.STANDARD), (10, Band.MEDIUM), (13, Band.MEDIUM), (14, Band.HIGH), (24, Band.HIGH)],
)
def test_the_bands(yes, band):
    assert score(DASH, {topic.code: Answer.YES for topic in DASH.topics[:yes]}).band == band


def test_a_score_raises_the_risk_and_a_low_one_never_lowers_it(case, mo):
    with worked(case, mo) as (seen, me):
        assessing.assess(seen, sheet(14), by=mo, at=me.at, competent=True)
    assert Case.objects.get(pk=case.pk).risk == Risk.HIGH
    with worked(case, mo) as (seen, me):
        assessing.assess(seen, sheet(2), by=mo, at=me.at, competent=True)
    assert Case.objects.get(pk=case.pk).risk == Risk.HIGH
    assert Assessment.objects.latest("at").supersedes is not None


def test_judgement_raises_with_reasons_and_never_lowers(case, mo):
    with worked(case, mo) as (seen, me):
        with pytest.raises(CannotAssess):
            assessing.assess(
                seen, sheet(14, raised_to=Band.MEDIUM, reasons="She says it is better."), by=mo, at=me.at, competent=True
            )
        with pytest.raises(CannotAssess):
            assessing.assess(seen, sheet(3, raised_to=Band.HIGH), by=mo, at=me.at, competent=True)
        made = assessing.assess(
            seen, sheet(3, raised_to=Band.HIGH, reasons="He has her passport."), by=mo, at=me.at, competent=False
        )
    assert made.level == Band.HIGH and not made.countersigned


def test_its_own_author_does_not_countersign_it(case, mo, leo):
    with worked(case, mo) as (seen, me):
        made = assessing.assess(seen, sheet(3), by=mo, at=me.at, competent=False)
    with acting(mo) as me, pytest.raises(CannotAssess):
        assessing.countersign(made, by=mo, at=me.at, competent=True)
    with acting(leo) as me:
        assessing.countersign(made, by=leo, at=me.at, competent=True)
    assert Assessment.objects.get(pk=made.pk).countersigned_by == leo


@pytest.mark.parametrize(
    ("age", "route"),
    [(None, Age.NOT_KNOWN), (15, Age.CHILD_ROUTE), (16, Age.BOTH_ROUTES), (17, Age.BOTH_ROUTES), (18, Age.ADULT_ROUTE)],
)
def test_the_age_says_which_route(age, route):
    assert assessing.route(age) == route


# MARAC ------------------------------------------------------------------------------------------------------------------------
def test_each_criterion_is_found_by_itself(case, mo):
    with worked(case, mo) as (seen, me):
        assert marac.criteria_met(seen, me.at) == []
        assessing.assess(seen, sheet(14), by=mo, at=me.at, competent=True)
        assert marac.criteria_met(seen, me.at) == [Criterion.VISIBLE_HIGH]
        for days in (300, 200, 100):
            working.incident(seen, "He came back.", by=mo, at=me.at, occurred_at=me.at - timedelta(days=days), police_told=True)
        assert marac.criteria_met(seen, me.at) == [Criterion.VISIBLE_HIGH, Criterion.ESCALATION]


def test_anything_within_twelve_months_of_the_last_referral_is_a_repeat(case, mo, leo):
    with worked(case, mo) as (seen, me):
        drafted = marac.draft(seen, marac.Filled([Criterion.JUDGEMENT], "He follows her."), by=mo, at=me.at, competent=True)
        marac.send(drafted, sharing(), by=mo, at=me.at)
    with acting(mo, me.at + timedelta(days=90)) as later:
        seen = visible.cases(later).get()
        assert not marac.is_repeat(seen, later.at)
        working.incident(seen, "He rang her mother.", by=mo, at=later.at, occurred_at=later.at)
        assert marac.is_repeat(seen, later.at)


def test_high_risk_may_go_before_the_countersignature_and_the_rest_not(case, mo):
    with worked(case, mo) as (seen, me):
        drafted = marac.draft(seen, marac.Filled([Criterion.JUDGEMENT], "He follows her."), by=mo, at=me.at, competent=False)
        with pytest.raises(marac.CannotRefer):
            marac.send(drafted, sharing(), by=mo, at=me.at)
        assessing.assess(seen, sheet(14), by=mo, at=me.at, competent=False)
        high = marac.draft(seen, marac.Filled([Criterion.VISIBLE_HIGH]), by=mo, at=me.at, competent=False)
        assert marac.send(high, sharing(), by=mo, at=me.at).sent_at == me.at
    assert Clock.objects.running().filter(folder=case.folder_id, rule="marac_repeat").count() == 1


# Telling ----------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("victim", "perpetrator", "notifiable"),
    [
        (True, False, True),
        (False, True, True),
        (True, None, True),
        (False, False, False),
        (None, False, None),
        (None, None, None),
    ],
)
def test_cqcs_gate(victim, perpetrator, notifiable):
    assert telling.Gate(victim, perpetrator).notifiable is notifiable


def test_both_no_is_a_decision_with_reasons_and_unknown_is_asked_again(mo, seaview, olive):
    seaview.registered_care = True
    seaview.save()
    case = opened(olive, seaview, olive)
    with worked(case, olive) as (seen, me):
        assert Clock.objects.running().filter(folder=case.folder_id, rule="cqc_notification").exists()
        assert telling.decide(seen, telling.Gate(False, None), "", known_at=seen.entered_at, by=olive, at=me.at) is None
        assert Clock.objects.running().filter(folder=case.folder_id, rule="cqc_notification").count() == 1
        with pytest.raises(telling.CannotTell):
            telling.decide(seen, telling.Gate(False, False), "", known_at=seen.entered_at, by=olive, at=me.at)
        telling.decide(
            seen, telling.Gate(False, False), "Neither gets care from us.", known_at=seen.entered_at, by=olive, at=me.at
        )
    assert not Clock.objects.running().filter(folder=case.folder_id, rule="cqc_notification").exists()


def test_late_it_says_why_and_goes_all_the_same(mo, brynfelin, now):
    case = opened(mo, brynfelin, mo, entered_at=now - timedelta(hours=30))
    with worked(case, mo) as (seen, me):
        notice = telling.draft(seen, Body.LOCAL_AUTHORITY, telling.Filled(), known_at=seen.entered_at, by=mo, at=me.at)
        with pytest.raises(telling.CannotTell):
            telling.send(notice, sharing(), by=mo, at=me.at)
        telling.keep(notice, telling.Filled({}, "The line was down."), at=me.at)
        telling.send(notice, sharing(), by=mo, at=me.at)
        telling.came_back(notice, "LA-99", by=mo, at=me.at)
    assert not Clock.objects.running().filter(folder=case.folder_id, rule="external_report").exists()
    assert Notice.objects.get().disclosure == Disclosure.objects.get()


# The safety plan --------------------------------------------------------------------------------------------------------------
@pytest.fixture
def plan(case, mo) -> SafetyPlan:
    with worked(case, mo) as (seen, me):
        return planning.make(seen, (me.at + timedelta(days=30)).date(), by=mo, at=me.at)


def test_whoever_sees_the_case_does_not_see_the_plan(plan, case, mo, olwen, leo, olive):
    for someone, sees in ((mo, True), (leo, True), (olwen, False), (olive, False)):
        with acting(someone) as me:
            assert visible.kept(SafetyPlan, me).exists() == sees, someone
            assert SafetyPlan.objects.exists() == sees, f"the second wall, {someone}"
    with acting(olwen) as me:
        assert visible.cases(me).exists()


def test_nothing_of_the_plan_goes_out_without_consent_for_that_part_and_that_contact(plan, mo, leo):
    with acting(mo) as me:
        bag = planning.put(plan, Item.BAG, "Under the stairs.", by=mo, at=me.at)
        sister = planning.add_contact(plan, Helper("Her sister", "by telephone", "where the bag is"), by=mo, at=me.at)
        school = planning.add_contact(plan, Helper("The school", "the office", "who fetches Mali"), by=mo, at=me.at)
        given = planning.consents(bag, sister, by=mo, at=me.at)
        with pytest.raises(CannotPlan):
            planning.share(bag, school, sharing(basis=Basis.CONSENT, consent=Consent.GIVEN, told=True), by=mo, at=me.at)
        with pytest.raises(CannotPlan):
            planning.share(bag, school, sharing(), by=mo, at=me.at)
        planning.share(bag, sister, sharing(basis=Basis.CONSENT, consent=Consent.GIVEN, told=True), by=mo, at=me.at)
        assert [held.contact for held in planning.withdraws(given, by=mo, at=me.at)] == [sister]
        with pytest.raises(CannotPlan):
            planning.share(bag, sister, sharing(basis=Basis.CONSENT, consent=Consent.GIVEN, told=True), by=mo, at=me.at)
    with acting(leo) as me:
        planning.share(bag, school, sharing(), by=leo, at=me.at, authorised=True)


def test_a_changed_part_asks_for_consent_again(plan, mo):
    with acting(mo) as me:
        bag = planning.put(plan, Item.BAG, "Under the stairs.", by=mo, at=me.at)
        sister = planning.add_contact(plan, Helper("Her sister", "by telephone", "where the bag is"), by=mo, at=me.at)
        planning.consents(bag, sister, by=mo, at=me.at)
        moved = planning.put(plan, Item.BAG, "At the neighbour's.", by=mo, at=me.at, instead_of=bag)
        with pytest.raises(CannotPlan):
            planning.share(moved, sister, sharing(basis=Basis.CONSENT, consent=Consent.GIVEN, told=True), by=mo, at=me.at)
    assert PlanItem.objects.get(pk=bag.pk).superseded_at


def test_a_plan_is_looked_at_again_within_three_months(plan, mo):
    assert Clock.objects.running().get(rule="safety_plan_review").folder_id == plan.folder_id
    with acting(mo) as me, pytest.raises(CannotPlan):
        planning.review(plan, (me.at + timedelta(days=200)).date(), "", by=mo, at=me.at)
