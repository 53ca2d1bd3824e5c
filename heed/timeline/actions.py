"""`record()`: the one way anything gets onto a timeline; it also sets off `tell`, by name, in the same transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import translation
from procrastinate.contrib.django import app as jobs

from heed.organisation.choices import Department
from heed.organisation.models import Colleague
from heed.timeline.models import About, Event, Words


def kept_words(words: Any) -> str:
    """A sentence of ours that is kept on a record (str, from a lazy translation): in English, whatever language its writer reads,
    since colleagues of both read it afterwards."""
    with translation.override("en-gb"):
        return str(words)


def record(
    kind: str,
    folder: UUID,
    *,
    by: Colleague | None,
    at: datetime,
    words: dict[str, Any] | None = None,
    occurred_at: datetime | None = None,
    whole_day: bool = False,
    department: Department = Department.SAFEGUARDING,
    households: Iterable[UUID] = (),
    people: Iterable[UUID] = (),
    corrects: UUID | None = None,
) -> Event:
    """Writes one event and defers `tell` (who is told is decided there, or deliberately nobody).

    `at` is now (UTC); `occurred_at` when it happened if that was earlier. `by` is None where the name is kept back."""
    event = Event(
        kind=kind,
        folder_id=folder,
        by=by,
        occurred_at=occurred_at or at,
        whole_day=whole_day,
        known_at=at,
        recorded_at=at,
        department=department,
        corrects_id=corrects,
    )
    event.save(force_insert=True)
    if words:
        Words(id=event, folder_id=folder, words=words).save(force_insert=True)
    About.objects.bulk_create(
        [About(event=event, folder_id=folder, household=household) for household in households]
        + [About(event=event, folder_id=folder, person=person) for person in people]
    )
    jobs.configure_task("tell", queue="tell").defer(event=str(event.pk))
    return event
