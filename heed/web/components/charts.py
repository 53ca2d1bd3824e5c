"""Where the lines and bars of the small charts go. No drawing here: the templates draw."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, TOP, BOTTOM, EDGE = 400, 30, 96, 24
LABEL_ROOM = 92


@dataclass(frozen=True)
class Point:
    """One reading of a step chart: the UK day it was taken, its value, and words for the day ("Jun 2026")."""

    day: dt.date
    value: int
    label: str


@dataclass(frozen=True)
class Mark:
    x: int
    y: int
    value: int
    label: str
    anchor: str
    shown: bool


@dataclass(frozen=True)
class Steps:
    marks: tuple[Mark, ...]
    path: str
    threshold_y: int | None


@dataclass(frozen=True)
class Bar:
    label: str
    value: int
    url: str = ""


def steps(points: Sequence[Point], threshold: int | None = None) -> Steps:
    """Where each reading stands, left to right by day, and the line that holds each value until the next."""
    ordered = sorted(points, key=lambda p: p.day)
    if not ordered:
        return Steps((), "", None)
    height = _height([p.value for p in ordered], threshold)
    xs = _across([p.day for p in ordered])
    shown = _with_room(xs)
    marks = tuple(Mark(x, height(p.value), p.value, p.label, _anchor(x), x in shown) for x, p in zip(xs, ordered, strict=True))
    return Steps(marks, _path(marks), None if threshold is None else height(threshold))


def bar_rows(bars: Sequence[Bar]) -> list[dict]:
    """Each bar with its width in per cent of the longest."""
    longest = max((bar.value for bar in bars), default=0) or 1
    return [{"bar": bar, "percent": round(100 * bar.value / longest, 1)} for bar in bars]


def _height(values: list[int], threshold: int | None):
    known = [*values, *([] if threshold is None else [threshold])]
    low, span = min(known), (max(known) - min(known)) or 1
    return lambda value: round(BOTTOM - (value - low) * (BOTTOM - TOP) / span)


def _across(days: list[dt.date]) -> list[int]:
    span = (days[-1] - days[0]).days or 1
    return [round(EDGE + (day - days[0]).days * (WIDTH - 3 * EDGE) / span) for day in days]


def _with_room(xs: list[int]) -> set[int]:
    """The readings whose words do not run into each other; the newest always, since it is the one that counts."""
    kept = [xs[-1]]
    for x in reversed(xs[:-1]):
        if kept[-1] - x >= LABEL_ROOM:
            kept.append(x)
    return set(kept)


def _anchor(x: int) -> str:
    if x < LABEL_ROOM / 2:
        return "start"
    return "end" if x > WIDTH - LABEL_ROOM else "middle"


def _path(marks: Sequence[Mark]) -> str:
    line = f"M{marks[0].x} {marks[0].y}" + "".join(f"H{mark.x}V{mark.y}" for mark in marks[1:])
    return f"{line}H{WIDTH - EDGE // 2}"
