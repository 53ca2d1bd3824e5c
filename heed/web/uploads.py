"""What is being uploaded, while a request lasts: never in the clear on the disk, however large it is.

A temporary file outlives a machine that stops, and lies in every copy of its disk: a register of tenants, or a photograph of a child."""

import io
from contextlib import suppress
from tempfile import TemporaryFile
from typing import IO, Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

PIECE = 2**16  # bytes held in memory; every whole piece goes to the disk, sealed
TAG = 16


class SealedFile(io.RawIOBase):
    """Bytes that are written to the end and read from anywhere. Its key is this object's own and nowhere else: what is on the disk ends with it."""

    def __init__(self) -> None:
        self._key = AESGCM(AESGCM.generate_key(256))
        self._disk: IO[bytes] | None = None
        self._pieces, self._rest, self._place = 0, bytearray(), 0
        self._opened = (-1, b"")

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        """Raises OSError when the disk is full."""
        self._rest += data
        while len(self._rest) >= PIECE:
            self._put_aside(bytes(self._rest[:PIECE]))
            del self._rest[:PIECE]
        return len(data)

    def readinto(self, buffer: Any) -> int:
        done = 0
        while done < len(buffer):
            number, start = divmod(self._place, PIECE)
            if not (found := self._piece(number)[start : start + len(buffer) - done]):
                break
            buffer[done : done + len(found)] = found
            done, self._place = done + len(found), self._place + len(found)
        return done

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._place = max(0, offset + (0, self._place, self._pieces * PIECE + len(self._rest))[whence])
        return self._place

    def close(self) -> None:
        if self._disk:
            with suppress(OSError):  # what a full disk did not take is thrown away, and the answer says so
                self._disk.close()
        self._rest, self._opened = bytearray(), (-1, b"")
        super().close()

    def _put_aside(self, piece: bytes) -> None:
        self._disk = self._disk or TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115 (closed with the upload)
        self._disk.seek(self._pieces * (PIECE + TAG))
        self._disk.write(self._key.encrypt(_nonce(self._pieces), piece, None))
        self._disk.flush()
        self._pieces += 1

    def _piece(self, number: int) -> bytes | bytearray:
        if number >= self._pieces or self._disk is None:
            return self._rest if number == self._pieces else b""
        if self._opened[0] != number:
            self._disk.seek(number * (PIECE + TAG))
            self._opened = (number, self._key.decrypt(_nonce(number), self._disk.read(PIECE + TAG), None))
        return self._opened[1]


def _nonce(number: int) -> bytes:
    """Each piece's own, once: the key seals nothing else."""
    return number.to_bytes(12, "big")


class SealedUploadHandler(FileUploadHandler):
    """For settings.FILE_UPLOAD_HANDLERS, alone."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = SealedFile()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            self.file.write(raw_data)
        except OSError as full:
            raise RequestDataTooBig("There is no room on the disk for what is being uploaded.") from full

    def file_complete(self, file_size: int) -> UploadedFile:
        self.file.seek(0)
        return UploadedFile(self.file, self.file_name, self.content_type, file_size, self.charset, self.content_type_extra)  # type: ignore[arg-type]

    def upload_interrupted(self) -> None:
        if hasattr(self, "file"):
            self.file.close()
