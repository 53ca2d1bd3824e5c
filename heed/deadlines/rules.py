"""Every clock Heed knows: what starts it, how long it runs, where that comes from and who is told (D1 to D35; a source's number is its
document's in docs/requirements.md).

Values are defaults. A provider's own value is a dated row by nation (`RuleValue`); a running clock keeps the version it
started with. So `reckon` takes a span, never a rule."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heed.deadlines.calendars import Nation
from heed.deadlines.counting import NO_LENGTH, SAME_DAY, SOON_SHARE, Span, Unit

BOTH = (Nation.ENGLAND, Nation.WALES)
Rung = TypeVar("Rung")


class UnknownRule(LookupError):
    """No clock, or more than one, goes by that name. The sentence names the nearest."""


@dataclass(frozen=True)
class Rule:
    """One clock. `who_is_told` stands in the order of escalation: the first when it is due soon, the next when it is overdue.

    `danger_span` replaces `span` when somebody is in danger now or today; `extended_span` when an extension was granted.
    `breach` is a later line that is worse than overdue. `reminders` are days after the start, or (below 0) before the due day;
    without them one comes after `soon_share` of the count. `again` is how often the last in the chain is told while it stays
    overdue. `holds`: the folder may not end while it runs. `reporters_own`: its owner is who reported, so it is as good as the name.
    `pauses`: it may stand still, for a reason; what the law or the organisation's policy counts never does. The rule applies in `nations` only.
    `law`: the length is the law's, or national guidance's: an organisation may ask more of itself and never less."""

    code: str
    ids: tuple[str, ...]
    name: Promise
    span: Span
    who_is_told: tuple[str, ...]
    source: str
    explanation: Promise
    danger_span: Span | None = None
    extended_span: Span | None = None
    breach: Span | None = None
    soon_share: float = SOON_SHARE
    reminders: tuple[int, ...] = ()
    again: Span | None = None
    holds: bool = False
    reporters_own: bool = False
    pauses: bool = False
    nations: tuple[Nation, ...] = BOTH
    law: bool = False

    def span_for(self, *, danger: bool = False, extended: bool = False) -> Span:
        """The default length of this clock; danger goes before an extension."""
        return (danger and self.danger_span) or (extended and self.extended_span) or self.span

    @property
    def source_words(self) -> str:
        """The source for whoever reads a page: without our documents' numbers, and saying whose a time is that is ours."""
        said = re.sub(r"(?<=\w) ours\b", ": ours", re.sub(r" \(\d{3}\)", "", str(self.source)))
        return re.sub(r"\bours\b", gettext("Heed's own default"), said)

    def applies_in(self, nation: Nation) -> bool:
        return nation in self.nations


def _hours(n: float) -> Span:
    return Span(n, Unit.HOURS)


def _working_hours(n: float) -> Span:
    return Span(n, Unit.WORKING_HOURS)


def _working_days(n: int) -> Span:
    return Span(n, Unit.WORKING_DAYS)


def _days(n: int) -> Span:
    return Span(n, Unit.CALENDAR_DAYS)


def _months(n: int) -> Span:
    return Span(n, Unit.MONTHS)


def _months_to_the_day(n: int) -> Span:
    return Span(n, Unit.CALENDAR_MONTHS)


# No shift is longer, so whoever saw something has gone off shift by then; where the end of the shift is known it is given.
LONGEST_SHIFT = Span(12, Unit.SAME_SHIFT)

