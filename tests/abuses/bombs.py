"""Small files that unpack, decode or read as enormous ones, and files that would do something if they were opened."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image

LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a0 "ha"><!ENTITY x SYSTEM "file:///etc/passwd">'
    + b"".join(f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">'.encode() for number in range(1, 12))
    + b"]><l>&a11;&x;</l>"
)


def archive(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return out.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))


def _png(width: int, height: int, more: bytes = b"") -> bytes:
    header = _chunk(b"IHDR", struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + more + _chunk(b"IDAT", zlib.compress(bytes(1000))) + _chunk(b"IEND", b"")


def _jpeg(width: int, height: int, **how: bool) -> bytes:
    out = io.BytesIO()
    Image.new("L", (width, height)).save(out, "JPEG", **how)
    return out.getvalue()


def photo() -> bytes:
    return _jpeg(640, 480)


def many_scans() -> bytes:
    """180 kB that go over four million points three thousand times: nine seconds."""
    once = _jpeg(2000, 2000, progressive=True)
    return once[:-2] + once[once.rfind(b"\xff\xda") : -2] * 3000 + once[-2:]


def crumbs() -> bytes:
    """Five megabytes of empty camera notes, each put behind the others: a quarter of a minute."""
    note = b"Exif\0\0MM"
    once = _jpeg(64, 64)
    return once[:2] + (b"\xff\xe1" + struct.pack("!H", len(note) + 2) + note) * 400_000 + once[2:]


# What it is → how it is made, and the words that refuse it.
BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "zip.docx": (lambda: archive({"word/document.xml": bytes(120_000_000)}), "unpacks to far more"),
    "sheet.xlsx": (
        lambda: archive({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": bytes(120_000_000)}),
        "unpacks to far more",
    ),
    "entries.zip": (lambda: archive({str(number): b"" for number in range(11_000)}), "unpacks to far more"),
    "points.png": (lambda: _png(30_000, 30_000), "more points"),
    "points.gif": (lambda: b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + bytes(40), "more points|damaged"),
    "scans.jpg": (many_scans, "more points"),
    "crumbs.jpg": (crumbs, "damaged"),
    "crumbs.png": (lambda: _png(9, 9, _chunk(b"tEXt", b"k\0v") * 400_000), "damaged"),
    "program.jpg": (lambda: b"MZ\x90\x00" + bytes(200), "cannot be taken"),
}
# What may be taken, because it is never opened here: it comes back as it was, as a download.
NEVER_OPENED: dict[str, bytes] = {
    "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(document.domain)</script></svg>',
    "page.html": b"<!doctype html><script>fetch('/reports/')</script>",
    "laughs.xml": LAUGHS,
    "letter.pdf": b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF",
    "paper.docx": archive({"word/document.xml": LAUGHS, "[Content_Types].xml": LAUGHS}),
    "mail.eml": b"From: a@heed.example\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>",
}
# File names as a browser, or somebody with other plans, may send them.
NAMES = (
    "../../../etc/passwd",
    "..\\..\\C:\\Windows\\x.txt",
    "C:\\Users\\rita\\door.txt",
    'a\r\nSet-Cookie: x=1; "q"\r\n.txt',
    '"; filename="evil.html',
    "<script>alert(1)</script>.txt",
    "x" * 300 + ".txt",
    "Siân’s dôr\u202egpj.exe",
    "con.txt",
    ".htaccess",
    "%2e%2e%2fx.txt",
    "=cmd|'/c calc'!A1.csv",
)
