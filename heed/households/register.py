"""How the register is made: homes, households, people and what is known of them, put in a ledger to be written together.

Nothing here defers `tell`: news of the register is not told to anybody by mail."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from heed.folders import keys
from heed.folders.choices import Effect, FolderKind, Why
from heed.folders.models import Access, Folder, Key, Place
from heed.folders.references import new_reference
from heed.households.choices import FlagKind, NameKind, Origin, Relation
from heed.households.folding import compact_postcode, fold_address, fold_name, phone_digits
from heed.households.ledger import Ledger
from heed.households.models import (
    Flag,
    Home,
    Household,
    Membership,
    Name,
    Person,
    Phone,
    Relationship,
    SafeContact,
    SamePerson,
    Tie,
)
from heed.organisation.choices import Department
from heed.organisation.models import Scheme, in_force
from heed.timeline.models import About, Event, Words


# Homes and households ---------------------------------------------------------------------------------------------------------
def home(uprn: str, scheme: Scheme, address: str, town: str, postcode: str) -> Home:
    """A home as it is searched; not yet written (homes are numbered by the database)."""
    return Home(uprn=uprn, scheme=scheme, **where(scheme, address, town, postcode))


def where(scheme: Scheme, address: str, town: str, postcode: str) -> dict[str, str]:
    """An address and what it is found by."""
    return {
        "address": address,
        "town": town,
        "postcode": postcode,
        "folded": fold_address(address, town, scheme.name),
        "compact": compact_postcode(postcode),
    }


def household(
    ledger: Ledger, home: Home, reference: str, *, since: datetime, until: datetime | None, **facts: Any
) -> Household:
    """A household in a folder of its own, lying in its home's scheme between two instants (UTC). `facts`: tenancy, tenure, started_on …"""
    folder = ledger.put(Folder, kind=FolderKind.HOUSEHOLD, opened_at=ledger.at)
    data_key, wrapped, key_id = keys.new_key(folder)
    ledger.rows[Key].append({"folder_id": folder, "wrapped": wrapped, "key_id": key_id})
    keys.ring()[folder] = data_key
    lies_in(ledger, folder, home.scheme_id, since=since, until=until)
    return ledger.add(Household(folder_id=folder, home=home, reference=reference, **facts))


def lies_in(ledger: Ledger, folder: UUID, scheme: int, *, since: datetime, until: datetime | None) -> None:
    ledger.put(Place, folder_id=folder, scheme_id=scheme, since=since, until=until)


def keep_tied_out(ledger: Ledger, households: Iterable[Household]) -> None:
    """Colleagues with a declared tie to these homes never see what is known there, from its first second."""
    folders: dict[int, list[UUID]] = defaultdict(list)
    for each in households:
        folders[each.home_id].append(each.folder_id)
    ties = Tie.objects.filter(in_force(ledger.at), home__in=list(folders)).values_list("home_id", "colleague_id").distinct()
    for home_id, colleague in ties:
        for folder in folders[home_id]:
            ledger.put(Access, folder_id=folder, colleague_id=colleague, effect=Effect.KEPT_OUT, why=Why.TIE, since=ledger.at)


def references(how_many: int) -> list[str]:
    """New references of households that no household has (by chance alone, one in 16 loads of 50,000 would meet an old one)."""
    found: set[str] = set()
    while len(found) < how_many:
        fresh = {new_reference() for _ in range(how_many - len(found))}
        found |= fresh - set(Household.objects.filter(reference__in=fresh).values_list("reference", flat=True))
    return list(found)


# People -----------------------------------------------------------------------------------------------------------------------
def person(ledger: Ledger, folder: UUID, name: str, sort_key: str, *, recorded_at: datetime, **facts: Any) -> Person:
    """Somebody as this folder knows them, findable by name."""
    who = ledger.add(Person(folder_id=folder, name=name, sort_key=sort_key, recorded_at=recorded_at, **facts))
    known_as(ledger, who, NameKind.CURRENT, name, recorded_at=recorded_at)
    return who


