"""Training opens the door, a lapsed refresher never shuts it, and no worry is turned away (CFC-2, CFC-10)."""

from datetime import date, timedelta

import pytest

from heed.deadlines.counting import uk_day
from heed.organisation import actions as organisation
from heed.pictures import training as pictures
from heed.training import actions
from heed.training.actions import CannotRecord
from heed.training.classlist import read_class_list
from heed.training.models import Completion, Course
from heed.training.opens import form_is_open
from heed.training.refreshers import State, due_on, state
from tests.doing import acting
from tests.people import colleague, later
from tests.web.door import deferred

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(db):
    return Course.objects.create(code="cause-for-concern", name="Cause for concern", opens_form=True, months=12)


@pytest.fixture
def fire(db):
    return Course.objects.create(code="fire", name="Fire safety", months=24)


def record(colleagues, course, by, at, on=None):
    with acting(by, at):
        return actions.record_training(colleagues, course, on=on or uk_day(at), by=by, at=at)


def test_the_form_opens_when_the_training_is_recorded_and_the_link_goes_out_then(rita, tom, course, now):
    assert not form_is_open(rita, now)
    done = record([rita], course, tom, now)
    assert form_is_open(rita, now)
    assert deferred("send_form_link") == [{"completion": done.new[0].pk}]


def test_another_course_opens_nothing_and_sends_nothing(rita, tom, fire, now):
    record([rita], fire, tom, now)
    assert not form_is_open(rita, now)
    assert deferred("send_form_link") == []


def test_a_lapsed_refresher_never_shuts_the_form(rita, tom, course, now):
    record([rita], course, tom, now, on=date(2019, 5, 1))
    assert form_is_open(rita, now)
    (row,) = [row for row in pictures.rows(course, now) if row.colleague == rita]
    assert row.state == State.LAPSED


def test_a_class_is_recorded_once_however_often_it_is_said(rita, mo, tom, course, now):
    first = record([rita, mo, rita], course, tom, now)
    again = record([rita, mo], course, tom, now)
    assert len(first.new) == 2
    assert again.new == ()
    assert set(again.already) == {rita, mo}
    assert len(deferred("send_form_link")) == 2


def test_a_mistake_is_undone_and_shuts_the_form_again(rita, tom, course, now):
    done = record([rita], course, tom, now).new[0]
    with acting(tom, now):
        actions.withdraw(done, at=now)
    assert not form_is_open(rita, now)
    assert Completion.objects.get(pk=done.pk).withdrawn_at == now
    assert len(record([rita], course, tom, later(now, minutes=1)).new) == 1


@pytest.mark.parametrize("bad", ["tomorrow", "nobody", "oneself"])
def test_what_cannot_be_recorded(bad, rita, tom, course, now):
    on = uk_day(now) + timedelta(days=1) if bad == "tomorrow" else uk_day(now)
    who = {"nobody": [], "oneself": [rita, tom]}.get(bad, [rita])
    with pytest.raises(CannotRecord):
        record(who, course, tom, now, on=on)
    assert not Completion.objects.exists()


def test_a_refresher_is_due_to_the_day_also_after_a_leap_day(course):
    assert due_on(course, date(2026, 3, 31)) == date(2027, 3, 31)
    assert due_on(course, date(2028, 2, 29)) == date(2029, 2, 28)


def test_how_one_stands_turns_with_the_day(course):
    on = date(2026, 1, 10)
    assert state(course, None, on) == State.NEVER
    assert state(course, on, date(2026, 11, 10)) == State.FRESH
    assert state(course, on, date(2026, 11, 11)) == State.SOON
    assert state(course, on, date(2027, 1, 10)) == State.SOON
    assert state(course, on, date(2027, 1, 11)) == State.LAPSED


# A pasted class list ----------------------------------------------------------------------------------------------------------
def test_a_class_list_knows_names_and_addresses_whatever_their_case(rita, mo, tom, now):
    listed = read_class_list("RITA\n\n Mo Hassan <MO@heed.example>, tom\r\n", now)
    assert listed.found == (rita, mo, tom)
    assert listed.unknown == ()


def test_unknown_ones_are_listed_by_line(rita, ada, now):
    left = colleague("gone")
    organisation.end_account(left, at=now)
    listed = read_class_list("rita\nnobody@example.org\ngone\nrita; x\x00y", now)
    assert listed.found == (rita,)
    assert listed.unknown == (2, 3, 4)


# The record -------------------------------------------------------------------------------------------------------------------
def test_the_record_is_narrowed_sorted_and_leaves_out_who_has_left(rita, mo, tom, course, now):
    record([rita], course, tom, now)
    organisation.end_account(mo, at=now)
    everybody = pictures.rows(course, now)
    assert [row.colleague for row in everybody] == sorted([rita, tom], key=lambda someone: someone.display_name)
    assert [row.colleague for row in pictures.rows(course, now, wanted=State.NEVER)] == [tom]
    assert [row.colleague for row in pictures.rows(course, now, department="repairs")] == [rita]
    assert [row.colleague for row in pictures.rows(course, now, words="okafor")] == [rita]
    assert [row.colleague for row in pictures.rows(course, now, sort="-on")] == [rita, tom]
    assert pictures.rows(course, now, sort="password")  # an unknown order is by name (B20)


def test_ones_own_training_shows_each_course_once(rita, tom, course, fire, now):
    record([rita], course, tom, now, on=date(2024, 5, 1))
    record([rita], course, tom, now)
    record([rita], fire, tom, now)
    assert {done.course: standing for done, _, standing in pictures.mine(rita, now)} == {course: State.FRESH, fire: State.FRESH}
