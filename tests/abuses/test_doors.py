"""The ways in and out: sessions, where one is sent, what a stranger can tell, and what a browser keeps (B7, B9 to B11, B21, B26)."""

from urllib.parse import urljoin, urlsplit

import pytest

from heed.audit.models import Verb
from heed.organisation import actions
from heed.organisation.models import Colleague
from tests.conftest import WebClient
from tests.people import PASSWORD
from tests.web.door import rows, signed_in

pytestmark = pytest.mark.django_db
SMALL = True
ELSEWHERE = (
    "https://evil.example/",
    "//evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "https:evil.example",
    "http://testserver@evil.example",
    "http://testserver.evil.example",
    "javascript:alert(1)",
)


@pytest.fixture
def rita(world) -> Colleague:
    someone = Colleague.objects.get(pk=world.cast["rita"].pk)
    someone.set_password(PASSWORD)
    someone.save()
    return someone


def sign_in(client: WebClient, name: str = "rita", password: str = PASSWORD, where: str = "", **also: str):
    return client.post(f"/sign-in/{where}", {"login": name, "password": password, **also})


def led_to(answer) -> str:
    """The site a browser goes to: it takes \\ for / and leaves out tabs and line ends."""
    said = answer["Location"].replace("\\", "/").translate(dict.fromkeys(map(ord, "\t\r\n"))).strip()
    return urlsplit(urljoin("http://testserver/", said)).netloc or said


# Where one is sent ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_nobody_is_sent_to_another_site(rita, elsewhere):
    """B21: after signing in, after the password again, after changing a preference; asked in the address and in the form."""
    from urllib.parse import quote

    there = f"?next={quote(elsewhere)}"
    assert led_to(sign_in(WebClient(), where=there)) == "testserver"
    assert led_to(sign_in(WebClient(), next=elsewhere)) == "testserver"
    inside = signed_in(rita, fresh=False)
    assert led_to(inside.post(f"/sign-in/password-again/{there}", {"password": PASSWORD, "next": elsewhere})) == "testserver"
    assert led_to(inside.post("/me/preferences/", {"language": "cy", "next": elsewhere})) == "testserver"
    assert led_to(WebClient().post("/me/preferences/", {"language": "cy", "next": elsewhere})) == "testserver"


@pytest.mark.parametrize(
    "path", ["//evil.example/desk/", "//evil.example/desk", "/\\evil.example/desk", "/desk", "/%2f%2fevil.example/"]
)
def test_no_address_of_ours_sends_one_elsewhere(rita, path):
    answer = signed_in(rita).get(path)
    assert answer.status_code == 404 or led_to(answer) == "testserver"


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "evil.example:80", "testserver@evil.example", "a b", "[::1", ""]
)
def test_a_foreign_host_is_refused_and_never_repeated(rita, host):
    for path in ("/", "/sign-in/", "/me/", "/static/heed/heed.css"):
        answer = WebClient().get(path, headers={"host": host or "\x00"})
        assert answer.status_code == 400 and b"evil" not in answer.content, path


def test_a_host_named_by_the_way_is_not_believed(rita):
    """A header that anybody may send stands in no link and leads nowhere."""
    for name in ("x-forwarded-host", "x-original-host", "x-host", "forwarded"):
        answer = WebClient().get("/me/", headers={name: "evil.example" if name != "forwarded" else "host=evil.example"})
        assert answer.status_code == 302 and led_to(answer) == "testserver" and "evil" not in answer["Location"]


# Sessions ---------------------------------------------------------------------------------------------------------------------
def test_a_session_that_was_laid_ready_by_somebody_else_is_not_signed_in(rita):
    """B9: whoever knew the session before knows nothing of the one after."""
    trap = WebClient()
    trap.post("/me/preferences/", {"language": "cy", "next": "/"})
    laid = trap.cookies["heed_session"].value
    victim = WebClient()
    victim.cookies["heed_session"] = laid
    assert sign_in(victim).status_code == 302
    assert victim.cookies["heed_session"].value != laid and victim.get("/me/").status_code == 200
    assert trap.get("/me/").status_code == 302


