"""Finding a household by anything somebody says on the phone: a name now or then, an address, postcode, UPRN, number or reference (CFC-7, U26).

Only from what the asker may see; nothing tells what there is besides."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from heed.cases.models import Case
from heed.concerns.choices import State
from heed.concerns.models import Placement
from heed.folders.references import tidy_reference
from heed.households.choices import Member
from heed.households.finding import Alike, at_homes_like, people_like
from heed.households.models import Household, Membership
from heed.policies import visible
from heed.policies.asker import Asker

A_LIST = 30
ALL = 500  # households with an open concern: far more than a group of eight can have open at once


@dataclass(frozen=True)
class Found:
    """One household of a list. `who`: in whose name or number the words were found; `why`: their place there, or what else was found."""

    pk: UUID
    address: str
    reference: str
    who: str
    why: str
    ended_on: date | None


def search(me: Asker, words: str) -> list[Found]:
    """Households this colleague may open, the likeliest first; at most `A_LIST`, none for words that say nothing."""
    words = " ".join(words.split())[:200]
    seen = visible.households(me).select_related("home")
    found = _each_once(_by_reference(seen, me, words) + _by_people(words, localtime(me.at).date()))
    return found if len(found) >= A_LIST else _each_once(found + _by_address(seen, words))


def _each_once(found: list[Found]) -> list[Found]:
    """As many as are listed, each household where it was found first."""
    return list({each.pk: each for each in reversed(found)}.values())[::-1][:A_LIST]


def with_open_concerns(me: Asker) -> list[Found]:
    """Households with a concern that is open, the newest first: where somebody looks who does not search."""
    mine = visible.concerns(me).exclude(state=State.CLOSED).filter(pk=OuterRef("concern"))
    placed = Placement.objects.filter(Exists(mine), undone_at=None).order_by("-at", "pk").values_list("household", flat=True)
    order = list(dict.fromkeys(placed))[:ALL]
    rows = {each.pk: each for each in visible.households(me).filter(pk__in=order).select_related("home")}
    return [_found(rows[pk], why=_("open concern")) for pk in order if pk in rows]


def case_of(me: Asker, words: str) -> Case | None:
    """The case whose reference was typed, if this reader may open it."""
    reference = tidy_reference(words)
    return visible.cases(me).filter(reference=reference).first() if reference else None


def _by_reference(seen: QuerySet[Household], me: Asker, words: str) -> list[Found]:
    reference = tidy_reference(words)
    if reference is None:
        return []
    concern = visible.concerns(me).filter(reference=reference, pk=OuterRef("concern"))
    placed = Placement.objects.filter(Exists(concern), household=OuterRef("pk"), undone_at=None)
    return [_found(each, why=_("reference")) for each in seen.filter(Q(reference=reference) | Q(Exists(placed)))[:A_LIST]]


def _by_people(words: str, today: date) -> list[Found]:
    """As many as are listed; only where some of those found live together, or have two such names, is it asked for more."""
    alike = people_like(words, A_LIST)
    found = _where_they_live(alike, today)
    short = len(alike) == A_LIST and len(_each_once(found)) < A_LIST
    return _where_they_live(people_like(words, 2 * A_LIST), today) if short else found


def _where_they_live(alike: list[Alike], today: date) -> list[Found]:
    likeness = {each.person: each.likeness for each in reversed(alike)}  # of somebody found twice, the first
    opened = {each.folder for each in alike}
    places = Membership.objects.filter(person__in=likeness, folder__in=opened, household__folder__in=opened, superseded_at=None)
    best = sorted(
        places.select_related("person", "household__home"),
        key=lambda place: (
            -likeness[place.person_id],
            bool(place.until and place.until <= today),
            place.person.sort_key,
            str(place.pk),
        ),
    )
    return [_found(place.household, place.person.name, _place(place, today)) for place in best]


def _place(place: Membership, today: date) -> str:
    return _("no longer there") if place.until and place.until <= today else str(Member(place.role).label)


def _by_address(seen: QuerySet[Household], words: str) -> list[Found]:
    return [_found(each) for each in at_homes_like(seen.order_by("ended_on"), words, A_LIST)]


def _found(household: Household, who: str = "", why: str = "") -> Found:
    return Found(household.pk, str(household.home), household.reference, who, why, household.ended_on)
