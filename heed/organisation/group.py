"""Who is the Cause for Concern group just now. It can never be empty: the lead stands in (CFC-3)."""

from dataclasses import dataclass
from datetime import datetime

from heed.organisation.choices import Role
from heed.organisation.models import Colleague, Duty, in_force


@dataclass(frozen=True)
class Group:
    """`members`: those who answer now. `stands_in`: they are leads, because no member is here. Nobody at all: an alarm."""

    members: tuple[Colleague, ...]
    stands_in: bool


def group_at(at: datetime) -> Group:
    """Members who are here at an instant (UTC), else the leads who are here, else the leads even if they are away."""
    if members := tuple(Colleague.objects.holding(Role.GROUP, at).present(at)):
        return Group(members, stands_in=False)
    leads = Colleague.objects.holding(Role.LEAD, at)
    return Group(tuple(leads.present(at)) or tuple(leads), stands_in=True)


def on_duty(at: datetime) -> list[Colleague]:
    """Of the group, who answers out of hours at an instant; those away are left out."""
    rota = Duty.objects.filter(in_force(at)).values("colleague")
    return list(Colleague.objects.holding(Role.GROUP, at).present(at).filter(pk__in=rota))
