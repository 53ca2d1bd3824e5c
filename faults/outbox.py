"""The mail server misbehaves for some (R3), and two workers send from one outbox (R7)."""

import asyncio
import time
from typing import Any

from aiosmtpd.controller import Controller

from faults.mail import at_once, each_once, nothing_left, nothing_owed, owed
from faults.site import Site
from faults.waiting import until


# It misbehaves (R3) -----------------------------------------------------------------------------------------------------------
class Grumpy:
    """aiosmtpd's handler: never answers for one, is busy for the next, knows no such person, and takes the rest."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address.startswith("gail"):
            await asyncio.sleep(60)
        if address.startswith("gwen"):
            return "421 too busy just now"
        if address.startswith("hassan"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken += envelope.rcpt_tos
        return "250 OK"


def misbehaves(site: Site) -> str:
    """It hangs, answers 421 and 550: the others get theirs, what can come later comes, what cannot is shown. Worker and mail must not run."""
    nothing_owed(site)
    since, dead = len(site.letters()), "select count(*) from notifications_letter where dead_at is not null and trouble = '550'"
    ((before,),) = site.ask(dead)
    grumpy = Controller(Grumpy(), hostname="127.0.0.1", port=int(site.smtp.rsplit(":", 1)[1]))
    with site.running("web"):
        site.phone("rita5").report("The dog has not been out for a week.", danger="now")
        with site.running("worker"):
            grumpy.start()
            began = time.monotonic()
            until(lambda: grumpy.handler.taken == ["leo@heed.example"] and site.ask(dead)[0][0] == before + 1, 300)
            took = time.monotonic() - began
            grumpy.stop()
            with site.running("mail"):
                until(lambda: nothing_left(site), 300)
                later = time.monotonic() - began
        assert "could not be delivered at all" in site.phone("gail").get("/desk/").text
    each_once(site, since, 2)
    return f"one address hangs, one 421, one 550: the fourth had its letter in {took:.0f} s; two came later ({later:.0f} s), one is shown as dead"


# Two workers at once (R7) -----------------------------------------------------------------------------------------------------
LETTERS = """insert into notifications_letter (id, key, message, to_id, path, reference, count, made_at, next_try_at, tries, trouble)
    select gen_random_uuid(), 'many ' || now() || n, 'new_concern_danger', c.id, '/desk/', '', 1, now(), now(), 0, ''
    from generate_series(1, %s) n, organisation_colleague c where c.username = 'gail'"""


def two_workers(site: Site, *, letters: int) -> str:
    """Both send from the same outbox. Worker and mail must not run."""
    nothing_owed(site)
    since = len(site.letters())
    site.ask(LETTERS, letters)
    at_once(site, "post", 4 + letters // 200)
    began = time.monotonic()
    with site.running("mail"), site.running("worker", "second worker"):
        until(lambda: not owed(site), 300)
        took = time.monotonic() - began
    each_once(site, since, letters)
    return f"{letters:,} letters by two workers: 0 twice, 0 lost, {letters / took:.0f} a second"
