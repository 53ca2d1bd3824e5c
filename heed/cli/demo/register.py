"""Writes the two CSV files of the invented provider, as its housing management system would: the same for the same size and day."""

import csv
from collections.abc import Iterable
from datetime import date
from itertools import chain
from pathlib import Path

from heed.cli.demo import happenings, homes, houses
from heed.cli.demo.homes import Row
from heed.households.choices import ImportKind
from heed.households.importing.columns import names

EACH = 10  # entries of history a tenancy


def write(folder: Path, how_many: int, today: date, each: int = EACH) -> tuple[Path, Path]:
    """(the register, the history), with `how_many` tenancies and `each` entries for every one of them. Raises OSError for a full disk."""
    told = list(houses.tenancies(today))[:how_many]
    made = [*told, *homes.tenancies(how_many - len(told), today)] if how_many > len(told) else told
    tenancies = _write(folder / "tenancies.csv", ImportKind.TENANCIES, (row for tenancy in made for row in tenancy.rows()))
    ordinary = happenings.entries(happenings.of(made[len(told) :] or made), how_many * each, today)
    known = {tenancy.number for tenancy in told}
    stories = (row for row in houses.history(today) if row["source_id"].split("-")[0] in known)
    return tenancies, _write(folder / "history.csv", ImportKind.HISTORY, chain(ordinary, stories))


def _write(path: Path, kind: ImportKind, rows: Iterable[Row]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, names(kind), restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path
