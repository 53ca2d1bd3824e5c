"""Bringing a file in, behind the second wall: a transaction a batch, as the role that sees the register and no concern."""

from collections.abc import Callable
from datetime import datetime

from heed.households.importing import runs
from heed.households.importing.reading import Source
from heed.households.models import ImportRun
from heed.policies.cluster import FEED
from heed.policies.inside import inside


def bring_in(
    run: int,
    *,
    clock: Callable[[], datetime],
    source: Source | None = None,
    tell: Callable[[ImportRun], None] = lambda run: None,
) -> None:
    """Works through a run until it is done, refused or waits for somebody to agree; may be called again after a crash.

    `clock` answers now (UTC). `source`: the file, when it is not the upload that is kept with the run. `tell` hears after each batch."""
    work = runs.Work(run, source)
    try:
        while (after := _step(work, run, clock())) is not None:
            tell(after)
    except Exception:
        with inside(FEED, at=clock(), job=run):
            runs.stopped(run)
        raise


def _step(work: runs.Work, run: int, at: datetime) -> ImportRun | None:
    with inside(FEED, at=at, job=run):
        return work.step(at)
