"""The directory of work accounts, and signing in with it in a real browser."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from heed.cli.beforehand import free_port
from tests.journeys.conftest import axe, base_url, browser_context_args, browser_type_launch_args, look  # noqa: F401 (the same browser, and the same rules for what it shows)
from tests.signing.provider import PASSWORD

HERE = Path(__file__).parents[2]


class Provider:
    def __init__(self, back: str) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.signing.provider", str(self.port), back],
            cwd=HERE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._until("ready")

    def says(self, **groups: list[str]) -> None:
        """Who is in which group from now on."""
        print(json.dumps({"groups": groups}), file=self.process.stdin, flush=True)
        self._until("done")

    def _until(self, word: str) -> None:
        for line in self.process.stdout:
            if line.strip() == word:
                return
        raise RuntimeError("the provider ended")

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


@pytest.fixture
def calm(context, request) -> Iterator[None]:
    """Nothing in the browser's console that a page of ours says; what the directory's own pages say is not ours to mend."""
    said: list[str] = []
    ours = request.getfixturevalue("live_server").url if "page" in request.fixturenames else "nowhere"
    context.on(
        "console", lambda one: said.append(one.text) if one.type == "error" and one.location["url"].startswith(ours) else None
    )
    context.set_default_timeout(10_000)
    yield
    assert [line for line in said if "Failed to load resource" not in line] == []


@pytest.fixture(scope="session")
def directory(live_server) -> Iterator[Provider]:
    provider = Provider(f"{live_server.url}/sign-in/work-account/back/")
    yield provider
    provider.end()


@pytest.fixture
def set_up(directory, live_server, settings) -> Any:
    settings.DEMO, settings.SITE_URL = False, live_server.url
    settings.OPENID = {
        "issuer": f"http://localhost:{directory.port}",
        "client": "heed",
        "secret": "of the tests",
        "name": "Cwm & Vale account",
        "who": "sub",
        "groups": "groups",
        "scope": "openid profile groups",
        "asks_twice": False,
    }
    cache.clear()
    directory.says(advisers=[], trainers=[])
    return settings


@pytest.fixture
def there(page: Page) -> Callable[..., None]:
    """`there("gail")`: types name and password at the directory, and agrees where it asks."""

    def at_the_directory(name: str) -> None:
        page.locator("input[name=login], input[name=password]").first.wait_for()
        if page.locator("input[name=login]").count():
            page.locator("input[name=login]").fill(name)
            page.keyboard.press("Enter")
        page.locator("input[name=password]").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/auth/" not in url and "/login" not in url)
        if page.get_by_role("button", name="Accept").count():
            page.get_by_role("button", name="Accept").click()

    return at_the_directory


@pytest.fixture
def comes_in(page: Page, live_server, there) -> Callable[..., None]:
    def by_work_account(name: str, wanted: str = "/me/") -> None:
        page.context.clear_cookies()
        page.goto(f"{live_server.url}{wanted}")
        page.get_by_role("link", name="Sign in with your Cwm & Vale account").click()
        there(name)

    return by_work_account


__all__ = ["comes_in", "directory", "expect", "set_up", "there"]
