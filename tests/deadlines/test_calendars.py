"""Which days are working days in England and in Wales."""

from datetime import UTC, date, datetime

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays

from heed.deadlines.calendars import (
    NAMES,
    Nation,
    bank_holidays,
    covers,
    days_off,
    holiday_name,
    is_working_day,
    table,
    table_ends,
    table_warning,
)

BOTH = pytest.mark.parametrize("nation", list(Nation))


@BOTH
def test_our_table_equals_the_independent_list_day_for_day(nation):
    independent = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    assert bank_holidays(nation) == {one["date"] for one in independent}
    assert len(bank_holidays(nation)) == 140


@BOTH
def test_each_substitute_day_is_called_one_as_in_the_independent_list(nation):
    independent = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    ours = {day for day, name in table(nation).names.items() if "substitute" in str(name)}
    assert ours == {one["date"] for one in independent if one["notes"] == "Substitute day"}


@BOTH
@pytest.mark.parametrize(
    "day",
    [
        "2026-12-28",
        "2027-12-27",
        "2027-12-28",
        "2028-01-03",
        "2012-06-05",
        "2020-05-08",
        "2022-06-03",
        "2022-09-19",
        "2023-05-08",
    ],
)
def test_substitute_and_one_off_holidays_are_no_working_days(nation, day):
    assert not is_working_day(date.fromisoformat(day), nation)
    assert holiday_name(date.fromisoformat(day), nation)


@BOTH
@pytest.mark.parametrize("day", ["2026-12-24", "2026-12-29", "2020-05-04", "2022-05-30", "2028-02-29", "2026-12-31"])
def test_days_that_look_like_holidays_and_are_none(nation, day):
    assert is_working_day(date.fromisoformat(day), nation)
    assert holiday_name(date.fromisoformat(day), nation) is None


@BOTH
def test_no_bank_holiday_stands_on_a_weekend_and_every_year_has_at_least_eight(nation):
    assert all(day.weekday() < 5 for day in bank_holidays(nation))
    years = [day.year for day in bank_holidays(nation)]
    assert all(years.count(year) >= 8 for year in range(2012, 2029))


@BOTH
def test_the_table_says_where_it_was_read_and_what_it_covers(nation):
    assert table(nation).source.startswith("https://www.gov.uk/bank-holidays.json, england-and-wales")
    assert table(nation).read_on == date(2026, 11, 22)
    assert {day.year for day in bank_holidays(nation)} == set(range(table(nation).first_year, table(nation).last_year + 1))
    assert table_ends(nation) == date(2028, 12, 31)
    assert covers(date(2012, 1, 1), nation)
    assert covers(date(2028, 12, 31), nation)
    assert not covers(date(2011, 12, 31), nation)
    assert not covers(date(2029, 1, 1), nation)


def test_every_name_in_the_table_is_used_and_has_words():
    shown = {str(name).removesuffix(" (substitute day)") for name in table(Nation.WALES).names.values()}
    assert shown == {str(name) for name in NAMES.values()}


def test_a_providers_own_day_off_is_no_working_day_for_it_and_still_one_for_others():
    between = date(2026, 12, 29)
    assert not is_working_day(between, Nation.ENGLAND, frozenset({between}))
    assert is_working_day(between, Nation.ENGLAND)
    assert days_off(Nation.ENGLAND, frozenset({between})) == bank_holidays(Nation.ENGLAND) | {between}


def test_a_moment_is_refused_where_a_day_is_asked():
    with pytest.raises(TypeError, match="Europe/London"):
        is_working_day(datetime(2026, 12, 24, 10, tzinfo=UTC), Nation.ENGLAND)


def test_a_nation_without_a_table_is_refused():
    with pytest.raises(ValueError, match="scotland"):
        table("scotland")


@pytest.mark.parametrize("today", ["2026-11-22", "2027-12-31"])
def test_no_warning_while_the_table_reaches_a_year_ahead(today):
    assert table_warning(date.fromisoformat(today)) is None


@pytest.mark.parametrize("today", ["2028-01-01", "2028-02-29", "2028-12-31", "2029-06-01"])
def test_a_warning_says_when_the_table_ends_and_what_to_do(today):
    sentence = str(table_warning(date.fromisoformat(today)))
    assert "2028" in sentence
    assert "Install a newer version" in sentence