# One clock a row, to be read as a table.
# fmt: off
_CONCERN = (
    Rule(
        "report_up", ("D1",), _("Concern reported"),
        LONGEST_SHIFT, ("reporter", "line_manager"), "Housing 21 (004); 12 hours ours",
        _("Whoever sees or hears something reports it in the same shift, at the earliest opportunity."),
    ),
    Rule(
        "volunteer_report", ("D2",), _("Volunteer's report"),
        NO_LENGTH, ("manager", "operations"), "Housing 21 (004)",
        _("A volunteer tells the manager at once, then by e-mail the manager and the operations manager."),
    ),
    Rule(
        "child_concern", ("D3",), _("Concern about a child reported"),
        NO_LENGTH, ("line_manager", "lead"), "settle (002)",
        _("A concern about a child is reported as soon as it is noticed. There is no time to wait for."),
    ),
    Rule(
        "first_advice", ("D4",), _("First adviser answers"),
        _working_hours(4), ("group", "duty", "lead"), "Charter Housing (000); times ours",
        _("From sending. Danger now or today: elapsed hours, day and night, with the duty member. Otherwise working hours."),
        danger_span=_hours(1), holds=True,
    ),
    Rule(
        "second_advice", ("D4",), _("Second adviser answers"),
        _working_days(1), ("group", "duty", "lead"), "Charter Housing (000); times ours",
        _("From sending, by a different member. Danger now or today: elapsed hours, day and night. Otherwise working days."),
        danger_span=_hours(4), holds=True,
    ),
    Rule(
        "answer_reporter", ("D5",), _("The reporter is answered"),
        _working_days(2), ("owner", "lead"), "Charter Housing (000); time ours",
        _("From the second answer. In danger: by the end of the same day, UK time. The reporter always hears back."),
        danger_span=SAME_DAY, holds=True,
    ),
    Rule(
        "pass_on_answer", (), _("Answer passed on"),
        _working_days(2), ("owner", "lead"), "Charter Housing (000); ours",
        _("From the answer. Whoever entered the concern for somebody else passes the answer on and records it."),
        holds=True, reporters_own=True,
    ),
    Rule(
        "place_it", (), _("Concern placed"),
        _working_hours(4), ("group", "duty", "lead"), "ours",
        _("From sending. A concern without a known home or person is linked to them, or it is recorded why it cannot be."),
        danger_span=_hours(1), holds=True,
    ),
    Rule(
        "action", (), _("Decided action"),
        NO_LENGTH, ("owner", "line_manager", "lead"), "Charter Housing (000); ours",
        _("By the time its decider gave. Done, or not done and why."),
        holds=True,
    ),
    Rule(
        "draft_reminder", (), _("Unsent report"),
        _hours(2), ("owner",), "ours",
        _("From the first thing that was told. The author, and nobody else, is reminded that a report was begun and not sent."),
        reporters_own=True,
    ),
    Rule(
        "break_glass_review", (), _("Break-glass reviewed"),
        _working_days(1), ("lead", "head_of_service"), "CFC-6; time ours",
        _("From the access. Somebody other than the one who broke the glass looks whether it was needed."),
    ),
    Rule(
        "access_review", (), _("Who can see what, confirmed"),
        _months_to_the_day(3), ("lead",), "CFC-6; every quarter: ours",
        _("From the last time, or from the first Safeguarding Lead. The lead goes through each post and each colleague let in by name."),
        again=_days(7),
    ),
    Rule(
        "flag_review", (), _("Flag reviewed"),
        NO_LENGTH, ("owner", "manager"), "HACT UK Housing Data Standards, alerts",
        _("By the review date of the flag. An out-of-date warning can harm as much as a missing one."),
        reminders=(-30,),
    ),
)

