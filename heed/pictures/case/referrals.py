"""What went out from a case: to whom, since when they are silent, what came back, and the letter that waits to be sent (CH-2)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery

from heed.cases.choices import ChaseKind, ReferralOutcome, ReferralState
from heed.cases.models import Case, Chase, Referral
from heed.deadlines.models import Clock


@dataclass(frozen=True)
class Out:
    """One referral. `due_at` (UTC): when their answer is due; None once it came. `letter`: a reminder or escalation that waits to be sent."""

    pk: UUID
    name: str
    agency: str
    telephone: str
    officer: str
    state: ReferralState
    sent_at: datetime
    by: str
    due_at: datetime | None
    reference: str
    threshold: str
    outcome: str
    answer: str
    answered_at: datetime | None
    letter: str

    @property
    def waits(self) -> bool:
        return self.state in (ReferralState.SENT, ReferralState.ACKNOWLEDGED)


def referrals(case: Case) -> tuple[Out, ...]:
    """All of them, the newest first. Two statements."""
    clock = Clock.objects.filter(folder=case.folder_id, about=OuterRef("pk"), met_at=None).order_by("due_at")
    rows = (
        Referral.objects.filter(folder=case.folder_id)
        .select_related("pathway", "agency", "officer", "by")
        .annotate(due_at=Subquery(clock.values("due_at")[:1]))
        .order_by("-sent_at", "pk")
    )
    unsent = Chase.objects.filter(folder=case.folder_id, sent_at=None).order_by(
        "-drafted_at", "-kind"
    )  # of two, the reminder first
    letters = {chase.referral_id: str(ChaseKind(chase.kind).label) for chase in unsent}
    return tuple(_out(row, letters.get(row.pk, "")) for row in rows)


def _out(row: Referral, letter: str) -> Out:
    return Out(
        row.pk,
        row.pathway.name,
        row.agency.name,
        row.agency.telephone,
        row.officer.name if row.officer else "",
        ReferralState(row.state),
        row.sent_at,
        row.by.display_name,
        row.due_at,  # type: ignore[attr-defined]
        row.their_reference or "",
        row.threshold,
        str(ReferralOutcome(row.outcome).label) if row.outcome else "",
        row.answer or "",
        row.answered_at,
        letter,
    )
