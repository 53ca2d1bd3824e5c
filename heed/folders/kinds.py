"""What a file is, by its content and never by its name (B15 to B17)."""

import io
import re
import zipfile
from dataclasses import dataclass

import puremagic
from django.utils.translation import gettext as _

MOST_UNPACKED, MOST_ENTRIES = 100_000_000, 10_000


class CannotTake(Exception):
    """Why this file cannot be taken, and what to do instead."""


@dataclass(frozen=True)
class Kind:
    """What a file may be. `found_as`: endings under which puremagic knows it; `drawn_by`: Pillow's name of a picture."""

    mime: str
    ending: str
    found_as: frozenset[str]
    drawn_by: str = ""


def _kind(mime: str, ending: str, also: str = "", drawn_by: str = "") -> Kind:
    return Kind(mime, ending, frozenset({ending, *also.split()}), drawn_by)


TEXT = _kind("text/plain", ".txt")
WORDY = (
    _kind("application/pdf", ".pdf"),
    _kind("application/rtf", ".rtf"),
    _kind("message/rfc822", ".eml"),
)  # may be plain letters inside
BINARY = (
    _kind("image/jpeg", ".jpg", ".jpeg .jfif .jpe", "JPEG"),
    _kind("image/png", ".png", "", "PNG"),
    _kind("image/webp", ".webp", "", "WEBP"),
    _kind("image/gif", ".gif", "", "GIF"),
    _kind("image/heic", ".heic", ".heif .heics .hif", "HEIF"),
    _kind("image/bmp", ".bmp", "", "BMP"),
    _kind("audio/mp4", ".m4a"),
    _kind("video/quicktime", ".mov"),
    _kind("video/3gpp", ".3gp", ".3ga .3g2"),
    _kind("video/mp4", ".mp4", ".m4v"),
    _kind("audio/mpeg", ".mp3"),
    _kind("audio/wav", ".wav"),
    _kind("audio/ogg", ".ogg", ".oga .opus"),
    _kind("audio/amr", ".amr"),
    _kind("video/webm", ".webm"),
    _kind("application/msword", ".doc"),
)
PACKED = {
    "word/document.xml": _kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
    "xl/workbook.xml": _kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
    "ppt/presentation.xml": _kind("application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx"),
    "content.xml": _kind("application/vnd.oasis.opendocument.text", ".odt"),
}


def judge(content: bytes) -> Kind:
    """What the content itself says it is, whatever its name. Raises CannotTake for programs, archives and what nobody knows."""
    try:
        endings = {match.extension for match in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        endings = set()
    if found := _first(WORDY, endings):
        return found
    if _is_text(content):
        return TEXT
    if content.startswith(b"PK\x03\x04"):
        return _packed(content)
    if found := _first(BINARY, endings):
        return found
    raise CannotTake(
        _("This kind of file cannot be taken. Send a photo, PDF, document, sound or video. A photo of the screen is fine too.")
    )


def _first(kinds: tuple[Kind, ...], endings: set[str]) -> Kind | None:
    return next((kind for kind in kinds if kind.found_as & endings), None)


def _is_text(content: bytes) -> bool:
    """Letters only. A page or drawing with a script in it is letters too, and is kept as such: it can never run (B15)."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return not re.search(rb"[\x00-\x08\x0b\x0e-\x1f]", content)


def _packed(content: bytes) -> Kind:
    """A document that is an archive inside. Judged by its table of contents, which is read without unpacking anything (B17)."""
    try:
        listed = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeError) as trouble:
        raise CannotTake(_("This file is damaged and does not open. Choose another copy, or send a photo of it.")) from trouble
    if sum(entry.file_size for entry in listed) > MOST_UNPACKED or len(listed) > MOST_ENTRIES:
        raise CannotTake(
            _("This file unpacks to far more than it should, so it was not opened. Send a photo of the page that matters.")
        )
    names = {entry.filename for entry in listed}
    if any(name.endswith("vbaProject.bin") for name in names):
        raise CannotTake(_("This document has a program (macro) in it. Save it without, or send a photo of it."))
    if found := next((kind for name, kind in PACKED.items() if name in names), None):
        return found
    raise CannotTake(_("This is an archive (zip). Take the files out of it and add them one by one."))


def ending_of(mime: str) -> str:
    """The ending a download of this kind gets: ".pdf"."""
    return next((kind.ending for kind in (TEXT, *WORDY, *BINARY, *PACKED.values()) if kind.mime == mime), ".bin")