def known_as(ledger: Ledger, who: Person, kind: NameKind, text: str, *, recorded_at: datetime) -> None:
    ledger.put(
        Name, folder_id=who.folder_id, person_id=who.pk, kind=kind, text=text, folded=fold_name(text), recorded_at=recorded_at
    )


def phone(ledger: Ledger, who: Person, number: str, *, recorded_at: datetime) -> None:
    ledger.put(
        Phone, folder_id=who.folder_id, person_id=who.pk, number=number, digits=phone_digits(number), **_imported(recorded_at)
    )


def membership(
    ledger: Ledger, where: Household, who: UUID, role: str, since: date | None, until: date | None, *, recorded_at: datetime
) -> None:
    ledger.put(
        Membership,
        folder_id=where.folder_id,
        household_id=where.pk,
        person_id=who,
        role=role,
        since=since,
        until=until,
        **_imported(recorded_at),
    )


def flag(
    ledger: Ledger,
    where: Household,
    who: Person,
    kind: FlagKind,
    code: str,
    words: str,
    review_on: date | None,
    *,
    recorded_at: datetime,
) -> None:
    ledger.put(
        Flag,
        folder_id=where.folder_id,
        household_id=where.pk,
        person_id=who.pk,
        kind=kind,
        code=code,
        words=words,
        review_on=review_on,
        **_imported(recorded_at),
    )


def safe_contact(ledger: Ledger, who: Person, how: str, never_by: Iterable[str], *, recorded_at: datetime) -> None:
    """`never_by`: names of the fields `no_call`, `no_letter` …"""
    ledger.put(
        SafeContact,
        folder_id=who.folder_id,
        person_id=who.pk,
        words={"how": how, "who_not": ""},
        **dict.fromkeys(never_by, True),
        **_imported(recorded_at),
    )


def relationship(ledger: Ledger, one: Person, kind: Relation, other: Person, *, recorded_at: datetime) -> None:
    ledger.put(Relationship, folder_id=one.folder_id, one_id=one.pk, other_id=other.pk, kind=kind, **_imported(recorded_at))


def _imported(recorded_at: datetime) -> dict[str, Any]:
    return {"origin": Origin.IMPORTED, "recorded_at": recorded_at}


def same_person(ledger: Ledger, one: tuple[UUID, UUID], other: tuple[UUID, UUID], reason: str) -> None:
    """Two rows, each (person, folder), are one human being; seen only by who may see both."""
    ledger.put(
        SamePerson,
        one_id=one[0],
        one_folder_id=one[1],
        other_id=other[0],
        other_folder_id=other[1],
        reason=reason,
        at=ledger.at,
    )


# What happened ----------------------------------------------------------------------------------------------------------------
class Somewhere(Protocol):
    """A household, or as much of it as an event needs."""

    @property
    def pk(self) -> UUID: ...
    @property
    def folder_id(self) -> UUID: ...


def happened(
    ledger: Ledger,
    kind: str,
    where: Somewhere,
    words: dict[str, Any],
    *,
    occurred_at: datetime,
    known_at: datetime,
    whole_day: bool = False,
    people: Iterable[UUID] = (),
    department: Department = Department.HOUSING,
    corrects: UUID | None = None,
) -> UUID:
    """An event of this household that came from another system, with its sealed words. Answers the event's id."""
    event = ledger.put(
        Event,
        kind=kind,
        folder_id=where.folder_id,
        department=department,
        occurred_at=occurred_at,
        known_at=known_at,
        recorded_at=ledger.at,
        whole_day=whole_day,
        corrects_id=corrects,
    )
    ledger.put(Words, id=event, folder_id=where.folder_id, words=words)
    ledger.put(About, event_id=event, folder_id=where.folder_id, household=where.pk)
    for who in people:
        ledger.put(About, event_id=event, folder_id=where.folder_id, person=who)
    return event
