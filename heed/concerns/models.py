"""A cause for concern: the first account (never edited), two independent voices, a decision, and the answer back (CFC-1 to CFC-5)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from heed.cases.models import Case
from heed.concerns.choices import PLAIN, AccountKind, Danger, Form, Harm, Known, Location, Part, SourceOfRisk, State, Step, Sure
from heed.folders.models import File, Folder, Kept
from heed.folders.sealed import SealedJson, SealedText
from heed.households.choices import Identity
from heed.households.models import Home, Household, Person
from heed.organisation.choices import Nation
from heed.organisation.models import Colleague, Scheme


class Draft(Kept):
    """A report being written: its author's alone. `sent_at` flips in the transaction that makes the concern, so nothing is sent twice."""

    author = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    answers = SealedJson()
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["author"], condition=Q(sent_at=None, dropped_at=None), name="drafts_of_an_author")]


class Concern(Kept):
    """One report on its way. `advised_at` is set once, when the second voice is in. It shares its draft's folder."""

    reference = models.CharField(max_length=9, unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.SENT)
    danger = models.CharField(max_length=10, choices=Danger)
    form = models.CharField(max_length=12, choices=Form, default=Form.CONCERN)
    home = models.ForeignKey(Home, models.PROTECT, null=True, related_name="+")
    on_behalf = models.BooleanField(default=False)
    wanted_skills = ArrayField(models.CharField(max_length=16), default=list)
    lead_decides = models.BooleanField(default=False)
    sent_at = models.DateTimeField()
    placed_at = models.DateTimeField(null=True)
    advised_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")
    reopened_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["sent_at"], condition=~Q(state="closed"), name="concerns_open"),
            models.Index(fields=["folder"], name="concern_of_a_folder"),
        ]
        constraints = [
            models.CheckConstraint(
                name="concern_closed_whole",
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="concern_decided_whole",
                condition=Q(decided_at=None, decided_by=None) | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]

    def reporter_is(self, colleague: Colleague) -> bool:
        return Reporter.objects.filter(concern=self, colleague=colleague).exists()

    @property
    def urgent(self) -> bool:
        """Danger now or today: its clocks run on elapsed hours, day and night (D4)."""
        return self.danger in (Danger.NOW, Danger.TODAY)

    @property
    def scheme(self) -> Scheme | None:
        """Of the home it is linked to, else of the one that the reporter chose, who may have been mistaken; none as long as neither is known."""
        placed = Placement.objects.filter(concern=self, undone_at=None).order_by("at")
        linked = Scheme.objects.filter(pk__in=placed.values("household__home__scheme")[:1]).first()
        return linked or (self.home.scheme if self.home else None)

    @property
    def nation(self) -> str:
        """Of its scheme; England until that is known."""
        return self.scheme.nation if self.scheme else Nation.ENGLAND


class Reporter(Kept):
    """Who reported. A row of its own, because the name goes to the group and the lead only.

    On behalf: when whoever was told first knew (a 24-hour clock runs from then: D2, D6); who that was is a row of the account."""

    concern = models.OneToOneField(Concern, models.PROTECT, related_name="+")
    colleague = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    knew_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["colleague"], name="reports_of_a_colleague")]


class Account(Kept):
    """One row of what somebody gave. `by` is empty where it is the reporter's own; `release` is who outside may ever read it."""

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=AccountKind)
    words = SealedText()
    source = SealedText()  # who told it, in the reporter's words
    by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    third_party = models.BooleanField(default=False)
    release = models.CharField(max_length=12, default="nobody")

    @property
    def said(self) -> str:
        """The words; of a plain question, its answer in the reader's language."""
        words = self.words or ""
        return str(Known(words).label) if self.kind in PLAIN and words in Known.values else words


class Involved(Kept):
    """Somebody in it and their part, "named by the reporter" until confirmed against the register. A correction is a new row."""

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="+")
    name = SealedText()
    about = SealedText()  # age, looks, what ties them: helps to identify the unidentified
    identity = models.CharField(max_length=12, choices=Identity, default=Identity.KNOWN)
    part = models.CharField(max_length=12, choices=Part)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")


class Attachment(Kept):
    """A file of the report, put there by the reporter or added later."""

    concern = models.ForeignKey(Concern, models.PROTECT, null=True, related_name="+")
    draft = models.ForeignKey(Draft, models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)


class Placement(Kept):
    """The concern belongs to this household, for this reason. Several are allowed; each can be undone."""

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    reason = SealedText()
    by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "household"], condition=Q(undone_at=None), name="placed_once_a_household"
            )
        ]


class Advice(Kept):
    """One member's advice, given without seeing another's. Its words stay hidden until two are in (CFC-4)."""

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="+")
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    steps = ArrayField(models.CharField(max_length=16, choices=Step))
    sure = models.CharField(max_length=8, choices=Sure)
    words = SealedText()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["concern", "by"], name="one_advice_a_member")]


class Decision(Kept):
    """The course of action with its reasons, and what kind of harm it is. A new one after reopening supersedes it."""

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="+")
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    steps = ArrayField(models.CharField(max_length=16, choices=Step))
    reasons = SealedText()
    harms = ArrayField(models.CharField(max_length=20, choices=Harm))
    location = models.CharField(max_length=20, choices=Location)
    source_of_risk = models.CharField(max_length=10, choices=SourceOfRisk)
    themes = ArrayField(models.CharField(max_length=30), default=list)
    superseded_at = models.DateTimeField(null=True)


class Theme(models.Model):
    """The organisation's own list of what cuts across kinds: cost of living, damp and mould, missing people (PEER-2)."""

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=80)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Feed(Kept):
    """This concern feeds that case: several may. Kept with the case, so a reader of the concern alone learns only that a case was opened."""

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="+")
    concern_folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["concern", "case"], condition=Q(undone_at=None), name="feeds_a_case_once")
        ]


class Answer(Kept):
    """What the reporter hears back, without confidential detail (CFC-5). On behalf: whoever entered it passes it on and says so."""

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="+")
    to = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = SealedText()
    nobody_to_answer = models.BooleanField(default=False)  # the reporter has left; `words` say why nobody could be told
    read_at = models.DateTimeField(null=True)
    passed_on_at = models.DateTimeField(null=True)
