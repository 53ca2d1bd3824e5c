"""Signing in with the organisation's own account, at a real OpenID provider in a process of its own."""

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from heed.audit.models import Look, Verb
from heed.organisation import actions
from heed.organisation.choices import Role
from heed.organisation.models import Colleague, Post, Signature
from heed.procedures import directory as following
from heed.procedures import posts
from tests.doing import acting
from tests.journeys.conftest import DESK
from tests.web.door import deferred, signed_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("calm")]


@pytest.fixture
def rita(rita):
    Colleague.objects.filter(pk=rita.pk).update(directory_id="Rita-of-the-Directory", password="!")
    rita.refresh_from_db()
    return rita


@pytest.fixture
def gail(gail):
    Colleague.objects.filter(pk=gail.pk).update(directory_id="gail-of-the-directory", password="!")
    gail.refresh_from_db()
    return gail


def signed_in_rows() -> list[tuple]:
    ways_in = Look.objects.filter(verb__in=[Verb.SIGNED_IN, Verb.SIGN_IN_FAILED]).order_by("at")
    return list(ways_in.values_list("verb", "colleague", "page"))


def test_a_colleague_comes_in_with_a_work_account_where_they_wanted_to_go_and_out_again(
    page: Page, live_server, set_up, look, comes_in, rita
):
    page.goto(f"{live_server.url}/sign-in/")
    look(page, "signin-work-account")
    page.set_viewport_size(DESK)
    look(page, "signin-work-account")
    comes_in("rita", "/reports/")
    expect(page).to_have_url(f"{live_server.url}/reports/")
    assert signed_in_rows() == [(Verb.SIGNED_IN, rita.pk, "work_account_back")]
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_role("heading", name="You are signed out of Heed")).to_be_visible()
    look(page, "signin-work-account-out")
    page.goto(f"{live_server.url}/me/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_whoever_is_not_on_the_list_or_has_left_is_told_whom_to_ask_and_comes_in_nowhere(
    page: Page, live_server, set_up, comes_in, rita, now
):
    comes_in("stranger")
    expect(page.get_by_text("Nobody has put your work account on Heed's list")).to_be_visible()
    actions.end_account(rita, at=now)
    comes_in("rita")
    expect(page.get_by_text("Nobody has put your work account on Heed's list")).to_be_visible()
    assert signed_in_rows() == [
        (Verb.SIGN_IN_FAILED, None, "work_account_back"),
        (Verb.SIGN_IN_FAILED, rita.pk, "work_account_back"),
    ]
    page.goto(f"{live_server.url}/me/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_second_factor_is_ours_to_ask_for_unless_the_directory_does(page: Page, live_server, set_up, comes_in, gail):
    comes_in("gail", "/desk/")
    expect(page.get_by_role("heading", name="How you sign in")).to_be_visible()
    set_up.OPENID = {**set_up.OPENID, "asks_twice": True}
    comes_in("gail", "/desk/")
    expect(page.get_by_role("heading", name="Desk")).to_be_visible()


def test_where_the_directory_asks_twice_a_password_alone_sets_up_no_second_factor(set_up, gail, rita):
    set_up.OPENID = {**set_up.OPENID, "asks_twice": True}
    by_password = signed_in(gail)
    for page in ("/desk/", "/sign-in/passkeys/add/", "/sign-in/second-factor/set-up/"):
        assert by_password.get(page)["Location"].startswith("/sign-in/work-account/again/"), page
    assert signed_in(rita).get("/reports/").status_code == 200, "one's own reports need no second factor"


def test_before_what_is_powerful_the_directory_asks_for_the_password_again(
    page: Page, live_server, set_up, comes_in, there, gail
):
    comes_in("gail", "/me/")
    page.goto(f"{live_server.url}/sign-in/passkeys/add/")  # signed in at the directory, who knows how long ago
    expect(page.locator("input[name=password], input[name=login]").first).to_be_visible()
    assert f":{set_up.OPENID['issuer'].rsplit(':')[-1]}/" in page.url
    there("gail")
    expect(page.get_by_role("heading", name="Set up a passkey")).to_be_visible()


def test_anothers_account_does_not_show_that_it_is_oneself(page: Page, live_server, set_up, comes_in, there, gail, rita):
    comes_in("gail", "/me/")
    for cookie in page.context.cookies():  # she is signed out at the directory, and somebody else sits down
        if cookie["name"] not in {"heed_session", "csrftoken"}:
            page.context.clear_cookies(name=cookie["name"])
    page.goto(f"{live_server.url}/sign-in/passkeys/add/")
    expect(page.locator("input[name=login]")).to_be_visible()
    there("rita")
    expect(page.get_by_text("did not say that it was you just now")).to_be_visible()


def test_what_did_not_come_from_the_directory_is_refused(page: Page, live_server, set_up, rita):
    for forged in ("", "?code=x&state=y", "?error=access_denied&error_description=<b>x</b>", "?state=again.x&code=y"):
        page.goto(f"{live_server.url}/sign-in/work-account/back/{forged}")
        expect(page.get_by_text("Your work account did not let you in")).to_be_visible()
    assert [verb for verb, *_ in signed_in_rows()] == [Verb.SIGN_IN_FAILED] * 4


def test_while_the_directory_is_away_the_page_says_so_and_a_password_still_lets_in(page: Page, live_server, set_up):
    set_up.OPENID = {**set_up.OPENID, "issuer": "http://localhost:9"}
    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_role("link", name="Sign in with your Cwm & Vale account").click()
    expect(page.get_by_text("does not answer just now")).to_be_visible()
    expect(page.get_by_label("Password")).to_be_visible()


def test_a_directory_that_names_another_as_itself_is_not_asked(page: Page, live_server, set_up, directory):
    set_up.OPENID = {**set_up.OPENID, "issuer": f"http://127.0.0.1:{directory.port}"}
    page.goto(f"{live_server.url}/sign-in/work-account/")
    expect(page.get_by_text("does not answer just now")).to_be_visible()


# Groups -----------------------------------------------------------------------------------------------------------------------
def followed() -> None:
    """The job that signing in left, done as the worker does it."""
    from tests.doing import working

    with connection.cursor() as c:
        jobs = deferred("follow_directory")
        c.execute("delete from procrastinate_jobs")
    assert jobs
    for given in jobs:
        with working() as at:
            following.follow_sealed(given["said"], at=at)


def test_a_group_gives_its_post_in_the_name_of_whoever_wrote_it_down_and_takes_it_again(
    page: Page, set_up, comes_in, directory, rita, ada, leo, gail, now
):
    with acting(ada, now):
        actions.add_directory_group("trainers", "Trainers", Role.TRAINER, scheme=None, region=None, by=ada, at=now)
        actions.add_directory_group("advisers", "Advisers", Role.GROUP, scheme=None, region=None, by=ada, at=now)
    directory.says(trainers=["rita"], advisers=["rita"])
    comes_in("rita")
    followed()
    assert list(Post.objects.filter(colleague=rita).values_list("role", flat=True)) == [Role.TRAINER]
    waits = Signature.objects.get(for_colleague=rita)
    assert (waits.asked_by, waits.wanted["role"]) == (ada, Role.GROUP)
    with acting(leo):
        posts.refuse(waits, by=leo, at=now)
    directory.says(trainers=[], advisers=["rita"])
    comes_in("rita")
    followed()
    assert Signature.objects.filter(for_colleague=rita).count() == 1, "what the lead refused is not asked for again"
    assert not Post.objects.filter(colleague=rita, until=None).exists()
    changes = Look.objects.filter(page="follow_directory").values_list("verb", "colleague", "record")
    assert {(verb, by, record.int) for verb, by, record in changes} == {(Verb.CHANGED, ada.pk, rita.pk)}


def test_what_the_directory_did_not_say_is_not_followed(rita, ada, now):
    """Whoever may ask for a job could otherwise ask for this one with groups of their own, or with none, and take somebody's posts."""
    from tests.doing import working

    with acting(ada, now):
        actions.add_directory_group("trainers", "Trainers", Role.TRAINER, scheme=None, region=None, by=ada, at=now)
    said = following.sealed(rita, ["trainers"])
    words, *seal = said.split(":")
    for forged in (f"{said}x", "x", ":".join([following.sealed(ada, ["trainers"]).split(":")[0], *seal]), words):
        with working() as at:
            following.follow_sealed(forged, at=at)
    assert not Post.objects.filter(colleague=rita).exists()
    with working() as at:
        following.follow_sealed(said, at=at)
    assert Post.objects.get(colleague=rita).role == Role.TRAINER


def test_a_group_rests_when_its_author_keeps_no_accounts_any_more(rita, ada, cai, now):
    with acting(ada, now):
        actions.add_directory_group("trainers", "Trainers", Role.TRAINER, scheme=None, region=None, by=ada, at=now)
    Post.objects.filter(colleague=ada).update(until=now)
    from tests.doing import working

    with working() as at:
        following.follow_all(rita, frozenset({"trainers"}), at=at)
    assert not Post.objects.filter(colleague=rita).exists()
