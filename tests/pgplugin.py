"""Loaded with `-p` before pytest-django reads the settings (a conftest is too late): a PostgreSQL of this run's own.

Only the controller starts one; xdist's workers inherit the environment. PG_BIN chooses the version."""

import atexit
import fcntl
import os
import shutil
import signal
import tempfile
from pathlib import Path
from typing import IO

import psycopg

from heed.cli.binaries import SHARED, CannotStart
from heed.cli.embedded import Embedded, forget_libpq_settings
from heed.cli.place import Place
from heed.policies.cluster import OWNER

NAME = "heed-test-"


def _start() -> None:
    where = Path(tempfile.gettempdir() if "TMPDIR" in os.environ else SHARED)
    sweep(where)
    folder = Path(tempfile.mkdtemp(prefix=NAME, dir=where))
    held = (folder / "held.new").open("w")
    hold(held)
    (folder / "held.new").rename(folder / "held.lock")  # locked before it is found: no other run takes ours for dead
    place = Place(folder.resolve())
    place.make()
    (place.var / "static").mkdir()
    place.make_keys(database_exists=False)
    forget_libpq_settings()
    server = Embedded(place.var, durable=False)
    mine = os.getpid()

    def end() -> None:
        if os.getpid() == mine:  # a child forked from us leaves our database alone
            server.destroy()
            shutil.rmtree(folder, ignore_errors=True)
            held.close()

    atexit.register(end)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    server.start()
    for name in ("HEED_HOSTS", "HEED_SECRET", "PORT"):
        os.environ.pop(name, None)
    os.environ.update(place.environment(smtp="smtp://127.0.0.1:9"), DATABASE_URL=server.dsn(OWNER))


def hold(file: IO[str]) -> None:
    """Says that the run whose file this is lives; ends with the process, however that ends."""
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def sweep(where: Path) -> None:
    """Removes what killed runs left: their lock is free."""
    for folder in where.glob(f"{NAME}*"):
        try:
            with (folder / "held.lock").open() as held:
                hold(held)
                Embedded(folder, durable=False).destroy()
                shutil.rmtree(folder, ignore_errors=True)
        except (OSError, CannotStart):
            continue


def pytest_report_header() -> str:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        (version,) = connection.execute("show server_version").fetchone() or ("?",)
    return f"PostgreSQL {version}"


if "PYTEST_XDIST_WORKER" not in os.environ:
    _start()
