"""R19: forty dates worked out by hand with a paper calendar, not by running the code. What the engine says must equal them.

The calendars they were read from (W = weekend, B = bank holiday):
  Dec 2026   Mon 21 · Tue 22 · Wed 23 · Thu 24 · Fri 25 B · W · Mon 28 B · Tue 29 · Wed 30 · Thu 31 · Fri 1 Jan B · W · Mon 4
  Mar 2027   Wed 24 · Thu 25 · Fri 26 B · W (Sun 28: clocks forward) · Mon 29 B · Tue 30 · Wed 31
  Oct 2027   Fri 29 · W (Sun 31: clocks back) · Mon 1 Nov
  Dec 2027   Thu 23 · Fri 24 · W · Mon 27 B · Tue 28 B · Wed 29 · Thu 30 · Fri 31 · W · Mon 3 Jan B · Tue 4 · Wed 5
  Apr 2028   Thu 13 · Fri 14 B · W · Mon 17 B · Tue 18 · Wed 19 · Thu 20 · Fri 21 · W · Mon 24
"""

from datetime import UTC, datetime

import pytest

from heed.deadlines.calendars import Nation
from heed.deadlines.counting import Span, reckon

FORTY = [
    # Christmas 2026: Boxing Day is a Saturday, so Monday 28 is its substitute
    ("five working days from before Christmas", 5, "working_days", "2026-12-23T10:00+00:00", "2027-01-04T23:59:59+00:00"),
    ("minutes before closing on Christmas Eve", 1, "working_days", "2026-12-24T16:55+00:00", "2026-12-29T23:59:59+00:00"),
    ("on Christmas Day itself", 1, "working_days", "2026-12-25T12:00+00:00", "2026-12-29T23:59:59+00:00"),
    ("late on the Sunday between", 2, "working_days", "2026-12-27T23:30+00:00", "2026-12-30T23:59:59+00:00"),
    ("a minute before the new year", 1, "working_days", "2026-12-31T23:59+00:00", "2027-01-04T23:59:59+00:00"),
    ("over the new year", 2, "working_days", "2026-12-30T09:00+00:00", "2027-01-04T23:59:59+00:00"),
    ("an enquiry in Wales over both holidays", 7, "working_days", "2026-12-21T14:00+00:00", "2027-01-04T23:59:59+00:00"),
    ("a hazard to be investigated", 10, "working_days", "2026-12-21T14:00+00:00", "2027-01-07T23:59:59+00:00"),
    ("two hours before and two after", 4, "working_hours", "2026-12-24T15:00+00:00", "2026-12-29T11:00+00:00"),
    ("at the moment of closing", 4, "working_hours", "2026-12-24T17:00+00:00", "2026-12-29T13:00+00:00"),
    ("running out exactly at closing", 4, "working_hours", "2026-12-24T13:00+00:00", "2026-12-24T17:00+00:00"),
    ("elapsed hours know no Christmas", 24, "hours", "2026-12-24T18:00+00:00", "2026-12-25T18:00+00:00"),
    ("calendar days end on a holiday too", 21, "calendar_days", "2026-12-07T09:00+00:00", "2026-12-28T23:59:59+00:00"),
    ("the holding area into January", 21, "calendar_days", "2026-12-23T10:00+00:00", "2027-01-13T23:59:59+00:00"),
    # Christmas 2027: both days on a weekend, and New Year's Day too: three substitute days
    ("Christmas Eve on a Friday", 1, "working_days", "2027-12-24T10:00+00:00", "2027-12-29T23:59:59+00:00"),
    ("over all three substitute days", 5, "working_days", "2027-12-23T10:00+00:00", "2028-01-04T23:59:59+00:00"),
    ("an hour before and three after", 4, "working_hours", "2027-12-31T16:00+00:00", "2028-01-04T12:00+00:00"),
    ("from the last day of 2027", 2, "working_days", "2027-12-31T10:00+00:00", "2028-01-05T23:59:59+00:00"),
    ("a month on lies on a substitute day", 1, "months", "2027-11-27T10:00+00:00", "2027-12-29T23:59:59+00:00"),
    ("a month on lies on the last of them", 1, "months", "2027-12-03T10:00+00:00", "2028-01-04T23:59:59+00:00"),
    # Easter 2027, with the clocks going forward on Easter Sunday
    ("a day of 23 hours", 24, "hours", "2027-03-28T00:30+00:00", "2027-03-29T01:30+01:00"),
    ("over Easter into summer time", 1, "working_days", "2027-03-25T16:00+00:00", "2027-03-30T23:59:59+01:00"),
    ("working hours over Easter", 4, "working_hours", "2027-03-25T16:00+00:00", "2027-03-30T12:00+01:00"),
    ("a data breach on Good Friday", 72, "hours", "2027-03-26T12:00+00:00", "2027-03-29T13:00+01:00"),
    ("21 days across the change", 21, "calendar_days", "2027-03-09T10:00+00:00", "2027-03-30T23:59:59+01:00"),
    ("a month on is Easter Sunday", 1, "months", "2027-02-28T10:00+00:00", "2027-03-30T23:59:59+01:00"),
    ("the same day, short as it is", 0, "same_day", "2027-03-28T00:10+00:00", "2027-03-28T23:59:59+01:00"),
    # Easter 2028, May and August
    ("five working days over Easter", 5, "working_days", "2028-04-13T10:00+01:00", "2028-04-24T23:59:59+01:00"),
    ("after closing before the May holiday", 2, "working_days", "2027-04-30T17:30+01:00", "2027-05-05T23:59:59+01:00"),
    ("half an hour before the August one", 4, "working_hours", "2027-08-27T16:30+01:00", "2027-08-31T12:30+01:00"),
    ("half past midnight is tomorrow already", 1, "working_days", "2027-06-30T23:30+00:00", "2027-07-02T23:59:59+01:00"),
    # The leap day of 2028
    ("no 31 February, but a 29th", 1, "months", "2028-01-31T10:00+00:00", "2028-02-29T23:59:59+00:00"),
    ("a year from a day that has none", 12, "calendar_months", "2028-02-29T10:00+00:00", "2029-02-28T23:59:59+00:00"),
    ("the leap day is a Tuesday like any", 1, "working_days", "2028-02-28T10:00+00:00", "2028-02-29T23:59:59+00:00"),
    # The clocks going back
    ("a day of 25 hours", 24, "hours", "2026-10-25T00:30+01:00", "2026-10-25T23:30+00:00"),
    ("half past one comes twice", 1, "hours", "2026-10-25T01:30+01:00", "2026-10-25T01:30+00:00"),
    ("a night shift of an hour more", 12, "same_shift", "2027-10-30T22:00+01:00", "2027-10-31T09:00+00:00"),
    ("working hours over that weekend", 4, "working_hours", "2027-10-29T15:00+01:00", "2027-11-01T11:00+00:00"),
    # Holidays that happened once
    ("the state funeral", 1, "working_days", "2022-09-16T12:00+01:00", "2022-09-20T23:59:59+01:00"),
    ("the two days of the Jubilee", 2, "working_days", "2022-06-01T12:00+01:00", "2022-06-07T23:59:59+01:00"),
]


def test_there_are_forty_and_no_two_alike():
    assert len(FORTY) == len({case[1:4] for case in FORTY}) == 40


@pytest.mark.parametrize("nation", list(Nation))
@pytest.mark.parametrize(("amount", "unit", "start", "due"), [case[1:] for case in FORTY], ids=[case[0] for case in FORTY])
def test_the_engine_equals_the_paper_calendar(amount, unit, start, due, nation):
    found = reckon(Span(amount, unit), datetime.fromisoformat(start), nation)
    assert found.due == datetime.fromisoformat(due)
    assert found.due.tzinfo is UTC


@pytest.mark.parametrize(("amount", "unit", "start", "due"), [case[1:] for case in FORTY], ids=[case[0] for case in FORTY])
def test_due_soon_lies_within_the_clock(amount, unit, start, due):
    found = reckon(Span(amount, unit), datetime.fromisoformat(start), Nation.ENGLAND)
    assert datetime.fromisoformat(start) <= found.soon <= datetime.fromisoformat(due)
