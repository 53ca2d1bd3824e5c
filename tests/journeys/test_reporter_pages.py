"""What every page of a reporter's owes her, in a browser: a way out, room for a thumb, nothing lost when the session or the signal is
(U3, U4, U9, U10, U17, U27)."""

import re
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page, expect

from heed.concerns import deciding, reporting
from heed.concerns.choices import Danger, Part
from heed.concerns.models import Concern, Draft
from heed.concerns.reporting import Named, Report
from heed.households.choices import Identity
from heed.policies import visible
from heed.training.models import Completion, Course
from tests import factories
from tests.concerning import advised, decided
from tests.doing import acting
from tests.journeys.conftest import DESK, PHONE, PICTURES
from tests.people import LONG_AGO, PASSWORD

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

STEPS = ("where", "describe", "danger", "seen", "worry", "who", "colleague", "done", "behalf", "check", "delete")
OPEN = ("/", "/whom-do-i-tell/", "/help/", "/sign-in/")
WEATHER = "https://www.bbc.co.uk/weather"
# Links within a sentence keep to its line; whatever stands alone is a target of its own.
ALONE_AND_SMALL = """[...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
    .filter(e => e.checkVisibility() && !e.closest('.visually-hidden, .skip'))
    .filter(e => { const r = e.getBoundingClientRect(); return r.width && (r.height < 24 || r.width < 24) })
    .filter(e => { const around = e.closest('p, li, dd, small, td'); if (!around) return true;
                   const rest = around.cloneNode(true); rest.querySelectorAll('a, button, .visually-hidden').forEach(x => x.remove());
                   return !rest.textContent.trim() })
    .map(e => e.outerHTML.slice(0, 90))"""
THUMB = """[...document.querySelectorAll('main .button, main .choice')].filter(e => e.checkVisibility())
    .filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML.slice(0, 90))"""


@pytest.fixture
def home(brynfelin):
    return factories.household(factories.home(brynfelin, "14 Heol Ŵyn"), "Siân Rees").home


