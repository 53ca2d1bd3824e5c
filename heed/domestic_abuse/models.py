"""The forms of domestic abuse work: risk assessment, MARAC referral, telling the local authority and CQC, the safety plan (DA-1 to DA-8).

All but the safety plan are kept in the case's folder. The safety plan has a folder of its own, with its own access list (DA-8)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from heed.agencies.choices import Basis
from heed.agencies.models import Agency, Disclosure
from heed.cases.models import Case, Someone
from heed.domestic_abuse.choices import Band, Body, Criterion, Item, Mode, NoticeState, ReferralState
from heed.folders.models import Folder, Kept
from heed.folders.sealed import SealedJson, SealedText
from heed.organisation.models import Colleague


class LicensedText(models.Model):
    """A provider's own licensed wording of one topic of an instrument (DASH wording is copyright: Heed ships topics in its own words)."""

    instrument = models.CharField(max_length=20)
    version = models.CharField(max_length=20)
    topic = models.CharField(max_length=20)
    text = models.TextField()
    licence = models.CharField(max_length=200)
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["instrument", "version", "topic"]
        constraints = [models.UniqueConstraint(fields=["instrument", "version", "topic"], name="one_licensed_text_a_topic")]


class Signed(Kept):
    """Something that counts and shows at once, and says whether somebody with the competence has countersigned it, or who was asked to."""

    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    countersigned_by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")
    countersigned_at = models.DateTimeField(null=True)
    asked = models.ForeignKey(
        Colleague, models.PROTECT, null=True, related_name="+"
    )  # the last who was asked to countersign it
    asked_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def countersigned(self) -> bool:
        return self.countersigned_at is not None


class Assessment(Signed):
    """One checklist answered. `raised_to`: the level somebody judged it to be, never lower than the answers suggest; with reasons."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    someone = models.ForeignKey(Someone, models.PROTECT, null=True, related_name="+")
    instrument = models.CharField(max_length=20)
    version = models.CharField(max_length=20)
    mode = models.CharField(max_length=8, choices=Mode)
    answers = SealedJson()  # topic → {"answer", "comment", "source"}
    yes = models.PositiveSmallIntegerField()
    unknown = models.PositiveSmallIntegerField()
    band = models.CharField(max_length=8, choices=Band)
    raised_to = models.CharField(max_length=8, choices=Band, blank=True, default="")
    reasons = SealedText()
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["case", "-at"], name="assessments_of_a_case")]

    @property
    def level(self) -> Band:
        return Band(self.raised_to or self.band)


class MaracReferral(Signed):
    """A referral to the meeting on domestic abuse where the risk is high: any one criterion is enough."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    assessment = models.ForeignKey(Assessment, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=ReferralState, default=ReferralState.DRAFT)
    criteria = ArrayField(models.CharField(max_length=14, choices=Criterion))
    reasons = SealedText()
    form = SealedJson()
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    disclosure = models.ForeignKey(Disclosure, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    reference = SealedText()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")
    withdrawn_why = SealedText()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="marac_sent_whole",
                condition=~Q(state=ReferralState.SENT) | Q(sent_at__isnull=False, disclosure__isnull=False),
            )
        ]


class Notice(Kept):
    """Telling the local authority or CQC: the gate's answers, the form, when it went, what came back; or the decision that it need not."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    body = models.CharField(max_length=16, choices=Body)
    state = models.CharField(max_length=16, choices=NoticeState, default=NoticeState.DRAFT)
    victim_in_care = models.BooleanField(null=True)  # does the person harmed get care from a registered service of ours?
    perpetrator_in_care = models.BooleanField(null=True)  # does the alleged perpetrator, where we provide care?
    reasons = SealedText()
    form = SealedJson()
    disclosure = models.ForeignKey(Disclosure, models.PROTECT, null=True, related_name="+")
    known_at = models.DateTimeField()  # when the event was known: its clocks run from then
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    reference = SealedText()
    extenuating = SealedText()  # why it is late

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "body", "known_at"], condition=~Q(state=NoticeState.NOT_NOTIFIABLE), name="one_notice_a_body"
            )
        ]


# The safety plan, in a folder of its own ---------------------------------------------------------------------------------------
class SafetyPlan(Kept):
    """The resident's own plan. `case_folder` is where its case is kept: whoever sees that does not thereby see this."""

    case_folder = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    review_on = models.DateField()
    reviewed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)


class PlanItem(Kept):
    plan = models.ForeignKey(SafetyPlan, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Item)
    words = SealedText()
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    ended_why = SealedText()  # it ended, and nothing came in its place


class PlanContact(Kept):
    """Somebody who helps, and what they may be told: no more than that."""

    plan = models.ForeignKey(SafetyPlan, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    who = SealedText()
    reach = SealedText()
    may_be_told = SealedText()
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_why = SealedText()


class ItemConsent(Kept):
    """The resident agrees that this part goes to that contact. Can be withdrawn; then it says who holds it already."""

    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="+")
    contact = models.ForeignKey(PlanContact, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "contact"], condition=Q(withdrawn_at=None), name="one_consent_an_item")
        ]


class PlanShare(Kept):
    """This part went to that contact: with the resident's consent, or without it on a lawful basis and with a reason."""

    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="+")
    contact = models.ForeignKey(PlanContact, models.PROTECT, related_name="+")
    consent = models.ForeignKey(ItemConsent, models.PROTECT, null=True, related_name="+")
    basis = models.CharField(max_length=16, choices=Basis)
    disclosure = models.ForeignKey(Disclosure, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
