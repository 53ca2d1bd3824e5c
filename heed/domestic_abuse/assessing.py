"""Answering a risk checklist. A score may raise a case's risk; it never lowers it and never closes anything (DA-3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from heed.cases.choices import Risk
from heed.cases.models import Case, Someone
from heed.domestic_abuse.choices import Age, Answer, Band, Mode, ReferralState
from heed.domestic_abuse.instruments import INSTRUMENTS, Instrument, score
from heed.domestic_abuse.models import Assessment, LicensedText, MaracReferral
from heed.organisation.models import Colleague
from heed.timeline.actions import record

LEAST_AGE, ADULT = 16, 18
ORDER = [Band.STANDARD, Band.MEDIUM, Band.HIGH]
RISK_OF = {Band.STANDARD: Risk.STANDARD, Band.MEDIUM: Risk.MEDIUM, Band.HIGH: Risk.HIGH}
RISKS = [Risk.NOT_ASSESSED, Risk.STANDARD, Risk.MEDIUM, Risk.HIGH]


class CannotAssess(Exception):
    """What is missing, or why this instrument does not fit."""


@dataclass(frozen=True)
class Said:
    """One topic's answer, a comment, and who said so if it was not the person themselves."""

    answer: str
    comment: str = ""
    source: str = ""


@dataclass(frozen=True)
class Sheet:
    """A checklist as answered. `raised_to` with `reasons`: professional judgement above what the answers suggest."""

    instrument: Instrument
    mode: Mode
    answers: Mapping[str, Said] = field(default_factory=dict)
    raised_to: Band | None = None
    reasons: str = ""


def route(age: int | None) -> Age:
    """Which route the age of the person harmed takes, in whole years (Domestic Abuse Act 2021 s.1: both 16 or over)."""
    if age is None:
        return Age.NOT_KNOWN
    if age < LEAST_AGE:
        return Age.CHILD_ROUTE
    return Age.BOTH_ROUTES if age < ADULT else Age.ADULT_ROUTE


@transaction.atomic
def assess(
    case: Case, sheet: Sheet, *, by: Colleague, at: datetime, competent: bool, someone: Someone | None = None
) -> Assessment:
    """Keeps a checklist; its level raises the case's risk where it is higher. Counts and shows at once; `competent`: its author may sign it.

    Raises CannotAssess for an unknown answer, for judgement without reasons, or below what the answers suggest."""
    instrument = INSTRUMENTS[(sheet.instrument.code, sheet.instrument.version)]
    given = {one.answer for one in sheet.answers.values()}
    if sheet.answers.keys() - {topic.code for topic in instrument.topics} or given - {"", *Answer.values}:
        raise CannotAssess(_("This checklist has changed. Open it again: what you wrote is kept."))
    if not any(given):
        raise CannotAssess(_("Answer at least one question. “Don’t know” is an answer."))
    came_to = score(instrument, {code: said.answer for code, said in sheet.answers.items()})
    if sheet.raised_to and ORDER.index(sheet.raised_to) < ORDER.index(came_to.band):
        raise CannotAssess(_("Judgement may raise the level, and never lowers it."))
    if sheet.raised_to and sheet.raised_to != came_to.band and not sheet.reasons.strip():
        raise CannotAssess(_("Write why you judge the risk higher than the answers suggest."))
    earlier = Assessment.objects.filter(case=case, instrument=instrument.code).order_by("-at", "-pk").first()
    assessment = Assessment(
        folder_id=case.folder_id,
        case=case,
        someone=someone,
        instrument=instrument.code,
        version=instrument.version,
        mode=sheet.mode,
        answers={code: {"answer": s.answer, "comment": s.comment, "source": s.source} for code, s in sheet.answers.items()},
        yes=came_to.yes,
        unknown=came_to.unknown + came_to.unanswered,
        band=came_to.band,
        raised_to=sheet.raised_to or "",
        reasons=sheet.reasons,
        supersedes=earlier,
        by=by,
        at=at,
        countersigned_by=by if competent else None,
        countersigned_at=at if competent else None,
    )
    assessment.save(force_insert=True)
    if assessment.level != Band.STANDARD or not came_to.many_unknown:  # so little known is no low risk
        _raise_risk(case, assessment.level, by, at)
    words = {"instrument": instrument.code, "yes": came_to.yes, "unknown": assessment.unknown, "is": assessment.level}
    record("assessment.made", case.folder_id, by=by, at=at, words=words)
    return assessment


