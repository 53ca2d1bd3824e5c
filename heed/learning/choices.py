"""The words of learning from a case (DA-7, CH-5, CH-6)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Principle(models.TextChoices):
    """The six principles of adult safeguarding (Care Act statutory guidance), each with what it asks."""

    EMPOWERMENT = "empowerment", _("Empowerment: they decided, and we asked what they want")
    PREVENTION = "prevention", _("Prevention: we acted before harm was done")
    PROPORTIONALITY = "proportionality", _("Proportionality: we did no more than was needed")
    PROTECTION = "protection", _("Protection: we stood by those who needed it most")
    PARTNERSHIP = "partnership", _("Partnership: we worked with others, in confidence")
    ACCOUNTABILITY = "accountability", _("Accountability: everybody knew who does what")


class Recurrence(models.TextChoices):
    LOW = "low", _("Not likely to happen again")
    SOME = "some", _("May happen again")
    HIGH = "high", _("Likely to happen again")


class RiskNow(models.TextChoices):
    """How the risk stands at the end (SAC table: result where a risk was identified)."""

    REMOVED = "removed", _("Risk removed")
    REDUCED = "reduced", _("Risk reduced")
    REMAINED = "remained", _("Risk remains")
    NONE_FOUND = "none_found", _("No risk was found")


class Audience(models.TextChoices):
    """Who learns of a lesson."""

    TEAM = "team", _("The team")
    FORUM = "forum", _("The monthly lessons forum")
    REGION = "region", _("The region")
    EVERYONE = "everyone", _("Everyone")


class LessonState(models.TextChoices):
    WAITING = "waiting", _("waits for the forum")
    SENT = "sent", _("sent")
    KEPT = "kept", _("kept in the case")


class Handling(models.TextChoices):
    """How the line manager finds that it was handled (CH-6)."""

    WELL = "well", _("Handled well")
    MOSTLY = "mostly", _("Mostly well, something to learn")
    MISSED = "missed", _("Opportunities were missed")


class Trigger(models.TextChoices):
    """Why a case review is opened (CH-5)."""

    SERIOUS_RISK = "serious_risk", _("Serious risk to a child or an adult")
    NOT_HIGHLIGHTED = "not_highlighted", _("We failed to highlight it")
    NOT_ACTED = "not_acted", _("We failed to act")
    NOT_PREVENTED = "not_prevented", _("We failed to prevent it")
