"""A stream of any length, sealed piece by piece: whoever finds the file learns nothing, and no piece can be changed, moved or cut off.

AES-256-GCM; each piece says in its nonce which one it is and whether it is the last, so that a cut tail does not open."""

import struct
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MARK = b"heed backup 1\n"
PIECE = 2**20
TAG = 16


class Broken(Exception):
    """It was changed or cut, or another key sealed it."""


def shut(key: bytes, pieces: Iterable[bytes], into: BinaryIO) -> int:
    """Seals what comes, of whatever lengths, with a key that is used for this stream alone; answers how many bytes came."""
    box, number, whole, held = AESGCM(key), 0, 0, b""
    into.write(MARK)
    for piece in pieces:
        held += piece
        whole += len(piece)
        while len(held) > PIECE:
            into.write(box.encrypt(_nonce(number, last=False), held[:PIECE], MARK))
            number, held = number + 1, held[PIECE:]
    into.write(box.encrypt(_nonce(number, last=True), held, MARK))
    return whole


def opened(key: bytes, source: BinaryIO) -> Iterator[bytes]:
    """Raises Broken, after the pieces that were still right."""
    if source.read(len(MARK)) != MARK:
        raise Broken
    box, number = AESGCM(key), 0
    piece = source.read(PIECE + TAG)
    while piece:
        after = source.read(PIECE + TAG)
        try:
            yield box.decrypt(_nonce(number, last=not after), piece, MARK)
        except (InvalidTag, ValueError) as trouble:
            raise Broken from trouble
        number, piece = number + 1, after
    if not number:
        raise Broken


def _nonce(number: int, *, last: bool) -> bytes:
    return struct.pack(">Q?xxx", number, last)
