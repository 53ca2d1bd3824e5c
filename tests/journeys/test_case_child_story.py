"""A child's case in a browser: its duty to refer, a silent agency, a conference, somebody missing, longer than 21 days, a case review; and
the list of cases with its hand-over (CH-2 to CH-5, DA-2)."""

from datetime import timedelta

import pytest
from django.utils.timezone import localtime

from heed.agencies.choices import AgencyKind, Subject
from heed.agencies.models import Agency, Meeting, Pathway
from heed.cases import referring
from heed.cases.models import Case
from heed.deadlines import clocks
from heed.deadlines.models import Clock
from tests.cases.casework import opened
from tests.concerning import now
from tests.doing import working
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def front_door(db) -> Pathway:
    """The way to children's services from Wales."""
    council = Agency.objects.create(
        name="Valleys Council, children (invented)", kind=AgencyKind.CHILDREN, nation="wales", telephone="01632 960118"
    )
    return Pathway.objects.create(
        name="Children’s front door",
        subject=Subject.CHILD,
        agency=council,
        nation="wales",
        threshold="Harm, or risk of harm.",
        what_to_send="What was seen and said, in the child’s own words.",
        reply_rule="child_referral_reply",
        by_itself=True,
    )


def on(days: int):
    return localtime(now() + timedelta(days=days)).date()


def test_a_child_from_the_first_word_to_a_case_review(walk, mo, nia, gwen, leo, brynfelin, front_door):
    case = a_case_is_opened_directly(walk, mo)
    an_unknown_age_is_referred(walk, case, front_door)
    the_agency_is_silent_until_it_is_reminded(walk, case)
    a_conference(walk, case)
    a_child_goes_missing_and_comes_back(walk, case)
    it_takes_longer(walk, case)
    a_case_review(walk, leo, gwen, case)


def a_case_is_opened_directly(walk, mo) -> Case:
    walk.to(mo, "cases")
    walk.sees("No open cases")
    walk.follow("Open a case")
    walk.looks("new")
    walk.choose("A missing person")
    walk.write("A line to know it by", "Not at school, sleeps in a car")
    walk.pick("Who answers for it", "Mo H", "Mo Hassan, Brynfelin Court")
    walk.press("Open the case")
    walk.sees("Its 21 days are running.")
    walk.sees_nothing_of("Child referred")
    return Case.objects.get()


def an_unknown_age_is_referred(walk, case, front_door) -> None:
    walk.follow("Add a person")
    walk.looks("someone")
    walk.write("Name", "Jaden")
    walk.choose("the person harmed or at risk")
    walk.press("Add them")
    walk.sees("Age not known: the duties to children apply", "Child referred", "in 23 h")
    walk.follow("Referrals", within=".sections")
    walk.sees("Nothing has been referred")
    walk.follow(front_door.name)
    walk.looks("refer")
    walk.page.get_by_label("Jaden").check()
    for label, words in {
        "Why does it meet the threshold?": "He sleeps in a car and has not been at school for a month.",
        "To whom, and how reached?": "The duty desk",
        "What is sent?": "What the caretaker saw.",
        "Why is it needed": "Nobody looks after him.",
        "If they do not know: why not?": "Nobody has reached his mother.",
    }.items():
        walk.write(label, words)
    walk.choose("Not sought: could not reasonably be got")
    walk.choose("Secure e-mail", of="How does it go?")
    walk.press("I have sent it")
    walk.sees("Silence drafts a reminder.", "sent, not acknowledged", "01632 960118")


def the_agency_is_silent_until_it_is_reminded(walk, case) -> None:
    due = Clock.objects.running().get(folder=case.folder_id, rule="child_referral_reply").due_at
    with working(due + timedelta(minutes=1)) as at:
        clocks.sweep(at)
        assert referring.chase_the_silent(at) == 1
    walk.open("case_referrals", case.pk)
    walk.sees("They are silent.", "There is a reminder to send.")
    walk.looks("referrals-silent")
    walk.follow("Read and send it")
    walk.looks("letter")
    walk.press("It was sent")
    walk.sees("Noted as sent.")
    walk.sees_nothing_of("They are silent.")
    walk.follow("What they decided")
    walk.looks("answered")
    walk.choose("Child protection enquiry (section 47)")
    walk.write("In their words", "A worker visits on Thursday.")
    walk.press("Put it down")
    walk.sees("Noted on the case.")
    walk.open("case_referrals", case.pk)
    walk.sees("Child protection enquiry (section 47)", "A worker visits on Thursday.")


