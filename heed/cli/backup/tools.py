"""pg_dump and pg_restore: which ones, and how they are told where the database is without a password on their command line."""

import os
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from heed.cli.backup import strongbox
from heed.cli.backup.bundle import NotWhole
from heed.cli.binaries import CannotStart, available

SAID = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "options": "PGOPTIONS",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}


def tool(name: str, dsn: str) -> Path:
    """That program, of the server's version or a newer one. Raises CannotStart."""
    with psycopg.connect(dsn) as db:
        server = db.info.server_version // 10000
    fitting = sorted(
        (each for each in available() if each.major >= server and each.tool(name).exists()), key=lambda each: each.major
    )
    if not fitting:
        raise CannotStart(
            f"No {name} of PostgreSQL {server} or newer was found here: install the package postgresql-client-{server}, or set PG_BIN to the folder of its programs."
        )
    return fitting[0].tool(name)


def environment(dsn: str) -> dict[str, str]:
    """The connection in the environment, where other users of the machine do not read it as they read a command line."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {SAID[name]: str(value) for name, value in conninfo_to_dict(dsn).items() if name in SAID}


def written(command: list[Any], dsn: str, words: str) -> Iterator[bytes]:
    """What a command writes. Raises NotWhole with `words` when it ends badly (a damaged page, a lost connection)."""
    with subprocess.Popen(command, env=environment(dsn), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:  # noqa: S603
        assert run.stdout and run.stderr
        while piece := run.stdout.read(strongbox.PIECE):
            yield piece
        said = run.stderr.read().decode(errors="replace")
    if run.returncode:
        raise NotWhole(f"{words}: {complaint(said)}")


def feed(command: list[Any], pieces: Iterable[bytes], dsn: str, words: str) -> None:
    """Runs a command with those bytes as its input. Raises NotWhole with `words` and the command's own first complaint."""
    with subprocess.Popen(command, env=environment(dsn), stdin=subprocess.PIPE, stderr=subprocess.PIPE) as run:  # noqa: S603
        assert run.stdin and run.stderr
        try:
            with suppress(BrokenPipeError):
                for piece in pieces:
                    run.stdin.write(piece)
                run.stdin.close()
        except strongbox.Broken as trouble:
            run.kill()
            raise NotWhole(f"{words}: it was changed or cut. Use another backup.") from trouble
        said = run.stderr.read().decode(errors="replace")
    if run.returncode:
        raise NotWhole(f"{words}: {complaint(said)}")


def complaint(said: str) -> str:
    """The first line of what a program of PostgreSQL complained of, without the rows that it may go on to quote."""
    lines = [line for line in said.splitlines() if "error" in line.lower()] or said.splitlines() or ["it said nothing"]
    return lines[0].removeprefix("pg_restore: ").removeprefix("pg_dump: ").strip()
