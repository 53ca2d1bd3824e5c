"""The list of cases is opened in one go, and holds exactly what the first wall shows one by one (decision 10)."""

from datetime import timedelta

import pytest
from django.db import connection

from heed.cases import ending
from heed.cases.choices import Kind
from heed.cases.models import Case
from heed.folders.actions import keep_out, let_in
from heed.folders.choices import Why
from heed.folders.models import Access, Folder
from heed.pictures.case.caseload import caseload, closed
from heed.policies import visible
from tests.cases.casework import opened, worked
from tests.concerning import now
from tests.doing import acting

pytestmark = pytest.mark.django_db
CAST = ["rita", "gail", "gwen", "leo", "mo", "olive", "olwen", "nia", "tom", "ada"]


def ended(at, by) -> dict:
    return {"state": "closed", "concluded_at": at, "concluded_by": by, "closed_at": at, "closed_by": by}


@pytest.fixture
def several(mo, olive, olwen, nia, gail, brynfelin, seaview) -> list[Case]:
    """In two schemes and two regions, one of them sensitive, one with somebody let in, one with a manager kept out, one left long ago."""
    made = [opened(mo, brynfelin, mo, kind=kind) for kind in (Kind.CHILD, Kind.ADULT, Kind.OTHER, Kind.MISSING)]
    made.append(opened(olive, seaview, olive, kind=Kind.ADULT))
    Folder.objects.filter(pk=made[1].folder_id).update(sensitive=True)
    let_in(made[2].folder_id, nia, why=Why.GRANT, by=mo, at=now(), until=now() + timedelta(days=1))
    let_in(made[0].folder_id, gail, why=Why.GRANT, by=mo, at=now(), until=now() + timedelta(days=1))
    Access.objects.filter(folder=made[0].folder_id, colleague=gail).update(until=now())
    keep_out(made[3].folder_id, olwen, why=Why.TIE, by=None, at=now())
    return made


@pytest.mark.parametrize("name", CAST)
def test_it_opens_what_each_may_see_and_nothing_else(name, request, several):
    with acting(request.getfixturevalue(name)) as me:
        one_by_one = set(visible.cases(me).values_list("pk", flat=True))
    with acting(request.getfixturevalue(name)) as me:
        assert {line.pk for line in caseload(me)} == one_by_one


@pytest.mark.parametrize("name", CAST)
def test_of_the_closed_too(name, request, several, mo):
    Case.objects.filter(pk__in=[case.pk for case in several[:3]]).update(**ended(now(), mo))
    with acting(request.getfixturevalue(name)) as me:
        one_by_one = set(visible.cases(me).filter(state="closed").values_list("pk", flat=True))
    with acting(request.getfixturevalue(name)) as me:
        found, more = closed(me, 1, 50)
        assert {line.pk for line in found} == one_by_one and not more
        assert not {line.pk for line in caseload(me)} & one_by_one


def test_closed_ones_come_a_page_at_a_time_the_latest_first(several, leo):
    for number, case in enumerate(several):
        Case.objects.filter(pk=case.pk).update(**ended(now() - timedelta(days=number + 1), leo))
    with acting(leo) as me:
        (first, more), (last, no_more) = closed(me, 1, 3), closed(me, 2, 3)
    assert [line.pk for line in first + last] == [case.pk for case in several] and more and not no_more


def test_what_was_opened_is_forgotten_with_the_transaction(several, mo):
    with acting(mo) as me:
        caseload(me)
    with acting(mo), connection.cursor() as c:
        c.execute("select heed_opened()")
        assert not c.fetchone()[0]


def test_how_it_was_handled_is_owed_by_the_line_manager_once_it_is_concluded(mo, olwen, brynfelin):
    from heed.deadlines.models import Clock

    type(mo).objects.filter(pk=mo.pk).update(line_manager=olwen)
    case = opened(mo, brynfelin, type(mo).objects.get(pk=mo.pk), kind=Kind.ADULT)
    with worked(case, mo) as (seen, me):
        ending.conclude(seen, "Safe.", by=mo, at=me.at)
    assert Clock.objects.get(folder=case.folder_id, rule="handling_review").owner == olwen
