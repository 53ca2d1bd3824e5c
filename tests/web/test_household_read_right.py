"""The household's screen cannot be misread: one word for one state, who has left stands apart, and what is tapped rings the right number."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from heed.concerns import advising
from heed.concerns.choices import State, Step
from heed.concerns.models import Concern
from heed.households import actions
from heed.households.actions import Contact
from heed.households.choices import Relation
from heed.households.models import Membership, Person, Phone
from heed.pictures.concern.dossier import dossier, to_open
from heed.pictures.history import Narrowed
from heed.pictures.household.picture import household_picture, households
from heed.policies import visible
from heed.timeline.models import About, Event
from tests import factories
from tests.concerning import advised, reported
from tests.doing import acting
from tests.web.door import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin, "14 Heol Ŵyn"), "Siân Rees", "Darren Pugh")


@pytest.fixture
def darren_left(rees):
    darren = Person.objects.get(name="Darren Pugh")
    Membership.objects.filter(person=darren).update(until=date(2026, 6, 21))
    return darren


def page(colleague, household) -> str:
    return signed_in(colleague).get(reverse("household", args=[household.pk])).content.decode()


def said(colleague, household, ago: timedelta = timedelta()) -> str:
    """The state of its one concern, in words, as the screen says it."""
    with acting(colleague) as me:
        picture = household_picture(households(me).get(pk=household.pk), me, Narrowed(at=me.at - ago))
        return picture.concerns[0].state


def its_page_says(colleague, concern) -> str:
    with acting(colleague) as me:
        return dossier(me, to_open(me).get(pk=concern.pk), me.at).state


def has_number(person: Person, number: str) -> None:
    Phone(
        folder_id=person.folder_id,
        person=person,
        number=number,
        digits=number.replace(" ", ""),
        origin="entered",
        recorded_at=datetime.now(UTC),
    ).save(force_insert=True)


# One word for one state -------------------------------------------------------------------------------------------------------
def test_a_concern_is_in_the_same_state_here_and_on_its_own_page_with_none_one_and_two_voices(rita, gail, gwen, leo, mo, rees):
    concern = reported(rita, rees.home)
    for voice, words in ((None, State.SENT.label), (gail, State.ADVISED.label), (gwen, "waiting for a decision")):
        if voice:
            advised(concern, voice)
        assert said(leo, rees) == its_page_says(leo, concern) == words
        assert said(mo, rees) == words, "a manager reads the same"


def test_two_voices_that_disagree_wait_for_the_lead_here_too(rita, gail, gwen, leo, rees):
    concern = reported(rita, rees.home)
    advised(concern, gail)
    advised(concern, gwen, steps=(Step.VISIT,))
    assert said(leo, rees) == its_page_says(leo, concern) == "waiting for the lead’s decision"


def test_a_past_picture_does_not_know_of_advice_that_came_later(rita, gail, gwen, leo, rees, now):
    concern = reported(rita, rees.home)
    Concern.objects.filter(pk=concern.pk).update(sent_at=now - timedelta(days=9))
    connection.cursor().execute("update concerns_placement set at = %s", [now - timedelta(days=9)])
    advised(concern, gail, gwen)
    with acting(leo) as me:
        advising.ask_the_lead(visible.concerns(me).get(), "Two of us are not sure.", by=leo, at=me.at)
    assert said(leo, rees) == "waiting for the lead’s decision"
    assert said(leo, rees, timedelta(days=1)) == State.SENT.label


# Who has left -----------------------------------------------------------------------------------------------------------------
def test_somebody_who_has_left_is_drawn_dashed_and_the_words_say_so(mo, leo, rees, darren_left):
    sian = Person.objects.get(name="Siân Rees")
    with acting(leo) as me:
        actions.relate(sian, Relation.EX_PARTNER, darren_left, by=leo, at=me.at)
    text = page(mo, rees)
    assert text.count("family__node--gone") == 1 and '<tspan class="family__left" x="0" dy="16">left Jun 2026</tspan>' in text
    assert "<li>Darren no longer lives here (left Jun 2026)</li>" in text and "Siân no longer" not in text


def test_a_number_rings_at_a_tap_only_for_somebody_who_lives_there(mo, rees, darren_left):
    has_number(Person.objects.get(name="Siân Rees"), "07700 900 118")
    has_number(darren_left, "07700 900 119")
    text = page(mo, rees)
    assert 'href="tel:07700900118">07700 900 118</a>' in text
    assert '<span class="person__detail">07700 900 119</span>' in text and "tel:07700900119" not in text


def test_no_tap_rings_whoever_must_not_be_called(mo, leo, rees):
    sian = Person.objects.get(name="Siân Rees")
    has_number(sian, "07700 900118")
    with acting(leo) as me:
        actions.set_safe_contact(sian, Contact("By e-mail, at work", no_call=True), by=leo, at=me.at)
    text = page(mo, rees)
    assert "07700 900118" in text and "tel:" not in text


def test_a_call_can_be_about_somebody_who_has_left(mo, rees, darren_left):
    client, there = signed_in(mo), reverse("note", args=[rees.pk])
    for text in (client.get(there).content.decode(), page(mo, rees)):
        assert "Darren Pugh (no longer here)" in text and "Siân Rees (no longer here)" not in text
    asked = {"note-kind": "call", "note-title": "The police rang", "note-people": [str(darren_left.pk)]}
    assert client.post(there, asked).status_code == 302
    assert About.objects.filter(event=Event.objects.get(kind="note.call"), person=darren_left.pk).exists()


# On paper ---------------------------------------------------------------------------------------------------------------------
def test_paper_says_by_when_and_never_how_long_is_left(rita, mo, rees):
    reported(rita, rees.home)
    paper = signed_in(mo).post(reverse("print_household", args=[rees.pk]), {"who_for": "me", "why": "For the panel"})
    due = paper.content.decode().split("What is due")[1].split("<h2>")[0]
    clocks = paper.context["picture"].clocks
    assert clocks and due.count("by ") >= len(clocks)
    assert "in 2 h" not in due and "clock__due" not in due and "<time" not in due
