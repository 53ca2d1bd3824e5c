"""One's own page: preferences, absence, ties; and whether Heed is well."""

from datetime import timedelta

import pytest

from heed.audit.models import Verb
from heed.households.models import Tie
from heed.notifications.models import Heartbeat, Letter
from heed.organisation.models import Absence, Colleague, Post
from tests import factories
from tests.people import later
from tests.web.door import rows, signed_in

pytestmark = pytest.mark.django_db


def said(answer) -> str:
    return answer.content.decode()


# Preferences ------------------------------------------------------------------------------------------------------------------
def test_language_size_and_contrast_are_kept_with_the_person(rita):
    browser = signed_in(rita)
    with rows() as written:
        answer = browser.post("/me/preferences/", {"language": "cy", "text_size": "150", "contrast": "high", "next": "/me/"})
    assert answer["Location"] == "/me/"
    assert [look.verb for look in written] == [Verb.CHANGED]
    page = said(signed_in(rita).get("/me/"))
    assert 'lang="cy"' in page
    assert "contrast-high" in page
    assert "text-150" in page


def test_the_language_switch_of_a_page_leaves_the_rest_alone(rita):
    browser = signed_in(rita)
    browser.post("/me/preferences/", {"text_size": "150", "contrast": "high"})
    browser.post("/me/preferences/", {"language": "cy"})
    after = Colleague.objects.get(pk=rita.pk)
    assert (after.language, after.text_size, after.contrast) == ("cy", "150", "high")


def test_signed_out_the_language_is_kept_in_the_session(client, db):
    client.post("/me/preferences/", {"language": "cy", "next": "/whom-do-i-tell/"})
    assert 'lang="cy"' in said(client.get("/whom-do-i-tell/"))


def test_other_fields_and_other_values_change_nothing(rita, ada):
    browser = signed_in(rita)
    browser.post(
        "/me/preferences/",
        {"text_size": "125", "role": "lead", "username": "ada", "is_active": "", "department": "care", "colleague": ada.pk},
    )
    browser.post("/me/preferences/", {"text_size": "900"})
    browser.post("/me/preferences/", {"language": "xx"})
    after = Colleague.objects.get(pk=rita.pk)
    assert (after.text_size, after.language, after.username, after.department, after.is_active) == (
        "125",
        "en-gb",
        "rita",
        "repairs",
        True,
    )
    assert not Post.objects.filter(colleague=rita).exists()
    assert Colleague.objects.get(pk=ada.pk).text_size == "100"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_next_leads_nowhere_else(rita, client, elsewhere):
    assert signed_in(rita).post("/me/preferences/", {"next": elsewhere})["Location"] == "/me/"
    assert client.post("/me/preferences/", {"next": elsewhere})["Location"] == "/"


def test_staying_signed_in_is_a_post_that_leaves_no_row(rita):
    browser = signed_in(rita)
    with rows() as written:
        assert browser.post("/me/keep-alive/").status_code == 204
    assert written == []
    assert browser.get("/me/keep-alive/").status_code == 405
    assert browser.get("/me/preferences/").status_code == 405


# Away -------------------------------------------------------------------------------------------------------------------------
def day(name, at):
    return {f"{name}_day": at.day, f"{name}_month": at.month, f"{name}_year": at.year}


def test_away_and_back(gail, now):
    browser = signed_in(gail)
    with rows() as written:
        assert (
            browser.post("/me/away/", {**day("since", now), **day("until", now + timedelta(days=7)), "colleague": "1"})[
                "Location"
            ]
            == "/me/"
        )
    absence = Absence.objects.get()
    assert absence.colleague == gail
    assert [look.verb for look in written] == [Verb.CHANGED]
    browser.post(f"/me/away/{absence.pk}/end/")
    assert Absence.objects.get().until < now + timedelta(days=1)


def test_nobody_ends_anothers_absence(gail, gwen, now):
    absence = Absence.objects.create(colleague=gwen, since=now)
    assert signed_in(gail).post(f"/me/away/{absence.pk}/end/").status_code == 404
    assert Absence.objects.get().until is None


def test_what_cannot_be_is_said_and_the_dates_stay(gail, now):
    page = said(
        signed_in(gail).post("/me/away/", {**day("since", now + timedelta(days=9)), **day("until", now + timedelta(days=2))})
    )
    assert "The last day away comes before the first" in page


# Ties -------------------------------------------------------------------------------------------------------------------------
@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin, "14 Heol Ŵyn"), "Siân Rees")


