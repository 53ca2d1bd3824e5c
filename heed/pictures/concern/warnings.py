"""What stands around a concern, in the households it is linked to: how to be safe with them, where colleagues are asked to ring or to visit
(B24; CFC-7), and what else is open about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from heed.concerns.models import Concern
from heed.households.models import Flag, Person, SafeContact
from heed.pictures.concern.account import Spot
from heed.pictures.household.safety import FlagShown, flags, safe_contact
from heed.pictures.rows import from_json, hold_key
from heed.policies.inside import Written

# Written out, because Django takes longer to compose it than PostgreSQL to answer it. The wall judges each table.
FOLDERS = """
with homes as (select p.household_id as id from concerns_placement p where p.concern_id = %s and p.undone_at is null)
select h.folder_id from households_household h join homes on homes.id = h.id
union select p.folder_id from concerns_placement p join homes on homes.id = p.household_id where p.undone_at is null"""
AROUND = """
select
  array(select json_build_array(y.folder_id, y.wrapped, y.key_id) from folders_key y where y.folder_id = any(%(opened)s)) as keys,
  array(select json_build_array(m.household_id, to_json(p), to_json(s)) from households_membership m
          join households_person p on p.id = m.person_id
          left join households_safecontact s on s.person_id = p.id and s.superseded_at is null
         where m.folder_id = any(%(opened)s) and m.superseded_at is null order by p.sort_key, p.id) as people,
  array(select to_json(f) from households_flag f
         where f.folder_id = any(%(opened)s) and f.superseded_at is null order by f.recorded_at, f.id) as flags,
  array(select json_build_array(c.id, c.reference) from concerns_concern c
         where c.folder_id = any(%(opened)s) and c.id <> %(concern)s and c.state <> 'closed' order by c.sent_at, c.id) as beside"""


@dataclass(frozen=True)
class Beside:
    """Another open concern about the same home: two worries about one home are read together."""

    pk: UUID
    reference: str


@dataclass(frozen=True)
class Around:
    """`warnings`: household by household. `beside`: the oldest first."""

    warnings: tuple["Warned", ...] = ()
    beside: tuple[Beside, ...] = ()


@dataclass(frozen=True)
class Contact:
    """Somebody who may be reached safely in one way only, in words."""

    name: str
    words: str


@dataclass(frozen=True)
class Warned:
    """What stands today for a household. `address` only where the concern is linked to several: which of them is meant?"""

    household: UUID
    address: str
    contacts: tuple[Contact, ...]
    flags: tuple[FlagShown, ...]


def folders_around(concern: Concern) -> Written:
    """Of the households a concern is linked to, and of all that is linked to them: to be opened with the concern's own, as far as the reader
    may. Whoever reads the concern may not yet read the household."""
    return FOLDERS, (concern.pk,)


def around(concern: Concern, spots: Sequence[Spot], opened: Sequence[UUID], at: datetime) -> Around:
    """What stands today, of the folders around it that were `opened`. `at` in UTC. One statement, none where there is nothing around."""
    if not opened:
        return Around()
    with connection.cursor() as c:
        c.execute(AROUND, {"opened": list(opened), "concern": concern.pk})
        keys, people, flagged, beside = c.fetchone()
    for folder, wrapped, key_id in keys:
        hold_key(UUID(folder), bytes.fromhex(wrapped[2:]), key_id)
    found = {spot.household: spot.address if len(spots) > 1 else "" for spot in spots}
    shown = (Warned(pk, address, _contacts(people, pk), _flags(flagged, people, pk, at)) for pk, address in found.items())
    return Around(
        tuple(one for one in shown if one.contacts or one.flags), tuple(Beside(UUID(pk), reference) for pk, reference in beside)
    )


def _contacts(people: list[Any], household: UUID) -> tuple[Contact, ...]:
    said = (
        Contact(from_json(Person, person).name, safe_contact(from_json(SafeContact, safe)))
        for where, person, safe in people
        if safe and UUID(where) == household
    )
    return tuple(one for one in said if one.words)


def _flags(flagged: list[Any], people: list[Any], household: UUID, at: datetime) -> tuple[FlagShown, ...]:
    names = {one.pk: one.name for one in (from_json(Person, person) for _where, person, _safe in people)}
    return flags([one for one in (from_json(Flag, row) for row in flagged) if one.household_id == household], names, at)
