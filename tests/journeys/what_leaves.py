"""What leaves a case of domestic abuse, step by step in a browser: the referral to MARAC, the local authority, a safety plan apart from it all
(DA-3, DA-4, DA-8, B24)."""

from datetime import timedelta

from django.utils.timezone import localtime

from heed.domestic_abuse.models import SafetyPlan
from tests.concerning import now
from tests.journeys.conftest import PHONE


def an_officer_drafts_the_referral_and_the_champion_stands_behind_it(walk, lena, nia, case) -> None:
    walk.to(lena, "case_risk_page", case.pk, at=PHONE)
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
    share(walk, to="The coordinator, by her secure mailbox")
    walk.press("I have sent it")
    walk.sees("this could put somebody in danger", "Whoever answers for the case sees why", "Ask one of them.")
    walk.looks("marac-stopped")
    walk.to(mo, "case_marac", case.pk)
    walk.follow("Referral", within="article")
    walk.follow("Send it")
    share(walk, to="The coordinator, by her secure mailbox")
    walk.pick("To which agency?", "Valleys M", "Valleys MARAC")
    walk.press("I have sent it")
    walk.follow("Say why it must go all the same")
    walk.write("Only if it was stopped", "To the coordinator alone, who sends nothing to the home.")
    walk.press("I have sent it")
    walk.sees("Sent, and written down as shared")


def the_local_authority_is_told_in_time(walk, case) -> None:
    walk.open("case", case.pk)
    walk.follow("Told to others", within=".sections")
    walk.follow("Tell the local authority")
    walk.looks("authority")
    walk.write("What happened, when and where?", "Her lip was split; he answered for her every time.")
    walk.press("Keep the form")
    walk.follow("Local authority", within="article")
    walk.looks("notice")
    walk.follow("Send it")
    share(walk, to="The duty desk")
    walk.press("I have sent it")
    walk.sees("lives in the same household")
    walk.write("Only if it was stopped", "By their secure mailbox; nothing goes to the home.")
    walk.press("I have sent it")
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
    walk.follow("Local authority and CQC told")
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


def a_safety_plan_apart_from_the_case(walk, nia, case) -> None:
    walk.open("case_risk_page", case.pk)
    walk.looks("risk-page")
    walk.follow("Safety plan", within="main")
    walk.follow("Make a safety plan")
    walk.day("When is the plan looked at again?", localtime(now() + timedelta(days=14)).date())
    walk.press("Make the plan")
    walk.follow("Add a part")
    walk.looks("safety-part")
    walk.choose("Code word")
    walk.write("What does the plan say here?", "If I ask about the bins, ring the police.")
    walk.press("Add it")
    walk.follow("Put down somebody who helps")
    walk.write("Who helps?", "Bethan, her sister")
    walk.write("How are they reached?", "07700 900118, after six")
    walk.write("What may they be told?", "The code word.")
    walk.press("Add them")
    walk.follow("They agree to share it")
    walk.looks("safety-consent")
    walk.page.get_by_label("Bethan, her sister").check()
    walk.press("They agree")
    walk.sees("If I ask about the bins", "may go to", "Bethan, her sister")
    walk.looks("safety")
    walk.to(nia, "case", case.pk, at=PHONE)
    walk.finds_nothing("case_safety_plan", case.pk, SafetyPlan.objects.get().pk)
