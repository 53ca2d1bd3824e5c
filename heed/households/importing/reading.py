"""Reading a CSV file that somebody else's system wrote, in a stream: never more than a megabyte of it is held.

Nothing comes in from a file that is not whole: what is no text, cut short or badly quoted is refused in a sentence (R15, B17)."""

import codecs
import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from heed.households.choices import ImportKind
from heed.households.importing.columns import COLUMNS, names, required

Source = Callable[[], Iterable[bytes]]  # the file, from its beginning, as often as it is asked for
MEGABYTE = 1_000_000
LARGEST_CELL = 100_000
OTHER_FORMATS = (
    b"PK\x03\x04",
    b"%PDF",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\xff\xfe",
    b"\xfe\xff",
    b"<",
    b"{",
)
ENCODINGS = ("utf-8-sig", "cp1252")


class CannotRead(Exception):
    """Why the whole file is refused, in our own words; nothing of it has come in."""


@dataclass(frozen=True)
class Nature:
    """What a file is before any row is read. `digest`: SHA-256 of its bytes."""

    digest: str
    encoding: str
    size: int


def examine(source: Source, largest: int) -> Nature:
    """One pass over the bytes. Raises CannotRead for what is too large, empty, cut short, or not a text file."""
    digest, size, last = hashlib.sha256(), 0, b""
    readers = {encoding: codecs.getincrementaldecoder(encoding)() for encoding in ENCODINGS}
    for chunk in source():
        _refuse_bytes(chunk, first=size == 0)
        size, last = size + len(chunk), chunk[-1:] or last
        if size > largest:
            raise CannotRead(
                _("The file is larger than %(most)d MB. Split it into smaller files.") % {"most": largest // 2**20}
            )
        digest.update(chunk)
        readers = {encoding: reader for encoding, reader in readers.items() if _takes(reader, chunk)}
        if not readers:
            raise CannotRead(_("The file is not text in UTF-8 or Windows-1252. Export it again as CSV in UTF-8."))
    if not size:
        raise CannotRead(_("The file is empty."))
    if last not in (b"\n", b"\r"):
        raise CannotRead(_("The file is cut short: its last line has no end. Nothing has come in; export it again."))
    encoding = next((encoding for encoding, reader in readers.items() if _takes(reader, b"", final=True)), None)
    if encoding is None:
        raise CannotRead(_("The file is cut short in the middle of a letter. Nothing has come in; export it again."))
    return Nature(digest.hexdigest(), encoding, size)


def _refuse_bytes(chunk: bytes, *, first: bool) -> None:
    if first and chunk.startswith(OTHER_FORMATS):
        raise CannotRead(_("The file is not a CSV file, whatever its name says. Export it as CSV in UTF-8."))
    if b"\x00" in chunk:
        raise CannotRead(_("The file holds characters that no text has. Export it again as CSV in UTF-8."))


def _takes(reader: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        reader.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def lines(source: Source, encoding: str) -> Iterator[str]:
    """Lines with their ends. Raises CannotRead for a line that would not fit in memory."""
    reader, rest = codecs.getincrementaldecoder(encoding)(), ""
    for chunk in source():
        *whole, rest = (rest + reader.decode(chunk)).split("\n")
        if len(rest) > MEGABYTE:
            raise CannotRead(
                _("A line of the file is longer than a million characters. Export it again with each row on a line.")
            )
        for line in whole:
            yield line + "\n"
    if rest:
        yield rest


def header(source: Source, encoding: str) -> list[str]:
    """The names in the first line. Raises CannotRead."""
    return _names(next(_rows(source, encoding), (0, []))[1])


def kind_of(columns: list[str]) -> ImportKind | None:
    """Which of the two files this is, by the columns only one of them has."""
    if "source_id" in columns:
        return ImportKind.HISTORY
    return ImportKind.TENANCIES if "person_id" in columns else None


def check_header(columns: list[str], kind: ImportKind) -> None:
    """Raises CannotRead when a column is missing, unknown (a misspelt one would be lost in silence) or there twice."""
    if missing := [name for name in required(kind) if name not in columns]:
        raise CannotRead(_("The first line must name the columns. Missing: %(names)s.") % {"names": ", ".join(missing)})
    known = set(names(kind))
    if odd := [number for number, name in enumerate(columns, start=1) if name not in known]:
        raise CannotRead(
            _("Column %(number)d is not one of the documented columns. Rename it or leave it out.") % {"number": odd[0]}
        )
    if len(set(columns)) < len(columns):
        raise CannotRead(_("A column stands twice in the first line."))


def records(source: Source, encoding: str, kind: ImportKind) -> Iterator[tuple[int, dict[str, str] | None]]:
    """(line on which the row begins, its cells by column; None when it has more or fewer cells than the header).

    Raises CannotRead for a broken header, bad quoting, or a last row that is cut."""
    rows = _rows(source, encoding)
    columns = _names(next(rows, (0, []))[1])
    check_header(columns, kind)
    short = False
    for line, cells in rows:
        short = len(cells) < len(columns)
        if cells:
            yield line, dict(zip(columns, cells, strict=True)) if len(cells) == len(columns) else None
    if short:
        raise CannotRead(_("The file is cut short: its last row is not complete. Nothing has come in; export it again."))


def _rows(source: Source, encoding: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(LARGEST_CELL)
    reader = csv.reader(lines(source, encoding), strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as trouble:
        raise CannotRead(
            _(
                "The row that begins on line %(line)d cannot be read: a quote is not closed, or a cell is longer than %(most)d characters. Nothing has come in."
            )
            % {"line": begins, "most": LARGEST_CELL}
        ) from trouble


def _names(cells: list[str]) -> list[str]:
    return [cell.strip().lower().replace(" ", "_") for cell in cells]


def empty_file(kind: ImportKind) -> bytes:
    """An example: the header and one invented row, in UTF-8 with its mark, so that Excel shows the letters right."""
    rows = [[column.name for column in COLUMNS[kind]], [column.example for column in COLUMNS[kind]]]
    return (
        "\ufeff" + "".join(",".join(f'"{cell}"' if "," in cell else cell for cell in row) + "\r\n" for row in rows)
    ).encode()
