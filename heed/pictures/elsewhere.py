"""Where somebody of a household was known before, and where she went: each shown to those who may know, and to nobody besides."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from heed.households.finding import people_like
from heed.households.models import Household, Membership, NewAddress, Person, SamePerson
from heed.policies import visible
from heed.policies.asker import Asker
from heed.policies.may_open import MayOpen


def before() -> QuerySet:
    """To be annotated to memberships: for each of them the households that its person is known to have left by the day they came here.

    Never the other way: a move must not show on the household left behind (decision 3)."""
    left = Membership.objects.filter(Q(person=OuterRef("one")) | Q(person=OuterRef("other")), superseded_at=None).filter(
        ~Q(person=OuterRef(OuterRef("person"))), until__lte=OuterRef(OuterRef("since"))
    )
    home = {part: f"household__home__{part}" for part in ("address", "town", "postcode")}
    there = left.order_by("-until", "pk").values(row=JSONObject(household="household", person="person", until="until", **home))
    links = SamePerson.objects.filter(Q(one=OuterRef("person")) | Q(other=OuterRef("person")), undone_at=None)
    return (
        links.annotate(there=Subquery(there[:1]))
        .filter(there__isnull=False)
        .order_by("at", "pk")
        .values(row=JSONObject(link="pk", there="there"))
    )


SOME = 30


@dataclass(frozen=True)
class Linked:
    """Two records of one human being. `person` is this household's; `was` the other's, who had left `where` before this one came."""

    link: SamePerson
    person: Person
    was: Person
    where: UUID
    address: str
    until: date


def links_of(household: Household) -> list[Linked]:
    """Links of today's members with households they lived in before."""
    here = Membership.objects.filter(household=household, superseded_at=None).select_related("person")
    rows = [
        (member.person, row["link"], row["there"])
        for member in here.annotate(before=ArraySubquery(before())).order_by("person__sort_key", "pk")
        for row in member.before
    ]
    links = SamePerson.objects.select_related("by").in_bulk([UUID(link) for _person, link, _there in rows])
    people = Person.objects.in_bulk([UUID(there["person"]) for _person, _link, there in rows])
    return [
        Linked(
            links[UUID(link)],
            person,
            people[UUID(there["person"])],
            UUID(there["household"]),
            address_of(there),
            date.fromisoformat(there["until"]),
        )
        for person, link, there in rows
    ]


def could_be(membership: Membership) -> list[Membership]:
    """Places, in households this colleague may open, of people of a like name who had left before this member came: those a link could be
    to, the likeliest first. None for somebody of whom it is not known since when they are here."""
    if membership.since is None:
        return []
    likeness = {each.person: each.likeness for each in people_like(membership.person.name, SOME)}
    linked = SamePerson.objects.filter(
        Q(one=membership.person, other=OuterRef("person")) | Q(other=membership.person, one=OuterRef("person")), undone_at=None
    )
    places = Membership.objects.filter(
        ~Exists(linked), person__in=likeness, superseded_at=None, until__lte=membership.since
    ).exclude(household=membership.household_id)
    found = places.select_related("person", "household__home").order_by("-until", "pk")
    return sorted(found, key=lambda place: -likeness[place.person_id])


def address_of(there: dict[str, str]) -> str:
    return ", ".join(there[part] for part in ("address", "town", "postcode") if there[part])


@dataclass(frozen=True)
class Hidden:
    """A new address as it was written down; `until` (UTC) when it was changed or taken out."""

    version: NewAddress
    address: str
    by: str
    since: datetime
    until: datetime | None

    @property
    def pk(self) -> UUID:
        return self.version.pk


def new_addresses_of(person: Person, me: Asker) -> list[Hidden]:
    """What is known of where somebody went, the newest first, for those on its own access list who may see the person too (B24)."""
    seen = _visible(me).filter(person=person).select_related("recorded_by").order_by("-recorded_at", "pk")
    return [
        Hidden(row, row.address, row.recorded_by.display_name if row.recorded_by else "", row.recorded_at, row.superseded_at)
        for row in seen
    ]


def _visible(me: Asker) -> QuerySet[NewAddress]:
    return NewAddress.objects.filter(
        MayOpen(me, of="folder_id"),
        Exists(visible.people(me).filter(pk=OuterRef("person_id"))),
    )
