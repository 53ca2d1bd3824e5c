"""Somebody who is kept out learns nothing of it: not by SQL of their own, not from a broken glass, not from an action they owe."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.urls import reverse

from heed.audit.models import Look, Verb
from heed.concerns.deciding import ToDo
from heed.folders.choices import Why
from heed.folders.models import Access, Folder, Place
from heed.jobs.tasks import glass_not_broken
from heed.notifications import telling
from heed.notifications.models import Heartbeat, Letter
from heed.organisation.choices import Role
from tests import factories
from tests.concerning import advised, decided, now, reported
from tests.doing import acting, working
from tests.people import colleague, holds
from tests.policies.test_writing_is_narrower import refused
from tests.web.door import deferred, rows, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin, "14 Heol Ŵyn"), "Siân Rees")


@pytest.fixture
def empty(brynfelin):
    return factories.home(brynfelin, "16 Heol Ŵyn")


def out(someone, household, why: Why = Why.NAMED) -> Access:
    since = now() - timedelta(days=1)
    return Access.objects.create(folder_id=household.folder_id, colleague=someone, effect="kept_out", why=why, since=since)


def asked(someone, statement: str, *given: object) -> object:
    with acting(someone), connection.cursor() as c:
        c.execute(statement, given)
        return c.fetchone()[0]


# By SQL ---------------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["mo", "gail", "leo", "rita", "nia"])
def test_nobody_reads_that_they_are_kept_out_nor_of_what(who, request, rita, gail, leo, mo, nia, rees):
    concern = reported(rita, rees.home)
    someone = request.getfixturevalue(who)
    for folder in (concern, rees):
        out(someone, folder)
    assert asked(someone, "select count(*) from folders_access where effect = 'kept_out'") == 0
    assert asked(someone, "select count(*) from folders_place") == 0
    assert asked(someone, "select count(*) from folders_folder") == 0
    with acting(someone):
        assert not Folder.objects.exists() and not Place.objects.exists()


def test_who_is_let_in_still_reads_their_own_line_and_the_group_who_is_kept_out(nia, gail, leo, mo, rita, rees):
    concern = reported(rita, rees.home, colleagues=[mo])
    Access.objects.create(
        folder_id=rees.folder_id, colleague=nia, effect="let_in", why=Why.GRANT, since=now(), until=now() + timedelta(days=1)
    )
    assert asked(nia, "select count(*) from folders_access where colleague_id = %s", nia.pk) == 1
    with acting(gail):
        assert Access.objects.filter(folder=concern.folder_id, effect="kept_out", colleague=mo).exists()


def test_an_owner_who_is_kept_out_afterwards_no_longer_sees_the_action(rita, gail, gwen, nia, rees):
    concern = advised(reported(rita, rees.home), gail, gwen)
    decided(concern, gail, ToDo("Ring the school", nia, now() + timedelta(days=1)))
    assert asked(nia, "select count(*) from deadlines_clock where rule = 'action'") == 1
    out(nia, concern)
    assert asked(nia, "select count(*) from deadlines_clock where rule = 'action'") == 0


def test_who_lives_where_is_answered_only_to_whom_it_is_for(rita, nia, cai, tom, ada, rees):
    for someone in (rita, cai, tom, ada):
        assert asked(someone, "select heed_living_at(%s)", rees.home_id) is None, someone
        assert asked(someone, "select heed_folder_living_at(%s)", rees.home_id) is None, someone
    assert asked(nia, "select heed_folder_living_at(%s)", rees.home_id) == rees.folder_id
    assert reported(rita, rees.home).placed_at, "while somebody writes a report it is answered, by an id alone"
    assert asked(rita, "select heed_living_at(%s)", rees.home_id) is None


def test_an_owner_cannot_try_out_who_is_kept_out(rita, gail, gwen, nia, mo, tom, rees):
    concern = advised(reported(rita, rees.home), gail, gwen)
    decided(concern, gail, ToDo("Ring the school", nia, now() + timedelta(days=1)))
    clock = asked(nia, "select id from deadlines_clock where rule = 'action'")
    out(mo, concern)
    assert {asked(nia, "select heed_may_owe(%s, %s)", clock, someone.pk) for someone in (mo, tom)} == {False}
    for someone in (mo, tom):
        assert refused(nia, "update deadlines_clock set owner_id = %s where id = %s", someone.pk, clock)
        asked(nia, "select heed_owes(%s, %s)", clock, someone.pk)
    assert asked(nia, "select owner_id from deadlines_clock where id = %s", clock) == nia.pk
    assert [asked(gail, "select heed_may_owe(%s, %s)", clock, someone.pk) for someone in (mo, tom)] == [False, True]


# The glass ------------------------------------------------------------------------------------------------------------------------
def smash(someone, home):
    client = signed_in(someone)
    where = client.post(reverse("break_glass"), {"words": home.address})["Location"]
    return client.post(where, {"home": str(home.pk), "why": "A neighbour hears screaming"})


def words(answer, home) -> str:
    """The page as it is read, without what differs by request anyway: the address that was chosen (sealed in the query), and the mark against forgery."""
    page = re.sub(r'csrfmiddlewaretoken" value="[^"]*"|found=[^"]*', "", answer.content.decode())
    return page.replace(home.address, "ADDRESS").replace(f'value="{home.pk}"', "HOME")


def test_kept_out_and_an_empty_home_are_the_same_page_and_the_lead_is_told_of_both(nia, leo, rees, empty):
    out(nia, rees)
    with rows() as looks:
        kept, nobody = smash(nia, rees.home), smash(nia, empty)
    assert kept.status_code == nobody.status_code == 200
    assert "Nothing could be opened at that address. The Safeguarding Lead has just been told" in kept.content.decode()
    assert words(kept, rees.home) == words(nobody, empty)
    tries = [look for look in looks if look.page == "break_glass"]
    assert [(look.verb, look.record) for look in tries] == [
        (Verb.REFUSED, UUID(int=rees.home_id)),
        (Verb.REFUSED, UUID(int=empty.pk)),
    ]
    assert [(job["home"], job["by"]) for job in deferred("glass_not_broken")] == [(rees.home_id, nia.pk), (empty.pk, nia.pk)]
    tell_all()
    assert set(Letter.objects.values_list("to__username", "message", "path")) == {
        ("leo", "glass_not_broken", "/households/broken-glass/")
    }
    assert Letter.objects.count() == 2
    page = signed_in(leo).get(reverse("broken_glass")).content.decode()
    assert page.count("Nia Example") == 2 and "14 Heol" in page and "16 Heol" in page


def tell_all() -> None:
    for job in deferred("glass_not_broken"):
        with working() as at:
            telling.glass_not_broken(job["home"], job["by"], job["since"], at)


def test_the_task_takes_what_the_page_defers():
    assert glass_not_broken.name == "glass_not_broken"


def test_a_lead_who_is_kept_out_hears_of_neither_and_another_does(nia, leo, rees, empty):
    other = holds(colleague("lena"), Role.LEAD)
    for someone in (leo, nia):
        out(someone, rees)
    for home in (rees.home, empty):
        smash(nia, home)
    tell_all()
    assert Letter.objects.filter(to=other).count() == 2 and Letter.objects.filter(to=leo).count() == 1
    page = signed_in(leo).get(reverse("broken_glass")).content.decode()
    assert "16 Heol" in page and "14 Heol" not in page


def test_where_no_lead_is_left_it_is_an_alarm(nia, rees):
    out(nia, rees)
    smash(nia, rees.home)
    tell_all()
    assert Heartbeat.objects.filter(job="alarm").exists() and not Letter.objects.exists()


def test_only_a_lead_reads_who_tried(nia, leo, olwen, gail, rees):
    out(nia, rees)
    smash(nia, rees.home)
    for someone in (nia, olwen, gail):
        assert asked(someone, "select count(*) from heed_glass_refused(%s)", now() - timedelta(days=1)) == 0
    assert asked(leo, "select count(*) from heed_glass_refused(%s)", now() - timedelta(days=1)) == 1
    assert "Nia Example" not in signed_in(olwen).get(reverse("broken_glass")).content.decode()
    assert Look.objects.filter(page="break_glass").count() == 1
