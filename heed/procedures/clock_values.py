"""An organisation's own lengths of clocks, and its days off: asked for by one, signed by another, in force from a day on.

A longer clock may leave somebody without an answer, and nobody notices: so no one sets it alone."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from heed.deadlines import values
from heed.deadlines.calendars import Nation
from heed.deadlines.counting import Span, Unit
from heed.deadlines.rules import Rule, rule
from heed.deadlines.values import CannotSet
from heed.organisation import actions
from heed.organisation.actions import CannotSign
from heed.organisation.choices import SignatureKind
from heed.organisation.models import Colleague, Signature


@dataclass(frozen=True)
class WantedLength:
    """A clock's length as it was asked for: the frozen wording of its signature. `amount` is a number as written, `since` an instant (UTC)."""

    rule: str
    nations: list[str]
    amount: str
    unit: str
    since: str
    reason: str

    @property
    def span(self) -> Span:
        return Span(float(self.amount), Unit(self.unit))


@dataclass(frozen=True)
class WantedDay:
    """A day off as it was asked for. `day` is a date (ISO 8601)."""

    day: str
    nations: list[str]
    name: str


@transaction.atomic
def propose_length(
    law: Rule, nations: Sequence[Nation], span: Span, *, since: datetime, reason: str, by: Colleague, at: datetime
) -> Signature:
    """Waits for a second signature. `since` (UTC): not before the day it is signed. Raises CannotSet, CannotSign."""
    values.refuse_what_cannot_be(law, nations, span)
    wanted = WantedLength(
        law.code, [nation.value for nation in nations], str(span.amount), span.unit.value, max(since, at).isoformat(), reason
    )
    return actions.ask_signature(SignatureKind.CLOCK, asdict(wanted), for_colleague=by, by=by, at=at)


@transaction.atomic
def propose_day_off(day: date, nations: Sequence[Nation], name: str, *, by: Colleague, at: datetime) -> Signature:
    """Waits for a second signature. Raises CannotSet, CannotSign."""
    values.refuse_day(day, nations, at)
    wanted = WantedDay(day.isoformat(), [nation.value for nation in nations], name)
    return actions.ask_signature(SignatureKind.DAY_OFF, asdict(wanted), for_colleague=by, by=by, at=at)


def put_in_force(signature: Signature, at: datetime) -> None:
    """What was signed at this instant (UTC). Raises CannotSign where it cannot be any more."""
    try:
        if signature.kind == SignatureKind.DAY_OFF:
            _put_day_off(WantedDay(**signature.wanted), at)
        else:
            _put_length(signature, WantedLength(**signature.wanted), at)
    except CannotSet as refusal:
        raise CannotSign(str(refusal)) from refusal


def _put_length(signature: Signature, wanted: WantedLength, at: datetime) -> None:
    for nation in wanted.nations:
        values.set_value(
            rule(wanted.rule),
            Nation(nation),
            wanted.span,
            since=max(at, datetime.fromisoformat(wanted.since)),
            by=signature.asked_by,
            reason=wanted.reason,
            signature=signature,
        )


def _put_day_off(wanted: WantedDay, at: datetime) -> None:
    for nation in wanted.nations:
        values.add_day_off(date.fromisoformat(wanted.day), Nation(nation), wanted.name, at=at)
