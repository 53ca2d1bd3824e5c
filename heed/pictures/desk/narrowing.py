"""What the desk can be narrowed by and in which order it stands. `closed` changes the list, the others narrow it."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from heed.concerns.choices import Danger
from heed.pictures.desk.rows import Row

WORST_FIRST = {Danger.NOW: 0, Danger.TODAY: 1, Danger.NOT_KNOWN: 2, Danger.NOT_NOW: 3}
# A mark's name in the address → its words.
SHOWS: dict[str, Any] = {
    "mine": _("Mine to advise"),
    "decide": _("Waiting for a decision"),
    "unplaced": _("Not placed yet"),
    "overdue": _("Overdue"),
    "closed": _("Closed in the last week"),
}
SORTS: dict[str, Callable[[Row], Any]] = {
    "worst": lambda row: (WORST_FIRST[row.danger], _due(row), row.reference),
    "due": lambda row: (_due(row), row.reference),
    "sent": lambda row: (row.sent_at, row.reference),
    "-sent": lambda row: (-row.sent_at.timestamp(), row.reference),
}
SORT_WORDS: dict[str, Any] = {
    "worst": _("Danger first"),
    "due": _("Due first"),
    "-sent": _("Newest first"),
    "sent": _("Oldest first"),
}


def _due(row: Row) -> float:
    return row.clock.due_at.timestamp() if row.clock else float("inf")


def narrowed(rows: Iterable[Row], shows: Iterable[str], sort: str) -> list[Row]:
    """Those with every mark asked for, in order; closed ones only when asked for."""
    return sorted(_left(rows, shows), key=SORTS.get(sort, SORTS["worst"]))


def counted(rows: list[Row], shows: Iterable[str]) -> dict[str, int]:
    """How many each further filter would leave of what this colleague sees."""
    return {show: len(_left(rows, {*shows, show})) for show in SHOWS}


def _left(rows: Iterable[Row], shows: Iterable[str]) -> list[Row]:
    wanted = frozenset(shows) & frozenset(SHOWS)
    return [row for row in rows if wanted <= row.marks and ("closed" in wanted) == ("closed" in row.marks)]
