"""Time in words: U23, also over the two nights a year when the clocks change."""

import datetime as dt

import pytest
from django.utils import translation

from heed.web.components.times import (
    NoSuchTime,
    clock,
    due_in,
    due_tone,
    on_uk_clock,
    read_clock,
    uk_date,
    uk_time,
)

NOW = dt.datetime(2026, 11, 21, 9, 32, tzinfo=dt.UTC)


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


def test_an_instant_is_told_as_people_say_it():
    assert uk_time(NOW) == "Sat 21 Nov 2026, 9:32am"


def test_summer_time_is_told_an_hour_on():
    assert uk_time(utc(2026, 7, 1, 16, 0)) == "Wed 1 Jul 2026, 5pm"


def test_the_night_the_clocks_go_back_both_hours_are_half_past_one():
    assert uk_time(utc(2026, 10, 25, 0, 30)) == uk_time(utc(2026, 10, 25, 1, 30)) == "Sun 25 Oct 2026, 1:30am"


def test_an_instant_late_on_a_summer_evening_belongs_to_the_next_uk_day():
    assert uk_date(utc(2026, 6, 30, 23, 30)) == "Wed 1 Jul 2026"


def test_a_plain_date_is_told_as_it_is():
    assert uk_date(dt.date(2026, 11, 21)) == "Sat 21 Nov 2026"


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        uk_time(dt.datetime(2026, 11, 21, 9, 32))


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ((9, 32), "9:32am"),
        ((0, 5), "12:05am"),
        ((0, 0), "midnight"),
        ((12, 0), "midday"),
        ((12, 1), "12:01pm"),
        ((17, 0), "5pm"),
    ],
)
def test_times_of_day(at, words):
    assert clock(dt.time(*at)) == words


def test_welsh_days_are_welsh():
    with translation.override("cy"):
        assert uk_date(dt.date(2026, 11, 21)) != "Sat 21 Nov 2026"


@pytest.mark.parametrize(
    ("left", "words"),
    [
        ({"hours": 3, "minutes": 10}, "in 3 h 10 min"),
        ({"hours": 3}, "in 3 h"),
        ({"minutes": 12, "seconds": 59}, "in 12 min"),
        ({"seconds": 30}, "due now"),
        ({"seconds": -30}, "due now"),
        ({"days": 1}, "in 1 day"),
        ({"days": 1, "hours": 5, "minutes": 50}, "in 1 day 5 h"),
        ({"days": 9, "hours": 23}, "in 9 days"),
        ({"days": -2}, "2 days late"),
        ({"hours": -3, "minutes": -10}, "3 h 10 min late"),
        ({"minutes": -1}, "1 min late"),
    ],
)
def test_how_long_is_left(left, words):
    assert due_in(NOW + dt.timedelta(**left), NOW) == words


@pytest.mark.parametrize(("hours", "tone"), [(-1, "danger"), (3.9, "danger"), (4, "warn"), (23.9, "warn"), (24, ""), (200, "")])
def test_how_loudly_it_is_said(hours, tone):
    assert due_tone(NOW + dt.timedelta(hours=hours), NOW) == tone


def test_a_uk_time_becomes_its_instant_in_winter_and_summer():
    assert on_uk_clock(dt.date(2026, 11, 21), dt.time(9, 32)) == NOW
    assert on_uk_clock(dt.date(2026, 7, 1), dt.time(17)) == utc(2026, 7, 1, 16)


def test_the_hour_that_comes_twice_is_taken_the_first_time():
    assert on_uk_clock(dt.date(2026, 10, 25), dt.time(1, 30)) == utc(2026, 10, 25, 0, 30)


def test_the_hour_that_never_was_is_refused():
    with pytest.raises(NoSuchTime):
        on_uk_clock(dt.date(2026, 3, 29), dt.time(1, 30))


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("9:32am", (9, 32)),
        ("9.32 AM", (9, 32)),
        ("9:32 p.m.", (21, 32)),
        ("5pm", (17, 0)),
        ("0932", (9, 32)),
        ("14:05", (14, 5)),
        ("12am", (0, 0)),
        ("12:30pm", (12, 30)),
        ("noon", (12, 0)),
        (" Midnight ", (0, 0)),
    ],
)
def test_times_are_read_as_people_type_them(said, time):
    assert read_clock(said) == dt.time(*time)


@pytest.mark.parametrize("said", ["", "9", "25:00", "9:75", "13pm", "0pm", "tea time", "9:3", "9:32xm"])
def test_what_is_no_time_is_not_guessed(said):
    assert read_clock(said) is None
