"""Finding a home by what somebody types: postcode, house number and street, scheme, or UPRN (CFC-1).

It shows addresses and nothing else. No name stands in what is searched, so a name never finds an address: staff can be abusers too."""

import re
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import and_
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQueryField, TrigramWordSimilarity
from django.db import connection
from django.db.models import BooleanField, Func, Q, QuerySet
from django.db.models.expressions import RawSQL

from heed.households.folding import compact_postcode, fold_address, fold_name, phone_digits
from heed.households.models import Home, Household, words_of

POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?)(?:\s*(\d[a-z]{0,2}))?\b", re.IGNORECASE)
UPRN = re.compile(r"\d{6,12}")
ALIKE, HARDLY = (
    0.6,
    0.45,
)  # how alike an address with misspelt words must be, at least: where somebody lives, and where nobody may
A_NUMBER = 6  # fewer digits are a house number, not a telephone or a UPRN
POOL = 200  # most rows put in order here
MOST_WORDS = 8
BY_PLACE = ("compact", "address", "pk")
MANY = 5000
SOME_AT_A_TIME = (0, 60, 300, 1500, MANY)


def homes_like(words: str, limit: int = 20) -> list[Home]:
    """The homes most like some words, at most `limit`; none for words that say nothing. Spelling, spaces and "St/Street" are forgiven."""
    words = words.strip()[:200]
    if (number := "".join(words.split())).isdecimal() and UPRN.match(number):
        return list(_homes().filter(uprn=number))
    said, postcode = _apart(words)
    found = _homes().filter(compact__startswith=postcode) if postcode else _homes()
    if not said:
        return _in_order(found.order_by(*BY_PLACE)[:POOL], limit) if postcode else []
    if whole := _in_order(found.filter(_all_words(said)).order_by(*BY_PLACE)[:POOL], limit):
        return whole
    return _alike(found, said, limit) or _alike(found, said, limit, but_one=True)


def home_of(pk: object) -> Home | None:
    """One home by its number as a page sent it, or None for whatever is no number."""
    return _homes().filter(pk=int(str(pk))).first() if str(pk).isdecimal() and len(str(pk)) < 16 else None


def _homes() -> QuerySet[Home]:
    return Home.objects.select_related("scheme")


def _apart(words: str) -> tuple[str, str]:
    """("14 heol wyn", "NP993QX"): the words as homes are searched, and the postcode or its beginning."""
    match = POSTCODE.search(words)
    if not match or not match[2] and not _is_outward(match[1], words):
        return fold_address(words), ""
    return fold_address(words[: match.start()], words[match.end() :]), compact_postcode(match[0])


def _is_outward(said: str, words: str) -> bool:
    """Half a postcode: standing alone, or of two letters ("NP99"); "B2" within an address is a flat."""
    return words.strip().casefold() == said.casefold() or said[:2].isalpha()


def _all_words(said: str) -> Q:
    """Each word begins one of the address's."""
    return reduce(and_, (Q(folded__regex=_beginning(word)) for word in said.split()[:MOST_WORDS]))


def _beginning(word: str) -> str:
    """As a regular expression: "14 heol" is not found in "114 Heol"."""
    return rf"(^| ){re.escape(word)}{'( |$)' if word[0].isdigit() else ''}"


def _alike(found: QuerySet[Home], said: str, limit: int, *, but_one: bool = False) -> list[Home]:
    """The likeliest of those that have every word, or all of them `but_one`, in some spelling."""
    near = found.filter(_in_some_spelling(said, but_one)).annotate(likeness=TrigramWordSimilarity(said, "folded"))
    best = near.filter(likeness__gte=HARDLY).order_by("-likeness", "pk")[:POOL]
    return list[Home](sorted(best, key=lambda home: (-round(home.likeness, 2), *_number_order(home)))[:limit])


def _in_some_spelling(said: str, but_one: bool) -> Any:
    """Through the words that stand in addresses, so that it costs no more where there are many homes (heed.policies.functions.finding)."""
    # A statement within the statement is asked once; a function would be asked again for each plan.
    alike = RawSQL("(select heed_addresses_alike(%s, %s)::tsquery)", [said, but_one], SearchQueryField())  # noqa: S611 (both are values)
    return Func(words_of(), alike, arg_joiner=" @@ ", template="%(expressions)s", output_field=BooleanField())


def _in_order(found: QuerySet[Home], limit: int) -> list[Home]:
    return sorted(found, key=_number_order)[:limit]


def _number_order(home: Home) -> tuple[list[str | int], str]:
    """As people count: 2 Heol Ŵyn before 14 Heol Ŵyn."""
    parts = re.split(r"(\d+)", home.address.casefold())
    return [home.postcode, *(f"{int(part):09d}" if part.isdigit() else part for part in parts)], str(home.pk)


# People and households, for those who may see them -----------------------------------------------------------------------------
@dataclass(frozen=True)
class Alike:
    """Somebody whose name or number is like the words: how alike, from 0 to 1, and the folder they are kept in."""

    person: UUID
    folder: UUID
    likeness: float


def people_like(words: str, limit: int) -> list[Alike]:
    """People by name, former name, alias or telephone number, the likeliest first; only those whom whoever asks may see. Their folders are
    opened until the end of the transaction (heed.policies.inside.open_folders), so that what is kept in them is not asked about row by row.

    Through a function behind the wall, because under a policy an index on names is not used (decision 2)."""
    digits = phone_digits(words)
    with connection.cursor() as c:
        c.execute(
            """with found as materialized (select person, folder, likeness from heed_people_like(%s, %s, %s)),
                    opened as materialized (select heed_open(array(select folder from found)) as folders)
               select person, folder, likeness from found where folder = any((select folders from opened)::uuid[])""",
            [fold_name(words), digits if len(digits) >= A_NUMBER else "", limit],
        )
        return [Alike(*row) for row in c.fetchall()]


def at_homes_like(households: QuerySet[Household], words: str, limit: int) -> list[Household]:
    """Of these households, those at an address like the words: those with all of them first, misspelt if that finds nothing."""
    if (number := "".join(words.split())).isdecimal() and len(number) >= A_NUMBER:
        return list(households.filter(home__uprn=number)[:limit])
    said, postcode = _apart(words)
    homes = Home.objects.filter(compact__startswith=postcode) if postcode else Home.objects.all()
    if not said:
        return _living_at(households, homes.order_by(*BY_PLACE), limit) if postcode else []
    if whole := _living_at(households, homes.filter(_all_words(said)).order_by(*BY_PLACE), limit):
        return whole
    near = homes.filter(_in_some_spelling(said, False)).annotate(likeness=TrigramWordSimilarity(said, "folded"))
    return _living_at(households, near.filter(likeness__gte=ALIKE).order_by("-likeness", "pk"), limit)


def _living_at(households: QuerySet[Household], homes: QuerySet[Home], limit: int) -> list[Household]:
    """In the order of the homes. First which homes, for most words are a name and no address, and addresses are nobody's secret and need no
    wall; then who lives there, some at a time, so that the wall is not asked about everybody in a long street."""
    known = list(homes.values_list("pk", flat=True)[:MANY])
    if len(known) == MANY:  # words that say little: all at once, so that none is left out whom this reader may see
        return list(households.filter(home__in=homes).order_by(*(f"home__{field}" for field in BY_PLACE))[:limit])
    place, found = {home: number for number, home in enumerate(known)}, list[Household]()
    for first, last in pairwise(SOME_AT_A_TIME):
        if len(found) < limit and (some := known[first:last]):
            found += sorted(households.filter(home__in=some), key=lambda each: (place[each.home_id], str(each.pk)))
    return found[:limit]
