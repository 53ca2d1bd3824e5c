"""Counting time, explaining the count, and the table of clocks."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from heed.deadlines.calendars import Nation, is_working_day
from heed.deadlines.counting import (
    NO_LENGTH,
    SAME_DAY,
    CannotCount,
    NeedsADate,
    OfficeHours,
    Span,
    Unit,
    reckon,
    until,
)
from heed.deadlines.rules import RULES, UnknownRule, rule

UK = ZoneInfo("Europe/London")
ENGLAND = Nation.ENGLAND
HOUR = timedelta(hours=1)


def uk(*numbers: int, fold: int = 0) -> datetime:
    return datetime(*numbers, tzinfo=UK, fold=fold)


# ---- whatever the start, the length, the nation and the days off ----------------------------------------------------------

moments = st.datetimes(datetime(2012, 1, 1), datetime(2028, 6, 1), timezones=st.just(UTC))
spans = st.one_of(
    st.builds(Span, st.floats(0.25, 200), st.sampled_from([Unit.HOURS, Unit.WORKING_HOURS])),
    st.builds(Span, st.integers(1, 60), st.sampled_from([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS])),
    st.builds(Span, st.integers(1, 24), st.sampled_from([Unit.MONTHS, Unit.CALENDAR_MONTHS])),
    st.builds(Span, st.integers(1, 24), st.just(Unit.SAME_SHIFT)),
    st.just(SAME_DAY),
)
nations = st.sampled_from(list(Nation))
own_days_off = st.frozensets(st.dates(date(2012, 1, 1), date(2028, 12, 31)), max_size=8)
shares = st.floats(0, 1)


@given(spans, moments, nations, own_days_off, shares)
def test_a_clock_is_never_due_before_it_starts_nor_due_soon_outside_itself(span, start, nation, extra, share):
    found = reckon(span, start, nation, extra_days_off=extra, soon_share=share)
    assert start == found.start <= found.soon <= found.due


@given(spans, moments, moments, own_days_off)
def test_who_starts_later_is_not_due_earlier(span, one, other, extra):
    early, late = sorted((one, other))
    assert reckon(span, early, ENGLAND, extra_days_off=extra).due <= reckon(span, late, ENGLAND, extra_days_off=extra).due


@given(spans, moments, own_days_off, st.integers(0, 40))
def test_another_day_off_never_makes_a_clock_due_earlier(span, start, extra, ahead):
    more = extra | {start.date() + timedelta(days=ahead)}
    assert reckon(span, start, ENGLAND, extra_days_off=extra).due <= reckon(span, start, ENGLAND, extra_days_off=more).due


@given(st.floats(0.25, 500), moments)
def test_elapsed_hours_are_the_same_through_summer_and_winter_time(hours, start):
    # UK wall time goes in, so that a count on wall clocks would be an hour out across a change.
    found = reckon(Span(hours, Unit.HOURS), start.astimezone(UK), ENGLAND)
    assert found.due - start == hours * HOUR


@given(st.integers(1, 60), st.sampled_from([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS]), moments, nations, own_days_off)
def test_the_days_counted_in_the_explanation_are_the_length_of_the_clock(amount, unit, start, nation, extra):
    found = reckon(Span(amount, unit), start, nation, extra_days_off=extra)
    counted = [step.day for step in found.steps if step.counted]
    assert len(counted) == amount
    assert counted[-1] == found.due.astimezone(UK).date()
    assert unit is Unit.CALENDAR_DAYS or all(is_working_day(day, nation, extra) for day in counted)


@given(st.floats(0.25, 200), st.sampled_from([Unit.HOURS, Unit.WORKING_HOURS]), moments, own_days_off)
@example(120.0, Unit.HOURS, datetime(2012, 1, 1, tzinfo=UTC), frozenset())  # due at midnight: no hour of that day is spent
def test_the_hours_spent_in_the_explanation_are_the_length_of_the_clock(amount, unit, start, extra):
    found = reckon(Span(amount, unit), start, ENGLAND, extra_days_off=extra)
    assert sum((step.spent for step in found.steps), timedelta()) == amount * HOUR
    assert all(step.counted == bool(step.spent) for step in found.steps)


@given(spans, moments, nations)
def test_every_explanation_goes_from_the_start_to_the_due_day_in_order(span, start, nation):
    found = reckon(span, start, nation)
    days = [step.day for step in found.steps]
    assert days == sorted(days)
    assert (days[0], days[-1]) == (start.astimezone(UK).date(), found.due.astimezone(UK).date())
    assert all(step.why for step in found.steps)


@given(st.floats(0.25, 100), moments)
def test_working_hours_are_due_while_the_office_is_open(hours, start):
    due = reckon(Span(hours, Unit.WORKING_HOURS), start, ENGLAND).due.astimezone(UK)
    assert time(9) < due.time() <= time(17)
    assert is_working_day(due.date(), ENGLAND)


# ---- due soon, reminders, breach ----------------------------------------------------------------------------------------


def test_due_soon_is_counted_in_working_days_and_falls_in_office_hours():
    # 3.75 of 5 working days: 24, 29, 30 December, and three quarters of the office day of the 31st.
    assert reckon(Span(5, Unit.WORKING_DAYS), uk(2026, 12, 23, 10), ENGLAND).soon == uk(2026, 12, 31, 15)


def test_due_soon_of_one_working_day_is_the_afternoon_of_the_day_it_is_due():
    assert reckon(Span(1, Unit.WORKING_DAYS), uk(2026, 12, 24, 10), ENGLAND).soon == uk(2026, 12, 29, 15)


def test_due_soon_of_working_hours_is_counted_in_working_hours():
    assert reckon(Span(4, Unit.WORKING_HOURS), uk(2026, 12, 24, 15), ENGLAND).soon == uk(2026, 12, 29, 10)


def test_due_soon_of_the_24_hours_is_after_18():
    assert reckon(Span(24, Unit.HOURS), uk(2026, 12, 24, 15), ENGLAND).soon == uk(2026, 12, 25, 9)


def test_the_holding_area_reminds_on_days_14_and_19_at_opening():
    row = rule("holding_area")
    found = reckon(row.span, uk(2027, 3, 15, 16), ENGLAND, reminders=row.reminders)
    assert found.reminders == (uk(2027, 3, 29, 9), uk(2027, 4, 3, 9))
    assert found.soon == uk(2027, 3, 29, 9)


def test_a_policy_reminds_before_its_due_day():
    row = rule("policy_review")
    found = reckon(row.span, uk(2027, 1, 4, 12), ENGLAND, reminders=row.reminders)
    assert found.due == uk(2029, 1, 4, 23, 59, 59)
    assert found.reminders == (uk(2028, 10, 6, 9), uk(2028, 12, 5, 9))


def test_reminders_outside_a_shortened_clock_give_way_to_the_share():
    found = reckon(Span(10, Unit.CALENDAR_DAYS), uk(2027, 6, 1, 12), ENGLAND, reminders=(14, 19))
    # Seven and a half of ten days: half-way through the office hours of the eighth, 9 June.
    assert found.reminders == (uk(2027, 6, 9, 13),)


def test_cqc_is_due_in_24_hours_and_in_breach_after_five_working_days():
    row = rule("cqc_notification")
    found = reckon(row.span, uk(2026, 12, 23, 10), ENGLAND, breach=row.breach)
    assert found.due == uk(2026, 12, 24, 10)
    assert found.breach == uk(2027, 1, 4, 23, 59, 59)


def test_a_rule_without_breach_has_none():
    assert reckon(SAME_DAY, uk(2026, 12, 23, 10), ENGLAND).breach is None


def test_the_last_second_of_a_day_is_not_due_before_it_began():
    start = datetime(2026, 12, 23, 23, 59, 59, 500_000, tzinfo=UTC)
    assert reckon(SAME_DAY, start, ENGLAND).due == start


# ---- office hours ---------------------------------------------------------------------------------------------------------


def test_an_office_with_other_hours_counts_by_them():
    office = OfficeHours(time(8, 30), time(18), frozenset({0, 1, 2, 3, 4, 5}))
    # Saturday 14 November 2026, half past four: an hour and a half that day, then Monday from half past eight.
    assert reckon(Span(4, Unit.WORKING_HOURS), uk(2026, 11, 14, 16, 30), ENGLAND, office=office).due == uk(2026, 11, 16, 11)


def test_a_bank_holiday_closes_every_office():
    seven_days = OfficeHours(weekdays=frozenset(range(7)))
    assert reckon(Span(1, Unit.WORKING_HOURS), uk(2026, 12, 25, 10), ENGLAND, office=seven_days).due == uk(2026, 12, 26, 10)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"opens": time(17), "closes": time(9)}, "open before it closes"),
        ({"opens": time(9), "closes": time(9)}, "open before it closes"),
        ({"weekdays": frozenset()}, "at least one weekday"),
        ({"weekdays": frozenset({7})}, "at least one weekday"),
    ],
)
def test_impossible_office_hours_are_refused_in_words(wrong, sentence):
    with pytest.raises(CannotCount, match=sentence):
        OfficeHours(**wrong)


# ---- explaining ---------------------------------------------------------------------------------------------------------


def test_five_working_days_over_christmas_are_explained_day_by_day():
    steps = reckon(Span(5, Unit.WORKING_DAYS), uk(2026, 12, 23, 10), ENGLAND).steps
    assert [(step.day.day, step.counted) for step in steps] == [
        (23, False), (24, True), (25, False), (26, False), (27, False), (28, False), (29, True),
        (30, True), (31, True), (1, False), (2, False), (3, False), (4, True),
    ]  # fmt: skip
    assert "day 0" in steps[0].why
    assert "Boxing Day (substitute day)" in steps[5].why
    assert "Weekend" in steps[3].why
    assert steps[-1].why == "Working day 5 of 5. Due by the end of this day, UK time."


def test_a_clock_change_is_explained_on_its_day():
    steps = reckon(Span(24, Unit.HOURS), uk(2027, 3, 28, 0, 30), ENGLAND).steps
    assert [step.spent for step in steps] == [22.5 * HOUR, 1.5 * HOUR]
    assert "go forward" in steps[0].why
    assert "12:30am GMT to 12:00am BST" in steps[0].why
    assert "go forward" not in steps[1].why


def test_the_clocks_going_back_are_explained_too():
    (step,) = reckon(Span(24, Unit.HOURS), uk(2026, 10, 25, 0, 30), ENGLAND).steps
    assert step.spent == 24 * HOUR
    assert "go back" in step.why


def test_a_month_without_such_a_date_that_ends_on_a_sunday_is_explained():
    steps = reckon(Span(1, Unit.MONTHS), uk(2027, 1, 31, 12), ENGLAND).steps
    assert [(step.day.isoformat(), step.counted) for step in steps] == [
        ("2027-01-31", False),
        ("2027-02-28", False),
        ("2027-02-28", False),
        ("2027-03-01", True),
    ]
    assert "no such date" in steps[1].why
    assert "next working day" in steps[3].why


def test_a_window_of_twelve_months_is_not_stretched_by_a_weekend():
    assert reckon(Span(12, Unit.CALENDAR_MONTHS), uk(2025, 11, 22, 12), ENGLAND).due == uk(2026, 11, 22, 23, 59, 59)


def test_a_providers_own_day_off_is_explained_as_such():
    steps = reckon(
        Span(1, Unit.WORKING_DAYS), uk(2026, 12, 24, 10), ENGLAND, extra_days_off=frozenset({date(2026, 12, 29)})
    ).steps
    assert "A day off of this organisation" in steps[-2].why
    assert steps[-1].day == date(2026, 12, 30)


def test_a_count_past_the_table_of_holidays_says_so():
    assert "2028" in str(reckon(Span(5, Unit.WORKING_DAYS), uk(2028, 12, 28, 10), ENGLAND).caution)
    assert "2012" in str(reckon(Span(5, Unit.WORKING_DAYS), uk(2011, 6, 1, 10), ENGLAND).caution)
    assert reckon(Span(5, Unit.WORKING_DAYS), uk(2026, 12, 23, 10), ENGLAND).caution is None
    assert reckon(Span(21, Unit.CALENDAR_DAYS), uk(2028, 12, 28, 10), ENGLAND).caution is None


# ---- dates that are given -------------------------------------------------------------------------------------------------


def test_a_given_date_has_a_reminder_after_three_quarters_of_the_way():
    found = until(uk(2027, 6, 1, 9), uk(2027, 6, 5, 9), ENGLAND)
    assert (found.due, found.soon, found.breach) == (uk(2027, 6, 5, 9), uk(2027, 6, 4, 9), None)
    assert [step.why for step in found.steps] == ["This date was given, not counted."]


def test_a_given_date_can_be_reminded_of_days_before():
    assert until(uk(2027, 1, 1, 9), uk(2027, 12, 31, 12), ENGLAND, reminders=(-30,)).soon == uk(2027, 12, 1, 9)


def test_a_given_date_before_the_start_is_refused():
    with pytest.raises(CannotCount, match="later one"):
        until(uk(2027, 6, 2, 9), uk(2027, 6, 1, 9), ENGLAND)


def test_a_clock_without_length_asks_for_a_date():
    with pytest.raises(NeedsADate, match="on which date"):
        reckon(NO_LENGTH, uk(2027, 6, 2, 9), ENGLAND)


# ---- bad input -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", [datetime(2026, 12, 23, 10), datetime(9999, 12, 31, tzinfo=UTC)])
def test_a_start_that_says_too_little_or_lies_too_far_is_refused_in_words(start):
    with pytest.raises(CannotCount, match="^Give"):
        reckon(Span(1, Unit.HOURS), start, ENGLAND)


@pytest.mark.parametrize("amount", [0, -1, 1e9, float("inf"), float("nan"), Decimal("NaN")])
@pytest.mark.parametrize("unit", [Unit.HOURS, Unit.WORKING_HOURS, Unit.WORKING_DAYS, Unit.MONTHS])
def test_a_length_that_cannot_be_counted_is_refused_in_words(amount, unit):
    with pytest.raises(CannotCount, match="above 0"):
        Span(amount, unit)


def test_half_a_day_is_refused_and_half_an_hour_is_not():
    with pytest.raises(CannotCount, match="whole"):
        Span(1.5, Unit.WORKING_DAYS)
    assert reckon(Span(0.5, Unit.HOURS), uk(2027, 6, 1, 9), ENGLAND).due == uk(2027, 6, 1, 9, 30)


def test_a_number_for_the_same_day_is_refused():
    with pytest.raises(CannotCount, match="give 0"):
        Span(1, Unit.SAME_DAY)


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(CannotCount, match="from 0 to 1"):
        reckon(Span(1, Unit.HOURS), uk(2027, 6, 1, 9), ENGLAND, soon_share=share)


def test_a_providers_value_from_the_database_is_the_same_span():
    assert Span(Decimal("5.00"), "working_days") == Span(5, Unit.WORKING_DAYS)
    assert Span(Decimal("1.50"), "hours") == Span(1.5, Unit.HOURS)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Span(1, Unit.WORKING_DAYS), "1 working day"),
        (Span(5, Unit.WORKING_DAYS), "5 working days"),
        (Span(1.5, Unit.HOURS), "1.5 hours"),
        (SAME_DAY, "the same day"),
        (NO_LENGTH, "by the date given"),
    ],
)
def test_a_length_says_itself_in_words(span, words):
    assert str(span) == words


# ---- the table of clocks --------------------------------------------------------------------------------------------------

ROLES = {
    "owner",
    "group",
    "duty",
    "lead",
    "manager",
    "operations",
    "head_of_service",
    "reporter",
    "line_manager",
    "dpo",
    "trainer",
}


def test_every_clock_of_the_domain_is_in_the_table():
    asked = {f"D{n}" for n in range(1, 36)} | {"D8x"}
    assert {one for row in RULES.values() for one in row.ids} == asked


def test_every_row_says_what_it_is_where_it_comes_from_and_who_is_told():
    for code, row in RULES.items():
        assert code == row.code
        assert len(code) <= 40
        assert row.source
        assert str(row.name)
        assert str(row.explanation).endswith(".")
        assert row.who_is_told
        assert set(row.who_is_told) <= ROLES
        assert row.nations


def test_no_two_rows_have_the_same_name():
    assert len({str(row.name) for row in RULES.values()}) == len(RULES)


@pytest.mark.parametrize("row", RULES.values(), ids=RULES)
def test_every_clock_either_counts_or_asks_for_a_date(row):
    start = uk(2026, 12, 23, 10)
    for span in {row.span, row.span_for(danger=True), row.span_for(extended=True)}:
        if span == NO_LENGTH:
            with pytest.raises(NeedsADate):
                reckon(span, start, ENGLAND)
        else:
            found = reckon(span, start, ENGLAND, reminders=row.reminders, soon_share=row.soon_share, breach=row.breach)
            assert start <= found.soon < found.due
            assert found.breach is None or found.breach > found.due


@pytest.mark.parametrize("code", [code for code, row in RULES.items() if row.danger_span])
def test_danger_is_never_answered_later_than_worry(code):
    row = RULES[code]
    for start in (uk(2026, 12, 24, 16, 55), uk(2027, 3, 28, 0, 30), uk(2027, 6, 1, 9)):
        assert reckon(row.span_for(danger=True), start, ENGLAND).due <= reckon(row.span_for(), start, ENGLAND).due


@pytest.mark.parametrize(
    ("code", "danger", "otherwise"),
    [
        ("first_advice", Span(1, Unit.HOURS), Span(4, Unit.WORKING_HOURS)),
        ("second_advice", Span(4, Unit.HOURS), Span(1, Unit.WORKING_DAYS)),
        ("answer_reporter", SAME_DAY, Span(2, Unit.WORKING_DAYS)),
        ("place_it", Span(1, Unit.HOURS), Span(4, Unit.WORKING_HOURS)),
        ("pass_on_answer", Span(2, Unit.WORKING_DAYS), Span(2, Unit.WORKING_DAYS)),
    ],
)
def test_the_clocks_of_a_concern(code, danger, otherwise):
    assert rule(code).span_for(danger=True) == danger
    assert rule(code).span_for() == otherwise


def test_a_subject_access_request_can_be_extended_by_two_months():
    row = rule("subject_access")
    assert reckon(row.span_for(), uk(2027, 1, 31, 12), ENGLAND).due == uk(2027, 3, 1, 23, 59, 59)
    assert reckon(row.span_for(extended=True), uk(2027, 1, 31, 12), ENGLAND).due == uk(2027, 4, 30, 23, 59, 59)


def test_cqc_and_awaabs_law_are_englands_and_the_enquiry_of_seven_days_is_waless():
    assert not rule("cqc_notification").applies_in(Nation.WALES)
    assert not rule("hazard_emergency").applies_in(Nation.WALES)
    assert not rule("wales_adult_enquiry").applies_in(ENGLAND)
    assert rule("holding_area").applies_in(Nation.WALES)


@pytest.mark.parametrize("name", ["holding_area", "D8", " d8 ", "holding-area"])
def test_a_clock_is_found_by_its_code_or_its_id(name):
    assert rule(name).code == "holding_area"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("D4", "first_advice, second_advice"), ("firstadvice", "nearest are: first_advice"), ("xyzzy", "--list"), ("", "--list")],
)
def test_a_clock_that_is_not_there_is_refused_with_the_way_on(name, sentence):
    with pytest.raises(UnknownRule, match=sentence):
        rule(name)
