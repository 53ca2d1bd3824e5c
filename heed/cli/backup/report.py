"""What `heed backup` and `heed restore` say. Exit code 0 only when everything is as it was."""

import time
from pathlib import Path

import click
from django.utils import timezone

from heed.cli.backup import restoring, writing
from heed.cli.backup.bundle import NotWhole
from heed.folders.keys import CannotOpen


def write(where: Path, dsn: str, keep: int | None) -> int:
    """A new backup in that folder; afterwards only the newest `keep` stay."""
    began = time.monotonic()
    try:
        where.mkdir(parents=True, exist_ok=True)
        folder, manifest = writing.write(where, dsn)
    except (NotWhole, CannotOpen, OSError) as trouble:
        return _refused(f"There is NO new backup. {trouble}")
    rows, size = sum(each.rows for each in manifest.tables.values()), sum(path.stat().st_size for path in folder.iterdir())
    click.echo(
        f"{folder}: {len(manifest.tables)} tables, {rows:,} rows, {manifest.seals:,} seals of the audit, {size / 1e6:,.1f} MB, "
        f"written and read back in {time.monotonic() - began:.0f} s."
    )
    for old in writing.keep(where, keep) if keep else ():
        click.echo(f"Deleted: {old}")
    return 0


def bring_back(folder: Path, dsn: str, *, rehearse: bool) -> int:
    """`rehearse`: into a database that is gone afterwards."""
    began = time.monotonic()
    try:
        if rehearse:
            with restoring.rehearsal(folder, dsn) as beside:
                found = restoring.restore(folder, beside, at=timezone.now(), tell=click.echo)
        else:
            found = restoring.restore(folder, dsn, at=timezone.now(), tell=click.echo)
    except NotWhole as trouble:
        return _refused(f"Nothing was brought back. {trouble}")
    for problem in found.problems:
        click.echo(f"- {problem}", err=True)
    if found.problems:
        return _refused("It is NOT as it was written. Do not let anybody work with it; use another backup.")
    click.echo(
        f"As it was written: {found.rows:,} rows, {found.keys:,} keys, {found.files:,} files, {found.looks:,} looks of the audit; "
        f"{time.monotonic() - began:.0f} s." + (" The rehearsal's database is deleted." if rehearse else "")
    )
    return 0


def _refused(words: str) -> int:
    click.echo(words, err=True)
    return 1
