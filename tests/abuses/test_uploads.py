"""Whatever is uploaded: only ever a download, harmless by name, refused in words before it unpacks, and never in the clear on the disk (B4, B15 to B18)."""

import asyncio
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from heed.concerns.models import Attachment, Draft
from heed.folders.models import FileContent
from heed.households.importing import runs
from heed.households.models import ImportRun
from heed.web.uploads import PIECE, SealedFile
from tests.abuses.bombs import BOMBS, LAUGHS, NAMES, NEVER_OPENED, photo
from tests.households.bringing import sian, text

pytestmark = pytest.mark.django_db
SMALL = True
PATIENCE = 5  # seconds
SECRET = "Fadumo Warsame, 15 Heol Ŵyn"


@pytest.fixture
def doors(world) -> dict[str, tuple[str, str, str, dict[str, str]]]:
    """Every place a file can be put (test_forms.py notices another): who, where, the name of the box, and what else is asked."""
    draft, report = world.thing("a draft").ids["draft"], world.thing("the new report").ids["report"]
    case = world.thing("the child case").ids["case"]
    key = "00000000-0000-4000-8000-000000000001"
    return {
        "a report": ("rita", f"/report/{draft}/done/", "uploads", {"done": "Rang her", "go": "add"}),
        "more to a report": ("rita", f"/reports/{report}/", "uploads", {"more": "Rang her", "key": key}),
        "a case": ("mo", f"/cases/{case}/document/", "file", {"title": "A letter"}),
        "the register": ("ada", "/register/", "file", {}),
    }


def put(walk, door, name: str, content: bytes):
    who, where, box, also = door
    return walk.browser(who).post(where, also | {box: SimpleUploadedFile(name, content)})


# Bombs ------------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_in_words_in_seconds_at_every_door(walk, doors, bomb):
    make, words = BOMBS[bomb]
    content = make()
    for name, door in doors.items():
        began = time.perf_counter()
        answer = put(walk, door, bomb, content)
        assert time.perf_counter() - began < PATIENCE, name
        assert answer.status_code == 200, name
        assert re.search(words if name != "the register" else "not a CSV file|no text has|is not text", answer.text), name
    assert Draft.objects.get(pk=walk.world.thing("a draft").ids["draft"]).answers["done"] == "Rang her", (
        "what was written stays"
    )
    assert not Attachment.objects.filter(draft=walk.world.thing("a draft").ids["draft"]).exists()


@pytest.mark.parametrize(
    "content",
    [
        LAUGHS,
        b" " + LAUGHS,
        b'"' + b"x\n" * 400_000,
        b"," * 900_000 + b"\n",
        b"x" * 2_000_000 + b"\n",
        text([sian()]).encode() + b'"' + b"\n" * 900_000,
        text([sian()]).encode() + b"," * 900_000 + b"\n",
    ],
    ids=[
        "laughs",
        "laughs after a space",
        "a cell without end",
        "a million columns",
        "a line without end",
        "lines without end",
        "a wide row",
    ],
)
def test_a_register_that_is_none_is_refused_in_words_in_seconds(walk, doors, content):
    began = time.perf_counter()
    answer = put(walk, doors["the register"], "register.csv", content)
    assert time.perf_counter() - began < PATIENCE
    assert answer.status_code == 302 or "There is a problem" in answer.text
    assert ImportRun.objects.exclude(state="waiting").count() == (answer.status_code == 302), (
        "a wide row is refused by the worker, line by line"
    )


def test_the_film_after_a_moving_photo_does_not_count(walk, doors):
    """Phones put one there; by chance it holds what would be a scan if it were part of the picture."""
    assert put(walk, doors["a report"], "moving.jpg", photo() + b"\xff\xda\x00\x02" * 30_000).status_code == 302
    assert Attachment.objects.latest("file__at").file.picture


# What does something when it is opened ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", NEVER_OPENED)
def test_what_could_run_is_given_back_as_it_came_and_never_shown(walk, doors, name):
    content = NEVER_OPENED[name]
    assert put(walk, doors["a report"], name, content).status_code == 302
    file = Attachment.objects.latest("file__at").file_id
    answer = walk.browser("rita").get(f"/files/{file}/")
    assert answer.content == content
    assert answer["Content-Disposition"].startswith("attachment;") and answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"] and "default-src 'none'" in answer["Content-Security-Policy"]
    assert not re.search("html|svg|xml(?!formats)|javascript", answer["Content-Type"]), answer["Content-Type"]
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin" and "no-store" in answer["Cache-Control"]
    for size in ("view", "small", "original"):
        assert walk.browser("rita").get(f"/files/{file}/{size}/").status_code == 404


