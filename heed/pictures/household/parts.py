"""Parts of a household that was shown, for the pages that change or print one."""

from collections.abc import Iterable

from django.db.models import QuerySet

from heed.concerns.choices import Part
from heed.households.choices import Identity, Member
from heed.households.models import Flag, Household, Membership, Person
from heed.pictures.household.people import SomeoneHere, is_child
from heed.pictures.household.picture import HouseholdPicture


def people_of(household: Household, among: Iterable[str] | None = None) -> QuerySet[Person]:
    """People of this household, or those of them whose ids are given."""
    places = Membership.objects.filter(household=household, superseded_at=None)
    found = Person.objects.filter(folder=household.folder_id, pk__in=places.values("person")).order_by("sort_key", "pk")
    return found if among is None else found.filter(pk__in=list(among))


def places_of(household: Household) -> QuerySet[Membership]:
    return Membership.objects.filter(household=household, superseded_at=None).select_related("person", "household")


def flags_of(household: Household) -> QuerySet[Flag]:
    return Flag.objects.filter(household=household, superseded_at=None)


def may_hold_paper(picture: HouseholdPicture) -> tuple[tuple[SomeoneHere, ...], tuple[SomeoneHere, ...]]:
    """Who of the household may be offered as holder of its paper, and who never: alleged perpetrators, former members, children (B24)."""
    never = tuple(
        one
        for one in picture.people
        if one.gone
        or one.part == Part.PERPETRATOR
        or one.member_role == Member.EX_PARTNER
        or is_child(one.person, one.member_role, picture.day)
    )
    return tuple(one for one in picture.people if one not in never and one.person.identity == Identity.KNOWN), never
