"""An account is its owner's: signing in writes one's own row, and a new address of somebody who sees records waits for a signature."""

import pytest
from django.contrib.auth.hashers import make_password

from heed.audit.models import Verb
from heed.organisation.models import Colleague, Signature
from tests.conftest import WebClient
from tests.people import PASSWORD
from tests.web.door import rows, signed_in
from tests.web.test_organisation import FACTS, said

pytestmark = pytest.mark.django_db
OLD, FIRST = "pbkdf2_sha256", "scrypt"
NEW = "four words nobody guesses"


# Signing in -------------------------------------------------------------------------------------------------------------------
def stored(someone) -> str:
    return Colleague.objects.values_list("password", flat=True).get(pk=someone.pk)


@pytest.fixture
def rita(rita):
    Colleague.objects.filter(pk=rita.pk).update(password=make_password(PASSWORD, hasher=OLD))
    return Colleague.objects.get(pk=rita.pk)


def test_a_password_hashed_by_weaker_rules_is_hashed_afresh_at_sign_in(rita):
    browser = WebClient()
    assert browser.post("/sign-in/", {"login": "rita", "password": "wrong"}).status_code == 200
    assert stored(rita).startswith(OLD)
    assert browser.post("/sign-in/", {"login": "rita", "password": PASSWORD})["Location"] == "/"
    assert stored(rita).startswith(FIRST) and Colleague.objects.get(pk=rita.pk).last_login
    assert browser.get("/me/").status_code == 200


def test_and_when_it_is_typed_again_or_changed(rita):
    browser = signed_in(rita)
    answer = browser.post("/sign-in/password/", {"oldpassword": PASSWORD, "password1": "short", "password2": "short"})
    assert answer.status_code == 200 and stored(rita).startswith(FIRST)
    browser = signed_in(Colleague.objects.get(pk=rita.pk))
    Colleague.objects.filter(pk=rita.pk).update(password_until="2030-01-01T00:00Z")
    changed = browser.post("/sign-in/password/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert changed["Location"] == "/me/"
    after = Colleague.objects.get(pk=rita.pk)
    assert after.check_password(NEW) and after.password_until is None and after.email == "rita@heed.example"


def test_in_the_demo_one_click_leaves_one_row_for_each_way_in_and_out(db, settings, rita):
    settings.DEMO = True
    other = Colleague.objects.create(username="reporter", display_name="Reporter", joined_at=rita.joined_at)
    browser = signed_in(rita)
    with rows() as written:
        assert browser.post("/demo/", {"who": "reporter"}).status_code == 302
    assert {(look.verb, look.colleague_id) for look in written} == {(Verb.SIGNED_OUT, rita.pk), (Verb.SIGNED_IN, other.pk)}


# A new address ----------------------------------------------------------------------------------------------------------------
def change(browser, someone, email: str, **more):
    facts = {**FACTS, "display_name": someone.display_name, "email": email, **more}
    return browser.post(f"/organisation/colleagues/{someone.pk}/change/", facts, follow=True)


def email(someone) -> str:
    return Colleague.objects.values_list("email", flat=True).get(pk=someone.pk)


@pytest.mark.parametrize("who", ["gail", "mo", "nia", "ada"])
def test_the_address_of_somebody_who_sees_records_waits_for_the_lead(who, request, ada, leo):
    someone = request.getfixturevalue(who)
    page = said(change(signed_in(ada), someone, "elsewhere@example.org", job_title="Joiner"))
    assert "waits for the Safeguarding Lead" in page and "A new e-mail address" in page
    assert email(someone) == f"{who}@heed.example" and Colleague.objects.get(pk=someone.pk).job_title == "Joiner"
    asked, lead = Signature.objects.get(), signed_in(leo)
    shown = said(lead.get(f"/organisation/signatures/{asked.pk}/"))
    assert "elsewhere@example.org" in shown and f"{who}@heed.example" in shown
    with rows() as written:
        lead.post(f"/organisation/signatures/{asked.pk}/", {"answer": "give"})
    assert email(someone) == "elsewhere@example.org" and [look.verb for look in written] == [Verb.CHANGED]


def test_a_refused_address_stays_as_it_was_and_asking_twice_waits_once(ada, leo, gail):
    admin = signed_in(ada)
    change(admin, gail, "elsewhere@example.org")
    assert "waits for a signature already" in said(change(admin, gail, "elsewhere@example.org"))
    signed_in(leo).post(f"/organisation/signatures/{Signature.objects.get().pk}/", {"answer": "refuse"})
    assert email(gail) == "gail@heed.example"


def test_the_leads_own_address_is_signed_by_another_lead_or_a_head_of_service(ada, leo, valleys):
    from heed.organisation.choices import Role
    from tests.people import colleague, holds

    head = holds(colleague("hefin"), Role.HEAD_OF_SERVICE, region=valleys)
    change(signed_in(ada), leo, "mine@example.org")
    page = f"/organisation/signatures/{Signature.objects.get().pk}/"
    signed_in(leo).post(page, {"answer": "give"})
    assert email(leo) == "leo@heed.example"
    signed_in(head).post(page, {"answer": "give"})
    assert email(leo) == "mine@example.org"


def test_whose_account_opens_nothing_has_a_new_address_at_once(ada, tom, rita):
    for someone in (tom, rita):
        page = said(change(signed_in(ada), someone, "new@example.org"))
        assert "waits for" not in page and email(someone) == "new@example.org"
    assert not Signature.objects.exists()


def test_somebody_let_in_by_name_counts_too(ada, leo, rita, brynfelin, now):
    from datetime import timedelta

    from heed.folders.choices import Why
    from heed.folders.models import Access
    from tests import factories

    rees = factories.household(factories.home(brynfelin), "Siân Rees")
    until = now + timedelta(days=1)
    Access.objects.create(folder_id=rees.folder_id, colleague=rita, effect="let_in", why=Why.GRANT, since=now, until=until)
    admin = signed_in(ada)
    assert admin.post(f"/organisation/colleagues/{rita.pk}/new-password/").status_code == 302
    change(admin, rita, "new@example.org")
    assert {asked.kind for asked in Signature.objects.all()} == {"reset", "email"} and email(rita) == "rita@heed.example"
