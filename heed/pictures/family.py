"""Who belongs to whom in a household, as the family picture draws it (components/family_picture.html) and as sentences tell it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from heed.households.choices import Gender, Identity, Relation
from heed.households.models import Person

SHAPES = {Gender.FEMALE: "circle", Gender.MALE: "square", Gender.OTHER: "diamond"}
# Relation as it is kept → as it is drawn, and whether the two change places. What is not here is told in words only.
DRAWN = {
    Relation.PARTNER: ("partner", False),
    Relation.EX_PARTNER: ("ex_partner", False),
    Relation.PARENT: ("parent", False),
    Relation.STEP_PARENT: ("parent", False),
    Relation.CHILD: ("parent", True),
    Relation.STEP_CHILD: ("parent", True),
}


@dataclass(frozen=True)
class Figure:
    """Somebody in the picture: `inside` the shape stands the age, `tone` is "danger", "warn" or ""."""

    key: str
    name: str
    shape: str = "unknown"
    inside: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Bond:
    kind: str
    one: str
    other: str


@dataclass(frozen=True)
class Family:
    """`told`: ties that a picture of partners and parents cannot draw, as sentences."""

    figures: tuple[Figure, ...] = ()
    bonds: tuple[Bond, ...] = ()
    told: tuple[str, ...] = ()


def figure(person: Person, age: int | None, tone: str) -> Figure:
    shape = {Identity.UNIDENTIFIED: "unknown", Identity.UNBORN: "diamond"}.get(
        Identity(person.identity), SHAPES.get(Gender(person.gender), "unknown")
    )
    return Figure(
        str(person.pk),
        person.name.split()[0] if person.identity == Identity.KNOWN else person.name,
        shape,
        "" if age is None else str(age),
        tone,
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
