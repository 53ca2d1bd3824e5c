"""Print, who has looked, letting in, breaking the glass, sensitive: each leaves its trace, and a kept-out person learns nothing (CFC-6, B24)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from heed.audit.models import Verb
from heed.concerns import placing
from heed.concerns.choices import Part
from heed.concerns.reporting import Named
from heed.deadlines.models import Clock
from heed.folders.choices import Why
from heed.folders.models import Access, Folder
from heed.households import actions
from heed.households.actions import Contact
from heed.households.models import Membership, Person, Phone
from heed.organisation.models import Post
from heed.policies import visible
from heed.procedures import access
from heed.timeline.models import Event
from heed.web.components.times import UK, uk_date
from tests import factories
from tests.concerns.test_main_job import reported
from tests.doing import acting
from tests.web.door import rows, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def rees(brynfelin, leo):
    made = factories.household(factories.home(brynfelin, "14 Heol Ŵyn"), "Siân Rees", "Darren Pugh", "Gwenllian Rees")
    with acting(leo) as me:
        sian = Person.objects.get(name="Siân Rees")
        actions.set_safe_contact(sian, Contact("Ring after 9:30am on the number ending 118"), by=leo, at=me.at)
        Phone(
            folder_id=made.folder_id,
            person=sian,
            number="07700 900118",
            digits="07700900118",
            origin="entered",
            recorded_at=me.at,
        ).save(force_insert=True)
    return made


def url(name: str, household, *more) -> str:
    return reverse(name, args=[household.pk, *more])


# On paper ---------------------------------------------------------------------------------------------------------------------
def test_the_paper_comes_after_a_page_that_interrupts_and_says_confidential_who_and_when(mo, rees):
    client = signed_in(mo)
    before = client.get(url("print_household", rees)).content.decode()
    assert "Before you print" in before and "CONFIDENTIAL" not in before
    assert client.post(url("print_household", rees), {"who_for": "me"}).status_code == 200, "why is asked"
    with rows() as written:
        paper = client.post(url("print_household", rees), {"who_for": "me", "why": "For the panel on Monday"}).content.decode()
    assert (
        "CONFIDENTIAL" in paper
        and "Printed by Mo Hassan" in paper
        and "For the panel on Monday" in paper
        and rees.reference in paper
    )
    assert [look.verb for look in written] == [Verb.LOOKED, Verb.PRINTED] and Event.objects.filter(
        kind="access.printed"
    ).exists()
    assert "<nav" not in paper and "Exit this page" not in paper


def test_safe_contact_and_numbers_are_left_off_the_paper_unless_asked_for_with_a_reason(mo, rees):
    client = signed_in(mo)
    ask = {"who_for": "me", "why": "Panel"}
    paper = client.post(url("print_household", rees), ask).content.decode()
    assert "118" not in paper and "Safe contact only: look in Heed" in paper
    refused = client.post(url("print_household", rees), ask | {"contact": "on"}).content.decode()
    assert "CONFIDENTIAL" not in refused and "Say why safe contact must be on paper" in refused
    assert (
        "ending 118"
        in client.post(url("print_household", rees), ask | {"contact": "on", "why_contact": "Visit tonight"}).content.decode()
    )
    others = client.post(
        url("print_household", rees), ask | {"who_for": "partner", "contact": "on", "why_contact": "x"}
    ).content.decode()
    assert "CONFIDENTIAL" not in others and "ending 118" not in others


def test_whoever_may_be_causing_harm_or_has_left_is_never_offered_as_holder(rita, gail, mo, rees):
    reported(rita, rees.home, people=[Named("Darren", Part.PERPETRATOR)])
    darren, gwenllian = (Person.objects.get(name=name) for name in ("Darren Pugh", "Gwenllian Rees"))
    with acting(gail) as me:
        placing.confirm(visible.involved(me).get(), darren, Part.PERPETRATOR, by=gail, at=me.at)
    Membership.objects.filter(person=gwenllian).update(until=date(2026, 1, 1))
    client = signed_in(mo)
    page = client.get(url("print_household", rees))
    offered = [value for value, _label in page.context["form"].fields["who_for"].choices]
    assert str(darren.pk) not in offered and str(gwenllian.pk) not in offered and len(offered) == 4
    assert "checked" not in page.content.decode(), "nobody by default"
    for someone in (darren, gwenllian):
        answer = client.post(url("print_household", rees), {"who_for": str(someone.pk), "why": "x"})
        assert "CONFIDENTIAL" not in answer.content.decode()


def test_print_letting_in_and_who_has_looked_ask_for_the_password_again(leo, rees):
    for name in ("print_household", "who_looked", "let_in", "sensitive"):
        answer = signed_in(leo, fresh=False).get(url(name, rees))
        assert answer.status_code == 302 and "password-again" in answer["Location"], name
    assert signed_in(leo, fresh=False).get(reverse("break_glass")).status_code == 302


@pytest.mark.parametrize(
    ("name", "allowed"),
    [("print_household", "gail leo mo olwen"), ("who_looked", "leo"), ("let_in", "gail leo mo"), ("note", "gail leo mo olwen")],
)
def test_who_may_do_what_with_a_household(request, name, allowed, rita, gail, leo, mo, olive, olwen, nia, ada, tom, cai, rees):
    reported(rita, rees.home)
    for who in ["rita", "gail", "leo", "mo", "olive", "olwen", "nia", "ada", "tom", "cai"]:
        answer = signed_in(request.getfixturevalue(who)).get(url(name, rees))
        assert answer.status_code == (200 if who in allowed.split() else 404), (who, name)


# Who has looked ---------------------------------------------------------------------------------------------------------------
def test_the_lead_sees_who_has_looked_a_page_at_a_time(leo, mo, rees):
    client = signed_in(mo)
    for _time in range(52):
        client.get(url("household", rees))
    lead = signed_in(leo)
    first = lead.get(url("who_looked", rees))
    assert (
        len(first.context["opened"]) == 50
        and first.context["more"]
        and "Mo Hassan" in first.content.decode()
        and "looked at" in first.content.decode()
    )
    second = lead.get(url("who_looked", rees), {"page": "2"})
    assert 2 <= len(second.context["opened"]) <= 4 and not second.context["more"]
    for odd in ("0", "x", "-1", "99999999"):
        assert lead.get(url("who_looked", rees), {"page": odd}).status_code == 200


# Letting in -------------------------------------------------------------------------------------------------------------------
def let(client, household, colleague, day: date, why: str = "She visits tomorrow"):
    return client.post(
        url("let_in", household),
        {"colleague": str(colleague.pk), "why": why, "until_day": day.day, "until_month": day.month, "until_year": day.year},
    )


def test_a_colleague_is_let_in_until_a_day_and_out_again(mo, nia, rees, now):
    manager, officer = signed_in(mo), signed_in(nia)
    assert officer.get(url("household", rees)).status_code == 404
    assert let(manager, rees, nia, (now + timedelta(days=3)).astimezone(UK).date()).status_code == 302
    assert officer.get(url("household", rees)).status_code == 200
    listed = manager.get(url("let_in", rees)).content.decode()
    last = (now + timedelta(days=3)).astimezone(UK).date()
    assert "Nia Example" in listed and f"until the end of {uk_date(last)}" in listed and "by Mo Hassan" in listed
    assert "Access given: Nia Example" in manager.get(url("household", rees)).content.decode()
    line = Access.objects.get(colleague=nia)
    assert manager.post(url("end_let_in", rees, line.pk)).status_code == 302
    assert officer.get(url("household", rees)).status_code == 404 and Event.objects.filter(kind="access.ended").exists()


def test_nobody_lets_themselves_in_nor_somebody_in_the_past(mo, nia, rees, now):
    client = signed_in(mo)
    assert let(client, rees, mo, (now + timedelta(days=3)).date()).status_code == 200
    answer = let(client, rees, nia, (now - timedelta(days=3)).date())
    assert (
        answer.status_code == 200
        and "in the future" in answer.content.decode()
        and "She visits tomorrow" in answer.content.decode()
    )
    for year in (now.year + 2, 2199):
        answer = let(client, rees, nia, date(year, 12, 31))
        assert answer.status_code == 200 and "within a year" in answer.content.decode(), year
    assert not Access.objects.filter(why=Why.GRANT).exists()


def test_a_line_of_another_household_is_not_ended_through_ones_own(mo, olive, seaview, nia, rees, now):
    theirs = factories.household(factories.home(seaview), "Patrick O'Brien")
    line = Access.objects.create(
        folder_id=theirs.folder_id,
        colleague=nia,
        effect="let_in",
        why=Why.GRANT,
        since=now,
        until=now + timedelta(days=1),
        by=olive,
    )
    assert signed_in(mo).post(url("end_let_in", rees, line.pk)).status_code == 404
    assert Access.objects.get(pk=line.pk).until == now + timedelta(days=1)


# Breaking the glass -----------------------------------------------------------------------------------------------------------
def smash(colleague, home, why: str = "A neighbour hears screaming"):
    client = signed_in(colleague)
    where = client.post(reverse("break_glass"), {"words": home.address})["Location"]
    return client, client.post(where, {"home": str(home.pk), "why": why})


def test_a_broken_glass_opens_for_four_hours_and_the_lead_is_told(nia, leo, rees, now):
    with rows() as written:
        client, answer = smash(nia, rees.home)
    assert answer["Location"] == url("household", rees)
    assert client.get(answer["Location"]).status_code == 200
    assert Verb.BROKE_GLASS in {look.verb for look in written}
    line = Access.objects.get(colleague=nia, why=Why.BREAK_GLASS)
    assert line.until - line.since == access.GLASS and Event.objects.filter(kind="access.glass_broken").exists()
    Access.objects.filter(pk=line.pk).update(since=now - timedelta(hours=5), until=now - timedelta(hours=1))
    assert client.get(url("household", rees)).status_code == 404


def test_the_address_is_chosen_without_showing_who_lives_there(nia, rees):
    client = signed_in(nia)
    page = client.post(reverse("break_glass"), {"words": "heol wyn"}, follow=True).content.decode()
    assert "14 Heol Ŵyn" in page and "Siân" not in page and rees.reference not in page
    assert "14 Heol" not in client.post(reverse("break_glass"), {"words": "Siân Rees"}, follow=True).content.decode()


def test_somebody_kept_out_gets_in_nowhere_and_reads_what_an_empty_home_says(nia, leo, brynfelin, rees, now):
    empty = factories.home(brynfelin, "16 Heol Ŵyn")
    Access.objects.create(
        folder_id=rees.folder_id, colleague=nia, effect="kept_out", why=Why.TIE, since=now - timedelta(days=1)
    )
    said = []
    for home in (rees.home, empty):
        _client, answer = smash(nia, home)
        assert answer.status_code == 200
        said.append("Nothing could be opened at that address" in answer.content.decode())
    assert (
        said == [True, True]
        and not Access.objects.filter(why=Why.BREAK_GLASS).exists()
        and not Clock.objects.filter(rule="break_glass_review").exists()
    )


def test_whoever_may_see_it_anyway_breaks_no_glass(mo, rees):
    _client, answer = smash(mo, rees.home)
    assert answer["Location"] == url("household", rees) and not Access.objects.filter(why=Why.BREAK_GLASS).exists()


def test_a_second_person_reviews_it_and_may_end_it_at_once(nia, leo, rees):
    client, _answer = smash(nia, rees.home)
    lead = signed_in(leo)
    assert "A neighbour hears screaming" in lead.get(reverse("broken_glass")).content.decode()
    clock = Clock.objects.get(rule="break_glass_review")
    assert client.get(reverse("review_glass", args=[clock.pk])).status_code == 404
    assert (
        lead.post(reverse("review_glass", args=[clock.pk]), {"fitting": "no", "words": "It was the wrong house."}).status_code
        == 302
    )
    assert (
        client.get(url("household", rees)).status_code == 404
        and not Clock.objects.running().filter(rule="break_glass_review").exists()
    )


def test_nobody_reviews_their_own_broken_glass(nia, leo, rees, brynfelin, now):
    smash(nia, rees.home)
    Post.objects.create(colleague=nia, role="operations", region=brynfelin.region, since=now - timedelta(days=1))
    clock = Clock.objects.get(rule="break_glass_review")
    client = signed_in(nia)
    assert "screaming" not in client.get(reverse("broken_glass")).content.decode()
    answer = client.post(reverse("review_glass", args=[clock.pk]), {"fitting": "yes", "words": "x"})
    assert answer.status_code == 200 and "somebody else reviews it" in answer.content.decode()


# Sensitive --------------------------------------------------------------------------------------------------------------------
def test_the_lead_marks_a_record_as_sensitive_and_the_manager_no_longer_sees_it(mo, leo, rees):
    for page in ("sensitive", "let_in"):
        assert "Mark as sensitive" not in signed_in(mo).get(url(page, rees)).content.decode()
    assert signed_in(mo).post(url("sensitive", rees), {"why": "x"}).status_code == 404
    lead = signed_in(leo)
    assert lead.post(url("sensitive", rees), {"why": "Her brother works with the manager."}).status_code == 302
    assert Folder.objects.get(pk=rees.folder_id).sensitive and Event.objects.filter(kind="access.sensitive").exists()
    assert signed_in(mo).get(url("household", rees)).status_code == 404
    lead.post(url("sensitive", rees), {"why": "No longer"})
    assert signed_in(mo).get(url("household", rees)).status_code == 200
