"""A case: what becomes of a concern that needs more than a few actions (DA-2, CH-2). One Responsible Line Manager always.

It is kept in a folder of its own and lies in one scheme: the one that works on it. It may reach over several households, and seeing the
case opens none of them: who lives there, and where, is judged household by household and person by person."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from heed.agencies.models import Agency, Disclosure, LinkOfficer, Pathway
from heed.cases.choices import (
    Asked,
    Capacity,
    ChaseKind,
    ChildSeen,
    ExemptionKind,
    Kind,
    Label,
    MeasureKind,
    MissingRisk,
    Part,
    Reached,
    ReferralOutcome,
    ReferralState,
    Risk,
    Safer,
    Seen,
    State,
    Uptake,
)
from heed.folders.choices import Effect
from heed.folders.models import Access, File, Kept
from heed.folders.sealed import SealedJson, SealedText
from heed.households.choices import Identity
from heed.households.models import Household, Person
from heed.organisation.models import Colleague, Scheme, in_force
from heed.timeline.models import Event


class MayAnswer(models.Func):
    """Whether a colleague may answer for a case in a scheme."""

    function = "heed_may_answer"
    output_field = models.BooleanField()


class CaseSet(models.QuerySet["Case"]):
    def holding(self) -> "CaseSet":
        """The holding area: every case not yet concluded."""
        return self.filter(state__in=(State.HOLDING, State.REOPENED))

    def nobody_answers(self, at: datetime) -> "CaseSet":
        """Open, and whoever answered for it cannot any more (heed_may_answer), or is kept out since."""
        out = Access.objects.filter(
            in_force(at), folder=OuterRef("folder"), colleague=OuterRef("responsible"), effect=Effect.KEPT_OUT
        )
        return self.exclude(state=State.CLOSED).filter(~Q(MayAnswer("responsible", "scheme")) | Exists(out))


class Case(Kept):
    """One case. `entered_at` is when it entered the reporting system: its 21 days run from then (D8)."""

    reference = models.CharField(max_length=9, unique=True)
    kind = models.CharField(max_length=16, choices=Kind)
    themes = ArrayField(models.CharField(max_length=30), default=list)
    state = models.CharField(max_length=10, choices=State, default=State.HOLDING)
    label = models.CharField(max_length=14, choices=Label, default=Label.NEW)
    risk = models.CharField(max_length=14, choices=Risk, default=Risk.NOT_ASSESSED)
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="+")
    responsible = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    title = SealedText()  # a line to know it by
    entered_at = models.DateTimeField()
    opened_by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    concluded_at = models.DateTimeField(null=True)
    concluded_by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")
    reopened_at = models.DateTimeField(null=True)

    objects = CaseSet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["responsible", "entered_at"], condition=~Q(state="closed"), name="cases_of_a_manager"),
            models.Index(fields=["folder"], name="case_of_a_folder"),
            models.Index(F("closed_at").desc(), "id", condition=Q(state="closed"), name="cases_closed"),
        ]
        constraints = [
            models.CheckConstraint(
                name="case_concluded_whole",
                condition=Q(concluded_at=None, concluded_by=None) | Q(concluded_at__isnull=False, concluded_by__isnull=False),
            ),
            models.CheckConstraint(
                name="case_closed_whole",
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]

    @property
    def nation(self) -> str:
        return self.scheme.nation


class Responsibility(Kept):
    """Who answered for the case, from when until when, and why it passed (DA-2)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    colleague = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    why = SealedText(null=True)  # empty: handed over when somebody left

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case"], condition=Q(until=None), name="one_responsible_manager")]


class Reach(Kept):
    """The case touches this household. On its screen the case stands as a line for those who may see the case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    why = SealedText()
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "household"], condition=Q(undone_at=None), name="reaches_a_household_once")
        ]


class Incident(Kept):
    """One thing that happened within the case, with the parts people had in it (they may differ from incident to incident)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    occurred_at = models.DateTimeField()
    whole_day = models.BooleanField(default=False)
    what = SealedText()
    police_told = models.BooleanField(default=False)
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Someone(Kept):
    """Somebody in the case and their part. A correction is a new row; the old one stays and says until when it stood."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    identity = models.CharField(max_length=12, choices=Identity, default=Identity.KNOWN)
    name = SealedText()
    about = SealedText()
    part = models.CharField(max_length=12, choices=Part)
    # Whole years when put down; empty: unknown, so the duties to children apply.
    age = models.PositiveSmallIntegerField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    why = SealedText()  # why it was corrected
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True)


class Exemption(Kept):
    """Why it takes longer than 21 days: shown and counted, never a way out of the count (D8x)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ExemptionKind)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    why = SealedText()
    review_on = models.DateField()
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="one_exemption_at_a_time"),
            models.CheckConstraint(
                name="an_agency_where_one_is_at_work", condition=Q(kind=ExemptionKind.COMPLEX) | Q(agency__isnull=False)
            ),
        ]


