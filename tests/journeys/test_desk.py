"""At the desk: two members advise apart, one decides, the reporter is answered, and it ends; on a phone and on a wide screen."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from heed.concerns.choices import Danger, Part
from heed.concerns.models import Concern, Placement
from heed.concerns.reporting import Named
from tests import factories
from tests.concerning import now, reported
from tests.journeys.conftest import DESK, PHONE

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin, "14 Heol Ŵyn"), "Siân Rees", "Darren Pugh")


def advise(page: Page, words: str) -> None:
    page.get_by_role("link", name="Advise", exact=True).click()
    page.get_by_label("Visit, two together").check()
    page.get_by_label("Sure", exact=True).check()
    page.get_by_label("Why, and what else matters").fill(words)
    page.get_by_role("button", name="Send my advice").click()


def test_two_voices_a_decision_an_answer_and_an_end(page, live_server, sign_in, look, rita, gail, gwen, mo, rees):
    concern = reported(
        rita,
        rees.home,
        danger=Danger.TODAY,
        child_words="Dad comes when it’s dark.",
        people=[Named("Siân", Part.VICTIM, "the tenant")],
    )

    def looked_at(name: str) -> None:
        """On a phone and at a desk, without loading it again."""
        look(page, name)
        page.set_viewport_size(DESK)
        look(page, name)
        page.set_viewport_size(PHONE)

    # Given a concern on the desk, when the first member says what she is doing and advises
    sign_in(page, gail)
    page.goto(f"{live_server.url}/desk/")
    looked_at("desk")
    page.get_by_role("link", name=concern.reference, exact=True).click()
    page.get_by_label("Say what you are doing").fill("Ringing her now")
    page.get_by_role("button", name="Say so").click()
    expect(page.get_by_text("Acting now:")).to_be_visible()
    advise(page, "FIRST-ADVICE in pairs")
    looked_at("concern-one-voice")

    # then the second sees that somebody acts, and not what the first advised
    sign_in(page, gwen)
    page.goto(f"{live_server.url}/desk/{concern.pk}/")
    expect(page.get_by_text("Ringing her now").first).to_be_visible()
    expect(page.get_by_text("FIRST-ADVICE")).to_have_count(0)
    advise(page, "SECOND-ADVICE this morning")
    expect(page.get_by_text("FIRST-ADVICE")).to_be_visible()

    # when she decides, with somebody to do something by a time
    page.get_by_role("link", name="Decide", exact=True).click()
    looked_at("decide")
    page.get_by_role("group", name="What is done?").get_by_label("Visit, two together").check()
    page.get_by_label("Reasons").fill("Both say so")
    page.get_by_label("What is to be done").fill("Replace the lock")
    page.get_by_label("Who does it").fill("Mo H")
    page.get_by_role("option", name="Mo Hassan").click()
    due = now() + timedelta(days=3)
    for part, number in (("Day", due.day), ("Month", due.month), ("Year", due.year)):
        page.get_by_label(part, exact=True).fill(str(number))
    page.get_by_label("Psychological or emotional abuse", exact=True).check()
    page.get_by_label("Where it happens").select_option("own_home")
    page.get_by_label("Other, known to the person").check()
    page.get_by_role("button", name="Decide", exact=True).click()
    expect(page.get_by_role("link", name="Replace the lock").first).to_be_visible()

    # and answers the reporter, having looked at it first
    page.get_by_role("link", name="Answer the reporter").click()
    page.get_by_label("What was done").fill("The door is mended.")
    page.get_by_role("button", name="Look at it first").click()
    looked_at("answer-preview")
    page.get_by_role("button", name="Send this answer").click()
    looked_at("concern-answered")

    # then it does not end before the lock is replaced
    page.get_by_role("link", name="Close", exact=True).click()
    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_role("alert")).to_contain_text("still owed")
    looked_at("close-refused")
    sign_in(page, mo)
    page.goto(f"{live_server.url}/desk/actions/")
    page.get_by_role("link", name="Replace the lock").click()
    page.get_by_label("Done", exact=True).check()
    page.get_by_role("button", name="Record this").click()
    sign_in(page, gail)
    page.goto(f"{live_server.url}/desk/{concern.pk}/close/")
    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_text("Closed. You can open it again for a week.")).to_be_visible()
    assert Concern.objects.get().state == "closed"


def test_placing_goes_back_and_forth_without_a_name_in_any_address(page, live_server, sign_in, look, rita, gail, rees):
    concern = reported(rita, None, where="The house with the blue door")
    sign_in(page, gail)
    page.goto(f"{live_server.url}/desk/")
    page.get_by_role("link", name="Place it").click()
    page.get_by_label("Name, address, postcode").fill("Pugh")
    page.get_by_role("button", name="Search the register").click()
    look(page, "place")
    assert "Pugh" not in page.url
    page.get_by_label("Name, address, postcode").fill("nobody of that name")
    page.get_by_role("button", name="Search the register").click()
    expect(page.get_by_text("Nothing found")).to_be_visible()
    page.go_back()
    page.get_by_label(re.compile("14 Heol Ŵyn")).check()
    page.get_by_label("How do you know?").fill("The blue door")
    page.get_by_role("button", name="Link it").click()
    expect(page.get_by_text("Linked.")).to_be_visible()
    assert Placement.objects.get().concern_id == concern.pk
