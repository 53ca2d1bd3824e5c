"""The outbox: one row a letter to one person, written in the transaction that made it necessary, sent by the worker."""

import uuid

from django.db import models
from django.db.models import Q

from heed.organisation.models import Colleague


class Letter(models.Model):
    """An e-mail owed to one colleague: which message, and the page it points at. No name, address or detail is ever in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=120, unique=True)  # event, message and colleague: told once
    message = models.CharField(max_length=40)
    to = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    path = models.CharField(max_length=120)
    reference = models.CharField(max_length=9, blank=True)
    count = models.PositiveSmallIntegerField(default=1)  # how many letters this one stands for
    folded_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+"
    )  # it is not sent itself: that one stands for it
    made_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=80, blank=True)  # the mail server's code, never its text

    class Meta:
        ordering = ["made_at", "pk"]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(sent_at=None, dead_at=None), name="letters_owed"),
            models.Index(fields=["to", "sent_at"], name="letters_sent_to"),
        ]


class Heartbeat(models.Model):
    """When a job that must never stop last came to its end; the health page reads it."""

    job = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()
    note = models.CharField(max_length=80, blank=True)
