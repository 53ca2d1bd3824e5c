"""Who answers for a case: passed on, handed over by somebody who leaves, kept out since; and what a concern that feeds it brings and takes away."""

from datetime import timedelta

import pytest
from django.db import connection

from heed.cases import opening
from heed.cases.choices import Kind
from heed.cases.duties import AUTHORITY
from heed.cases.models import Case, Responsibility
from heed.concerns import feeding
from heed.concerns.choices import Form
from heed.concerns.feeding import CannotFeed
from heed.concerns.models import Concern, Feed
from heed.deadlines.choices import Outcome
from heed.deadlines.models import Clock
from heed.domestic_abuse import planning
from heed.folders.actions import keep_out, let_in
from heed.folders.choices import Effect, Why
from heed.folders.models import Access
from heed.notifications import telling
from heed.notifications.models import Letter
from heed.organisation.choices import Role
from heed.policies import visible
from heed.procedures import leaving
from heed.timeline.models import Event
from tests import factories
from tests.cases.casework import opened, opened_from, worked
from tests.concerning import now, reported
from tests.doing import acting, working
from tests.people import colleague, holds

pytestmark = pytest.mark.django_db
UNANSWERED = opening.UNANSWERED


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin, "14 Heol Ŵyn"), "Siân Rees", "Darren Pugh")


@pytest.fixture
def dee(brynfelin):
    """Manages Brynfelin Court too."""
    return holds(colleague("dee"), Role.MANAGER, scheme=brynfelin)


def owns(who, folder) -> bool:
    return Access.objects.filter(folder=folder, colleague=who, effect=Effect.LET_IN, why=Why.OWNER, until=None).exists()


def passed(case, by, to, scheme) -> None:
    with worked(case, by) as (seen, me):
        opening.pass_on(seen, to, scheme, "Leave", by=by, at=me.at)


def fed(case, concern, by) -> Feed:
    with acting(by) as me:
        return feeding.feed(visible.concerns(me).get(pk=concern.pk), visible.cases(me).get(pk=case.pk), by=by, at=me.at)


def taken_off(feed, by, why="Another family of that name") -> None:
    with acting(by) as me:
        feeding.undo_feed(Feed.objects.get(pk=feed.pk), why, by=by, at=me.at)


def runs(folder, code=AUTHORITY):
    return Clock.objects.running().filter(folder=folder, rule=code)


# What it takes to answer -------------------------------------------------------------------------------------------------------
def test_who_passes_a_case_on_no_longer_reads_what_feeds_it_by_that(rita, gail, mo, dee, rees, brynfelin):
    concern = reported(rita, rees.home)
    case = opened_from(concern, gail, brynfelin, mo)
    assert owns(mo, concern.folder_id)
    passed(case, mo, dee, brynfelin)
    assert not owns(mo, concern.folder_id) and owns(dee, concern.folder_id)


def test_unless_another_case_of_theirs_is_fed_by_it(rita, leo, mo, dee, rees, brynfelin):
    concern = reported(rita, rees.home)
    first, second = (opened(mo, brynfelin, mo, kind=Kind.OTHER) for _ in range(2))
    fed(first, concern, leo)
    fed(second, concern, leo)
    passed(first, mo, dee, brynfelin)
    assert owns(mo, concern.folder_id)
    passed(second, mo, dee, brynfelin)
    assert not owns(mo, concern.folder_id)


def test_a_plan_made_by_somebody_let_in_for_days_is_theirs_for_those_days(mo, nia, dee, brynfelin):
    case = opened(mo, brynfelin, mo)
    until = now() + timedelta(days=3)
    let_in(case.folder_id, dee, why=Why.GRANT, by=mo, at=now(), until=until)
    with worked(case, dee) as (seen, me):
        plan = planning.make(seen, me.at.date() + timedelta(days=30), by=dee, at=me.at)
    line = Access.objects.get(folder=plan.folder_id, colleague=dee)
    assert line.until == until and owns(mo, plan.folder_id)


# Somebody leaves --------------------------------------------------------------------------------------------------------------
def left(mo, ada):
    with acting(ada) as me:
        leaving.leave(mo, by=ada, at=me.at)


def test_the_cases_of_somebody_who_leaves_go_to_whoever_takes_over(mo, dee, ada, leo, brynfelin):
    case = opened(mo, brynfelin, mo)
    left(mo, ada)
    with working() as at:
        leaving.hand_over(mo.pk, dee.pk, by=leo.pk, at=at)
    case = Case.objects.get(pk=case.pk)
    assert case.responsible == dee and owns(dee, case.folder_id) and not owns(mo, case.folder_id)
    assert list(Responsibility.objects.filter(case=case, until=None).values_list("colleague", "why")) == [(dee.pk, None)]
    assert {clock.owner for clock in Clock.objects.running().filter(folder=case.folder_id)} == {dee}


