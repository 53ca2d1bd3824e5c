"""Too much at once, by real HTTP and from a real browser (R14)."""

import pytest
from playwright.sync_api import Page, expect

from faults import size
from tests.journeys.conftest import base_url, browser_type_launch_args  # noqa: F401  (fixtures: our Chromium)

pytestmark = pytest.mark.fault


@pytest.mark.parametrize("heap", size.HEAPS)
def test_it_is_refused_in_words_and_soon_and_the_draft_is_still_there(site, heap):
    size.too_much(site, heap)


@pytest.mark.journey
def test_a_phone_that_sends_too_much_gets_a_page_that_says_so(site, page: Page, tmp_path):
    phone = site.phone("rita6")
    draft = phone.write("A kicked-in door.")
    page.context.add_cookies([{"name": "heed_session", "value": phone.cookie, "url": site.address}])
    page.goto(f"{site.address}/report/{draft}/done/")
    for megabytes, words in (((30,), "larger than 20 MB"), ((18, 18, 18, 18), "That is too much at once")):
        paths = [tmp_path / f"{number}.jpg" for number, _ in enumerate(megabytes)]
        for path, size_of_it in zip(paths, megabytes, strict=True):
            path.write_bytes(size.photo(size_of_it)[1][1])
        page.get_by_label("Photos or files").set_input_files(paths)
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_text(words).first).to_be_visible()
