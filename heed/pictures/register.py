"""Placing a concern: the register by name, address, telephone, postcode or UPRN, and nothing of it but name, address and age.

Goes through one function behind the wall, which answers only the group and the lead, and never where they are kept out."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.utils.timezone import localtime

from heed.households.choices import Member
from heed.households.finding import POSTCODE, homes_like
from heed.households.folding import fold_name, phone_digits

MOST = 25
A_PHONE = 9  # fewer digits are a house number or part of a UPRN


@dataclass(frozen=True)
class Lives:
    name: str
    age: int | None
    role: str


@dataclass(frozen=True)
class Found:
    """A household that could be meant: its address and who lives there, for choosing."""

    pk: UUID
    address: str
    people: tuple[Lives, ...]


def in_register(words: str, at: datetime) -> list[Found]:
    """Households like these words, the likeliest first, at most 25. Spaces, accents, "St" for "Street" and spelling are forgiven."""
    words = words[:200]
    named = POSTCODE.sub(" ", words)
    digits = "" if re.search(r"[^\W\d_]", words) else phone_digits(words)
    with connection.cursor() as c:
        c.execute(
            "select household, address, person, born_on, role from heed_register_like(%s, %s, %s, null, %s)",
            [fold_name(named), digits if len(digits) >= A_PHONE else "", [home.pk for home in homes_like(words, MOST)], MOST],
        )
        return _found(c.fetchall(), at)


def _found(rows: list[tuple], at: datetime) -> list[Found]:
    homes: dict[UUID, tuple[str, list[Lives]]] = {}
    for household, address, person, born_on, role in rows:
        people = homes.setdefault(household, (address, []))[1]
        if person:
            people.append(Lives(person, _age(born_on, localtime(at).date()), str(Member(role).label)))
    return [Found(pk, address, tuple(people)) for pk, (address, people) in homes.items()]


def _age(born_on: date | None, day: date) -> int | None:
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day)) if born_on else None
