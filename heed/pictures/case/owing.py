"""What is owed in a case, under which rule and from which source; and how it stands on its 21 days in the holding area (D8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery
from django.utils.timezone import localdate

from heed.cases.choices import ExemptionKind
from heed.cases.models import Case, Exemption
from heed.deadlines.models import ClockWords, Outcome
from heed.deadlines.rules import rule
from heed.policies import visible
from heed.policies.asker import Asker

SHOWN_AFTER = timedelta(days=28)  # what was settled earlier is in the timeline


@dataclass(frozen=True)
class Owing:
    """Something owed in the case. Times in UTC. `holds`: the case cannot close before it is settled."""

    pk: UUID
    code: str
    name: str
    owner: str
    due_at: datetime
    breach_at: datetime | None
    started_at: datetime
    met_at: datetime | None
    paused_at: datetime | None
    outcome: str
    explanation: str
    source: str
    holds: bool
    mine: bool

    @property
    def action(self) -> bool:
        return self.code == "action"


@dataclass(frozen=True)
class Days:
    """How the case stands on its days. `day`: today's number `of` so many, as UK days; `due_at` in UTC; `over`: how many days too many."""

    day: int
    of: int
    due_at: datetime
    over: int
    exempt: str
    review_on: date | None

    @property
    def share(self) -> int:
        """How much of the days is used, in hundredths, at most 100."""
        return min(100, round(100 * self.day / self.of))

    @property
    def tone(self) -> str:
        return "danger" if self.over else "warn" if self.share > 66 else "quiet"


def owing(me: Asker, case: Case, at: datetime) -> tuple[Owing, ...]:
    """What runs, and what was settled lately, what is due first before the rest. `at` in UTC. One statement."""
    of_it = visible.clocks(me, [case.folder_id]).filter(Q(holds=case.folder_id) | Q(folder=case.folder_id))
    lately = Q(met_at=None) | Q(met_at__gt=at - SHOWN_AFTER)
    sealed = Subquery(ClockWords.objects.filter(pk=OuterRef("pk")).values("words"))
    rows = of_it.filter(lately).select_related("owner").annotate(sealed=sealed).order_by("due_at", "pk")
    return tuple(_owing(row, case, me) for row in rows)


def _owing(row: Any, case: Case, me: Asker) -> Owing:
    law, words = rule(row.rule), _words(row)
    return Owing(
        pk=row.pk,
        code=row.rule,
        name=str(words.get("what") or law.name),
        owner=row.owner.display_name if row.owner else "",
        due_at=row.due_at,
        breach_at=row.breach_at,
        started_at=row.started_at,
        met_at=row.met_at,
        paused_at=row.paused_at,
        outcome=str(Outcome(row.outcome).label) if row.outcome else "",
        explanation=str(law.explanation),
        source=law.source_words,
        holds=row.holds_id == case.folder_id,
        mine=row.owner_id == me.pk,
    )


def _words(row: Any) -> dict[str, Any]:
    return ClockWords(id_id=row.pk, folder_id=row.folder_id, words=bytes(row.sealed)).words if row.sealed else {}  # type: ignore[return-value]


def days(case: Case, owed: Iterable[Owing], exemption: Exemption | None, at: datetime) -> Days | None:
    """None once it is concluded: nothing counts any more."""
    clock = next((one for one in owed if one.code == "holding_area" and one.met_at is None), None)
    if clock is None:
        return None
    over = (localdate(at) - localdate(clock.due_at)).days if at > clock.due_at else 0
    exempt = str(ExemptionKind(exemption.kind).label) if exemption else ""
    day, of = day_number(case.entered_at, at), day_number(case.entered_at, clock.due_at)
    return Days(day, of, clock.due_at, over, exempt, exemption.review_on if exemption else None)


def day_number(entered: datetime, at: datetime) -> int:
    """How many UK days after the day of entry it is; the first for whatever entered today. Of the due instant: how many there are."""
    return max(1, (localdate(at) - localdate(entered)).days)
