"""Who belongs to whom, as a small picture and as sentences. No drawing here: family_picture.html draws.

Shapes are the genogram's (NSPCC and social work practice): circle female, square male, diamond another gender or
unborn, "?" for a person not yet identified. Generations are rows; couples stand side by side; a row holds six.
"""

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from django.utils.translation import gettext as _

Shape = Literal["circle", "square", "diamond", "unknown"]
TieKind = Literal["partner", "ex_partner", "parent"]
SLOT, ROW, RADIUS, ROW_HOLDS, NAME_HOLDS, LINE = 88, 116, 22, 6, 12, 16


@dataclass(frozen=True)
class Person:
    """`inside` is one or two characters for the shape (an age, or "?"); `tone` is "danger", "warn" or ""."""

    key: str
    name: str
    shape: Shape = "unknown"
    inside: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Tie:
    """For "parent", `one` is the parent of `other`."""

    kind: TieKind
    one: str
    other: str


@dataclass(frozen=True)
class Node:
    person: Person
    x: int
    y: int

    @property
    def name_lines(self) -> list[str]:
        """The name on one line or two; what is longer is cut here and whole in the words below the picture."""
        first, *more = textwrap.wrap(self.person.name, NAME_HOLDS, placeholder="…") or [""]
        second = textwrap.shorten(" ".join(more), NAME_HOLDS, placeholder="…") if more else ""
        return [line for line in (first, second) if line]

    @property
    def foot(self) -> int:
        """Where a line may leave downwards without striking the name through."""
        return self.y + RADIUS + 6 + LINE * len(self.name_lines)


@dataclass(frozen=True)
class Line:
    kind: str
    path: str
    slash_x: int = 0
    slash_y: int = 0


@dataclass(frozen=True)
class Picture:
    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    width: int
    height: int


def picture(people: Sequence[Person], ties: Sequence[Tie]) -> Picture:
    """Everyone placed, with the lines between them. Ties to anybody not among `people` are left out."""
    known = {person.key for person in people}
    ties = [tie for tie in ties if tie.one in known and tie.other in known and tie.one != tie.other]
    nodes = _place(people, ties)
    width = max((node.x for node in nodes.values()), default=0) + SLOT // 2
    height = max((node.y for node in nodes.values()), default=0) + RADIUS + 2 * LINE + 8
    return Picture(tuple(nodes.values()), tuple(_lines(nodes, ties)), width, height)


def sentences(people: Sequence[Person], ties: Sequence[Tie]) -> list[str]:
    """The same picture in words, for whoever cannot see it or would rather read."""
    names = {person.key: person.name for person in people}
    words = {
        "partner": _("%(one)s and %(other)s are partners"),
        "ex_partner": _("%(one)s and %(other)s were partners"),
        "parent": _("%(one)s is a parent of %(other)s"),
    }
    told = [t for t in ties if t.one in names and t.other in names]
    return [words[tie.kind] % {"one": names[tie.one], "other": names[tie.other]} for tie in told]


# Rows: parents above children, partners level ----------------------------------------------------------------------


def _place(people: Sequence[Person], ties: Sequence[Tie]) -> dict[str, Node]:
    nodes: dict[str, Node] = {}
    for depth, row in enumerate(_rows(people, ties)):
        left = SLOT // 2 + (min(ROW_HOLDS, len(people)) - len(row)) * SLOT // 4
        for place, person in enumerate(row):
            nodes[person.key] = Node(person, left + place * SLOT, RADIUS + 18 + depth * ROW)
    return _pulled_left(nodes)


def _pulled_left(nodes: dict[str, Node]) -> dict[str, Node]:
    shift = min((node.x for node in nodes.values()), default=0) - SLOT // 2
    return {key: replace(node, x=node.x - shift) for key, node in nodes.items()}


def _rows(people: Sequence[Person], ties: Sequence[Tie]) -> list[list[Person]]:
    generation = _generations(people, ties)
    rows: list[list[Person]] = []
    above: dict[str, float] = {}
    for depth in sorted(set(generation.values())):
        row = _couples_together([p for p in people if generation[p.key] == depth], ties, above)
        above.update({person.key: place for place, person in enumerate(row)})
        rows += [row[start : start + ROW_HOLDS] for start in range(0, len(row), ROW_HOLDS)]
    return rows


