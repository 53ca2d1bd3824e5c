"""Signing in: by NCSC's rules, never locking anybody out, one answer for all that fails, one audit row each (B7, B9 to B11, B21, B23, B26)."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache

from heed.audit.models import Look, Verb
from heed.notifications import telling
from heed.notifications.models import Letter
from heed.notifications.outbox import compose
from heed.organisation import actions
from heed.organisation.models import Colleague
from tests.conftest import WebClient
from tests.doing import working
from tests.people import PASSWORD, later
from tests.web.door import rows, signed_in

pytestmark = pytest.mark.django_db
NEW = "four words nobody guesses"


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    """Hundreds of tries: what is tested is not how long one takes."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def rita(rita):
    rita.set_password(PASSWORD)
    rita.save()
    return rita


@pytest.fixture
def gail(gail):
    gail.set_password(PASSWORD)
    gail.save()
    return gail


def sign_in(client, name="rita", password=PASSWORD, where="", **extra):
    return client.post(f"/sign-in/{where}", {"login": name, "password": password}, **extra)


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def set_up_app(client) -> str:
    """Sets up the authenticator app as its owner does. Returns its secret."""
    secret = client.get("/sign-in/second-factor/set-up/").context["form"].secret
    assert client.post("/sign-in/second-factor/set-up/", {"code": code_for(secret)}).status_code == 302
    return secret


# In ---------------------------------------------------------------------------------------------------------------------------
def test_right_name_and_password_let_in_whatever_the_names_case(client, rita):
    with rows() as written:
        answer = sign_in(client, "RITA")
    assert answer["Location"] == "/"
    assert client.get("/me/").status_code == 200
    assert [(look.verb, look.colleague, look.page, look.source) for look in written] == [
        (Verb.SIGNED_IN, rita, "account_login", "127.0.0.1")
    ]


def test_the_boxes_say_our_words(client, db):
    page = client.get("/sign-in/").content.decode()
    assert "User name" in page
    assert "placeholder" not in page
    assert "Type your user name" in client.post("/sign-in/", {}).content.decode()


def test_the_session_gets_a_new_id_at_sign_in(client, rita):
    client.post("/me/preferences/", {"language": "cy", "next": "/"})
    before = client.cookies["heed_session"].value
    sign_in(client)
    assert client.cookies["heed_session"].value != before


def test_a_wrong_password_an_unknown_name_and_somebody_who_left_hear_the_same(client, rita, mo, now):
    mo.set_password(PASSWORD)
    mo.save()
    actions.end_account(mo, at=now)
    with rows() as written:
        tries = [
            sign_in(client, "rita", "not this one"),
            sign_in(client, "nobody-here", "not this one"),
            sign_in(client, "mo", PASSWORD),
        ]
    pages = {re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in tries}
    assert len(pages) == 1
    assert {answer.status_code for answer in tries} == {200}
    assert len({frozenset(answer.headers) for answer in tries}) == 1
    assert [(look.verb, look.colleague_id) for look in written] == [
        (Verb.SIGN_IN_FAILED, rita.pk),
        (Verb.SIGN_IN_FAILED, None),
        (Verb.SIGN_IN_FAILED, mo.pk),
    ]


def test_what_was_typed_into_the_wrong_box_is_not_kept(client, rita):
    with rows() as written:
        sign_in(client, PASSWORD, "rita")
    assert written[0].colleague is None
    assert PASSWORD not in repr(vars(written[0]))


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_next_never_leads_to_another_site(client, rita, elsewhere):
    assert sign_in(client, where=f"?next={elsewhere}")["Location"] == "/"


def test_next_leads_back_to_the_page_that_was_asked_for(client, rita):
    wanted = client.get("/me/")["Location"]
    assert wanted == "/sign-in/?next=/me/"
    assert client.post(wanted, {"login": "rita", "password": PASSWORD, "next": "/me/"})["Location"] == "/me/"


def test_a_nul_in_the_name_is_a_wrong_name(client, rita):
    assert sign_in(client, "ri\x00ta").status_code == 200


def test_there_is_no_signing_up_and_no_reset_by_mail(client, rita):
    for path in ("signup/", "password/reset/", "email/", "logout/", "login/"):
        assert client.get(f"/sign-in/{path}").status_code == 404


