"""Noting who looked. One row a deed, written by the door; never changed, never read by a feature."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from heed.audit.models import Look, Verb

__all__ = ["Verb", "look", "remember_all"]


def look(
    verb: Verb,
    *,
    at: datetime,
    colleague: int | None,
    page: str,
    record: UUID | str | int | None = None,
    shown: Iterable[UUID] = (),
    source: str | None = None,
) -> Look:
    """A row not yet written. `record` that is no id at all is noted as none (somebody tried something)."""
    return Look(verb=verb, at=at, colleague_id=colleague, page=page[:60], record=_id(record), shown=list(shown), source=source)


def remember_all(looks: list[Look]) -> None:
    Look.objects.bulk_create(looks)


def _id(record: UUID | str | int | None) -> UUID | None:
    """A record's id; a number (colleagues, schemes) is kept as the id of that value."""
    if record is None or isinstance(record, UUID):
        return record
    if isinstance(record, int):
        return UUID(int=record)
    try:
        return UUID(str(record))
    except ValueError:
        return None
