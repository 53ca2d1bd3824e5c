"""Whatever is owed, one row a clock; a provider's own values for the rules; and its own days off."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from heed.deadlines.choices import Outcome
from heed.deadlines.counting import Span, Unit
from heed.folders.models import Folder, Kept
from heed.folders.sealed import SealedJson
from heed.organisation.choices import Nation
from heed.organisation.models import Colleague, Signature
from heed.timeline.models import Event


class RuleValue(models.Model):
    """A provider's own value of a rule, from a day on, for one nation. A running clock keeps the version it started with."""

    rule = models.CharField(max_length=40)
    nation = models.CharField(max_length=8, choices=Nation)
    amount = models.DecimalField(max_digits=6, decimal_places=2)
    unit = models.CharField(max_length=16)
    since = models.DateTimeField()
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    signature = models.ForeignKey(Signature, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["rule", "nation", "-since", "pk"]

    @property
    def span(self) -> Span:
        return Span(float(self.amount), Unit(self.unit))


class DayOff(models.Model):
    """A one-off holiday the shipped table does not know yet."""

    day = models.DateField()
    nation = models.CharField(max_length=8, choices=Nation)
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["day", "pk"]
        verbose_name_plural = "days off"
        constraints = [models.UniqueConstraint(fields=["day", "nation"], name="one_day_off_a_day")]


class ClockSet(models.QuerySet["Clock"]):
    def running(self) -> "ClockSet":
        return self.filter(met_at=None)

    def to_tell(self, at: datetime) -> "ClockSet":
        return self.running().filter(next_at__lte=at)


class Clock(Kept):
    """Something owed: by whom, by when, under which rule, and which folder may not end before it.

    Seen by whoever may see `folder` or `holds`, and by its owner. `owner` may be nobody yet (then the rule's chain is told).
    `stage` is how far the telling went (0 nobody yet, 1 due soon, 2 overdue, 3 and up: again, further up); `next_at` when the next is due (nobody while it is paused)."""

    rule = models.CharField(max_length=40)
    value = models.ForeignKey(RuleValue, models.PROTECT, null=True, related_name="+")
    nation = models.CharField(max_length=8, choices=Nation, default=Nation.ENGLAND)
    owner = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")
    holds = models.ForeignKey(Folder, models.PROTECT, null=True, related_name="+")
    about = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    soon_at = models.DateTimeField()
    due_at = models.DateTimeField()
    breach_at = models.DateTimeField(null=True)
    stage = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)  # it does not run since then; nobody is told meanwhile
    met_at = models.DateTimeField(null=True)
    met_by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True, default="")

    objects = ClockSet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(met_at=None), name="clocks_running"),
            models.Index(fields=["next_at"], condition=Q(met_at=None), name="clocks_to_tell"),
            models.Index(fields=["owner", "due_at"], condition=Q(met_at=None), name="clocks_of_an_owner"),
        ]
        constraints = [
            models.CheckConstraint(
                name="clock_met_whole", condition=Q(met_at=None, outcome="") | Q(met_at__isnull=False) & ~Q(outcome="")
            ),
            models.CheckConstraint(name="clock_due_after_start", condition=Q(due_at__gte=F("started_at"))),
        ]


class ClockWords(models.Model):
    """What is owed in words, and why it was not done: {"what": …, "why": …}. Apart, because the worker may not read them."""

    id = models.OneToOneField(Clock, models.PROTECT, primary_key=True, db_column="id", related_name="+")
    folder = models.ForeignKey(Folder, models.PROTECT, related_name="+", db_index=False)
    words = SealedJson()


class Told(models.Model):
    """Which event told of which clock, and how far it had got: so that whoever is told can be found again from the event."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="+")
    clock = models.ForeignKey(Clock, models.PROTECT, related_name="+")
    folder = models.ForeignKey(Folder, models.PROTECT, related_name="+", db_index=False)
    stage = models.PositiveSmallIntegerField()
