"""Where each figure of a family stands in the picture, and the lines between them. No drawing here: family_picture.html draws; who
belongs to whom, and which shape each has, is in pictures/family.py. Generations are rows; couples stand side by side; a row holds six."""

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from heed.pictures.family import Bond, Figure

SLOT, ROW, RADIUS, ROW_HOLDS, NAME_HOLDS, LINE = 88, 116, 22, 6, 12, 16


@dataclass(frozen=True)
class Node:
    figure: Figure
    x: int
    y: int

    @property
    def name_lines(self) -> list[str]:
        """The name on one line or two; what is longer is cut here and whole in the words below the picture."""
        first, *more = textwrap.wrap(self.figure.name, NAME_HOLDS, placeholder="…") or [""]
        second = textwrap.shorten(" ".join(more), NAME_HOLDS, placeholder="…") if more else ""
        return [line for line in (first, second) if line]

    @property
    def foot(self) -> int:
        """Where a line may leave downwards without striking the name through."""
        return self.y + RADIUS + 6 + LINE * (len(self.name_lines) + bool(self.figure.left))


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


def picture(figures: Sequence[Figure], bonds: Sequence[Bond]) -> Picture:
    """Everyone placed, with the lines between them. Bonds to anybody not among `figures` are left out."""
    known = {figure.key for figure in figures}
    bonds = [bond for bond in bonds if bond.one in known and bond.other in known and bond.one != bond.other]
    nodes = _place(figures, bonds)
    width = max((node.x for node in nodes.values()), default=0) + SLOT // 2
    height = max((node.y for node in nodes.values()), default=0) + RADIUS + 8
    height += LINE * (3 if any(figure.left for figure in figures) else 2)
    return Picture(tuple(nodes.values()), tuple(_lines(nodes, bonds)), width, height)


# Rows: parents above children, partners level ----------------------------------------------------------------------


def _place(figures: Sequence[Figure], bonds: Sequence[Bond]) -> dict[str, Node]:
    nodes: dict[str, Node] = {}
    for depth, row in enumerate(_rows(figures, bonds)):
        left = SLOT // 2 + (min(ROW_HOLDS, len(figures)) - len(row)) * SLOT // 4
        for place, figure in enumerate(row):
            nodes[figure.key] = Node(figure, left + place * SLOT, RADIUS + 18 + depth * ROW)
    return _pulled_left(nodes)


def _pulled_left(nodes: dict[str, Node]) -> dict[str, Node]:
    shift = min((node.x for node in nodes.values()), default=0) - SLOT // 2
    return {key: replace(node, x=node.x - shift) for key, node in nodes.items()}


def _rows(figures: Sequence[Figure], bonds: Sequence[Bond]) -> list[list[Figure]]:
    generation = _generations(figures, bonds)
    rows: list[list[Figure]] = []
    above: dict[str, float] = {}
    for depth in sorted(set(generation.values())):
        row = _couples_together([p for p in figures if generation[p.key] == depth], bonds, above)
        above.update({figure.key: place for place, figure in enumerate(row)})
        rows += [row[start : start + ROW_HOLDS] for start in range(0, len(row), ROW_HOLDS)]
    return rows


def _generations(figures: Sequence[Figure], bonds: Sequence[Bond]) -> dict[str, int]:
    """A row for each, found by letting bonds pull until nothing moves; a circle of parents stops at its own length."""
    depth = {figure.key: 0 for figure in figures}
    for _round in figures:
        before = dict(depth)
        for bond in bonds:
            if bond.kind == "parent":
                depth[bond.other] = max(depth[bond.other], depth[bond.one] + 1)
            else:
                depth[bond.one] = depth[bond.other] = max(depth[bond.one], depth[bond.other])
        if depth == before:
            break
    return {key: min(row, len(figures) - 1) for key, row in depth.items()}


def _couples_together(row: list[Figure], bonds: Sequence[Bond], above: dict[str, float]) -> list[Figure]:
    parents = defaultdict(list)
    for bond in bonds:
        if bond.kind == "parent" and bond.one in above:
            parents[bond.other].append(above[bond.one])
    middle = {key: sum(places) / len(places) for key, places in parents.items()}
    waiting = sorted(row, key=lambda figure: middle.get(figure.key, len(above)))
    ordered: list[Figure] = []
    while waiting:
        ordered += _chain(waiting.pop(0), waiting, bonds)
    return ordered


def _chain(first: Figure, waiting: list[Figure], bonds: Sequence[Bond]) -> list[Figure]:
    """A figure, then their partner, then that one's other partner, and so on; each taken out of those waiting."""
    chain = [first]
    while mate := next((p for p in waiting if _couple(chain[-1], p, bonds)), None):
        waiting.remove(mate)
        chain.append(mate)
    while mate := next((p for p in waiting if _couple(chain[0], p, bonds)), None):
        waiting.remove(mate)
        chain.insert(0, mate)
    return chain


def _couple(one: Figure, other: Figure, bonds: Sequence[Bond]) -> bool:
    return any(bond.kind != "parent" and {bond.one, bond.other} == {one.key, other.key} for bond in bonds)


# Lines ------------------------------------------------------------------------------------------------------------


def _lines(nodes: dict[str, Node], bonds: Sequence[Bond]) -> Iterable[Line]:
    couples = {frozenset((t.one, t.other)) for t in bonds if t.kind != "parent"}
    for bond in bonds:
        if bond.kind != "parent":
            yield _between(nodes[bond.one], nodes[bond.other], bond.kind)
    for child, parents in _parents(bonds).items():
        if len(parents) == 2 and frozenset(parents) in couples and _adjacent(nodes[parents[0]], nodes[parents[1]]):
            one, other = (nodes[key] for key in parents)
            yield _down((one.x + other.x) // 2, one.y, nodes[child])
        else:
            yield from (_down(nodes[key].x, nodes[key].foot, nodes[child]) for key in parents)


def _parents(bonds: Sequence[Bond]) -> dict[str, list[str]]:
    parents: dict[str, list[str]] = defaultdict(list)
    for bond in bonds:
        if bond.kind == "parent" and bond.one not in parents[bond.other]:
            parents[bond.other].append(bond.one)
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