@pytest.fixture
def rita(rita, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    rita.set_password(PASSWORD)
    rita.save()
    course = Course.objects.create(code="cfc", name="Cause for Concern", opens_form=True)
    Completion.objects.create(colleague=rita, course=course, on=LONG_AGO.date(), recorded_at=LONG_AGO)
    return rita


@pytest.fixture
def phone(page: Page, live_server, sign_in, rita, gail, home) -> Page:
    sign_in(page, rita)
    page.live = live_server.url
    return page


@pytest.fixture
def weather(context) -> None:
    """The page one leaves to. (Only where it is needed: a browser that hands us its requests follows no redirect of an autosave.)"""
    context.route(f"{WEATHER}**", lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html"))


@pytest.fixture
def draft(rita, home):
    with acting(rita) as me:
        begun = reporting.begin(by=rita, at=me.at)
        reporting.keep(begun, {"home": home.pk, "sought": "NP99", "seen": "Shouting."}, at=me.at)
    return begun


@pytest.fixture
def sent(rita, home, jpeg):
    told = [Named("Siân", Part.CHILD, "about seven"), Named("", Part.PERPETRATOR, "tall man", Identity.UNIDENTIFIED)]
    with acting(rita) as me:
        draft = reporting.begin(by=rita, at=me.at)
        reporting.attach(draft, SimpleUploadedFile("door.jpg", jpeg), at=me.at)
    with acting(rita) as me:
        return reporting.send(
            draft, Report(danger=Danger.NOT_NOW, home=home, seen="A kicked-in door.", people=told), by=rita, at=me.at
        )


def pages(draft, sent) -> list[str]:
    return [
        *(f"/report/{draft.pk}/{step}/" for step in STEPS),
        "/report/",
        "/reports/",
        f"/reports/{sent.pk}/",
        f"/reports/{sent.pk}/sent/",
        "/desk/actions/",
        "/me/",
        "/me/waiting/",
        *OPEN[1:3],
    ]


def test_every_target_has_room_for_a_thumb_on_a_phone_and_at_a_desk(phone, draft, sent, look):
    for address in pages(draft, sent):
        phone.goto(f"{phone.live}{address}")
        for size in (PHONE, DESK):
            phone.set_viewport_size(size)
            look(
                phone, "reporter" + re.sub(r"[0-9a-f-]{36}|/", "-", address), rules=size is PHONE and address.startswith("/me")
            )
            assert phone.evaluate(ALONE_AND_SMALL) == [], address
            assert size is DESK or phone.evaluate(THUMB) == [], address


def test_signed_out_pages_too(page, live_server, look, leo):
    for address in OPEN:
        page.goto(f"{live_server.url}{address}")
        look(page, "signed-out" + address.replace("/", "-"))
        assert page.evaluate(ALONE_AND_SMALL) == [] and page.evaluate(THUMB) == [], address


def test_what_she_sent_shows_her_people_and_her_pictures(phone, sent, look):
    phone.goto(f"{phone.live}/reports/{sent.pk}/")
    look(phone, "report-with-what-was-sent")
    expect(phone.get_by_text("Unidentified person")).to_be_visible()
    picture = phone.get_by_role("img", name="The photo you added")
    picture.scroll_into_view_if_needed()
    expect(picture).to_be_visible()
    phone.wait_for_function("document.querySelector('.small-picture').naturalWidth > 0")


def test_the_language_switch_can_be_pressed_in_both_languages_on_a_phone_and_at_a_desk(phone, draft, sent, look):
    for address in (f"/reports/{sent.pk}/", f"/report/{draft.pk}/seen/", "/whom-do-i-tell/"):
        phone.goto(f"{phone.live}{address}")
        phone.get_by_role("button", name="Cymraeg").click()
        expect(phone.locator("html")).to_have_attribute("lang", "cy")
        expect(phone.get_by_text("hadolygu eto gan siaradwr Cymraeg")).to_be_visible()
        for size in (PHONE, DESK):
            phone.set_viewport_size(size)
            look(phone, "welsh" + re.sub(r"[0-9a-f-]{36}|/", "-", address), rules=False)
        phone.get_by_role("button", name="English").click()
        expect(phone.locator("html")).to_have_attribute("lang", "en-gb")
        assert phone.url == f"{phone.live}{address}"


# Files, and the answer ------------------------------------------------------------------------------------------------------------
def test_files_stand_beside_their_box_and_nothing_chosen_is_said_there(phone, draft, jpeg, look):
    phone.goto(f"{phone.live}/report/{draft.pk}/done/")
    phone.get_by_label("What have you done already?").fill("Rang her")
    phone.get_by_label("Photos or files").set_input_files([{"name": "door.jpg", "mimeType": "image/jpeg", "buffer": jpeg}])
    phone.get_by_role("button", name="Add these files").click()
    expect(phone.get_by_role("button", name="Remove door.jpg")).to_be_visible()
    phone.get_by_role("button", name="Add these files").click()
    expect(phone.get_by_role("alert")).to_be_focused()
    look(phone, "files-nothing-chosen")
    phone.get_by_role("link", name="Choose a photo or a file here first").click()
    expect(phone.get_by_label("Photos or files")).to_be_focused()
    phone.get_by_label("What have you done already?").fill("Rang her twice")
    phone.get_by_role("button", name="Remove door.jpg").click()
    expect(phone.get_by_text("Added so far")).to_have_count(0)
    expect(phone.get_by_label("What have you done already?")).to_have_value("Rang her twice")


def test_the_answer_leads_to_the_box_in_which_to_reply(phone, sent, gail, gwen, look):
    decided(advised(sent, gail, gwen), gail)
    with acting(gail) as me:
        deciding.answer(visible.concerns(me).get(), "Thank you. We have spoken to her.", by=gail, at=me.at)
    phone.goto(f"{phone.live}/reports/{sent.pk}/")
    look(phone, "report-answered")
    phone.get_by_role("link", name="Reply or add something").click()
    expect(phone.get_by_role("heading", name="Add to your report")).to_be_focused()
    expect(phone.get_by_role("heading", name="Add to your report")).to_be_in_viewport()
    assert not phone.evaluate(HIDDEN_FOCUS)
    phone.get_by_label("What else do you know now?").fill("He came back last night.")
    phone.get_by_role("button", name="Add it").click()
    expect(phone.get_by_text("Thank you. It was added")).to_be_visible()


# A way out ------------------------------------------------------------------------------------------------------------------------
def test_exit_by_the_button_leaves_nothing_in_the_tab(phone, weather, draft):
    phone.goto(f"{phone.live}/report/{draft.pk}/seen/")
    phone.evaluate("sessionStorage.setItem('heed:kept', 'words')")
    phone.get_by_role("link", name="Exit this page").last.click()
    phone.wait_for_url(f"{WEATHER}**")
    phone.goto(f"{phone.live}/help/")
    assert phone.evaluate("sessionStorage.length") == 0


def test_exit_by_shift_three_times_and_by_nothing_less(phone, weather, draft):
    phone.goto(f"{phone.live}/report/{draft.pk}/seen/")
    box = phone.get_by_label("What did you see or hear?")
    box.focus()
    phone.keyboard.press("Shift")
    phone.keyboard.press("Shift")
    expect(phone.get_by_role("status").get_by_text("Press Shift once more")).to_be_visible()
    phone.keyboard.type("aB")
    assert phone.url.startswith(phone.live)
    for _ in range(3):
        phone.keyboard.press("Shift")
    phone.wait_for_url(f"{WEATHER}**")


def test_exit_stands_on_every_page_first_for_the_keyboard_and_works_without_javascript(
    browser, phone, live_server, sign_in, rita, draft, sent
):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.route(f"{WEATHER}**", lambda route: route.fulfill(body="Weather", content_type="text/html"))
    sign_in(page, rita)
    for address in [*pages(draft, sent), "/report/nothing-here/"]:
        page.goto(f"{live_server.url}{address}")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        assert page.locator(":focus").get_attribute("href") in (WEATHER, "#main"), address
        assert page.locator("a.exit").get_attribute("href") == WEATHER, address
    page.locator("a.exit").click()
    page.wait_for_url(f"{WEATHER}**")
    context.close()


BEHIND_THE_BAR = """() => { const bar = document.querySelector('a.exit').getBoundingClientRect();
    const seen = [];
    for (let x = 1; x < innerWidth; x += 6) for (const y of [bar.top - 4, bar.top + 6, bar.bottom - 6, bar.bottom + 2]) {
        const on = document.elementFromPoint(x, y);
        if (on?.closest('main, footer, .demo')) seen.push([x, y, on.outerHTML.slice(0, 60)]);
    }
    return seen; }"""
IN_SIGHT = """() => { const r = document.querySelector('a.exit').getBoundingClientRect();
    return r.top >= 0 && r.left >= 0 && r.right <= document.documentElement.clientWidth && r.bottom < innerHeight / 5
        && r.left > document.querySelector('.top__brand').getBoundingClientRect().right }"""
HIDDEN_FOCUS = """() => document.activeElement.closest('main') &&
    document.activeElement.getBoundingClientRect().top < document.querySelector('a.exit').getBoundingClientRect().bottom"""


@pytest.mark.parametrize(("language", "text_size"), [("en-gb", "100"), ("cy", "150")])
def test_the_way_out_is_always_in_sight_and_covers_no_words(phone, rita, draft, sent, look, language, text_size):
    rita.language, rita.text_size = language, text_size
    rita.save()
    for address in (f"/reports/{sent.pk}/", f"/reports/{sent.pk}/sent/", f"/report/{draft.pk}/check/", "/reports/", "/help/"):
        phone.goto(f"{phone.live}{address}")
        expect(phone.locator("html")).to_have_attribute("lang", language)
        for width, height in ((PHONE["width"], 780), (320, 780), (DESK["width"], 780), (DESK["width"], 560)):
            phone.set_viewport_size({"width": width, "height": height})
            longest = phone.evaluate("document.documentElement.scrollHeight")
            for down in (0, 9, 37, 120, 333, 600, longest):
                phone.evaluate("down => window.scrollTo({ top: down, behavior: 'instant' })", down)
                assert phone.evaluate(BEHIND_THE_BAR) == [], (address, down)
                assert phone.evaluate(IN_SIGHT), (address, down)
                if PICTURES and width == PHONE["width"]:
                    name = re.sub(r"[0-9a-f-]{36}|/", "-", address)
                    phone.screenshot(path=Path(PICTURES) / f"exit{name}{language}-{down:04}.png")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_what_takes_the_focus_is_not_behind_the_way_out(phone, sent, size):
    phone.set_viewport_size(size)
    phone.goto(f"{phone.live}/reports/{sent.pk}/")
    phone.get_by_role("button", name="Add it").focus()
    for _ in range(8):
        phone.keyboard.press("Shift+Tab")
        assert not phone.evaluate(HIDDEN_FOCUS), phone.evaluate("document.activeElement.outerHTML")


def test_the_head_that_stays_is_never_higher_than_what_is_kept_free_for_it(phone, sign_in, leo, mo):
    """However long the menu and however large the letters: the lead's in Welsh at the largest is the highest."""
    phone.set_viewport_size(DESK)
    for who, language, text_size in ((mo, "en-gb", "100"), (leo, "cy", "125"), (leo, "cy", "150")):
        who.language, who.text_size = language, text_size
        who.save()
        sign_in(phone, who)
        phone.goto(f"{phone.live}/help/")
        high, free = phone.evaluate(
            "[document.querySelector('.top').offsetHeight, parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop)]"
        )
        assert high <= free, (who.username, text_size, high, free)


# The session ----------------------------------------------------------------------------------------------------------------------
def test_the_end_of_the_session_is_asked_about_two_minutes_before_and_one_key_stays(phone, draft, settings):
    phone.clock.install()
    phone.goto(f"{phone.live}/report/{draft.pk}/seen/")
    dialog = phone.get_by_role("dialog", name="Are you still there?")
    whole = settings.SESSION_IDLE_SECONDS
    phone.clock.run_for((whole - 240) * 1000)
    expect(dialog).to_be_hidden()
    phone.clock.run_for(60_000)  # the server may end it a minute before we think so: two minutes are still left then
    expect(dialog).to_be_visible()
    with phone.expect_response(re.compile("/me/keep-alive/")) as answer:
        phone.keyboard.press("Enter")
    assert answer.value.status == 204
    expect(dialog).to_be_hidden()
    phone.clock.run_for((whole - 240) * 1000)
    expect(dialog).to_be_hidden()


def test_it_is_never_asked_in_mid_save(phone, draft, settings):
    phone.clock.install()
    phone.goto(f"{phone.live}/report/{draft.pk}/seen/")
    held = []
    phone.route(re.compile("/seen/keep/"), lambda route: held.append(route))
    phone.clock.run_for((settings.SESSION_IDLE_SECONDS - 200) * 1000)
    phone.get_by_label("What did you see or hear?").fill("She is still there.")
    phone.clock.run_for(60_000)
    for _ in range(50):
        if not held:
            phone.wait_for_timeout(100)
    assert len(held) == 1, "the words are on their way"
    dialog = phone.get_by_role("dialog", name="Are you still there?")
    expect(dialog).to_be_hidden()
    held[0].continue_()
    expect(phone.get_by_text(re.compile(r"^Kept, \d"))).to_be_visible()
    phone.clock.run_for(10_000)
    expect(dialog).to_be_hidden()


def test_without_javascript_a_line_says_how_long(browser, live_server, sign_in, rita, draft):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    sign_in(page, rita)
    page.goto(f"{live_server.url}/report/{draft.pk}/seen/")
    expect(page.get_by_text("You are signed out when you open no page for 30 minutes.")).to_be_visible()
    context.close()


def sign_in_by_hand(page: Page) -> None:
    page.get_by_label("User name").fill("rita")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_words_sent_into_a_session_that_had_ended_come_back_after_signing_in(phone, draft):
    phone.goto(f"{phone.live}/report/{draft.pk}/seen/")
    Session.objects.all().delete()
    phone.get_by_label("What did you see or hear?").fill("A child under the bed.")
    phone.get_by_role("button", name="Continue").click()
    with phone.expect_response(re.compile("/seen/keep/")) as kept:
        sign_in_by_hand(phone)
    assert kept.value.status == 204
    expect(phone.get_by_label("What did you see or hear?")).to_have_value("A child under the bed.")
    assert Draft.objects.get().answers["seen"] == "A child under the bed."
    phone.get_by_role("button", name="Continue").click()
    phone.wait_for_url("**/worry/")
    phone.go_back()
    expect(phone.get_by_label("What did you see or hear?")).to_have_value("A child under the bed.")
    assert phone.evaluate("sessionStorage.length") == 0


def test_words_written_after_the_session_had_ended_come_back_after_signing_in(phone, draft):
    phone.goto(f"{phone.live}/report/{draft.pk}/worry/")
    Session.objects.all().delete()
    phone.get_by_label("Why does it worry you?").press_sequentially("She was crying")
    expect(phone.get_by_text("Not kept: you are signed out. Your words are still on this page.")).to_be_visible(timeout=15_000)
    phone.reload()
    sign_in_by_hand(phone)
    expect(phone.get_by_label("Why does it worry you?")).to_have_value("She was crying")
    expect(phone.get_by_text(re.compile(r"^Kept, \d"))).to_be_visible()


def test_what_was_to_be_added_to_a_sent_report_comes_back_too(phone, sent):
    phone.goto(f"{phone.live}/reports/{sent.pk}/")
    Session.objects.all().delete()
    phone.get_by_label("What else do you know now?").fill("He is back.")
    phone.get_by_role("button", name="Add it").click()
    sign_in_by_hand(phone)
    expect(phone.get_by_label("What else do you know now?")).to_have_value("He is back.")
    phone.get_by_role("button", name="Add it").click()
    expect(phone.get_by_text("Thank you. It was added")).to_be_visible()
    expect(phone.get_by_label("What else do you know now?")).to_have_value("")


def test_words_written_without_a_signal_are_kept_when_it_is_back(phone, draft):
    phone.goto(f"{phone.live}/report/{draft.pk}/seen/")
    phone.context.set_offline(True)
    phone.get_by_label("What did you see or hear?").press_sequentially(" Then silence")
    expect(phone.get_by_text("Not kept yet: no signal. Your words are still on this page.")).to_be_visible()
    phone.context.set_offline(False)
    expect(phone.get_by_text(re.compile(r"^Kept, \d"))).to_be_visible(timeout=15_000)
    assert "Then silence" in Draft.objects.get().answers["seen"] and not Concern.objects.exists()
