"""Behind the second wall: a transaction with a database role, who asks, at which instant, for which job."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from heed.folders.keys import forget_keys

Written = tuple[
    str, tuple[object, ...]
]  # a statement as it stands, where Django would take longer to compose it, and what it is given
NOTHING: Written = ("select null::uuid where false", ())


@contextmanager
def inside(role: str, *, at: datetime, colleague: int | str = "", job: int | str = "") -> Iterator[None]:
    """A transaction behind the wall. What is not given is emptied, and an empty context raises when a policy asks for it.

    `at` (UTC) is the instant for which both walls judge, so a test that moves the clock moves both."""
    forget_keys()
    try:
        with transaction.atomic():
            was = _step(role, str(colleague), str(job), at.isoformat())
            yield  # on an exception the rollback itself restores role and context
            if connection.savepoint_ids:  # inside another transaction (tests): RELEASE would keep role and context
                _step(*was)
    finally:
        forget_keys()


def open_folders(folders: Iterable[UUID] = (), *, found_by: QuerySet | Written | None = None) -> list[UUID]:
    """Of these folders, those the asker may open; until the end of the transaction everything kept in them is seen without asking again
    row by row. Asked by a picture of what it is about to draw: once, however long the history.

    `found_by`: a query whose one column is a folder's id, asked in the same statement."""
    found, given = found_by.query.sql_with_params() if isinstance(found_by, QuerySet) else found_by or NOTHING
    with connection.cursor() as c:
        c.execute(f"select heed_open(%s::uuid[] || array({found}))", [list(folders), *given])  # noqa: S608 (the query is Django's or our own)
        return c.fetchone()[0]


def _step(role: str, colleague: str, job: str, at: str, opened: str = "") -> list[str]:
    """One round trip: answers what was, and sets what is to be until the end of the transaction."""
    with connection.cursor() as c:
        c.execute(
            "select current_setting('role'), coalesce(current_setting('heed.colleague', true), ''), coalesce(current_setting('heed.job', true), ''),"
            " coalesce(current_setting('heed.at', true), ''), coalesce(current_setting('heed.opened', true), ''), set_config('role', %s, true),"
            " set_config('heed.colleague', %s, true), set_config('heed.job', %s, true), set_config('heed.at', %s, true), set_config('heed.opened', %s, true)",
            [role, colleague, job, at, opened],
        )
        return list(c.fetchone()[:5])
