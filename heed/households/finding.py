"""Finding a home by what somebody types: postcode, house number and street, scheme, or UPRN (CFC-1).

It shows addresses and nothing else. No name stands in what is searched, so a name never finds an address: staff can be abusers too."""

import re
from uuid import UUID

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import QuerySet

from heed.households.folding import compact_postcode, fold_address, fold_name, phone_digits
from heed.households.models import Home, Household

POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?)(?:\s*(\d[a-z]{0,2}))?\b", re.IGNORECASE)
UPRN = re.compile(r"\d{6,12}")
ALIKE, HARDLY = 0.6, 0.45  # how alike misspelt words must be: first strictly, and loosely only if that finds nothing
A_NUMBER = 6  # fewer digits are a house number, not a telephone or a UPRN
POOL = 200  # most rows put in order here


def homes_like(words: str, limit: int = 20) -> list[Home]:
    """The homes most like some words, at most `limit`; none for words that say nothing. Spelling, spaces and "St/Street" are forgiven."""
    words = words.strip()[:200]
    if (number := "".join(words.split())).isdecimal() and UPRN.match(number):
        return list(_homes().filter(uprn=number))
    said, postcode = _apart(words)
    found = _homes().filter(compact__startswith=postcode) if postcode else _homes()
    if not said:
        return _in_order(found.order_by("compact", "address", "pk")[:POOL], limit) if postcode else []
    return _with_all_words(found, said, limit) or _alike(found, said, ALIKE, limit) or _alike(found, said, HARDLY, limit)


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


def _with_all_words(found: QuerySet[Home], said: str, limit: int) -> list[Home]:
    """Each word begins one of the address's: "14 heol" is not found in "114 Heol"."""
    for word in said.split()[:8]:
        found = found.filter(folded__regex=rf"(^| ){re.escape(word)}{'( |$)' if word[0].isdigit() else ''}")
    return _in_order(found.order_by("compact", "address", "pk")[:POOL], limit)


def _alike(found: QuerySet[Home], said: str, how: float, limit: int) -> list[Home]:
    with connection.cursor() as c:
        c.execute("select set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(how)])
    near = found.filter(folded__trigram_word_similar=said).annotate(likeness=TrigramWordSimilarity(said, "folded"))
    return list[Home](
        sorted(near.order_by("-likeness", "pk")[:POOL], key=lambda home: (-round(home.likeness, 2), *_number_order(home)))[
            :limit
        ]
    )


def _in_order(found: QuerySet[Home], limit: int) -> list[Home]:
    return sorted(found, key=_number_order)[:limit]


def _number_order(home: Home) -> tuple[list[str | int], str]:
    """As people count: 2 Heol Ŵyn before 14 Heol Ŵyn."""
    parts = re.split(r"(\d+)", home.address.casefold())
    return [home.postcode, *(f"{int(part):09d}" if part.isdigit() else part for part in parts)], str(home.pk)


# People and households, for those who may see them -----------------------------------------------------------------------------
def people_like(words: str, limit: int) -> dict[UUID, float]:
    """Person → how alike (0 to 1), by name, former name, alias or telephone number; only people whom whoever asks may see.

    Through a function behind the wall, because under a policy an index on names is not used (design.md, "Two walls")."""
    digits = phone_digits(words)
    with connection.cursor() as c:
        c.execute(
            "select person, likeness from heed_people_like(%s, %s, %s)",
            [fold_name(words), digits if len(digits) >= A_NUMBER else "", limit],
        )
        return dict(c.fetchall())


def at_homes_like(households: QuerySet[Household], words: str, limit: int) -> list[Household]:
    """Of these households, those at an address like the words: all of them first, misspelt if that finds nothing."""
    if (number := "".join(words.split())).isdecimal() and len(number) >= A_NUMBER:
        return list(households.filter(home__uprn=number)[:limit])
    said, postcode = _apart(words)
    if postcode:
        households = households.filter(home__compact__startswith=postcode)
    if not said:
        return list(households.order_by("home__compact", "home__address", "pk")[:limit]) if postcode else []
    exact = households
    for word in said.split()[:8]:
        exact = exact.filter(home__folded__regex=rf"(^| ){re.escape(word)}{'( |$)' if word[0].isdigit() else ''}")
    return list(exact.order_by("home__compact", "home__address", "pk")[:limit]) or _at_homes_alike(households, said, limit)


def _at_homes_alike(households: QuerySet[Household], said: str, limit: int) -> list[Household]:
    with connection.cursor() as c:
        c.execute("select set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(ALIKE)])
    near = households.filter(home__folded__trigram_word_similar=said).annotate(
        likeness=TrigramWordSimilarity(said, "home__folded")
    )
    return list(near.order_by("-likeness", "pk")[:limit])
