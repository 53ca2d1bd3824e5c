"""Photographs and papers: judged by content, kept as they came, with pictures made anew (CFC-1; B15 to B17).

The original is sealed with its SHA-256. Only pictures that we drew ourselves are ever shown; everything else is a download."""

import hashlib
import re
import unicodedata
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from heed.folders.drawing import draw
from heed.folders.kinds import CannotTake, Kind, judge
from heed.folders.models import File, FileContent
from heed.folders.scanner import virus_check
from heed.folders.sealed import Content
from heed.organisation.models import Colleague

__all__ = ["CannotTake", "Upload", "clean_name", "digest_of", "take"]


class Upload(Protocol):
    """What a browser sends: Django's UploadedFile, or anything with these."""

    name: str | None
    size: int | None

    def read(self) -> bytes: ...


def take(upload: Upload, *, folder: UUID, by: Colleague | None, at: datetime) -> File:
    """Keeps a file in a folder: the original, and of a picture what may be shown. Raises CannotTake, a sentence for its sender.

    A scanner that is away never stops a report: the file is then marked as not checked for viruses."""
    content = _read(upload)
    kind = judge(content)
    pictures = draw(content, kind) if kind.drawn_by else {}
    checked = virus_check(content)
    file = File(
        folder_id=folder,
        name=clean_name(upload.name or "", kind),
        kind=kind.mime,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        picture=bool(pictures),
        checked=checked,
        by=by,
        at=at,
    )
    file.save(force_insert=True)
    for part, data in {"original": content, **pictures}.items():
        FileContent(folder_id=folder, file=file, part=part, content=Content(data)).save(force_insert=True)
    return file


def digest_of(upload: Upload) -> str:
    """SHA-256 of what was sent, to notice that it was sent twice. Leaves it ready to be read again."""
    content = _read(upload)
    upload.seek(0)  # type: ignore[attr-defined]
    return hashlib.sha256(content).hexdigest()


def clean_name(said: str, kind: Kind) -> str:
    """The sender's name for it, without folders or tricks, at most 80 letters, with the ending its content deserves (B16)."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", said))[-1]
    stem = last.rpartition(".")[0] or last
    plain = "".join(
        letter if letter.isalnum() or letter in " -_()'’" else " " for letter in stem if unicodedata.category(letter) != "Cf"
    )
    return (" ".join(plain.split())[:80].strip() or _("file")) + kind.ending


def _read(upload: Upload) -> bytes:
    if (upload.size or 0) > settings.LARGEST_FILE:
        raise CannotTake(
            _("This file is larger than %(most)d MB. Send a smaller one, or a photo of the part that matters.")
            % {"most": settings.LARGEST_FILE // 2**20}
        )
    content = upload.read()
    if not content:
        raise CannotTake(_("This file is empty. Choose it again."))
    return content
