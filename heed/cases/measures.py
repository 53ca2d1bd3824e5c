"""What protects somebody: orders and notices with dates, action against perpetrators, what was offered and taken up (CH-13, DA-3)."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from heed.cases.choices import ORDERS, MeasureKind, Uptake
from heed.cases.models import Case, Measure, Someone
from heed.cases.workflow import hold_open
from heed.deadlines import clocks
from heed.deadlines.choices import Outcome
from heed.deadlines.clocks import Owed
from heed.organisation.models import Colleague
from heed.timeline.actions import record

HEARING = "protection_notice"
HEARD = (Uptake.IN_FORCE, Uptake.NOT_GRANTED)


class CannotMeasure(Exception):
    """What is missing."""


@dataclass(frozen=True)
class Taken:
    """One measure, for or against somebody, with the days it is in force."""

    kind: MeasureKind
    uptake: Uptake
    words: str = ""
    someone: Someone | None = None
    since: date | None = None
    until: date | None = None


@transaction.atomic
def take(case: Case, taken: Taken, *, by: Colleague, at: datetime, corrects: Measure | None = None) -> Measure:
    """Puts down a measure, or how it stands now. Raises CannotMeasure without the reason for a refusal or an order's first day."""
    if taken.uptake == Uptake.REFUSED and not taken.words.strip():
        raise CannotMeasure(_("Write why it was refused, in their words where you can."))
    if taken.kind in ORDERS and taken.uptake == Uptake.IN_FORCE and taken.since is None:
        raise CannotMeasure(_("Give the day from which the order or notice is in force."))
    if taken.since and taken.until and taken.until < taken.since:
        raise CannotMeasure(_("It would end before it begins. Look at the days again."))
    hold_open(case)
    if corrects and not Measure.objects.filter(pk=corrects.pk, superseded_at=None).update(superseded_at=at):
        raise CannotMeasure(_("Somebody changed this a moment ago. Look again."))
    measure = Measure(
        folder_id=case.folder_id,
        case=case,
        kind=taken.kind,
        someone=taken.someone,
        uptake=taken.uptake,
        words=taken.words,
        since=taken.since,
        until=taken.until,
        by=by,
        at=at,
        corrects=corrects,
    )
    measure.save(force_insert=True)
    _keep_court(measure, by=by, at=at)
    record("case.measure", case.folder_id, by=by, at=at, words={"kind": taken.kind, "is": taken.uptake, "text": taken.words})
    return measure


def _keep_court(measure: Measure, *, by: Colleague, at: datetime) -> None:
    """A notice is owed its hearing (D27) from the day it was served, of which only the day is known. An order that was made or not granted
    against the same person ends that, and so does the notice's own end; corrected, it counts anew."""
    case, folder, was = measure.case, measure.folder_id, measure.corrects
    owed = measure.kind == MeasureKind.DAPN and measure.uptake == Uptake.IN_FORCE
    if was and was.kind == MeasureKind.DAPN:
        clocks.meet_about(folder, was.pk, by=by, at=at, outcome=Outcome.NOT_POSSIBLE if owed else Outcome.DONE)
    if owed and measure.since:
        served = make_aware(datetime.combine(measure.since, time()))
        clocks.start(HEARING, Owed(folder, case.responsible, folder, measure.pk), at=served, nation=case.nation)
    if measure.kind == MeasureKind.DAPO and measure.uptake in HEARD:
        for notice in Measure.objects.filter(case=case, kind=MeasureKind.DAPN, superseded_at=None).select_related("someone"):
            if not (measure.someone and notice.someone) or _first(measure.someone) == _first(notice.someone):
                clocks.meet_about(folder, notice.pk, by=by, at=at)


def _first(someone: Someone) -> UUID:
    """As whom they were put down first, before any correction."""
    while someone.corrects:
        someone = someone.corrects
    return someone.pk
