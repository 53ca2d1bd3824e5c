"""Asking the virus scanner, where one is configured (clamd's INSTREAM)."""

import socket
import struct
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from heed.folders.kinds import CannotTake

PATIENCE = 10  # seconds
CLEAN, UNCHECKED = "clean", "unchecked"


def virus_check(content: bytes) -> str:
    """`clean` or `unchecked` (no scanner, or it is away). Raises CannotTake when the scanner found something."""
    if not settings.VIRUS_SCANNER:
        return UNCHECKED
    try:
        said = _ask_scanner(content)
    except OSError:
        return UNCHECKED
    if said.endswith(b"FOUND"):
        raise CannotTake(
            _("The virus check found something harmful in this file, so it was not kept. Send a photo of it instead.")
        )
    return CLEAN if said.endswith(b"OK") else UNCHECKED


def _ask_scanner(content: bytes) -> bytes:
    host, _sign, port = settings.VIRUS_SCANNER.rpartition(":")
    with socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE) as line:
        line.sendall(b"zINSTREAM\0")
        for piece in _pieces(content):
            line.sendall(struct.pack("!I", len(piece)) + piece)
        line.sendall(struct.pack("!I", 0))
        return b"".join(iter(lambda: line.recv(4096), b"")).strip(b"\0\n ")


def _pieces(content: bytes, length: int = 2**16) -> Iterator[bytes]:
    return (content[start : start + length] for start in range(0, len(content), length))
