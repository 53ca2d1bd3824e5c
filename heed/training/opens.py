"""Who may use the cause for concern form (CFC-2)."""

from datetime import datetime

from heed.organisation.models import Colleague
from heed.training.models import Completion


def form_is_open(colleague: Colleague, at: datetime) -> bool:
    """True once any course that opens the form was recorded. A lapsed refresher never shuts it: no worry is ever turned away."""
    done = Completion.objects.filter(colleague=colleague, course__opens_form=True, recorded_at__lte=at, withdrawn_at=None)
    return done.exists()
