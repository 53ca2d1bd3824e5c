"""`heed due`: what somebody who doubts a date types, and what comes back."""

import json
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner

from heed.cli.main import heed as command
from heed.deadlines.clocks import Owed, start
from heed.deadlines.models import DayOff, RuleValue

pytestmark = pytest.mark.django_db


def due(*words):
    """In this process, with the test's database to ask."""
    return CliRunner().invoke(command, ["due", *words])


def counted(*words):
    done = due(*words, "--json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


# The count --------------------------------------------------------------------------------------------------------------------
def test_it_counts_only_while_the_office_is_open():
    said = due("first_advice", "--from", "2026-11-20T15:00").stdout
    assert "From     Fri 20 Nov 2026, 3:00pm" in said
    assert "Due      Mon 23 Nov 2026, 11:00am" in said
    assert "Weekend: not counted." in said


def test_every_day_from_the_start_to_the_end_is_explained():
    """23 December, five working days: the day itself, Christmas, its weekend, the substitute day and the new year do not count."""
    found = counted("hazard_safety_work", "--from", "2026-12-23T10:00", "--nation", "england")
    assert found["due"] == "2027-01-04T23:59:59+00:00"
    days = {step["day"]: step["counted"] for step in found["steps"]}
    assert list(days) == [date.fromordinal(date(2026, 12, 23).toordinal() + n).isoformat() for n in range(13)]
    assert [day for day, counts in days.items() if counts] == [
        "2026-12-24",
        "2026-12-29",
        "2026-12-30",
        "2026-12-31",
        "2027-01-04",
    ]


def test_in_danger_it_is_an_hour_whatever_the_day():
    assert counted("first_advice", "--from", "2026-12-25T23:30", "--danger")["due"] == "2026-12-26T00:30:00+00:00"


def test_moments_are_said_in_uk_time():
    """24 elapsed hours over the night on which the clocks go forward end an hour later on the wall."""
    found = counted("external_report", "--from", "2027-03-28T00:30")
    assert (found["from"], found["due"]) == ("2027-03-28T00:30:00+00:00", "2027-03-29T01:30:00+01:00")
    assert counted("external_report", "--from", "2027-06-01T10:00Z")["from"] == "2027-06-01T11:00:00+01:00"


def test_an_extension_is_three_months_to_a_working_day():
    """31 January and three months: 30 April 2027 is a Friday."""
    assert counted("subject_access", "--from", "2027-01-31T10:00", "--extended")["due"] == "2027-04-30T23:59:59+01:00"


def test_it_lists_every_clock_with_its_source():
    rows = json.loads(due("--list", "--json").stdout)
    assert {"rule", "ids", "name", "length", "source", "nations"} == set(rows[0])
    assert {"first_advice", "holding_area"} <= {row["rule"] for row in rows}
    assert "cqc_notification" in due("--list").stdout


# What the provider has set itself ---------------------------------------------------------------------------------------------
@pytest.fixture
def ten_days(ada):
    """From December on ten days instead of 21, in England alone."""
    since = datetime(2026, 12, 1, tzinfo=UTC)
    return RuleValue.objects.create(
        rule="holding_area", nation="england", amount=10, unit="calendar_days", since=since, by=ada, reason="A trial"
    )


def test_the_providers_own_length_stands_from_its_day_on_and_in_its_nation(ten_days):
    found = counted("holding_area", "--from", "2026-12-07T09:00")
    assert (found["due"], found["own"], found["note"]) == ("2026-12-17T23:59:59+00:00", True, None)
    assert "10 calendar days (the provider's own)" in due("holding_area", "--from", "2026-12-07T09:00").stdout
    assert counted("holding_area", "--from", "2026-11-30T09:00")["due"] == "2026-12-21T23:59:59+00:00"
    assert counted("holding_area", "--from", "2026-12-07T09:00", "--nation", "wales")["length"] == "21 calendar days"


def test_the_providers_own_day_off_is_not_counted():
    DayOff.objects.create(day=date(2026, 12, 29), nation="england", name="Closed")
    assert counted("refer_adult", "--from", "2026-12-24T10:00")["due"] == "2026-12-30T23:59:59+00:00"


def test_it_says_what_a_clock_that_is_started_says(ten_days, mo, brynfelin):
    from tests.cases.casework import opened

    at = datetime(2026, 12, 23, 10, tzinfo=UTC)
    clock = start("holding_area", Owed(opened(mo, brynfelin, mo).folder_id, owner=mo), at=at)
    assert datetime.fromisoformat(counted("holding_area", "--from", "2026-12-23T10:00")["due"]) == clock.due_at


# What it refuses --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("first_advise", "--from", "2026-11-20T15:00"), "first_advice"),
        (("nothing-like-it", "--from", "2026-11-20T15:00"), "`heed due --list` shows them all"),
        (("D4", "--from", "2026-11-20T15:00"), "More than one clock has that id"),
        (("first_advice", "--from", "yesterday"), "--from is not a moment"),
        (("first_advice", "--from", "2026-02-30T10:00"), "--from is not a moment"),
        (("action", "--from", "2026-11-20T15:00"), "date"),
        (("first_advice", "--from", "2026-11-20T15:00", "--nation", "scotland"), "england"),
        (("cqc_notification", "--from", "2026-11-20T15:00", "--nation", "wales"), "This clock does not run in Wales."),
        (("first_advice", "--from", "0001-01-01T00:00"), "Give a year between"),
        (("holding_area", "--from", "9999-12-31T10:00"), "Give a year between"),
        (("first_advice",), "Name a clock and when it starts"),
        ((), "Name a clock and when it starts"),
    ],
)
def test_typed_wrongly_it_says_what_to_ask_instead(words, sentence):
    done = due(*words)
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert done.stdout == ""


# Without a database -----------------------------------------------------------------------------------------------------------
def test_without_a_database_it_counts_with_the_defaults_and_says_so(heed):
    done = heed("due", "holding_area", "--from", "2026-12-07T09:00", "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["due"], found["own"]) == (0, "2026-12-28T23:59:59+00:00", False)
    assert "Counted with Heed's defaults" in found["note"]


def test_a_database_that_does_not_answer_is_no_reason_not_to_count(heed):
    done = heed("due", "holding_area", "--from", "2026-12-07T09:00", DATABASE_URL="postgresql://heed_web@127.0.0.1:9/heed")
    assert done.returncode == 0, done.stderr
    assert "Due      Mon 28 Dec 2026, 11:59pm" in done.stdout
    assert "the database did not answer" in done.stdout
