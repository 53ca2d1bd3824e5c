"""Who looked, searched, printed, was refused, was let in. Append-only, for investigation only; features never read it."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from heed.folders.choices import Realm
from heed.organisation.models import Colleague


class Verb(models.TextChoices):
    LOOKED = "looked", _("looked at")
    LISTED = "listed", _("was shown a list")
    SEARCHED = "searched", _("searched")
    PRINTED = "printed", _("printed")
    DOWNLOADED = "downloaded", _("downloaded")
    CHANGED = "changed", _("changed")
    REFUSED = "refused", _("was refused")
    SIGNED_IN = "signed_in", _("signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("failed to sign in")
    SIGNED_OUT = "signed_out", _("signed out")
    LET_IN = "let_in", _("let in")
    BROKE_GLASS = "broke_glass", _("broke the glass")


class Look(models.Model):
    """One row a deed: who, which verb, on which page, which record (or the ids a list showed), and from where."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    realm = models.CharField(max_length=12, choices=Realm, default=Realm.SAFEGUARDING)
    at = models.DateTimeField()
    colleague = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=16, choices=Verb)
    page = models.CharField(max_length=60)
    record = models.UUIDField(null=True)
    shown = ArrayField(models.UUIDField(), default=list)
    source = models.GenericIPAddressField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["record", "-at"], name="looks_at_a_record"),
            models.Index(fields=["at"], name="looks_in_time"),
            GinIndex(fields=["shown"], name="looks_that_showed"),
        ]


class Seal(models.Model):
    """A batch of looks, sealed: their root, chained to the seal before, signed with a key outside the database."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    rows = models.PositiveIntegerField()
    total = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    mark = models.CharField(max_length=64)


class Sealed(models.Model):
    """Which look is in which seal, and where."""

    look = models.OneToOneField(Look, models.PROTECT, primary_key=True, related_name="+")
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seal", "place"], name="one_look_a_place")]