# Names ------------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", NAMES)
def test_a_name_leads_nowhere_and_runs_nowhere(walk, doors, name):
    """Sent as it stands: the test client would tidy it."""
    who, where, box, also = doors["a report"]
    fields = "".join(f'--b\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in also.items())
    body = f'{fields}--b\r\nContent-Disposition: form-data; name="{box}"; filename="{name}"\r\n\r\nwords\r\n--b--\r\n'
    answer = walk.browser(who).post(where, body.encode(), content_type="multipart/form-data; boundary=b")
    assert answer.status_code in (200, 302, 400)
    if answer.status_code == 302:
        for kept in Attachment.objects.filter(removed_at=None, draft=walk.world.thing("a draft").ids["draft"]):
            assert not re.search(r"[/\\\r\n\"<>=|%\u202e]|\.\.", kept.file.name) and len(kept.file.name) < 90, kept.file.name
            said = walk.browser(who).get(f"/files/{kept.file_id}/")["Content-Disposition"]
            assert re.fullmatch(r'attachment; filename="file-[0-9a-f]{8}\.[a-z0-9]+"', said)
    assert "<script>alert(1)" not in walk.browser(who).get(where).text


# On the disk ------------------------------------------------------------------------------------------------------------------
def lying_open() -> Iterator[bytes]:
    """What stands in every file that this process holds open, those that have no name any more included."""
    for descriptor in Path("/proc/self/fd").iterdir():
        if descriptor.exists() and descriptor.is_file():
            yield descriptor.read_bytes()


@pytest.fixture
def looked(monkeypatch) -> list[bool]:
    """Looks at the disk while the file is being taken in."""
    seen, receive = [], runs.receive_upload

    def taken_in(source, **how):
        seen.append(any(SECRET.encode() in content for content in lying_open()))
        return receive(source, **how)

    monkeypatch.setattr(runs, "receive_upload", taken_in)
    return seen


@pytest.fixture
def register() -> bytes:
    """Larger than what is held in memory."""
    return text([sian(alert_comments=f"{SECRET} {number}" * 20, person_id=f"P{number}") for number in range(4_000)]).encode()


def test_a_register_never_lies_on_the_disk_in_the_clear(walk, doors, looked, register):
    assert len(register) > 3 * PIECE
    answer = put(walk, doors["the register"], "register.csv", register)
    assert answer.status_code == 302 and looked == [False]
    assert b"".join(runs.kept(ImportRun.objects.latest("pk").pk)) == register


def test_this_look_at_the_disk_would_notice_one(walk, doors, looked, register, settings):
    settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
    assert put(walk, doors["the register"], "register.csv", register).status_code == 302
    assert looked == [True]


def test_nothing_of_a_request_lies_in_the_clear_before_its_page_runs():
    """The server takes a request in whole before a thread is given to it; here the sender goes away when half of it is there."""
    from heed.config import asgi

    seen, sent = [], iter([SECRET.encode() * 3_000] * 3)

    async def receive() -> dict[str, Any]:
        if piece := next(sent, None):
            return {"type": "http.request", "body": piece, "more_body": True}
        seen.append(any(SECRET.encode() in content for content in lying_open()))
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        raise AssertionError(message)

    scope = {"type": "http", "method": "POST", "path": "/report/", "headers": []}
    with ThreadPoolExecutor(1) as apart:  # a browser of another test may have a loop running in this thread
        apart.submit(asyncio.run, asgi.application(scope, receive, send)).result()
    assert seen == [False]


def test_a_large_photo_is_kept_whole(walk, doors):
    content = SECRET.encode() * 100_000
    assert put(walk, doors["a report"], "long.txt", content).status_code == 302
    kept = Attachment.objects.latest("file__at").file_id
    assert FileContent.objects.get(file=kept, part="original").content.plain == content


@pytest.mark.parametrize("name", ["a report", "the register"])
def test_a_full_disk_is_said_and_nothing_is_half_taken(walk, doors, name, register, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "not there"
    answer = put(walk, doors[name], "register.csv", register)
    assert answer.status_code == 413 and "<h1>" in answer.text
    assert (
        not ImportRun.objects.exclude(state="waiting").exists() and not Attachment.objects.filter(draft__sent_at=None).exists()
    )


@given(content=st.binary(max_size=300), where=st.integers(0, 400), length=st.integers(0, 400))
def test_a_sealed_file_reads_like_any_other(content, where, length):
    import io

    content = content * (PIECE // 100)
    with SealedFile() as sealed, io.BytesIO(content) as plain:
        for start in range(0, len(content), 70_001):
            sealed.write(content[start : start + 70_001])
        for file in (sealed, plain):
            file.seek(where * 10_007)
        assert sealed.read(length * 10_007) == plain.read(length * 10_007) and sealed.tell() == plain.tell()
        sealed.seek(0)
        assert sealed.read() == content
