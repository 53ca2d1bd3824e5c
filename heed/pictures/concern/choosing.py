"""What there is to choose from on the pages that ask one thing about a concern."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import localtime

from heed.concerns.models import Concern, Theme
from heed.households.choices import Member
from heed.households.models import Membership
from heed.organisation.models import Colleague
from heed.policies import visible
from heed.policies.asker import Asker


def themes(at: datetime) -> list[tuple[str, str]]:
    """The organisation's own themes in use (PEER-2): code and name."""
    return list(Theme.objects.filter(Q(until=None) | Q(until__gt=at)).values_list("code", "name"))


def could_own(concern: Concern, at: datetime) -> list[Colleague]:
    """Who may be given an action: everyone who is here and not kept out."""
    return list(Colleague.objects.here(at).exclude(pk__in=visible.kept_out([concern.folder_id], at)))


def living_there(me: Asker, concern: Concern, at: datetime) -> list[tuple[UUID, str, int | None, str]]:
    """People of the households the concern is linked to: id, name, age, what they are to the tenancy."""
    homes = visible.placements(me).filter(concern=concern, undone_at=None).values("household")
    rows = (
        Membership.objects.as_known(at)
        .filter(household__in=homes, folder__in=visible.folders(me))
        .select_related("person")
        .order_by("person__sort_key", "pk")
    )
    return [
        (row.person_id, row.person.name, row.person.age_on(localtime(at).date()), str(Member(row.role).label)) for row in rows
    ]
