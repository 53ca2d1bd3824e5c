"""A private PostgreSQL for `make run`, `heed` and the tests: no port, a socket that only we open, data that survive kill -9.

Never used in production, where DATABASE_URL names a server that somebody backs up."""

import fcntl
import hashlib
import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from heed.cli.binaries import SHARED, Binaries, CannotStart, account, available, reachable
from heed.policies.cluster import DATABASE, OWNER, cluster_sql

SUPERUSER = "postgres"
PATIENCE = 120  # seconds: recovery after a crash is part of starting
LONGEST_SOCKET = 85  # a socket's path may have 107 bytes, and PostgreSQL adds its own file name
NOBODY_PID = 2147483647  # higher than any process number that a system gives out
# What a failing statement said, and the row it failed on, could name a person: neither is written to the log.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Embedded:
    """The cluster whose data live in `var`/pg<major>. `durable=False` is for tests: fast, and lost when the machine stops."""

    def __init__(self, var: Path, *, durable: bool = True) -> None:
        self.var, self.durable, self.account = var.resolve(), durable, account()
        self.binaries = self._choose()
        self.home = self._home(self.binaries.major)
        self.data, self.log = self.home / "data", self.home / "log"
        self.socket = self._socket()
        self._users: IO[str] | None = None

    # Which server -------------------------------------------------------------------------------------------------------------
    def _choose(self) -> Binaries:
        """Data belong to one major version: those that are there decide, not what happens to be newest."""
        choice = available()
        kept = [major for major in range(99, 0, -1) if (self._home(major) / "data" / "PG_VERSION").exists()]
        for binaries in choice:
            if not kept or binaries.major in kept:
                return binaries
        raise CannotStart(
            f"The data in {self._home(kept[0])} were made by PostgreSQL {kept[0]} and only PostgreSQL "
            f"{choice[0].major} was found: set PG_BIN to the folder of its programs, or HEED_VAR to another folder."
        )

    def _home(self, major: int) -> Path:
        """Beside the rest of var/, unless the server's account cannot get there (a checkout in root's home)."""
        return self._base() / f"pg{major}"

    def _base(self) -> Path:
        there = next(folder for folder in (self.var, *self.var.parents) if folder.exists())
        return self.var if not self.account.switch or self.account.reaches(there) else SHARED / f"heed-{self._mark()}"

    def _mark(self) -> str:
        return hashlib.sha256(str(self.var).encode()).hexdigest()[:12]

    def _socket(self) -> Path:
        socket = self.home / "socket"
        return socket if len(os.fsencode(socket)) <= LONGEST_SOCKET else Path("/tmp") / f"heed-{self._mark()}"  # noqa: S108

    def dsn(self, role: str, database: str = DATABASE) -> str:
        """Connection string; the owner's says that it means to be the owner (policies ask for it)."""
        said = "&options=-c%20heed.owner%3Don" if role == OWNER else ""
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket), safe='')}{said}"

    # Is it there --------------------------------------------------------------------------------------------------------------
    def exists(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    def pid(self) -> int | None:
        """The postmaster's process number as its own file has it: it may be long dead."""
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n")[0])
        except (OSError, ValueError):
            return None

    def alive(self) -> bool:
        """Whether the postmaster of these data runs: its number alone may by now belong to another, or to a dead process."""
        number = self.pid()
        return number is not None and os.fsencode(self.data) in _command_line(number)

    def ready(self) -> bool:
        """Whether it takes connections (`pg_ctl status` also says yes of a killed server that nobody has buried yet)."""
        asked: list[str | Path] = [self.binaries.tool("pg_isready"), "-q", "-h", self.socket, "-t", "2"]
        return subprocess.run(asked, env=self._environment(), cwd="/", check=False).returncode == 0

    # Start and stop -----------------------------------------------------------------------------------------------------------
    def start(self) -> Self:
        """Starts it, or joins it when it runs; makes data, roles and database where there are none. Raises CannotStart."""
        self._make_folders()
        self.binaries = reachable(self.binaries, self.account)
        self._users = (self.home / "users.lock").open("w")
        fcntl.flock(self._users, fcntl.LOCK_SH)
        try:
            with _locked(self.home / "start.lock"):
                if not self.exists():
                    self._initialise()
                self._launch()
                self._create_roles()
        except BaseException:
            self.stop("immediate")
            raise
        return self

    def revive(self) -> None:
        """Starts a server that died under us; what holds it stays as it was. Raises CannotStart."""
        with _locked(self.home / "start.lock"):
            self._launch()

    def stop(self, mode: str = "fast") -> bool:
        """Stops it, unless another command still uses it: the last one stops it. True when it has stopped."""
        if self._users:
            users, self._users = self._users, None
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                users.close()
                return False
            with users:
                self._shut(mode)
        return not self.alive()

    def destroy(self) -> None:
        """Stops it and deletes its data for good."""
        self.stop("immediate")
        self._shut("immediate")
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.rmtree(self.socket, ignore_errors=True)
        if self.home.parent != self.var:
            shutil.rmtree(self.home.parent, ignore_errors=True)

    def _shut(self, mode: str) -> None:
        for how in (mode, "immediate"):
            if self.alive():
                self.run("pg_ctl", "-D", self.data, "-w", "-t", "4", "-m", how, "stop")

    def _launch(self) -> None:
        settings = SETTINGS | ({} if self.durable else FORGETFUL)
        options = [
            f"-k {shlex.quote(str(self.socket))}",
            "-p 5432",
            *(f"-c {name}={shlex.quote(words)}" for name, words in settings.items()),
        ]
        command = ("pg_ctl", "-D", self.data, "-w", "-t", "60", "-l", self.log, "-o", " ".join(options), "start")
        until, failures = time.monotonic() + PATIENCE, 0
        while not self.ready():
            if time.monotonic() > until or failures > 20:
                raise CannotStart(f"PostgreSQL did not start{self._last_words()}: {self.log} says why.")
            if not self.alive():
                self._disown()
                failures += self.run(*command).returncode != 0
            time.sleep(0.1)

    def _disown(self) -> None:
        """A number that now belongs to another process would keep PostgreSQL from starting for ever. It is changed, not
        deleted, so that PostgreSQL still looks whether an orphan of the old server is writing."""
        number, file = self.pid(), self.data / "postmaster.pid"
        if number and Path(f"/proc/{number}").exists():
            file.write_text(file.read_text().replace(str(number), str(NOBODY_PID), 1))

    def _initialise(self) -> None:
        """Beside, then renamed: data of an initdb that was cut short are never taken for a database."""
        half = self.home / "data.new"
        shutil.rmtree(half, ignore_errors=True)
        done = self.run(
            "initdb",
            "-D",
            half,
            "-U",
            SUPERUSER,
            "--auth=trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--data-checksums",
            *([] if self.durable else ["--no-sync"]),
            output=subprocess.PIPE,
        )
        if done.returncode:
            why = next(
                (line for line in (done.stdout or "").splitlines() if "error" in line or "FATAL" in line), "initdb failed"
            )
            raise CannotStart(f"The database could not be made ({why.strip()}): mend that and try again.")
        half.rename(self.data)

    def _create_roles(self) -> None:
        with psycopg.connect(self.dsn(SUPERUSER, "template1"), autocommit=True) as admin:
            admin.execute("set client_min_messages = error")
            admin.execute(cluster_sql().encode())
            there = admin.execute("select from pg_database where datname = %s", (DATABASE,)).rowcount
        if not there:
            with psycopg.connect(self.dsn(SUPERUSER, "postgres"), autocommit=True) as admin:
                admin.execute(sql.SQL("create database {} owner {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))

    # By hand ------------------------------------------------------------------------------------------------------------------
    def _make_folders(self) -> None:
        for folder in (self.home.parent, self.home, self.socket):
            if folder.is_symlink() or (folder.exists() and folder.stat().st_uid not in (os.geteuid(), self.account.uid)):
                raise CannotStart(f"{folder} belongs to somebody else: remove it, or set HEED_VAR to another folder.")
            folder.mkdir(parents=True, exist_ok=True)
        for folder in (self.home, self.socket):
            os.chown(folder, self.account.uid, self.account.gid)
            folder.chmod(0o700)
        if self.account.switch:
            self.home.parent.chmod(0o711)
        if not self.account.reaches(self.home.parent):
            raise CannotStart(
                f"The account `{self.account.name}` cannot enter {self.home.parent}: set HEED_VAR to a folder that it can."
            )

    def run(self, tool: str, *words: object, output: int = subprocess.DEVNULL) -> subprocess.CompletedProcess[str]:
        """One of PostgreSQL's programs, as the server's account. No pipe is left to the server (it would keep the caller waiting), and nothing of
        the caller's PG* settings."""
        return subprocess.run(
            [str(self.binaries.tool(tool)), *map(str, words)],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            env=self._environment(),
            cwd="/",
            **self.account.switch,
        )

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
        return kept | {"LC_ALL": "C.UTF-8", "HOME": str(self.home), "TZ": "UTC"}

    def _last_words(self) -> str:
        try:
            words = self.log.read_text(errors="replace").splitlines()
        except OSError:
            return ""
        return next((f" ({line.split(':  ', 1)[-1]})" for line in reversed(words) if "FATAL" in line or "PANIC" in line), "")


def forget_libpq_settings() -> None:
    """Drops PGHOST, PGOPTIONS and their like from this process: what is meant for another server would reach ours."""
    for name in [name for name in os.environ if name.startswith("PG") and name != "PG_BIN"]:
        del os.environ[name]


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _command_line(number: int) -> bytes:
    """How the process was started; empty when there is none, or only a dead one that is not buried yet."""
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        if Path("/proc/self").exists():
            return b""
    return subprocess.run(["ps", "-o", "command=", "-p", str(number)], capture_output=True, check=False).stdout
