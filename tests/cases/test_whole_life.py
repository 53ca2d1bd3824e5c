"""A case to its end and after it: nothing runs on that nobody can meet, nothing is written over, and what was corrected still protects."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, localtime, make_aware

from heed.agencies import actions as agencies
from heed.agencies.actions import CannotMeet, Invitation
from heed.agencies.choices import MeetingKind
from heed.agencies.models import Meeting
from heed.cases import ending, measures, opening, working
from heed.cases.choices import ExemptionKind, Kind, MeasureKind, MissingRisk, Part, Safer, State, Uptake
from heed.cases.ending import CannotExempt
from heed.cases.measures import Taken
from heed.cases.models import Case, Someone
from heed.cases.working import CannotWork, Known
from heed.deadlines.choices import Outcome
from heed.deadlines.models import Clock
from heed.domestic_abuse import assessing, marac, planning, telling
from heed.domestic_abuse.assessing import CannotAssess, Said, Sheet
from heed.domestic_abuse.choices import Body, Criterion, Item, Mode
from heed.domestic_abuse.instruments import DASH
from heed.domestic_abuse.models import MaracReferral
from heed.folders.actions import let_in
from heed.folders.choices import Why
from heed.folders.models import Access
from heed.folders.workflow import CannotMove
from heed.households.models import Person
from heed.learning import actions as learning
from heed.learning.actions import CannotReview, Found, Learned
from heed.learning.choices import Audience, Recurrence, RiskNow, Trigger
from heed.organisation.models import Colleague, Post
from heed.pictures.case import caseload
from heed.policies import visible
from heed.timeline.models import Event
from tests import factories
from tests.cases.casework import opened, worked
from tests.cases.test_referrals import sharing
from tests.concerning import now
from tests.doing import acting
from tests.doing import working as as_the_worker
from tests.people import colleague
from tests.web.door import signed_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SUMMER = datetime(2027, 7, 1, 23, 30, tzinfo=UTC)  # 2 July in the UK


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.DEMO = True


@pytest.fixture
def case(mo, brynfelin) -> Case:
    return opened(mo, brynfelin, mo, kind=Kind.OTHER)


def runs(rule: str):
    return Clock.objects.running().filter(rule=rule)


def status(who, name: str, *ids) -> int:
    return signed_in(who).get(reverse(name, args=ids)).status_code


def closed(case: Case, mo) -> None:
    """Concluded, evaluated and closed, by its verbs alone."""
    with worked(case, mo) as (seen, me):
        ending.conclude(seen, "Done.", by=mo, at=me.at)
    with worked(case, mo) as (seen, me):
        lesson = Learned("Ask both flats.", Audience.TEAM, mo)
        found = Found(
            "What happened", "It ended", Recurrence.LOW, RiskNow.REMOVED, Safer.YES, "Nobody had to be", lessons=[lesson]
        )
        learning.evaluate(seen, found, by=mo, at=me.at)
    with worked(case, mo) as (seen, me):
        ending.close(seen, by=mo, at=me.at)
    assert Case.objects.get(pk=case.pk).state == State.CLOSED


def sent_to_marac(case: Case, mo) -> MaracReferral:
    with worked(case, mo) as (seen, me):
        made = marac.draft(seen, marac.Filled([Criterion.JUDGEMENT], "He follows her."), by=mo, at=me.at, competent=True)
        return marac.send(made, sharing(), by=mo, at=me.at)


# After the end ----------------------------------------------------------------------------------------------------------------
def test_what_runs_on_after_the_end_has_a_page_that_meets_it(case, mo, olwen, leo):
    """How it was handled, the resident's own plan, a case review, MARAC's twelve months: nothing else outlives a case."""
    sent_to_marac(case, mo)
    with worked(case, mo) as (seen, me):
        plan = planning.make(seen, localdate(me.at) + 20 * DAY, by=mo, at=me.at)
    closed(case, mo)
    with worked(case, leo) as (seen, me):
        review = learning.open_review(seen, [Trigger.SERIOUS_RISK], "Why", olwen, localdate(me.at) + 9 * DAY, by=leo, at=me.at)
    left = set(Clock.objects.running().values_list("rule", flat=True))
    assert left == {"handling_review", "safety_plan_review", "case_review", "marac_repeat"}
    assert status(olwen, "case_handling", case.pk) == status(mo, "safety_review", case.pk, plan.pk) == 200
    assert status(olwen, "case_end_review_of", case.pk, review.pk) == status(mo, "safety_end", case.pk, plan.pk) == 200
    assert status(mo, "case_safety_new", case.pk) == 404, "a new one is for an open case"


def test_marac_s_twelve_months_are_looked_at_when_they_are_over_also_of_a_closed_case(case, mo, olive):
    made = sent_to_marac(case, mo)
    closed(case, mo)
    where = reverse("marac_window", args=[case.pk, made.pk])
    assert "still run" in signed_in(mo).post(where, {"words": "Nothing new."}).content.decode()
    over = now() - timedelta(days=400)
    MaracReferral.objects.filter(pk=made.pk).update(sent_at=over)
    runs("marac_repeat").update(started_at=over, soon_at=over, due_at=over + 365 * DAY)
    assert signed_in(olive).get(where).status_code == 404
    assert "look again" in signed_in(mo).get(reverse("case_marac", args=[case.pk])).content.decode()
    assert signed_in(mo).post(where, {"words": "Nothing new."}).status_code == 302
    assert not runs("marac_repeat").exists()


def test_a_second_referral_that_is_withdrawn_leaves_the_firsts_twelve_months(case, mo):
    first, second = sent_to_marac(case, mo), sent_to_marac(case, mo)
    with worked(case, mo) as (_seen, me):
        marac.withdraw(MaracReferral.objects.get(pk=second.pk), "By mistake", by=mo, at=me.at)
    assert runs("marac_repeat").get().about == first.pk


def test_nothing_is_put_on_a_case_that_was_closed_a_moment_ago(case, mo):
    with worked(case, mo) as (stale, _me):
        pass
    closed(case, mo)
    with worked(case, mo) as (_seen, me):
        for put in (
            lambda: working.owe(stale, "Ring", mo, me.at + 2 * DAY, by=mo, at=me.at),
            lambda: measures.take(stale, Taken(MeasureKind.SUPPORT, Uptake.OFFERED), by=mo, at=me.at),
            lambda: working.add_someone(stale, Known("Siân Rees", Part.VICTIM), by=mo, at=me.at),
        ):
            with pytest.raises(CannotMove):
                put()


def test_only_what_still_counts_is_exempt(case, mo):
    with worked(case, mo) as (seen, me):
        ending.conclude(seen, "Done.", by=mo, at=me.at)
        with pytest.raises(CannotExempt):
            ending.exempt(seen, ExemptionKind.COMPLEX, "x", localdate(me.at) + 9 * DAY, by=mo, at=me.at)


def test_an_evaluation_that_nobody_wrote_is_not_done_when_the_case_is_open_again(case, mo):
    with worked(case, mo) as (seen, me):
        ending.conclude(seen, "Done.", by=mo, at=me.at)
        ending.reopen(seen, "It goes on.", by=mo, at=me.at)
        assert Clock.objects.get(rule="evaluation").outcome == Outcome.NOT_POSSIBLE and not runs("handling_review").exists()
        ending.conclude(seen, "Done.", by=mo, at=me.at)
    assert runs("handling_review").count() == runs("evaluation").count() == 1


def test_whose_line_manager_she_is_she_reads_the_case_to_review_how_it_was_handled(case, mo, olwen):
    above = colleague("lena", display_name="Lena Nowak")
    Colleague.objects.filter(pk=mo.pk).update(line_manager=above)
    assert status(above, "case_handling", case.pk) == 404
    closed(case, Colleague.objects.get(pk=mo.pk))
    assert status(above, "case_handling", case.pk) == 200
    line = Access.objects.get(folder=case.folder_id, colleague=above)
    assert line.why == Why.GRANT and line.until > runs("handling_review").get().due_at
    assert status(olwen, "case_handling", case.pk) == 200 and not Access.objects.filter(colleague=olwen).exists()


# Who answers ------------------------------------------------------------------------------------------------------------------
def test_a_manager_passes_her_own_case_to_another_scheme_and_sees_it_no_more(case, mo, olive, seaview):
    said = {"to": f"{olive.pk}:{seaview.pk}", "why": "They moved."}
    assert signed_in(mo).post(reverse("case_pass", args=[case.pk]), said).status_code == 302
    assert Case.objects.get(pk=case.pk).responsible == olive and status(mo, "case", case.pk) == 404
    assert runs("holding_area").get().owner == olive


def test_a_manager_whose_post_is_over_is_found(case, mo, leo):
    Post.objects.filter(colleague=mo).update(until=now() - timedelta(seconds=1))
    with as_the_worker() as at:
        assert opening.find_unanswered(at) == 1
    Post.objects.filter(colleague=mo).update(until=None)
    with as_the_worker() as at:
        assert opening.find_unanswered(at) == 0
    assert Clock.objects.get(rule=opening.UNANSWERED).outcome == Outcome.NOT_POSSIBLE


def test_who_answered_for_it_once_and_who_does_not_work_for_us_lead_no_review(case, mo, olive, leo, cai, seaview):
    with worked(case, leo) as (seen, me):
        opening.pass_on(seen, olive, seaview, "They moved.", by=leo, at=me.at)
        for officer in (mo, cai):
            with pytest.raises(CannotReview):
                learning.open_review(seen, [Trigger.SERIOUS_RISK], "Why", officer, localdate(me.at) + DAY, by=leo, at=me.at)
    offered = {
        str(code)
        for code, _words in signed_in(leo).get(reverse("case_review", args=[case.pk])).context["form"]["officer"].field.choices
    }
    assert not offered & {str(mo.pk), str(cai.pk), str(olive.pk)}


# Corrected, and still protecting ------------------------------------------------------------------------------------------------
def test_correcting_an_age_keeps_a_link_that_the_corrector_cannot_see(mo, leo, brynfelin, seaview):
    elsewhere = factories.household(factories.home(seaview), "Siân Rees", "Darren Pugh")
    she, he = (Person.objects.get(folder=elsewhere.folder_id, name=name) for name in ("Siân Rees", "Darren Pugh"))
    case = opened(mo, brynfelin, mo, kind=Kind.OTHER)
    with worked(case, leo) as (seen, me):
        opening.reach(seen, elsewhere.pk, "She moved", by=leo, at=me.at)
        harmed = working.add_someone(seen, Known("Siân Rees", Part.VICTIM, person=she, age=34), by=leo, at=me.at)
        working.add_someone(seen, Known("Darren Pugh", Part.PERPETRATOR, person=he, age=34), by=leo, at=me.at)
    said = {"name": "Siân Rees", "part": "victim", "age": "35", "why": "Her birthday"}
    assert signed_in(mo).post(reverse("case_correct_of", args=[case.pk, harmed.pk]), said).status_code == 302
    now_ = Someone.objects.get(case=case, part=Part.VICTIM, superseded_at=None)
    assert (now_.person_id, now_.age) == (she.pk, 35)
    assert "lives in the same household" in signed_in(leo).get(reverse("case_print", args=[case.pk])).content.decode()


def served(day):
    return make_aware(datetime.combine(day, time()))


def test_a_notice_that_is_corrected_is_heard_by_what_it_says_now(case, mo):
    with worked(case, mo) as (seen, me):
        today = localdate(me.at)
        notice = measures.take(seen, Taken(MeasureKind.DAPN, Uptake.IN_FORCE, since=today), by=mo, at=me.at)
        earlier = Taken(MeasureKind.DAPN, Uptake.IN_FORCE, since=today - DAY)
        notice = measures.take(seen, earlier, by=mo, at=me.at, corrects=notice)
        assert runs("protection_notice").get().started_at == served(today - DAY)
        mistyped = Taken(MeasureKind.NON_MOLESTATION, Uptake.IN_FORCE, since=today)
        measures.take(seen, mistyped, by=mo, at=me.at, corrects=notice)
    assert not runs("protection_notice").exists()


def test_an_order_against_him_ends_what_his_notice_owed_whatever_was_corrected_of_him_and_no_others(case, mo):
    with worked(case, mo) as (seen, me):
        today = localdate(me.at)
        he, other = (
            working.add_someone(seen, Known(name, Part.PERPETRATOR, age=40), by=mo, at=me.at) for name in ("Darren", "Kyle")
        )
        for who in (he, other):
            measures.take(seen, Taken(MeasureKind.DAPN, Uptake.IN_FORCE, someone=who, since=today), by=mo, at=me.at)
        corrected = working.correct(he, Known("Darren Pugh", Part.PERPETRATOR, age=40), "His name", by=mo, at=me.at)
        measures.take(seen, Taken(MeasureKind.DAPO, Uptake.IN_FORCE, someone=corrected, since=today), by=mo, at=me.at)
    assert runs("protection_notice").count() == 1


# Nothing is written over --------------------------------------------------------------------------------------------------------
def test_a_meeting_is_noted_once(case, mo):
    with worked(case, mo) as (_seen, me):
        asked = Invitation(MeetingKind.STRATEGY, me.at, me.at - timedelta(hours=1))
        made = agencies.asked_to(case.folder_id, asked, [], by=mo, at=me.at)
        one, other = (Meeting.objects.get(pk=made.pk) for _ in range(2))
        agencies.note_meeting(one, "first", "first", {}, by=mo, at=me.at)
        with pytest.raises(CannotMeet):
            agencies.note_meeting(other, "second", "second", {}, by=mo, at=me.at)


def test_a_meeting_that_does_not_take_place_lets_nobody_in(case, mo, nia, tom):
    with worked(case, mo) as (_seen, me):
        asked = Invitation(MeetingKind.STRATEGY, me.at, me.at + 60 * DAY)
        made = agencies.asked_to(case.folder_id, asked, [nia, tom], by=mo, at=me.at)
        agencies.asked_to(case.folder_id, asked, [tom], by=mo, at=me.at)
    with worked(case, mo) as (_seen, me):
        agencies.cancel_meeting(made, by=mo, at=me.at)
    assert (status(nia, "case", case.pk), status(tom, "case", case.pk)) == (404, 200), "he goes to another"


def test_a_talk_on_return_is_put_down_once_and_after_they_were_found(case, mo):
    with worked(case, mo) as (seen, me):
        episode = working.went_missing(seen, me.at - timedelta(hours=3), "The stop", MissingRisk.LOW, "x", by=mo, at=me.at)
        with pytest.raises(CannotWork):
            working.talked(episode, "Too early", by=mo, at=me.at)
        working.was_found(episode, "Home", by=mo, at=me.at, found_at=me.at)
        working.talked(episode, "At his nan's.", by=mo, at=me.at)
        with pytest.raises(CannotWork):
            working.talked(episode, "Again", by=mo, at=me.at)


def test_a_missing_person_who_is_found_was_not_told_of_to_the_police(case, mo):
    """So the certificate must not say that it was done."""
    with worked(case, mo) as (seen, me):
        episode = working.went_missing(seen, me.at - timedelta(hours=3), "The stop", MissingRisk.HIGH, "x", by=mo, at=me.at)
        working.was_found(episode, "Home", by=mo, at=me.at, found_at=me.at)
    assert Clock.objects.get(rule="missing_police").outcome == Outcome.NOT_POSSIBLE


def test_consent_is_withdrawn_once(case, mo):
    with worked(case, mo) as (seen, me):
        plan = planning.make(seen, localdate(me.at) + 20 * DAY, by=mo, at=me.at)
        bag = planning.put(plan, Item.BAG, "Under the stairs", by=mo, at=me.at)
        sister = planning.add_contact(plan, planning.Helper("Sister", "07700 900118", "All of it"), by=mo, at=me.at)
        given = planning.consents(bag, sister, by=mo, at=me.at)
        planning.withdraws(given, by=mo, at=me.at)
        planning.withdraws(given, by=mo, at=me.at)
    assert Event.objects.filter(kind="safety_plan.consent_withdrawn").count() == 1


def test_a_referral_to_marac_goes_with_the_words_that_were_countersigned(case, mo, nia):
    let_in(case.folder_id, nia, why=Why.GRANT, by=mo, at=now(), until=now() + 3 * DAY)
    filled = marac.Filled([Criterion.JUDGEMENT], "He follows her.")
    with worked(case, mo) as (seen, me):
        read = marac.draft(seen, filled, by=mo, at=me.at, competent=True)
    with worked(case, nia) as (_seen, me):
        changed = marac.Filled([Criterion.JUDGEMENT], "Other words")
        marac.keep(MaracReferral.objects.get(pk=read.pk), changed, by=nia, at=me.at, competent=False)
    with worked(case, mo) as (_seen, me), pytest.raises(marac.CannotRefer, match="countersigns this first"):
        marac.send(read, sharing(), by=mo, at=me.at)


def test_what_happened_before_the_referral_is_no_repeat(case, mo):
    sent_to_marac(case, mo)
    with worked(case, mo) as (seen, me):
        working.incident(seen, "Years ago.", by=mo, at=me.at, occurred_at=me.at - 900 * DAY)
        assert not marac.is_repeat(seen, me.at)
        working.incident(seen, "Just now.", by=mo, at=me.at, occurred_at=me.at)
        assert marac.is_repeat(seen, me.at)


def test_the_residents_voice_is_written_on_from_what_stands(case, mo):
    browser, where = signed_in(mo), reverse("case_voice", args=[case.pk])
    said = {"asked": "expressed", "wants": "Locks", "child_words": "I hide", "capacity": "lacked", "advocate": "Ann"}
    assert browser.post(where, said).status_code == 302
    form = browser.get(where).context["form"]
    assert {name: form[name].value() for name in said} == said


def test_an_answer_that_is_none_is_refused(case, mo):
    with worked(case, mo) as (seen, me), pytest.raises(CannotAssess):
        assessing.assess(seen, Sheet(DASH, Mode.WITH, {"injury": Said("maybe")}), by=mo, at=me.at, competent=True)


def test_nothing_was_told_before_it_was_known(case, mo):
    with worked(case, mo) as (seen, me):
        made = telling.draft(seen, Body.LOCAL_AUTHORITY, telling.Filled(), known_at=seen.entered_at, by=mo, at=me.at)
        with pytest.raises(telling.CannotTell, match="before it was known"):
            telling.send(made, sharing(), by=mo, at=me.at, sent_at=seen.entered_at - DAY)


# Days in the UK -----------------------------------------------------------------------------------------------------------------
def test_a_day_is_a_day_in_the_uk(case, mo):
    with acting(mo, SUMMER) as me:
        seen = visible.cases(me).get()
        with pytest.raises(CannotExempt, match="a day to come"):
            ending.exempt(seen, ExemptionKind.COMPLEX, "x", localdate(SUMMER), by=mo, at=SUMMER)
        planning.make(seen, localdate(SUMMER) + 20 * DAY, by=mo, at=SUMMER)
    assert localtime(runs("safety_plan_review").get().due_at).hour == 17


@pytest.mark.parametrize(("hours", "day", "long"), [(0, 1, False), (30, 1, False), (21 * 24, 21, False), (22 * 24, 22, True)])
def test_the_list_counts_the_days_that_the_clock_counts(mo, brynfelin, hours, day, long):
    entered = make_aware(datetime(2027, 3, 20, 9, 30))  # the clocks change on the way
    with acting(mo, entered) as me:
        opening.open_case(opening.Opening(Kind.OTHER, brynfelin, mo, entered), by=mo, at=me.at)
    at = entered + timedelta(hours=hours)
    with acting(mo, at) as me:
        (line,) = caseload.caseload(me)
    assert (line.day(at), line.days, line.long(at.timestamp())) == (day, 21, long)
    assert bool(caseload.narrowed([line], ["long"], at)) == long == (runs("holding_area").get().due_at < at)
