"""What a course gives whoever did it, beside the form (DA-3, DA-14)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Gives(models.TextChoices):
    """A competence. It does not lapse: a refresher that is overdue takes nobody's signature away in the middle of the work."""

    NOTHING = "", _("Nothing more")
    ABUSE_RISK = "abuse_risk", _("Competence: risk assessment and MARAC referral")
