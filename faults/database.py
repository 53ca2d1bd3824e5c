"""The database is restarted under a page (R8)."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import requests

from faults.phone import Phone, confirmed
from faults.site import Site
from faults.waiting import until

SEEN = "A kicked-in bedroom door, a little girl under the bed."
MORE = "Heard it again on Tuesday."
NOT_FOR_A_PAGE = (
    "Traceback",
    "psycopg",
    "OperationalError",
    "heed_web",
    "heed_owner",
    ".s.PGSQL",
    "SECRET",
    "select ",
    "SELECT ",
)


@dataclass(frozen=True)
class Moment:
    """Where in its work a page stands when the database goes: what is held so that it stands there, and what the reporter does."""

    held: str
    does: Callable[[Site, Phone, str], requests.Response]
    committed: bool = False  # what the page did was safe already


MOMENTS = {
    "a page is being kept": Moment(
        "select from concerns_draft where sent_at is null for update",
        lambda site, phone, draft: phone.say(draft, "worry", worry=MORE),
    ),
    "a report is being sent": Moment(
        "lock table procrastinate_jobs in exclusive mode", lambda site, phone, draft: phone.send(draft)
    ),
    "it is sent, and who looked is being noted": Moment(
        "lock table audit_look in exclusive mode", lambda site, phone, draft: phone.send(draft), committed=True
    ),
    "a session is being kept": Moment(
        "lock table django_session in exclusive mode", lambda site, phone, draft: phone.get(f"/report/{draft}/seen/")
    ),
}


def restarted(site: Site, moment: str, mode: str) -> str:
    """`mode`: fast or immediate, as pg_ctl has it. Web must run. Answers a line with how long it was away."""
    case, phone, fresh, reports = MOMENTS[moment], site.phone("rita0"), site.phone("rita0"), site.count("concerns_concern")
    draft = phone.write(SEEN)
    with ThreadPoolExecutor(1) as hand:
        with site.held(case.held):
            answer = hand.submit(case.does, site, fresh, draft)
            until(site.somebody_waits, words="no page came as far as that")
            began = time.monotonic()
            site.restart_database(mode)
            away = time.monotonic() - began
        if not (mode == "fast" and answer.result().ok):  # whoever held it may be sent away first, and the page gets through
            says_what_to_do(answer.result())
    serves_again(site, draft)
    kept = phone.get(f"/report/{draft}/seen/")
    assert kept.status_code == 302 if case.committed else SEEN in kept.text, "what was kept is gone"
    sent = confirmed(phone.send(draft))
    assert sent, "it could not be sent afterwards"
    assert site.count("concerns_concern") == reports + 1
    assert SEEN in phone.get(f"/reports/{sent}/").text
    return f"{moment}, {mode}: back in {away:.1f} s"


def says_what_to_do(answer: requests.Response) -> None:
    """A page in words, with nothing of the machinery in it."""
    assert answer.status_code == 503, answer.status_code
    for words in ("What you last saved is kept", "refresh this page", "ring your safeguarding lead"):
        assert words in answer.text
    assert answer.headers["Retry-After"]
    assert [word for word in NOT_FOR_A_PAGE if word in answer.text] == []


def serves_again(site: Site, draft: str) -> None:
    """At once, and each for whoever asks: nothing of the one who was cut off is left in a connection."""
    for _ in range(3):
        assert site.phone("rita0").get("/report/").status_code == 200
        assert site.browser().get(f"/report/{draft}/seen/").headers["Location"].startswith("/sign-in/")
        assert site.phone("rita1").get(f"/report/{draft}/seen/").status_code == 404
