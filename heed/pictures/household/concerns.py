"""A household's concerns as they stood at an instant, with who reported them where the reader may know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from heed.concerns.advising import GIVEN
from heed.concerns.choices import AccountKind, Danger, State
from heed.concerns.models import Account, Concern
from heed.concerns.workflow import in_words
from heed.pictures.household.known import FIRST_WORDS, Known
from heed.pictures.timeline import Names
from heed.policies import visible
from heed.policies.asker import Asker
from heed.timeline.models import Event

TONES = {Danger.NOW: "danger", Danger.TODAY: "danger", Danger.NOT_KNOWN: "warn", Danger.NOT_NOW: ""}


@dataclass(frozen=True)
class ConcernShown:
    pk: UUID
    reference: str
    state: str
    danger: str
    tone: str
    sent_at: datetime
    open: bool
    note: str


def concerns_of(me: Asker, opened: list[UUID], at: datetime) -> list[Concern]:
    """Concerns in folders that were opened, sent by an instant (UTC), the newest first; each with `reported_by` for the group and the lead,
    and with when it was first advised on (`first_advice`) and came to the lead (`lead_asked`), in UTC or None."""
    reporter = visible.reporters(me, opened).filter(concern=OuterRef("pk")).values("colleague__display_name")
    sent = visible.concerns(me, opened).filter(sent_at__lte=at).order_by("-sent_at", "pk")
    return list(
        sent.annotate(
            reported_by=Subquery(reporter[:1]),
            first_advice=Subquery(_first(GIVEN)),
            lead_asked=Subquery(_first("advice.disagreed")),
        )
    )


def _first(kind: str) -> QuerySet:
    return Event.objects.filter(folder=OuterRef("folder_id"), kind=kind).order_by("recorded_at").values("recorded_at")[:1]


def shown(concern: Concern, at: datetime) -> ConcernShown:
    state, danger = _state(concern, at), Danger(concern.danger)
    return ConcernShown(
        concern.pk,
        concern.reference,
        in_words(state, both=_by(concern.advised_at, at), lead=_by(concern.lead_asked, at)),  # type: ignore[attr-defined]
        str(danger.label),
        TONES[danger],
        concern.sent_at,
        state != State.CLOSED,
        _("Reported by %(name)s") % {"name": concern.reported_by} if concern.reported_by else "",  # type: ignore[attr-defined]
    )


def _state(concern: Concern, at: datetime) -> State:
    """As it stood at an instant: a past picture does not know how it went on."""
    if concern.closed_at and concern.closed_at <= at:
        return State.CLOSED
    if (
        concern.reopened_at
        and concern.reopened_at <= at
        and not (concern.decided_at and concern.reopened_at < concern.decided_at <= at)
    ):
        return State.REOPENED
    if concern.decided_at and concern.decided_at <= at:
        return State.DECIDED
    return State.ADVISED if _by(concern.first_advice, at) else State.SENT  # type: ignore[attr-defined]


def _by(when: datetime | None, at: datetime) -> bool:
    return when is not None and when <= at


def names(concerns: Sequence[Concern], known: Known) -> Names:
    """What the timeline's ids mean to this reader."""
    return Names(
        {row.person.pk: row.person.name for row in known.members},
        {concern.folder_id: concern.reference for concern in concerns},
        {concern.folder_id: concern.reported_by for concern in concerns if concern.reported_by},  # type: ignore[attr-defined]
        {concern.folder_id: _first_words(known.accounts.get(concern.folder_id, [])) for concern in concerns},
        {concern.folder_id: str(Danger(concern.danger).label) for concern in concerns if concern.urgent},
    )


def _first_words(accounts: Sequence[Account]) -> str:
    """And always what a child said, in the child's own words: nobody should have to open the concern to hear it."""
    said = {kind: next((one.words for one in accounts if one.kind == kind and one.words), "") for kind in FIRST_WORDS}
    child, first = said.pop(AccountKind.CHILD_WORDS), next((words for words in said.values() if words), "")
    if not child:
        return first
    return f"{first}\n" * bool(first) + _("The child’s own words: “%(words)s”") % {"words": child}
