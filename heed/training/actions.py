"""Recording who did which course. Training opens the door: the link to the form is sent then (CFC-2, CFC-10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from heed.deadlines.counting import uk_day
from heed.organisation.models import Colleague
from heed.training.choices import Gives
from heed.training.models import Completion, Course


class CannotRecord(Exception):
    """Why this training cannot be recorded like this."""


@dataclass(frozen=True)
class Recorded:
    """`new`: completions made now. `already`: those of the class for whom that day was recorded before."""

    new: tuple[Completion, ...]
    already: tuple[Colleague, ...]


@transaction.atomic
def record_training(colleagues: Iterable[Colleague], course: Course, *, on: date, by: Colleague, at: datetime) -> Recorded:
    """Each of the class did the course on that UK day. Where the course opens the form, the link is owed from the same transaction on.

    Once however often it is said. Raises CannotRecord for a day to come, for nobody, and for oneself."""
    attended = list(dict.fromkeys(colleagues))
    if not attended:
        raise CannotRecord(_("Name at least one colleague."))
    if on > uk_day(at):
        raise CannotRecord(_("That day has not come yet. Record the training when it has taken place."))
    if by in attended:
        raise CannotRecord(_("Nobody records their own training. Ask another trainer or administrator."))
    before = set(
        Completion.objects.filter(course=course, on=on, colleague__in=attended, withdrawn_at=None).values_list(
            "colleague_id", flat=True
        )
    )
    new = tuple(_complete(colleague, course, on, by, at) for colleague in attended if colleague.pk not in before)
    return Recorded(new, tuple(colleague for colleague in attended if colleague.pk in before))


def _complete(colleague: Colleague, course: Course, on: date, by: Colleague, at: datetime) -> Completion:
    completion = Completion.objects.create(colleague=colleague, course=course, on=on, recorded_by=by, recorded_at=at)
    if course.opens_form:
        jobs.configure_task("send_form_link", queue="tell").defer(completion=completion.pk)
    return completion


def withdraw(completion: Completion, *, at: datetime) -> None:
    """It was recorded by mistake. The row stays, withdrawn; recording it again makes a new one."""
    Completion.objects.filter(pk=completion.pk, withdrawn_at=None).update(withdrawn_at=at)


def add_course(name: str, code: str, *, opens_form: bool, months: int, gives: Gives = Gives.NOTHING) -> Course:
    """A course of the provider's own. `months`: a refresher is due after so many (D17); `gives`: a competence. Raises CannotRecord for a name or code in use."""
    if Course.objects.filter(name__iexact=name).exists() or Course.objects.filter(code=code).exists():
        raise CannotRecord(_("There is a course of that name or code already."))
    return Course.objects.create(name=name, code=code, opens_form=opens_form, months=months, gives=gives)
