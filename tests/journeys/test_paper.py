"""On paper: who and when on each sheet, flags in words, nothing cut off; and a screen that is not for paper does not go there (U13, U19, B24)."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from heed.households import actions, hidden
from heed.households.actions import Contact
from heed.households.choices import FlagKind
from heed.households.models import Person
from tests import factories
from tests.doing import acting
from tests.journeys.conftest import STICKS_OUT
from tests.journeys.test_household import at
from tests.web.test_household import happened

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
A4 = {"width": 680, "height": 960}  # a sheet's width between its margins, in CSS pixels


@pytest.fixture
def rees(brynfelin, leo):
    made = factories.household(
        factories.home(brynfelin, "14 Heol Ŵyn"), "Siân " + "Llanfairpwllgwyngyll" * 3, "Nguyễn Thị Hoa", "Y"
    )
    happened(made, 60, at=datetime.now(UTC))
    her = Person.objects.get(name__startswith="Siân")
    with acting(leo) as me:
        actions.set_safe_contact(her, Contact("Ring after 9:30am on the number ending 118", "Darren"), by=leo, at=me.at)
        actions.raise_flag(made, FlagKind.VICTIM_SAFETY, "SAF1.01", "W" * 300, by=leo, at=me.at)
        actions.note(made, "call", "School", "x" * 400 + "\n\n" + "Late again. " * 200, by=leo, at=me.at)
        hidden.hide_new_address(her, "9 Secret Lane", by=leo, at=me.at)
    return made


def test_the_sheets_say_who_and_when_and_cut_nothing_off(page: Page, live_server, just_signed_in, leo, rees):
    just_signed_in(page, leo)
    page.goto(at(live_server, "print_household", rees.pk))
    page.get_by_label("I will, and I shred it afterwards").check()
    page.get_by_label("What is it for?").fill("For the panel on Monday")
    page.get_by_role("button", name="Show the sheets to print").click()
    page.emulate_media(media="print")
    page.set_viewport_size(A4)
    expect(page.locator("header.paper__head")).to_contain_text(re.compile(r"CONFIDENTIAL.*Printed by Leo Marchetti, \w{3} \d"))
    assert page.locator("nav:visible, .exit:visible, button:visible").count() == 0
    head, foot = (page.locator(part).evaluate("e => getComputedStyle(e).display") for part in (".paper__head", ".paper__foot"))
    assert (head, foot) == ("table-header-group", "table-footer-group"), "drawn again on each sheet"
    assert page.evaluate(STICKS_OUT) == []
    flag = page.locator(".flag").first
    expect(flag.locator("strong")).to_have_text("Known domestic abuse survivor.")
    expect(flag.locator("svg")).to_be_visible()
    expect(page.get_by_text("Secret Lane")).to_have_count(0)
    sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
    assert sheets > 3


@pytest.mark.parametrize("name", ["household", "household_people", "new_address"])
def test_a_screen_is_not_printed_by_the_browsers_own_way(page: Page, live_server, just_signed_in, leo, rees, name):
    just_signed_in(page, leo)
    more = [Person.objects.get(name__startswith="Siân").pk] if name == "new_address" else []
    page.goto(at(live_server, name, rees.pk, *more))
    expect(page.get_by_role("main").get_by_text("Llanfairpwllgwyngyll").locator("visible=true").first).to_be_visible()
    page.emulate_media(media="print")
    for words in ("Llanfairpwllgwyngyll", "ending 118", "Secret Lane"):
        assert page.get_by_role("main").get_by_text(words).locator("visible=true").count() == 0, words
