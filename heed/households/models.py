"""Homes, households (one tenancy with its dated members), people as each household knows them, and how they are tied.

A person belongs to the folder of the household that knows them: someone who moves is a new row at the new household, linked to the
old one for those who may see both. So nothing about a new home can ever show on the household left behind (decision 3)."""

from datetime import date, datetime

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Left, Length

from heed.folders.models import Folder, Kept
from heed.folders.sealed import SealedJson, SealedText
from heed.households.choices import (
    FlagKind,
    Gender,
    Identity,
    ImportKind,
    ImportState,
    Member,
    NameKind,
    Origin,
    Relation,
    Tenure,
    TieKind,
)
from heed.organisation.models import Colleague, Scheme
from heed.timeline.models import Event


def words_of(field: str = "folded") -> Func:
    """The words of a folded name or address, as they are indexed and found (heed.policies.functions.finding)."""
    return Func(F(field), template="array_to_tsvector(string_to_array(%(expressions)s, ' '))", output_field=SearchVectorField())


class Word(models.Model):
    """A word that stands in somebody's name or in an address, and how it sounds, so that what was typed is compared with few words and not
    with everybody. Kept by the database like any index; it says of nobody that they have it, and no page reads it."""

    word = models.CharField(max_length=300, primary_key=True)
    named = models.BooleanField()
    addressed = models.BooleanField()
    sound: models.GeneratedField = models.GeneratedField(
        expression=Func(F("word"), function="dmetaphone"), output_field=models.CharField(max_length=20), db_persist=True
    )

    class Meta:
        indexes = [
            GinIndex(fields=["word"], name="words_by_likeness", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["sound"], name="words_by_sound"),
            models.Index(Left("word", 1), Length("word"), name="words_by_beginning"),
        ]


class Home(models.Model):
    """An address of ours. Not confidential by itself: who lives there, and that anything is known, is."""

    uprn = models.CharField(max_length=12, unique=True)
    scheme = models.ForeignKey(Scheme, models.PROTECT)
    address = models.CharField(max_length=200)
    town = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=8)
    folded = models.CharField(max_length=300)  # address, town and scheme as searched: no accents, "street" for "st"
    compact = models.CharField(max_length=7, db_index=True)  # the postcode without its space

    class Meta:
        ordering = ["postcode", "address", "pk"]
        indexes = [
            GinIndex(fields=["folded"], name="homes_by_letters", opclasses=["gin_trgm_ops"]),
            GinIndex(words_of(), name="homes_by_words"),
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.address, self.town, self.postcode) if part)


class Household(Kept):
    """One tenancy with its dated members; never an address. A re-let home starts an empty timeline."""

    home = models.ForeignKey(Home, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=9, unique=True)
    tenancy = models.CharField(max_length=40, unique=True)  # the housing management system's own number
    tenure = models.CharField(max_length=20, choices=Tenure)
    joint = models.BooleanField(default=False)
    started_on = models.DateField()
    ended_on = models.DateField(null=True)
    manager = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["folder"], name="household_of_a_folder")]
        constraints = [
            models.CheckConstraint(
                name="household_ends_after_it_begins", condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on"))
            )
        ]


class Person(Kept):
    """Somebody, as this household (or this concern) knows them. Never merged with another; links say who is who."""

    source_id = models.CharField(max_length=40, blank=True)  # the housing management system's number for the person
    identity = models.CharField(max_length=12, choices=Identity, default=Identity.KNOWN)
    name = models.CharField(max_length=160)
    sort_key = models.CharField(max_length=160)
    born_on = models.DateField(null=True)
    died_on = models.DateField(null=True)
    gender = models.CharField(max_length=10, choices=Gender, default=Gender.NOT_KNOWN)
    language = models.CharField(max_length=40, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["folder"], name="people_of_a_folder"),
            models.Index(fields=["source_id"], name="people_by_source"),
        ]

    def age_on(self, day: date) -> int | None:
        """Whole years on a day, or None when the date of birth is not known."""
        if self.born_on is None:
            return None
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))


