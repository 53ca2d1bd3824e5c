"""Finding a home by what somebody types: postcode, house number and street, scheme, or UPRN (CFC-1).

It shows addresses and nothing else. No name stands in what is searched, so a name never finds an address: staff can be abusers too."""

import re
from dataclasses import dataclass
from functools import reduce
from operator import and_
from uuid import UUID

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import Q, QuerySet

from heed.households.folding import compact_postcode, fold_address, fold_name, phone_digits
from heed.households.models import Home, Household

POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?)(?:\s*(\d[a-z]{0,2}))?\b", re.IGNORECASE)
UPRN = re.compile(r"\d{6,12}")
# How alike misspelt words must be: first strictly (pg_trgm's own threshold, unless something else is said), loosely only if that finds nothing.
ALIKE, HARDLY = 0.6, 0.45
A_NUMBER = 6  # fewer digits are a house number, not a telephone or a UPRN
POOL = 200  # most rows put in order here
MOST_WORDS = 8


def homes_like(words: str, limit: int = 20) -> list[Home]:
    """The homes most like some words, at most `limit`; none for words that say nothing. Spelling, spaces and "St/Street" are forgiven."""
    words = words.strip()[:200]
    if (number := "".join(words.split())).isdecimal() and UPRN.match(number):
        return list(_homes().filter(uprn=number))
    said, postcode = _apart(words)
    found = _homes().filter(compact__startswith=postcode) if postcode else _homes()
    if not said:
        return _in_order(found.order_by("compact", "address", "pk")[:POOL], limit) if postcode else []
    if whole := _in_order(found.filter(_all_words(said)).order_by("compact", "address", "pk")[:POOL], limit):
        return whole
    return _alike(found, said, limit) or _hardly(found, said, limit)


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
    """Half a postcode standing alone ("NP99"); "B2" within an address is a flat."""
    return words.strip().casefold() == said.casefold()


def _all_words(said: str, home: str = "") -> Q:
    """Each word begins one of the address's."""
    return reduce(and_, (Q(**{f"{home}folded__regex": _beginning(word)}) for word in said.split()[:MOST_WORDS]))


def _beginning(word: str) -> str:
    """As a regular expression: "14 heol" is not found in "114 Heol"."""
    return rf"(^| ){re.escape(word)}{'( |$)' if word[0].isdigit() else ''}"


def _alike(found: QuerySet[Home], said: str, limit: int) -> list[Home]:
    near = found.filter(folded__trigram_word_similar=said).annotate(likeness=TrigramWordSimilarity(said, "folded"))
    return list[Home](
        sorted(near.order_by("-likeness", "pk")[:POOL], key=lambda home: (-round(home.likeness, 2), *_number_order(home)))[
            :limit
        ]
    )


def _hardly(found: QuerySet[Home], said: str, limit: int) -> list[Home]:
    with connection.cursor() as c:
        c.execute("select set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(HARDLY)])
        homes = _alike(found, said, limit)
        c.execute("select set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(ALIKE)])
    return homes


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
    """Of these households, those at an address like the words: all of them first, misspelt if that finds nothing."""
    if (number := "".join(words.split())).isdecimal() and len(number) >= A_NUMBER:
        return list(households.filter(home__uprn=number)[:limit])
    said, postcode = _apart(words)
    if postcode:
        households = households.filter(home__compact__startswith=postcode)
    in_order = households.order_by("home__compact", "home__address", "pk")
    if not said:
        return list(in_order[:limit]) if postcode else []
    known = _known(said, postcode)
    whole = list(in_order.filter(_all_words(said, "home__"))[:limit]) if known == WHOLE else []
    return whole or (_at_homes_alike(households, said, limit) if known else [])


NOWHERE, NEARLY, WHOLE = range(3)


def _known(said: str, postcode: str) -> int:
    """Whether any home has all these words, or some like them. Asked before who lives there, for most words are a name and no address, and
    addresses are nobody's secret: they need no wall. Each part is only looked for when it is needed, and by its index."""
    words = [_beginning(word) for word in said.split()[:MOST_WORDS]]
    here = "select from households_home where compact like %s and"
    with connection.cursor() as c:
        c.execute(
            f"""with whole as materialized ({here} {" and ".join(["folded ~ %s"] * len(words))}),
                     nearly as materialized ({here} %s <%% folded)
                select case when exists (select from whole) then {WHOLE} when exists (select from nearly) then {NEARLY} else {NOWHERE} end""",  # noqa: S608
            [f"{postcode}%", *words, f"{postcode}%", said],
        )
        return c.fetchone()[0]


def _at_homes_alike(households: QuerySet[Household], said: str, limit: int) -> list[Household]:
    near = households.filter(home__folded__trigram_word_similar=said).annotate(
        likeness=TrigramWordSimilarity(said, "home__folded")
    )
    return list(near.order_by("-likeness", "pk")[:limit])
