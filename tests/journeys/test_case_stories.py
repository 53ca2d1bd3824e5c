"""A case of domestic abuse in a browser, from the report of a care worker to its end and back: who works on it, who is told, who never
learns that it exists (DA-1 to DA-8, MA-7, B24)."""

from datetime import timedelta

import pytest
from django.utils.timezone import localtime

from heed.agencies.choices import AgencyKind
from heed.agencies.models import Agency
from heed.cases.models import Case
from heed.concerns import deciding
from heed.concerns.models import Concern
from heed.domestic_abuse.models import SafetyPlan
from heed.folders.actions import let_in
from heed.folders.choices import Why
from heed.organisation.choices import Department, Role
from heed.policies import visible
from heed.training.choices import Gives
from heed.training.models import Completion, Course
from tests import factories
from tests.concerning import advised, decided, now
from tests.doing import acting
from tests.journeys.conftest import PHONE
from tests.journeys.what_leaves import (
    a_safety_plan_apart_from_the_case,
    an_officer_drafts_the_referral_and_the_champion_stands_behind_it,
    it_is_stopped_and_goes_with_the_managers_reason,
    the_local_authority_is_told_in_time,
)
from tests.people import LONG_AGO, colleague, holds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

SEEN = "Her lip was split. She said she walked into the door, and he answered for her every time."


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin, "14 Heol Ŵyn"), "Siân Rees", "Darren Pugh")


def did(someone, code: str, **course):
    """Their course, done on a day last month."""
    made = Course.objects.create(code=code, name=code, months=24, **course)
    Completion.objects.create(colleague=someone, course=made, on=(now() - timedelta(days=30)).date(), recorded_at=LONG_AGO)
    return someone


@pytest.fixture
def rita(rita):
    rita.department = Department.CARE
    rita.save()
    return did(rita, "cfc", opens_form=True)


@pytest.fixture
def nia(nia):
    """A champion: her course gives her the competence."""
    return did(nia, "champion", gives=Gives.ABUSE_RISK)


@pytest.fixture
def lena(db):
    """A housing officer without the course."""
    return holds(colleague("lena", display_name="Lena Kowalska"), Role.OFFICER)


@pytest.fixture
def outside(db):
    """Those who are told."""
    Agency.objects.create(name="Valleys MARAC (invented)", kind=AgencyKind.MARAC, nation="wales")
    Agency.objects.create(name="Valleys Council, adults (invented)", kind=AgencyKind.ADULTS, nation="wales")


def test_abuse_from_the_report_to_the_end_and_back(walk, rita, gail, gwen, mo, nia, lena, olwen, olive, rees, outside):
    concern = a_care_worker_reports(walk, rita)
    advised(concern, gail, gwen)
    decided(concern, gail)
    with acting(gail) as me:
        deciding.answer(visible.concerns(me).get(), "Thank you. Two of us have spoken to her alone.", by=gail, at=me.at)
    case = the_group_opens_a_case(walk, gail, concern)
    the_manager_puts_down_what_is_known(walk, mo, case)
    she_lets_the_champion_in_for_a_week(walk, case)
    the_champion_answers_the_checklist(walk, nia, case)
    let_in(case.folder_id, lena, why=Why.GRANT, by=mo, at=now(), until=now() + timedelta(days=7))
    an_officer_drafts_the_referral_and_the_champion_stands_behind_it(walk, lena, nia, case)
    it_is_stopped_and_goes_with_the_managers_reason(walk, lena, mo, case)
    the_local_authority_is_told_in_time(walk, case)
    a_safety_plan_apart_from_the_case(walk, nia, case)
    another_schemes_manager_learns_nothing(walk, olive, case)
    it_ends_and_is_opened_again(walk, mo, olwen, case)
    rita_hears_back(walk, rita, concern)


def a_care_worker_reports(walk, rita) -> Concern:
    walk.to(rita, "start", at=PHONE)
    walk.follow("Domestic abuse incident")
    walk.write("Postcode, street or scheme", "np993qx")
    walk.press("Find the home")
    walk.page.get_by_role("button", name="14 Heol Ŵyn").click()
    walk.press("No, not today")
    walk.write("What did you see or hear?", SEEN)
    walk.press("Continue")
    walk.choose("No", of="Were the police or 999 called?")
    walk.write("How can we reach her or him safely?", "On Tuesdays at the day centre, never at home.")
    walk.press("That is all I know: check and send")
    walk.press("Send my report")
    walk.sees("Your report is sent")
    return Concern.objects.get()


def the_group_opens_a_case(walk, gail, concern) -> Case:
    walk.to(gail, "concern", concern.pk)
    walk.follow("Open a case")
    walk.looks("new-from-concern")
    walk.choose("Domestic abuse")
    walk.write("A line to know it by", "Split lip, answers for her")
    walk.pick("Who answers for it", "Mo H", "Mo Hassan, Brynfelin Court")
    walk.press("Open the case")
    walk.sees("The case is open")
    walk.look(walk.page, "opened-by-the-group", rules=False)
    return Case.objects.get()


