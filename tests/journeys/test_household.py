"""Whoever answers the phone: a household on one screen, a call noted, a search and Back, the past, and paper, in a real browser (U12-U19, U26, U29)."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from heed.concerns import placing
from heed.concerns.choices import Danger, Part
from heed.concerns.reporting import Named
from heed.households import actions
from heed.households.actions import Contact
from heed.households.choices import FlagKind, Gender, Member, Relation
from heed.households.models import Membership, Person
from heed.policies import visible
from heed.timeline.models import Event, Words
from tests import factories
from tests.concerns.test_main_job import reported
from tests.doing import acting

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 780}
HISTORY = (
    (
        "history.repair",
        "repairs",
        39,
        "Front door lock replaced, second time",
        "Tenant says she lost her keys. Frame cracked at the height of a boot.",
    ),
    (
        "history.antisocial",
        "antisocial",
        19,
        "Noise: neighbours heard shouting",
        "Number 16 rang at 11pm. Closed, no reply to our card.",
    ),
    ("history.arrears", "income", 47, "Two weeks behind", "Siân says that Darren keeps her card."),
    ("history.visit", "housing", 75, "Nobody in", "Curtains drawn at midday; a child's voice."),
    ("history.complaint", "customer", 120, "Stairwell light", ""),
)


@pytest.fixture
def rees(brynfelin, leo):
    began = datetime(2019, 3, 3, tzinfo=UTC)
    made = factories.household(
        factories.home(brynfelin, "14 Heol Ŵyn"), "Siân Rees", "Darren Pugh", "Mali Rees-Pugh", "Iestyn Rees", began=began
    )
    facts = {
        "Siân Rees": (Gender.FEMALE, 38, Member.TENANT),
        "Darren Pugh": (Gender.MALE, 41, Member.JOINT_TENANT),
        "Mali Rees-Pugh": (Gender.FEMALE, 7, Member.CHILD),
        "Iestyn Rees": (Gender.MALE, 15, Member.CHILD),
    }
    for name, (gender, age, role) in facts.items():
        Person.objects.filter(name=name).update(
            gender=gender, born_on=date(2026 - age, 1, 30), language="Welsh" if name == "Siân Rees" else ""
        )
        Membership.objects.filter(person__name=name).update(role=role)
    Membership.objects.filter(person__name="Darren Pugh").update(until=date(2026, 6, 21))
    now = datetime.now(UTC)
    for kind, department, days, title, text in HISTORY:
        when = (now - timedelta(days=days)).replace(hour=9, minute=0)
        event = Event.objects.create(
            kind=kind,
            folder_id=made.folder_id,
            department=department,
            occurred_at=when,
            known_at=when,
            recorded_at=when,
            whole_day=True,
        )
        Words.objects.create(id=event, folder_id=made.folder_id, words={"title": title, "text": text})
    people = {person.name: person for person in Person.objects.filter(folder_id=made.folder_id)}
    with acting(leo) as me:
        sian, darren, mali, iestyn = (people[name] for name in facts)
        actions.set_safe_contact(
            sian,
            Contact("Ring after 9:30am on the number ending 118", "Darren", no_message=True, no_letter=True),
            by=leo,
            at=me.at,
        )
        due = me.at + timedelta(days=70)
        actions.raise_flag(
            made,
            FlagKind.STAFF_SAFETY,
            "10",
            "Darren threatened a plumber in May.",
            by=leo,
            at=me.at,
            review_on=due.date(),
            review_at=due,
        )
        actions.raise_flag(made, FlagKind.NEED, "40", "Welsh first; Mali has no English yet.", by=leo, at=me.at)
        for one, kind, other in (
            (sian, Relation.EX_PARTNER, darren),
            (sian, Relation.PARENT, mali),
            (darren, Relation.PARENT, mali),
            (sian, Relation.PARENT, iestyn),
        ):
            actions.relate(one, kind, other, by=leo, at=me.at)
    return made


@pytest.fixture
def worried(rita, gail, rees):
    """Rita has reported, and Gail has confirmed who is who."""
    reported(
        rita,
        rees.home,
        danger=Danger.TODAY,
        seen="Third door repair since June. Bedroom door kicked in, a little girl under the bed.",
        child_words="Dad comes when it's dark.",
        people=[Named("Darren", Part.PERPETRATOR)],
    )
    with acting(gail) as me:
        placing.confirm(visible.involved(me).get(), Person.objects.get(name="Darren Pugh"), Part.PERPETRATOR, by=gail, at=me.at)
    return rees


def at(live_server, name: str, *args) -> str:
    return live_server.url + reverse(name, args=args)


def test_without_a_click_all_flags_and_the_last_five_events_stand_on_the_screen(
    page: Page, live_server, sign_in, look, gail, worried
):
    page.set_viewport_size(DESK)
    sign_in(page, gail)
    page.goto(at(live_server, "household", worried.pk))
    expect(page).to_have_title(re.compile("Household"))
    look(page, "household-desk")
    flags, entries = page.locator(".flags .flag"), page.locator(".timeline .entry")
    assert flags.count() == 3 and all(box["y"] + box["height"] <= 900 for box in (flag.bounding_box() for flag in flags.all()))
    fifth = entries.nth(4).bounding_box()
    assert fifth["y"] + fifth["height"] <= 900, fifth
    for flag in flags.all():
        assert flag.locator("svg").count() == 1 and flag.locator("strong").inner_text().strip()
    look(page, "household-desk")


def test_it_reads_on_a_phone(page: Page, live_server, sign_in, look, mo, worried):
    page.set_viewport_size(PHONE)
    sign_in(page, mo)
    page.goto(at(live_server, "household", worried.pk))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    look(page, "household-phone")
    page.get_by_text("Note a call", exact=True).click()
    look(page, "household-phone-note")


def test_a_call_is_noted_from_the_screen(page: Page, live_server, sign_in, look, mo, worried):
    page.set_viewport_size(DESK)
    sign_in(page, mo)
    page.goto(at(live_server, "household", worried.pk))
    page.get_by_text("Note a call", exact=True).click()
    page.get_by_label("Who, and what about?").fill("Ysgol Brynfelin: Mali is not in school")
    page.get_by_label("What was said or seen").fill("Not seen since Thursday.")
    look(page, "household-noting")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator(".timeline .entry").first).to_contain_text("Call: Ysgol Brynfelin: Mali is not in school")
    page.get_by_role("link", name="Call: Ysgol Brynfelin").click()
    page.get_by_role("link", name="Correct this note").click()
    page.get_by_label("Who, and what about?").fill("Ysgol Brynfelin: Iestyn is not in school")
    page.get_by_role("button", name="Keep the correction").click()
    expect(page.locator(".timeline")).to_contain_text("Corrected on")


def test_a_search_forgives_shows_no_word_in_its_address_and_back_works(page: Page, live_server, sign_in, look, mo, worried):
    sign_in(page, mo)
    page.goto(at(live_server, "households"))
    look(page, "households-landing")
    page.get_by_label("Find a household").fill("sian reese")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    assert "sian" not in page.url.lower() and "rees" not in page.url.lower()
    look(page, "households-found")
    page.get_by_role("link", name="14 Heol Ŵyn").click()
    page.go_back()
    expect(page.get_by_role("link", name="14 Heol Ŵyn")).to_be_visible()
    expect(page.get_by_label("Find a household")).to_have_value("sian reese")
    page.get_by_label("Find a household").fill("nobody of that name")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    expect(page.get_by_text("Nothing found that you may open")).to_be_visible()
    look(page, "households-nothing")


def test_the_timeline_narrows_and_a_chosen_filter_is_taken_off(page: Page, live_server, sign_in, look, mo, worried):
    sign_in(page, mo)
    page.goto(at(live_server, "household", worried.pk))
    page.get_by_role("link", name=re.compile("^Repairs")).click()
    expect(page.locator(".timeline .entry")).to_have_count(1)
    page.get_by_label("With the words").fill("lock")
    page.get_by_role("button", name="Find").click()
    assert "kind=repairs" in page.url and "lock" not in page.url
    look(page, "household-narrowed")
    page.get_by_role("link", name="Remove filter: Repairs").click()
    page.go_back()
    expect(page.get_by_role("link", name="Remove filter: Repairs")).to_be_visible()


def test_the_past_says_loudly_that_it_is_past(page: Page, live_server, sign_in, look, mo, worried):
    page.set_viewport_size(DESK)
    sign_in(page, mo)
    page.goto(at(live_server, "household", worried.pk))
    page.get_by_label("As known on").fill((date.today() - timedelta(days=30)).isoformat())
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("This is the past")).to_be_visible()
    expect(page.locator(".flags")).to_contain_text("Ring after 9:30am")
    look(page, "household-past")
    page.get_by_role("link", name="Back to today").click()
    expect(page.get_by_text("This is the past")).to_have_count(0)


def test_every_other_page_of_a_household_is_clear_and_accessible(page: Page, live_server, just_signed_in, look, leo, worried):
    just_signed_in(page, leo)
    someone = Person.objects.get(name="Siân Rees")
    place = Membership.objects.get(person=someone)
    pages = (
        ("household_people",),
        ("safe_contact", someone.pk),
        ("flag",),
        ("add_person",),
        ("relate",),
        ("change_place", place.pk),
        ("print_household",),
        ("let_in",),
        ("who_looked",),
        ("sensitive",),
        ("note",),
    )
    for name, *more in pages:
        page.goto(at(live_server, name, worried.pk, *more))
        assert page.url.endswith(reverse(name, args=[worried.pk, *more])), name
        look(page, f"household-{name}")
    for name in ("break_glass", "broken_glass"):
        page.goto(at(live_server, name))
        look(page, name)


def test_paper(page: Page, live_server, just_signed_in, look, leo, worried):
    just_signed_in(page, leo)
    page.goto(at(live_server, "print_household", worried.pk))
    page.get_by_label("I will, and I shred it afterwards").check()
    page.get_by_label("What is it for?").fill("For the panel on Monday")
    page.get_by_role("button", name="Show the sheets to print").click()
    expect(page.get_by_text("CONFIDENTIAL").first).to_be_visible()
    look(page, "household-paper")
