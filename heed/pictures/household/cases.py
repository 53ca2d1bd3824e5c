"""A household's cases as they stood at an instant, for those who may see the case: its line on the household's screen, and no word of it.

A case may reach a household from which somebody is hiding; so what stands here is only that there is one, of which kind, and who answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from heed.cases.choices import Kind, Risk, State
from heed.cases.models import Case, Reach
from heed.households.models import Household

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


def cases_shown(found: Iterable[tuple[Case, str]], at: datetime) -> tuple[CaseShown, ...]:
    """Each case, with the name of whoever answers for it, as it stood. `at` in UTC."""
    return tuple(_shown(case, answers, at) for case, answers in found)


def _shown(case: Case, answers: str, at: datetime) -> CaseShown:
    risk, closed = Risk(case.risk), case.closed_at is not None and case.closed_at <= at
    return CaseShown(
        case.pk,
        case.folder_id,
        case.reference,
        str(Kind(case.kind).label),
        str(risk.label),
        TONES.get(risk, "quiet"),
        answers,
        case.entered_at,
        not (closed and case.state == State.CLOSED),
    )
