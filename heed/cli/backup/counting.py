"""What a table holds, in two numbers that are the same on any machine: how many rows, and a sum over all of them."""

from dataclasses import dataclass
from typing import Any, Protocol

from psycopg import sql

LEFT_OUT = ("django_session", "organisation_cache")  # after a restore everybody signs in again
# The words of a row are the same whatever the server's own settings are.
ALIKE = (
    "set local datestyle = iso; set local timezone = utc; set local intervalstyle = postgres; set local bytea_output = hex;"
    " set local extra_float_digits = 1; set local row_security = off"
)


class Asks(Protocol):
    """A cursor, of psycopg or of Django."""

    def execute(self, query: Any, params: Any = None, /) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def fetchone(self) -> Any: ...


@dataclass(frozen=True)
class Counted:
    """`total`: the sum of a 64-bit hash of each row, in decimal digits; the order of rows makes no difference."""

    rows: int
    total: str


def count(cursor: Asks) -> dict[str, Counted]:
    """Every table of ours by its name, as whoever asks sees it: a role that row-level security stops gets an error, never fewer rows."""
    cursor.execute(ALIKE)
    cursor.execute("select tablename from pg_tables where schemaname = 'public' order by tablename")
    found = {}
    for (table,) in cursor.fetchall():
        if table not in LEFT_OUT:
            asked = "select count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text from {} t"
            cursor.execute(sql.SQL(asked).format(sql.Identifier("public", table)))
            found[table] = Counted(*cursor.fetchone())
    return found


def differences(then: dict[str, Counted], now: dict[str, Counted]) -> list[str]:
    """A sentence a table; nothing of any row."""
    said = []
    for table in sorted(then.keys() | now.keys()):
        was, is_ = then.get(table), now.get(table)
        if was is None or is_ is None:
            said.append(f"The table {table} is {'missing' if is_ is None else 'not in the backup'}.")
        elif was.rows != is_.rows:
            said.append(f"{table} had {was.rows:,} rows and has {is_.rows:,}.")
        elif was != is_:
            said.append(f"{table} has its {was.rows:,} rows, but not as they were.")
    return said
