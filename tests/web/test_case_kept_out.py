"""Whoever is kept out of what a case touches is kept out of the case, however it comes to touch it; and nobody is let in by the back door."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils.timezone import localtime

from heed.agencies.models import Meeting
from heed.cases import working
from heed.cases.choices import Kind, MissingRisk, Part
from heed.cases.working import Known
from heed.concerns.models import Feed
from heed.deadlines.models import Clock
from heed.domestic_abuse import planning
from heed.domestic_abuse.models import SafetyPlan
from heed.folders.actions import let_in
from heed.folders.choices import Why
from heed.folders.models import Access
from heed.households.models import Person
from heed.organisation.choices import Role
from tests import factories
from tests.cases.casework import opened, opened_from, worked
from tests.concerning import advised, now, reported
from tests.doing import acting
from tests.people import colleague, holds
from tests.web.door import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.DEMO = True


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin, "14 Heol Ŵyn"), "Siân Rees", "Darren Pugh")


def status(who, case) -> int:
    return signed_in(who).get(reverse("case", args=[case.pk])).status_code


def test_whoever_the_feeding_concern_names_does_not_see_the_case(rita, gail, gwen, mo, olwen, brynfelin):
    concern = reported(rita, None, colleagues=[olwen])
    advised(concern, gail, gwen)
    case = opened_from(concern, gail, brynfelin, mo, kind=Kind.OTHER)
    assert status(mo, case) == 200 and status(olwen, case) == 404


def test_a_later_report_there_that_names_somebody_keeps_them_out_of_the_case_too(rita, mo, olwen, rees, brynfelin):
    case = opened(mo, brynfelin, mo, kind=Kind.OTHER, households=[rees.pk])
    assert status(olwen, case) == 200
    reported(rita, rees.home, colleagues=[olwen])
    assert status(olwen, case) == 404


def test_a_tie_to_where_somebody_in_the_case_lives_keeps_out_of_it(mo, olwen, rees, brynfelin):
    case = opened(mo, brynfelin, mo, kind=Kind.OTHER)
    person = Person.objects.get(folder=rees.folder_id, name="Siân Rees")
    with worked(case, mo) as (seen, me):
        working.add_someone(seen, Known("Siân Rees", Part.VICTIM, person=person, age=34), by=mo, at=me.at)
    assert status(olwen, case) == 200
    with acting(olwen), connection.cursor() as c:
        c.execute("select heed_tie(%s, %s)", [olwen.pk, rees.home_id])
    assert status(olwen, case) == 404


def meeting(days: int, going) -> dict[str, str]:
    asked, starts = localtime(), localtime() + timedelta(days=days)
    parts = {f"asked_{part}": str(getattr(asked, part)) for part in ("day", "month", "year")}
    parts |= {f"starts_{part}": str(getattr(starts, part)) for part in ("day", "month", "year")}
    return {"kind": "strategy", "where": "x", "about": "x", "going": str(going.pk), "starts_time": "10:00"} | parts


def test_nobody_who_only_works_on_a_case_lets_others_in_by_sending_them_to_a_meeting(mo, nia, tom, brynfelin):
    case = opened(mo, brynfelin, mo, kind=Kind.OTHER)
    let_in(case.folder_id, nia, why=Why.GRANT, by=mo, at=now(), until=now() + timedelta(days=3))
    signed_in(nia).post(reverse("case_invited", args=[case.pk]), meeting(3650, tom))
    assert not Meeting.objects.exists() and status(tom, case) == 404


def test_who_is_sent_to_a_meeting_far_ahead_is_let_in_for_a_season_and_stands_on_the_list(mo, nia, brynfelin):
    case = opened(mo, brynfelin, mo, kind=Kind.OTHER)
    signed_in(mo).post(reverse("case_invited", args=[case.pk]), meeting(300, nia))
    line = Access.objects.get(folder=case.folder_id, colleague=nia)
    assert line.until < now() + timedelta(days=91)
    page = signed_in(mo).get(reverse("case_access", args=[case.pk])).content.decode()
    assert nia.display_name in page and "goes to a meeting about it" in page
    assert signed_in(mo).post(reverse("case_access_end", args=[case.pk, line.pk])).status_code == 302
    assert status(nia, case) == 404


def test_how_it_was_handled_is_for_those_over_whoever_answers(mo, olwen, leo, nia, brynfelin):
    case = opened(mo, brynfelin, mo, kind=Kind.OTHER)
    let_in(case.folder_id, nia, why=Why.GRANT, by=mo, at=now(), until=now() + timedelta(days=3))
    where = reverse("case_handling", args=[case.pk])
    assert [signed_in(who).get(where).status_code for who in (olwen, leo, nia, mo)] == [200, 200, 404, 404]


def test_one_talk_is_one_talk(mo, brynfelin):
    case = opened(mo, brynfelin, mo, kind=Kind.OTHER)
    with worked(case, mo) as (seen, me):
        episodes = [
            working.went_missing(seen, me.at - timedelta(hours=hours), "The bus stop", MissingRisk.LOW, "x", by=mo, at=me.at)
            for hours in (3, 5)
        ]
        for episode in episodes:
            working.was_found(episode, "Home", by=mo, at=me.at, found_at=me.at)
        working.talked(episodes[0], "He was at his nan's.", by=mo, at=me.at)
    assert Clock.objects.filter(rule="return_talk", met_at=None).count() == 1


def test_a_safety_plans_review_goes_with_the_case_and_whoever_keeps_the_plan_settles_it(mo, olwen, brynfelin):
    deputy = colleague("dee", display_name="Dee Deputy")
    holds(deputy, Role.MANAGER, scheme=brynfelin)
    case = opened(mo, brynfelin, mo, kind=Kind.OTHER)
    with worked(case, mo) as (seen, me):
        plan = planning.make(seen, me.at.date() + timedelta(days=20), by=mo, at=me.at)
    said = {"to": f"{deputy.pk}:{brynfelin.pk}", "why": "Leave"}
    assert signed_in(mo).post(reverse("case_pass", args=[case.pk]), said).status_code == 302
    assert Clock.objects.get(rule="safety_plan_review", folder=plan.folder_id).owner == deputy
    with worked(case, deputy) as (_seen, me):
        planning.end(SafetyPlan.objects.get(pk=plan.pk), "She has moved.", by=deputy, at=me.at)
    assert Clock.objects.get(rule="safety_plan_review", folder=plan.folder_id).met_by == deputy


def test_who_only_works_on_a_case_does_not_take_away_who_is_feared(mo, nia, brynfelin):
    case = opened(mo, brynfelin, mo, kind=Kind.OTHER)
    with worked(case, mo) as (seen, me):
        someone = working.add_someone(seen, Known("Darren Pugh", Part.PERPETRATOR, age=39), by=mo, at=me.at)
    let_in(case.folder_id, nia, why=Why.GRANT, by=mo, at=now(), until=now() + timedelta(days=3))
    where, said = (
        reverse("case_correct_of", args=[case.pk, someone.pk]),
        {"name": "Darren Pugh", "part": "family", "why": "A cousin"},
    )
    assert "Tell one of them why" in signed_in(nia).post(where, said).content.decode()
    assert signed_in(mo).post(where, said).status_code == 302


def test_a_paper_of_a_case_has_no_other_way_out(mo, brynfelin):
    case = opened(mo, brynfelin, mo, kind=Kind.OTHER)
    with worked(case, mo) as (seen, me):
        paper = working.add_document(seen, SimpleUploadedFile("a.txt", b"words"), "A letter", by=mo, at=me.at)
    assert signed_in(mo).get(reverse("file", args=[paper.file_id])).status_code == 404


def test_who_only_works_on_a_case_gives_actions_to_those_who_know_of_it(mo, nia, olwen, leo, tom, brynfelin):
    case = opened(mo, brynfelin, mo, kind=Kind.OTHER)
    let_in(case.folder_id, nia, why=Why.GRANT, by=mo, at=now(), until=now() + timedelta(days=3))
    where = reverse("case_action", args=[case.pk])

    def offered(who) -> set[str]:
        return {str(code) for code, _words in signed_in(who).get(where).context["form"].fields["owner"].choices if code}

    assert offered(nia) == {str(one.pk) for one in (nia, mo)}
    assert {str(one.pk) for one in (mo, nia, olwen, leo, tom)} <= offered(mo)


# What feeds it ----------------------------------------------------------------------------------------------------------------
def test_a_second_concern_is_added_to_a_case_and_taken_off_again(rita, leo, mo, olive, nia, rees, brynfelin):
    case = opened(mo, brynfelin, mo, kind=Kind.OTHER, households=[rees.pk])
    near, other = reported(rita, rees.home), reported(rita, None)
    manager, where = signed_in(mo), reverse("case_feed", args=[case.pk])
    page = manager.get(where).content.decode()
    assert near.reference in page and other.reference not in page
    assert "No concern that you may open" in manager.post(where, {"reference": other.reference}).content.decode(), "unplaced"
    assert "No concern that you may open" in manager.post(where, {}).content.decode()
    assert manager.post(where, {"near": near.pk}).status_code == 302
    lead = signed_in(leo)
    assert lead.post(where, {"reference": other.reference}).status_code == 302
    assert "feeds that case already" in lead.post(where, {"reference": other.reference}).content.decode()
    page = manager.get(reverse("case", args=[case.pk])).content.decode()
    assert near.reference in page and other.reference in page, "whoever answers for the case reads what feeds it"
    feed = Feed.objects.get(concern__reference=other.reference)
    off = reverse("case_unfeed_of", args=[case.pk, feed.pk])
    let_in(case.folder_id, nia, why=Why.GRANT, by=mo, at=now(), until=now() + timedelta(days=3))
    assert [signed_in(who).get(off).status_code for who in (olive, nia)] == [404, 404]
    assert manager.post(off, {"why": "Another flat"}).status_code == 302
    assert other.reference not in manager.get(reverse("case", args=[case.pk])).content.decode()
    assert manager.get(off).status_code == 404


def test_before_a_case_is_opened_those_that_are_there_are_shown_to_whoever_may_open_them(rita, leo, mo, gail, rees, brynfelin):
    concern = reported(rita, rees.home)
    case = opened(mo, brynfelin, mo, kind=Kind.OTHER, households=[rees.pk])
    where = reverse("case_new_from", args=[concern.pk])
    assert case.reference in signed_in(leo).get(where).content.decode()
    assert case.reference not in signed_in(gail).get(where).content.decode(), "no case is the group's by its post"


def test_why_something_must_not_leave_is_said_to_those_who_may_let_it_go(mo, gail, rees, brynfelin):
    case = opened(mo, brynfelin, mo, kind=Kind.OTHER)
    with worked(case, mo) as (seen, me):
        for name, part in (("Siân Rees", Part.VICTIM), ("Darren Pugh", Part.PERPETRATOR)):
            person = Person.objects.get(folder=rees.folder_id, name=name)
            working.add_someone(seen, Known(name, part, person=person, age=40), by=mo, at=me.at)
    let_in(case.folder_id, gail, why=Why.GRANT, by=mo, at=now(), until=now() + timedelta(days=3))
    where = reverse("case_print", args=[case.pk])
    assert "lives in the same household" in signed_in(mo).get(where).content.decode()
    page = signed_in(gail).get(where).content.decode()
    assert "Siân Rees:" in page and "Whoever answers for the case sees why" in page and "same household" not in page
