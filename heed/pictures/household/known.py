"""All that is known in a household's folder, its concerns' and its cases' but what happened, what is owed and who reported: in one statement.

Who lives there, how they are reached and tied, what to beware of, which part they have in a concern, and its first words. Whoever asks
hands in folders that were opened; the second wall judges each table."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from heed.cases.models import Case
from heed.concerns.choices import AccountKind
from heed.concerns.models import Account
from heed.households.choices import NameKind
from heed.households.models import Flag, Household, Membership, Person, SafeContact
from heed.organisation.choices import Role
from heed.pictures.rows import from_json, hold_key, instant
from heed.policies.reach import FORCE

FIRST_WORDS = (AccountKind.SEEN, AccountKind.TOLD, AccountKind.CHILD_WORDS)  # none of them tells who reported
# Written out, because Django takes longer to compose it than PostgreSQL to answer it.
KNOWN = f"""
select
  array(select json_build_array(y.folder_id, y.wrapped, y.key_id) from folders_key y where y.folder_id = any(%(opened)s)) as keys,
  array(select json_build_array(row_to_json(m), row_to_json(p)) from households_membership m join households_person p on p.id = m.person_id
         where m.household_id = %(household)s and m.folder_id = %(folder)s order by m.recorded_at, m.id) as members,
  array(select row_to_json(s) from households_safecontact s
         where s.folder_id = %(folder)s and s.superseded_at is null order by s.recorded_at) as safe,
  array(select json_build_array(n.person_id, n.text) from households_name n
         where n.folder_id = %(folder)s and n.kind <> %(current)s order by n.recorded_at, n.id) as names,
  array(select json_build_array(t.person_id, t.number) from households_phone t
         where t.folder_id = %(folder)s and t.superseded_at is null order by t.recorded_at, t.id) as phones,
  array(select json_build_array(l.one_id, l.other_id) from households_sameperson l
         where (l.one_folder_id = %(folder)s or l.other_folder_id = %(folder)s) and l.undone_at is null) as same,
  array(select json_build_array(r.one_id, r.kind, r.other_id, r.recorded_at, r.superseded_at) from households_relationship r
         where r.folder_id = %(folder)s) as ties,
  array(select row_to_json(f) from households_flag f where f.household_id = %(household)s and f.folder_id = %(folder)s
         and (f.superseded_at is null or f.superseded_at > %(at)s) order by f.recorded_at, f.id) as flags,
  array(select json_build_object('folder', i.folder_id, 'person', i.person_id, 'part', i.part, 'recorded_at', i.recorded_at,
                                 'superseded_at', i.superseded_at)
          from concerns_involved i where i.folder_id = any(%(opened)s) and i.person_id is not null order by i.recorded_at) as parts,
  array(select row_to_json(a) from concerns_account a
         where a.folder_id = any(%(opened)s) and a.by_id is null and a.kind = any(%(first)s) order by a.at, a.id) as accounts,
  array(select json_build_array(row_to_json(c), w.display_name) from cases_case c join organisation_colleague w on w.id = c.responsible_id
         where c.folder_id = any(%(opened)s) and exists (
           select from cases_reach r where r.case_id = c.id and r.household_id = %(household)s and r.at <= %(at)s
             and (r.undone_at is null or r.undone_at > %(at)s))
         order by c.entered_at desc, c.id) as cases,
  (select f.sensitive from folders_folder f where f.id = %(folder)s) as sensitive,
  array(select json_build_array(w.display_name, w.telephone) from organisation_colleague w where w.id = %(own)s) as manager,
  array(select json_build_array(w.display_name, w.telephone) from organisation_post o join organisation_colleague w on w.id = o.colleague_id
         where o.role = %(manager)s and o.scheme_id = %(scheme)s and {FORCE} order by o.since, o.id) as managers"""  # noqa: S608


@dataclass(frozen=True)
class Member:
    """One version of somebody's place, with the person's other names, numbers, today's safe contact and other records of them."""

    place: Membership
    person: Person
    also: tuple[str, ...]
    phones: tuple[str, ...]
    safe: SafeContact | None
    same: tuple[UUID, ...]