# Throttled, never locked ------------------------------------------------------------------------------------------------------
def test_guessing_from_one_place_is_slowed_in_words_and_never_shuts_the_owner_out(rita, client):
    guesser, owner = WebClient(REMOTE_ADDR="203.0.113.7"), WebClient(REMOTE_ADDR="198.51.100.9")
    for _ in range(12):
        answer = sign_in(guesser, password="guess")
    assert "Wait three minutes" in answer.content.decode()
    assert "Wait three minutes" in sign_in(guesser).content.decode()  # the right one, too, from there
    assert sign_in(owner)["Location"] == "/"


def test_each_refused_try_leaves_its_row_also_the_throttled(rita):
    guesser = WebClient(REMOTE_ADDR="203.0.113.7")
    with rows() as written:
        for _ in range(9):
            sign_in(guesser, password="guess")
    assert [look.verb for look in written] == [Verb.SIGN_IN_FAILED] * 9
    assert {look.source for look in written} == {"203.0.113.7"}


def test_behind_a_trusted_proxy_one_guesser_does_not_slow_down_everybody(rita, settings):
    settings.BEHIND_PROXY = True
    proxy = WebClient(REMOTE_ADDR="10.0.0.1")
    for _ in range(12):
        sign_in(proxy, password="guess", headers={"x-forwarded-for": "203.0.113.7"})
    assert sign_in(proxy, headers={"x-forwarded-for": "198.51.100.9"})["Location"] == "/"


def test_a_flood_of_tries_gets_a_page_with_words_not_a_lock(rita):
    flood = WebClient(REMOTE_ADDR="203.0.113.8")
    answers = [sign_in(flood, name=f"name{number}", password="x") for number in range(31)]
    assert answers[-1].status_code == 429
    assert "Your account is not locked" in answers[-1].content.decode()


# Out --------------------------------------------------------------------------------------------------------------------------
def test_signing_out_is_by_post_only_ends_it_on_the_server_and_clears_the_browser(rita):
    client = signed_in(rita)
    assert client.get("/sign-in/out/").status_code == 405
    kept = client.cookies["heed_session"].value
    with rows() as written:
        answer = client.post("/sign-in/out/")
    assert answer["Location"] == "/whom-do-i-tell/"
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert [(look.verb, look.colleague) for look in written] == [(Verb.SIGNED_OUT, rita)]
    thief = WebClient()
    thief.cookies["heed_session"] = kept
    assert thief.get("/me/").status_code == 302


def test_signing_out_twice_is_no_fault(client):
    assert client.post("/sign-in/out/").status_code == 302
    assert not Look.objects.exists()


def test_every_page_here_is_kept_by_no_browser(client, rita):
    for path in ("/", "/sign-in/", "/whom-do-i-tell/"):
        assert "no-store" in client.get(path)["Cache-Control"]


# The password -----------------------------------------------------------------------------------------------------------------
def change(client, old=PASSWORD, new=NEW, again=NEW, **more):
    return client.post("/sign-in/password/", {"oldpassword": old, "password1": new, "password2": again, **more})


def test_a_new_password_puts_other_devices_out_and_leaves_this_one_in(rita):
    here, other = WebClient(), WebClient()
    sign_in(here)
    sign_in(other)
    assert change(here)["Location"] == "/me/"
    assert here.get("/me/").status_code == 200
    assert other.get("/me/").status_code == 302
    assert sign_in(WebClient(), password=NEW)["Location"] == "/"


@pytest.mark.parametrize("new", ["short", "q1w2e3r4t5y6", "rita okafor 1"])
def test_weak_passwords_are_refused_with_a_sentence(rita, new):
    client = signed_in(rita)
    assert change(client, new=new, again=new).context["form"].errors["password1"]


def test_the_present_password_is_asked_and_fields_that_are_none_change_nothing(rita, ada):
    client = signed_in(rita)
    assert change(client, old="wrong").context["form"].errors["oldpassword"]
    change(client, username="ada", is_active="", standing="board_member", user=ada.pk)
    after = Colleague.objects.get(pk=rita.pk)
    assert (after.username, after.standing, after.is_active) == ("rita", "employee", True)


def test_a_password_that_was_handed_over_asks_for_ones_own_and_runs_out(rita, now):
    words = actions.reset_credentials(rita, at=now)
    client = WebClient()
    assert sign_in(client, password=words)["Location"] == "/sign-in/password/"
    Colleague.objects.filter(pk=rita.pk).update(password_until=now)
    assert sign_in(WebClient(), password=words).status_code == 200
    Colleague.objects.filter(pk=rita.pk).update(password_until=later(now, days=1))
    change(client, old=words)
    assert Colleague.objects.get(pk=rita.pk).password_until is None
    assert sign_in(WebClient(), password=NEW)["Location"] == "/"


