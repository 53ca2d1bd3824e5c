"""Who holds a competence by a course they did (DA-3, DA-14). Who holds it by their post is asked in policies."""

from datetime import datetime

from django.db.models import QuerySet

from heed.training.choices import Gives
from heed.training.models import Completion


def completions_giving(what: Gives, at: datetime) -> QuerySet[Completion]:
    """Recorded by `at` (UTC), and not withdrawn since."""
    return Completion.objects.filter(course__gives=what, recorded_at__lte=at, withdrawn_at=None)
