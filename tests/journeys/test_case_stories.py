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
from tests.journeys.walking import Walk
from tests.people import LONG_AGO, colleague, holds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

SEEN = "Her lip was split. She said she walked into the door, and he answered for her every time."


@pytest.fixture
def walk(page, live_server, just_signed_in, look) -> Walk:
    return Walk(page, live_server.url, just_signed_in, look)


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


def test_abuse_from_the_report_to_the_end_and_back(
    walk, rita, gail, gwen, mo, nia, lena, olwen, olive, rees, outside
):
    concern = a_care_worker_reports(walk, rita)
    advised(concern, gail, gwen)
    decided(concern, gail)
    with acting(gail) as me:
        deciding.answer(visible.concerns(me).get(), "Thank you. Two of us have spoken to her alone.", by=gail, at=me.at)
    case = the_group_opens_a_case(walk, gail, concern)
    the_manager_puts_down_what_is_known(walk, mo, case)
    she_lets_the_champion_in_for_a_week(walk, mo, nia, case)
    the_champion_answers_the_checklist(walk, nia, case)
    let_in(case.folder_id, lena, why=Why.GRANT, by=mo, at=now(), until=now() + timedelta(days=7))
    an_officer_drafts_the_referral_and_the_champion_stands_behind_it(walk, lena, nia, case)
    it_is_stopped_and_goes_with_the_managers_reason(walk, lena, mo, case)
    the_local_authority_is_told_in_time(walk, mo, case)
    a_safety_plan_apart_from_the_case(walk, mo, nia, case)
    for name, ids in (("case", [case.pk]), ("case_safety", [case.pk]), ("case_safety_plan", [case.pk, SafetyPlan.objects.get().pk])):
        walk.to(olive, "cases")
        walk.finds_nothing(name, *ids)
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
    walk.sees("Split lip, answers for her", "14 Heol Ŵyn", "Day 1 of 21", "Nobody is put down yet", "Nobody has put down yet what they want")
    walk.looks("case-new")
    for name, part, age in (("Siân Rees", "the person harmed or at risk", "34"), ("Darren Pugh", "the alleged perpetrator", "39")):
        walk.follow("Put somebody down")
        if part != "the alleged perpetrator":
            walk.looks("someone")
        walk.choose(part, of="What are they in this case?")
        walk.write("Age, if you know it", age)
        walk.page.get_by_role("group", name="In the register").get_by_label(name).check()
        walk.press("Put them down")
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
    walk.sees("Nia meets her at the day centre", "That he stops reading my messages.", "Medium risk", "Siân Rees", "Darren Pugh")
    walk.looks("case")


def she_lets_the_champion_in_for_a_week(walk, mo, nia, case) -> None:
    walk.open("case", case.pk)
    walk.follow("Who may know", within=".sections")
    walk.pick("Who needs to know?", "Nia", "Nia Example")
    walk.write("Why?", "She meets her on Tuesday.")
    walk.day("Until which day?", localtime(now() + timedelta(days=7)).date())
    walk.press("Give access")
    walk.sees("Access given", "Nia Example", "End it now")
    walk.looks("who-may-know")


def the_champion_answers_the_checklist(walk, nia, case) -> None:
    walk.to(nia, "case", case.pk, at=PHONE)
    walk.follow("Risk and safety")
    walk.looks("risk-page-empty")
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


def an_officer_drafts_the_referral_and_the_champion_stands_behind_it(walk, lena, nia, case) -> None:
    walk.to(lena, "case_risk_page", case.pk, at=PHONE)
    walk.follow("MARAC")
    walk.follow("Refer to MARAC")
    walk.looks("marac-new")
    walk.write("Whom are they afraid of, and of what?", "That he finds out she has talked.")
    walk.press("Keep the referral")
    walk.looks("marac")
    walk.follow("Ask for a countersignature")
    walk.looks("ask-countersignature")
    walk.pick("Whom do you ask?", "Nia", "Nia Example")
    walk.press("Ask them")
    walk.sees("asked Nia Example on")
    walk.to(nia, "case_to_countersign", case.pk, at=PHONE)
    walk.looks("to-countersign")
    walk.follow("Read and countersign it")
    walk.looks("countersign")
    walk.press("Countersign it")
    walk.sees("Countersigned.", "countersigned:")


SHARED = {
    "What is sent?": "The referral, as kept.",
    "Why is it needed": "He may kill her, and she cannot keep herself safe.",
    "If they do not know: why not?": "He reads her messages.",
}


def share(walk, *, to: str) -> None:
    walk.write("To whom, and how reached?", to)
    for label, words in SHARED.items():
        walk.write(label, words)
    walk.choose("Not safe to ask", of="The person’s consent")
    walk.choose("Secure e-mail", of="How does it go?")


