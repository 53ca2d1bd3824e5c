"""The web server's log says which page and how it ended, and nothing that somebody typed (U11)."""

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
from django.test import Client

from heed.config.logs import JsonLine, PlainLine
from tests.web.door import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that production's handler would write."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(PlainLine())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize(
    "path",
    ["/Siân-Rees/", "/households/siân-rees/", "/households/?words=rees", "/desk/14-heol-wyn-rees/?about=rees", "/%00rees"],
)
def test_what_was_typed_as_an_address_is_not_written_down(log, nia, path):
    signed_in(nia).get(path)
    assert "rees" not in log.getvalue().lower() and "heol" not in log.getvalue().lower()


def test_a_refused_page_is_written_down_by_its_name_and_status(log, nia, rita):
    signed_in(nia).get("/organisation/?words=Rees")
    signed_in(rita).get(f"/households/{'0' * 8}-0000-4000-8000-{'0' * 12}/?on=rees")
    lines = [line.split(" ", 3)[3] for line in log.getvalue().splitlines() if "django.request" in line]
    assert [line.rpartition(" [")[0] for line in lines] == [
        "django.request 404 at organisation",
        "django.request 404 at household",
    ]


def test_neither_a_forged_form_nor_a_strange_host_brings_words_in(log, rita):
    forged = Client(enforce_csrf_checks=True)
    assert forged.post("/sign-in/?next=/rees/", {"login": "rees", "password": "rees"}).status_code == 403
    assert Client().get("/", headers={"host": "rees.example"}).status_code == 400
    assert "403 at account_login" in log.getvalue() and "400 at no page" in log.getvalue()
    assert "rees" not in log.getvalue()


def test_a_page_that_breaks_says_where_and_not_what(log, rita, monkeypatch):
    monkeypatch.setattr("heed.web.concerns.mine.render", broken)
    client = signed_in(rita)
    client.raise_request_exception = False
    assert client.get("/reports/?words=rees").status_code == 500
    assert "500 at my_reports" in log.getvalue() and "ValueError" in log.getvalue() and "broken" in log.getvalue()
    assert "rees" not in log.getvalue().lower()


def test_each_answer_is_a_line_without_whoever_asked(log, gail):
    client = signed_in(gail)
    client.get("/desk/?words=rees")
    line = next(line for line in log.getvalue().splitlines() if "heed.requests" in line)
    assert re.search(r"INFO heed.requests GET desk 200 \d+ ms \[[0-9A-F]{8}\]$", line)
    assert gail.username not in log.getvalue() and "rees" not in log.getvalue()


def test_the_page_of_a_fault_names_the_number_that_stands_in_the_log(log, rita, monkeypatch):
    monkeypatch.setattr("heed.web.concerns.mine.render", broken)
    client = signed_in(rita)
    client.raise_request_exception = False
    number = re.search(r"this number: ([0-9A-F]{8})", client.get("/reports/").content.decode())[1]
    assert f"[{number}]" in log.getvalue()


def test_for_machines_a_line_is_an_object_with_the_same_and_no_more(rita, monkeypatch):
    written, handler = io.StringIO(), logging.StreamHandler()
    handler.setStream(written)
    handler.setFormatter(JsonLine())
    logging.getLogger().addHandler(handler)
    try:
        monkeypatch.setattr("heed.web.concerns.mine.render", broken)
        client = signed_in(rita)
        client.raise_request_exception = False
        client.get("/reports/?words=rees")
    finally:
        logging.getLogger().removeHandler(handler)
    fault, answer = (json.loads(line) for line in written.getvalue().splitlines() if "my_reports" in line)
    assert (fault["kind"], fault["status"], fault["page"], fault["level"]) == ("ValueError", 500, "my_reports", "error")
    assert any("broken" in place for place in fault["places"])
    assert (answer["page"], answer["status"], answer["method"]) == ("my_reports", 500, "GET")
    assert answer["request"] == fault["request"]
    assert "rees" not in written.getvalue().lower() and rita.username not in written.getvalue()


def broken(*_given: object, **_named: object) -> None:
    raise ValueError("Siân Rees")
