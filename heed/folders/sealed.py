"""Fields whose words are sealed in the database with their folder's key and opened when somebody reads them."""

import json
from typing import Any
from uuid import UUID

from django.db import models

from heed.folders import keys


class _Opens:
    """Opens the bytes on first sight; keeps the words on the instance."""

    def __init__(self, field: "SealedText") -> None:
        self.field = field

    def __get__(self, row: models.Model | None, owner: type | None = None) -> Any:
        if row is None:
            return self
        if self.field.attname not in row.__dict__:  # the query left it out
            row.refresh_from_db(fields=[self.field.attname])
        held = row.__dict__[self.field.attname]
        if isinstance(held, bytes | memoryview):
            held = row.__dict__[self.field.attname] = self.field.open(row.folder_id, row.pk, bytes(held))  # type: ignore[attr-defined]
        return held

    def __set__(self, row: models.Model, words: Any) -> None:
        row.__dict__[self.field.attname] = words


class SealedText(models.BinaryField):
    """Text, sealed. Its model has a `folder` whose key it uses and a UUID key of its own; empty text is kept as such."""

    descriptor_class = _Opens
    _pyi_private_set_type: Any  # what is read and written is words, not the bytes of the column
    _pyi_private_get_type: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Opens(self))

    def where(self, pk: Any) -> str:
        return f"{self.model._meta.db_table}|{self.column}|{pk}"

    def pre_save(self, row: models.Model, add: bool) -> bytes | None:
        words = row.__dict__.get(self.attname)
        if words is None or isinstance(words, bytes | memoryview):
            return words  # type: ignore[return-value]
        key = keys.key_of(row.folder_id)  # type: ignore[attr-defined]
        if key is None:
            raise keys.CannotOpen("This folder was erased, so nothing can be added to it.")
        return keys.seal(key, self.to_bytes(words), self.where(row.pk))

    def open(self, folder: UUID, pk: Any, sealed: bytes) -> Any:
        """What the bytes of the row `pk` say; `folder`: whose key sealed them. Raises CannotOpen."""
        key = keys.key_of(folder)
        return self.erased() if key is None else self.from_bytes(keys.unseal(key, sealed, self.where(pk)))

    def to_bytes(self, words: Any) -> bytes:
        return str(words).encode()

    def from_bytes(self, content: bytes) -> Any:
        return content.decode()

    def erased(self) -> Any:
        return keys.ERASED

    def get_default(self) -> Any:
        return None if self.null else self.from_bytes(b"")


class SealedBytes(SealedText):
    """Bytes of a file, sealed. Set as a `Content`, so that bytes from the database are never taken for bytes to be sealed."""

    def to_bytes(self, words: Any) -> bytes:
        return words.plain

    def from_bytes(self, content: bytes) -> Any:
        return Content(content)

    def erased(self) -> Any:
        return Content(b"")


class Content:
    """Plain bytes on their way in or out."""

    def __init__(self, plain: bytes) -> None:
        self.plain = plain


class SealedJson(SealedText):
    """A small dictionary, sealed."""

    def to_bytes(self, words: Any) -> bytes:
        return json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode()

    def from_bytes(self, content: bytes) -> Any:
        return json.loads(content) if content else {}

    def erased(self) -> Any:
        return {"erased": True}
