"""In a real browser, where a browser decides: a link from an e-mail, Back on a shared tablet, a drawing with a script in it, and Ctrl+P (B9, B15, B24, B26)."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests import factories
from tests.abuses.bombs import NEVER_OPENED
from tests.concerning import reported
from tests.doing import acting

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin, "14 Heol Ŵyn"), "Siân Rees", "Darren Pugh")


def test_a_link_from_an_e_mail_opens_and_after_signing_out_back_shows_nothing(
    page: Page, live_server, sign_in, gail, rita, rees
):
    """A SameSite=Strict cookie would ask for the password at each letter; a page kept by the browser would show the household to whoever
    takes the tablet next."""
    concern = reported(rita, rees.home)
    there = f"{live_server.url}/desk/{concern.pk}/"
    page.route(
        "http://mail.example/*",
        lambda route: route.fulfill(content_type="text/html", body=f'<a href="{there}">Open it in Heed</a>'),
    )
    sign_in(page, gail)
    page.goto("http://mail.example/letter")
    page.get_by_role("link", name="Open it in Heed").click()
    expect(page.get_by_text(concern.reference).first).to_be_visible()
    page.goto(f"{live_server.url}{reverse('household', args=[rees.pk])}")
    expect(page.locator("strong", has_text="Siân Rees").first).to_be_visible()
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url("**/whom-do-i-tell/")
    for _press in range(3):
        page.go_back()
        assert "Siân" not in page.content() and concern.reference not in page.content() and "Heol" not in page.content()
    assert not [each for each in page.context.cookies() if each["name"] == "heed_session" and len(each["value"]) > 5] or (
        page.goto(there) and "/sign-in/" in page.url
    )


def test_a_drawing_with_a_script_is_saved_and_never_shown(page: Page, live_server, sign_in, rita, gail, rees):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from heed.concerns import reporting
    from heed.concerns.models import Attachment

    ran: list[str] = []
    page.context.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    with acting(rita) as me:
        draft = reporting.begin(by=rita, at=me.at)
    for name in ("drawing.svg", "page.html"):
        with acting(rita) as me:
            reporting.attach(draft, SimpleUploadedFile(name, NEVER_OPENED[name]), at=me.at)
    sign_in(page, rita)
    for kept in Attachment.objects.all():
        with page.expect_download() as saved, pytest.raises(Exception, match="Download is starting|ERR_ABORTED"):
            page.goto(f"{live_server.url}/files/{kept.file_id}/")
        assert saved.value.suggested_filename.endswith(".txt")
    page.goto(f"{live_server.url}/whom-do-i-tell/")
    page.evaluate(
        f'document.body.innerHTML = \'<object data="/files/{kept.file_id}/"></object><embed src="/files/{kept.file_id}/">\''
    )
    page.wait_for_timeout(300)
    assert ran == []


@pytest.mark.parametrize("name", ["household", "household_people", "concern"])
def test_a_screen_is_not_for_paper(name, page: Page, live_server, sign_in, gail, rita, rees):
    """B24: printing the screen would pass by the page that asks who will hold it."""
    concern = reported(rita, rees.home)
    sign_in(page, gail)
    page.goto(f"{live_server.url}{reverse(name, args=[concern.pk if name == 'concern' else rees.pk])}")
    expect(page.get_by_text("14 Heol Ŵyn").first).to_be_visible()
    page.emulate_media(media="print")
    shown = page.inner_text("body")
    assert "Rees" not in shown and "Heol" not in shown and "kicked-in" not in shown
