"""In a real browser: Debian's Chromium, against a live server under the web's own role. What every journey needs is here."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from heed.organisation.models import Colleague
from tests.web.door import signed_in

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in this thread, and Django's ORM would refuse
# The shell is the same engine without a desktop around it: a page opens in a third of the time.
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
PHONE, DESK = {"width": 360, "height": 780}, {"width": 1280, "height": 900}
SMALL_TARGETS = """[...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
    .filter(e => e.checkVisibility() && !e.closest('.visually-hidden, .skip, p, li'))
    .filter(e => { const r = e.getBoundingClientRect(); return r.width && (r.height < 24 || r.width < 24) })
    .map(e => e.outerHTML.slice(0, 90))"""
# U16: a small phone, a desk at 200 %, and WCAG's text spacing (1.4.10, 1.4.4, 1.4.12).
NARROW, ZOOMED = {"width": 320, "height": 640}, {"width": 640, "height": 450}
SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }"
WEARS = "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet]; }"
# What sticks out sideways, or is cut off where nobody can scroll to it.
STICKS_OUT = """() => [...document.querySelectorAll('body *')]
    .filter(e => e.checkVisibility() && !e.closest('.visually-hidden, .skip, .scroll, svg, select'))
    .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1
        || ['hidden', 'clip'].includes(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 1 && !e.matches('input, textarea'))
    .map(e => e.outerHTML.slice(0, 120))"""
PICTURES = os.environ.get(
    "HEED_PICTURES", ""
)  # a folder for a screenshot of each page looked at, when somebody wants to look too


@pytest.fixture(scope="session")
def base_url() -> str:
    """None: journeys say `live_server.url`. (The plugin's own fixture warns with this pytest.)"""
    return ""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": list(FLAGS)}


@pytest.fixture
def browser_context_args(browser_context_args):
    """A phone, in the UK. A journey at a desk sets the page's size to DESK."""
    return {**browser_context_args, "viewport": PHONE, "locale": "en-GB", "timezone_id": "Europe/London"}


@pytest.fixture(autouse=True)
def without_second_factor(settings) -> None:
    settings.DEMO = True  # no second factor to type in each journey; signing in has journeys of its own
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]


@pytest.fixture(autouse=True)
def calm(context: BrowserContext) -> Iterator[None]:
    """Every page of every journey: nothing in the browser's console, no script that failed."""
    said: list[str] = []
    context.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: said.append(str(error.error)))
    context.set_default_timeout(10_000)
    yield
    assert [line for line in said if "net::ERR" not in line and "Failed to load resource" not in line] == []


@pytest.fixture
def sign_in(live_server) -> Callable[[Page, Colleague], None]:
    """`sign_in(page, colleague)`: the page's browser holds this colleague's session from now on."""

    def into(page: Page, colleague: Colleague) -> None:
        client = Client()
        client.force_login(colleague)
        cookie = client.cookies[django_settings.SESSION_COOKIE_NAME].value
        page.context.clear_cookies()
        page.context.add_cookies(
            [
                {
                    "name": django_settings.SESSION_COOKIE_NAME,
                    "value": cookie,
                    "url": live_server.url,
                    "httpOnly": True,
                    "sameSite": "Lax",
                }
            ]
        )

    return into


@pytest.fixture
def just_signed_in(live_server) -> Callable[[Page, Colleague], None]:
    """As `sign_in`, with the password given a moment ago: printing, letting in and who has looked ask for it."""

    def into(page: Page, colleague: Colleague) -> None:
        cookie = signed_in(colleague).cookies[django_settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [
                {
                    "name": django_settings.SESSION_COOKIE_NAME,
                    "value": cookie,
                    "url": live_server.url,
                    "httpOnly": True,
                    "sameSite": "Lax",
                }
            ]
        )

    return into


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """`axe(page)`: no violation of WCAG 2.2 A and AA, nor of axe's best practices."""
    rules = Axe()

    def look(page: Page) -> None:
        found = rules.run(page)
        assert found.violations_count == 0, found.generate_report()

    return look


def reflows(page: Page, name: str) -> None:
    """At 200 %, and at 320 px with its text spaced, nothing scrolls sideways and nothing is cut off (U16). The page is left as it was."""
    size = page.viewport_size
    for said, narrowed, css in (("200 %", ZOOMED, ""), ("320 px and text spacing", NARROW, SPACED)):
        page.set_viewport_size(narrowed)
        page.evaluate(WEARS, css)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (
            f"{name} at {said} is wider than the screen: {page.evaluate(STICKS_OUT)}"
        )
        assert page.evaluate(STICKS_OUT) == [], f"{name} at {said}"
    page.evaluate(WEARS, "")
    page.set_viewport_size(size)


@pytest.fixture
def look(axe) -> Callable[[Page, str], None]:
    """`look(page, "where")`: axe, and on a phone reflow (unless `rules=False`), nothing wider than the screen, no target under 24 px; a screenshot."""

    def at(page: Page, name: str, *, rules: bool = True) -> None:
        page.wait_for_load_state()  # a click returns once the next page has begun; its words may still be on their way
        page.wait_for_selector("main h1")
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{page.viewport_size['width']}.png", full_page=True)
        if rules:
            axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (
            f"{name} is wider than the screen"
        )
        small = page.evaluate(SMALL_TARGETS)
        assert small == [], f"{name}: smaller than 24 px: {small}"
        if rules and page.viewport_size["width"] == PHONE["width"]:  # its width is then chosen anyway
            reflows(page, name)

    return at


from tests.journeys.walking import walk  # noqa: E402,F401
from tests.photos import jpeg  # noqa: E402,F401
