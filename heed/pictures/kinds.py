"""Every kind of event, in plain words: one table from its code to its sentence, the strand it is part of, how loudly it is shown."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Strand(StrEnum):
    """What an entry is part of: the filter of the timeline."""

    CONCERNS = "concerns"
    CASES = "cases"
    CONTACT = "contact"
    REPAIRS = "repairs"
    ANTISOCIAL = "antisocial"
    RENT = "rent"
    COMPLAINTS = "complaints"
    CARE = "care"
    TENANCY = "tenancy"
    SAFETY = "safety"
    ACCESS = "access"


STRANDS: dict[StrEnum, Promise] = {
    Strand.CONCERNS: _("Concerns"),
    Strand.CASES: _("Cases"),
    Strand.CONTACT: _("Contact"),
    Strand.REPAIRS: _("Repairs"),
    Strand.ANTISOCIAL: _("Antisocial"),
    Strand.RENT: _("Rent"),
    Strand.COMPLAINTS: _("Complaints"),
    Strand.CARE: _("Care"),
    Strand.TENANCY: _("Tenancy"),
    Strand.SAFETY: _("Safety"),
    Strand.ACCESS: _("Access"),
}


@dataclass(frozen=True)
class Kind:
    """A row of the table: an event's kind, its sentence (with the places that `_places` fills), its strand, how loudly it is shown.

    `subject`: the words' own title follows the sentence."""

    code: str
    says: Promise
    strand: Strand
    tone: str = ""
    subject: bool = False