def test_an_address_is_found_by_postcode_or_words_and_nobody_is_named(rita, rees):
    browser = signed_in(rita)
    for words in ("np99 3qx", "NP993QX", "14 heol wyn", "brynfelin heol"):
        with rows() as written:
            page = said(browser.post("/me/ties/", {"words": words}))
        assert "14 Heol Ŵyn" in page, words
        assert "Rees" not in page
        assert [look.verb for look in written] == [Verb.SEARCHED]


@pytest.mark.parametrize("words", ["Siân Rees", "x", "%", "' or 1=1", "a" * 120])
def test_a_name_never_finds_an_address(rita, rees, words):
    assert "14 Heol Ŵyn" not in said(signed_in(rita).post("/me/ties/", {"words": words}))


def test_a_tie_is_declared_for_oneself_only_and_keeps_one_out(mo, olive, rees):
    browser = signed_in(mo)
    browser.post(
        "/me/ties/",
        {"words": "np99 3qx", "choose": "1", "home": rees.home_id, "kind": "related", "colleague": olive.pk, "by": olive.pk},
    )
    tie = Tie.objects.get()
    assert (tie.colleague, tie.home, tie.kind, tie.by) == (mo, rees.home, "related", mo)
    from heed.folders.models import Access

    assert Access.objects.filter(folder=rees.folder_id, colleague=mo, effect="kept_out", until=None).exists()


def test_a_tie_without_its_kind_is_asked_for_again_with_the_addresses(rita, rees):
    page = said(signed_in(rita).post("/me/ties/", {"words": "np99 3qx", "choose": "1", "home": rees.home_id}))
    assert "Choose what ties you to it" in page
    assert "14 Heol Ŵyn" in page
    assert not Tie.objects.exists()


def test_ending_a_tie_opens_nothing_and_is_for_ones_own(mo, olive, rees, now):
    from heed.folders.models import Access

    browser = signed_in(mo)
    browser.post("/me/ties/", {"words": "np99 3qx", "choose": "1", "home": rees.home_id, "kind": "knows"})
    tie = Tie.objects.get()
    assert signed_in(olive).post(f"/me/ties/{tie.pk}/end/").status_code == 404
    browser.post(f"/me/ties/{tie.pk}/end/")
    assert Tie.objects.get().until is not None
    assert Access.objects.filter(colleague=mo, effect="kept_out", until=None).exists()


# Is Heed well? ----------------------------------------------------------------------------------------------------------------
@pytest.fixture
def well(gail, now):
    Heartbeat.objects.create(job="sweep", at=now)


def sick(client) -> set[str]:
    answer = client.get("/healthz")
    found = {code for code, words in answer.json()["signs"].items() if words != "well"}
    assert answer.status_code == (503 if found else 200)
    assert answer.json()["well"] is not bool(found)
    return found


def test_well(client, well):
    assert sick(client) == set()


def test_a_sweep_that_never_ran_or_stands_still(client, well, now):
    Heartbeat.objects.update(at=now - timedelta(minutes=6))
    assert sick(client) == {"sweep"}
    Heartbeat.objects.all().delete()
    assert sick(client) == {"sweep"}


def test_mail_that_waits_too_long(client, well, gail, now):
    letter = Letter.objects.create(
        key="k", message="new_concern", to=gail, path="/", made_at=now - timedelta(minutes=5), next_try_at=now
    )
    assert sick(client) == set()
    Letter.objects.filter(pk=letter.pk).update(made_at=now - timedelta(minutes=11))
    assert sick(client) == {"mail"}
    Letter.objects.filter(pk=letter.pk).update(sent_at=now)
    assert sick(client) == set()


def test_looks_that_nobody_seals(client, well, now):
    from heed.audit.actions import Verb as V
    from heed.audit.actions import look, remember_all

    remember_all([look(V.LOOKED, at=now - timedelta(minutes=6), colleague=None, page="x")])
    assert sick(client) == {"seal"}


def test_a_group_without_a_member_here(client, well, gail, leo, now):
    Absence.objects.create(colleague=gail, since=now - timedelta(hours=1))
    assert sick(client) == {"group"}


def test_it_says_nothing_personal(client, well, gail, leo, now):
    Absence.objects.create(colleague=gail, since=now - timedelta(hours=1))
    assert "Gail" not in said(client.get("/healthz"))
    assert "Leo" not in said(client.get("/healthz"))


def test_the_administrator_reads_it_in_words(ada, well, gail, now):
    Letter.objects.create(
        key="k", message="new_concern", to=gail, path="/", made_at=now, next_try_at=now, dead_at=later(now, minutes=1)
    )
    page = said(signed_in(ada).get("/system/"))
    assert "some letters could not be delivered" in page
    assert "Gail" not in page
    assert signed_in(gail).get("/system/").status_code == 404
