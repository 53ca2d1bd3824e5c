"""A household's cases as they stood at an instant, for those who may see the case: its line on the household's screen, and no word of it.

A case may reach a household from which somebody is hiding; so what stands here is only that there is one, of which kind, and who answers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from heed.cases.choices import Kind, Risk, State
from heed.cases.models import Case, Reach
from heed.households.models import Household
from heed.policies import visible
from heed.policies.asker import Asker

TONES = {Risk.HIGH: "danger", Risk.MEDIUM: "warn"}


@dataclass(frozen=True)
class CaseShown:
    """`open`: it was not closed at that instant. `since` in UTC."""

    pk: UUID
    folder: UUID
    reference: str
    kind: str
    risk: str
    tone: str
    responsible: str
    since: datetime
    open: bool


def reached_from(household: Household, at: datetime) -> Q:
    """Of cases: those that reached this household at an instant (UTC)."""
    stood = Reach.objects.filter(Q(undone_at=None) | Q(undone_at__gt=at), household=household, at__lte=at)
    return Q(pk__in=stood.values("case"))


def cases_of(me: Asker, household: Household, opened: list[UUID], at: datetime) -> tuple[CaseShown, ...]:
    """Cases in folders that were opened, the newest first. `at` in UTC. One statement."""
    found = visible.cases(me, opened).filter(reached_from(household, at)).annotate(answers=F("responsible__display_name"))
    return tuple(_shown(case, at) for case in found.order_by("-entered_at", "pk"))


def _shown(case: Case, at: datetime) -> CaseShown:
    risk, closed = Risk(case.risk), case.closed_at is not None and case.closed_at <= at
    return CaseShown(
        case.pk,
        case.folder_id,
        case.reference,
        str(Kind(case.kind).label),
        str(risk.label),
        TONES.get(risk, "quiet"),
        case.answers,  # type: ignore[attr-defined]
        case.entered_at,
        not (closed and case.state == State.CLOSED),
    )
