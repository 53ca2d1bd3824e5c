"""When training is due to be refreshed (D17): so many months to the day after it was last done. Being late never shuts the form."""

from datetime import date, datetime, time, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from heed.deadlines.counting import UK, Span, Unit, reckon, uk_day
from heed.deadlines.rules import rule
from heed.organisation.choices import Nation
from heed.training.models import Course


class State(models.TextChoices):
    NEVER = "never", _("not trained yet")
    LAPSED = "lapsed", _("refresher overdue")
    SOON = "soon", _("refresher due soon")
    FRESH = "fresh", _("up to date")


def due_on(course: Course, on: date) -> date:
    """The UK day on which a course done on a day is due again. Counting to the day asks no holiday table, so either nation will do."""
    start = datetime.combine(on, time(12), tzinfo=UK)
    return uk_day(reckon(Span(course.months, Unit.CALENDAR_MONTHS), start, Nation.ENGLAND).due)


def state(course: Course, on: date | None, today: date) -> State:
    """Of one colleague, who last did the course on that day (or never)."""
    if on is None:
        return State.NEVER
    due = due_on(course, on)
    if due < today:
        return State.LAPSED
    return State.SOON if due - today <= notice() else State.FRESH


def notice() -> timedelta:
    """How long before it is due somebody is first reminded: the rule's own earliest reminder."""
    return timedelta(days=-min(rule("training_refresh").reminders))
