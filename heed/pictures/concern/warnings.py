"""How to be safe with the households a concern is linked to, where colleagues are asked to ring or to visit (B24; CFC-7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from heed.households.models import Flag, Person, SafeContact
from heed.pictures.concern.account import Spot
from heed.pictures.household.safety import FlagShown, flags, safe_contact
from heed.pictures.rows import from_json, hold_key
from heed.policies import visible
from heed.policies.asker import Asker
from heed.policies.inside import open_folders

# Written out, because Django takes longer to compose it than PostgreSQL to answer it. The wall judges each table.
WARNINGS = """
select
  array(select json_build_array(y.folder_id, y.wrapped, y.key_id) from folders_key y where y.folder_id = any(%(opened)s)) as keys,
  array(select json_build_array(m.household_id, to_json(p), to_json(s)) from households_membership m
          join households_person p on p.id = m.person_id
          left join households_safecontact s on s.person_id = p.id and s.superseded_at is null
         where m.folder_id = any(%(opened)s) and m.superseded_at is null order by p.sort_key, p.id) as people,
  array(select to_json(f) from households_flag f
         where f.folder_id = any(%(opened)s) and f.superseded_at is null order by f.recorded_at, f.id) as flags"""


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


def warnings(me: Asker, spots: Sequence[Spot], at: datetime) -> tuple[Warned, ...]:
    """Of the households among `spots` that this colleague may open themselves: whoever reads the concern may not yet read the household.
    `at` in UTC. Two statements, one where none may be opened, and none where the concern is linked to none."""
    if not spots:
        return ()
    may_open = visible.households(me).filter(pk__in={spot.household for spot in spots})
    opened = open_folders(found_by=may_open.values("folder"))
    if not opened:
        return ()
    keys, people, flagged = _rows(opened)
    for folder, wrapped, key_id in keys:
        hold_key(UUID(folder), bytes.fromhex(wrapped[2:]), key_id)
    found = {spot.household: spot.address if len(spots) > 1 else "" for spot in spots}
    shown = (Warned(pk, address, _contacts(people, pk), _flags(flagged, people, pk, at)) for pk, address in found.items())
    return tuple(one for one in shown if one.contacts or one.flags)


def _rows(opened: Sequence[UUID]) -> tuple[list[Any], list[Any], list[Any]]:
    with connection.cursor() as c:
        c.execute(WARNINGS, {"opened": list(opened)})
        return c.fetchone()


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
