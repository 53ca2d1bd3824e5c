"""Forty dates of named clocks, worked out by hand over Christmas, Easter and the clock changes; never by running the code.

test_forty_cases.py holds the engine to lengths; here each clock of the table (D1 to D35) is held to the date its rule means, nation by
nation. Elapsed hours are counted in UTC; everything else on UK days. The days as a wall calendar has them (B: bank holiday):
  2026  Fri 3 Apr B, Easter 5 Apr, Mon 6 Apr B · clocks back Sun 25 Oct · Fri 25 Dec B · Mon 28 Dec B (for Saturday 26)
  2027  Fri 1 Jan B · Fri 26 Mar B, Easter and clocks forward 28 Mar, Mon 29 Mar B · Mon 27 and Tue 28 Dec B (for Saturday and Sunday)
  2028  Mon 3 Jan B (for Saturday 1) · Fri 14 Apr B, Easter 16 Apr, Mon 17 Apr B
"""

from datetime import datetime

import pytest

from heed.deadlines.calendars import Nation
from heed.deadlines.counting import reckon
from heed.deadlines.rules import rule

ENGLAND, WALES = Nation.ENGLAND, Nation.WALES
END, SUMMER_END = "T23:59:59+00:00", "T23:59:59+01:00"

# rule, in danger?, nation, starts, due
HAND_MADE = [
    # Christmas 2026. From Wed 23: Thu 24 is 1, Tue 29 2, Wed 30 3, Thu 31 4, Mon 4 Jan 5.
    ("hazard_safety_work", False, ENGLAND, "2026-12-23T10:00+00:00", f"2027-01-04{END}"),
    # The same, on to ten: Tue 5 is 6, Wed 6 7, Thu 7 8, Fri 8 9, Mon 11 10.
    ("evaluation", False, WALES, "2026-12-23T10:00+00:00", f"2027-01-11{END}"),
    # Seven in Wales: Tue 5 is 6, Wed 6 7.
    ("wales_adult_enquiry", False, WALES, "2026-12-23T10:00+00:00", f"2027-01-06{END}"),
    # 24 hours; that the office is closed does not matter.
    ("cqc_notification", False, ENGLAND, "2026-12-24T10:00+00:00", "2026-12-25T10:00+00:00"),
    ("external_report", False, WALES, "2026-12-24T16:20+00:00", "2026-12-25T16:20+00:00"),
    # Two and a half hours until five o'clock, the other hour and a half from nine on Tue 29.
    ("first_advice", False, ENGLAND, "2026-12-24T14:30+00:00", "2026-12-29T10:30+00:00"),
    # In danger an hour is an hour, into Christmas Day.
    ("first_advice", True, WALES, "2026-12-24T23:30+00:00", "2026-12-25T00:30+00:00"),
    # The next working day after Christmas Eve is Tue 29.
    ("second_advice", False, ENGLAND, "2026-12-24T10:00+00:00", f"2026-12-29{END}"),
    # In danger four hours, into the new year.
    ("second_advice", True, ENGLAND, "2026-12-31T22:00+00:00", "2027-01-01T02:00+00:00"),
    # Tue 29 is 1, Wed 30 is 2.
    ("answer_reporter", False, WALES, "2026-12-24T10:00+00:00", f"2026-12-30{END}"),
    # In danger by the end of the same day, which is Christmas Day.
    ("answer_reporter", True, ENGLAND, "2026-12-25T08:00+00:00", f"2026-12-25{END}"),
    # 4 and 21 are 25: calendar days end on a holiday too.
    ("holding_area", False, ENGLAND, "2026-12-04T09:00+00:00", f"2026-12-25{END}"),
    # A week from Friday 18 is Christmas Day.
    ("exemption_update", False, WALES, "2026-12-18T09:00+00:00", f"2026-12-25{END}"),
    # Started on the holiday itself: the first working day after it is Tue 29.
    ("refer_adult", False, WALES, "2026-12-25T11:00+00:00", f"2026-12-29{END}"),
    # 27 December is a Sunday, 28 a holiday: Tue 29.
    ("subject_access", False, ENGLAND, "2026-11-27T10:00+00:00", f"2026-12-29{END}"),
    # 1 January is a holiday, then a weekend: Mon 4.
    ("lessons_forum", False, WALES, "2026-12-01T10:00+00:00", f"2027-01-04{END}"),
    # Three times 24 hours from Thursday evening: Sunday evening.
    ("return_talk", False, ENGLAND, "2026-12-24T18:00+00:00", "2026-12-27T18:00+00:00"),
    # Christmas 2027. Fri 24 is 1, then four days off; Wed 29 is 2.
    ("referral_reply", False, WALES, "2027-12-23T10:00+00:00", f"2027-12-29{END}"),
    # Wed 29, Thu 30, Fri 31.
    ("hazard_summary", False, ENGLAND, "2027-12-24T10:00+00:00", f"2027-12-31{END}"),
    # Mon 3 January is a holiday for the Saturday: Tue 4.
    ("child_referral_reply", False, WALES, "2027-12-31T10:00+00:00", f"2028-01-04{END}"),
    # Two years on is Saturday, Sunday and two substitute days follow: Wed 29.
    ("policy_review", False, ENGLAND, "2025-12-25T10:00+00:00", f"2027-12-29{END}"),
    # Easter 2026. Thu 2 April; Friday and Monday are holidays: Tue 7.
    ("second_advice", False, WALES, "2026-04-02T10:00+01:00", f"2026-04-07{SUMMER_END}"),
    # 8 March and 28 days: 23 to the end of March, 5 in April, which is Easter Sunday.
    ("disclosure_scheme", False, ENGLAND, "2026-03-08T10:00+00:00", f"2026-04-05{SUMMER_END}"),
    # To the day a year on, whatever day that is: Easter Monday 2027.
    ("marac_repeat", False, WALES, "2026-03-29T12:00+01:00", f"2027-03-29{SUMMER_END}"),
    # Easter 2027. Two hours on Thursday, two on Tuesday from nine, by then summer time.
    ("first_advice", False, WALES, "2027-03-25T15:00+00:00", "2027-03-30T11:00+01:00"),
    # Thu 25 is 1, Tue 30 2, Wed 31 3, Thu 1 April 4, Fri 2 5.
    ("hazard_safety_work", False, ENGLAND, "2027-03-24T10:00+00:00", f"2027-04-02{SUMMER_END}"),
    # 23, 24, 25 are 3; 30, 31, 1, 2 are 7; Mon 5, Tue 6, Wed 7 April are 10.
    ("hazard_investigation", False, ENGLAND, "2027-03-22T10:00+00:00", f"2027-04-07{SUMMER_END}"),
    # 72 hours over the change: an hour later on the wall, 19:00 and not 18:00.
    ("return_talk", False, WALES, "2027-03-26T18:00+00:00", "2027-03-29T19:00+01:00"),
    # 01:30 does not happen on 28 March: 24 hours after it was 01:30 it is 02:30.
    ("refer_child", False, ENGLAND, "2027-03-27T01:30+00:00", "2027-03-28T02:30+01:00"),
    # Half an hour before the clocks go forward.
    ("external_report", False, ENGLAND, "2027-03-28T00:30+00:00", "2027-03-29T01:30+01:00"),
    # The same day has 23 hours and ends in summer time.
    ("answer_reporter", True, WALES, "2027-03-28T00:15+00:00", f"2027-03-28{SUMMER_END}"),
    # A month on is Good Friday, so Tue 30.
    ("subject_access", False, WALES, "2027-02-26T10:00+00:00", f"2027-03-30{SUMMER_END}"),
    # No 31 February; its 28th is a Sunday, so Mon 1 March.
    ("subject_access", False, ENGLAND, "2027-01-31T10:00+00:00", f"2027-03-01{END}"),
    # Easter 2028. 11, 12, 13 are 3; 18 to 21 are 7; Mon 24, Tue 25, Wed 26 are 10.
    ("evaluation", False, ENGLAND, "2028-04-10T10:00+01:00", f"2028-04-26{SUMMER_END}"),
    # Thu 13 is 1; 18 to 21 are 5; Mon 24 6, Tue 25 7.
    ("wales_adult_enquiry", False, WALES, "2028-04-12T10:00+01:00", f"2028-04-25{SUMMER_END}"),
    # The clocks go back on 25 October 2026. 24 hours from 10:00 are 09:00 on the wall.
    ("external_report", False, ENGLAND, "2026-10-24T10:00+01:00", "2026-10-25T09:00+00:00"),
    # 48 hours from Friday 18:00 are Sunday 17:00.
    ("protection_notice", False, ENGLAND, "2026-10-23T18:00+01:00", "2026-10-25T17:00+00:00"),
    # A night shift of twelve hours from 20:00 ends at 07:00.
    ("report_up", False, WALES, "2026-10-24T20:00+01:00", "2026-10-25T07:00+00:00"),
    # 72 hours from Saturday noon are Tuesday 11:00.
    ("data_breach", False, ENGLAND, "2026-10-24T12:00+01:00", "2026-10-27T11:00+00:00"),
    # 6 and 21 are 27; that day ends in winter time.
    ("holding_area", False, WALES, "2026-10-06T10:00+01:00", f"2026-10-27{END}"),
]


def test_there_are_forty_and_no_two_alike():
    assert len(HAND_MADE) == len(set(HAND_MADE)) == 40


@pytest.mark.parametrize(("code", "danger", "nation", "start", "due"), HAND_MADE)
def test_the_clock_is_due_when_the_paper_says(code, danger, nation, start, due):
    law = rule(code)
    assert law.applies_in(nation)
    assert reckon(law.span_for(danger=danger), datetime.fromisoformat(start), nation).due == datetime.fromisoformat(due)


def test_the_breach_of_the_cqc_notification_is_five_working_days_after_the_event():
    """Within 24 hours of Wed 23 December is Christmas Eve; the law's five working days end on Mon 4 January."""
    law = rule("cqc_notification")
    found = reckon(law.span, datetime.fromisoformat("2026-12-23T10:00+00:00"), ENGLAND, breach=law.breach)
    assert found.due == datetime.fromisoformat("2026-12-24T10:00+00:00")
    assert found.breach == datetime.fromisoformat(f"2027-01-04{END}")
