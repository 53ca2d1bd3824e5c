"""What the register already holds of the tenancies in one batch, read with one query a table."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from heed.folders import keys
from heed.folders.models import Place
from heed.households.choices import NameKind
from heed.households.models import Flag, Home, Household, Membership, Name, Person, Phone, Relationship, SafeContact
from heed.organisation.models import Scheme
from heed.timeline.models import Event


@dataclass
class Known:
    """`standing` versions are those not superseded. `elsewhere`: (person, folder) of a source's number in other folders."""

    schemes: dict[str, Scheme]
    homes: dict[str, Home]
    households: dict[str, Household]
    places: dict[UUID, Place] = field(default_factory=dict)  # by folder: the latest
    people: dict[UUID, dict[str, Person]] = field(default_factory=lambda: defaultdict(dict))  # by folder, by source's number
    elsewhere: dict[str, list[tuple[UUID, UUID]]] = field(default_factory=lambda: defaultdict(list))
    members: dict[UUID, Membership] = field(default_factory=dict)  # by person: the latest that stands
    names: dict[UUID, list[Name]] = field(default_factory=lambda: defaultdict(list))
    phones: dict[UUID, list[Phone]] = field(default_factory=lambda: defaultdict(list))
    flags: dict[UUID, list[Flag]] = field(default_factory=lambda: defaultdict(list))
    lifted: set[tuple[UUID, str]] = field(default_factory=set)  # (person, code) of flags a colleague lifted here
    contacts: dict[UUID, SafeContact] = field(default_factory=dict)
    relations: dict[frozenset[UUID], Relationship] = field(default_factory=dict)


def look_up(uprns: set[str], tenancies: Iterable[str], people: set[str]) -> Known:
    """Reads as the importing role, which sees the whole register and nothing of any concern."""
    homes = {home.uprn: home for home in Home.objects.select_related("scheme").filter(uprn__in=uprns)}
    households = {
        each.tenancy: each for each in Household.objects.select_related("home__scheme").filter(tenancy__in=list(tenancies))
    }
    known = Known({scheme.code: scheme for scheme in Scheme.objects.all()}, homes, households)
    folders = [each.folder_id for each in households.values()]
    for person in Person.objects.filter(Q(folder__in=folders) | Q(source_id__in=people)).exclude(source_id=""):
        known.people[person.folder_id][person.source_id] = person
        known.elsewhere[person.source_id].append((person.pk, person.folder_id))
    if folders:
        keys.load(folders)
        _facts(known, folders)
    return known


def _facts(known: Known, folders: list[UUID]) -> None:
    def standing(model: Any) -> Any:
        return model.objects.filter(folder__in=folders, superseded_at=None)

    for place in Place.objects.filter(folder__in=folders).order_by("since", "pk"):
        known.places[place.folder_id] = place
    for member in standing(Membership).order_by("since", "recorded_at"):
        known.members[member.person_id] = member
    for name in Name.objects.filter(folder__in=folders):
        known.names[name.person_id].append(name)
    for phone in standing(Phone):
        known.phones[phone.person_id].append(phone)
    for contact in standing(SafeContact):
        known.contacts[contact.person_id] = contact
    for relation in standing(Relationship):
        known.relations[frozenset((relation.one_id, relation.other_id))] = relation
    for flag in standing(Flag).exclude(person=None):
        known.flags[flag.person_id].append(flag)
    known.lifted = _lifted(folders)


def _lifted(folders: list[UUID]) -> set[tuple[UUID, str]]:
    """Flags from the source that a colleague lifted here: the source still sends them, and must not raise them again."""
    lifts = set(Event.objects.filter(folder__in=folders, kind="flag.lifted").values_list("folder_id", "recorded_at"))
    ended = Flag.objects.filter(folder__in=folders, superseded_at__isnull=False).exclude(person=None) if lifts else []
    return {(flag.person_id, flag.code) for flag in ended if flag.person_id and (flag.folder_id, flag.superseded_at) in lifts}


def current_name(names: list[Name]) -> Name | None:
    return next((name for name in names if name.kind == NameKind.CURRENT), None)