def _generations(people: Sequence[Person], ties: Sequence[Tie]) -> dict[str, int]:
    """A row for each, found by letting ties pull until nothing moves; a circle of parents stops at its own length."""
    depth = {person.key: 0 for person in people}
    for _round in people:
        before = dict(depth)
        for tie in ties:
            if tie.kind == "parent":
                depth[tie.other] = max(depth[tie.other], depth[tie.one] + 1)
            else:
                depth[tie.one] = depth[tie.other] = max(depth[tie.one], depth[tie.other])
        if depth == before:
            break
    return {key: min(row, len(people) - 1) for key, row in depth.items()}


def _couples_together(row: list[Person], ties: Sequence[Tie], above: dict[str, float]) -> list[Person]:
    parents = defaultdict(list)
    for tie in ties:
        if tie.kind == "parent" and tie.one in above:
            parents[tie.other].append(above[tie.one])
    middle = {key: sum(places) / len(places) for key, places in parents.items()}
    waiting = sorted(row, key=lambda person: middle.get(person.key, len(above)))
    ordered: list[Person] = []
    while waiting:
        ordered += _chain(waiting.pop(0), waiting, ties)
    return ordered


def _chain(first: Person, waiting: list[Person], ties: Sequence[Tie]) -> list[Person]:
    """A person, then their partner, then that one's other partner, and so on; each taken out of those waiting."""
    chain = [first]
    while mate := next((p for p in waiting if _couple(chain[-1], p, ties)), None):
        waiting.remove(mate)
        chain.append(mate)
    while mate := next((p for p in waiting if _couple(chain[0], p, ties)), None):
        waiting.remove(mate)
        chain.insert(0, mate)
    return chain


def _couple(one: Person, other: Person, ties: Sequence[Tie]) -> bool:
    return any(tie.kind != "parent" and {tie.one, tie.other} == {one.key, other.key} for tie in ties)


# Lines ------------------------------------------------------------------------------------------------------------


def _lines(nodes: dict[str, Node], ties: Sequence[Tie]) -> Iterable[Line]:
    couples = {frozenset((t.one, t.other)) for t in ties if t.kind != "parent"}
    for tie in ties:
        if tie.kind != "parent":
            yield _between(nodes[tie.one], nodes[tie.other], tie.kind)
    for child, parents in _parents(ties).items():
        if len(parents) == 2 and frozenset(parents) in couples and _adjacent(nodes[parents[0]], nodes[parents[1]]):
            one, other = (nodes[key] for key in parents)
            yield _down((one.x + other.x) // 2, one.y, nodes[child])
        else:
            yield from (_down(nodes[key].x, nodes[key].foot, nodes[child]) for key in parents)


def _parents(ties: Sequence[Tie]) -> dict[str, list[str]]:
    parents: dict[str, list[str]] = defaultdict(list)
    for tie in ties:
        if tie.kind == "parent" and tie.one not in parents[tie.other]:
            parents[tie.other].append(tie.one)
    return parents


def _adjacent(one: Node, other: Node) -> bool:
    return one.y == other.y and abs(one.x - other.x) == SLOT


def _between(one: Node, other: Node, kind: str) -> Line:
    left, right = sorted((one, other), key=lambda node: (node.x, node.y))
    if _adjacent(left, right):
        path, slash_y = f"M{left.x + RADIUS} {left.y}H{right.x - RADIUS}", left.y
    else:
        slash_y = min(left.y, right.y) - RADIUS - 10
        path = f"M{left.x} {left.y - RADIUS}V{slash_y}H{right.x}V{right.y - RADIUS}"
    return Line(kind, path, (left.x + right.x) // 2, slash_y)


def _down(x: int, y: int, child: Node) -> Line:
    bend = child.y - RADIUS - 12
    return Line("parent", f"M{x} {y}V{bend}H{child.x}V{child.y - RADIUS}")
