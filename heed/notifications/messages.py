"""Event → who is told, and in which words; or deliberately nobody. A kind of event that is not named here fails a test.

No name, address or detail is in any of them: a sentence, a reference, a link. Only people whom policies lets open the page are told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heed.notifications import recipients
from heed.notifications.models import Letter
from heed.notifications.recipients import Happened, People
from heed.organisation import accounts


@dataclass(frozen=True)
class Pace:
    """How many letters of one kind go to one colleague within a span; those beyond come as one. `most`: None, they all go."""

    most: int | None
    within: timedelta
    why: str


FEW = Pace(
    3,
    timedelta(minutes=30),
    "After three of a kind in half an hour nobody reads the fourth, and a hundred hide the one that matters (GlobaLeaks #3928).",
)
AT_ONCE = Pace(None, timedelta(0), "Somebody may be in danger, or nobody else would notice: it is worth the noise.")


@dataclass(frozen=True)
class Message:
    """One letter: its subject and sentence, who gets it, and which page its link opens (a key of pages.PAGES)."""

    code: str
    subject: Promise
    sentence: Promise
    to: Callable[[Happened], People]
    page: str
    pace: Pace = FEW
    reference: bool = True  # whoever is told may know of which record
    link: Callable[[Letter], str] | None = None  # the page where it is made when the letter goes, so that no row holds it
    whom: Promise | None = None  # who gets it in words, where `to` does not say

    @property
    def told(self) -> Promise:
        """Who gets it, in words."""
        return self.whom or WHOM[self.to]


WHOM: dict[Callable[[Happened], People], Promise] = {
    recipients.group: _("the members of the group who may advise"),
    recipients.group_and_lead: _("the group, whoever is on duty, and the Safeguarding Lead"),
    recipients.managers: _("the managers of the scheme or patch"),
    recipients.reporters_manager: _("the line manager of whoever reported"),
    recipients.advisers: _("those who advised"),
    recipients.lead: _("the Safeguarding Lead"),
    recipients.owner: _("whoever owes it"),
    recipients.reporter: _("whoever reported"),
    recipients.rung: _("whoever owes it, and then, one at a time, those above, as the clock says"),
    recipients.the_let_in: _("whoever was let in"),
    recipients.answers_for_it: _("the Responsible Line Manager of the case"),
    recipients.operations_and_lead: _("the operations manager of the region, and the Safeguarding Lead"),
    recipients.over_whoever_answers: _("the line manager of whoever answers for the case"),
    recipients.answers_for_it_and_lead: _("the Responsible Line Manager of the case, and the Safeguarding Lead"),
    recipients.successors: _("whoever took over"),
}


MESSAGES = {
    message.code: message
    for message in (
        Message(
            "new_concern",
            _("A cause for concern is waiting for advice"),
            _(
                "A colleague has reported a cause for concern. At least two members of the group advise on it. Open it and say what you think."
            ),
            recipients.group,
            "desk",
        ),
        Message(
            "new_concern_danger",
            _("Danger: a cause for concern needs you now"),
            _("A colleague has reported that somebody is in danger now or today. Open it at once and say what you are doing."),
            recipients.group_and_lead,
            "desk",
            AT_ONCE,
        ),
        Message(
            "in_your_scheme",
            _("A cause for concern in your scheme"),
            _("A cause for concern has been reported in a scheme or patch you answer for. The group is advising on it."),
            recipients.managers,
            "household",
        ),
        Message(
            "incident_in_your_scheme",
            _("A domestic abuse incident in your scheme"),
            _(
                "It has been reported in a scheme or patch you answer for. The local authority, and where it applies CQC, are to be told within 24 hours. Open it now."
            ),
            recipients.managers,
            "desk",
            AT_ONCE,
        ),
        Message(
            "incident_in_your_team",
            _("Somebody in your team may need you now"),
            _("A colleague in your team has sent a domestic abuse incident report. Ask whether they are safe and supported."),
            recipients.reporters_manager,
            "whom",
            AT_ONCE,
            reference=False,
        ),
        Message(
            "two_advised",
            _("Two have advised: a decision is waiting"),
            _("Both pieces of advice can be read now. One of you decides what is done."),
            recipients.advisers,
            "desk",
        ),
        Message(
            "lead_decides",
            _("A concern waits for your decision"),
            _("The two who advised do not agree, so the decision is yours."),
            recipients.lead,
            "desk",
        ),
        Message(
            "more_told",
            _("More has been added to a cause for concern"),
            _("The reporter has added to their report."),
            recipients.group,
            "desk",
        ),
        Message(
            "action_owed",
            _("Something to do from a cause for concern"),
            _("An action has been given to you. Your list says what, and by when."),
            recipients.owner,
            "action",
        ),
        Message(
            "answer_waiting",
            _("There is an answer to your report"),
            _("Thank you for speaking up. What was done about your report is waiting for you to read."),
            recipients.reporter,
            "report",
        ),
        Message(
            "due_soon",
            _("Something is due soon"),
            _("Something that waits for you or your team is due soon."),
            recipients.rung,
            "clock",
        ),
        Message(
            "overdue",
            _("Overdue: something needs you"),
            _("Something is overdue and has come to you. Open it and act, or pass it on."),
            recipients.rung,
            "clock",
        ),
        Message(
            "glass_broken",
            _("Somebody broke the glass"),
            _("A colleague has opened a record in an emergency. Look whether it was needed."),
            recipients.lead,
            "household",
            AT_ONCE,
        ),
        Message(
            "glass_not_broken",
            _("Somebody could not open a record in an emergency"),
            _("A colleague tried to open a record in an emergency, and nothing opened. See who it was, and ring them."),
            recipients.nobody,
            "broken_glass",
            AT_ONCE,
            whom=_("the Safeguarding Lead"),
        ),
        Message(
            "action_asked_on",
            _("An action needs somebody else"),
            _("A colleague cannot do what they were asked to do. Open it, see why, and hand it on."),
            recipients.group,
            "action",
        ),
        Message(
            "let_in",
            _("You have been let into a record"),
            _("A colleague has let you into a record because you need to know. Every look is noted."),
            recipients.the_let_in,
            "household",
        ),
        Message(
            "case_is_yours",
            _("A case is yours to answer for"),
            _("You are the Responsible Line Manager of a case. It says what is due, and by when."),
            recipients.answers_for_it,
            "case",
        ),
        Message(
            "nobody_answers",
            _("A case needs another manager"),
            _("Its Responsible Line Manager can no longer answer for it. Open it at once and pass it on to somebody who can."),
            recipients.operations_and_lead,
            "case",
            AT_ONCE,
        ),
        Message(
            "countersign_asked",
            _("You are asked to countersign something"),
            _(
                "A colleague asks you to read what they have written and to stand behind it, or to say what you judge otherwise. It opens for you for 14 days, and every look is noted."
            ),
            recipients.the_let_in,
            "countersign",
        ),
        Message(
            "case_update",
            _("How it stands with a case that takes longer"),
            _(
                "A case of somebody you manage takes longer than it should, for a reason that is written down. They have noted how it stands."
            ),
            recipients.over_whoever_answers,
            "cases",
        ),
        Message(
            "somebody_is_missing",
            _("Somebody is missing"),
            _("A colleague has put down that somebody cannot be found. Open it at once and see who has been told."),
            recipients.answers_for_it_and_lead,
            "case",
            AT_ONCE,
        ),
        Message(
            "known_corrected",
            _("When an incident was known has been corrected"),
            _("The 24 hours to tell the local authority and CQC count from another time now. Open the case and see why."),
            recipients.operations_and_lead,
            "case",
        ),
        Message(
            "lesson_sent",
            _("There is a lesson to read"),
            _("Something has been learned that may help you in your work. It is short, and names nobody."),
            recipients.nobody,
            "lessons",
            whom=_("those who are meant to learn of it"),
        ),
        Message(
            "form_is_open",
            _("You can now report a cause for concern"),
            _("Thank you for doing the training. This is the form: keep the link where you find it, on your phone too."),
            recipients.nobody,
            "report",
            whom=_("whoever did the training"),
        ),
        Message(
            "group_is_empty",
            _("The Cause for Concern group is empty: you stand in"),
            _("No member of the group is here, so every concern comes to you until somebody is."),
            recipients.nobody,
            "desk",
            AT_ONCE,
            whom=_("the Safeguarding Lead"),
        ),
        Message(
            "access_review",
            _("Please confirm who can see what"),
            _(
                "A quarter has passed. Go through everybody whose post opens records and everybody who was let in, end what is not needed, and confirm the rest."
            ),
            recipients.nobody,
            "access_review",
            whom=_("the Safeguarding Lead"),
        ),
        Message(
            "signature_waits",
            _("Something waits for your signature"),
            _("A colleague has asked for something that one person alone may not do. Read what it is, and sign or refuse it."),
            recipients.nobody,
            "signatures",
            whom=_("whoever may sign it"),
        ),
        Message(
            "password_link",
            _("Choose a new password"),
            _(
                "An administrator was told that you cannot sign in. Open this link within a day and choose a password. If it was not you who asked, tell your Safeguarding Lead."
            ),
            recipients.nobody,
            "sign_in",
            AT_ONCE,
            reference=False,
            link=lambda letter: reverse("choose_password", args=[accounts.link_for(letter.to)]),
            whom=_("whoever cannot sign in"),
        ),
        Message(
            "several",
            _("More is waiting for you"),
            _("These came close together, so one letter stands for all of them. The page lists each."),
            recipients.nobody,
            "waiting",
            AT_ONCE,
            whom=_("whoever would get several letters of a kind at once"),
        ),
        Message(
            "handed_over",
            _("Work has been handed over to you"),
            _("A colleague's open work is now yours. Its history came with it."),
            recipients.successors,
            "mine",
        ),
    )
}

TOO_URGENT_TO_FOLD = tuple(message.code for message in MESSAGES.values() if message.pace.most is None)

# Event kind → messages, in order. Empty: deliberately nobody, because the desk or the screen shows it and a letter would only be noise.
TOLD: dict[str, tuple[str, ...]] = {
    "concern.sent": ("new_concern", "in_your_scheme"),
    "concern.sent.danger": ("new_concern_danger", "in_your_scheme"),
    "concern.sent.incident": ("new_concern", "incident_in_your_scheme", "incident_in_your_team"),
    "concern.sent.danger.incident": ("new_concern_danger", "incident_in_your_scheme", "incident_in_your_team"),
    "concern.placed.incident": ("incident_in_your_scheme",),
    "concern.added_to": ("more_told",),
    "concern.placed": ("in_your_scheme",),
    "advice.complete": ("two_advised",),
    "advice.disagreed": ("lead_decides",),
    "action.owed": ("action_owed",),
    "action.asked_on": ("action_asked_on",),
    "concern.answered": ("answer_waiting",),
    "case.opened": ("case_is_yours",),
    "case.passed_on": ("case_is_yours",),
    "case.nobody_answers": ("nobody_answers",),
    "case.exemption_update": ("case_update",),
    "assessment.countersign_asked": ("countersign_asked",),
    "marac.countersign_asked": ("countersign_asked",),
    "missing.reported": ("somebody_is_missing",),
    "notice.known_corrected": ("known_corrected",),
    "clock.due_soon": ("due_soon",),
    "clock.overdue": ("overdue",),
    "access.glass_broken": ("glass_broken",),
    "access.let_in": ("let_in",),
    "work.handed_over": ("handed_over",),
    **dict.fromkeys(
        (
            "advice.given",
            "advice.withdrew",
            "concern.acting",
            "concern.manager_told",
            "concern.skills_wanted",
            "concern.unplaced",
            "concern.not_placed",
            "concern.person_confirmed",
            "concern.decided",
            "concern.case_opened",
            "case.fed",
            "case.feed_undone",
            "case.reaches",
            "case.reach_undone",
            "case.labelled",
            "case.risk",
            "case.someone",
            "case.part_corrected",
            "case.incident",
            "case.note",
            "case.call",
            "case.contact",
            "case.decision",
            "case.oversight",
            "case.visit",
            "case.document",
            "case.document_taken_off",
            "case.plan",
            "case.voice",
            "case.measure",
            "case.not_referred",
            "case.exempted",
            "case.exemption_ended",
            "case.concluded",
            "case.evaluated",
            "case.handling_reviewed",
            "case.closed",
            "case.reopened",
            "referral.sent",
            "referral.acknowledged",
            "referral.answered",
            "referral.withdrawn",
            "referral.chase",
            "referral.escalation",
            "disclosure.made",
            "disclosure.received",
            "disclosure.refused",
            "meeting.asked",
            "meeting.noted",
            "meeting.cancelled",
            "missing.police_told",
            "missing.found",
            "missing.talked",
            "assessment.made",
            "assessment.countersigned",
            "marac.drafted",
            "marac.countersigned",
            "marac.referred",
            "marac.withdrawn",
            "marac.window_over",
            "notice.decided",
            "notice.sent",
            "notice.reference",
            "safety_plan.made",
            "safety_plan.changed",
            "safety_plan.contact",
            "safety_plan.part_ended",
            "safety_plan.contact_changed",
            "safety_plan.contact_ended",
            "safety_plan.printed",
            "safety_plan.consent_given",
            "safety_plan.consent_withdrawn",
            "safety_plan.reviewed",
            "safety_plan.ended",
            "lesson.sent_at_once",
            "lesson.waits",
            "lesson.sent",  # its letters are a task of their own, which knows nothing of the case
            "lesson.kept",
            "clock.paused",
            "clock.resumed",
            "case_review.opened",
            "case_review.ended",
            "concern.closed",
            "concern.reopened",
            "concern.nobody_to_answer",
            "concern.answer_passed_on",
            "action.done",
            "action.not_done",
            "action.not_possible",
            "action.handed_on",
            "access.ended",
            "access.sensitive",
            "access.not_sensitive",
            "access.printed",
            "access.glass_reviewed",
            "access.glass_not_fitting",
            "note.call",
            "note.visit",
            "note.letter",
            "note.fact",
            "safe_contact.set",
            "flag.raised",
            "flag.lifted",
            "person.added",
            "person.place_changed",
            "person.related",
            "person.linked",
            "person.link_undone",
        ),
        (),
    ),
}
