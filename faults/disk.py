"""The disk is full (R11): where uploads lie while they arrive, and under the database itself."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import requests

from faults.database import SEEN, says_what_to_do
from faults.phone import Phone, confirmed
from faults.site import Site
from faults.size import photo
from faults.waiting import until
from heed.cli.binaries import CannotStart

ROOM = 400  # MB for a whole small site
LEFT_OVER = 2**16


@contextmanager
def small_disk(where: Path, megabytes: int) -> Iterator[Path]:
    """A disk of that size, in memory. Needs the right to mount one."""
    where.mkdir(exist_ok=True)
    mount = ("mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(where))
    done = subprocess.run(mount, capture_output=True, check=False)  # noqa: S603
    assert done.returncode == 0, "only root can mount a small disk: run this fault as root"
    try:
        yield where
    finally:
        subprocess.run(["umount", "-l", where], check=False)  # noqa: S603, S607
        where.rmdir()


def uploads(site: Site) -> str:
    """A photograph larger than the room for uploads: refused in words, the report goes all the same, nothing is left of it."""
    with small_disk(site.place.var / "small", 2) as disk, site.running("web", TMPDIR=str(disk)):
        phone = site.phone("rita6")
        draft = phone.write(SEEN)
        answer = phone.post(f"/report/{draft}/done/", {"done": "Rang"}, [photo(8)])
        assert answer.status_code == 413 and "send less" in answer.text, answer.status_code
        assert "a full disk" not in answer.text
        assert list(disk.iterdir()) == [] and os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize > 1.9 * 2**20
        assert confirmed(phone.send(draft)), "the report did not go"
    return "no room for a photograph: refused in words, nothing left of it, the report sent"


def under_the_database(folder: Path) -> str:
    """A site of its own whose disk fills up while colleagues report. Afterwards there is room again, and nobody does anything."""
    with small_disk(folder, ROOM) as disk, Site(disk, reporters=2) as site:
        site.start("web")
        phone, waiting = site.phone("rita0"), site.phone("rita1")
        first = [phone.report(f"Before it was full, {number}") for number in range(5)]
        draft = waiting.write(SEEN)
        _fill(disk / "ballast")
        sent, refusals = [], 0
        for number in range(400):
            with suppress(AssertionError, requests.RequestException):
                sent.append(phone.report(f"While it fills up, {number}, " + "heard shouting. " * 300))
                continue
            answer = waiting.send(draft)
            refusals += 1
            if confirmed(answer):  # its rows found room: the next one will not
                draft = _written(waiting) or draft
                continue
            says_what_to_do(answer)
            if refusals >= 3:
                break
        assert refusals, "it never was full: the blow fell beside"
        (disk / "ballast").unlink()
        with suppress(CannotStart):
            site.database.revive()  # what the operating system's Restart= does
        again = until(lambda: confirmed(_sends(waiting, draft)), 60, "it did not recover")
        there = {str(pk) for (pk,) in site.ask("select id from concerns_concern")}
        lost = set(first + sent + [again]) - there
        assert not lost, f"{len(lost)} confirmed reports lost"
        assert SEEN in waiting.get(f"/reports/{again}/").text
        return f"the database's disk full: {len(sent)} more reports fitted, then each page said what to do; 0 of {len(there)} confirmed lost; the waiting draft sent once there was room"


def _fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        with suppress(OSError):
            while True:
                file.write(b"\0" * 2**20)
        with suppress(OSError):
            while True:
                file.write(b"\0" * 512)
        file.truncate(max(0, file.tell() - LEFT_OVER))


def _written(phone: Phone) -> str:
    try:
        return phone.write(SEEN)
    except (AssertionError, requests.RequestException):
        return ""


def _sends(phone: Phone, draft: str) -> requests.Response:
    with suppress(requests.RequestException):
        return phone.send(draft)
    return requests.Response()