def a_conference(walk, case) -> None:
    walk.open("case_meetings", case.pk)
    walk.sees("No meeting yet")
    walk.follow("Put an invitation down")
    walk.looks("invitation")
    walk.pick("What kind of meeting is it?", "Child prot", "Child protection conference")
    walk.day("When is it?", on(3), "9:30am")
    walk.write("Where?", "Room 4, Invented House")
    walk.pick("Who goes?", "Nia", "Nia Example")
    walk.press("Put it down")
    walk.sees("To come", "Child protection conference", "Nia Example", "going")
    walk.looks("meetings")
    Meeting.objects.update(starts_at=now() - timedelta(days=1))
    walk.open("case_meetings", case.pk)
    walk.sees("not noted yet")
    walk.follow("What was said and decided")
    walk.looks("meeting-note")
    walk.write("What was decided?", "He is on the register; we mend the heating this week.")
    walk.press("Keep it")
    walk.sees("we mend the heating this week", "went")


def a_child_goes_missing_and_comes_back(walk, case) -> None:
    walk.open("case", case.pk)
    walk.follow("Somebody is missing")
    walk.looks("missing")
    walk.pick("Who is missing?", "Jad", "Jaden")
    walk.day("When were they last seen?", on(-1), "4pm")
    walk.write("Where, by whom, in what state?", "At the bus stop, by the caretaker.")
    walk.choose("High risk")
    walk.day("When were the police told?", on(-1), "4:20pm")
    walk.write("Their reference", "INVENTED-77")
    walk.press("Put it down")
    walk.sees("Missing: Jaden", "INVENTED-77")
    walk.follow("They were found")
    walk.looks("found")
    walk.write("Where and how?", "He came to the scheme’s lounge by himself.")
    walk.press("Put it down")
    walk.sees("A talk on return is owed within three days.", "Was missing: Jaden")
    walk.follow("Put down the talk on return")
    walk.write("What came of the talk", "He was cold. He wants to sleep at his aunt’s.")
    walk.press("Keep it")
    walk.sees("talk on return held")


def it_takes_longer(walk, case) -> None:
    walk.follow("It takes longer than 21 days")
    walk.looks("exempt")
    walk.choose("A statutory agency is at work")
    walk.pick("Which agency is at work?", "Valleys", "Valleys Council, children")
    walk.write("The reasons", "Their enquiry runs.")
    walk.day("When is this looked at again?", on(14))
    walk.press("Keep the exemption")
    walk.sees("An update is owed every week", "Exempt: A statutory agency is at work", "the days go on counting")
    walk.follow("Send an update")
    walk.looks("update")
    walk.write("How does it stand?", "They visit on Thursday. We mend the heating.")
    walk.press("Send the update")
    walk.sees("The next update is owed in a week.")
    walk.looks("case-exempt")


def a_case_review(walk, leo, gwen, case) -> None:
    walk.to(leo, "case", case.pk)
    walk.follow("Open a case review")
    walk.looks("open-review")
    walk.choose("We failed to highlight it")
    walk.write("Why?", "The caretaker had said so in spring.")
    walk.pick("Who leads it?", "Gwen", "Gwen Example")
    walk.day("By which day does it end?", on(30))
    walk.press("Open it")
    walk.sees("The officer is let into the case and told", "led by Gwen Example")
    walk.to(gwen, "case", case.pk, at=PHONE)
    walk.follow("End the review")
    walk.looks("end-review")
    walk.write("What did the review find?", "Two of us thought the other had reported it.")
    walk.write("What is done about it?", "Each of us reports.")
    walk.press("End it")
    walk.sees("Two of us thought the other had reported it.", "Each of us reports.")
    walk.look(walk.page, "case-reviewed", rules=False)


def test_the_list_of_cases_narrows_and_is_handed_over(walk, mo, olive, brynfelin):
    old = opened(mo, brynfelin, mo, title="Forced door, small child", entered_at=now() - timedelta(days=25))
    new = opened(mo, brynfelin, mo, title="Split lip")
    walk.to(mo, "cases", at=PHONE)
    walk.sees("2 cases open", "Forced door, small child", "Split lip")
    walk.looks("cases")
    walk.follow("Over 21 days")
    walk.sees("1 case", "Forced door, small child")
    walk.sees_nothing_of("Split lip")
    walk.looks("cases-narrowed")
    walk.follow("High risk")
    walk.sees("No case you may see fits these filters.")
    walk.follow("Show every open case")
    walk.follow("Hand-over digest")
    walk.sees("Nobody a case is about is named here.", old.reference, new.reference)
    walk.sees_nothing_of("Forced door", "Split lip")
    walk.looks("hand-over")
    walk.to(olive, "cases")
    walk.sees("No open cases")
    walk.open("case_handover")
    walk.sees("You answer for no open case")
    walk.sees_nothing_of(old.reference)
