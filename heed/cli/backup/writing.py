"""`heed backup`: one instant of the whole database, sealed, counted at that very instant, and read back to its end."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from heed.cli.backup import bundle, strongbox, tools
from heed.cli.backup.bundle import Manifest
from heed.cli.backup.counting import LEFT_OUT, count
from heed.folders import keys


def write(where: Path, dsn: str) -> tuple[Path, Manifest]:
    """A new folder in `where`, named by its instant. `dsn`: as heed_backup. Raises NotWhole; then there is no new folder."""
    with psycopg.connect(dsn) as db, db.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read, read only")
        at, snapshot = _one(cursor, "select now(), pg_export_snapshot()")
        with bundle.unfinished(where / f"{bundle.PREFIX}{at.astimezone(UTC):%Y-%m-%dT%H%M%S.%fZ}") as half:
            salt, key = bundle.new_salt(), keys.current()
            with (half / bundle.DUMP).open("wb") as file:
                strongbox.shut(bundle.key_for("dump", salt, key), _dumped(dsn, snapshot), file)
            seals = _anchor(cursor, half / bundle.ANCHOR)
            manifest = Manifest(
                at=at,
                version=str(db.info.server_version),
                key=key,
                salt=salt,
                dump=bundle.digest_of(half / bundle.DUMP),
                anchor=bundle.digest_of(half / bundle.ANCHOR),
                seals=seals,
                migrations=[
                    f"{app}.{name}" for app, name in _all(cursor, "select app, name from django_migrations order by 1, 2")
                ],
                tables=count(cursor),
            )
            bundle.write(half, manifest)
            read_back(half, dsn)
    return where / half.name[1:].removesuffix(".unfinished"), manifest


def read_back(folder: Path, dsn: str) -> None:
    """Opens all of it and lets PostgreSQL's own program go through it to the end. Raises NotWhole."""
    manifest = bundle.read(folder)
    command = [tools.tool("pg_restore", dsn), "--file", "/dev/null"]
    tools.feed(command, bundle.dump(folder, manifest), dsn, f"{folder} cannot be read back")


def keep(where: Path, many: int) -> list[Path]:
    """Deletes all backups but the newest `many`, and nothing else that lies there; answers which."""
    old = sorted(path.parent for path in where.glob(f"{bundle.PREFIX}*/{bundle.MANIFEST}"))[:-many]
    for folder in old:
        shutil.rmtree(folder)
    return old


def _dumped(dsn: str, snapshot: str) -> Iterator[bytes]:
    left_out = [f"--exclude-table-data=public.{table}" for table in LEFT_OUT]
    command = [tools.tool("pg_dump", dsn), "--format=custom", f"--snapshot={snapshot}", *left_out]
    return tools.written(command, dsn, "The database could not be written down")


def _anchor(cursor: Any, into: Path) -> int:
    """The lines of the audit's head up to that instant; answers how many seals there are. Later ones are not in the dump."""
    (seals,) = _one(cursor, "select coalesce(max(number), 0) from audit_seal")
    lines = settings.ANCHOR_FILE.read_text().splitlines(keepends=True) if settings.ANCHOR_FILE.exists() else []
    into.write_text("".join(line for line in lines if line.strip() and json.loads(line)["number"] <= seals))
    return seals


def _one(cursor: Any, asked: str) -> Any:
    return _all(cursor, asked)[0]


def _all(cursor: Any, asked: str) -> list[Any]:
    cursor.execute(asked)
    return cursor.fetchall()
