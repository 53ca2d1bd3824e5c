"""Keys. Each folder has one data key; it is wrapped by the key that is kept outside the database (AES-256-GCM).

Dropping a folder's wrapped key erases what it sealed; older backups hold the key until they are deleted. A stolen dump holds only what
cannot be read."""

import base64
import contextvars
import secrets
import zlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

PLAIN, PACKED = b"\x01", b"\x02"
ERASED = "[erased]"


class CannotOpen(Exception):
    """Sealed words that do not open: another key, another row, or changed bytes."""


@lru_cache(maxsize=4)
def master_keys(path: Path) -> dict[str, bytes]:
    """Key id → 32 bytes, the current one first. The file has a line a key: `id base64url`, or base64url alone for the first."""
    if not path.exists():
        raise ImproperlyConfigured(
            "The key file is missing. Set HEED_KEY_FILE to it, or bring it back from its backup: without it nothing sealed opens."
        )
    found = {}
    for number, line in enumerate(path.read_text().split("\n")):
        if words := line.split():
            found[words[0] if len(words) > 1 else f"k{number + 1}"] = base64.urlsafe_b64decode(words[-1])
    return found


def current() -> str:
    """The id of the master key that seals what is new."""
    return next(iter(master_keys(settings.KEY_FILE)))


def derived(purpose: str, key_id: str = "") -> bytes:
    """A key for one purpose only (the audit's seal, the second factor's secrets), made from the current master key, or from that one.

    Raises CannotOpen when the key file has no such key."""
    master = master_keys(settings.KEY_FILE).get(key_id or current())
    if master is None:
        raise CannotOpen("The key file does not hold the key that sealed this. Bring back the right key file.")
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode()).derive(master)


def new_key(folder: UUID) -> tuple[bytes, bytes, str]:
    """(data key, the same wrapped, id of the master key it is wrapped with)."""
    key_id, data_key = current(), secrets.token_bytes(32)
    return data_key, _encrypt(master_keys(settings.KEY_FILE)[key_id], data_key, folder.bytes), key_id


def unwrap(wrapped: bytes, key_id: str, folder: UUID) -> bytes:
    try:
        return _decrypt(master_keys(settings.KEY_FILE)[key_id], wrapped, folder.bytes)
    except (KeyError, InvalidTag) as trouble:
        raise CannotOpen("The key file does not hold the key that sealed this. Bring back the right key file.") from trouble


def seal(data_key: bytes, content: bytes, where: str) -> bytes:
    """Seals bytes so that they open only at `where` (table|column|row); long text is packed first."""
    packed = zlib.compress(content) if len(content) > 200 else content
    mark = PACKED if len(packed) < len(content) else PLAIN
    return mark + _encrypt(data_key, packed if mark == PACKED else content, mark + where.encode())


def unseal(data_key: bytes, sealed: bytes, where: str) -> bytes:
    """Raises CannotOpen when the key, the place or the bytes are not those it was sealed with."""
    mark = sealed[:1]
    try:
        content = _decrypt(data_key, sealed[1:], mark + where.encode())
    except InvalidTag as trouble:
        raise CannotOpen("These words were moved or changed after they were sealed.") from trouble
    return zlib.decompress(content) if mark == PACKED else content


def _encrypt(key: bytes, content: bytes, where: bytes) -> bytes:
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(key).encrypt(nonce, content, where)


def _decrypt(key: bytes, sealed: bytes, where: bytes) -> bytes:
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], where)


# The ring: data keys opened in this transaction -----------------------------------------------------------------------------
_ring: contextvars.ContextVar[dict[UUID, bytes | None] | None] = contextvars.ContextVar("heed_keys", default=None)


def ring() -> dict[UUID, bytes | None]:
    held = _ring.get()
    if held is None:
        held = {}
        _ring.set(held)
    return held


def forget_keys() -> None:
    """Called by the door at the beginning and end of each transaction, so that no key outlives the page it served."""
    _ring.set({})


def load(folders: Iterable[UUID]) -> None:
    """Opens the keys of several folders with one query (a list of fifty rows would ask fifty times)."""
    from heed.folders.models import Key

    held = ring()
    wanted = {folder for folder in folders if folder not in held}
    if wanted:
        held.update(dict.fromkeys(wanted))
        for key in Key.objects.filter(folder_id__in=wanted):
            held[key.folder_id] = unwrap(bytes(key.wrapped), key.key_id, key.folder_id)


def key_of(folder: UUID) -> bytes | None:
    """The folder's data key, or None when it was erased."""
    if folder not in ring():
        load([folder])
    return ring()[folder]