def the_manager_puts_down_what_is_known(walk, mo, case) -> None:
    walk.to(mo, "cases")
    walk.follow(case.reference)
    walk.sees(
        "Split lip, answers for her",
        "14 Heol Ŵyn",
        "Day 1 of 21",
        "Nobody is put down yet",
        "Nobody has put down yet what they want",
    )
    for name, part, age in (
        ("Siân Rees", "the person harmed or at risk", "34"),
        ("Darren Pugh", "the alleged perpetrator", "39"),
    ):
        walk.follow("Add a person")
        walk.choose(part, of="What are they in this case?")
        walk.write("Age, if you know it", age)
        walk.page.get_by_role("group", name="In the register").get_by_label(name).check()
        walk.press("Add them")
    walk.follow("Judge the risk")
    walk.press("Keep the judgement")
    walk.sees("Choose an answer to “How high is the risk?”")
    walk.looks("risk-refused")
    walk.choose("Medium risk")
    walk.write("Why do you judge it so?", "He speaks for her and keeps her telephone.")
    walk.press("Keep the judgement")
    walk.follow("Write the plan")
    walk.looks("plan")
    walk.write("What we are doing, and why", "Nia meets her at the day centre on Tuesday, alone.")
    walk.press("Save")
    walk.follow("Put down what they want")
    walk.looks("voice")
    walk.choose("Asked, and said what they want", "Has capacity for this decision")
    walk.write("What do they want?", "That he stops reading my messages.")
    walk.press("Keep it")
    walk.sees(
        "Nia meets her at the day centre", "That he stops reading my messages.", "Medium risk", "Siân Rees", "Darren Pugh"
    )
    walk.looks("case")


def she_lets_the_champion_in_for_a_week(walk, case) -> None:
    walk.open("case", case.pk)
    walk.follow("Who may know", within=".sections")
    walk.pick("Who needs to know?", "Nia", "Nia Example")
    walk.write("Why?", "She meets her on Tuesday.")
    walk.day("Until which day?", localtime(now() + timedelta(days=7)).date())
    walk.press("Give access")
    walk.sees("Access given", "Nia Example", "until the end of", "End it now")
    walk.looks("who-may-know")


def the_champion_answers_the_checklist(walk, nia, case) -> None:
    walk.to(nia, "case", case.pk, at=PHONE)
    walk.follow("Risk and safety")
    walk.follow("DASH")
    walk.looks("checklist")
    walk.choose("With the person")
    topics = walk.page.locator(".checklist > li")
    for number in range(topics.count()):
        topics.nth(number).get_by_label("Yes" if number < 15 else "No" if number < 22 else "Don't know", exact=True).check()
    walk.press("Keep the checklist")
    walk.sees("Kept. It counts from now on.", "15 of 24 yes", "Strangulation, even once", "The criteria are met")
    walk.sees_nothing_of("not countersigned")
    walk.looks("checklist-answered")


def another_schemes_manager_learns_nothing(walk, olive, case) -> None:
    walk.to(olive, "cases")
    walk.sees("No open cases")
    walk.finds_nothing("case", case.pk)
    walk.finds_nothing("case_safety", case.pk)
    walk.finds_nothing("case_safety_plan", case.pk, SafetyPlan.objects.get().pk)


def it_ends_and_is_opened_again(walk, mo, olwen, case) -> None:
    walk.to(mo, "case", case.pk)
    walk.follow("Conclude")
    walk.write("How did it end", "He has moved out; the order is in force.")
    walk.press("Conclude it")
    walk.sees("Its evaluation is owed before it can close.")
    walk.follow("Close")
    walk.press("Close it")
    walk.sees("still owed")
    walk.looks("close-refused")
    walk.follow(f"Case {case.reference}")
    walk.follow("Evaluate")
    walk.looks("evaluate")
    for label, words in {
        "What happened?": "He controlled her telephone and hurt her.",
        "How did it come out?": "She lives without him.",
        "Who outside": "The local authority and the coordinator.",
        "Empowerment": "She chose where we met.",
        "What should the next colleague know?": "Meeting at the day centre worked, because nobody could listen.",
    }.items():
        walk.write(label, words)
    walk.choose("Not likely to happen again", "Risk reduced", "Fully reached", "Feels safer", "The team")
    walk.press("Keep the evaluation")
    walk.sees("Meeting at the day centre worked")
    walk.to(olwen, "cases")
    walk.follow(case.reference)
    walk.follow("Review how it was handled")
    walk.looks("handling")
    walk.choose("Handled well")
    walk.write("What you found", "Quick, and she was asked first.")
    walk.press("Keep the review")
    walk.sees("Quick, and she was asked first.")
    walk.to(mo, "case", case.pk)
    walk.follow("Close")
    walk.press("Close it")
    walk.sees("Closed. It can be opened again for four weeks.")
    walk.looks("closed")
    walk.follow("Open again")
    walk.write("Why is it opened again?", "She rang: he is back.")
    walk.press("Open it again")
    walk.sees("Open again. Its days count from its entry, as before.", "Day 1 of 21")


def rita_hears_back(walk, rita, concern) -> None:
    walk.to(rita, "my_reports", at=PHONE)
    walk.follow(concern.reference)
    walk.sees("The answer to you", "Two of us have spoken to her alone.")
    walk.sees_nothing_of("Case ", "MARAC", "Siân")