class Plan(Kept):
    """What we are doing and why, as one text that several write: each save is a new version, and the second of two at once sees both texts."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    text = SealedText()
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "version"], name="one_plan_a_version")]


class Visit(Kept):
    """A home visit, in the case (CH-14): who was seen, whether a child was seen alone. What was noticed is its event's words."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seen = models.CharField(max_length=10, choices=Seen)
    child = models.CharField(max_length=12, choices=ChildSeen)
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")


class Document(Kept):
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    title = SealedText()
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)


class Voice(Kept):
    """The resident's own voice: what they want, capacity, advocate; a child's own words; at the end, was it reached (DA-18, CH-12).

    Each save is a new version."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    someone = models.ForeignKey(Someone, models.PROTECT, null=True, related_name="+")
    asked = models.CharField(max_length=14, choices=Asked)
    why_not = SealedText()
    wants = SealedText()
    child_words = SealedText()
    capacity = models.CharField(max_length=12, choices=Capacity, default=Capacity.NOT_RECORDED)
    advocate = SealedText()
    reached = models.CharField(max_length=8, choices=Reached, blank=True, default="")
    safer = models.CharField(max_length=10, choices=Safer, blank=True, default="")
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)


# Referrals --------------------------------------------------------------------------------------------------------------------
class Referral(Kept):
    """One way out to an agency along a named pathway, until it is answered (CH-2). Silence is chased, then escalated."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    pathway = models.ForeignKey(Pathway, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    officer = models.ForeignKey(LinkOfficer, models.PROTECT, null=True, related_name="+")
    disclosure = models.ForeignKey(Disclosure, models.PROTECT, related_name="+")
    state = models.CharField(max_length=14, choices=ReferralState, default=ReferralState.SENT)
    threshold = SealedText()  # why it meets the threshold, limb by limb; "unknown" never blocks it
    sent_at = models.DateTimeField()
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=18, choices=ReferralOutcome, blank=True, default="")
    their_reference = SealedText()
    answer = SealedText()

    class Meta:
        indexes = [models.Index(fields=["case", "-sent_at"], name="referrals_of_a_case")]


class Chase(Kept):
    """A letter to an agency that is silent: drafted when its clock has run out, sent by a person."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ChaseKind)
    drafted_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")
    words = SealedText(null=True)  # as it was sent

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "kind"], name="one_letter_a_kind")]


# Missing, measures ------------------------------------------------------------------------------------------------------------
class MissingEpisode(Kept):
    """Somebody cannot be found: last seen, risk, who was told and when, found, the talk on return (PEER-3)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    someone = models.ForeignKey(Someone, models.PROTECT, null=True, related_name="+")
    last_seen_at = models.DateTimeField()
    last_seen = SealedText()  # where, by whom, in what state
    risk = models.CharField(max_length=12, choices=MissingRisk)
    why = SealedText()
    told_police_at = models.DateTimeField(null=True)
    police_reference = SealedText()
    told_others = SealedText()
    found_at = models.DateTimeField(null=True)
    found = SealedText()
    talked_at = models.DateTimeField(null=True)
    talk = SealedText()
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="found_after_seen", condition=Q(found_at=None) | Q(found_at__gte=F("last_seen_at")))
        ]


class Measure(Kept):
    """An order or notice with its dates, an action against a perpetrator, or something offered and whether it was taken up (CH-13)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24, choices=MeasureKind)
    someone = models.ForeignKey(Someone, models.PROTECT, null=True, related_name="+")  # for or against whom
    uptake = models.CharField(max_length=12, choices=Uptake)
    words = SealedText()
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="measure_ends_after_it_begins", condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since"))
            )
        ]


class Seeing(Kept):
    """When somebody last looked at a case, so that their desk can say what has changed since."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    colleague = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "colleague"], name="one_seeing_a_colleague")]


class Begun(Kept):
    """What somebody has begun to write on a page of the case (its address within the case's) and not sent. Its author's alone (cases/beginning.py)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    page = models.CharField(max_length=200)
    words = SealedJson()  # a field's name → what stands in it
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "by", "page"], name="one_beginning_a_page")]
        indexes = [models.Index(fields=["at"], name="beginnings_by_age")]
