"""The next lines that were laid aside, whole tenancies at a time, brought in and taken off the pile in one transaction.

So a crash loses nothing and doubles nothing: whatever is still on the pile is not in."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from heed.households.choices import ImportKind
from heed.households.importing import history, tenancies
from heed.households.importing.rows import history_row, tenancy_row
from heed.households.importing.staging import opened
from heed.households.importing.tenancies import Group, Tally
from heed.households.ledger import insert
from heed.households.models import ImportRun, RefusedRow, StagedRow

A_BATCH = 4000  # lines


class Staged(NamedTuple):
    """A line of the pile: its place there, its number, its tenancy, and what was laid aside of it."""

    pk: int
    line: int
    tenancy: str
    row: dict[str, Any]


def bring_in_next(run: ImportRun, at: datetime) -> bool:
    """One batch; False when nothing is left on the pile."""
    staged = _next(run)
    if not staged:
        return False
    rows = opened(run.pk, ((each.line, each.row) for each in staged))
    tally = (
        _tenancies(staged, rows, at)
        if run.kind == ImportKind.TENANCIES
        else history.bring_in({line: history_row(cells, at) for line, cells in rows}, at)
    )
    insert(RefusedRow, [{"run_id": run.pk, "line": line, "reason": reason[:200]} for line, reason in tally.refused])
    StagedRow.objects.filter(pk__in=[each.pk for each in staged]).delete()
    run.done_to += sum("sealed" in each.row for each in staged)
    run.added += tally.added
    run.changed += tally.changed
    run.ended += tally.ended
    run.unchanged += tally.unchanged
    run.refused += len(tally.refused)
    run.save(update_fields=["done_to", "added", "changed", "ended", "unchanged", "refused"])
    return True


def _next(run: ImportRun) -> list[Staged]:
    pile = StagedRow.objects.filter(run=run)
    if run.kind == ImportKind.HISTORY:
        return _read(pile.order_by("line")[:A_BATCH])
    staged = _read(pile.order_by("tenancy", "line")[:A_BATCH])
    if len(staged) < A_BATCH:
        return staged
    last = staged[-1].tenancy  # perhaps not all of it is in this batch
    return [each for each in staged if each.tenancy != last] or _read(pile.filter(tenancy=last).order_by("line"))


def _read(pile: QuerySet[StagedRow]) -> list[Staged]:
    return [Staged(*found) for found in pile.values_list("pk", "line", "tenancy", "row")]


def _tenancies(staged: list[Staged], rows: Iterable[tuple[int, dict[str, str]]], at: datetime) -> Tally:
    groups = {number: Group() for each in staged if (number := each.tenancy)}
    tenancy_of = {}
    for each in staged:
        if group := groups.get(each.tenancy):
            group.partly |= "refused" in each.row
            group.absent |= "absent" in each.row
            tenancy_of[each.line] = group
    for line, cells in rows:
        tenancy_of[line].rows[line] = tenancy_row(cells, at)
    return tenancies.bring_in(groups, at)
