"""Declared conflicts reach as far as a concern does: also to the home of somebody who is confirmed in it."""

import pytest
from django.urls import reverse

from heed.concerns import placing
from heed.concerns.choices import Part
from heed.concerns.reporting import Named
from heed.deadlines.models import Clock
from heed.households import actions
from heed.households.models import Person
from heed.policies import visible
from heed.timeline.models import Event
from tests import factories
from tests.concerns.test_main_job import reported
from tests.doing import acting
from tests.web.door import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin, "14 Heol Ŵyn"), "Siân Rees")


@pytest.fixture
def darrens(brynfelin):
    """Darren has moved to a home of his own."""
    return factories.household(factories.home(brynfelin, "3 Maes y Bont"), "Darren Pugh")


@pytest.fixture
def concern(rita, rees):
    return reported(rita, rees.home, people=[Named("Darren", Part.PERPETRATOR)])


def tie(someone, household) -> None:
    with acting(someone) as me:
        actions.declare_tie(household.home, "related", colleague=someone, by=someone, at=me.at)


def confirm(by) -> None:
    """As the page does; the person's household is not one the concern is placed at."""
    darren = Person.objects.get(name="Darren Pugh")
    with acting(by) as me:
        placing.confirm(
            visible.involved(me).get(superseded_at=None),
            darren,
            Part.PERPETRATOR,
            by=by,
            at=me.at,
        )


def sees(someone, concern) -> bool:
    with acting(someone) as me:
        return visible.concerns(me).filter(pk=concern.pk).exists()


def test_whoever_is_tied_to_the_home_of_somebody_confirmed_in_it_sees_the_concern_no_more(
    gail, gwen, leo, concern, rees, darrens
):
    tie(gwen, darrens)
    assert sees(gwen, concern)
    confirm(gail)
    assert not sees(gwen, concern) and sees(gail, concern) and sees(leo, concern)
    browser = signed_in(gwen)
    assert browser.get(reverse("concern", args=[concern.pk])).status_code == 404
    assert concern.reference not in browser.get(reverse("desk")).content.decode()


def test_a_tie_declared_afterwards_keeps_out_just_so(gail, gwen, concern, rees, darrens):
    confirm(gail)
    assert sees(gwen, concern)
    tie(gwen, darrens)
    assert not sees(gwen, concern)


def test_a_tie_to_the_home_of_nobody_in_it_changes_nothing(gail, gwen, concern, rees, darrens, brynfelin):
    tie(
        gwen,
        factories.household(factories.home(brynfelin, "5 Maes y Bont"), "Ann Other"),
    )
    confirm(gail)
    assert sees(gwen, concern)


def test_what_a_tied_colleague_owed_in_it_is_owed_by_nobody_by_name_any_more(gail, gwen, concern, rees, darrens):
    tie(gwen, darrens)
    clock = Clock.objects.running().filter(holds=concern.folder_id).first()
    if clock is None:
        clock = Clock.objects.running().filter(folder=concern.folder_id).first()
        Clock.objects.filter(pk=clock.pk).update(holds=concern.folder_id)
    Clock.objects.filter(pk=clock.pk).update(owner=gwen)
    confirm(gail)
    assert Clock.objects.get(pk=clock.pk).owner is None
    assert Event.objects.filter(kind="concern.person_confirmed", folder=concern.folder_id).count() == 1
