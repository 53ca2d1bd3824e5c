"""Homes, households and people for tests, made as owner."""

import itertools
from datetime import UTC, date, datetime

from django.utils import timezone

from heed.folders.actions import lies_in, open_folder
from heed.folders.choices import FolderKind
from heed.folders.references import new_reference
from heed.households.choices import Member, NameKind, Origin, Tenure
from heed.households.folding import compact_postcode, fold_address, fold_name
from heed.households.models import Home, Household, Membership, Name, Person
from heed.organisation.models import Scheme

numbers = itertools.count(1)
BEGAN = datetime(2019, 3, 3, tzinfo=UTC)


def home(scheme: Scheme, address: str = "", postcode: str = "NP99 3QX") -> Home:
    number = next(numbers)
    address = address or f"{number} Heol Ŵyn"
    return Home.objects.create(
        uprn=f"1001009{number:05d}",
        scheme=scheme,
        address=address,
        town="Brynfelin",
        postcode=postcode,
        folded=fold_address(f"{address} Brynfelin {scheme.name}"),
        compact=compact_postcode(postcode),
    )


def household(
    where: Home, *people: str, began: datetime = BEGAN, ended_on: date | None = None, born: date | None = None
) -> Household:
    """A tenancy at a home with its people, the first the tenant."""
    folder = open_folder(FolderKind.HOUSEHOLD, at=began)
    if ended_on is None:
        lies_in(folder.pk, where.scheme, at=began)
    made = Household.objects.create(
        folder=folder,
        home=where,
        reference=new_reference(),
        tenancy=f"T{next(numbers)}",
        tenure=Tenure.SECURE,
        started_on=began.date(),
        ended_on=ended_on,
    )
    for place, name in enumerate(people or ("Siân Rees",)):
        person(made, name, Member.TENANT if place == 0 else Member.OCCUPANT, born=born, at=began)
    return made


def person(
    of: Household, name: str, role: Member = Member.OCCUPANT, *, born: date | None = None, at: datetime | None = None
) -> Person:
    at = at or timezone.now()
    made = Person.objects.create(folder_id=of.folder_id, name=name, sort_key=fold_name(name), born_on=born, recorded_at=at)
    Name.objects.create(
        folder_id=of.folder_id, person=made, kind=NameKind.CURRENT, text=name, folded=fold_name(name), recorded_at=at
    )
    Membership.objects.create(
        folder_id=of.folder_id, household=of, person=made, role=role, since=at.date(), origin=Origin.IMPORTED, recorded_at=at
    )
    return made