def it_is_stopped_and_goes_with_the_managers_reason(walk, lena, mo, case) -> None:
    walk.to(lena, "case_marac", case.pk, at=PHONE)
    walk.follow("Referral", within="article")
    walk.follow("Send it")
    walk.looks("marac-send")
    share(walk, to="The coordinator, by her secure mailbox")
    walk.press("Send the referral")
    walk.sees("this could put somebody in danger", "lives in the same household", "Only the manager, the operations manager or the Safeguarding Lead")
    walk.looks("marac-stopped")
    walk.to(mo, "case_marac", case.pk)
    walk.follow("Referral", within="article")
    walk.follow("Send it")
    share(walk, to="The coordinator, by her secure mailbox")
    walk.pick("To which agency?", "Valleys M", "Valleys MARAC")
    walk.press("Send the referral")
    walk.write("Only if it was stopped", "To the coordinator alone, who sends nothing to the home.")
    walk.press("Send the referral")
    walk.sees("Sent, and written down as shared")
    walk.looks("marac-sent")


def the_local_authority_is_told_in_time(walk, mo, case) -> None:
    walk.open("case", case.pk)
    walk.follow("Told to others", within=".sections")
    walk.looks("told-empty")
    walk.follow("Tell the local authority")
    walk.looks("authority")
    walk.write("What happened, when and where?", SEEN)
    walk.press("Keep the form")
    walk.follow("Local authority", within="article")
    walk.looks("notice")
    walk.follow("Send it")
    share(walk, to="The duty desk")
    walk.write("Only if it was stopped", "By their secure mailbox; nothing goes to the home.")
    walk.press("It is sent")
    walk.sees("Sent, and written down as shared", "although the check stopped it")
    walk.looks("told")
    walk.follow("Must CQC be told?")
    walk.looks("cqc")
    walk.choose("No", of="Does the person harmed get care")
    walk.choose("No", of="Does the alleged perpetrator get care")
    walk.write("If both are no", "Neither gets care from us.")
    walk.press("Keep the answers")
    walk.sees("decided: not to be told")
    walk.follow("Overview")
    walk.page.get_by_text("Settled lately").click()
    walk.follow("Local authority told")
    walk.sees("in time")
    walk.looks("clock-met")
    walk.follow("Print the certificate")
    walk.looks("before-certificate")
    walk.choose("I will, and I destroy it afterwards")
    walk.write("What is it for?", "For the inspection on Monday.")
    walk.press("Show the certificate to print")
    walk.sees("Held by: Mo Hassan", "in time")
    walk.sees_nothing_of("Siân")
    walk.looks("certificate")


def a_safety_plan_apart_from_the_case(walk, mo, nia, case) -> None:
    walk.open("case_risk_page", case.pk)
    walk.looks("risk-page")
    walk.follow("Safety plan", within="main")
    walk.follow("Make a safety plan")
    walk.day("When is the plan looked at again?", localtime(now() + timedelta(days=14)).date())
    walk.press("Make the plan")
    walk.looks("safety-empty")
    walk.follow("Add a part")
    walk.looks("safety-part")
    walk.choose("Code word")
    walk.write("What does the plan say here?", "If I ask about the bins, ring the police.")
    walk.press("Add it")
    walk.follow("Somebody who helps")
    walk.write("Who helps?", "Bethan, her sister")
    walk.write("How are they reached?", "07700 900118, after six")
    walk.write("What may they be told?", "The code word.")
    walk.press("Put them down")
    walk.follow("They agree to share it")
    walk.looks("safety-consent")
    walk.page.get_by_label("Bethan, her sister").check()
    walk.press("They agree")
    walk.sees("If I ask about the bins", "may go to", "Bethan, her sister")
    walk.looks("safety")
    walk.to(nia, "case", case.pk, at=PHONE)
    walk.finds_nothing("case_safety_plan", case.pk, SafetyPlan.objects.get().pk)


def it_ends_and_is_opened_again(walk, mo, olwen, case) -> None:
    walk.to(mo, "case", case.pk)
    walk.follow("Conclude")
    walk.write("How did it end", "He has moved out; the order is in force.")
    walk.press("Conclude it")
    walk.sees("Its evaluation is owed before it can close.")
    walk.looks("concluded")
    walk.follow("Close")
    walk.press("Close it")
    walk.sees("still owed")
    walk.looks("close-refused")
    walk.follow("Case")
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
    walk.looks("reopened")


def rita_hears_back(walk, rita, concern) -> None:
    walk.to(rita, "my_reports", at=PHONE)
    walk.follow(concern.reference)
    walk.sees("The answer to you", "Two of us have spoken to her alone.")
    walk.sees_nothing_of("Case ", "MARAC", "Siân")
