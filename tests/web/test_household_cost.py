"""What the household's screen costs, whoever asks and wherever its people were known before (at most 15 statements)."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heed.households.models import Membership, Person, SamePerson
from tests import factories
from tests.concerns.test_main_job import reported
from tests.web.door import signed_in

pytestmark = pytest.mark.django_db
NESTED = 2  # within a test the door's two transactions stand in another, and take their context back


@pytest.mark.parametrize("who", ["gail", "mo", "leo", "olwen"])
def test_the_screen_of_somebody_known_elsewhere_before_asks_no_more_than_any_other(rita, who, request, brynfelin, now):
    someone = request.getfixturevalue(who)
    old = factories.household(factories.home(brynfelin, "14 Heol Ŵyn"), "Siân Rees", "Darren Pugh")
    new = factories.household(factories.home(brynfelin, "15 Heol Ŵyn"), "Siân Rees", began=now)
    reported(rita, new.home)
    there, here = (Person.objects.get(folder=household.folder_id, name="Siân Rees") for household in (old, new))
    Membership.objects.filter(person=there).update(until=date.today())
    Membership.objects.filter(person=here).update(since=date.today())
    SamePerson.objects.create(
        id=here.pk,
        one=there,
        other=here,
        one_folder_id=old.folder_id,
        other_folder_id=new.folder_id,
        reason="confirmed",
        at=now,
    )
    browser = signed_in(someone)
    browser.get(reverse("household", args=[new.pk]))
    with CaptureQueriesContext(connection) as queries:
        page = browser.get(reverse("household", args=[new.pk])).content.decode()
    assert ("Known before at" in page) == (who != "gail"), "the group has never had a concern at the other"
    asked = [q["sql"] for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "set role", "reset role"))]
    assert len(asked) <= 15 + NESTED, "\n".join(sql[:160] for sql in asked)
