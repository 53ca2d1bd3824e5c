"""The words of what is owed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    DONE = "done", _("done")
    HANDED_ON = "handed_on", _("handed on")
    NOT_DONE = "not_done", _("not done")
    NOT_POSSIBLE = "not_possible", _("not possible any more")
