"""Photographs and papers: judged by content, kept sealed, shown only as pictures we drew (B4, B15 to B17)."""

import hashlib
import io
import random
import socket
import struct
import threading
import time
import zipfile
import zlib

import pillow_heif
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from heed.folders.actions import open_folder
from heed.folders.choices import FolderKind
from heed.folders.drawing import draw
from heed.folders.files import CannotTake, clean_name, take
from heed.folders.kinds import judge
from heed.folders.models import FileContent
from heed.folders.scanner import virus_check

pillow_heif.register_heif_opener()


def image(kind: str, size=(640, 480), mode="RGB", **how) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "orange" if mode == "RGB" else 0).save(out, kind, **how)
    return out.getvalue()


def taken_at_a_place() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6  # the phone was turned
    exif[0x010F] = "Cwmtel"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 0.0)
    return exif


def archive(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def png_that_says(width: int, height: int) -> bytes:
    """A few bytes that claim to be an enormous picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


# What it is -------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (image("JPEG"), "image/jpeg"),
        (image("PNG"), "image/png"),
        (image("WEBP"), "image/webp"),
        (image("GIF"), "image/gif"),
        (image("HEIF"), "image/heic"),
        (b"%PDF-1.7\n%\xe2\xe3\n1 0 obj\n", "application/pdf"),
        ("Siân said “no”".encode(), "text/plain"),
        (b"BM was parked outside", "text/plain"),
        (b"<html><script>alert(1)</script>", "text/plain"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "text/plain"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 50, "video/mp4"),
        (b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42" + b"\0" * 50, "audio/mp4"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  " + b"\0" * 50, "video/quicktime"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "application/msword"),
        (archive(word__document_dot_xml=b"<x/>"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
def test_a_file_is_what_its_content_says(content, mime):
    assert judge(content).mime == mime


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\0" + b"\0" * 200,
        b"\x7fELF" + b"\0" * 100,
        archive(a_dot_txt=b"x"),
        archive(word__document_dot_xml=b"<x/>", word__vbaProject_dot_bin=b"x"),
        b"PK\x03\x04" + b"\xff" * 50,
        random.Random(1).randbytes(5000),
        b"\0" * 500,
    ],
    ids=["program", "program of Linux", "zip", "macro", "broken zip", "noise", "nothing but nul"],
)
def test_programs_archives_and_what_nobody_knows_are_refused_in_words(content):
    with pytest.raises(CannotTake, match=r"[.]$"):
        judge(content)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("photo.JPG", "photo.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\rita\\x.html", "x.jpg"),
        ("a\r\nSet-Cookie: x.png", "a Set-Cookie x.jpg"),
        ('"q".jpg', "q.jpg"),
        ("x" * 300 + ".jpg", "x" * 80 + ".jpg"),
        ("Siân.heic", "Siân.jpg"),
        ("", "file.jpg"),
        ("evil\u202egpj.exe", "evilgpj.jpg"),
        ("...", "file.jpg"),
    ],
)
def test_a_name_loses_folders_and_tricks_and_gets_the_ending_it_deserves(said, kept):
    assert clean_name(said, judge(image("JPEG"))) == kept


# Pictures ---------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["JPEG", "HEIF", "WEBP", "PNG"])
def test_a_picture_is_drawn_anew_upright_and_without_where_it_was_taken(kind):
    content = image(kind, size=(2000, 1000), exif=taken_at_a_place())
    drawn = draw(content, judge(content))
    for part, longest in (("view", 1600), ("small", 240)):
        picture = Image.open(io.BytesIO(drawn[part]))
        assert picture.format == "JPEG" and max(picture.size) == longest
        assert (
            picture.height > picture.width or kind == "HEIF"
        )  # there a turn is a property of its own, and EXIF's does not count
        assert not picture.getexif() and "exif" not in picture.info and b"Cwmtel" not in drawn[part]


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "1"), ("PNG", "I;16"), ("GIF", "P"), ("JPEG", "CMYK"), ("JPEG", "L"), ("BMP", "L")],
)
def test_pictures_of_every_make_are_drawn(kind, mode):
    content = image(kind, mode=mode)
    assert draw(content, judge(content))["view"].startswith(b"\xff\xd8")


def test_a_picture_that_claims_to_be_enormous_is_refused_at_once():
    for bomb in (png_that_says(30_000, 30_000), png_that_says(12_000, 12_000)):
        began = time.monotonic()
        with pytest.raises(CannotTake, match="more points"):
            draw(bomb, judge(bomb))
        assert time.monotonic() - began < 5


def test_a_damaged_picture_is_refused_in_words():
    for content in (image("JPEG")[:400], image("PNG")[:60], image("HEIF")[:200], image("WEBP")[:40]):
        with pytest.raises(CannotTake, match="damaged"):
            draw(content, judge(content))


def test_a_zip_bomb_is_refused_by_its_table_of_contents():
    bomb = archive(word__document_dot_xml=b"0" * 120_000_000)
    assert len(bomb) < 200_000
    began = time.monotonic()
    with pytest.raises(CannotTake, match="unpacks to far more"):
        judge(bomb)
    assert time.monotonic() - began < 5


# Keeping ----------------------------------------------------------------------------------------------------------------------
@pytest.fixture
def folder(rita, now):
    return open_folder(FolderKind.DRAFT, at=now, writer=rita)


@pytest.mark.django_db
def test_the_original_is_kept_sealed_with_its_digest(folder, rita, now):
    content = image("JPEG", exif=taken_at_a_place())
    file = take(SimpleUploadedFile("door.jpg", content), folder=folder.pk, by=rita, at=now)
    assert (file.digest, file.size, file.picture, file.checked) == (
        hashlib.sha256(content).hexdigest(),
        len(content),
        True,
        "unchecked",
    )
    parts = {part.part: part.content.plain for part in FileContent.objects.filter(file=file)}
    assert parts["original"] == content and set(parts) == {"original", "view", "small"}
    from django.db import connection

    with connection.cursor() as c:
        c.execute("select content from folders_filecontent where part = 'original'")
        assert b"Cwmtel" not in bytes(c.fetchone()[0])


@pytest.mark.django_db
def test_too_large_and_empty_files_are_refused_in_words_and_leave_nothing(folder, rita, now, settings):
    settings.LARGEST_FILE = 100
    for content, words in ((b"x" * 101, "larger than"), (b"", "empty")):
        with pytest.raises(CannotTake, match=words):
            take(SimpleUploadedFile("x.txt", content), folder=folder.pk, by=rita, at=now)
    assert not FileContent.objects.exists()


# The scanner ------------------------------------------------------------------------------------------------------------------
@pytest.fixture
def scanner(settings):
    """A daemon that speaks clamd's INSTREAM and finds the word EICAR."""
    door = socket.create_server(("127.0.0.1", 0))
    settings.VIRUS_SCANNER = f"127.0.0.1:{door.getsockname()[1]}"
    heard: list[bytes] = []

    def listen() -> None:
        line, _ = door.accept()
        with line, line.makefile("rb") as said:
            assert said.read(10) == b"zINSTREAM\0"
            content = b""
            while length := struct.unpack("!I", said.read(4))[0]:
                content += said.read(length)
            heard.append(content)
            line.sendall(b"stream: Test FOUND\0" if b"EICAR" in content else b"stream: OK\0")

    thread = threading.Thread(target=listen)
    thread.start()
    yield heard
    thread.join(5)
    door.close()


def test_the_scanner_gets_the_whole_file_and_its_word_counts(scanner):
    assert virus_check(b"ab" * 100_000) == "clean"
    assert scanner == [b"ab" * 100_000]


def test_what_the_scanner_finds_is_not_kept(scanner):
    with pytest.raises(CannotTake, match="virus check"):
        virus_check(b"EICAR")


def test_a_scanner_that_is_away_stops_nothing(settings):
    settings.VIRUS_SCANNER = "127.0.0.1:9"
    assert virus_check(b"anything") == "unchecked"
