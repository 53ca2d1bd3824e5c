"""The organisation's pages: right role, wrong role, one row each, fields that nobody asked for ignored (B1 to B7, B20)."""

import re
from datetime import time, timedelta

import pytest

from heed.audit.models import Verb
from heed.organisation.choices import Role, SchemeKind
from heed.organisation.models import Absence, Colleague, Duty, LocalAuthority, Post, Region, Scheme, Signature
from heed.procedures import leaving, posts
from heed.web.components.times import on_uk_clock, uk_date
from tests.doing import acting
from tests.people import colleague, holds, later
from tests.web.door import deferred, rows, signed_in

pytestmark = pytest.mark.django_db

FACTS = {
    "display_name": "Siân Rees-Okafor",
    "email": "",
    "telephone": "01632 960118",
    "job_title": "Joiner",
    "department": "repairs",
    "standing": "employee",
}


def said(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def admin(ada):
    return signed_in(ada)


def pages(someone, post, duty) -> dict[str, str]:
    base = "/organisation/"
    one = f"{base}colleagues/{someone.pk}/"
    return {
        "list": base,
        "add": f"{base}colleagues/new/",
        "one": one,
        "change": f"{one}change/",
        "post": f"{one}post/",
        "away": f"{one}away/",
        "reset": f"{one}new-password/",
        "leave": f"{one}leave/",
        "end": f"{base}posts/{post.pk}/end/",
        "schemes": f"{base}schemes/",
        "places": f"{base}places/",
        "group": f"{base}group/",
        "system": "/system/",
    }


@pytest.fixture
def every_page(rita, gail, now):
    duty = Duty.objects.create(colleague=gail, since=now, until=later(now, hours=5))
    return pages(rita, Post.objects.get(colleague=gail), duty)


def test_the_administrator_opens_each_page(admin, every_page):
    for name, path in every_page.items():
        assert admin.get(path).status_code == 200, name


@pytest.mark.parametrize("who", ["rita", "gail", "mo", "nia", "tom", "leo"])
def test_nobody_else_opens_one_or_learns_that_it_is_there(who, every_page, request):
    browser = signed_in(request.getfixturevalue(who))
    for name, path in every_page.items():
        with rows() as written:
            assert browser.get(path).status_code == 404, name
            assert browser.post(path, FACTS).status_code in {404, 405}, name
        assert {look.verb for look in written} <= {Verb.REFUSED}
        assert written


def test_a_stranger_is_sent_to_sign_in(client, every_page):
    for path in every_page.values():
        assert client.get(path)["Location"].startswith("/sign-in/")


def test_what_does_not_exist_is_not_there(admin):
    for path in ("colleagues/999999/", "colleagues/999999/leave/", "posts/999999/end/", "schemes/999999/"):
        assert admin.get(f"/organisation/{path}").status_code == 404


# Colleagues -------------------------------------------------------------------------------------------------------------------
def test_a_new_colleague_gets_a_password_shown_once_and_nothing_that_was_not_asked_for(admin):
    with rows() as written:
        page = said(
            admin.post(
                "/organisation/colleagues/new/",
                {
                    **FACTS,
                    "username": "Sian.Rees",
                    "is_active": "",
                    "is_staff": "1",
                    "is_superuser": "1",
                    "role": "lead",
                    "session_salt": "x",
                    "password": "x",
                },
            )
        )
    made = Colleague.objects.get(username="sian.rees")
    password = re.search(r"panel__reference\">([a-z-]+)<", page)[1]
    assert made.check_password(password)
    assert made.is_active
    assert not Post.objects.filter(colleague=made).exists()
    assert made.session_salt != "x"
    assert [look.verb for look in written] == [Verb.CHANGED]
    assert password not in said(admin.get(f"/organisation/colleagues/{made.pk}/"))


def test_a_taken_user_name_and_odd_letters_are_refused_in_words_with_the_text_kept(admin, rita):
    for name in ("RITA", "ri ta", "x" * 61, ""):
        page = said(admin.post("/organisation/colleagues/new/", {**FACTS, "username": name}))
        assert "There is a problem" in page
        assert "Siân Rees-Okafor" in page


def test_details_are_changed_and_nothing_else_is(admin, rita, mo):
    with rows() as written:
        admin.post(
            f"/organisation/colleagues/{rita.pk}/change/",
            {
                **FACTS,
                "username": "other",
                "password": "x",
                "is_active": "",
                "left_at": "2020-01-01",
                "line_manager": mo.pk,
                "password_until": "2020-01-01",
            },
        )
    after = Colleague.objects.get(pk=rita.pk)
    assert (after.display_name, after.line_manager) == ("Siân Rees-Okafor", mo)
    assert (after.username, after.password, after.is_active, after.left_at, after.password_until) == (
        "rita",
        rita.password,
        True,
        None,
        None,
    )
    assert [look.verb for look in written] == [Verb.CHANGED]


@pytest.mark.parametrize(
    "field, value",
    [
        ("department", "secret"),
        ("standing", "lead"),
        ("email", "not one"),
        ("display_name", "x" * 121),
        ("line_manager", "999999"),
    ],
)
def test_values_outside_the_choices_are_refused(admin, rita, field, value):
    assert "There is a problem" in said(admin.post(f"/organisation/colleagues/{rita.pk}/change/", {**FACTS, field: value}))
    assert Colleague.objects.get(pk=rita.pk).display_name == rita.display_name


def test_the_list_finds_sorts_pages_and_puts_no_name_in_an_address(admin, rita, mo):
    found = admin.post("/organisation/narrow/", {"words": "okafor"})["Location"]
    assert "okafor" not in found.lower()
    page = said(admin.get(found))
    assert "Rita Okafor" in page
    assert "Mo Hassan" not in page
    assert admin.post("/organisation/narrow/", {})["Location"] == "/organisation/"
    for odd in (
        "?sort=-joined",
        "?sort=password",
        "?page=99",
        "?page=x",
        "?sort=display_name);--",
        "?department=x",
        "?named=x",
    ):
        assert "Mo Hassan" in said(admin.get(f"/organisation/{odd}"))


def test_what_the_list_is_narrowed_to_stands_open_and_is_taken_off_one_by_one(admin, rita, mo, gail, ada):
    where = admin.post("/organisation/narrow/?sort=-joined", {"words": "o", "department": "repairs"})["Location"]
    page = said(admin.get(where))
    assert "sort=-joined" in where and "Rita Okafor" in page and "Mo Hassan" not in page
    taken_off = {
        label: url.replace("&amp;", "&")
        for url, label in re.findall(
            r'href="([^"]+)"[^>]*><span class="visually-hidden">Remove filter:</span> ([^<]+?) <', page
        )
    }
    assert set(taken_off) == {"“o”", "Repairs"}
    everybody_with_o = said(admin.get(taken_off["Repairs"]))
    assert "Mo Hassan" in everybody_with_o and "“o”" in everybody_with_o and "Gail Prosser" in everybody_with_o
    assert f"/colleagues/{ada.pk}/" not in everybody_with_o
    assert "department=repairs" in taken_off["“o”"] and "named=" not in taken_off["“o”"]
    nobody = said(admin.get(admin.post("/organisation/narrow/", {"words": "zzz", "left": "on"})["Location"]))
    assert (
        "Nobody fits that" in nobody and "Show everybody" in nobody and "Those who have left ×" in re.sub("<[^>]+>", "", nobody)
    )


NAMES = ("Ángel O’Brien", "ap Rhys", "Łukasz Żółw", "Mair", "Nguyễn Thị Hoa", "Ŵyn", "X", "Siân " + "Llanfair" * 7)


def test_names_are_found_without_accents_and_stand_in_their_order(admin):
    for number, name in enumerate(NAMES):
        colleague(f"u{number}", display_name=name)
    for words, name in (
        ("angel obrien", NAMES[0]),
        ("o'brien", NAMES[0]),
        ("AP RHYS", NAMES[1]),
        ("lukasz zolw", NAMES[2]),
        ("nguyen", NAMES[4]),
        ("wyn", NAMES[5]),
        ("sian llanfairllanfair", NAMES[7]),
    ):
        found = admin.get(admin.post("/organisation/narrow/", {"words": words})["Location"])
        assert [one.display_name for one in found.context["page"]] == [name], words
    listed = [one.display_name for one in admin.get("/organisation/").context["page"] if one.display_name in NAMES]
    assert listed == ["Ángel O’Brien", "ap Rhys", "Łukasz Żółw", "Mair", "Nguyễn Thị Hoa", NAMES[7], "Ŵyn", "X"]
    backwards = [
        one.display_name for one in admin.get("/organisation/?sort=-name").context["page"] if one.display_name in NAMES
    ]
    assert backwards == listed[::-1]


def test_schemes_are_sorted_by_each_column(admin, brynfelin, seaview):
    for sort, first in (("name", brynfelin), ("-name", seaview), ("nation", seaview), ("region", seaview), ("odd", brynfelin)):
        assert admin.get("/organisation/schemes/", {"sort": sort}).context["page"][0] == first, sort


def test_fifty_on_a_page(admin):
    for number in range(60):
        colleague(f"person{number:02}")
    assert said(admin.get("/organisation/")).count("/organisation/colleagues/") - 1 == 50
    assert said(admin.get("/organisation/?page=2")).count("/organisation/colleagues/") - 1 == 11


# Posts and signatures ---------------------------------------------------------------------------------------------------------
def propose(browser, someone, role, **more):
    return browser.post(f"/organisation/colleagues/{someone.pk}/post/", {"role": role, **more})


def test_a_group_seat_is_proposed_by_one_and_signed_by_another(admin, rita, leo):
    with rows() as written:
        propose(admin, rita, "group", skills=["repairs"])
    assert not Post.objects.filter(colleague=rita).exists()
    assert [look.verb for look in written] == [Verb.CHANGED]
    lead, asked = signed_in(leo), Signature.objects.get()
    assert "you can sign" in said(lead.get("/organisation/signatures/"))
    with rows() as written:
        lead.post(
            f"/organisation/signatures/{asked.pk}/", {"answer": "give", "role": "lead", "for_colleague": leo.pk, "wanted": "{}"}
        )
    post = Post.objects.get(colleague=rita)
    assert (post.role, post.skills, post.signature) == (Role.GROUP, ["repairs"], asked)
    assert [look.verb for look in written] == [Verb.CHANGED]


def test_nobody_proposes_themselves_by_the_page_either(admin, ada):
    assert "Nobody gives a post to themselves" in said(propose(admin, ada, "trainer"))
    assert not Post.objects.filter(colleague=ada, role=Role.TRAINER).exists()


def test_a_refused_signature_changes_nothing(admin, rita, leo):
    propose(admin, rita, "group")
    signed_in(leo).post(f"/organisation/signatures/{Signature.objects.get().pk}/", {"answer": "refuse"})
    assert not Post.objects.filter(colleague=rita).exists()
    assert "Nothing waits" in said(signed_in(leo).get("/organisation/signatures/"))


def test_a_lead_does_not_sign_for_herself_or_what_she_asked_for(leo, ada, rita, now):
    asked = [posts.propose(leo, Role.GROUP, by=ada, at=now), posts.propose(rita, Role.GROUP, by=leo, at=now)]
    lead = signed_in(leo)
    assert "you can sign" not in said(lead.get("/organisation/signatures/"))
    for signature in asked:
        lead.post(f"/organisation/signatures/{signature.pk}/", {"answer": "give"})
    assert Post.objects.filter(colleague__in=[leo, rita]).count() == 1


@pytest.mark.parametrize("who", ["rita", "gail", "ada", "mo", "olwen"])
def test_only_leads_see_what_waits(who, rita, ada, leo, now, request):
    asked = posts.propose(colleague("priya"), Role.GROUP, by=ada, at=now)
    browser = signed_in(request.getfixturevalue(who))
    for path in ("/organisation/signatures/", f"/organisation/signatures/{asked.pk}/"):
        assert browser.get(path).status_code == 404
    assert browser.post(f"/organisation/signatures/{asked.pk}/", {"answer": "give"}).status_code == 404
    assert Signature.objects.get().given_at is None


def test_signing_asks_for_the_password_again(leo, ada, now):
    asked = posts.propose(colleague("priya"), Role.GROUP, by=ada, at=now)
    answer = signed_in(leo, fresh=False).post(f"/organisation/signatures/{asked.pk}/", {"answer": "give"})
    assert "password-again" in answer["Location"]
    assert Signature.objects.get().given_at is None


def test_a_manager_needs_a_scheme_and_ends_with_one_click(admin, rita, leo, brynfelin, seaview):
    assert "Choose the scheme" in said(propose(admin, rita, "manager"))
    propose(admin, rita, "manager", scheme=brynfelin.pk, region=seaview.region.pk)
    signed_in(leo).post(f"/organisation/signatures/{Signature.objects.get().pk}/", {"answer": "give"})
    post = Post.objects.get(colleague=rita)
    assert (post.scheme, post.region) == (brynfelin, None)
    assert admin.get(f"/organisation/posts/{post.pk}/end/").status_code == 200
    assert Post.objects.get(pk=post.pk).until is None
    admin.post(f"/organisation/posts/{post.pk}/end/")
    assert Post.objects.get(pk=post.pk).until is not None


def test_a_post_until_a_day_is_held_on_that_day_too(admin, rita, leo, now):
    last = (now + timedelta(days=40)).date()
    day = {"until_day": last.day, "until_month": last.month, "until_year": last.year}
    propose(admin, rita, "group", **day)
    asked = Signature.objects.get()
    assert f"Last day</dt><dd>{uk_date(last)}" in said(signed_in(leo).get(f"/organisation/signatures/{asked.pk}/"))
    signed_in(leo).post(f"/organisation/signatures/{asked.pk}/", {"answer": "give"})
    forever = propose(admin, leo, "group", until_day=31, until_month=12, until_year=9999)
    assert "Leave it empty if it has no end" in said(forever)
    post = Post.objects.get(colleague=rita)
    assert post.until == on_uk_clock(last + timedelta(days=1), time(0)) and post.last_day == last
    assert f"until {uk_date(last)}" in said(admin.get(f"/organisation/colleagues/{rita.pk}/"))


def test_ending_the_only_lead_says_what_to_do_first(admin, leo, gail):
    page = admin.post(f"/organisation/posts/{Post.objects.get(colleague=leo).pk}/end/", follow=True)
    assert "Have another one signed first" in said(page)
    assert Post.objects.get(colleague=leo).until is None


def test_a_new_password_for_a_reader_of_records_is_shown_to_the_lead_who_signed(admin, gail, leo, rita):
    assert "panel__reference" in said(admin.post(f"/organisation/colleagues/{rita.pk}/new-password/"))
    assert admin.post(f"/organisation/colleagues/{gail.pk}/new-password/").status_code == 302
    page = said(signed_in(leo).post(f"/organisation/signatures/{Signature.objects.get().pk}/", {"answer": "give"}))
    assert Colleague.objects.get(pk=gail.pk).check_password(re.search(r"panel__reference\">([a-z-]+)<", page)[1])


# Skills -----------------------------------------------------------------------------------------------------------------------
def test_the_lead_changes_what_a_member_brings_without_a_new_post(leo, gail, gwen):
    lead, post = signed_in(leo), Post.objects.get(colleague=gail)
    path = f"/organisation/group/skills/{post.pk}/"
    assert path in said(lead.get("/organisation/group/skills/"))
    assert "Nobody brings these" in said(lead.get("/organisation/group/skills/"))
    with rows() as written:
        answer = lead.post(path, {"skills": ["repairs", "money"], "role": "lead", "until": "2020-01-01", "colleague": leo.pk})
    assert answer["Location"] == "/organisation/group/skills/"
    after = Post.objects.get(pk=post.pk)
    assert (after.skills, after.role, after.until, after.colleague) == (["money", "repairs"], Role.GROUP, None, gail)
    assert [(look.verb, look.record.int) for look in written] == [(Verb.CHANGED, post.pk)]
    assert Signature.objects.count() == 0
    page = said(lead.get("/organisation/group/skills/"))
    assert "Repairs and the home" in page and "Domestic abuse" in page.split("Nobody brings these")[1].split("<ul")[0], (
        "now nobody brings it"
    )


def test_a_member_may_bring_no_named_skill(leo, gail):
    post = Post.objects.get(colleague=gail)
    assert signed_in(leo).post(f"/organisation/group/skills/{post.pk}/", {}).status_code == 302
    assert Post.objects.get(pk=post.pk).skills == []


def test_skills_outside_the_list_and_of_other_posts_are_refused(leo, gail, mo, now):
    lead, post = signed_in(leo), Post.objects.get(colleague=gail)
    assert "There is a problem" in said(lead.post(f"/organisation/group/skills/{post.pk}/", {"skills": ["flying"]}))
    other = Post.objects.get(colleague=mo)
    assert lead.post(f"/organisation/group/skills/{other.pk}/", {"skills": ["money"]}).status_code == 404
    Post.objects.filter(pk=post.pk).update(until=now)
    assert lead.post(f"/organisation/group/skills/{post.pk}/", {"skills": ["money"]}).status_code == 404
    assert Post.objects.get(pk=post.pk).skills == ["domestic_abuse"] and Post.objects.get(pk=other.pk).skills == []


@pytest.mark.parametrize("who", ["rita", "gail", "ada", "mo", "olwen", "nia"])
def test_nobody_else_changes_what_a_member_brings(who, gail, request):
    browser, post = signed_in(request.getfixturevalue(who)), Post.objects.get(colleague=gail)
    for path in ("/organisation/group/skills/", f"/organisation/group/skills/{post.pk}/"):
        assert browser.get(path).status_code == 404
    assert browser.post(f"/organisation/group/skills/{post.pk}/", {"skills": ["money"]}).status_code == 404
    assert Post.objects.get(pk=post.pk).skills == ["domestic_abuse"]


# Absence, leaving, handing over -----------------------------------------------------------------------------------------------
def test_an_absence_with_a_deputy(admin, mo, rita, now):
    day = now + timedelta(days=10)
    admin.post(
        f"/organisation/colleagues/{mo.pk}/away/",
        {"since_0": "", "since_day": day.day, "since_month": day.month, "since_year": day.year, "deputy": rita.pk},
    )
    assert Absence.objects.get().colleague == mo
    assert Signature.objects.get().for_colleague == rita


def test_leaving_takes_two_clicks_and_one_password(admin, mo, ada):
    path = f"/organisation/colleagues/{mo.pk}/leave/"
    assert "password-again" in signed_in(ada, fresh=False).get(path)["Location"]
    assert admin.get(path).status_code == 200
    assert Colleague.objects.get(pk=mo.pk).is_active
    with rows() as written:
        admin.post(path)
    assert not Colleague.objects.get(pk=mo.pk).is_active
    assert [look.verb for look in written] == [Verb.CHANGED]
    assert admin.post(path).status_code == 404
    assert len(deferred("hand_over")) == 1


def test_a_lead_hands_over_and_an_administrator_does_not(admin, mo, olive, leo, ada, now):
    with acting(ada, now):
        leaving.leave(mo, by=ada, at=now)
    path = f"/organisation/handing-over/{mo.pk}/"
    assert admin.get(path).status_code == admin.get("/organisation/handing-over/").status_code == 404
    lead = signed_in(leo)
    assert "Mo Hassan" in said(lead.get("/organisation/handing-over/"))
    with rows() as written:
        assert lead.post(path, {"successor": olive.pk, "by": ada.pk, "leaver": olive.pk}).status_code == 302
    assert [look.verb for look in written] == [Verb.CHANGED]
    assert {"leaver": mo.pk, "successor": olive.pk, "by": leo.pk} in deferred("hand_over")


def test_nobody_who_is_still_here_is_handed_over(leo, mo):
    assert signed_in(leo).get(f"/organisation/handing-over/{mo.pk}/").status_code == 404


def test_a_lead_does_not_hand_over_to_herself(leo, mo, ada, now):
    with acting(ada, now):
        leaving.leave(mo, by=ada, at=now)
    before = len(deferred("hand_over"))
    assert "There is a problem" in said(signed_in(leo).post(f"/organisation/handing-over/{mo.pk}/", {"successor": leo.pk}))
    assert len(deferred("hand_over")) == before


# Places and the group ---------------------------------------------------------------------------------------------------------
def test_regions_authorities_and_schemes_are_added_once(admin):
    for _ in range(2):
        admin.post("/organisation/places/", {"which": "region", "name": "Valleys"})
        admin.post(
            "/organisation/places/", {"which": "authority", "name": "Valleys Council", "nation": "wales", "code": "W06000000"}
        )
    region, authority = Region.objects.get(), LocalAuthority.objects.get()
    given = {
        "name": "Llys Ŵyn",
        "code": "LW",
        "kind": "scheme",
        "region": region.pk,
        "local_authority": authority.pk,
        "nation": "wales",
    }
    admin.post("/organisation/schemes/", given)
    assert "There is a scheme of that name or code" in said(admin.post("/organisation/schemes/", given))
    made = Scheme.objects.get()
    admin.post(f"/organisation/schemes/{made.pk}/", {**given, "name": "Llys Ŵyn 2", "code": "changed", "kind": "patch"})
    after = Scheme.objects.get()
    assert (after.name, after.code, after.kind) == ("Llys Ŵyn", "LW", SchemeKind.PATCH), "its name waits for a signature"


def test_the_group_page_shows_skills_gaps_and_who_stands_in(admin, leo, gail, now):
    page = said(admin.get("/organisation/group/"))
    assert "Domestic abuse" in page
    assert "nobody is on duty" in page
    assert "the lead stands in" not in page
    Post.objects.filter(colleague=gail).update(until=now)
    assert "the lead stands in" in said(admin.get("/organisation/group/"))


def test_a_rota_without_a_gap_shows_none(admin, gail, leo, now):
    Duty.objects.create(colleague=gail, since=now - timedelta(hours=1), until=now + timedelta(days=40))
    page = said(admin.get("/organisation/group/"))
    assert "nobody is on duty" not in page
    assert "In the next four weeks" not in page


def test_duty_is_put_on_the_rota_and_taken_off(admin, gail, rita):
    when = {
        "since_day": "1",
        "since_month": "12",
        "since_year": "2030",
        "since_time": "5pm",
        "until_day": "2",
        "until_month": "12",
        "until_year": "2030",
        "until_time": "9am",
    }
    assert "There is a problem" in said(admin.post("/organisation/group/", {"colleague": rita.pk, **when}))
    assert "Give the time as well" in said(admin.post("/organisation/group/", {"colleague": gail.pk, **when, "until_time": ""}))
    admin.post("/organisation/group/", {"colleague": gail.pk, **when})
    duty = Duty.objects.get()
    assert (duty.colleague, duty.since.isoformat()) == (gail, "2030-12-01T17:00:00+00:00")
    admin.post(f"/organisation/group/duty/{duty.pk}/remove/")
    assert not Duty.objects.exists()


def test_a_head_of_service_hands_over_but_keeps_no_accounts(valleys, rita, mo):
    head = signed_in(holds(colleague("hefin"), Role.HEAD_OF_SERVICE, region=valleys))
    assert head.get("/organisation/handing-over/").status_code == 200
    assert head.get(f"/organisation/colleagues/{rita.pk}/").status_code == 404
