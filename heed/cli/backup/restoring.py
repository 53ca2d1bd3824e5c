"""`heed restore`: into an empty database, all of it or nothing, and compared with what was counted when the backup was written."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from heed.audit import sealing
from heed.cli.backup import bundle, tools
from heed.cli.backup.bundle import Manifest, NotWhole
from heed.cli.backup.counting import count, differences
from heed.folders import wholeness
from heed.policies.cluster import AUDITOR, BACKUP, DEFINER, LOGIN, OWNER
from heed.policies.inside import inside

REHEARSAL = "heed_rehearsal"
Tell = Callable[[str], None]


@dataclass
class Found:
    """What a restore came to. Without `problems` it is what it was."""

    rows: int = 0
    keys: int = 0
    files: int = 0
    looks: int = 0
    problems: list[str] = field(default_factory=list)


def restore(folder: Path, dsn: str, *, at: datetime, tell: Tell) -> Found:
    """`dsn`: the empty database, as its owner. Django must be set up with it. Raises NotWhole, and then the database is as empty as before."""
    manifest = bundle.read(folder)
    _must_be_empty(dsn)
    tell("Bringing the tables back …")
    command = [tools.tool("pg_restore", dsn), "--dbname=", "--single-transaction", "--exit-on-error", "--no-privileges"]
    tools.feed(command, bundle.dump(folder, manifest), dsn, "The database could not be brought back")
    tell("Comparing each table with what was counted …")
    found = Found(rows=sum(each.rows for each in manifest.tables.values()), problems=_compared(dsn, manifest))
    _head_of_the_audit(folder, manifest, at)
    tell("Bringing the tables up to this version, and the second wall …")
    call_command("migrate", interactive=False, verbosity=0)
    tell("Opening keys and files, going through the audit …")
    _examined(found, at)
    return found


@contextmanager
def rehearsal(folder: Path, dsn: str) -> Iterator[str]:
    """A database beside the real one that is gone afterwards, and in this process Django's own. Answers its connection string."""
    with psycopg.connect(dsn, autocommit=True) as db:
        db.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(REHEARSAL)))
        db.execute(sql.SQL("create database {} owner {}").format(sql.Identifier(REHEARSAL), sql.Identifier(OWNER)))
        connection.close()
        connection.settings_dict["NAME"] = REHEARSAL
        try:
            with tempfile.TemporaryDirectory() as elsewhere:
                settings.ANCHOR_FILE = Path(elsewhere) / bundle.ANCHOR  # the real one is the real database's
                yield make_conninfo(dsn, dbname=REHEARSAL)
        finally:
            connection.close()
            db.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(REHEARSAL)))


def _must_be_empty(dsn: str) -> None:
    with psycopg.connect(dsn) as db:
        missing = {*LOGIN, BACKUP, DEFINER} - {name for (name,) in db.execute("select rolname from pg_roles")}
        if missing:
            raise NotWhole(
                f"This server has no {', '.join(sorted(missing))}. As its administrator, run what `heed roles` prints, and try again."
            )
        tables = db.execute("select count(*) from pg_tables where schemaname = 'public'").fetchall()[0][0]
        if tables:
            raise NotWhole(
                f"This database has {tables} tables. A backup goes into an empty one: make a new database, and name it in DATABASE_URL."
            )


def _compared(dsn: str, manifest: Manifest) -> list[str]:
    with psycopg.connect(dsn) as db, db.cursor() as cursor:
        cursor.execute(f"grant select on all tables in schema public to {DEFINER}")
        cursor.execute(f"set local role {DEFINER}")
        found = differences(manifest.tables, count(cursor))
        db.commit()
    return found


def _head_of_the_audit(folder: Path, manifest: Manifest, at: datetime) -> None:
    """The head as it was at that instant. One that is there already knows of seals that came later: it is kept beside, as the proof of
    what was lost."""
    ours, theirs = settings.ANCHOR_FILE, (folder / bundle.ANCHOR).read_bytes()
    if ours.exists() and ours.read_bytes() != theirs:
        ours.rename(ours.with_name(f"{ours.name}.before-restore-{at:%Y-%m-%dT%H%M%SZ}"))
    ours.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(ours, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(theirs)


def _examined(found: Found, at: datetime) -> None:
    with inside(DEFINER, at=at):
        sealed = wholeness.examine()
    with inside(AUDITOR, at=at):
        audit = sealing.verify(at)
    found.keys, found.files, found.looks = sealed.keys, sealed.files, audit.rows
    found.problems += [*sealed.problems, *audit.problems]
