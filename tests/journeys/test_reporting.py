"""Reporting on a phone, in a browser: few taps, no JavaScript needed, nothing lost or twice (CFC-1; U1 to U18)."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from heed.concerns.models import Attachment, Concern, Draft
from heed.training.models import Completion, Course
from tests import factories
from tests.journeys.conftest import DESK, PHONE
from tests.people import LONG_AGO

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

ACCOUNT = "Came to fix the bedroom door, kicked in. A little girl was under the bed. She said “Dad comes when it’s dark”. " * 2
WORRY = "She was very frightened, and the mother did not want me to see the room. The door had been broken before. " * 2


@pytest.fixture
def home(brynfelin):
    return factories.household(factories.home(brynfelin, "14 Heol Ŵyn"), "Siân Rees").home


@pytest.fixture
def rita_on_a_phone(page: Page, live_server, sign_in, rita, gail, home) -> Page:
    course = Course.objects.create(code="cfc", name="Cause for Concern", opens_form=True)
    Completion.objects.create(colleague=rita, course=course, on=LONG_AGO.date(), recorded_at=LONG_AGO)
    sign_in(page, rita)
    page.live = live_server.url
    return page


class Thumb:
    """One thumb: counts its taps."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def tap(self, words: str, role: str = "button") -> None:
        self.taps += 1
        with self.page.expect_event("domcontentloaded"):  # each tap leads to a page
            self.page.get_by_role(role, name=words).first.click()

    def write(self, label: str, words: str) -> None:
        self.taps += 1
        box = self.page.get_by_label(label)
        box.click()
        box.fill(words)


def test_from_the_landing_page_to_the_reference_in_twelve_taps(rita_on_a_phone, look, home):
    page, thumb, began = rita_on_a_phone, Thumb(rita_on_a_phone), time.monotonic()
    page.goto(f"{page.live}/")
    look(page, "1-start")
    thumb.write("Postcode, street or scheme", "np993qx")
    thumb.tap("Find the home")
    look(page, "2-where")
    thumb.tap("14 Heol Ŵyn")
    look(page, "3-danger")
    thumb.tap("No, not today")
    look(page, "4-seen")
    thumb.write("What did you see or hear?", ACCOUNT)
    thumb.tap("Continue")
    look(page, "5-worry")
    thumb.write("Why does it worry you?", WORRY)
    thumb.tap("Continue")
    look(page, "6-who")
    thumb.tap("Continue")
    look(page, "7-done")
    thumb.tap("Continue")
    look(page, "8-check")
    thumb.tap("Send my report")
    look(page, "9-sent")
    assert thumb.taps <= 12, thumb.taps
    thumb.tap("See or add to this report", "link")
    look(page, "9-report")
    page.go_back()
    concern = Concern.objects.get()
    expect(page.get_by_text(concern.reference)).to_be_visible()
    assert time.monotonic() - began < 180
    assert "Heol" not in page.title() and "Heol" not in page.url and concern.reference not in page.url


def test_every_page_at_a_desk_too(rita_on_a_phone, look, home, tmp_path):
    page = rita_on_a_phone
    page.set_viewport_size(DESK)
    page.goto(f"{page.live}/report/")
    look(page, "1-start", rules=False)
    page.get_by_role("button", name="I am reporting for someone else").click()
    draft = Draft.objects.get().pk
    for name in ("where", "describe", "danger", "seen", "worry", "who", "colleague", "done", "check", "delete", "behalf"):
        page.goto(f"{page.live}/report/{draft}/{name}/")
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            look(
                page, f"all-{name}", rules=size is PHONE and name in ("describe", "colleague", "delete", "behalf")
            )  # others: above
    page.goto(f"{page.live}/reports/")
    look(page, "11-mine")


@pytest.mark.parametrize(("door", "more"), [("Domestic abuse incident", "incident"), ("Early signs", "early")])
def test_the_other_two_forms_on_a_phone(rita_on_a_phone, look, home, door, more):
    page, thumb = rita_on_a_phone, Thumb(rita_on_a_phone)
    page.goto(f"{page.live}/")
    thumb.tap(door, "link")
    look(page, f"{more}-1-start")
    thumb.write("Postcode, street or scheme", "np993qx")
    thumb.tap("Find the home")
    thumb.tap("14 Heol Ŵyn")
    thumb.tap("No, not today")
    page.get_by_role("textbox").first.fill(ACCOUNT)
    thumb.tap("Continue")
    look(page, f"{more}-2-more")
    thumb.tap("That is all I know: check and send")
    look(page, f"{more}-3-check")
    thumb.tap("Send my report")
    look(page, f"{more}-4-sent")
    assert Concern.objects.get().form == {"early": "preventative"}.get(more, more)


