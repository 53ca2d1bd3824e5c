"""Who has looked tells apart who opened a record and in whose lists and searches it appeared."""

import pytest
from django.urls import reverse

from tests import factories
from tests.concerns.test_main_job import reported
from tests.web.door import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin, "14 Heol Ŵyn"), "Siân Rees")


def test_a_search_and_a_list_are_told_apart_from_opening_it(rita, mo, leo, rees):
    reported(rita, rees.home)
    manager = signed_in(mo)
    manager.get(reverse("households"))
    manager.get(manager.post(reverse("search"), {"words": "Siân"})["Location"])
    manager.get(reverse("household", args=[rees.pk]))
    answer = signed_in(leo).get(reverse("who_looked", args=[rees.pk]))
    seen = [(look.who, look.what, look.page) for look in answer.context["appeared"]]
    assert seen == [
        ("Mo Hassan", "searched", "households"),
        ("Mo Hassan", "was shown a list", "households"),
    ]
    assert ("Mo Hassan", "looked at", "the household's screen") in [
        (look.who, look.what, look.page) for look in answer.context["opened"]
    ]
    page = answer.content.decode()
    assert (
        page.index("<h2>Opened")
        < page.index("the household&#x27;s screen")
        < page.index("<h2>Appeared in a search or a list")
        < page.index("searched")
    )


def test_it_appears_where_somebody_else_was_looked_for_too_and_another_household_does_not(mo, leo, rees, brynfelin):
    other = factories.household(factories.home(brynfelin, "16 Heol Ŵyn"), "Darren Pugh")
    manager = signed_in(mo)
    manager.get(manager.post(reverse("search"), {"words": "Darren"})["Location"])
    for household, times in ((other, 1), (rees, 0)):
        answer = signed_in(leo).get(reverse("who_looked", args=[household.pk]))
        assert len(answer.context["appeared"]) == times, household.home
