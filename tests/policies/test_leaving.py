"""The safe-contact check before anything leaves (B24): judged over everything there is, whatever the asker may see."""

import pytest

from heed.cases import working
from heed.cases.choices import Part
from heed.cases.working import Known
from heed.households.actions import Contact, set_safe_contact
from heed.households.models import Person, Phone
from heed.policies import leaving, visible
from heed.policies.leaving import CannotOverride, Hazard, Stopped
from tests import factories
from tests.cases.casework import opened, worked
from tests.doing import acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin), "Siân Rees", "Darren Pugh")


@pytest.fixture
def sian(rees) -> Person:
    return Person.objects.get(folder=rees.folder_id, name="Siân Rees")


@pytest.fixture
def darren(rees) -> Person:
    return Person.objects.get(folder=rees.folder_id, name="Darren Pugh")


@pytest.fixture
def case(mo, brynfelin, sian, darren):
    case = opened(mo, brynfelin, mo)
    with worked(case, mo) as (seen, me):
        working.add_someone(seen, Known("Siân Rees", Part.VICTIM, person=sian), by=mo, at=me.at)
        working.add_someone(seen, Known("Darren Pugh", Part.PERPETRATOR, person=darren), by=mo, at=me.at)
    return case


def hazards(someone, *people: Person) -> set[Hazard]:
    with acting(someone):
        return {found.hazard for found in leaving.look([person.pk for person in people])}


def test_nothing_is_known_nothing_stops(mo, sian):
    assert hazards(mo, sian) == set()


def test_an_alleged_perpetrator_in_the_same_home_stops_it_even_for_somebody_who_sees_neither(case, mo, olive, sian):
    assert hazards(mo, sian) >= {Hazard.LIVES_TOGETHER}
    assert hazards(olive, sian) == hazards(mo, sian)


def test_a_shared_telephone_stops_it(case, mo, sian, darren, now):
    for person in (sian, darren):
        Phone.objects.create(
            folder_id=person.folder_id,
            person=person,
            number="01632 960123",
            digits="01632960123",
            origin="imported",
            recorded_at=now,
        )
    assert Hazard.SHARED_PHONE in hazards(mo, sian)


def test_what_is_about_the_perpetrator_stops_too(case, mo, darren):
    assert Hazard.ABOUT_PERPETRATOR in hazards(mo, darren)


def test_safe_contact_is_shown_and_does_not_stop(mo, sian):
    with acting(mo) as me:
        seen = visible.people(me).get(pk=sian.pk)
        set_safe_contact(seen, Contact("Ring at work.", no_letter=True), by=mo, at=me.at)
    with acting(mo) as me:
        assert leaving.clear([sian.pk], me=me, at=me.at).override == ""
    assert hazards(mo, sian) == {Hazard.NO_LETTER}


def test_it_stops_explains_and_a_named_person_may_let_it_go(case, mo, nia, sian):
    with acting(mo) as me:
        with pytest.raises(Stopped) as stopped:
            leaving.clear([sian.pk], me=me, at=me.at)
        assert stopped.value.found[0].says
        cleared = leaving.clear([sian.pk], me=me, at=me.at, override="It goes to the council's secure mailbox.")
    assert cleared.override_by == mo
    with acting(nia) as me, pytest.raises(CannotOverride):
        leaving.clear([sian.pk], me=me, at=me.at, override="I want it.")