def test_a_password_that_somebody_else_has_seen_opens_only_the_page_to_choose_ones_own(rita, now):
    words = actions.reset_credentials(rita, at=now)
    client = WebClient()
    sign_in(client, password=words)
    for page in ("/reports/", "/report/", "/me/", "/sign-in/passkeys/add/", "/sign-in/second-factor/set-up/"):
        assert client.get(page)["Location"] == "/sign-in/password/", page
    assert client.post("/sign-in/second-factor/set-up/", {"code": "123456"})["Location"] == "/sign-in/password/"
    assert client.get("/whom-do-i-tell/").status_code == 200, "whom to ring is for everybody"
    change(client, old=words)
    assert client.get("/reports/").status_code == 200


# A link to choose a password --------------------------------------------------------------------------------------------------
def the_link(colleague, now) -> str:
    """As its letter has it: only its owner gets one."""
    with working(now):
        telling.password_link(colleague.pk, now)
    letter = Letter.objects.get(message="password_link")
    assert letter.path == "/sign-in/", "no row holds it"
    (address,) = re.findall(r"https?://\S+", compose(letter).get_content())
    assert (compose(letter)["To"], "/sign-in/new-password/" in address) == (colleague.email, True)
    return re.sub(r"https?://[^/]+", "", address)


def choose(client, link, new=NEW, again=NEW):
    return client.post(link, {"password1": new, "password2": again})


def test_by_the_link_its_owner_chooses_a_password_and_everything_else_ends(rita, now):
    before, link = signed_in(rita), the_link(rita, now)
    client = WebClient()
    assert "Choose a new password" in client.get(link).content.decode()
    assert choose(client, link, "short", "short").context["form"].errors["password1"]
    assert choose(client, link, NEW, "another one altogether").context["form"].errors["password2"]
    with rows() as written:
        assert choose(client, link)["Location"] == "/sign-in/"
    assert [(look.verb, look.colleague_id, look.page) for look in written] == [(Verb.CHANGED, rita.pk, "choose_password")]
    assert before.get("/me/").status_code == 302
    assert sign_in(WebClient()).status_code == 200, "the old one lets in no more"
    assert sign_in(client, password=NEW)["Location"] == "/"


def test_by_the_link_a_lost_second_factor_goes_too(gail, now):
    set_up_app(signed_in(gail))
    choose(WebClient(), the_link(gail, now))
    assert not Authenticator.objects.filter(user=gail).exists()


def test_a_link_is_good_once_for_a_day_and_for_somebody_who_is_here(rita, now, monkeypatch):
    link = the_link(rita, now)
    for over in (f"{link[:-3]}x/", "/sign-in/new-password/x/"):
        answer = WebClient().get(over)
        assert answer.status_code == 404 and "This link is over" in answer.content.decode()
    Colleague.objects.filter(pk=rita.pk).update(is_active=False)
    assert choose(WebClient(), link).status_code == 404
    Colleague.objects.filter(pk=rita.pk).update(is_active=True)
    began = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: began + 86401)
    assert choose(WebClient(), link).status_code == 404
    monkeypatch.setattr("django.core.signing.time.time", lambda: began)
    choose(WebClient(), link)
    assert choose(WebClient(), link).status_code == 404
    assert Colleague.objects.get(pk=rita.pk).check_password(NEW)


# The password again, for what is powerful ------------------------------------------------------------------------------------
def test_a_powerful_page_asks_for_the_password_again_and_leads_back(ada, rita):
    ada.set_password(PASSWORD)
    ada.save()
    client = signed_in(ada, fresh=False)
    wanted = f"/organisation/colleagues/{rita.pk}/leave/"
    asked = client.get(wanted)
    assert asked["Location"].startswith("/sign-in/password-again/")
    with rows() as written:
        assert client.post(asked["Location"], {"password": "wrong", "next": wanted}).status_code == 200
    assert [look.verb for look in written] == [Verb.SIGN_IN_FAILED]
    assert client.post(asked["Location"], {"password": PASSWORD, "next": wanted})["Location"] == wanted
    assert client.get(wanted).status_code == 200


def test_whoever_has_just_signed_in_is_not_asked_twice(ada, rita):
    ada.set_password(PASSWORD)
    ada.save()
    client = WebClient()
    sign_in(client, "ada")
    assert client.get(f"/organisation/colleagues/{rita.pk}/leave/").status_code == 200


# The second factor ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def for_real(settings):
    settings.DEMO = False
    return settings