@dataclass(frozen=True)
class Version:
    """What stood from one instant (UTC) until another."""

    recorded_at: datetime
    superseded_at: datetime | None

    def stood(self, at: datetime) -> bool:
        return self.recorded_at <= at and (self.superseded_at is None or self.superseded_at > at)


@dataclass(frozen=True)
class Tie(Version):
    """`one` is the `kind` of `other`."""

    one: UUID
    kind: str
    other: UUID


@dataclass(frozen=True)
class PartIn(Version):
    """Somebody's part in a concern, by its folder."""

    folder: UUID
    person: UUID
    part: str


@dataclass(frozen=True)
class Responsible:
    """A colleague who answers for the household, and their work telephone (or nothing)."""

    name: str
    telephone: str


@dataclass(frozen=True)
class Known:
    """`accounts` by the concern's folder, in the order they came. `cases`, the newest first: those that reached this household then, and the
    name of whoever answers for each. `managers`: the household's own, or else its scheme's."""

    members: list[Member]
    ties: list[Tie]
    flags: list[Flag]
    parts: list[PartIn]
    accounts: dict[UUID, list[Account]]
    cases: list[tuple[Case, str]]
    managers: tuple[Responsible, ...]
    sensitive: bool


def known(household: Household, opened: Sequence[UUID], at: datetime) -> Known:
    """`opened`: the household's folder, its concerns' and its cases'. `at` (UTC): flags that stood then and no longer do are among them."""
    row = _row(household, opened, at)
    for folder, wrapped, key_id in row["keys"]:
        hold_key(UUID(folder), bytes.fromhex(wrapped[2:]), key_id)
    accounts: dict[UUID, list[Account]] = defaultdict(list)
    for account in row["accounts"]:
        accounts[UUID(account["folder_id"])].append(from_json(Account, account))
    return Known(
        _members(row),
        [Tie(*_times(rest), UUID(one), kind, UUID(other)) for one, kind, other, *rest in row["ties"]],
        [from_json(Flag, flag) for flag in row["flags"]],
        [
            PartIn(
                *_times((part["recorded_at"], part["superseded_at"])), UUID(part["folder"]), UUID(part["person"]), part["part"]
            )
            for part in row["parts"]
        ],
        accounts,
        [(from_json(Case, case), answers) for case, answers in row["cases"]],
        tuple(Responsible(*one) for one in row["manager"] or row["managers"]),
        row["sensitive"],
    )


def _row(household: Household, opened: Sequence[UUID], at: datetime) -> dict[str, Any]:
    given: dict[str, Any] = {
        "household": household.pk,
        "folder": household.folder_id,
        "opened": list(opened),
        "at": at,
        "current": NameKind.CURRENT.value,
        "first": [kind.value for kind in FIRST_WORDS],
        "own": household.manager_id,
        "manager": Role.MANAGER.value,
        "scheme": household.home.scheme_id,
    }
    with connection.cursor() as c:
        c.execute(KNOWN, given)
        return dict(zip((column.name for column in c.description), c.fetchone(), strict=True))


def _times(said: Sequence[str | None]) -> tuple[datetime, datetime | None]:
    recorded_at, superseded_at = said
    assert recorded_at
    return instant(recorded_at), instant(superseded_at) if superseded_at else None


def _members(row: dict[str, Any]) -> list[Member]:
    also, phones, same = (defaultdict(list) for _each in range(3))
    for person, text in row["names"]:
        also[person].append(text)
    for person, number in row["phones"]:
        phones[person].append(number)
    for one, other in row["same"]:
        same[one].append(UUID(other))
        same[other].append(UUID(one))
    safe = {each["person_id"]: each for each in row["safe"]}  # the newest of several stands
    found = []
    for place, person in row["members"]:
        pk = person["id"]
        contact = from_json(SafeContact, safe[pk]) if pk in safe else None
        who = from_json(Person, person)
        found.append(Member(from_json(Membership, place), who, (*also[pk],), (*phones[pk],), contact, (*same[pk],)))
    return found
