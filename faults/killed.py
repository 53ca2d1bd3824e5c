"""The whole cluster is killed while colleagues report, and whoever was not confirmed tries again (R9)."""

import threading
import time
from collections.abc import Callable
from functools import partial
from uuid import uuid4

import requests

from faults.phone import Phone, confirmed
from faults.site import Site
from faults.waiting import until


class Writer(threading.Thread):
    """A reporter who reports and reports, and tries again what was not confirmed."""

    def __init__(self, phone: Phone, up: threading.Event, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.phone, self.up, self.stop = phone, up, stop
        self.begun, self.confirmed, self.refused = 0, dict[str, str](), 0

    def run(self) -> None:
        while not self.stop.is_set():
            words = f"Seen {uuid4()}"
            self.begun += 1
            draft = self._tries(partial(self.phone.write, words))
            self.confirmed[self._tries(partial(self._send, draft))] = words

    def _send(self, draft: str) -> str:
        return confirmed(self.phone.send(draft))

    def _tries(self, step: Callable[[], str]) -> str:
        """Until it went well: as somebody who reads the page and presses again."""
        while True:
            try:
                if answer := step():
                    return answer
            except (AssertionError, requests.RequestException):
                pass
            self.refused += 1
            self.up.wait()


def killed(site: Site, *, writers: int, kills: int, between: int) -> str:
    """kill -9 of the whole cluster each time when `between` more reports have been confirmed. Web must run."""
    stop, up, before, away = threading.Event(), threading.Event(), site.count("concerns_concern"), list[float]()
    many = [Writer(site.phone(f"rita{number}"), up, stop) for number in range(writers)]
    up.set()
    for writer in many:
        writer.start()
    for number in range(1, kills + 1):
        until(partial(_confirmed, many, at_least=number * between), 300)
        began = time.monotonic()
        up.clear()
        site.kill_database()
        site.database.revive()
        up.set()
        away.append(time.monotonic() - began)
    stop.set()
    for writer in many:
        writer.join(timeout=60)
        assert not writer.is_alive(), "somebody could not send any more"
    return _counted(site, many, before, away)


def _confirmed(many: list[Writer], at_least: int) -> bool:
    return sum(len(writer.confirmed) for writer in many) >= at_least


def _counted(site: Site, many: list[Writer], before: int, away: list[float]) -> str:
    there = {str(pk) for (pk,) in site.ask("select id from concerns_concern")}
    said = [pk for writer in many for pk in writer.confirmed]
    lost = [pk for pk in said if pk not in there]
    assert lost == [], f"{len(lost)} of {len(said)} lost"
    assert sum(writer.refused for writer in many) > 0, "nobody noticed: the blow fell beside"
    assert len(there) - before == len(said) == len(set(said)) == sum(writer.begun for writer in many), "some are there twice"
    for writer in many:
        for pk, words in list(writer.confirmed.items())[-3:]:
            assert words in writer.phone.get(f"/reports/{pk}/").text
    return (
        f"{len(lost)} of {len(said):,} confirmed reports lost, {len(away)} kills, back in {min(away):.1f} to {max(away):.1f} s"
    )
