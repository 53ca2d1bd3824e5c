"""The words of domestic abuse work (DA-1 to DA-8)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Answer(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    DONT_KNOW = "dont_know", _("Don't know")


class Band(models.TextChoices):
    """A suggested level. Judgement may raise it, and never lowers it."""

    STANDARD = "standard", _("Standard")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class Mode(models.TextChoices):
    WITH = "with", _("With the person")
    RECORDS = "records", _("From what is on record")


class Criterion(models.TextChoices):
    """Each can bring a case to MARAC by itself (SafeLives)."""

    VISIBLE_HIGH = "visible_high", _("14 or more on the checklist")
    JUDGEMENT = "judgement", _("Professional judgement: serious concern, whatever the number")
    ESCALATION = "escalation", _("Three or more incidents with the police in 12 months")
    REPEAT = "repeat", _("Repeat: any abuse between the same people within 12 months of the last referral")


class ReferralState(models.TextChoices):
    DRAFT = "draft", _("being written")
    SENT = "sent", _("sent")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Body(models.TextChoices):
    """Who is to be told within 24 hours (D6, D7)."""

    LOCAL_AUTHORITY = "local_authority", _("Local authority")
    CQC = "cqc", _("Care Quality Commission (CQC)")


class NoticeState(models.TextChoices):
    DRAFT = "draft", _("being written")
    SENT = "sent", _("sent")
    NOT_NOTIFIABLE = "not_notifiable", _("decided: not to be told")


class Item(models.TextChoices):
    """The parts of a safety plan."""

    SAFE_PLACE = "safe_place", _("Safe places")
    CODE_WORD = "code_word", _("Code word")
    DEVICES = "devices", _("Telephone and devices")
    CHILDREN = "children", _("Children")
    PETS = "pets", _("Pets")
    WORK = "work", _("Work")
    BAG = "bag", _("Bag packed, papers, keys")
    LEAVING = "leaving", _("Leaving, and the way out")
    HOME = "home", _("Security at home")
    NEW_ADDRESS = "new_address", _("New address, hidden")
    OTHER = "other", _("Other")


class Age(models.TextChoices):
    """Which route the age of the person harmed takes (Domestic Abuse Act 2021 s.1)."""

    CHILD_ROUTE = "child_route", _("Under 16: the child's route, not the domestic abuse route")
    BOTH_ROUTES = "both_routes", _("16 or 17: both routes")
    ADULT_ROUTE = "adult_route", _("18 or over: the domestic abuse route")
    NOT_KNOWN = "not_known", _("Age not known: both routes until it is known")


class Connection(models.TextChoices):
    """How two people are personally connected (Domestic Abuse Act 2021 s.2)."""

    MARRIED = "married", _("Married or civil partners, now or before")
    ENGAGED = "engaged", _("Agreed to marry, even if that ended")
    INTIMATE = "intimate", _("An intimate relationship, now or before")
    PARENTS = "parents", _("Parents of the same child")
    RELATIVES = "relatives", _("Relatives")
    NONE = "none", _("Not connected like this")
    NOT_KNOWN = "not_known", _("Not known")
