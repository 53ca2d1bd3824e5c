"""Whoever sends mail is killed (R1), or the mail server is away (R2). What every fault of the mail asks stands here too."""

import itertools
import socket
import time

from faults.site import Site
from faults.waiting import PATIENCE, until
from heed.policies.cluster import WORKER

TOLD = 4  # in danger now: three of the group and the lead; such letters are never folded into one
SLOWEST_PAGE = 2.0  # seconds, R2
BACK_WITHIN = 120.0  # seconds until all letters are out, R2


def owed(site: Site) -> int:
    return site.ask("select count(*) from notifications_letter where sent_at is null and dead_at is null")[0][0]


def nothing_left(site: Site) -> bool:
    """Nobody is still to be told and no letter waits."""
    waiting = "select count(*) from procrastinate_jobs where task_name = 'tell' and status in ('todo', 'doing')"
    return not owed(site) and not site.ask(waiting)[0][0]


def each_once(site: Site, since: int, expected: int) -> None:
    """That many letters have come since, no two of them the same."""
    came = site.letters()[since:]
    twice = len(came) - len({mail["Message-ID"] for mail in came})
    assert not twice, f"{twice} came twice"
    assert len(came) == expected, f"{len(came)} of {expected} letters came"


def nothing_owed(site: Site) -> None:
    """What other faults left to be done is not this one's."""
    site.ask("truncate procrastinate_jobs, procrastinate_periodic_defers cascade")
    site.ask("update notifications_letter set dead_at = now() where sent_at is null")
    site.ask(
        "update deadlines_clock set met_at = greatest(now(), started_at), outcome = 'done', next_at = null where met_at is null"
    )
    site.ask("delete from notifications_heartbeat")


def at_once(site: Site, task: str, times: int = 1) -> None:
    """What the worker does each minute is done now, this often."""
    job = "insert into procrastinate_jobs (queue_name, task_name, args) select %s, %s, '{\"timestamp\": 0}' from generate_series(1, %s)"
    site.ask(job, task, task, times)


def the_minute_turns(site: Site) -> None:
    """A worker that starts now runs what is run each minute at once, and does not wait for the next one."""
    site.ask("delete from procrastinate_periodic_defers")


# Killed between the commit and the mail (R1) ----------------------------------------------------------------------------------
def killed_before_mail(site: Site) -> str:
    """kill -9 of the web server as soon as the reporter has the confirmation; then of the worker, with half a letter out of the house.
    Worker and mail must not run."""
    nothing_owed(site)
    since, phone = len(site.letters()), site.phone("rita3")
    site.start("web")
    sent = phone.report("Nobody has fed him since Friday.", danger="now")
    site.kill("web")
    with socket.create_server(("127.0.0.1", int(site.smtp.rsplit(":", 1)[1]))) as silent:
        silent.settimeout(PATIENCE)
        site.start("worker")
        call, _ = silent.accept()  # it waits for a greeting now
        site.kill("worker")
        call.close()
    assert owed(site) == TOLD and len(site.letters()) == since
    the_minute_turns(site)
    site.start("web")
    with site.running("mail"), site.running("worker"):
        assert "since Friday" in phone.get(f"/reports/{sent}/").text
        until(lambda: nothing_left(site))
    each_once(site, since, TOLD)
    return f"web killed before the mail, worker in the middle of a letter: report there, {TOLD} letters, each once"


def killed_while_telling(site: Site) -> str:
    """kill -9 of the worker while it works out who is told: the job was begun and nobody would take it again. Worker and mail must not run."""
    nothing_owed(site)
    since = len(site.letters())
    with site.running("web"):
        site.phone("rita3").report("The baby cries and nobody comes.", danger="now")
        with site.held("lock table notifications_letter in exclusive mode"):
            site.start("worker")
            until(lambda: site.somebody_waits(WORKER))
            site.kill("worker")
        began = time.monotonic()
        with site.running("mail"), site.running("worker"):
            until(lambda: nothing_left(site), 200)
            took = time.monotonic() - began
    each_once(site, since, TOLD)
    return f"worker killed while it tells: {TOLD} letters, each once, {took:.0f} s after it was back"


# The mail server is away (R2) -------------------------------------------------------------------------------------------------
def mail_down(site: Site, *, reports: int, seconds: float) -> str:
    """Reports come in over that time and no letter goes out. Then the server is back. Worker and mail must not run.

    In a short one the letters are aged by hand before the desk is looked at, and the post goes at once instead of at the full minute."""
    nothing_owed(site)
    since, short = len(site.letters()), seconds < 300
    with site.running("web", "worker"):
        slowest = _reports(site, reports, seconds)
        until(lambda: owed(site) == reports * TOLD)
        if short:
            site.ask("update notifications_letter set made_at = made_at - interval '11 minutes' where sent_at is null")
        _it_is_said(site)
        with site.running("mail"):
            back = time.monotonic()
            if short:
                at_once(site, "post")
            until(lambda: nothing_left(site), BACK_WITHIN + 5)
            took = time.monotonic() - back
    each_once(site, since, reports * TOLD)
    assert took < BACK_WITHIN
    assert short or slowest < SLOWEST_PAGE, f"a page took {slowest:.1f} s"
    return f"{reports} reports, 0 refused, slowest page {slowest:.2f} s; {reports * TOLD} letters out {took:.0f} s after return"


def _reports(site: Site, reports: int, seconds: float) -> float:
    """Evenly over the time; answers the slowest page in seconds."""
    phones, began, slowest = [site.phone(f"rita{number}") for number in range(4)], time.monotonic(), 0.0
    for number, phone in zip(range(reports), itertools.cycle(phones)):
        time.sleep(max(0.0, began + seconds * number / reports - time.monotonic()))
        phone.report(f"What was seen, number {number}.", danger="now")
        slowest = max(slowest, phone.slowest)
    return slowest


def _it_is_said(site: Site) -> None:
    """How old the oldest unsent letter is: on the desk, and to a monitor."""
    desk = site.phone("gail").get("/desk/").text
    assert "E-mail is late." in desk and "has waited since" in desk
    health = site.phone("ada").get("/healthz")
    assert health.status_code == 503 and health.json()["signs"]["mail"] != "well"
