"""What happened. Append-only and bi-temporal: when it happened, when we knew it, when it was written down."""

import uuid

from django.db import models
from django.db.models import Q

from heed.folders.models import Folder, Kept
from heed.folders.sealed import SealedJson
from heed.organisation.choices import Department
from heed.organisation.models import Colleague


class Event(Kept):
    """One thing that happened, in one folder (whose realm it takes). Never changed; a correction is a new event that names it.

    `by` is empty where the name is kept from ordinary readers (a reporter's) or the source was another system.
    Plain columns never hold text: the words are a row of their own, which the worker may not read."""

    kind = models.CharField(max_length=40)
    department = models.CharField(max_length=12, choices=Department, default=Department.SAFEGUARDING)
    by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")
    occurred_at = models.DateTimeField()
    whole_day = models.BooleanField(default=False)  # the source knew the day, not the minute
    known_at = models.DateTimeField()  # an imported row: the day its source recorded it
    recorded_at = models.DateTimeField()
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(
                fields=["folder", "-occurred_at", "id"], include=["known_at", "department", "kind"], name="timeline_of_a_folder"
            ),
            models.Index(fields=["corrects"], condition=Q(corrects__isnull=False), name="timeline_corrections"),
        ]


class Words(models.Model):
    """What an event says, sealed: {"title": …, "text": …, and what its kind needs}."""

    id = models.OneToOneField(Event, models.PROTECT, primary_key=True, db_column="id", related_name="+")
    folder = models.ForeignKey(Folder, models.PROTECT, related_name="+", db_index=False)
    words = SealedJson()


class About(models.Model):
    """Whom and which household an event concerns. The foreign keys are added by households' own migration (floors look down)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    folder = models.ForeignKey(Folder, models.PROTECT, related_name="+", db_index=False)
    person = models.UUIDField(null=True, db_index=True)
    household = models.UUIDField(null=True, db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="about_someone_or_somewhere", condition=Q(person__isnull=False) | Q(household__isnull=False)
            )
        ]
