"""Domestic abuse in a case as its pages show it: which route each age takes, the checklists answered, referrals to MARAC, who was told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from heed.cases.choices import Part
from heed.cases.models import Case, Someone, Voice
from heed.deadlines import clocks
from heed.deadlines.models import Clock
from heed.domestic_abuse.assessing import route
from heed.domestic_abuse.choices import Age, Answer, Band, Body, Criterion, Mode, NoticeState, ReferralState
from heed.domestic_abuse.instruments import INSTRUMENTS, Instrument, score
from heed.domestic_abuse.marac import WINDOW, is_high
from heed.domestic_abuse.models import Assessment, MaracReferral, Notice, Signed
from heed.domestic_abuse.telling import CLOCK
from heed.households.models import SafeContact
from heed.pictures.case import choosing
from heed.pictures.household.safety import safe_contact
from heed.policies import visible
from heed.policies.asker import Asker

HARMED = (Part.VICTIM, Part.CHILD, Part.BOTH)
BAND_TONE = {Band.HIGH: "danger", Band.MEDIUM: "warn", Band.STANDARD: "quiet"}
ROUTE_TONE = {Age.CHILD_ROUTE: "danger", Age.BOTH_ROUTES: "warn", Age.NOT_KNOWN: "warn", Age.ADULT_ROUTE: "quiet"}


# Which route ------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Routed:
    """Somebody harmed, and which route their age takes (Domestic Abuse Act 2021 s.1)."""

    name: str
    age: int | None
    route: Age

    @property
    def tone(self) -> str:
        return ROUTE_TONE[self.route]


def routes(case: Case) -> tuple[Routed, ...]:
    return tuple(
        Routed(one.name or _("Not identified"), one.age, route(one.age))
        for one in choosing.standing(case)
        if one.part in HARMED
    )


def answers_for(case: Case) -> list[Someone]:
    """Whom a checklist may be about: somebody harmed who does not take the child's route."""
    return [one for one in choosing.standing(case) if one.part in HARMED and route(one.age) != Age.CHILD_ROUTE]


# Who stands behind it ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Stands:
    """Who stands behind a checklist or a referral, or was asked to. `own`: its author holds the competence, so nobody else has to."""

    mine: bool
    own: bool
    by: str
    at: datetime | None
    asked: str
    asked_at: datetime | None


def _stands(me: Asker, row: Signed) -> Stands:
    own = row.countersigned_by_id is not None and row.countersigned_by_id == row.by_id  # type: ignore[attr-defined]
    return Stands(
        mine=row.by_id == me.pk,  # type: ignore[attr-defined]
        own=own,
        by=row.countersigned_by.display_name if row.countersigned_by else "",
        at=row.countersigned_at,
        asked=row.asked.display_name if row.asked else "",
        asked_at=row.asked_at,
    )


SIGNERS = ("by", "countersigned_by", "asked")


# The checklists ---------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Answered:
    """One topic as it was answered. `source`: who said so, if it was not the person themselves."""

    asks: str
    answer: Answer | None
    comment: str
    source: str


@dataclass(frozen=True)
class Assessed:
    """A checklist as answered. `of`: how many topics it has; `escalators`: what speaks for a higher risk whatever the number."""

    pk: UUID
    name: str
    about: str
    mode: str
    level: Band
    suggested: Band
    yes: int
    of: int
    unknown: int
    many_unknown: bool
    escalators: tuple[str, ...]
    reasons: str
    answers: tuple[Answered, ...]
    by: str
    at: datetime
    stands: Stands

    @property
    def tone(self) -> str:
        return BAND_TONE[self.level]

    @property
    def raised(self) -> bool:
        return self.level != self.suggested


def to_read(case: Case) -> QuerySet[Assessment]:
    """The case's checklists, the newest first. `case` comes from `to_open(me)`."""
    rows = Assessment.objects.filter(case=case, folder=case.folder_id)
    return rows.select_related(*SIGNERS, "someone").order_by("-at", "-pk")


def assessments(me: Asker, rows: Iterable[Assessment]) -> tuple[Assessed, ...]:
    return tuple(assessed(me, row) for row in rows)


def assessed(me: Asker, row: Assessment) -> Assessed:
    instrument: Instrument = INSTRUMENTS[(row.instrument, row.version)]
    given: dict[str, dict[str, str]] = dict(row.answers or {})  # type: ignore[call-overload]
    came_to = score(instrument, {code: said["answer"] for code, said in given.items()})
    return Assessed(
        pk=row.pk,
        name=str(instrument.name),
        about=choosing.described(row.someone) if row.someone else "",
        mode=str(Mode(row.mode).label),
        level=row.level,
        suggested=Band(row.band),
        yes=row.yes,
        of=len(instrument.topics),
        unknown=row.unknown,
        many_unknown=came_to.many_unknown,
        escalators=tuple(str(instrument.topic(code).escalator) for code in came_to.escalators),
        reasons=row.reasons or "",
        answers=_answers(instrument, given),
        by=row.by.display_name,
        at=row.at,
        stands=_stands(me, row),
    )


def _answers(instrument: Instrument, given: dict[str, Any]) -> tuple[Answered, ...]:
    said = [(topic, given.get(topic.code, {})) for topic in instrument.topics]
    return tuple(
        Answered(
            str(topic.asks),
            Answer(one["answer"]) if one.get("answer") else None,
            one.get("comment", ""),
            one.get("source", ""),
        )
        for topic, one in said
    )


