"""Where a page of a timeline ended, as it stands in the address of the next: an instant and an id, so that Back works and nothing that is
written meanwhile shows twice or is left out."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

BEGAN = datetime(1970, 1, 1, tzinfo=UTC)


def place_read(said: str) -> tuple[datetime, UUID] | None:
    """From "1763713920000000-<id>", the microseconds of an instant (UTC) and an id; None for anything else."""
    moment, _dash, last = said.partition("-")
    if not moment.isascii() or not moment.isdecimal() or len(moment) > 17:
        return None
    try:
        return BEGAN + timedelta(microseconds=int(moment)), UUID(last)
    except (ValueError, OverflowError):
        return None


def place_written(place: tuple[datetime, UUID] | None) -> str:
    """The opposite; "" for none."""
    if place is None:
        return ""
    moment, last = place
    return f"{(moment - BEGAN) // timedelta(microseconds=1)}-{last}"
