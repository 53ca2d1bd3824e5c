"""Rows that come along with another row, as JSON: one statement for a record and all that hangs on it, however much that is."""

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, F, JSONField, Model
from django.db.models.functions import JSONObject
from django.db.models.sql.compiler import SQLCompiler

from heed.folders import keys
from heed.folders.sealed import SealedText

Row = TypeVar("Row", bound=Model)


class Whole(Expression):
    """Every column of a row, as PostgreSQL writes a row into JSON. Made of any one column of it, which is how Django knows the table."""

    def __init__(self, column: F) -> None:
        super().__init__(output_field=JSONField())
        self.column: Any = column

    def get_source_expressions(self) -> list[Any]:
        return [self.column]

    def set_source_expressions(self, exprs: Any) -> None:
        (self.column,) = exprs

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        return f"to_json({compiler.quote_name_unless_alias(self.column.alias)})", ()


def as_json(model: type[Model], **more: Any) -> JSONObject:
    """For an ArraySubquery: `row`, all of a row, and `more` by name → path or expression, such as the name of whoever wrote it. Sealed words
    stay sealed."""
    return JSONObject(
        row=Whole(F(model._meta.pk.attname)), **{name: F(one) if isinstance(one, str) else one for name, one in more.items()}
    )


def from_json(model: type[Row], row: dict[str, Any]) -> Row:
    """The row again, from whichever of its columns came: times and ids as themselves, sealed words opened when they are read."""
    given = {field.attname: _value(field, row[field.column]) for field in model._meta.concrete_fields if field.column in row}
    return model(**given)


def _value(field: Any, said: Any) -> Any:
    if isinstance(field, SealedText):  # PostgreSQL writes bytes into JSON as \x and their hexadecimal digits
        return None if said is None else bytes.fromhex(said[2:])
    return field.to_python(said)


def instant(said: str) -> datetime:
    """An instant (UTC) as PostgreSQL writes it into JSON."""
    return datetime.fromisoformat(said)


def hold_key(folder: UUID, wrapped: bytes | None, key_id: str | None) -> None:
    """The folder's data key that came along, until the end of the transaction; without one its words are erased."""
    if folder not in keys.ring():
        keys.ring()[folder] = keys.unwrap(bytes(wrapped), key_id, folder) if wrapped and key_id else None
