"""The administrator's and the lead's pages of the organisation, and where somebody of a household was known or went: on a phone and at a desk."""

import re
from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from heed.households import hidden
from heed.households.models import Membership, Person, SamePerson
from heed.organisation.choices import Role
from heed.organisation.models import Colleague, Post
from heed.procedures import access, leaving, posts
from tests import factories
from tests.doing import acting
from tests.journeys.conftest import DESK, PHONE
from tests.people import colleague, later

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
NAMES = ("Ángel O’Brien", "ap Rhys", "Łukasz Żółw", "X", "Siân " + "Llanfair" * 7)


@pytest.fixture
def many(db) -> list[Colleague]:
    return [
        colleague(f"u{number}", display_name=name, job_title="Antisocial behaviour officer")
        for number, name in enumerate(NAMES)
    ]


def test_each_page_of_an_administrator(
    page: Page, live_server, just_signed_in, look, ada, gail, gwen, mo, leo, many, brynfelin
):
    just_signed_in(page, ada)
    one, post = many[-1].pk, Post.objects.get(colleague=gail)
    pages = (
        ("organisation",),
        ("colleague_add",),
        *((name, one) for name in ("colleague", "colleague_change", "colleague_post", "colleague_away", "colleague_leave")),
        ("post_end", post.pk),
        ("group",),
        ("directory",),
        ("staff_list",),
        ("schemes",),
        ("scheme", brynfelin.pk),
        ("places",),
        ("clocks",),
        ("clock", "first_advice"),
        ("days_off",),
        ("letters",),
        ("letter", "new_concern"),
    )
    for name, *ids in pages:
        page.goto(f"{live_server.url}{reverse(name, args=ids)}")
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            look(page, f"organisation-{name}", rules=size is PHONE)


def test_a_clock_is_made_longer_by_two(page: Page, live_server, just_signed_in, look, ada, leo, browser, browser_context_args):
    just_signed_in(page, ada)
    page.goto(f"{live_server.url}{reverse('clock', args=['second_advice'])}")
    page.get_by_role("button", name="Propose it").click()
    look(page, "clock-refused")  # the reason is missing
    page.get_by_label("How long?").fill("2")
    page.get_by_label("England").uncheck()
    page.get_by_label("Why?").fill("Six of us, over three counties")
    page.get_by_role("button", name="Propose it").click()
    look(page, "clock-proposed")
    context = browser.new_context(**browser_context_args)
    lead = context.new_page()
    just_signed_in(lead, leo)
    lead.goto(f"{live_server.url}{reverse('signatures')}")
    look(lead, "clock-to-sign")
    lead.get_by_role("link", name="How long a clock runs: Second adviser answers").click()
    look(lead, "clock-signing")
    lead.get_by_role("button", name="Sign", exact=True).click()
    context.close()
    page.reload()
    expect(page.get_by_text("proposed by Ada Example, signed by Leo Marchetti")).to_be_visible()
    look(page, "clock-in-force")


def test_a_list_of_joiners_and_leavers_is_looked_at_and_followed(page: Page, live_server, just_signed_in, look, ada, mo, many):
    just_signed_in(page, ada)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        page.goto(f"{live_server.url}{reverse('staff_list')}")
        page.get_by_label("Or paste it here").fill(
            "User name,Name,Job title,Left\nsian,Siân Rees,Joiner,\nu1,ap Rhys,Head of repairs,\nmo,Mo Hassan,,2026-11-01\n?,Odd,,"
        )
        page.get_by_role("button", name="See what it would do").click()
        look(page, "organisation-list-compared", rules=size is PHONE)
    page.get_by_role("button", name="Do it").click()
    expect(page.get_by_text("1 joined, 1 changed, 1 left")).to_be_visible()
    look(page, "organisation-list-done")


def test_the_lead_goes_through_who_can_see_what(
    page: Page, live_server, just_signed_in, look, leo, gail, mo, nia, brynfelin, now
):
    rees = factories.household(factories.home(brynfelin), "Siân Rees")
    with acting(mo, now):
        access.let_in(rees.folder_id, nia, "Repairs on Monday", by=mo, at=now, until=later(now, days=30))
    just_signed_in(page, leo)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        page.goto(f"{live_server.url}{reverse('access_review')}")
        look(page, "organisation-access-review", rules=size is PHONE)
    page.get_by_role("link", name=re.compile("End it.*Gail Prosser")).click()
    look(page, "organisation-access-end-post")
    page.get_by_role("button", name="End it now").click()
    page.get_by_role("button", name=re.compile("End it.*Nia Example, .*")).click()
    expect(page.get_by_text("That access has ended")).to_be_visible()
    page.get_by_role("button", name="Confirm it").click()
    expect(page.get_by_text("Last confirmed by Leo Marchetti")).to_be_visible()


