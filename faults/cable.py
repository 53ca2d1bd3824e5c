"""A cable between web and database is cut at the worst instant: COMMIT went through, and nobody has said so yet (R10)."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from faults.database import SEEN, says_what_to_do
from faults.phone import confirmed
from faults.site import Site
from heed.policies.cluster import DATABASE, WEB

COMMIT = b"COMMIT\0"  # in a statement that is sent, and in what is answered when it was done
SOCKET = ".s.PGSQL.5432"


class Cable:
    """A Unix socket in `folder` that leads to the one in `to`. `cuts` counts since the last `cut_after`."""

    def __init__(self, folder: Path, to: Path) -> None:
        self.folder, self.to = folder, to
        self.words, self.cuts = b"", 0
        self._ends: set[socket.socket] = set()

    def __enter__(self) -> Self:
        self.folder.mkdir(exist_ok=True)
        (self.folder / SOCKET).unlink(missing_ok=True)
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(self.folder / SOCKET))
        self._door.listen(64)
        threading.Thread(target=self._answer, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        _cut(self._door, *self._ends)

    def cut_after(self, words: str) -> None:
        """Once: the connection that sends this statement is cut when its transaction is committed."""
        self.words, self.cuts = words.encode(), 0

    def _answer(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._door.accept()
                there = socket.socket(socket.AF_UNIX)
                there.connect(str(self.to / SOCKET))
                self._ends |= {here, there}
                Line(self, here, there).start()


class Line:
    """One connection. What is sent is watched for the statement and its COMMIT, what comes back for the COMMIT's answer."""

    def __init__(self, cable: Cable, web: socket.socket, database: socket.socket) -> None:
        self.cable, self.web, self.database = cable, web, database
        self.wrote = self.commits = False

    def start(self) -> None:
        for source, to, watch in ((self.web, self.database, self._sent), (self.database, self.web, self._answered)):
            threading.Thread(target=self._carry, args=(source, to, watch), daemon=True).start()

    def _carry(self, source: socket.socket, to: socket.socket, goes_on: Callable[[bytes], bool]) -> None:
        with suppress(OSError):
            while (said := source.recv(65536)) and goes_on(said):
                to.sendall(said)
        _cut(self.web, self.database)

    def _sent(self, said: bytes) -> bool:
        self.wrote |= bool(self.cable.words) and self.cable.words in said
        self.commits |= self.wrote and COMMIT in said
        return True

    def _answered(self, said: bytes) -> bool:
        if not (self.commits and COMMIT in said):
            return True
        self.cable.words, self.cable.cuts = b"", self.cable.cuts + 1
        return False


def _cut(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


def cut_after_commit(site: Site, times: int) -> str:
    """The report is in the database, and web never hears of it. Web must not run: this starts one behind a cable of its own."""
    cable = Cable(site.database.socket / "cable", site.database.socket)  # as short a path as a socket must have
    with site.running("web", DATABASE_URL=f"postgresql://{WEB}@/{DATABASE}?host={cable.folder}"), cable:
        for _ in range(times):
            _once(site, cable)
    return f"{times} cut off after COMMIT: {times} records, each reporter's second press led to the confirmation"


def _once(site: Site, cable: Cable) -> None:
    phone, before = site.phone("rita2"), site.count("concerns_concern")
    draft = phone.write(SEEN)
    cable.cut_after('INSERT INTO "concerns_concern"')
    says_what_to_do(phone.send(draft))
    assert cable.cuts == 1, "the cable was not cut"
    assert site.count("concerns_concern") == before + 1, "the blow fell before the commit"
    sent = confirmed(phone.send(draft))
    assert sent and sent == confirmed(phone.get(f"/report/{draft}/check/")), "the second press did not find the first"
    assert phone.get(f"/reports/{sent}/sent/").status_code == 200
    assert site.count("concerns_concern") == before + 1