def test_outside_the_demo_whoever_sees_others_records_sets_up_an_app_first(gail, for_real):
    client = WebClient()
    sign_in(client, "gail")
    assert client.get("/me/")["Location"] == "/sign-in/second-factor/"
    set_up_app(client)
    assert client.get("/me/").status_code == 200


def test_who_sees_only_their_own_reports_needs_none(rita, for_real):
    client = WebClient()
    sign_in(client)
    assert client.get("/me/").status_code == 200


def test_then_each_sign_in_asks_for_a_code_that_works_once(gail, for_real):
    client = WebClient()
    sign_in(client, "gail")
    secret = set_up_app(client)
    cache.clear()  # the code used to set it up is spent: let it count again
    other = WebClient()
    assert sign_in(other, "gail")["Location"] == "/sign-in/code/"
    assert other.get("/me/").status_code == 302
    code = code_for(secret)
    assert "not right" in other.post("/sign-in/code/", {"code": "000000" if code != "000000" else "111111"}).content.decode()
    with rows() as written:
        assert other.post("/sign-in/code/", {"code": code})["Location"] == "/"
    assert [look.verb for look in written] == [Verb.SIGNED_IN]
    third = WebClient()
    sign_in(third, "gail")
    assert third.post("/sign-in/code/", {"code": code}).status_code == 200


def test_stopping_half_way_signs_nobody_in(gail, for_real):
    client = WebClient()
    sign_in(client, "gail")
    set_up_app(client)
    half = WebClient()
    sign_in(half, "gail")
    half.post("/sign-in/out/")
    assert half.get("/sign-in/code/")["Location"] == "/sign-in/"


def test_the_secret_is_sealed_in_the_database_and_shown_by_no_page_afterwards(gail):
    client = signed_in(gail)
    secret = set_up_app(client)
    assert secret not in str(Authenticator.objects.get(user=gail, type="totp").data)
    for page in ("second-factor/", "second-factor/set-up/", "second-factor/switch-off/"):
        assert secret not in client.get(f"/sign-in/{page}", follow=True).content.decode()


def test_recovery_codes_are_shown_once_and_let_in_once(gail, settings):
    settings.MFA_RECOVERY_CODES_SHOW_ONCE = True
    client = signed_in(gail)
    set_up_app(client)
    codes = client.get("/sign-in/second-factor/recovery-codes/").context["unused_codes"]
    again = client.get("/sign-in/second-factor/recovery-codes/").content.decode()
    assert not any(code in again for code in codes)
    first, second = WebClient(), WebClient()
    sign_in(first, "gail")
    assert first.post("/sign-in/code/", {"code": codes[0]})["Location"] == "/"
    sign_in(second, "gail")
    assert second.post("/sign-in/code/", {"code": codes[0]}).status_code == 200


def test_a_reset_takes_the_second_factor_away(gail, now):
    client = signed_in(gail)
    set_up_app(client)
    actions.reset_credentials(gail, at=now)
    assert not Authenticator.objects.filter(user=gail).exists()
    assert client.get("/me/").status_code == 302


def test_switching_it_off_asks_for_the_password(gail):
    client = signed_in(gail)
    set_up_app(client)
    stale = signed_in(gail, fresh=False)
    assert "again" in stale.post("/sign-in/second-factor/switch-off/")["Location"]
    assert Authenticator.objects.filter(user=gail, type="totp").exists()
    client.post("/sign-in/second-factor/switch-off/")
    assert not Authenticator.objects.filter(user=gail).exists()


