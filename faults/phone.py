"""A colleague's browser, signed in: real HTTP to the site, page by page, as a phone without JavaScript sends it."""

import re
import secrets
import time
from typing import Any
from uuid import uuid4

import requests

SESSION, TOKEN = "heed_session", "csrftoken"
SENT = re.compile(r"/reports/([0-9a-f-]{36})/sent/")


class Phone:
    """`slowest`: seconds of the slowest answer so far. Redirects are not followed: where one leads is what a test asks."""

    def __init__(self, address: str, cookie: str = "") -> None:
        self.address, self.session, self.slowest = address, requests.Session(), 0.0
        self.session.trust_env = False  # no proxy of the machine stands between
        self.token = secrets.token_hex(16)
        self.cookie, host = cookie, address.split("/")[2].split(":")[0]
        self.session.cookies.set(TOKEN, self.token, domain=host)
        if cookie:
            self.session.cookies.set(SESSION, cookie, domain=host)

    def get(self, path: str) -> requests.Response:
        return self._timed("GET", path)

    def post(self, path: str, data: Any = None, files: Any = None) -> requests.Response:
        return self._timed("POST", path, data=data, files=files, headers={"X-CSRFToken": self.token})

    def _timed(self, method: str, path: str, **sent: Any) -> requests.Response:
        began = time.monotonic()
        answer = self.session.request(method, self.address + path, allow_redirects=False, timeout=60, **sent)
        self.slowest = max(self.slowest, time.monotonic() - began)
        return answer

    # A report -----------------------------------------------------------------------------------------------------------------
    def begin(self) -> str:
        """Opens a report; answers the draft's id."""
        answer = self.post("/report/", {"key": str(uuid4()), "go": "describe", "sought": ""})
        assert answer.status_code == 302, answer.status_code
        return answer.headers["Location"].split("/")[2]

    def say(self, draft: str, step: str, **answers: str) -> requests.Response:
        return self.post(f"/report/{draft}/{step}/", answers)

    def send(self, draft: str) -> requests.Response:
        return self.post(f"/report/{draft}/check/")

    def write(self, words: str, danger: str = "not_now") -> str:
        """Everything but the sending; answers the draft's id."""
        draft = self.begin()
        assert self.say(draft, "danger", danger=danger).status_code == 302
        assert self.say(draft, "seen", seen=words).status_code == 302
        return draft

    def report(self, words: str, danger: str = "not_now") -> str:
        """From the first page to the confirmation; answers the report's id."""
        sent = confirmed(self.send(self.write(words, danger)))
        assert sent
        return sent


def confirmed(answer: requests.Response) -> str:
    """The id of the report that an answer confirms, or nothing."""
    found = SENT.search(answer.headers.get("Location", "")) if answer.status_code == 302 else None
    return found.group(1) if found else ""
