"""Very many at once: a thousand reports sent in the same instant (R12), and fifty people for minutes on end (R13)."""

import asyncio
import random
import statistics
import subprocess
import sys
import threading
import time
from typing import Any

from faults.database import SEEN
from faults.phone import SESSION, TOKEN, Phone
from faults.site import Site
from faults.size import memory
from heed.cli.place import CHECKOUT
from heed.policies.cluster import WEB

LONGEST = 300.0  # seconds that a browser waits
P95 = 1.0  # seconds, R13
FLAT = 1.15  # how much more memory at the end than after the first quarter, at most


# A thousand in the same instant (R12) -----------------------------------------------------------------------------------------
def same_instant(site: Site, *, reports: int) -> str:
    """Each on a connection of its own, all but its last byte sent; then the last bytes. Web must run."""
    before, drafts = site.count("concerns_concern"), _written(site, reports)
    answers = asyncio.run(_all_at_once(site, drafts))
    wrong = [status for status, _ in answers if status != 302]
    assert not wrong, f"{len(wrong)} of {reports} were not confirmed: {sorted(set(wrong))}"
    made = site.count("concerns_concern") - before
    assert made == reports, f"{made} records of {reports} reports"
    took = sorted(seconds for _, seconds in answers)
    return (
        f"{reports:,} sent in one instant: {made:,} records, 0 errors, p50 {took[len(took) // 2]:.1f} s, p95 {_p95(took):.1f} s"
    )


def _written(site: Site, reports: int) -> list[tuple[Phone, str]]:
    """Drafts ready to be sent, by the verbs of the form, under web's role."""
    environment = site.environment(site.database.dsn(WEB))
    made = subprocess.run(  # noqa: S603 (our own words)
        (sys.executable, "-m", "faults.cast", "drafts", str(reports), str(site.reporters), SEEN),
        env=environment,
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    phones = [site.phone(f"rita{number}") for number in range(site.reporters)]
    return [(phones[number % len(phones)], draft) for number, draft in enumerate(made.stdout.split())]


async def _all_at_once(site: Site, drafts: list[tuple[Phone, str]]) -> list[tuple[int, float]]:
    """(status, seconds) of each."""
    host, port = site.address.removeprefix("http://").split(":")
    ready = await asyncio.gather(*(_all_but_the_last_byte(host, int(port), phone, draft) for phone, draft in drafts))
    began = time.monotonic()
    return await asyncio.gather(*(_last_byte(reader, writer, began) for reader, writer in ready))


async def _all_but_the_last_byte(host: str, port: int, phone: Phone, draft: str) -> Any:
    reader, writer = await asyncio.open_connection(host, port)
    body = f"csrfmiddlewaretoken={phone.token}"
    cookies = f"{SESSION}={phone.cookie}; {TOKEN}={phone.token}"
    head = (
        f"POST /report/{draft}/check/ HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookies}\r\nConnection: close\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    writer.write((head + body[:-1]).encode())
    await writer.drain()
    return reader, (writer, body[-1].encode())


async def _last_byte(reader: asyncio.StreamReader, held: Any, began: float) -> tuple[int, float]:
    writer, last = held
    writer.write(last)
    async with asyncio.timeout(LONGEST):
        said = await reader.read()
    writer.close()
    return int(said.split(b" ", 2)[1]) if said else 0, time.monotonic() - began


# Fifty for minutes (R13) ------------------------------------------------------------------------------------------------------
class User(threading.Thread):
    """Reports, looks at what was reported, pauses; an adviser looks at the desk. `took`: seconds of each answer, `wrong`: what was none."""

    def __init__(self, phone: Phone, adviser: bool, pause: float, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.phone, self.adviser, self.pause, self.stop = phone, adviser, pause, stop
        self.took, self.wrong = list[float](), list[int]()

    def run(self) -> None:
        while not self.stop.is_set():
            for method, path in (("GET", "/desk/"), ("GET", "/desk/?sort=due")) if self.adviser else self._report():
                self._ask(method, path)

    def _report(self) -> Any:
        draft = self.phone.begin()
        for step, words in (("danger", {"danger": "today"}), ("seen", {"seen": SEEN}), ("worry", {"worry": "She is afraid."})):
            yield "GET", f"/report/{draft}/{step}/"
            yield words, f"/report/{draft}/{step}/"
        yield "GET", f"/report/{draft}/check/"
        yield {}, f"/report/{draft}/check/"
        yield "GET", "/reports/"

    def _ask(self, method: Any, path: str) -> None:
        self.stop.wait(self.pause * random.uniform(0.5, 1.5))  # noqa: S311 (a pause, not a secret)
        began = time.monotonic()
        answer = self.phone.get(path) if method == "GET" else self.phone.post(path, method)
        self.took.append(time.monotonic() - began)
        if answer.status_code not in (200, 302):
            self.wrong.append(answer.status_code)


def steady(site: Site, *, users: int, seconds: float, pause: float) -> str:
    """`pause`: seconds that somebody reads or writes between two pages. Web must run."""
    stop = threading.Event()
    many = [
        User(site.phone("gail" if number % 10 == 0 else f"rita{number % site.reporters}"), number % 10 == 0, pause, stop)
        for number in range(users)
    ]
    for user in many:
        user.start()
    time.sleep(seconds / 4)
    early = memory(site)
    time.sleep(seconds * 3 / 4)
    late = memory(site)
    stop.set()
    for user in many:
        user.join(timeout=60)
    took, wrong = sorted(one for user in many for one in user.took), [one for user in many for one in user.wrong]
    assert not wrong, f"{len(wrong)} errors: {sorted(set(wrong))}"
    assert _p95(took) < P95, f"p95 {_p95(took):.2f} s"
    assert late < early * FLAT, f"{early:.0f} MB grew to {late:.0f} MB"
    return (
        f"{users} users, {seconds:.0f} s: {len(took):,} pages ({len(took) / seconds:.0f} a second), 0 errors, "
        f"p50 {statistics.median(took):.2f} s, p95 {_p95(took):.2f} s, {early:.0f} to {late:.0f} MB"
    )


def _p95(took: list[float]) -> float:
    return took[int(len(took) * 0.95)]