@pytest.mark.parametrize("value", ["x" * 32, "' or 1=1 --", "\x00", "é" * 40, "../../etc"])
def test_a_session_that_was_made_up_is_none(rita, value):
    browser = WebClient()
    browser.cookies["heed_session"] = value
    assert browser.get("/me/").status_code == 302


def test_the_cookie_is_for_this_site_alone_and_no_script_reads_it(rita):
    """Lax and not Strict: a link from an e-mail opens in a live session (tried in a browser in test_browser.py)."""
    browser = WebClient()
    sign_in(browser)
    cookie = browser.cookies["heed_session"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and not cookie["domain"]


def test_somebodys_new_password_ends_their_sessions_and_not_the_administrators(world, rita):
    """B9: changing another's password once replaced the session of whoever changed it."""
    hers, admins = signed_in(rita), signed_in(world.cast["ada"])
    assert admins.post(f"/organisation/colleagues/{rita.pk}/new-password/").status_code == 200
    assert hers.get("/me/").status_code == 302 and admins.get("/organisation/").status_code == 200


def test_whoever_leaves_is_out_at_once(world, rita):
    from datetime import UTC, datetime

    hers = signed_in(rita)
    assert hers.get("/me/").status_code == 200
    actions.end_account(rita, at=datetime.now(UTC))
    assert hers.get("/me/").status_code == 302 and sign_in(WebClient()).status_code == 200


def test_signing_out_ends_what_a_copy_of_the_cookie_could_do(rita):
    browser, copy = WebClient(), WebClient()
    sign_in(browser)
    copy.cookies["heed_session"] = browser.cookies["heed_session"].value
    assert copy.get("/me/").status_code == 200
    answer = browser.post("/sign-in/out/")
    assert (
        "cache" in answer["Clear-Site-Data"]
        and "storage" in answer["Clear-Site-Data"]
        and "no-store" in answer["Cache-Control"]
    )
    assert copy.get("/me/").status_code == 302 and copy.post("/me/preferences/", {"text_size": "150"})["Location"] == "/"
    assert Colleague.objects.get(pk=rita.pk).text_size == "100"


# What can be told from outside --------------------------------------------------------------------------------------------------
def test_an_account_that_exists_and_one_that_does_not_answer_alike(rita):
    """B11: status, headers but the cookies, and words; and there is no page that mails a new password to whoever asks."""

    def told(answer) -> tuple:
        names = {
            name: value for name, value in answer.headers.items() if name not in ("Content-Length", "Set-Cookie", "Expires")
        }
        return answer.status_code, names, len(answer.content.split()), answer.text.count("<")

    wrong, unknown = (told(sign_in(WebClient(), name, "not the password")) for name in ("rita", "nobody"))
    assert wrong == unknown
    for path in ("password/reset/", "reset/", "recover/", "signup/"):
        known, made_up = (
            WebClient().post(f"/sign-in/{path}", {"email": f"{name}@heed.example"}) for name in ("rita", "nobody")
        )
        assert known.status_code == made_up.status_code == 404 and known.content == made_up.content


# What is written down ---------------------------------------------------------------------------------------------------------
def test_a_password_is_not_changed_without_a_row(rita):
    """B7."""
    browser = signed_in(rita)
    new = "four words nobody guesses"
    with rows() as written:
        answer = browser.post("/sign-in/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer["Location"] == "/me/"
    assert [(look.verb, look.colleague, look.page) for look in written] == [(Verb.CHANGED, rita, "account_change_password")]


def test_a_wrong_password_is_noted_wherever_it_is_tried(rita):
    """B7: at the door, and again for what is powerful."""
    browser = signed_in(rita)
    for wrong in (
        lambda: sign_in(WebClient(), password="wrong"),
        lambda: browser.post("/sign-in/password-again/", {"password": "wrong"}),
    ):
        with rows() as written:
            assert wrong().status_code == 200
        assert [(look.verb, look.colleague) for look in written] == [(Verb.SIGN_IN_FAILED, rita)]


def test_a_wrong_present_password_is_noted(rita):
    """B7: whoever found somebody's browser open may try there, and nothing slows them down."""
    with rows() as written:
        signed_in(rita).post("/sign-in/password/", {"oldpassword": "wrong", "password1": "x", "password2": "x"})
    assert [(look.verb, look.colleague) for look in written] == [(Verb.SIGN_IN_FAILED, rita)]