_CASE = (
    Rule(
        "external_report", ("D6",), _("Local authority and CQC told"),
        _hours(24), ("manager", "operations"), "Housing 21 (004)",
        _("From sending; for a volunteer, from when the volunteer knew. Extenuating circumstances are recorded with a reason."),
        holds=True,
    ),
    Rule(
        "cqc_notification", ("D7",), _("CQC notified"),
        _hours(24), ("manager", "operations", "head_of_service", "lead"), "Housing 21 (004); CQC (Registration) Regs 2009 reg 18",
        _("From when the event is known: without delay, at the latest in 24 hours. More than five working days is a breach."),
        breach=_working_days(5), holds=True, nations=(Nation.ENGLAND,), law=True,
    ),
    Rule(
        "holding_area", ("D8",), _("Case concluded"),
        _days(21), ("manager", "operations", "head_of_service"), "Housing 21 (004); calendar days ours",
        _("From entering the holding area. Only conclusion ends it, never a label. Exemptions are shown and counted."),
        reminders=(14, 19), again=_days(7),
    ),
    Rule(
        "exemption_update", ("D8x",), _("Update on an exempted case"),
        _days(7), ("manager", "operations"), "Housing 21 (004); weekly ours",
        _("From the last update, while statutory or legal action runs: an e-mail to the manager's own manager, and a note."),
    ),
    Rule(
        "evaluation", ("D9",), _("Evaluation and lessons"),
        _working_days(10), ("owner", "manager", "head_of_service"), "Housing 21 (004); days ours",
        _("From conclusion, before closing. High risk: two working days, and its lessons go at once; otherwise to the monthly forum."),
        danger_span=_working_days(2), holds=True,
    ),
    Rule(
        "handling_review", (), _("Handling of a case reviewed"),
        _working_days(10), ("owner", "line_manager", "head_of_service"), "settle (002); days ours",
        _("From conclusion. The line manager of whoever answered for it looks at how it was handled, and records missed opportunities."),
        pauses=True,
    ),
    Rule(
        "case_review", (), _("Case review ended"),
        NO_LENGTH, ("owner", "lead", "head_of_service"), "settle (002)",
        _("By the day given when it was opened, by an officer who did not work on the case."),
        holds=True,
        pauses=True,
    ),
    Rule(
        "refer_child", (), _("Child referred"),
        _hours(24), ("owner", "manager", "lead"), "Working Together 2023; Social Services and Well-being (Wales) Act 2014 s.130; hours ours",
        _("From when a child, or somebody whose age is not known, is put down as harmed or at risk. Referred, or why not is recorded."),
        holds=True,
    ),
    Rule(
        "refer_adult", (), _("Adult at risk referred"),
        _working_days(1), ("owner", "manager", "lead"), "Care Act 2014 s.42; Social Services and Well-being (Wales) Act 2014 s.128; time ours",
        _("From when the case of an adult at risk is opened. Referred, or why not is recorded; unknown limbs never block it."),
        holds=True,
    ),
    Rule(
        "referral_reply", (), _("Reply to a referral"),
        _working_days(2), ("owner", "manager", "lead"), "settle (002); time ours",
        _("From sending it. Silence drafts a reminder, then an escalation; a person reads and sends them."),
        holds=True,
        pauses=True,
    ),
    Rule(
        "return_talk", (), _("Talk on return"),
        _hours(72), ("owner", "manager", "lead"), "Peer support group (001); statutory guidance on missing children: 72 hours",
        _("From when a missing person was found. It took place, or was offered and declined."),
        holds=True,
        law=True,
    ),
    Rule(
        "safety_plan_review", (), _("Safety plan reviewed"),
        NO_LENGTH, ("owner", "lead"), "Housing 21 (004)",
        _("By the day given, at most three months on: an old plan protects nobody."),
        reminders=(-7,),
    ),
    Rule(
        "marac_attendance", ("D20",), _("MARAC attended"),
        NO_LENGTH, ("owner", "manager"), "Gwent (003)",
        _("Every meeting, whether a tenant is listed or not."),
    ),
    Rule(
        "marac_action", ("D21",), _("MARAC action"),
        NO_LENGTH, ("owner", "manager"), "SafeLives MARAC guidance",
        _("By the date minuted. Done, not possible because circumstances changed, or not done."),
        holds=True,
    ),
    Rule(
        "marac_repeat", ("D22",), _("MARAC repeat window and flag"),
        _months_to_the_day(12), ("owner", "manager"), "SafeLives repeat definition",
        _("From the last referral. Any abuse between the same people in this time is a repeat; then the flag is reviewed."),
        reminders=(-30,),
    ),
    Rule(
        "child_referral_reply", ("D23",), _("Reply to a child referral"),
        _working_days(1), ("owner", "lead"), "Working Together 2023",
        _("From sending it to the local authority. Silence is chased, then escalated."),
        holds=True,
        pauses=True,
        law=True,
    ),
    Rule(
        "wales_adult_enquiry", ("D24",), _("Adult at risk enquiry in Wales"),
        _working_days(7), ("owner", "lead"), "Social Services and Well-being (Wales) Act 2014 s.126, guidance",
        _("From the local authority's receipt. It is the authority's clock; we ask when it has run out."),
        nations=(Nation.WALES,),
        law=True,
    ),
    Rule(
        "allegation_officer", ("D25",), _("Allegation officer (LADO) told"),
        _hours(24), ("lead", "head_of_service"), "Local procedures; Working Together 2023",
        _("From when an allegation against somebody who works with children is known. More than a working day is a breach."),
        breach=_working_days(1), holds=True,
        law=True,
    ),
    Rule(
        "disclosure_scheme", ("D26",), _("Domestic violence disclosure"),
        _days(28), ("owner", "manager"), "DVDS statutory guidance",
        _("From the application. It is the police's clock; we ask when it has run out."),
        law=True,
    ),
    Rule(
        "missing_police", (), _("Police told of somebody missing"),
        _hours(1), ("owner", "manager", "lead"), "PEER-3; College of Policing, missing persons; one hour ours",
        _("From when it was put down that somebody at medium or high risk is missing and the police are not told."),
        holds=True,
    ),
    Rule(
        "case_unanswered", (), _("Another manager answers for the case"),
        _hours(24), ("operations", "lead", "head_of_service"), "Housing 21 (004): one Responsible Line Manager always; time ours",
        _("From when its Responsible Line Manager can no longer answer for it. Those above are told at once; passing the case on ends it."),
        holds=True,
    ),
    Rule(
        "protection_notice", ("D27",), _("Domestic abuse protection notice in court"),
        _hours(48), ("owner", "manager"), "Domestic Abuse Act 2021; days left out not confirmed",
        _("From service of the notice. Counted without leaving out any day, which is the stricter reading."),
        law=True,
    ),
)

