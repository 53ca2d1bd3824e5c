"""What is kept together: one key, one access list, one row-level test (decision 2)."""

import uuid

from django.db import models
from django.db.models import F, Q

from heed.folders.choices import Effect, FolderKind, Realm, Why
from heed.folders.sealed import SealedBytes, SealedText
from heed.organisation.models import Colleague, Scheme


class Folder(models.Model):
    """A concern, a household's history, a draft. Erasing drops its key and leaves this row, so that figures stay true.

    `circle_from` and `circle_until`: between them the Cause for Concern group sees it.
    `sensitive`: posts over a scheme do not open it; only the group, the lead and the let-in see it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    realm = models.CharField(max_length=12, choices=Realm, default=Realm.SAFEGUARDING)
    kind = models.CharField(max_length=10, choices=FolderKind)
    circle_from = models.DateTimeField(null=True)
    circle_until = models.DateTimeField(null=True)
    sensitive = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)


class Place(models.Model):
    """The scheme a folder lies in, whose manager therefore sees it, and until when (she loses sight on the day of the move)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["scheme", "folder"], include=["until"], name="folders_of_a_scheme")]


class Key(models.Model):
    """A folder's data key, wrapped. Without the key file outside the database it says nothing."""

    folder = models.OneToOneField(Folder, models.CASCADE, primary_key=True, related_name="+")
    wrapped = models.BinaryField()
    key_id = models.CharField(max_length=20)


class Access(models.Model):
    """A dated line of the access list. Somebody kept out sees nothing of the folder, whatever post they hold."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    colleague = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    effect = models.CharField(max_length=8, choices=Effect)
    why = models.CharField(max_length=12, choices=Why)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["colleague", "folder"], include=["effect", "until"], name="access_list")]
        constraints = [
            models.CheckConstraint(name="access_ends_after_it_begins", condition=Q(until=None) | Q(until__gte=F("since")))
        ]


class Kept(models.Model):
    """Whatever is kept in a folder: an opaque key made here (so that its writer need not read it back), and its folder."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class File(Kept):
    """A photograph or paper. `kind` is what its content says it is, never what its name or sender says (B15)."""

    name = SealedText()
    kind = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    picture = models.BooleanField(default=False)
    checked = models.CharField(max_length=12, default="unchecked")  # clean | unchecked (no scanner is configured)
    by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class FileContent(Kept):
    """The original as it came, or a picture we made of it (without location data), in the database so that the second wall guards it."""

    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    part = models.CharField(max_length=8, choices=[("original", "original"), ("view", "view"), ("small", "small")])
    content = SealedBytes()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "part"], name="one_content_a_part")]