def test_the_list_narrows_stays_on_back_and_lets_go_of_what_it_is_narrowed_to(
    page: Page, live_server, sign_in, look, ada, many, rita
):
    sign_in(page, ada)
    page.set_viewport_size(DESK)
    page.goto(f"{live_server.url}{reverse('organisation')}")
    page.get_by_label("Name, user name or job").fill("lukasz zolw")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(1)
    assert "lukasz" not in page.url.lower()
    look(page, "organisation-narrowed")
    page.get_by_role("link", name="Łukasz Żółw").click()
    page.go_back()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Remove filter: “lukasz zolw”").click()
    expect(page.get_by_role("link", name="Rita Okafor")).to_be_visible()
    assert page.url.endswith(reverse("organisation"))


def test_each_page_of_a_lead(page: Page, live_server, just_signed_in, look, leo, ada, gail, gwen, mo, rita, now):
    with acting(ada, now):
        asked = posts.propose(rita, Role.GROUP, by=ada, at=now, skills=["repairs"])
        leaving.leave(mo, by=ada, at=now)
    just_signed_in(page, leo)
    pages = (("signatures",), ("signature", asked.pk), ("leavers",), ("hand_over", mo.pk), ("group_skills",))
    for name, *ids in pages:
        page.goto(f"{live_server.url}{reverse(name, args=ids)}")
        look(page, f"lead-{name}")
    page.get_by_role("link", name="Change Gail Prosser").click()
    look(page, "lead-change_skills")
    page.get_by_label("Money and debt").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Domestic abuse, Money and debt")).to_be_visible()


def test_a_wrong_link_is_undone_and_a_new_address_is_hidden(
    page: Page, live_server, just_signed_in, look, leo, brynfelin, seaview, now
):
    old = factories.household(factories.home(brynfelin, "14 Heol Ŵyn"), "Siân Rees", "Darren Pugh")
    new = factories.household(factories.home(seaview, "9 Quiet Row", "ZZ99 9ZZ"), "Siân Rees", began=now)
    was, her = (Person.objects.get(folder=household.folder_id, name="Siân Rees") for household in (old, new))
    Membership.objects.filter(person=was).update(until=date.today())
    Membership.objects.filter(person=her).update(since=date.today())
    SamePerson.objects.create(
        id=her.pk,
        one=was,
        other=her,
        one_folder_id=old.folder_id,
        other_folder_id=new.folder_id,
        reason="same_source_id",
        at=now,
    )
    just_signed_in(page, leo)
    page.goto(f"{live_server.url}{reverse('household_people', args=[new.pk])}")
    look(page, "household-linked")
    page.get_by_role("link", name="Not the same person Siân Rees").click()
    look(page, "household-undo_link")
    page.get_by_label("Why?").fill("Two women of one name")
    page.get_by_role("button", name="Undo the link").click()
    expect(page.get_by_text("Known to us before")).to_have_count(0)
    page.get_by_role("link", name="Known before Siân Rees").click()
    look(page, "household-link_person")
    page.get_by_label("Siân Rees, date of birth not known, at 14 Heol Ŵyn").check()
    page.get_by_label("How do you know?").fill("She says so herself")
    page.get_by_role("button", name="Link the two records").click()
    expect(page.get_by_text("Known to us before")).to_be_visible()
    with acting(leo) as me:
        hidden.hide_new_address(was, "The Swan refuge", by=leo, at=me.at)
    page.goto(f"{live_server.url}{reverse('new_address', args=[old.pk, was.pk])}")
    expect(page.get_by_text("The Swan refuge")).to_be_visible()
    look(page, "household-new_address")
    page.get_by_role("button", name="Take it out").click()
    page.get_by_text("What stood here before").click()
    expect(page.get_by_text("The Swan refuge")).to_be_visible()
    look(page, "household-new_address-before")
