"""What every page of a reporter's owes her: emergency first, a way out, her language (U9, U10, U27; DA-19)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from heed.concerns import reporting
from heed.concerns.choices import Danger, Part
from heed.concerns.models import Draft
from heed.concerns.reporting import Named, Report
from heed.training.models import Completion, Course
from tests import factories
from tests.conftest import WebClient
from tests.doing import acting
from tests.people import LONG_AGO
from tests.web.door import signed_in

pytestmark = pytest.mark.django_db

STEPS = ("where", "describe", "danger", "seen", "worry", "who", "colleague", "done", "behalf", "check", "delete")
SIGNED_OUT = ("/", "/whom-do-i-tell/", "/help/", "/sign-in/")
UNREVIEWED = "hadolygu eto gan siaradwr Cymraeg"


@pytest.fixture
def phone(client, rita):
    course = Course.objects.create(code="cfc", name="Cause for Concern", opens_form=True)
    Completion.objects.create(colleague=rita, course=course, on=LONG_AGO.date(), recorded_at=LONG_AGO)
    client.force_login(rita)
    return client


@pytest.fixture
def home(brynfelin):
    return factories.household(factories.home(brynfelin, "14 Heol Ŵyn"), "Siân Rees").home


@pytest.fixture
def draft(phone, rita, home):
    """Begun, with something on every page."""
    named = [{"id": "x", "name": "", "about": "tall man", "part": Part.PERPETRATOR, "identity": "unidentified"}]
    with acting(rita) as me:
        begun = reporting.begin(by=rita, at=me.at)
        reporting.keep(begun, {"home": home.pk, "sought": "NP99", "seen": "Shouting.", "people": named}, at=me.at)
    return begun


@pytest.fixture
def sent(rita, gail, home, now):
    with acting(rita) as me:
        draft = reporting.begin(by=rita, at=me.at)
    with acting(rita) as me:
        told = Report(
            danger=Danger.NOT_NOW,
            home=home,
            seen="A door.",
            people=[Named("", Part.CHILD)],
            on_behalf_of="Bronwen",
            knew_at=now - timedelta(hours=2),
        )
        return reporting.send(draft, told, by=rita, at=me.at)


def addresses(draft, sent) -> dict[str, str]:
    """Name of the page → its address."""
    return {
        **{step: f"/report/{draft.pk}/{step}/" for step in STEPS},
        "begin": "/report/",
        "mine": "/reports/",
        "one": f"/reports/{sent.pk}/",
        "sent": f"/reports/{sent.pk}/sent/",
        "to do": "/desk/actions/",
        "waiting": "/me/waiting/",
        "me": "/me/",
        "whom": "/whom-do-i-tell/",
        "help": "/help/",
    }


# Emergency first, and a way out ---------------------------------------------------------------------------------------------------
def test_999_stands_above_every_form_of_a_report_and_blocks_none(phone, draft, sent):
    for step in STEPS:
        page = phone.get(f"/report/{draft.pk}/{step}/").text
        assert "Ring 999 first" in page.split("<main")[1].split('<form method="post"')[0], step
    first = phone.get("/report/").text
    assert "Ring 999 first" in first.split("<main")[1].split("<form")[0]
    adding = phone.get(f"/reports/{sent.pk}/").text
    assert "Ring 999 first" in adding.split('id="id_more"')[0]
    signing_in = WebClient().get("/sign-in/").text
    assert "Ring 999 first" in signing_in.split("<main")[1].split("<form")[0]
    for danger in Danger.values:  # whatever is answered, the next page comes
        assert phone.post(f"/report/{draft.pk}/danger/", {"danger": danger}).status_code == 302


def test_exit_this_page_stands_on_each_as_a_link_that_needs_no_script(phone, draft, sent):
    for name, address in addresses(draft, sent).items():
        page = phone.get(address).text
        body = page.split("<body")[1]
        assert body.count('href="https://www.bbc.co.uk/weather"') == 2, name
        assert body.index("Exit this page") < body.index("<main"), name
        assert "data-exit-left=" in body, name
    for address in SIGNED_OUT:
        assert "Exit this page" in WebClient().get(address).text, address
    assert "Exit this page" in phone.get(f"/report/{uuid4()}/seen/").text, "an error page too"


def test_how_long_one_stays_signed_in_is_said_without_javascript(phone, draft, sent, settings):
    settings.SESSION_IDLE_SECONDS = 45 * 60
    for name, address in addresses(draft, sent).items():
        said = phone.get(address).text.split('<p class="without-js">')[1].split("</p>")[0]
        assert "45 minutes" in said, name
    assert "without-js" not in WebClient().get("/sign-in/").text


# Language -------------------------------------------------------------------------------------------------------------------------
def test_each_page_switches_to_welsh_and_back_and_says_that_nobody_reviewed_it(phone, draft, sent):
    for name, address in addresses(draft, sent).items():
        english = phone.get(address).text
        assert 'name="language" value="cy" lang="cy">Cymraeg' in english and UNREVIEWED not in english, name
        switched = phone.post("/me/preferences/", {"language": "cy", "next": address})
        assert switched["Location"] == address
        welsh = phone.get(address).text
        assert '<html lang="cy"' in welsh and UNREVIEWED in welsh, name
        assert 'name="language" value="en-gb" lang="en-gb">English' in welsh, name
        assert f'name="next" value="{address}"' in welsh, name
        assert phone.post("/me/preferences/", {"language": "en-gb", "next": address})["Location"] == address


@pytest.mark.parametrize("address", SIGNED_OUT)
def test_so_does_each_page_that_is_open_to_anyone(client, address, leo):
    assert 'value="cy" lang="cy">Cymraeg' in client.get(address).text
    assert client.post("/me/preferences/", {"language": "cy", "next": address})["Location"] == address
    welsh = client.get(address).text
    assert '<html lang="cy"' in welsh and UNREVIEWED in welsh
    client.post("/me/preferences/", {"language": "en-gb", "next": address})
    assert '<html lang="en-gb"' in client.get(address).text


def test_whoever_is_not_yet_trained_is_told_in_their_language_too(nia, leo):
    browser = signed_in(nia)
    browser.post("/me/preferences/", {"language": "cy", "next": "/training/not-yet/"})
    welsh = browser.get("/training/not-yet/").text
    assert (
        '<html lang="cy"' in welsh and UNREVIEWED in welsh and "English</button>" in welsh and "Gadael y dudalen hon" in welsh
    )


def test_a_page_with_an_error_keeps_the_switch_and_comes_back_to_itself(phone, draft):
    page = phone.post(f"/report/{draft.pk}/seen/", {"seen": ""}).text
    assert "<title>Error:" in page and f'name="next" value="/report/{draft.pk}/seen/"' in page


def test_whoever_has_no_name_has_none_in_the_database_and_is_named_in_the_readers_language(phone, draft):
    phone.post(f"/report/{draft.pk}/who/", {"who_about": "boy on a bike", "who_part": "witness", "go": "another"})
    assert [person["name"] for person in Draft.objects.get(pk=draft.pk).answers["people"]] == ["", ""]
    assert phone.get(f"/report/{draft.pk}/who/").text.count("Unidentified person") == 4
    phone.post("/me/preferences/", {"language": "cy"})
    assert phone.get(f"/report/{draft.pk}/who/").text.count("Person anhysbys") == 4
