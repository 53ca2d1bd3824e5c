"""The words of keeping things together."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

# After closing the group sees a concern for a year, to learn and to notice a pattern; the lead always (ours).
CIRCLE_KEEPS = timedelta(days=365)
COUNTERSIGNS = timedelta(days=14)  # how long somebody asked to countersign is let in: a fortnight covers a week's leave (ours)
MEETS = timedelta(days=90)  # the longest that somebody is let in for a meeting to come (ours)
GLASS = timedelta(hours=4)  # how long a broken glass stays open: a night's call-out, not a habit (ours)


class Realm(models.TextChoices):
    """Two worlds that never see each other: nothing spans realms."""

    SAFEGUARDING = "safeguarding", _("Safeguarding")
    SPEAKING_UP = "speaking_up", _("Speaking up")


class FolderKind(models.TextChoices):
    DRAFT = "draft", _("A report being written")
    CONCERN = "concern", _("A cause for concern")
    HOUSEHOLD = "household", _("A household's history")
    CASE = "case", _("A case")
    PLAN = "plan", _("A safety plan")
    ADDRESS = "address", _("A hidden new address")


class Effect(models.TextChoices):
    LET_IN = "let_in", _("let in")
    KEPT_OUT = "kept_out", _("kept out")


class Why(models.TextChoices):
    """Why somebody is let in or kept out. The reason in words is the sealed text of the event beside it."""

    WRITES = "writes", _("is writing it")
    GRANT = "grant", _("needs to know")
    BREAK_GLASS = "break_glass", _("broke the glass")
    OWNER = "owner", _("is responsible for something in it")
    OPENED = "opened", _("opened it")
    MEETING = "meeting", _("goes to a meeting about it")
    COUNTERSIGN = "countersign", _("was asked to countersign something in it")
    HANDED_ON = "handed_on", _("took over from a colleague")
    TIE = "tie", _("is tied to someone in it")
    NAMED = "named", _("is named in it")
    WITHDREW = "withdrew", _("withdrew")


# Let in for a time, each by somebody; posts and owners stand by themselves.
FOR_A_TIME = (Why.GRANT, Why.BREAK_GLASS, Why.MEETING, Why.COUNTERSIGN, Why.OPENED)