_LANDLORD = (
    Rule(
        "hazard_emergency", ("D29",), _("Emergency hazard made safe"),
        _hours(24), ("owner", "manager"), "Awaab's Law, SI 2025/1042",
        _("From becoming aware: investigated and made safe."),
        nations=(Nation.ENGLAND,),
        law=True,
    ),
    Rule(
        "hazard_investigation", ("D29",), _("Significant hazard investigated"),
        _working_days(10), ("owner", "manager"), "Awaab's Law, SI 2025/1042",
        _("From becoming aware."),
        nations=(Nation.ENGLAND,),
        law=True,
    ),
    Rule(
        "hazard_summary", ("D29",), _("Written summary of a hazard"),
        _working_days(3), ("owner", "manager"), "Awaab's Law, SI 2025/1042",
        _("From the end of the investigation, to the tenant."),
        nations=(Nation.ENGLAND,),
        law=True,
    ),
    Rule(
        "hazard_safety_work", ("D29",), _("Hazard made safe"),
        _working_days(5), ("owner", "manager"), "Awaab's Law, SI 2025/1042",
        _("From the end of the investigation."),
        nations=(Nation.ENGLAND,),
        law=True,
    ),
    Rule(
        "hazard_further_work", ("D29",), _("Further work on a hazard begun"),
        _working_days(5), ("owner", "manager"), "Awaab's Law, SI 2025/1042",
        _("From the end of the investigation. Work not begun on site after twelve weeks is a breach."),
        breach=_days(84), nations=(Nation.ENGLAND,),
        law=True,
    ),
)

_ASSURANCE = (
    Rule(
        "lessons_forum", ("D10",), _("Lessons-learned forum"),
        _months(1), ("manager", "head_of_service"), "Housing 21 (004)",
        _("Monthly, from the last one."),
    ),
    Rule(
        "lead_meets_head", ("D11",), _("Safeguarding Lead meets Head of Service"),
        _months(3), ("lead", "head_of_service"), "Housing 21 (004)",
        _("Quarterly, from the last meeting."),
    ),
    Rule(
        "champions_meeting", ("D12",), _("Champions' meeting, development and lessons"),
        _months(3), ("lead",), "Housing 21 (004)",
        _("Quarterly, from the last meeting."),
    ),
    Rule(
        "quality_forum_data", ("D13",), _("Domestic abuse figures to the Quality Forum"),
        _months(3), ("lead",), "Housing 21 (004)",
        _("Quarterly, from the last figures."),
    ),
    Rule(
        "champion_sessions", ("D14",), _("Champion's three awareness sessions"),
        NO_LENGTH, ("owner", "lead"), "Housing 21 (004)",
        _("Three in each calendar year, by 31 December. The lead is told at the end of August if fewer than two were held."),
        reminders=(-122,),
    ),
    Rule(
        "awareness_week", ("D15",), _("Awareness week or days"),
        NO_LENGTH, ("owner", "lead"), "Housing 21 (004)",
        _("Safeguarding week and the sixteen days in November, sexual violence awareness in February. Dates change each year."),
        reminders=(-30,),
    ),
    Rule(
        "peer_group", ("D16",), _("Peer group meeting"),
        _months(3), ("owner",), "Peer support group (001)",
        _("Quarterly, from the last meeting."),
    ),
    Rule(
        "training_refresh", ("D17",), _("Training refreshed"),
        _months_to_the_day(12), ("owner", "line_manager", "trainer"), "settle (002) and Housing 21 (004)",
        _("A year from the last completion. A lapsed refresher never shuts the reporting form."),
        reminders=(-60, -30),
    ),
    Rule(
        "policy_review", ("D18",), _("Policy reviewed"),
        _months(24), ("owner", "lead"), "settle (002)",
        _("Two years from the last review, or sooner when the law or the organisation changes."),
        reminders=(-90, -30),
    ),
    Rule(
        "police_list", ("D19",), _("Police list checked"),
        SAME_DAY, ("owner", "manager"), "Gwent (003)",
        _("Each working day, before the call. Where the time of the call is known, it is due then."),
    ),
    Rule(
        "group_report", ("D30",), _("Report to the health, safety and wellbeing group"),
        NO_LENGTH, ("lead",), "settle (002); frequency not stated",
        _("Regularly, on the dates the organisation gives."),
    ),
    Rule(
        "serious_case_up", ("D31",), _("Serious case to the executive and the board"),
        NO_LENGTH, ("lead", "head_of_service"), "Housing 21 (004); no figure stated",
        _("Promptly, by the date given when the case is flagged as serious."),
    ),
    Rule(
        "lead_alerted", ("D34",), _("Safeguarding Lead told of a notification"),
        NO_LENGTH, ("head_of_service", "lead"), "Housing 21 (004); no figure stated",
        _("Promptly, when a MARAC, CQC, police or local authority notification reaches the Head of Service."),
    ),
    Rule(
        "assurance_email", ("D35",), _("Assurance e-mail with lessons"),
        _months(1), ("operations", "head_of_service"), "Housing 21 (004); monthly ours",
        _("Monthly, from the last one."),
    ),
)

