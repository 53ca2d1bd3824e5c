"""The folder var/: where `make run` keeps keys, mail, logs and the state of the copy that runs."""

import base64
import fcntl
import hashlib
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from heed.cli.binaries import CannotStart

CHECKOUT = Path(__file__).resolve().parents[2]
SETTINGS = "heed.config.settings"
LARGEST_LOG = 5_000_000


class AlreadyRunning(CannotStart):
    """Another `make run` uses this folder; the text says where to find it."""


@dataclass(frozen=True)
class Running:
    """What the copy that runs wrote down about itself."""

    pid: int
    site: str
    smtp: str


@dataclass(frozen=True)
class Place:
    """`var` is an absolute folder; everything else hangs below it."""

    var: Path

    @classmethod
    def here(cls) -> "Place":
        return cls(Path(os.environ.get("HEED_VAR") or CHECKOUT / "var").resolve())

    @property
    def key(self) -> Path:
        return self.var / "keys" / "heed.key"

    @property
    def secret(self) -> Path:
        return self.var / "keys" / "secret"

    @property
    def anchor(self) -> Path:
        return self.var / "anchor" / "audit.jsonl"

    @property
    def mail(self) -> Path:
        return self.var / "mail"

    def make(self) -> None:
        """Folders that only this user opens. Root's var/ may be passed through, because the database runs as somebody else."""
        self.var.mkdir(parents=True, exist_ok=True)
        self.var.chmod(0o711 if os.geteuid() == 0 else 0o700)
        for folder in (self.key.parent, self.anchor.parent, self.mail, self.var / "log"):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o700)

    def make_keys(self, *, database_exists: bool) -> None:
        """Makes what is missing. A new key under an old database would hide the loss of the key: CannotStart."""
        if database_exists and not self.key.exists():
            raise CannotStart(
                f"The key {self.key} is gone and the database is sealed with it: bring it back from its backup, "
                "or type `make reset` to start the demo afresh."
            )
        _once(self.secret, secrets.token_urlsafe(48))
        _once(self.key, base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())

    def log(self, name: str) -> Path:
        """The log of one child, begun anew when it has grown too large; the one before is kept."""
        path = self.var / "log" / f"{name}.log"
        if path.exists() and path.stat().st_size > LARGEST_LOG:
            path.replace(path.with_suffix(".log.1"))
        return path

    def environment(self, *, site: str = "http://127.0.0.1:8000", smtp: str = "smtp://127.0.0.1:2525") -> dict[str, str]:
        """What a demo process is told. Nothing of it says which database or role: that differs by process."""
        return {
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "HEED_DEMO": "1",
            "HEED_VAR": str(self.var),
            "HEED_KEY_FILE": str(self.key),
            "HEED_SECRET_FILE": str(self.secret),
            "HEED_ANCHOR_FILE": str(self.anchor),
            "HEED_SMTP_URL": smtp,
            "HEED_SITE_URL": site,
        }

    # One copy -----------------------------------------------------------------------------------------------------------------
    def only_copy(self) -> IO[str]:
        """Holds the place until it is closed. Raises AlreadyRunning."""
        handle = (self.var / "run.lock").open("a+")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.close()
            other = self.running()
            where = f" at {other.site} (process {other.pid})" if other else ""
            raise AlreadyRunning(
                f"Heed already runs from this folder{where}: open that, or stop it with Ctrl-C where it was started."
            ) from None
        (self.var / "run.json").unlink(missing_ok=True)
        return handle

    def write_down(self, running: Running) -> None:
        (self.var / "run.json").write_text(json.dumps(asdict(running)))

    def running(self) -> Running | None:
        """The copy that runs now, or None."""
        try:
            with (self.var / "run.lock").open() as handle:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return None
        except BlockingIOError:
            return self._written()
        return None

    def _written(self) -> Running | None:
        try:
            return Running(**json.loads((self.var / "run.json").read_text()))
        except (OSError, ValueError, TypeError):
            return None


def _once(path: Path, words: str) -> None:
    """Writes a file that only this user reads, whole or not at all; leaves one that is there."""
    if path.exists():
        return
    half = path.with_suffix(".new")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
        handle.write(words + "\n")
        handle.flush()
        os.fsync(handle.fileno())
    half.rename(path)


def is_backed_up(key: Path, var: Path) -> bool:
    """Whether somebody said, of this very key, that it was copied to a safe place (`heed keys backed-up`)."""
    try:
        return _marker(key, var).read_text().strip() == _mark(key)
    except FileNotFoundError:
        return False


def note_backup(key: Path, var: Path) -> None:
    """Raises OSError where Heed's own folder cannot be written to."""
    _marker(key, var).parent.mkdir(exist_ok=True)
    _marker(key, var).write_text(_mark(key) + "\n")


def _marker(key: Path, var: Path) -> Path:
    """In Heed's own folder: where the key lies is often for reading only."""
    return var / "keys" / f"{key.name}.backed-up"


def _mark(key: Path) -> str:
    """Tells one key file from another without saying anything of the key."""
    return hashlib.sha256(b"heed key file|" + key.read_bytes()).hexdigest()[:16]
