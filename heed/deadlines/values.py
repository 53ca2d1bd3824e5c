"""How long an organisation's own clocks run: what may be set, what is in force from when, and its own days off."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from heed.deadlines.calendars import SATURDAY, Nation, holiday_name
from heed.deadlines.counting import WITHOUT_LENGTH, Span, Unit, uk_day
from heed.deadlines.models import DayOff, RuleValue
from heed.deadlines.rules import FIXED, NOT_YET, Rule
from heed.organisation.models import Colleague, Signature

CHOSEN_FROM = (Unit.HOURS, Unit.WORKING_HOURS, Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.MONTHS)


class CannotSet(Exception):
    """Why a clock cannot run as long as that, or a day cannot be off."""


def settable(law: Rule) -> bool:
    """Whether an organisation may set this clock's length: it has one, Heed starts it, and it is no definition that all share."""
    return law.span.unit not in WITHOUT_LENGTH and law.code not in NOT_YET | FIXED


def units(law: Rule) -> tuple[Unit, ...]:
    """In what its length may be counted. The law's is counted as the law says."""
    return (law.span.unit,) if law.law or law.span.unit not in CHOSEN_FROM else CHOSEN_FROM


def refuse_what_cannot_be(law: Rule, nations: Iterable[Nation], span: Span) -> None:
    """Raises CannotSet with what may be set instead."""
    if not settable(law):
        raise CannotSet(_("This clock has no length that an organisation sets."))
    if elsewhere := [nation for nation in nations if not law.applies_in(nation)]:
        raise CannotSet(format_lazy(_("This clock does not run in {nation}."), nation=elsewhere[0].label))
    if span.unit not in units(law):
        raise CannotSet(format_lazy(_("This clock is counted as its source counts it: {span}."), span=law.span))
    if law.law and span.amount > law.span.amount:
        raise CannotSet(
            format_lazy(
                _("{span} is the most that its source allows ({source}). You may set less."),
                span=law.span,
                source=law.source_words,
            )
        )


def set_value(
    law: Rule, nation: Nation, span: Span, *, since: datetime, by: Colleague, reason: str, signature: Signature
) -> RuleValue:
    """In force from an instant (UTC) on; a clock that runs keeps the length it started with. Raises CannotSet."""
    refuse_what_cannot_be(law, [nation], span)
    return RuleValue.objects.create(
        rule=law.code,
        nation=nation,
        amount=Decimal(str(span.amount)),
        unit=span.unit,
        since=since,
        by=by,
        reason=reason,
        signature=signature,
    )


def history(law: Rule) -> QuerySet[RuleValue]:
    """Every length that was set, the newest first."""
    return RuleValue.objects.filter(rule=law.code).select_related("by", "signature__given_by").order_by("-since", "-pk")


def in_force(at: datetime) -> dict[tuple[str, Nation], RuleValue]:
    """What is in force at an instant (UTC), by rule and nation, where it is not the default. One statement."""
    found = RuleValue.objects.filter(since__lte=at).order_by("rule", "nation", "-since", "-pk").distinct("rule", "nation")
    return {(value.rule, Nation(value.nation)): value for value in found}


# Days off ---------------------------------------------------------------------------------------------------------------------
def days_ahead(at: datetime) -> QuerySet[DayOff]:
    """The organisation's own days off from the UK day of `at` (UTC) on."""
    return DayOff.objects.filter(day__gte=uk_day(at)).order_by("day", "nation")


def refuse_day(day: date, nations: Iterable[Nation], at: datetime) -> None:
    """Raises CannotSet where nothing would come of the day, or it is over."""
    if day < uk_day(at):
        raise CannotSet(_("That day is over. What was counted stays counted."))
    for nation in nations:
        if day.weekday() >= SATURDAY or holiday_name(day, nation):
            raise CannotSet(format_lazy(_("Nobody counts on that day in {nation} anyway."), nation=nation.label))
        if DayOff.objects.filter(day=day, nation=nation).exists():
            raise CannotSet(format_lazy(_("That day is off in {nation} already."), nation=nation.label))


def add_day_off(day: date, nation: Nation, name: str, *, at: datetime) -> DayOff:
    """Clocks that start from now on do not count it. Raises CannotSet."""
    refuse_day(day, [nation], at)
    return DayOff.objects.create(day=day, nation=nation, name=name)


def take_back_day_off(day: DayOff) -> None:
    """It is a working day after all, for clocks that start from now on."""
    day.delete()
