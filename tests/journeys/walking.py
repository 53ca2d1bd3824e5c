"""Walking through Heed in a browser as one colleague after the other: what the journeys of cases say in one line each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from heed.organisation.models import Colleague
from tests.journeys.conftest import DESK, PHONE

SignsIn = Callable[[Page, Colleague], None]


@dataclass
class Walk:
    """A browser at `address`. `sign_in` (with the password given a moment ago) and `look` are the fixtures of those names."""

    page: Page
    address: str
    sign_in: SignsIn
    look: Callable[..., None]

    def to(self, who: Colleague, name: str, *ids: object, at: dict[str, int] = DESK) -> None:
        """Somebody sits down, at a desk or with a phone, and opens a page."""
        self.page.context.clear_cookies()
        self.sign_in(self.page, who)
        self.page.set_viewport_size(at)
        self.open(name, *ids)

    def open(self, name: str, *ids: object) -> None:
        self.page.goto(self.url(name, *ids), wait_until="domcontentloaded")

    def url(self, name: str, *ids: object) -> str:
        return f"{self.address}{reverse(name, args=ids)}"

    def follow(self, words: str, *, within: str = "body") -> None:
        self.page.locator(within).get_by_role("link", name=words).first.click()
        self.page.wait_for_load_state("domcontentloaded")

    def press(self, words: str) -> None:
        self.page.get_by_role("button", name=words, exact=True).last.click()
        self.page.wait_for_load_state("domcontentloaded")

    def write(self, label: str, words: str) -> None:
        self.page.get_by_label(label).first.fill(words)

    def choose(self, *labels: str, of: str = "") -> None:
        """Radios and boxes, each by its words; of a group by its question."""
        where = self.page.get_by_role("group", name=of) if of else self.page
        for label in labels:
            where.get_by_label(label, exact=True).check()

    def pick(self, label: str, letters: str, whole: str) -> None:
        """From a list one types in."""
        self.page.get_by_label(label).fill(letters)
        self.page.get_by_role("option", name=whole).first.click()

    def day(self, question: str, day: date, time: str = "") -> None:
        group = self.page.get_by_role("group", name=question)
        for part, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            group.get_by_label(part, exact=True).fill(str(number))
        if time:
            group.get_by_label("Time").fill(time)

    def sees(self, *sentences: str) -> None:
        for words in sentences:
            expect(self.page.get_by_text(words).locator("visible=true").first).to_be_visible()

    def sees_nothing_of(self, *sentences: str) -> None:
        for words in sentences:
            expect(self.page.get_by_text(words)).to_have_count(0)

    def finds_nothing(self, name: str, *ids: object) -> None:
        """Not refused: not there."""
        assert self.page.goto(self.url(name, *ids)).status == 404

    def looks(self, name: str) -> None:
        """The page on a phone, with axe, and at a desk; it is left as wide as it was."""
        size = self.page.viewport_size
        for wide in (DESK, PHONE):
            self.page.set_viewport_size(wide)
            self.look(self.page, name, rules=wide is PHONE)
        self.page.set_viewport_size(size)


@pytest.fixture
def walk(page: Page, live_server, just_signed_in, look) -> Walk:
    return Walk(page, live_server.url, just_signed_in, look)