def test_a_case_that_the_successor_cannot_answer_for_is_told_of_until_it_is_passed_on(mo, nia, dee, ada, leo, olwen, brynfelin):
    case = opened(mo, brynfelin, mo)
    left(mo, ada)
    with working() as at:
        leaving.hand_over(mo.pk, nia.pk, by=leo.pk, at=at)
    assert swept() == 1 and swept() == 0, "told of once"
    assert letters("nobody_answers") == {olwen, leo}
    passed(case, olwen, dee, brynfelin)
    assert not runs(case.folder_id, UNANSWERED).exists() and swept() == 0
    assert not Clock.objects.running().filter(folder=case.folder_id, owner=mo).exists()


def swept() -> int:
    with working() as at:
        return opening.find_unanswered(at)


def letters(message: str):
    with working() as at:
        for event in Event.objects.filter(kind="case.nobody_answers"):
            telling.tell(str(event.pk), at)
    return {letter.to for letter in Letter.objects.filter(message=message).select_related("to")}


# Kept out since ---------------------------------------------------------------------------------------------------------------
def test_a_manager_who_is_kept_out_later_is_replaced(mo, dee, leo, olwen, brynfelin):
    case = opened(mo, brynfelin, mo)
    assert swept() == 0
    keep_out(case.folder_id, mo, why=Why.TIE, by=None, at=now())
    assert swept() == 1 and letters("nobody_answers") == {olwen, leo}
    with acting(mo) as me:
        assert not visible.cases(me).exists() and not Clock.objects.filter(rule=UNANSWERED).exists()
    passed(case, olwen, dee, brynfelin)
    assert Clock.objects.get(rule=UNANSWERED).outcome == Outcome.DONE and swept() == 0


# What a concern brings and takes away -------------------------------------------------------------------------------------------
def test_a_concern_that_does_not_belong_goes_with_all_that_it_owed(rita, leo, mo, rees, brynfelin):
    case = opened(mo, brynfelin, mo, kind=Kind.OTHER)
    concern = reported(rita, rees.home, form=Form.INCIDENT)
    due = runs(concern.folder_id).get().due_at
    feed = fed(case, concern, leo)
    assert runs(case.folder_id).get().due_at == due and not runs(concern.folder_id).exists()
    with pytest.raises(CannotFeed):
        taken_off(feed, leo, why=" ")
    taken_off(feed, leo)
    assert runs(concern.folder_id).get().due_at == due and not runs(case.folder_id).exists()
    assert runs(concern.folder_id).get().owner == mo, "the manager of its scheme"
    assert not owns(mo, concern.folder_id)
    with pytest.raises(CannotFeed):
        taken_off(feed, leo)


def test_what_the_case_owed_by_itself_runs_again(rita, leo, mo, rees, brynfelin):
    concern = reported(rita, rees.home, form=Form.INCIDENT)
    case = opened(mo, brynfelin, mo, entered_at=now())
    feed = fed(case, concern, leo)
    assert runs(case.folder_id).get().about == concern.pk, "the first to be due stands"
    taken_off(feed, leo)
    own = runs(case.folder_id).get()
    assert own.about == case.pk and own.owner == mo and own.next_at and own.outcome == ""
    assert runs(concern.folder_id).get().about == Concern.objects.get().pk


def test_what_the_concern_owed_runs_again_where_the_cases_came_first(rita, leo, mo, rees, brynfelin):
    case = opened(mo, brynfelin, mo, entered_at=now() - timedelta(hours=3))
    concern = reported(rita, rees.home, form=Form.INCIDENT)
    feed = fed(case, concern, leo)
    taken_off(feed, leo)
    assert runs(case.folder_id).get().about == case.pk
    assert runs(concern.folder_id).get().about == concern.pk


def test_nobody_takes_off_what_feeds_a_case_they_may_not_open(rita, leo, mo, olive, rees, brynfelin):
    case = opened(mo, brynfelin, mo)
    concern = reported(rita, rees.home)
    feed = fed(case, concern, leo)
    with acting(mo), connection.cursor() as c:
        c.execute("select heed_undo_feed(%s, %s)", [case.folder_id, concern.folder_id])
        assert c.fetchone() == (False,), "it feeds it still: the page takes it off first"
    with acting(olive):
        assert not Feed.objects.filter(pk=feed.pk).exists()
        with connection.cursor() as c:
            c.execute("select heed_undo_feed(%s, %s)", [case.folder_id, concern.folder_id])
            assert c.fetchone() == (False,)
    assert owns(mo, concern.folder_id)
