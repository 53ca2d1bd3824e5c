"""What other departments wrote down goes to the household living there on that day, with the day its source recorded it."""

from datetime import UTC, date, datetime

import pytest

from heed.households.models import HistoryEntry, Household
from heed.timeline.models import About, Event, Words
from tests.households.bringing import AT, bring, door, reasons, sian
from tests.people import later

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("brynfelin")]
NEXT_DAY = later(AT, days=1)
LET = [
    sian(person_id="P0", tenancy_id="T0", tenancy_start_date="2012-01-01", tenancy_end_date="2019-03-03", first_names="Dennis"),
    sian(),
]


@pytest.fixture(autouse=True)
def register(brynfelin):
    bring(LET)


def told(tenancy: str = "T1") -> list[Event]:
    return list(
        Event.objects.filter(folder=Household.objects.get(tenancy=tenancy).folder_id, kind__startswith="history.").order_by(
            "recorded_at"
        )
    )


def test_an_entry_becomes_an_event_of_its_household():
    run = bring([door()])
    assert (run.state, run.rows, run.added) == ("done", 1, 1)
    [event] = told()
    assert (event.kind, event.department, event.by, event.whole_day) == ("history.repair", "repairs", None, False)
    assert (event.occurred_at, event.known_at, event.recorded_at) == (
        datetime(2026, 10, 14, 9, 20, tzinfo=UTC),
        datetime(2026, 10, 14, 23, 0, tzinfo=UTC),
        AT,
    )
    assert Words.objects.get(pk=event.pk).words == {
        "title": "Front door lock replaced",
        "text": "Second time since June.",
        "system": "repairs",
        "number": "88120",
    }
    assert About.objects.get(event=event).household == Household.objects.get(tenancy="T1").pk


def test_it_goes_to_whoever_lived_there_on_that_day():
    bring(
        [
            door(occurred_on="2015-05-05", recorded_on="2015-05-06"),
            door(source_id="2", occurred_on="2019-03-03", recorded_on="2019-03-03"),
        ]
    )
    assert (len(told("T0")), len(told("T1"))) == (1, 1)
    assert told("T0")[0].whole_day


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"occurred_on": "2011-01-01", "recorded_on": "2011-01-01"}, "No household lived at this home on that day."),
        ({"uprn": "999990009999"}, "The register has no home with this UPRN."),
        ({"uprn": "", "tenancy_id": "T77"}, "The register has no tenancy with this number."),
        (
            {"tenancy_id": "T0", "occurred_on": "2011-01-01", "recorded_on": "2011-01-01"},
            "It happened before this tenancy began.",
        ),
        ({"uprn": ""}, "Neither uprn nor tenancy_id says where it happened."),
        ({"occurred_on": "2026-11-22"}, "occurred_on is in the future."),
        ({"kind": "rumour"}, "kind is not a word we know. The list of words says which there are."),
        ({"occurred_on": "2026-10-14T25:00"}, "occurred_on has a time that cannot be read. Write it as 2019-03-27T14:05."),
    ],
)
def test_an_entry_that_fits_nobody_is_listed(wrong, why):
    run = bring([door(**wrong), door(source_id="ok")])
    assert (run.added, reasons(run)) == (1, {2: why})


def test_a_tenancy_at_another_home_is_refused():
    bring([*LET, sian(tenancy_id="T2", uprn="999990000099", person_id="P9", address_line_1="9 Maes y Bont")], at=NEXT_DAY)
    run = bring([door(uprn="999990000099", tenancy_id="T1"), door(source_id="ok")], at=NEXT_DAY)
    assert reasons(run) == {2: "This tenancy is not at the home with this UPRN."}


def test_the_same_entries_again_change_nothing():
    bring([door(), door(source_id="2")])
    run = bring([door(source_id="2"), door()], at=NEXT_DAY)
    assert (run.unchanged, run.added, run.changed, len(told())) == (2, 0, 0, 2)


def test_a_corrected_entry_names_what_it_corrects():
    bring([door()])
    run = bring([door(text="Third time since June.")], at=NEXT_DAY)
    first, second = told()
    assert (run.changed, second.corrects_id, second.known_at) == (1, first.pk, NEXT_DAY)
    assert Words.objects.get(pk=first.pk).words["text"] == "Second time since June."
    assert HistoryEntry.objects.get().event_id == second.pk


def test_an_entry_that_belonged_elsewhere_is_withdrawn_from_the_wrong_household_without_saying_where():
    bring([*LET, sian(tenancy_id="T2", uprn="999990000099", person_id="P9", address_line_1="9 Maes y Bont")], at=NEXT_DAY)
    bring([door()], at=NEXT_DAY)
    bring([door(uprn="999990000099")], at=later(NEXT_DAY, hours=1))
    wrong, withdrawn = told("T1")
    assert (withdrawn.corrects_id, len(told("T2"))) == (wrong.pk, 1)
    words = str(Words.objects.get(pk=withdrawn.pk).words)
    assert "lock" not in words
    assert "Maes" not in words


def test_twice_in_one_file_the_later_line_corrects_the_earlier():
    run = bring([door(), door(title="Back door lock replaced")])
    assert (run.added, run.changed, len(told()), HistoryEntry.objects.count()) == (1, 1, 2, 1)


def test_a_winter_and_a_summer_time_are_uk_times():
    bring(
        [
            door(occurred_on="2026-01-14T10:20", recorded_on="2026-01-14"),
            door(source_id="2", occurred_on="14/07/2026 10:20", recorded_on="2026-07-15"),
        ]
    )
    assert sorted(event.occurred_at.hour for event in told()) == [9, 10]


def test_a_tenancy_that_ended_takes_what_its_own_system_says_of_it_afterwards():
    bring([door(uprn="", tenancy_id="T0", kind="arrears", occurred_on="2019-05-01", recorded_on="2019-05-01")])
    assert [event.occurred_at.date() for event in told("T0")] == [date(2019, 4, 30)]
