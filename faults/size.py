"""Too much at once: refused in words, soon, and nothing is lost by it (R14)."""

import time
from dataclasses import dataclass, field
from typing import Any

import psutil

from faults.database import SEEN
from faults.site import Site

SOON = 5.0  # seconds


@dataclass(frozen=True)
class Heap:
    """What is sent to which page, and what the answer must say."""

    step: str
    says: tuple[str, ...]
    fields: dict[str, str] = field(default_factory=dict)
    files: list[Any] | None = None
    status: int = 413


def photo(megabytes: int, name: str = "door.jpg") -> tuple[str, tuple[str, bytes, str]]:
    return ("uploads", (name, b"\xff\xd8\xff\xe0" + b"\x00" * (megabytes * 2**20 - 4), "image/jpeg"))


HEAPS = {
    "10 MB of narrative": Heap("seen", ("That is too much at once", "send less"), {"seen": "word " * 2_000_000}),
    "900 kB of narrative": Heap("seen", ("characters. Shorten it to",), {"seen": "word " * 180_000}, status=200),
    "a file of 30 MB": Heap("done", ("larger than 20 MB", "Send a smaller one"), {"done": "Rang"}, [photo(30)], status=200),
    "5,000 fields": Heap("seen", ("That is too much at once", "send less"), {f"field{n}": "x" for n in range(5_000)}),
    "5,000 files": Heap("done", ("That is too much at once", "send less"), {}, [photo(0, f"{n}.jpg") for n in range(5_000)]),
    "four files of 18 MB": Heap("done", ("That is too much at once", "send less"), {}, [photo(18)] * 4),
}


def too_much(site: Site, heap: str) -> str:
    """Web must run. Answers a line with the seconds it took."""
    phone, case, serving = site.phone("rita5"), HEAPS[heap], site.workers_of_web()
    draft = phone.write(SEEN)
    began = time.monotonic()
    answer = phone.post(f"/report/{draft}/{case.step}/", case.fields, case.files)
    took = time.monotonic() - began
    assert answer.status_code == case.status, answer.status_code
    assert not [words for words in case.says if words not in answer.text], answer.text[:2000]
    assert took < SOON, f"{took:.1f} s"
    assert site.workers_of_web() == serving, "a process that runs the pages died of it"
    assert SEEN in phone.get(f"/report/{draft}/seen/").text or case.step == "seen" and case.status == 200
    return f"{heap}: refused in {took:.1f} s"


def memory(site: Site) -> float:
    """Megabytes that the processes of the web have for themselves."""
    return sum(psutil.Process(number).memory_info().rss for number in site.workers_of_web()) / 2**20
