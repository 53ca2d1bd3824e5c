"""Who belongs to whom in a household, as figures and bonds and as sentences. Where each stands in the drawing is in web/components/family.py.

Shapes are the genogram's (NSPCC and social work practice): circle female, square male, diamond another gender or unborn, "?" for a person
not yet identified."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heed.households.choices import Gender, Identity, Relation
from heed.households.models import Person

Shape = Literal["circle", "square", "diamond", "unknown"]
BondKind = Literal["partner", "ex_partner", "parent"]
SHAPES: dict[Gender, Shape] = {Gender.FEMALE: "circle", Gender.MALE: "square", Gender.OTHER: "diamond"}
UNKNOWN: dict[Identity, Shape] = {Identity.UNIDENTIFIED: "unknown", Identity.UNBORN: "diamond"}
# Relation as it is kept → as it is drawn, and whether the two change places. What is not here is told in words only.
DRAWN: dict[str, tuple[BondKind, bool]] = {
    Relation.PARTNER: ("partner", False),
    Relation.EX_PARTNER: ("ex_partner", False),
    Relation.PARENT: ("parent", False),
    Relation.STEP_PARENT: ("parent", False),
    Relation.CHILD: ("parent", True),
    Relation.STEP_CHILD: ("parent", True),
}


@dataclass(frozen=True)
class Figure:
    """Somebody in the picture: `inside` is one or two characters for the shape (an age, or "?"), `tone` is "danger", "warn" or "",
    `left` says in words since when they no longer live there ("left Jun 2026"), or nothing."""

    key: str
    name: str
    shape: Shape = "unknown"
    inside: str = ""
    tone: str = ""
    left: str = ""


@dataclass(frozen=True)
class Bond:
    """For "parent", `one` is the parent of `other`."""

    kind: BondKind
    one: str
    other: str


@dataclass(frozen=True)
class Family:
    """`told`: ties that a picture of partners and parents cannot draw, as sentences."""

    figures: tuple[Figure, ...] = ()
    bonds: tuple[Bond, ...] = ()
    told: tuple[str, ...] = ()


def figure(person: Person, age: int | None, tone: str, until: date | None = None) -> Figure:
    """`until`: the first day on which they were no longer there, if that has come."""
    known: Shape = SHAPES.get(Gender(person.gender), "unknown")
    shape = UNKNOWN.get(Identity(person.identity), known)
    return Figure(
        str(person.pk),
        person.name.split()[0] if person.identity == Identity.KNOWN else person.name,
        shape,
        "" if age is None else str(age),
        tone,
        _("left %(month)s") % {"month": date_format(until, "M Y")} if until else "",
    )


def family(figures: Sequence[Figure], ties: Iterable[tuple[UUID, str, UUID]], names: dict[UUID, str]) -> Family:
    """A picture only where somebody is tied to somebody: six strangers in a row tell nothing."""
    known, bonds, told = {each.key for each in figures}, [], []
    for one, kind, other in ties:
        if one not in names or other not in names:
            continue
        if kind in DRAWN and str(one) in known and str(other) in known:
            drawn, turned = DRAWN[Relation(kind)]
            bonds.append(Bond(drawn, *((str(other), str(one)) if turned else (str(one), str(other)))))
        else:
            told.append(f"{names[one]} {Relation(kind).label} {names[other]}")
    tied = {key for bond in bonds for key in (bond.one, bond.other)}
    return Family(tuple(each for each in figures if each.key in tied), tuple(bonds), tuple(told))


def sentences(figures: Sequence[Figure], bonds: Sequence[Bond]) -> list[str]:
    """The picture in words, for whoever cannot see it or would rather read. Bonds to anybody not among `figures` are left out."""
    names = {figure.key: figure.name for figure in figures}
    words = {
        "partner": _("%(one)s and %(other)s are partners"),
        "ex_partner": _("%(one)s and %(other)s were partners"),
        "parent": _("%(one)s is a parent of %(other)s"),
    }
    told = [bond for bond in bonds if bond.one in names and bond.other in names]
    gone = [
        _("%(name)s no longer lives here (%(left)s)") % {"name": each.name, "left": each.left} for each in figures if each.left
    ]
    return [words[bond.kind] % {"one": names[bond.one], "other": names[bond.other]} for bond in told] + gone
