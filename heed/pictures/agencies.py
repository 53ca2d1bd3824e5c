"""The directory of agencies as pages show it: those that fit some words, and one with all that is kept about it (CH-2, MA-7, MA-8)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime

from heed.agencies.models import Agency, LinkOfficer, Pathway, Protocol
from heed.deadlines.rules import rule
from heed.households.folding import fold
from heed.organisation.models import Colleague, LocalAuthority, by_name
from heed.policies.asker import Asker


@dataclass(frozen=True)
class Way:
    """A pathway, with its clock in words."""

    row: Pathway
    reply: str
    length: str


@dataclass(frozen=True)
class Agreed:
    """A protocol, with those it is agreed with; `late`: its review is overdue."""

    row: Protocol
    parties: tuple[Agency, ...]
    late: bool


@dataclass(frozen=True)
class AgencyPicture:
    """One agency. `ended`: what is kept of it and stands no more."""

    agency: Agency
    officers: tuple[LinkOfficer, ...]
    pathways: tuple[Way, ...]
    protocols: tuple[Agreed, ...]
    ended_officers: tuple[LinkOfficer, ...]
    ended_pathways: tuple[Way, ...]
    ended_protocols: tuple[Agreed, ...]

    @property
    def any_ended(self) -> bool:
        return bool(self.ended_officers or self.ended_pathways or self.ended_protocols)


# The list ---------------------------------------------------------------------------------------------------------------------
def agencies() -> QuerySet[Agency]:
    """The directory is no secret: everyone who works here reads all of it."""
    return Agency.objects.select_related("local_authority")


def list_of_agencies(*, words: str = "", kind: str = "", ended: bool = False) -> QuerySet[Agency]:
    """Those in force (or that have ended), by kind and by words of their name, authority, numbers and link officers, accents forgiven (U24)."""
    found = agencies().filter(until__isnull=not ended)
    if kind:
        found = found.filter(kind=kind)
    if wanted := fold(words).split():
        found = found.filter(pk__in=_said_of(found, wanted))
    return found.order_by(by_name("name"), "pk")


def _said_of(found: QuerySet[Agency], wanted: list[str]) -> list[int]:
    """Some hundreds at most, folded here: how words are folded keeps one home."""
    said: dict[int, list[str]] = {
        pk: [str(fact or "") for fact in facts]
        for pk, *facts in found.values_list("pk", "name", "local_authority__name", "telephone", "out_of_hours")
    }
    for agency, name, job in LinkOfficer.objects.filter(agency__in=said, until=None).values_list("agency", "name", "job_title"):
        said[agency] += [name, job]
    return [pk for pk, facts in said.items() if all(word in fold(" ".join(facts)) for word in wanted)]


# One --------------------------------------------------------------------------------------------------------------------------
def agency_picture(agency: Agency, me: Asker) -> AgencyPicture:
    """`agency` from `agencies()`. As many statements however much is kept."""
    today = localtime(me.at).date()
    people, ways = list(officers(agency)), [_way(row) for row in pathways(agency)]
    agreed = [_agreed(row, today) for row in protocols(agency).prefetch_related("parties")]
    return AgencyPicture(
        agency,
        tuple(one for one in people if not one.until),
        tuple(way for way in ways if not way.row.until),
        tuple(one for one in agreed if not one.row.until),
        tuple(one for one in people if one.until),
        tuple(way for way in ways if way.row.until),
        tuple(one for one in agreed if one.row.until),
    )


def _way(row: Pathway) -> Way:
    law = rule(row.reply_rule)
    return Way(row, str(law.name), str(law.span))


def _agreed(row: Protocol, today: date) -> Agreed:
    return Agreed(row, tuple(row.parties.all()), row.until is None and row.review_on < today)


def officers(agency: Agency) -> QuerySet[LinkOfficer]:
    return LinkOfficer.objects.filter(agency=agency).select_related("agency", "over").order_by(by_name("name"), "pk")


def pathways(agency: Agency) -> QuerySet[Pathway]:
    return Pathway.objects.filter(agency=agency).select_related("agency", "protocol").order_by(by_name("name"), "pk")


def protocols(agency: Agency) -> QuerySet[Protocol]:
    return Protocol.objects.filter(parties=agency).select_related("owner").order_by(by_name("name"), "pk")


# What forms offer -------------------------------------------------------------------------------------------------------------
def authorities() -> QuerySet[LocalAuthority]:
    return LocalAuthority.objects.order_by(by_name("name"), "pk")


def colleagues(me: Asker) -> QuerySet[Colleague]:
    return Colleague.objects.here(me.at)


def over(officer: Any, agency: Agency) -> QuerySet[LinkOfficer]:
    """Whom to ring when this officer (None: a new one) is silent."""
    standing = officers(agency).filter(until=None)
    return standing.exclude(pk=officer.pk) if officer else standing


def standing_protocols(agency: Agency) -> QuerySet[Protocol]:
    return protocols(agency).filter(until=None)
