"""Where a page of a timeline ended, in the address of the next: read as it was written, and anything else is no place."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from heed.web.components.paging import place_read, place_written


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 21, 9, 32, 0, 123456, UTC),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC) - timedelta(days=2_000_000),
    ],
)
def test_a_place_is_read_as_it_was_written(moment):
    place = moment, uuid4()
    assert place_read(place_written(place)) == place


# Always the same one: what is collected must be the same in every process that runs the tests.
A_PLACE = str(UUID(int=7, version=4))


@pytest.mark.parametrize(
    "said", ["", "-", "x", "12", "12-", "-5-" + A_PLACE, "²-" + A_PLACE, "9" * 18 + "-" + A_PLACE, "1-' or 1=1"]
)
def test_anything_else_is_no_place(said):
    assert place_read(said) is None


def test_no_place_is_written_as_nothing():
    assert place_written(None) == ""
