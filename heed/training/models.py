"""Training opens the door (CFC-2, CFC-10): who has done which course, and when the link to the form went out."""

from django.db import models

from heed.organisation.models import Colleague
from heed.training.choices import Gives


class Course(models.Model):
    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=120)
    opens_form = models.BooleanField(default=False)  # this course opens the cause for concern form
    gives = models.CharField(max_length=20, choices=Gives, blank=True, default=Gives.NOTHING)  # a competence (DA-3, DA-14)
    months = models.PositiveSmallIntegerField(
        default=12
    )  # a refresher is due after so many months (D17); it never shuts the form

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Completion(models.Model):
    """Somebody did a course on a day; recorded by somebody else."""

    colleague = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, models.PROTECT, related_name="+")
    on = models.DateField()
    recorded_by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)  # recorded by mistake

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["colleague", "course"])]
        constraints = [
            models.UniqueConstraint(
                fields=["colleague", "course", "on"], condition=models.Q(withdrawn_at=None), name="one_completion_a_day"
            )
        ]
