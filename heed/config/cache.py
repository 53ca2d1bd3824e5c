"""The cache that every process shares (throttling, codes that were used): rows of one table, their values JSON and nothing else.

Django's own keeps pickles, and reading a pickle runs what is in it: whoever could write the table would own the web server."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

# Set, or added where nothing is there any more: one statement, so two processes at once never both add.
PUT = "insert into {table} (cache_key, value, expires) values (%s, %s, %s) on conflict (cache_key) do update set value = excluded.value, expires = excluded.expires"
FREE = " where {table}.expires <= %s"
# Only what is over goes, so that a flood of tries drives out nobody's throttle; what another process clears just now is left to it.
CLEAR = "delete from {table} where cache_key in (select cache_key from {table} where expires <= %s limit 100 for update skip locked)"
FOREVER = datetime.max.replace(tzinfo=UTC)


class JsonCache(BaseCache):
    """`LOCATION` is the table. Raises TypeError for a value that is no JSON; what stands in the table and is none counts as not there."""

    def __init__(self, table: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.table = connection.ops.quote_name(table)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self.get_many([key], version).get(key, default)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        asked = {self.make_and_validate_key(key, version=version): key for key in keys}
        with connection.cursor() as c:
            c.execute(
                self._sql("select cache_key, value from {table} where cache_key = any(%s) and expires > %s"),
                [list(asked), _now()],
            )
            return {asked[key]: value for key, words in c.fetchall() for value in _read(words)}

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._do(CLEAR, _now())
        self._do(PUT, self._key(key, version), json.dumps(value), self._until(timeout))

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._do(PUT + FREE, self._key(key, version), json.dumps(value), self._until(timeout), _now())

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        until = self._until(timeout)
        return self._do(
            "update {table} set expires = %s where cache_key = %s and expires > %s", until, self._key(key, version), _now()
        )

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._do("delete from {table} where cache_key = %s", self._key(key, version))

    def clear(self) -> None:
        self._do("delete from {table}")

    def _key(self, key: str, version: int | None) -> str:
        return self.make_and_validate_key(key, version=version)

    def _until(self, timeout: Any) -> datetime:
        seconds = self.get_backend_timeout(timeout)
        return FOREVER if seconds is None else datetime.fromtimestamp(seconds, UTC)

    def _do(self, statement: str, *given: Any) -> bool:
        with connection.cursor() as c:
            c.execute(self._sql(statement), given)
            return c.rowcount > 0

    def _sql(self, statement: str) -> str:
        return statement.format(table=self.table)


def _now() -> datetime:
    return datetime.now(UTC)


def _read(words: str) -> list[Any]:
    """The value, or nothing."""
    try:
        return [json.loads(words)]
    except ValueError:
        return []
