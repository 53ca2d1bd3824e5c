"""Whom we work with: agencies, link officers, pathways, protocols; and, kept in a folder, what was shared and the meetings we were asked to.

The directory is no secret. That anything was shared about somebody is, so disclosures and meetings are kept with the case they belong to."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from heed.agencies.choices import AgencyKind, Basis, Consent, Going, MeetingKind, Subject, Way
from heed.folders.models import Kept
from heed.folders.sealed import SealedText
from heed.organisation.choices import Nation
from heed.organisation.models import Colleague, LocalAuthority


class Agency(models.Model):
    """A body outside. `secure`: its e-mail may carry personal data (checked by somebody, on a day)."""

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=12, choices=AgencyKind)
    local_authority = models.ForeignKey(LocalAuthority, models.PROTECT, null=True, blank=True, related_name="+")
    nation = models.CharField(max_length=8, choices=Nation)
    telephone = models.CharField(max_length=40, blank=True)
    out_of_hours = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    secure = models.BooleanField(default=False)
    checked_on = models.DateField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class LinkOfficer(models.Model):
    """Our person there: whom to ring, and whom to ring when they are silent (CH-2)."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=80, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    over = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")  # escalate to
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["agency", "name", "pk"]

    def __str__(self) -> str:
        return self.name


class Protocol(models.Model):
    """An information sharing protocol (ISP): who may share what, under which powers, until it is reviewed (MA-7)."""

    name = models.CharField(max_length=160, unique=True)
    parties = models.ManyToManyField(Agency, related_name="+")
    may_share = models.TextField()
    powers = models.TextField(blank=True)
    agreed_on = models.DateField()
    review_on = models.DateField()
    owner = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Pathway(models.Model):
    """A named way to an agency: when to take it, what to send, when an answer is due, where to go when there is none (CH-2, MA-8).

    `reply_rule` names a clock of `deadlines.rules`; `by_itself`: the duty to refer applies without anybody deciding it (a child, or age unknown)."""

    name = models.CharField(max_length=120, unique=True)
    subject = models.CharField(max_length=16, choices=Subject)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    nation = models.CharField(max_length=8, choices=Nation)
    threshold = models.TextField()
    what_to_send = models.TextField()
    basis = models.CharField(max_length=16, choices=Basis, default=Basis.SAFEGUARDING)
    protocol = models.ForeignKey(Protocol, models.PROTECT, null=True, blank=True, related_name="+")
    reply_rule = models.CharField(max_length=40, default="referral_reply")
    by_itself = models.BooleanField(default=False)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


# Kept in a folder -------------------------------------------------------------------------------------------------------------
class Disclosure(Kept):
    """One sharing, out or in, and the decision behind it. A decision not to share is a row too.

    `people` are ids of persons it is about. `override`: why it left although the safe-contact check stopped it."""

    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    inward = models.BooleanField(default=False)
    shared = models.BooleanField(default=True)
    to = SealedText()  # the person and how they were reached
    what = SealedText()
    purpose = SealedText()  # why it was necessary and no more than needed
    people = ArrayField(models.UUIDField(), default=list)
    basis = models.CharField(max_length=16, choices=Basis)
    consent = models.CharField(max_length=12, choices=Consent)
    protocol = models.ForeignKey(Protocol, models.PROTECT, null=True, related_name="+")
    told = models.BooleanField(default=False)  # the person knows that it was shared
    why_not_told = SealedText()
    way = models.CharField(max_length=12, choices=Way)
    override = SealedText()
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    authorised_by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["folder", "-at"], name="disclosures_of_a_folder")]


class Meeting(Kept):
    """A meeting others hold and we are asked to (CH-3, DA-16): when, who goes, what we said, what was decided."""

    kind = models.CharField(max_length=18, choices=MeetingKind)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()  # when the invitation came
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    where = SealedText()
    about = SealedText()
    said = SealedText()
    decided = SealedText()
    noted_at = models.DateTimeField(null=True)
    noted_by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["starts_at"], condition=Q(cancelled_at=None), name="meetings_to_come")]
        constraints = [
            models.CheckConstraint(
                name="meeting_ends_after_it_begins", condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at"))
            )
        ]


class Attendance(Kept):
    """Who of us goes to a meeting, and whether they did. A colleague who goes is let into the folder it is kept in."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="+")
    colleague = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    going = models.CharField(max_length=12, choices=Going, default=Going.ASKED)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "colleague"], name="one_seat_at_a_meeting")]
