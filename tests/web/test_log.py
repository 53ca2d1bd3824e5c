"""The web server's log says which page and how it ended, and nothing that somebody typed (U11)."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.test import Client

from heed.config.logs import PlainLine
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
    lines = [line.split(" ", 3)[3] for line in log.getvalue().splitlines()]
    assert lines == ["django.request 404 at organisation", "django.request 404 at household"]


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


def broken(*_given: object, **_named: object) -> None:
    raise ValueError("Siân Rees")