class Name(Kept):
    """A name somebody goes or went by, as it is searched."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=NameKind)
    text = models.CharField(max_length=160)
    folded = models.CharField(max_length=160)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [GinIndex(words_of(), name="names_by_words")]


class Phone(Kept):
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    number = models.CharField(max_length=24)
    digits = models.CharField(max_length=20, db_index=True)
    origin = models.CharField(max_length=8, choices=Origin)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)


class VersionSet(models.QuerySet):
    def as_known(self, at: datetime) -> "VersionSet":
        """The versions that stood in the system at an instant."""
        return self.filter(Q(superseded_at=None) | Q(superseded_at__gt=at), recorded_at__lte=at)


class Version(Kept):
    """A dated fact: recorded at one instant, superseded at another, by whom. Never changed otherwise."""

    origin = models.CharField(max_length=8, choices=Origin)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True)

    objects = VersionSet.as_manager()

    class Meta:
        abstract = True


class Membership(Version):
    """Somebody's place in a household, from one day until another (the first day they were no longer there)."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=Member)
    since = models.DateField(null=True)
    until = models.DateField(null=True)


class SafeContact(Version):
    """How somebody may be reached without putting them in danger. Always today's is shown, also on a past screen (B24)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    no_call = models.BooleanField(default=False)
    no_message = models.BooleanField(default=False)
    no_text = models.BooleanField(default=False)
    no_letter = models.BooleanField(default=False)
    no_email = models.BooleanField(default=False)
    words = SealedJson()  # {"how": "Ring after 9.30am, number ending 118", "who_not": …}


class NewAddress(Version):
    """Where somebody went who must not be found. Kept in a folder of its own, not her household's, so that its access list is its own:
    whoever sees the household left behind does not thereby see it (decision 3). No import, search, list or paper has it (B24)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    address = SealedText()


class Flag(Version):
    """An alert in the words of the housing data standards, on a person or on the whole household, with a review date."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=14, choices=FlagKind)
    code = models.CharField(max_length=12)  # UK housing data standards, draft person alert codes
    words = SealedText()
    review_on = models.DateField(null=True)


class Relationship(Version):
    """`one` is the `kind` of `other`: parent of, ex-partner of. Kept once; read both ways with its inverse."""

    one = models.ForeignKey(Person, models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Relation)
    since = models.DateField(null=True)
    until = models.DateField(null=True)


class SamePerson(models.Model):
    """Two rows are the same human being, for this reason. Seen only by who may see both; can be undone."""

    id = models.UUIDField(primary_key=True, editable=False)
    one = models.ForeignKey(Person, models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, models.PROTECT, related_name="+")
    one_folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    other_folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20)  # same_source_id | confirmed
    by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")


class Tie(models.Model):
    """A colleague's declared tie to an address: they live there, or are related to someone there. Keeps them out of what is known there."""

    colleague = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    home = models.ForeignKey(Home, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=TieKind)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")


class HistoryEntry(Kept):
    """What another department's system told us, by its own number, so that the same file twice changes nothing."""

    system = models.CharField(max_length=20)
    source_id = models.CharField(max_length=60)
    digest = models.CharField(max_length=32)
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "source_id"], name="one_entry_a_source_id")]


# Importing -------------------------------------------------------------------------------------------------------------------
class ImportRun(models.Model):
    """One file's way in: received, staged, checked, brought in batch by batch; can be left and come back to."""

    kind = models.CharField(max_length=10, choices=ImportKind)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.RECEIVED)
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(default=0)
    done_to = models.PositiveIntegerField(default=0)  # the last line that is wholly in
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    ended = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    would_end = models.PositiveIntegerField(default=0)
    agreed_by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)  # why the whole file was refused, in our own words

    class Meta:
        ordering = ["-at", "-pk"]


class ImportPart(models.Model):
    """A megabyte of the file as it came, sealed, until the run is done."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["run", "number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="one_part_a_number")]


class StagedRow(models.Model):
    """One line of the file, read and not yet in. Emptied when the run is done. `tenancy`: which one it is about, in a register."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="+")
    line = models.PositiveIntegerField()
    tenancy = models.CharField(max_length=40, default="", db_default="")
    row = models.JSONField()

    class Meta:
        ordering = ["run", "line"]
        indexes = [models.Index(fields=["run", "tenancy", "line"], name="staged_by_tenancy")]
        constraints = [models.UniqueConstraint(fields=["run", "line"], name="one_staged_row_a_line")]


class RefusedRow(models.Model):
    """A line that could not come in, and why, in our own words (never the row's own)."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="+")
    line = models.PositiveIntegerField()
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["run", "line"]
