"""The processes of `make run`: started again whatever happens, gone when told, and never shut by somebody slow."""

import asyncio
import os
import smtplib
import socket
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from heed.cli.beforehand import free_port
from heed.cli.place import CHECKOUT
from heed.cli.supervise import Child, Job
from heed.web.demo import maildir
from tests import pgplugin


def until(question, seconds=10.0):
    """Waits for something true, and gives it back."""
    end = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
    return answer


def job(place, *command):
    return Job("The child", command, os.environ | {"PYTHONPATH": str(CHECKOUT)}, place.log("child"))


def test_a_child_that_ends_well_is_started_again_all_the_same(place):
    told = []
    child = Child(job(place, "sh", "-c", "echo started"))
    until(lambda: child.look(told.append) or place.log("child").read_text().count("started") >= 2)
    child.stop(1)
    assert "The child stopped (code 0) and starts again" in told[0]


def test_what_a_child_started_ends_with_it(place):
    child = Child(job(place, "sh", "-c", "trap '' TERM; sleep 300 & echo $! ; wait; sleep 300"))
    grandchild = int(until(lambda: place.log("child").read_text().strip()))
    child.stop(0.2)
    until(lambda: _gone(grandchild))


def test_mail_is_kept_and_read_newest_first(place):
    port = free_port()
    catcher = Child(job(place, sys.executable, "-m", "heed.cli.mailcatcher", "--port", str(port), "--folder", str(place.mail)))
    try:
        until(lambda: _listens(port))
        for number in (1, 2):
            with smtplib.SMTP("127.0.0.1", port) as mail:
                mail.sendmail(
                    "heed@example.org",
                    ["gail@example.org"],
                    f"Subject: Neges {number}\nTo: gail@example.org\n\nCroeso {number}\n",
                )
        found = maildir.messages(place.mail)
    finally:
        catcher.stop(1)
    assert [(mail.subject, mail.text.strip()) for mail in found] == [("Neges 2", "Croeso 2"), ("Neges 1", "Croeso 1")]
    assert all("gail" not in path.name for path in place.mail.iterdir())


def test_a_message_in_an_unknown_character_set_is_still_shown(place):
    (place.mail / "00000000000000000001-abcdef01.eml").write_bytes(
        b"Subject: x\nContent-Type: text/plain; charset=klingon\n\nWords\n"
    )
    assert maildir.messages(place.mail)[0].text.strip() == "Words"


@pytest.mark.fault
def test_a_hundred_half_sent_requests_shut_nobody_out(place):
    port = free_port()
    web = Child(
        job(
            place, sys.executable, "-m", "granian", "--interface", "asginl", "--port", str(port), "heed.config.asgi:application"
        )
    )
    slow = []
    try:
        until(lambda: _listens(port), 30)
        for _ in range(100):
            slow.append(socket.create_connection(("127.0.0.1", port)))
            slow[-1].sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf")
        began = time.monotonic()
        assert _status(f"http://127.0.0.1:{port}/static/none")
        assert time.monotonic() - began < 5
    finally:
        for connection in slow:
            connection.close()
        web.stop(3)


def test_more_than_the_largest_report_is_refused_before_a_page_runs(settings):
    settings.LARGEST_REPORT = 10
    assert [message.get("status") for message in _sent([{"type": "http.request", "body": b"x" * 11, "more_body": True}])] == [
        413,
        None,
    ]


def test_where_the_disk_is_full_the_sender_is_told_and_the_operator_too(settings, tmp_path, caplog):
    """R11: before a page runs, and also when what was half written cannot even be thrown away."""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "not there"
    head, page = _sent([{"type": "http.request", "body": b"x" * 200_000, "more_body": True}])
    assert head["status"] == 413 and b"send less" in page["body"]
    assert [line.getMessage() for line in caplog.records if line.name == "heed.uploads"] == [
        "no room on the disk for what is being sent"
    ]


def test_a_sender_who_goes_away_half_way_starts_no_page():
    assert _sent([{"type": "http.request", "body": b"half", "more_body": True}, {"type": "http.disconnect"}]) == []


def test_what_a_killed_test_run_left_is_swept_and_a_living_one_is_not(tmp_path):
    dead, alive = tmp_path / "heed-test-dead", tmp_path / "heed-test-alive"
    for folder in (dead, alive):
        folder.mkdir()
    (dead / "held.lock").touch()
    with (alive / "held.lock").open("w") as held:
        pgplugin.hold(held)
        pgplugin.sweep(tmp_path)
        assert alive.exists()
    assert not dead.exists()


def _sent(arriving):
    from heed.config.asgi import application

    sent, messages = [], iter(arriving)

    async def receive():
        return next(messages)

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "http_version": "1.1", "headers": []}
    ThreadPoolExecutor(1).submit(
        asyncio.run, application(scope, receive, send)
    ).result()  # a thread of its own: browser tests leave a loop in ours
    return sent


def _gone(number):
    """Dead, whether or not somebody has buried it."""
    try:
        return not Path(f"/proc/{number}/cmdline").read_bytes()
    except FileNotFoundError:
        return True


def _listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def _status(address):
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code