_INFORMATION = (
    Rule(
        "subject_access", ("D28",), _("Subject access request answered"),
        _months(1), ("dpo", "lead"), "UK GDPR Art 12; ICO guidance",
        _("From receipt, to the same date a month later; on a weekend or holiday, the next working day. Aim for 28 days."),
        extended_span=_months(3),
        law=True,
    ),
    Rule(
        "sharing_agreement", ("D32",), _("Information sharing agreement reviewed"),
        NO_LENGTH, ("dpo", "lead"), "Gwent (003); the agreement itself",
        _("By the review date of the agreement."),
        reminders=(-60, -30),
    ),
    Rule(
        "data_breach", ("D33",), _("Personal data breach reported to the ICO"),
        _hours(72), ("dpo", "lead", "head_of_service"), "UK GDPR Art 33",
        _("From becoming aware, day and night."),
        law=True,
    ),
)
_ROWS = _CONCERN + _CASE + _LANDLORD + _ASSURANCE + _INFORMATION
RULES: Mapping[str, Rule] = MappingProxyType({row.code: row for row in _ROWS})
# Known here, and started by nothing that Heed does yet: a length set for one of them would be a promise that nobody keeps.
NOT_YET = frozenset({
    "report_up", "volunteer_report", "child_concern", "marac_attendance", "marac_action", "allegation_officer", "disclosure_scheme",
    "hazard_emergency", "hazard_investigation", "hazard_summary", "hazard_safety_work", "hazard_further_work", "lead_meets_head",
    "champions_meeting", "quality_forum_data", "champion_sessions", "awareness_week", "peer_group", "policy_review", "police_list",
    "group_report", "serious_case_up", "lead_alerted", "assurance_email", "subject_access", "sharing_agreement", "data_breach",
})
# A definition that everybody shares: another length would be another thing under the same name. And what each course says for itself.
FIXED = frozenset({"marac_repeat", "training_refresh"})

FAMILIES: tuple[tuple[Promise, tuple[Rule, ...]], ...] = (
    (_("Concerns, and who sees what"), _CONCERN),
    (_("Cases"), _CASE),
    (_("A landlord's hazards"), _LANDLORD),
    (_("Learning and assurance"), _ASSURANCE),
    (_("Information"), _INFORMATION),
)
PAUSING = tuple(row.code for row in _ROWS if row.pauses)
REPORTERS_OWN = tuple(row.code for row in _ROWS if row.reporters_own)
# fmt: on


def rule(name: str) -> Rule:
    """The clock with this code ("answer_reporter"), or with this id ("D5") where one alone has it. Raises UnknownRule."""
    wanted = name.strip().lower().replace("-", "_")
    if wanted in RULES:
        return RULES[wanted]
    found = [row for row in RULES.values() if wanted in (one.lower() for one in row.ids)]
    if len(found) == 1:
        return found[0]
    raise UnknownRule(_why_not(wanted, [row.code for row in found]))


def rung_at(chain: Sequence[Rung], telling: int) -> Rung:
    """Of a chain in the order of escalation, who is told at a telling: the 1st when it is due soon, the 2nd when it is overdue, and each
    time again one further up; the last one stays. `Clock.stage` is the telling that was last made (0: none yet, so whoever is asked
    for then is the first), and `stage + 1` the one that comes next. The chain has somebody in it."""
    return chain[min(max(telling, 1), len(chain)) - 1]


def _why_not(wanted: str, several: list[str]) -> Promise:
    if several:
        return format_lazy(_("More than one clock has that id. Ask for one of these: {codes}."), codes=", ".join(several))
    if near := difflib.get_close_matches(wanted, RULES, n=3, cutoff=0.5):
        return format_lazy(_("There is no clock of that name. The nearest are: {codes}."), codes=", ".join(near))
    return _("There is no clock of that name. `heed due --list` shows them all.")