def _raise_risk(case: Case, level: Band, by: Colleague, at: datetime) -> None:
    risk = RISK_OF[level]
    lower = RISKS[: RISKS.index(risk)]
    if Case.objects.filter(pk=case.pk, risk__in=lower).update(risk=risk):  # as it stands now: of two at once the higher stays
        record("case.risk", case.folder_id, by=by, at=at, words={"was": case.risk, "is": risk})
        case.risk = risk


@transaction.atomic
def countersign(signed: Assessment | MaracReferral, *, by: Colleague, at: datetime, competent: bool) -> None:
    """Somebody with the competence (`competent`; the wall asks the same) stands behind it. Raises CannotAssess for anybody else, for its
    own author, and when it was done already or withdrawn."""
    if not competent:
        raise CannotAssess(
            _(
                "Only somebody with the recorded competence countersigns this. Ask for a countersignature from the page of the draft."
            )
        )
    if signed.by_id == by.pk:
        raise CannotAssess(_("You filled this in yourself, so somebody else countersigns it."))
    if not unsigned(signed).update(countersigned_by=by, countersigned_at=at):
        raise CannotAssess(_("Somebody has countersigned this already, or it was withdrawn."))
    kind = "marac.countersigned" if isinstance(signed, MaracReferral) else "assessment.countersigned"
    record(kind, signed.folder_id, by=by, at=at)


@transaction.atomic
def note_asked(signed: Assessment | MaracReferral, whom: Colleague, why: str, *, by: Colleague, at: datetime) -> None:
    """Somebody was asked to countersign it; who has just been let in is told (by procedures.countersigning, which lets them in).

    Raises CannotAssess when nothing is left to countersign."""
    if not unsigned(signed).update(asked=whom, asked_at=at):
        raise CannotAssess(_("Somebody has countersigned this already, or it was withdrawn."))
    kind = "marac.countersign_asked" if isinstance(signed, MaracReferral) else "assessment.countersign_asked"
    record(kind, signed.folder_id, by=by, at=at, words={"who": whom.pk, "name": whom.display_name, "text": why})


def unsigned(signed: Assessment | MaracReferral) -> QuerySet[Any]:
    """The row, as long as it waits for a countersignature: also a referral that has gone before it, but none that was withdrawn."""
    if isinstance(signed, MaracReferral):
        return MaracReferral.objects.filter(pk=signed.pk, countersigned_at=None).exclude(state=ReferralState.WITHDRAWN)
    return Assessment.objects.filter(pk=signed.pk, countersigned_at=None)


# A provider's licensed wording ------------------------------------------------------------------------------------------------
@transaction.atomic
def put_licensed(instrument: Instrument, texts: Mapping[str, str], licence: str, *, by: Colleague, at: datetime) -> None:
    """The wording this provider holds a licence for, by topic; what is not given stays as it was. Raises CannotAssess without the licence."""
    if not licence.strip():
        raise CannotAssess(_("Write which licence allows this wording, and until when."))
    for code in (topic.code for topic in instrument.topics if texts.get(topic.code, "").strip()):
        LicensedText.objects.update_or_create(
            instrument=instrument.code,
            version=instrument.version,
            topic=code,
            defaults={"text": texts[code].strip(), "licence": licence.strip(), "by": by, "at": at},
        )


def licence_of(instrument: Instrument) -> str:
    """Which licence the provider's own wording stands under; empty where there is none."""
    rows = LicensedText.objects.filter(instrument=instrument.code, version=instrument.version)
    return rows.order_by("-at", "pk").values_list("licence", flat=True).first() or ""


def licensed(instrument: Instrument) -> dict[str, str]:
    """The provider's own licensed wording by topic, where there is one."""
    rows = LicensedText.objects.filter(instrument=instrument.code, version=instrument.version)
    return dict(rows.values_list("topic", "text"))
