"""`heed import`: brings CSV files in from the command line, with progress; the same again after a crash goes on where it was."""

import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from heed.households.choices import ImportKind, ImportState
from heed.households.importing import runs
from heed.households.importing.reading import MEGABYTE, CannotRead, Source
from heed.procedures.importing import bring_in

if TYPE_CHECKING:
    from heed.households.models import ImportRun

SHOWN = 20  # refused lines; the rest are on the page


def run(files: Iterable[Path], *, kind: str | None, yes: bool) -> int:
    """In the order typed. Answers 0 when all of it came in, 1 when something was refused or waits."""
    if kind and kind not in ImportKind.values:
        raise click.ClickException(f"--kind is one of: {', '.join(ImportKind.values)}.")
    worst = 0
    for path in files:
        try:
            worst = max(worst, bring(path, kind=ImportKind(kind) if kind else None, ask=not yes))
        except CannotRead as refused:
            click.echo(f"{path}: {refused}", err=True)
            worst = 1
    return worst


def bring(path: Path, *, kind: ImportKind | None = None, ask: bool, twice_is_fine: bool = False) -> int:
    """One file. `ask`: whether somebody is asked before more than 2 % ends. Raises CannotRead."""

    def source() -> Iterator[bytes]:
        with path.open("rb") as file:
            while chunk := file.read(MEGABYTE):
                yield chunk

    try:
        mine = runs.receive(source, by=None, at=timezone.now(), kind=kind)
    except runs.AlreadyIn:
        if twice_is_fine:
            return 0
        raise
    began = time.monotonic()
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=Console(stderr=True)
    ) as progress:
        after = _work(mine.pk, source, progress)
    if after.state == ImportState.WAITING and (not ask or _agreed(after.would_end)):
        runs.agree(after, by=None, at=timezone.now())
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
        ) as progress:
            after = _work(mine.pk, source, progress)
    _say(after, time.monotonic() - began)
    return int(after.state != ImportState.DONE or bool(after.refused))


def _work(pk: int, source: Source, progress: Progress) -> "ImportRun":
    bar = progress.add_task("Reading", total=None)

    def tell(after: "ImportRun") -> None:
        progress.update(
            bar, description="Bringing in" if after.rows else "Reading", completed=after.done_to, total=after.rows or None
        )

    bring_in(pk, clock=timezone.now, source=source, tell=tell)
    return runs.listed().get(pk=pk)


def _agreed(would_end: int) -> bool:
    return sys.stdin.isatty() and click.confirm(
        f"This would end {would_end} tenancies and people's places in them, more than 2 %. Is that right?"
    )


def _say(after: "ImportRun", seconds: float) -> None:
    """What came of it, and the refused lines by number (never their words)."""
    click.echo(
        f"{after.get_kind_display()}: {after.get_state_display()}. {after.added} added, {after.changed} changed, {after.ended} ended, "
        f"{after.unchanged} unchanged, {after.refused} refused. {after.rows / max(seconds, 0.01):,.0f} rows a second."
    )
    if after.problem:
        click.echo(after.problem, err=True)
    if after.state == ImportState.WAITING:
        click.echo(
            f"It would end {after.would_end} at once: look at it, then say --yes, or agree on the page of this file.", err=True
        )
    for line in runs.refused_lines(after)[:SHOWN]:
        click.echo(f"  line {line.line}: {line.reason}", err=True)
    if after.refused > SHOWN:
        click.echo(f"  … and {after.refused - SHOWN} more: the page of this file lists them.", err=True)
