"""What a case teaches: its evaluation and lessons, how it was handled, a case review with an end of its own (DA-7, CH-5, CH-6)."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from heed.cases.choices import Kind, Reached, Safer
from heed.cases.models import Case
from heed.folders.models import Kept
from heed.folders.sealed import SealedJson, SealedText
from heed.learning.choices import Audience, Handling, LessonState, Recurrence, RiskNow, Trigger
from heed.organisation.models import Colleague, Region, Scheme


class Evaluation(Kept):
    """What happened, how it ended, what is learned. A case does not close without one; reopened, it gets another."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    what_happened = SealedText()
    outcomes = SealedText()
    principles = SealedJson()  # principle → a line on how we worked by it
    recurrence = models.CharField(max_length=8, choices=Recurrence)
    risk_now = models.CharField(max_length=12, choices=RiskNow)
    reached = models.CharField(max_length=8, choices=Reached, blank=True, default="")
    safer = models.CharField(max_length=10, choices=Safer)
    bodies_told = SealedText()  # who outside was told of the end, or why nobody
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)


class Lesson(Kept):
    """One thing learned, in words that name nobody. High risk: sent at once. Otherwise it waits for the forum, which sends it or leaves it
    in the case (DA-7)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, null=True, related_name="+")
    words = SealedText()
    audience = models.CharField(max_length=10, choices=Audience)
    state = models.CharField(max_length=8, choices=LessonState, default=LessonState.WAITING)
    owner = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["at"], condition=Q(state="waiting"), name="lessons_waiting")]


class SharedLesson(models.Model):
    """A lesson as it was sent, for colleagues who may know nothing of its case: nothing here leads there, and its words are in no folder.

    `scheme` and `region` only where its audience is told by them. `not_for`: who was kept out of the case (colleagues' ids); a lesson
    would tell them that there is one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    words = models.TextField()
    audience = models.CharField(max_length=10, choices=Audience)
    kind = models.CharField(max_length=16, choices=Kind)
    scheme = models.ForeignKey(Scheme, models.PROTECT, null=True, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    not_for = ArrayField(models.BigIntegerField(), default=list)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["-sent_at"], name="lessons_to_read")]
        constraints = [
            models.CheckConstraint(name="a_team_of_a_scheme", condition=Q(audience=Audience.TEAM) ^ Q(scheme=None)),
            models.CheckConstraint(name="the_region_it_is_for", condition=Q(audience=Audience.REGION) ^ Q(region=None)),
        ]


class HandlingReview(Kept):
    """The line manager looks at how the case was handled, and records missed opportunities (CH-6)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    found = models.CharField(max_length=8, choices=Handling)
    words = SealedText()
    missed = SealedText()
    done_about = SealedText()
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class CaseReview(Kept):
    """A review of a case with a designated officer, from its trigger to its findings and its end (CH-5)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    triggers = ArrayField(models.CharField(max_length=16, choices=Trigger))
    why = SealedText()
    officer = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    due_on = models.DateField()
    findings = SealedText()
    missed = SealedText()
    actions = SealedText()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="one_review_at_a_time")]
