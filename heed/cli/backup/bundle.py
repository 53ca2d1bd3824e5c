"""A backup as it lies in its folder: the sealed dump, the head of the audit, and what both were when they were written."""

import hashlib
import hmac
import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from heed.cli.backup import strongbox
from heed.cli.backup.counting import Counted
from heed.folders import keys

PREFIX = "heed-"
DUMP, MANIFEST, ANCHOR = "database.sealed", "manifest.json", "anchor.jsonl"


class NotWhole(Exception):
    """A backup that must not be relied on; the text says why and what to do."""


@dataclass(frozen=True)
class Manifest:
    """`at` (UTC): the instant that it holds. `salt` makes the keys of this backup; `key`: id of the master key they are made from."""

    at: datetime
    version: str  # of PostgreSQL
    key: str
    salt: str
    dump: str  # SHA-256 of the sealed dump
    anchor: str  # and of the head of the audit
    seals: int
    migrations: list[str]
    tables: dict[str, Counted]

    def words(self) -> bytes:
        return json.dumps(asdict(self) | {"at": self.at.isoformat()}, sort_keys=True, indent=1).encode()


def new_salt() -> str:
    return secrets.token_hex(16)


def key_for(purpose: str, salt: str, key_id: str) -> bytes:
    return keys.derived(f"backup {purpose} {salt}", key_id)


def write(folder: Path, manifest: Manifest) -> None:
    """Last of all: a folder without it is no backup."""
    words = manifest.words()
    (folder / MANIFEST).write_bytes(words + b"\n" + _mark(manifest, words) + b"\n")


def read(folder: Path) -> Manifest:
    """Raises NotWhole when it was changed, is not one, or was made under another key."""
    try:
        words, mark = (folder / MANIFEST).read_bytes().rstrip(b"\n").rsplit(b"\n", 1)
        said: dict[str, Any] = json.loads(words)
        tables = {table: Counted(**counted) for table, counted in said.pop("tables").items()}
        manifest = Manifest(at=datetime.fromisoformat(said.pop("at")), tables=tables, **said)
        ours = _mark(manifest, words)
    except OSError as trouble:
        raise NotWhole(f"{folder} is no backup: it has no {MANIFEST}. Name the folder that `heed backup` made.") from trouble
    except keys.CannotOpen as trouble:
        raise NotWhole(
            f"The key file has no key {said['key']}, which sealed this backup: bring back the right key file."
        ) from trouble
    except (ValueError, TypeError, KeyError) as trouble:
        raise NotWhole(f"{folder / MANIFEST} was changed or cut. Use another backup.") from trouble
    if not hmac.compare_digest(ours, mark):
        raise NotWhole(
            f"{folder / MANIFEST} was changed, or another key made it: bring back the right key file, or use another backup."
        )
    for name, digest in ((DUMP, manifest.dump), (ANCHOR, manifest.anchor)):
        if digest_of(folder / name) != digest:
            raise NotWhole(f"{folder / name} is damaged: it is not as it was written. Use another backup.")
    return manifest


def dump(folder: Path, manifest: Manifest) -> Iterator[bytes]:
    """The dump, opened piece by piece. Raises strongbox.Broken."""
    with (folder / DUMP).open("rb") as file:
        yield from strongbox.opened(key_for("dump", manifest.salt, manifest.key), file)


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def newest(where: Path) -> datetime | None:
    """When the newest backup there was written (UTC), by its own word; None when there is none. Its contents are not read."""
    found = sorted(where.glob(f"{PREFIX}*/{MANIFEST}"), key=lambda path: path.parent.name)
    if not found:
        return None
    return datetime.fromisoformat(json.loads(found[-1].read_bytes().rsplit(b"\n", 2)[0])["at"])


@contextmanager
def unfinished(folder: Path) -> Iterator[Path]:
    """A folder under another name until it is whole; nothing of it stays when something goes wrong."""
    half = folder.with_name(f".{folder.name}.unfinished")
    half.mkdir(mode=0o700, parents=True)
    try:
        yield half
        half.rename(folder)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise


def _mark(manifest: Manifest, words: bytes) -> bytes:
    return hmac.new(key_for("manifest", manifest.salt, manifest.key), words, hashlib.sha256).hexdigest().encode()