def test_the_whole_way_without_javascript(browser, rita_on_a_phone, live_server, sign_in, rita, mo, jpeg):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    sign_in(page, rita)
    page.goto(f"{live_server.url}/report/")
    page.get_by_label("Postcode, street or scheme").fill("heol wyn")
    page.get_by_role("button", name="Find the home").click()
    page.get_by_role("button", name="14 Heol Ŵyn").click()
    page.get_by_role("button", name="Yes, right now").click()
    page.get_by_text("A child said something").click()
    page.get_by_label("What did the child say?").fill("Dad comes when it’s dark")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Name, if you know it").fill("Mali")
    page.get_by_label("a child who may be harmed").check()
    page.get_by_label("Somebody who works with us is involved").check()
    page.get_by_role("button", name="Save and name another").click()
    page.get_by_text("Mali").first.wait_for()
    page.get_by_label("Somebody who works with us is involved").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Their name").fill("hassan")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name="Mo Hassan").click()
    page.get_by_role("link", name="Continue").click()
    page.get_by_role("button", name="Add these files").click()
    expect(page.get_by_role("link", name="Choose a photo or a file here first")).to_be_visible()
    page.get_by_label("Photos or files").set_input_files([{"name": "door.jpg", "mimeType": "image/jpeg", "buffer": jpeg}])
    page.get_by_role("button", name="Add these files").click()
    expect(page.get_by_role("button", name="Remove door.jpg")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("door.jpg")).to_be_visible()
    page.get_by_role("button", name="Send my report").click()
    expect(page.get_by_role("heading", name="Your report is sent")).to_be_visible()
    assert Attachment.objects.get().concern == Concern.objects.get()
    context.close()


def test_words_are_kept_while_typing_and_come_back_in_a_new_tab(rita_on_a_phone):
    page = rita_on_a_phone
    draft = _at(page, "seen")
    with page.expect_response(re.compile("/seen/keep/")) as kept:
        page.get_by_label("What did you see or hear?").press_sequentially("A child under the bed")
    assert kept.value.status == 204
    expect(page.get_by_text(re.compile(r"^Kept, \d"))).to_be_visible()
    again = page.context.new_page()
    page.close()
    again.goto(f"{rita_on_a_phone.live}/report/{draft}/seen/")
    expect(again.get_by_label("What did you see or hear?")).to_have_value("A child under the bed")


def test_back_and_send_again_shows_the_confirmation_and_makes_nothing(rita_on_a_phone):
    page = rita_on_a_phone
    draft = _at(page, "seen")
    page.get_by_label("What did you see or hear?").fill("Shouting.")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="check and send").click()
    page.get_by_role("button", name="Send my report").dblclick()
    expect(page.get_by_role("heading", name="Your report is sent")).to_be_visible()
    page.go_back()
    if page.get_by_role("button", name="Send my report").count():
        page.get_by_role("button", name="Send my report").click()
    expect(page.get_by_role("heading", name="Your report is sent")).to_be_visible()
    page.goto(f"{page.live}/report/{draft}/seen/")
    expect(page.get_by_text("was sent already")).to_be_visible()
    assert Concern.objects.count() == 1
    _at(page, "seen")
    page.get_by_label("What did you see or hear?").fill("Something else.")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="check and send").click()
    page.get_by_role("button", name="Send my report").click()
    expect(page.get_by_role("heading", name="Your report is sent")).to_be_visible()
    assert Concern.objects.count() == 2


def test_a_page_left_open_says_that_the_report_was_sent(rita_on_a_phone):
    page = rita_on_a_phone
    draft = _at(page, "seen")
    other = page.context.new_page()
    other.goto(f"{page.live}/report/{draft}/seen/")
    page.get_by_label("What did you see or hear?").fill("Shouting.")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="check and send").click()
    page.get_by_role("button", name="Send my report").click()
    expect(page.get_by_role("heading", name="Your report is sent")).to_be_visible()
    other.get_by_label("What did you see or hear?").press_sequentially("Late words")
    expect(other.get_by_text("This report was sent already")).to_be_visible()
    expect(other.get_by_label("What did you see or hear?")).to_have_value("Late words")
    assert Concern.objects.count() == 1


def test_an_error_takes_the_focus_and_leads_to_the_box(rita_on_a_phone, look):
    page = rita_on_a_phone
    _at(page, "seen")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert page.title().startswith("Error:")
    look(page, "12-error")
    page.get_by_role("link", name="One sentence is enough").click()
    expect(page.get_by_label("What did you see or hear?")).to_be_focused()


def test_by_keyboard_alone(rita_on_a_phone):
    page = rita_on_a_phone
    page.goto(f"{page.live}/report/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Exit this page").first).to_be_visible()
    page.get_by_label("Postcode, street or scheme").focus()
    page.keyboard.type("NP99 3QX")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="14 Heol Ŵyn").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="I do not know").focus()
    page.keyboard.press("Space")
    page.get_by_label("What did you see or hear?").focus()
    page.keyboard.type("Shouting.")
    page.keyboard.press("Tab")
    expect(page.get_by_role("heading", name="What happened")).to_be_attached()
    page.get_by_role("button", name="Continue").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/worry/$"))


def _at(page: Page, step: str):
    page.goto(f"{page.live}/report/")
    page.get_by_label("Postcode, street or scheme").fill("NP99 3QX")
    page.get_by_role("button", name="Find the home").click()
    page.get_by_role("button", name="14 Heol Ŵyn").first.click()
    draft = Draft.objects.latest("started_at").pk
    page.goto(f"{page.live}/report/{draft}/{step}/")
    return draft