@pytest.mark.parametrize(
    "path",
    [
        "password/",
        "password-again/",
        "code-again/",
        "second-factor/",
        "second-factor/set-up/",
        "second-factor/switch-off/",
        "second-factor/recovery-codes/",
        "second-factor/new-recovery-codes/",
    ],
)
def test_these_pages_are_for_those_who_are_signed_in(client, path):
    answer = client.get(f"/sign-in/{path}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


# Where one begins, whom to tell, the demo -------------------------------------------------------------------------------------
def test_one_begins_where_one_is_needed_first(client, rita, gail, leo, ada):
    assert client.get("/").status_code == 200
    assert [signed_in(someone).get("/")["Location"] for someone in (gail, leo)] == [
        signed_in(gail).get("/", follow=False)["Location"]
    ] * 2
    assert signed_in(rita).get("/")["Location"] != signed_in(gail).get("/")["Location"]


def test_whom_to_tell_is_open_to_anyone_and_names_nobody_to_strangers(client, rita, leo, gail):
    Colleague.objects.filter(pk=leo.pk).update(telephone="01632 960042")
    page = client.get("/whom-do-i-tell/").content.decode()
    assert "999" in page
    assert "01632 960042" in page
    assert leo.display_name not in page
    inside = signed_in(rita).get("/whom-do-i-tell/").content.decode()
    assert leo.display_name in inside
    assert gail.display_name in inside


def test_the_demo_signs_in_by_one_click_its_own_people_only(client, rita):
    Colleague.objects.filter(pk=rita.pk).update(username="reporter")
    with rows() as written:
        assert client.post("/demo/", {"who": "reporter"})["Location"] == "/"
    assert [look.verb for look in written] == [Verb.SIGNED_IN]
    assert client.get("/me/").status_code == 200


def test_the_demo_opens_no_other_account_and_nothing_outside_the_demo(client, rita, settings):
    assert client.post("/demo/", {"who": "rita"}).status_code == 404
    Colleague.objects.filter(pk=rita.pk).update(username="reporter")
    settings.DEMO = False
    assert client.post("/demo/", {"who": "reporter"}).status_code == 404
    assert not Look.objects.filter(verb=Verb.SIGNED_IN).exists()


def test_the_caught_mail_can_be_read(client, settings, tmp_path, db):
    settings.MAIL_FOLDER = tmp_path
    assert "No mail yet" in client.get("/demo/mail/").content.decode()
    (tmp_path / "01700000000000000000-abc.eml").write_bytes(
        b"From: heed@heed.example\r\nTo: gail@heed.example\r\nSubject: A concern\r\n\r\nhttp://127.0.0.1:8000/c/1\r\n"
    )
    assert "A concern" in client.get("/demo/mail/").content.decode()


# Passkeys (made and used for real in tests/journeys/test_signing_in.py) ---------------------------------------------------------
ODD = [
    "",
    "{}",
    "[]",
    "null",
    "7",
    '"x"',
    "{",
    '{"id": "AA", "rawId": "AA", "type": "public-key"}',
    '{"id": 1, "rawId": [], "response": {}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "MQ", "clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA"}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "clientExtensionResults": {}, "response": {"userHandle": "MQ", "attestationObject": "oA", "clientDataJSON": "e30"}}',
    '{"id": "' + "A" * 9000 + '"}',
]


@pytest.mark.parametrize("credential", ODD)
def test_what_no_passkey_made_is_refused_in_one_sentence_and_leaves_its_row(credential, gail):
    client = WebClient()
    asked = client.get("/sign-in/passkey/", headers={"Accept": "application/json"}).json()
    assert asked["request_options"]["publicKey"]["userVerification"] == "required"
    with rows() as written:
        answer = client.post("/sign-in/passkey/", {"credential": credential, "next": "/desk/"}, follow=True)
    assert "That passkey was not recognised here" in answer.content.decode()
    assert answer.redirect_chain[-1][0] == "/sign-in/?next=%2Fdesk%2F"
    assert [(look.verb, look.colleague, look.page) for look in written] == [(Verb.SIGN_IN_FAILED, None, "mfa_login_webauthn")]


@pytest.mark.parametrize("credential", ODD)
def test_what_no_passkey_made_is_not_kept_as_one(credential, gail):
    client = signed_in(gail)
    client.get("/sign-in/passkeys/add/")
    answer = client.post("/sign-in/passkeys/add/", {"credential": credential, "name": "Mine"})
    assert answer.status_code == 200 and "The passkey was not made" in answer.content.decode()
    assert client.post("/sign-in/passkey-again/", {"credential": credential}).status_code in (200, 302)
    assert not Authenticator.objects.exists()


def test_whoever_has_only_a_passkey_is_asked_for_it_first_and_may_use_the_password(gail):
    Authenticator.objects.create(user=gail, type="webauthn", data={"name": "Phone", "credential": {}})
    stale = signed_in(gail, fresh=False)
    assert stale.get("/sign-in/passkeys/add/")["Location"].startswith("/sign-in/passkey-again/")


def test_nobody_renames_or_removes_anothers_passkey(gail, rita):
    hers = Authenticator.objects.create(user=gail, type="webauthn", data={"name": "Phone", "credential": {}})
    client = signed_in(rita)
    for page in ("name", "remove"):
        assert client.get(f"/sign-in/passkeys/{hers.pk}/{page}/").status_code == 404
        assert client.post(f"/sign-in/passkeys/{hers.pk}/{page}/", {"name": "Mine"}).status_code == 404
    hers.refresh_from_db()
    assert hers.data["name"] == "Phone"