KINDS = {
    kind.code: kind
    for kind in (
        Kind("concern.sent", _("Concern reported"), Strand.CONCERNS, "danger"),
        Kind("concern.added_to", _("The reporter added to the concern"), Strand.CONCERNS, "danger"),
        Kind("concern.manager_told", _("The reporter told their line manager"), Strand.CONCERNS, "quiet"),
        Kind("concern.acting", _("Acting on the concern"), Strand.CONCERNS, "danger"),
        Kind("concern.skills_wanted", _("Skills wanted for the concern"), Strand.CONCERNS, "quiet"),
        Kind("concern.placed", _("Concern linked to this household"), Strand.CONCERNS),
        Kind("concern.unplaced", _("Link of the concern undone"), Strand.CONCERNS),
        Kind("concern.not_placed", _("Concern is about no household of the register"), Strand.CONCERNS),
        Kind("concern.person_confirmed", _("Part in the concern confirmed: %(who)s %(is)s"), Strand.CONCERNS),
        Kind("concern.decided", _("Decided what is done"), Strand.CONCERNS),
        Kind("concern.answered", _("The reporter was answered"), Strand.CONCERNS),
        Kind("concern.nobody_to_answer", _("Nobody left to answer: why is recorded"), Strand.CONCERNS),
        Kind("concern.answer_passed_on", _("The answer was passed on"), Strand.CONCERNS),
        Kind("concern.closed", _("Concern closed"), Strand.CONCERNS),
        Kind("concern.reopened", _("Concern reopened"), Strand.CONCERNS, "danger"),
        Kind("advice.given", _("Advised on the concern"), Strand.CONCERNS),
        Kind("advice.complete", _("Two have advised"), Strand.CONCERNS),
        Kind("advice.disagreed", _("The two do not agree: the lead decides"), Strand.CONCERNS),
        Kind("advice.withdrew", _("Withdrew from advising"), Strand.CONCERNS, "quiet"),
        Kind("action.owed", _("To do"), Strand.CONCERNS),
        Kind("action.asked_on", _("Somebody else is needed for this"), Strand.CONCERNS, "warn"),
        Kind("action.done", _("Done: %(what)s"), Strand.CONCERNS),
        Kind("action.handed_on", _("Handed on: %(what)s"), Strand.CONCERNS),
        Kind("action.not_done", _("Not done: %(what)s"), Strand.CONCERNS, "danger"),
        Kind("action.not_possible", _("Not possible any more: %(what)s"), Strand.CONCERNS),
        Kind("concern.case_opened", _("A case was opened from the concern"), Strand.CONCERNS),
        Kind("case.opened", _("Case opened"), Strand.CASES),
        Kind("case.fed", _("A concern feeds the case"), Strand.CASES, "quiet"),
        Kind("case.feed_undone", _("A concern no longer feeds the case"), Strand.CASES, "quiet"),
        Kind("case.reaches", _("The case reaches a household"), Strand.CASES, "quiet"),
        Kind("case.reach_undone", _("The case no longer reaches a household"), Strand.CASES, "quiet"),
        Kind("case.nobody_answers", _("This case needs another Responsible Line Manager"), Strand.CASES),
        Kind("case.passed_on", _("Passed on from %(was)s to %(is)s"), Strand.CASES),
        Kind("case.labelled", _("Label of the case: %(is)s"), Strand.CASES, "quiet"),
        Kind("case.risk", _("Risk judged: %(is)s"), Strand.CASES, "warn"),
        Kind("case.someone", _("Added to the case: %(named)s, %(is)s"), Strand.CASES),
        Kind("case.part_corrected", _("Corrected in the case: %(named)s, %(was)s before, %(is)s now"), Strand.CASES),
        Kind("case.incident", _("Something happened"), Strand.CASES, "danger"),
        Kind("case.note", _("Note"), Strand.CASES, subject=True),
        Kind("case.call", _("Call"), Strand.CASES, subject=True),
        Kind("case.contact", _("Contact"), Strand.CASES, subject=True),
        Kind("case.decision", _("Decision"), Strand.CASES, subject=True),
        Kind("case.oversight", _("Management oversight"), Strand.CASES, subject=True),
        Kind("case.visit", _("Visit: %(seen)s. %(child)s"), Strand.CASES),
        Kind("case.document", _("Paper or picture"), Strand.CASES, subject=True),
        Kind("case.document_taken_off", _("Paper or picture taken off"), Strand.CASES, "quiet", subject=True),
        Kind("case.plan", _("What we are doing was written anew"), Strand.CASES, "quiet"),
        Kind("case.voice", _("What they want, in their own words"), Strand.CASES),
        Kind("case.measure", _("Protection: %(kind)s, %(is)s"), Strand.CASES),
        Kind("case.not_referred", _("Not referred (%(is)s): why is recorded"), Strand.CASES, "warn"),
        Kind("case.exempted", _("Exempt from the 21 days: %(kind)s"), Strand.CASES, "warn"),
        Kind("case.exemption_update", _("How it stands with the exemption"), Strand.CASES),
        Kind("case.exemption_ended", _("The exemption has ended"), Strand.CASES),
        Kind("case.concluded", _("Case concluded"), Strand.CASES),
        Kind("case.evaluated", _("Case evaluated"), Strand.CASES),
        Kind("case.handling_reviewed", _("How it was handled was reviewed: %(is)s"), Strand.CASES),
        Kind("case.closed", _("Case closed"), Strand.CASES),
        Kind("case.reopened", _("Case reopened"), Strand.CASES, "danger"),
        Kind("referral.sent", _("Referred: %(to)s"), Strand.CASES),
        Kind("referral.acknowledged", _("They have our referral: %(to)s"), Strand.CASES, "quiet"),
        Kind("referral.answered", _("Answer to our referral: %(to)s, %(is)s"), Strand.CASES),
        Kind("referral.withdrawn", _("Referral withdrawn: %(to)s"), Strand.CASES, "quiet"),
        Kind("referral.chase", _("Reminder sent: %(to)s"), Strand.CASES),
        Kind("referral.escalation", _("Escalated: %(to)s"), Strand.CASES, "warn"),
        Kind("disclosure.made", _("Shared with %(to)s"), Strand.CASES),
        Kind("disclosure.received", _("Received from %(to)s"), Strand.CASES),
        Kind("disclosure.refused", _("Decided not to share with %(to)s"), Strand.CASES),
        Kind("meeting.asked", _("Asked to a meeting: %(kind)s"), Strand.CASES),
        Kind("meeting.noted", _("Meeting, and what was decided: %(kind)s"), Strand.CASES),
        Kind("meeting.cancelled", _("Meeting cancelled: %(kind)s"), Strand.CASES, "quiet"),
        Kind("missing.reported", _("Missing: %(risk)s"), Strand.CASES, "danger"),
        Kind("missing.police_told", _("The police were told"), Strand.CASES),
        Kind("missing.found", _("Found"), Strand.CASES),
        Kind("missing.talked", _("Talk on return"), Strand.CASES),
        Kind("assessment.made", _("Risk checklist: %(instrument)s, %(is)s"), Strand.CASES),
        Kind("assessment.countersigned", _("Risk checklist countersigned"), Strand.CASES, "quiet"),
        Kind("assessment.countersign_asked", _("Asked to countersign the risk checklist: %(name)s"), Strand.CASES, "quiet"),
        Kind("marac.drafted", _("Referral to MARAC begun"), Strand.CASES),
        Kind("marac.countersign_asked", _("Asked to countersign the referral to MARAC: %(name)s"), Strand.CASES, "quiet"),
        Kind("marac.countersigned", _("Referral to MARAC countersigned"), Strand.CASES, "quiet"),
        Kind("marac.referred", _("Referred to MARAC"), Strand.CASES, "danger"),
        Kind("marac.window_over", _("Twelve months after MARAC: looked at again"), Strand.CASES),
        Kind("marac.withdrawn", _("Referral to MARAC withdrawn"), Strand.CASES, "warn"),
        Kind("notice.decided", _("CQC to be told: %(is)s"), Strand.CASES),
        Kind("notice.known_corrected", _("When it was known was corrected: why is recorded"), Strand.CASES, "quiet"),
        Kind("notice.sent", _("Told: %(to)s"), Strand.CASES),
        Kind("notice.reference", _("Reference received: %(to)s"), Strand.CASES, "quiet"),
        Kind("safety_plan.made", _("Safety plan made"), Strand.CASES),
        Kind("safety_plan.changed", _("Safety plan changed: %(kind)s"), Strand.CASES),
        Kind("safety_plan.contact", _("Somebody who helps was added to the safety plan"), Strand.CASES),
        Kind("safety_plan.part_ended", _("Part of the safety plan ended: %(kind)s"), Strand.CASES),
        Kind("safety_plan.contact_changed", _("What somebody who helps may be told was changed: %(named)s"), Strand.CASES),
        Kind("safety_plan.contact_ended", _("No longer helps in the safety plan: %(named)s"), Strand.CASES),
        Kind("safety_plan.consent_given", _("Agreed to share: %(kind)s"), Strand.CASES),
        Kind("safety_plan.consent_withdrawn", _("No longer agrees to share: %(kind)s"), Strand.CASES, "warn"),
        Kind("safety_plan.reviewed", _("Safety plan reviewed"), Strand.CASES),
        Kind("safety_plan.printed", _("Safety plan printed"), Strand.CASES, "warn"),
        Kind("safety_plan.ended", _("Safety plan ended"), Strand.CASES),
        Kind("lesson.sent_at_once", _("Lesson sent at once"), Strand.CASES),
        Kind("lesson.waits", _("Lesson waits for the forum"), Strand.CASES, "quiet"),
        Kind("lesson.sent", _("Lesson sent after the forum"), Strand.CASES),
        Kind("lesson.kept", _("Lesson kept in the case"), Strand.CASES, "quiet"),
        Kind("case_review.opened", _("Case review opened"), Strand.CASES, "warn"),
        Kind("case_review.ended", _("Case review ended"), Strand.CASES),
        Kind("clock.due_soon", _("Due soon: %(rule)s"), Strand.CONCERNS, "quiet"),
        Kind("clock.paused", _("A clock was paused"), Strand.CASES, "quiet"),
        Kind("clock.resumed", _("A clock runs again"), Strand.CASES, "quiet"),
        Kind("clock.overdue", _("Overdue: %(rule)s"), Strand.CONCERNS, "danger"),
        Kind("work.handed_over", _("Open work was handed over"), Strand.ACCESS, "quiet"),
        Kind("note.call", _("Call"), Strand.CONTACT, subject=True),
        Kind("note.visit", _("Visit"), Strand.CONTACT, subject=True),
        Kind("note.letter", _("Letter"), Strand.CONTACT, subject=True),
        Kind("note.fact", _("Note"), Strand.CONTACT, subject=True),
        Kind("history.call", _("Call"), Strand.CONTACT, "quiet", subject=True),
        Kind("history.visit", _("Visit"), Strand.CONTACT, "quiet", subject=True),
        Kind("history.letter", _("Letter"), Strand.CONTACT, "quiet", subject=True),
        Kind("history.note", _("Note"), Strand.CONTACT, "quiet", subject=True),
        Kind("history.repair", _("Repair"), Strand.REPAIRS, "quiet", subject=True),
        Kind("history.antisocial", _("Antisocial behaviour"), Strand.ANTISOCIAL, "quiet", subject=True),
        Kind("history.arrears", _("Rent"), Strand.RENT, "quiet", subject=True),
        Kind("history.complaint", _("Complaint"), Strand.COMPLAINTS, "quiet", subject=True),
        Kind("history.care", _("Care and support"), Strand.CARE, "quiet", subject=True),
        Kind("register.tenancy_began", _("Tenancy began"), Strand.TENANCY, "quiet"),
        Kind("register.tenancy_ended", _("Tenancy ended"), Strand.TENANCY, "quiet"),
        Kind("register.corrected", _("Register corrected"), Strand.TENANCY, "quiet"),
        Kind("register.moved_in", _("Moved in: %(who)s"), Strand.TENANCY, "quiet"),
        Kind("register.left", _("Left the household: %(who)s"), Strand.TENANCY, "quiet"),
        Kind("person.added", _("Added to the household: %(who)s"), Strand.TENANCY),
        Kind("person.place_changed", _("Place in the household: %(who)s, %(was)s before, %(is)s now"), Strand.TENANCY),
        Kind("person.related", _("Family: %(who)s is %(is)s %(other)s"), Strand.TENANCY),
        Kind("person.linked", _("Known to be the same person as in an earlier record: %(who)s"), Strand.TENANCY, "quiet"),
        Kind("person.link_undone", _("A link between two records of one person was undone"), Strand.TENANCY, "quiet"),
        Kind("safe_contact.set", _("Safe contact set: %(who)s"), Strand.SAFETY),
        Kind("flag.raised", _("Flag raised: %(alert)s"), Strand.SAFETY),
        Kind("flag.lifted", _("Flag lifted: %(alert)s"), Strand.SAFETY),
        Kind("access.let_in", _("Access given: %(name)s"), Strand.ACCESS, "quiet"),
        Kind("access.ended", _("Access ended: %(name)s"), Strand.ACCESS, "quiet"),
        Kind("access.glass_broken", _("Broke the glass"), Strand.ACCESS, "danger"),
        Kind("access.glass_reviewed", _("Broken glass looked at: it was needed"), Strand.ACCESS, "quiet"),
        Kind("access.glass_not_fitting", _("Broken glass looked at: it was not needed"), Strand.ACCESS, "danger"),
        Kind("access.sensitive", _("Marked as sensitive"), Strand.ACCESS),
        Kind("access.not_sensitive", _("No longer marked as sensitive"), Strand.ACCESS),
        Kind("access.printed", _("Printed"), Strand.ACCESS, "quiet"),
    )
}


# Those that say which concern even where there is one only.
NAMES_THE_CONCERN = frozenset({"concern.sent", "concern.closed", "concern.reopened"})
# What of a case stands on the screen of a household it reaches, and without its words: a case may be about somebody who is hiding from that
# household, and its screen is printed.
OF_A_CASE = (
    "case.opened",
    "case.concluded",
    "case.closed",
    "case.reopened",
    "missing.reported",
    "missing.found",
    "marac.referred",
)
STEPS = {code: number for number, code in enumerate(KINDS)}


def step_of(kind: str) -> int:
    """Of what happened in the same instant, which came later: the second advice before “Two have advised”, a decision before what comes of it."""
    return STEPS.get(kind, 0)


def heading_of(kind: str) -> str:
    """What it was, without anything that fills its places: no name of anybody."""
    return str(KINDS[kind].says).partition("%(")[0].rstrip(" :,“") if kind in KINDS else ""


def strand_of(kind: str) -> Strand:
    return KINDS[kind].strand if kind in KINDS else Strand.TENANCY
