"""Staging: each line of the file is read, checked and laid aside (sealed) before anything comes in.

A line that cannot be taken is listed with its reason. A file that turns out to be cut leaves nothing behind."""

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from heed.folders import keys
from heed.households.choices import ImportKind
from heed.households.importing.cells import Refused
from heed.households.importing.reading import Source, examine, records
from heed.households.importing.rows import history_row, tenancy_row
from heed.households.ledger import Row, insert
from heed.households.models import ImportRun, RefusedRow, StagedRow
from heed.organisation.models import Scheme

A_BATCH = 4000  # lines


class Staging:
    """Reads one file batch by batch; goes on after the last line that was laid aside."""

    def __init__(self, run: ImportRun, source: Source, largest: int) -> None:
        nature = examine(source, largest)
        self.kind, self.key = ImportKind(run.kind), keys.derived("imports")
        done_to = run.done_to
        self.left = (found for found in records(source, nature.encoding, self.kind) if found[0] > done_to)
        self.schemes = set(Scheme.objects.values_list("code", flat=True))

    def batch(self, run: ImportRun, at: datetime) -> bool:
        """Lays aside the next lines; False when there are no more. Raises CannotRead when the file is not whole."""
        lines = list(islice(self.left, A_BATCH))
        staged, refused = [], []
        for line, cells in lines:
            try:
                staged.append({"run_id": run.pk, "line": line, **self._checked(run, line, cells, at)})
            except Refused as reason:
                refused.append({"run_id": run.pk, "line": line, "reason": str(reason)[:200]})
                staged += self._mark(run, line, cells)
        insert(StagedRow, staged)
        insert(RefusedRow, refused)
        if lines:
            run.done_to = lines[-1][0]
        run.refused += len(refused)
        run.save(update_fields=["done_to", "refused"])
        return len(lines) == A_BATCH

    def _checked(self, run: ImportRun, line: int, cells: dict[str, str] | None, at: datetime) -> dict[str, Any]:
        if cells is None:
            raise Refused(_("The row has more or fewer cells than the first line."))
        sealed = base64.b64encode(keys.seal(self.key, json.dumps(cells).encode(), _where(run.pk, line))).decode()
        if self.kind == ImportKind.HISTORY:
            history_row(cells, at)
            return {"row": {"sealed": sealed}}
        row = tenancy_row(cells, at)
        if row.home.scheme not in self.schemes:
            raise Refused(_("scheme_code is not the code of a scheme or patch in Heed. Add it there first."))
        said = {"person": row.person, "ends": row.tenancy.ended_on is not None, "sealed": sealed}
        return {"tenancy": row.tenancy.number, "row": said}

    def _mark(self, run: ImportRun, line: int, cells: dict[str, str] | None) -> list[Row]:
        """That a line of this tenancy was refused, so that nobody is taken to have left; "" when its tenancy cannot be told."""
        if self.kind == ImportKind.HISTORY:
            return []
        tenancy = (cells or {}).get("tenancy_id", "").strip().replace("\x00", "")[:40]
        return [{"run_id": run.pk, "line": line, "tenancy": tenancy, "row": {"refused": True}}]


def opened(run: int, staged: Iterable[tuple[int, dict[str, Any]]]) -> Iterator[tuple[int, dict[str, str]]]:
    """Of (line, what was laid aside), those that hold cells, with those cells."""
    key = keys.derived("imports")
    for line, row in staged:
        if sealed := row.get("sealed"):
            yield line, json.loads(keys.unseal(key, base64.b64decode(sealed), _where(run, line)))


def _where(run: int, line: int) -> str:
    return f"staged|{run}|{line}"
