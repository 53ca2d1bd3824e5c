"""Many rows at once: gathered in a ledger, then written with one statement a table.

A file of 50,000 tenancies makes a million rows. COPY cannot be used where row-level security stands, and a statement a row, or Django's
bulk_create, takes three times as long: so each table's rows go to PostgreSQL as one JSON parameter."""

import base64
import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import BinaryField, JSONField, Model

from heed.folders import keys
from heed.folders.sealed import SealedText

M = TypeVar("M", bound=Model)
Row = dict[str, Any]
A_STATEMENT = 5000  # rows


@dataclass
class Ledger:
    """What is to be added and changed, until `write`. `at`: now (UTC), when all of it is recorded."""

    at: datetime
    rows: dict[type[Model], list[Row]] = field(default_factory=lambda: defaultdict(list))
    added: list[Model] = field(default_factory=list)
    altered: dict[type[Model], dict[Any, tuple[Any, set[str]]]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, row: M) -> M:
        """A new row that others still look at or change before it is written."""
        self.added.append(row)
        return row

    def put(self, model: type[Model], **columns: Any) -> UUID:
        """A new row by its columns (`person_id=`); sealed words are sealed with its folder's key. Answers its id."""
        pk = columns.setdefault("id", uuid4())
        row = {**_defaults(model), **columns}
        for name, words in _sealed(model, row):
            row[name] = words
        self.rows[model].append(row)
        return pk

    def change(self, row: Model, **facts: Any) -> None:
        """Sets what differs; written with the rest."""
        for name, value in facts.items():
            setattr(row, name, value)
        if not row._state.adding:
            self.altered[type(row)].setdefault(row.pk, (row, set()))[1].update(facts)

    def supersede(self, version: Model) -> None:
        self.change(version, superseded_at=self.at)

    def write(self) -> None:
        """Everything gathered, in the caller's transaction. Foreign keys are checked when that ends, so the order is free."""
        for row in self.added:
            self.rows[type(row)].append({str(field.column): getattr(row, field.attname) for field in row._meta.concrete_fields})
            row._state.adding = False
        for model, rows in self.rows.items():
            insert(model, rows)
        for model, changes in self.altered.items():
            self._alter(model, list(changes.values()))
        self.rows.clear()
        self.added.clear()
        self.altered.clear()

    def _alter(self, model: type[Model], changes: list[tuple[Any, set[str]]]) -> None:
        together: dict[tuple[str, ...], list[Any]] = defaultdict(list)
        for row, names in changes:
            together[tuple(sorted(names))].append(row)
        for alike, rows in together.items():
            if alike == ("superseded_at",):
                model._default_manager.filter(pk__in=[row.pk for row in rows]).update(superseded_at=self.at)
            else:
                model._default_manager.bulk_update(rows, alike, batch_size=A_STATEMENT)


def insert(model: type[Model], rows: list[Row]) -> None:
    """Rows by column, all with the same columns. Columns that are left out are numbered by the database."""
    for begin in range(0, len(rows), A_STATEMENT):
        with connection.cursor() as c:
            c.execute(
                _statement(model, tuple(rows[begin])),
                [json.dumps(rows[begin : begin + A_STATEMENT], ensure_ascii=False, default=_plain)],
            )


def _plain(value: Any) -> str:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


@lru_cache(maxsize=64)
def _statement(model: type[Model], columns: tuple[str, ...]) -> str:
    fields = {field.column: field for field in model._meta.concrete_fields}
    types = {name: "text" if isinstance(fields[name], BinaryField) else fields[name].db_type(connection) for name in columns}
    said = ", ".join(f'"{name}" {kind}' for name, kind in types.items())
    taken = ", ".join(
        f"decode(x.\"{name}\", 'base64')" if isinstance(fields[name], BinaryField) else f'x."{name}"' for name in columns
    )
    into = ", ".join(f'"{name}"' for name in columns)
    return f'insert into "{model._meta.db_table}" ({into}) select {taken} from json_to_recordset(%s) as x({said})'  # noqa: S608 (names of our own)


@lru_cache(maxsize=64)
def _defaults(model: type[Model]) -> Row:
    return {
        str(field.column): None if field.is_relation or isinstance(field, JSONField) else field.get_default()
        for field in model._meta.concrete_fields
        if not field.primary_key and not isinstance(field, SealedText)
    }


def _sealed(model: type[Model], row: Row) -> list[tuple[str, bytes]]:
    key = keys.key_of(row["folder_id"]) if _sealed_fields(model) else None
    if _sealed_fields(model) and key is None:
        raise keys.CannotOpen("This folder was erased, so nothing can be added to it.")
    return [
        (str(field.column), keys.seal(key or b"", field.to_bytes(row[str(field.column)]), field.where(row["id"])))
        for field in _sealed_fields(model)
    ]  # type: ignore[arg-type]


@lru_cache(maxsize=64)
def _sealed_fields(model: type[Model]) -> tuple[SealedText, ...]:
    return tuple(field for field in model._meta.concrete_fields if isinstance(field, SealedText))
