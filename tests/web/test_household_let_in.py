"""Whoever is let into a household sees its screen whole, for as long as that lasts and no further (decision 11; CFC-6, CFC-7)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from heed.concerns import placing
from heed.folders.choices import Effect, Why
from heed.folders.models import Access
from heed.policies import visible
from heed.procedures import access
from tests import factories
from tests.concerns.test_main_job import reported
from tests.doing import acting
from tests.web.door import signed_in
from tests.web.test_household_access import smash

pytestmark = pytest.mark.django_db


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin, "14 Heol Ŵyn"), "Siân Rees")


@pytest.fixture
def concern(rita, rees):
    return reported(rita, rees.home, seen="A little girl was under the bed.")


def screen(someone, household) -> str:
    return signed_in(someone).get(reverse("household", args=[household.pk])).content.decode()


def sees(someone, concern) -> bool:
    with acting(someone) as me:
        return visible.concerns(me).filter(pk=concern.pk).exists()


def let_in(manager, household, someone, days: int = 2):
    with acting(manager) as me:
        return access.let_in(
            household.folder_id,
            someone,
            "She visits tomorrow",
            by=manager,
            at=me.at,
            until=me.at + timedelta(days=days),
        )


def test_a_broken_glass_shows_the_open_concern_and_not_who_reported_it(nia, leo, concern, rees):
    smash(nia, rees.home)
    page = screen(nia, rees)
    assert concern.reference in page and "A little girl was under the bed." in page and "No concern is open" not in page
    assert "Rita Okafor" not in page and "Reported by a colleague" in page
    browser = signed_in(nia)
    whole = browser.get(reverse("concern", args=[concern.pk]))
    assert whole.status_code == 200 and "Rita Okafor" not in whole.content.decode()
    for name in (
        "concern_advise",
        "concern_decide",
        "concern_place",
        "concern_close",
    ):  # reading is not deciding
        assert browser.get(reverse(name, args=[concern.pk])).status_code == 404, name


def test_it_closes_with_the_glass(nia, leo, concern, rees, now):
    smash(nia, rees.home)
    assert sees(nia, concern)
    with acting(nia, now + timedelta(hours=5)) as me:
        assert not visible.concerns(me).exists() and not visible.households(me).exists()


def test_a_glass_that_was_not_needed_closes_both_at_once(nia, leo, concern, rees):
    smash(nia, rees.home)
    lead = signed_in(leo)
    page = lead.get(reverse("broken_glass"))
    lead.post(
        reverse("review_glass", args=[page.context["rows"][0].clock]),
        {"fitting": "no", "words": "The wrong house."},
    )
    assert not sees(nia, concern)


def test_a_grant_opens_concerns_of_before_and_after_it_and_its_end_closes_them(mo, nia, rita, concern, rees):
    line = let_in(mo, rees, nia)
    later = reported(rita, rees.home)
    assert sees(nia, concern) and sees(nia, later)
    with acting(mo) as me:
        access.end_grant(line, by=mo, at=me.at)
    assert not sees(nia, concern) and not sees(nia, later)
    assert "Give a colleague access" in screen(mo, rees)


def test_a_concern_that_is_linked_elsewhere_instead_closes_at_once(mo, nia, gail, concern, rees):
    let_in(mo, rees, nia)
    with acting(gail) as me:
        placing.undo_placement(visible.placements(me).get(), "The wrong house", by=gail, at=me.at)
    assert not sees(nia, concern)


def test_of_two_households_either_opens_it(mo, gail, nia, concern, rees, brynfelin):
    other = factories.household(factories.home(brynfelin, "16 Heol Ŵyn"), "Darren Pugh")
    with acting(gail) as me:
        placing.place(concern, other.pk, "He lives there now", by=gail, at=me.at)
    here, there = let_in(mo, rees, nia), let_in(mo, other, nia, days=3)
    for line, still in ((here, True), (there, False)):
        with acting(mo) as me:
            access.end_grant(line, by=mo, at=me.at)
        assert sees(nia, concern) == still


def test_whoever_is_kept_out_of_the_concern_is_let_into_the_rest_alone(rita, mo, nia, rees):
    named = reported(rita, rees.home, colleagues=[nia])
    Access.objects.filter(folder=rees.folder_id, colleague=nia, effect=Effect.KEPT_OUT).delete()
    Access.objects.create(
        folder_id=rees.folder_id,
        colleague=nia,
        effect=Effect.LET_IN,
        why=Why.GRANT,
        since=named.sent_at,
        until=named.sent_at + timedelta(days=9),
        by=mo,
    )
    other = reported(rita, rees.home)
    assert sees(nia, other) and not sees(nia, named)
    page = screen(nia, rees)
    assert other.reference in page and named.reference not in page


def test_the_lists_stay_apart_for_everybody_else(mo, nia, olive, rita, concern, rees):
    let_in(mo, rees, nia)
    for someone in (olive, rita):
        assert not sees(someone, concern)
    lines = Access.objects.filter(folder=concern.folder_id, why=Why.GRANT)
    assert [(line.colleague, line.by) for line in lines] == [(nia, mo)], "who and by whom stands on the concern's own list"
