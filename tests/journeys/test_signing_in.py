"""Signing in with the phone's own lock, in a real browser with an authenticator of its own (CDP's): made, used, used again, lost."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from playwright.sync_api import Page, expect

from heed.audit.models import Look, Verb
from heed.organisation import actions
from tests.people import PASSWORD

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def for_real(settings) -> None:
    settings.DEMO = False
    cache.clear()


@pytest.fixture
def lock(page: Page) -> Callable[[], list[dict]]:
    """The browser gets a phone's lock, whose owner's finger is always there. Returns what asks it for its keys."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    has = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    made = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": {"protocol": "ctap2", "transport": "internal", **has}})

    def keys() -> list[dict]:
        return cdp.send("WebAuthn.getCredentials", {"authenticatorId": made["authenticatorId"]})["credentials"]

    keys.clear = lambda: cdp.send("WebAuthn.clearCredentials", {"authenticatorId": made["authenticatorId"]})
    return keys


@pytest.fixture
def gail(gail):
    gail.set_password(PASSWORD)
    gail.save()
    return gail


def with_password(page: Page, live_server) -> None:
    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_label("User name").fill("gail")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sets_one_up(page: Page, live_server, name: str = "Work phone") -> None:
    page.goto(f"{live_server.url}/sign-in/passkeys/add/")
    page.get_by_label("What shall it be called here?").fill(name)
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


def test_an_adviser_makes_a_passkey_and_from_then_on_signs_in_with_a_touch(page: Page, live_server, look, lock, gail, for_real):
    with_password(page, live_server)
    page.goto(f"{live_server.url}/desk/")
    expect(page).to_have_url(f"{live_server.url}/sign-in/second-factor/")  # she sees other people's records
    look(page, "signin-ways-none")
    page.get_by_role("link", name="Set up a passkey").click()
    look(page, "signin-passkey-add")
    sets_one_up(page, live_server)
    assert [(key["isResidentCredential"], key.get("userName")) for key in lock()] == [(True, "gail")], "no name leaves with it"
    page.goto(f"{live_server.url}/sign-in/second-factor/")
    expect(page.get_by_text("Work phone").first).to_be_visible()
    look(page, "signin-ways")
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/sign-in/?next=/desk/")
    look(page, "signin-with-passkey")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{live_server.url}/desk/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert list(Look.objects.filter(verb=Verb.SIGNED_IN).values_list("colleague", flat=True)) == [gail.pk, gail.pk]
    page.goto(f"{live_server.url}/sign-in/passkeys/add/")  # it was this instant: she is not asked again
    expect(page.get_by_role("heading", name="Set up a passkey")).to_be_visible()


def test_after_the_password_the_passkey_is_asked_for_and_whoever_lost_it_uses_a_code(
    page: Page, live_server, look, lock, gail, for_real
):
    with_password(page, live_server)
    sets_one_up(page, live_server)
    code = page.locator("ul.rows li").first.inner_text()
    page.context.clear_cookies()
    with_password(page, live_server)
    expect(page.get_by_role("heading", name="Your passkey")).to_be_visible()
    look(page, "signin-passkey-instead-of-code")
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_role("heading", name="Desk")).to_be_visible()
    lock.clear()  # the phone is lost
    page.context.clear_cookies()
    with_password(page, live_server)
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_text("Your browser did not hand over a passkey")).to_be_visible()
    page.get_by_label("Code from your authenticator app").fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Desk")).to_be_visible()


def test_it_is_asked_for_again_before_what_is_powerful_and_can_be_renamed_and_removed(
    page: Page, live_server, look, lock, gail, for_real, settings
):
    with_password(page, live_server)
    sets_one_up(page, live_server)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    page.goto(f"{live_server.url}/sign-in/passkeys/add/")
    expect(page.get_by_role("heading", name="Your passkey again")).to_be_visible()
    look(page, "signin-passkey-again")
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_role("heading", name="Set up a passkey")).to_be_visible()
    page.goto(f"{live_server.url}/sign-in/second-factor/")
    page.get_by_role("link", name="Rename Work phone").click()
    look(page, "signin-passkey-rename")
    page.get_by_label("What shall it be called here?").fill("Old phone")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Remove Old phone").click()
    look(page, "signin-passkey-remove")
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("no longer lets anybody in")).to_be_visible()
    assert not Authenticator.objects.filter(user=gail).exists()
    changed = [(look.page, look.colleague) for look in Look.objects.filter(verb=Verb.CHANGED).order_by("at")]
    assert {("mfa_add_webauthn", gail), ("mfa_edit_webauthn", gail), ("mfa_remove_webauthn", gail)} <= set(changed)


def test_whoever_has_left_is_not_let_in_by_a_passkey_either(page: Page, live_server, lock, gail, for_real, now):
    with_password(page, live_server)
    sets_one_up(page, live_server)
    actions.end_account(gail, at=now)
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("That passkey was not recognised here")).to_be_visible()
    assert list(Look.objects.filter(verb=Verb.SIGN_IN_FAILED).values_list("colleague", flat=True)) == [gail.pk]
    page.goto(f"{live_server.url}/me/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