# MARAC ------------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Referred:
    """A referral to MARAC, as written so far, as it went, or withdrawn. `high`: then it may go before it is countersigned."""

    pk: UUID
    state: ReferralState
    criteria: tuple[str, ...]
    reasons: str
    form: dict[str, str]
    by: str
    at: datetime
    stands: Stands
    sent_at: datetime | None
    agency: str
    high: bool
    window_over: bool
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdrawn_why: str

    @property
    def draft(self) -> bool:
        return self.state == ReferralState.DRAFT

    @property
    def waits(self) -> bool:
        """For a countersignature."""
        return self.stands.at is None and self.state != ReferralState.WITHDRAWN


def to_meeting(case: Case) -> QuerySet[MaracReferral]:
    """The case's referrals to MARAC, the newest first. `case` comes from `to_open(me)`."""
    window = Clock.objects.running().filter(about=OuterRef("pk"), rule="marac_repeat")
    rows = MaracReferral.objects.filter(case=case, folder=case.folder_id).annotate(window=Exists(window))
    return rows.select_related(*SIGNERS, "withdrawn_by", "agency", "assessment", "case__responsible").order_by("-at", "-pk")


def referred(me: Asker, row: MaracReferral) -> Referred:
    return Referred(
        pk=row.pk,
        state=ReferralState(row.state),
        criteria=tuple(str(Criterion(code).label) for code in row.criteria),
        reasons=row.reasons or "",
        form=dict(row.form or {}),  # type: ignore[call-overload]
        by=row.by.display_name,
        at=row.at,
        stands=_stands(me, row),
        sent_at=row.sent_at,
        agency=row.agency.name if row.agency else "",
        high=is_high(row),
        window_over=row.window and row.sent_at is not None and row.sent_at + WINDOW <= me.at,  # type: ignore[attr-defined]
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.withdrawn_by.display_name if row.withdrawn_by else "",
        withdrawn_why=row.withdrawn_why or "",
    )


# Telling the local authority and CQC ------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Told:
    """The local authority or CQC, told or being told, or the decision that it need not be. `late`: over 24 hours and not sent."""

    pk: UUID
    body: Body
    state: NoticeState
    form: dict[str, str]
    reasons: str
    extenuating: str
    reference: str
    known_at: datetime
    sent_at: datetime | None
    by: str
    at: datetime
    due_at: datetime | None
    late: bool

    @property
    def draft(self) -> bool:
        return self.state == NoticeState.DRAFT


def to_bodies(case: Case) -> QuerySet[Notice]:
    """The case's notices, the newest first. `case` comes from `to_open(me)`."""
    return Notice.objects.filter(case=case, folder=case.folder_id).select_related("by").order_by("-at", "-pk")


def told(row: Notice, at: datetime) -> Told:
    """`at` in UTC."""
    draft = row.state == NoticeState.DRAFT
    due = clocks.due(row.folder_id, CLOCK[Body(row.body)]) if draft else None
    return Told(
        pk=row.pk,
        body=Body(row.body),
        state=NoticeState(row.state),
        form=dict(row.form or {}),  # type: ignore[call-overload]
        reasons=row.reasons or "",
        extenuating=row.extenuating or "",
        reference=row.reference or "",
        known_at=row.known_at,
        sent_at=row.sent_at,
        by=row.by.display_name,
        at=row.at,
        due_at=due,
        late=due is not None and at > due,
    )


# What is known already, for the forms -----------------------------------------------------------------------------------------
def known(me: Asker, case: Case) -> dict[str, str]:
    """What the forms of MARAC and the local authority begin with, by field. Safe contact only of those this colleague may open."""
    people = choosing.standing(case)
    voice = Voice.objects.filter(folder=case.folder_id, superseded_at=None).order_by("-at", "pk").first()
    harmed = [one for one in people if one.part in (Part.VICTIM, Part.BOTH)]
    return {
        "referrer": _named(me),
        "harmed": _lines(harmed),
        "perpetrators": _lines(one for one in people if one.part in (Part.PERPETRATOR, Part.BOTH)),
        "children": _lines(one for one in people if one.part == Part.CHILD or (one.age is not None and one.age < 18)),
        "safe_call": _safe(me, harmed),
        "wants": (voice.wants or "") if voice else "",
    }


def known_to_cqc(me: Asker, case: Case) -> dict[str, str]:
    """What CQC's form begins with: no name of anybody in the case."""
    return {"referrer": _named(me), "own_reference": case.reference, "location": case.scheme.name}


def _named(me: Asker) -> str:
    return ", ".join(filter(None, [me.colleague.display_name, me.colleague.job_title]))


def _lines(people: Iterable[Someone]) -> str:
    return "\n".join(", ".join(filter(None, [one.name or "", _age(one.age), one.about or ""])) for one in people)


def _age(age: int | None) -> str:
    return _("age not known") if age is None else str(age)


def _safe(me: Asker, people: Iterable[Someone]) -> str:
    names = {one.person_id: one.name for one in people if one.person_id}
    rows = SafeContact.objects.filter(person__in=names, superseded_at=None, folder__in=visible.folders(me))
    return "\n".join(f"{names[row.person_id]}: {safe_contact(row)}" for row in rows)
