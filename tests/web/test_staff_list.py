"""Joiners and leavers on their page and from the command line: first what it would do, then doing it, with a row for each colleague."""

import click
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from heed.audit.models import Verb
from heed.cli import staff_list
from heed.organisation.models import Colleague
from tests.web.door import rows, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/organisation/list/"
TEXT = "User name,Name,Job title,Left\nsian,Siân Rees,Joiner,\nmo,Mo Hassan,,2026-11-01\n"


@pytest.fixture
def admin(ada):
    return signed_in(ada)


@pytest.mark.parametrize(
    "sent",
    [
        {"text": TEXT},
        {"file": SimpleUploadedFile("list.csv", TEXT.encode("utf-8-sig"))},
        {"file": SimpleUploadedFile("list.csv", TEXT.encode("cp1252"))},
    ],
)
def test_the_list_is_shown_as_what_it_would_do_and_changes_nothing(admin, mo, rita, sent):
    for file in sent.values():
        hasattr(file, "seek") and file.seek(0)
    with rows() as written:
        page = admin.post(PAGE, sent).content.decode()
    assert "Siân Rees" in page and "Mo Hassan" in page and "Rita Okafor" in page
    assert "here and not on the list" in page
    assert not Colleague.objects.filter(username="sian").exists()
    assert [look.verb for look in written] == [Verb.LISTED]


def test_then_it_is_done_and_passwords_are_shown_once(admin, ada, mo, rita):
    with rows() as written:
        page = admin.post(PAGE, {"text": TEXT, "do": "1", "ended": [str(rita.pk), "x", "9" * 40]})
    sian = Colleague.objects.get(username="sian")
    (password,) = [words for _who, words in page.context["done"].passwords]
    assert sian.check_password(password) and password in page.content.decode()
    assert Colleague.objects.get(pk=mo.pk).left_at and Colleague.objects.get(pk=rita.pk).left_at
    changed = [(look.verb, look.record.int) for look in written if look.record]
    assert changed == [(Verb.CHANGED, sian.pk), (Verb.CHANGED, mo.pk), (Verb.CHANGED, rita.pk)]


def test_what_is_no_list_is_refused_in_words(admin):
    for sent in ({}, {"text": " "}, {"text": "x"}, {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04" + b"\x00\n" * 90)}):
        page = admin.post(PAGE, sent).content.decode()
        assert "Error:" in page, sent


def test_a_file_that_is_far_too_large_is_refused(admin):
    page = admin.post(PAGE, {"file": SimpleUploadedFile("a.csv", b"a" * 900_001)}).content.decode()
    assert "larger than 900 kB" in page


def test_from_the_command_line_in_an_administrators_name(ada, mo, rita, gail, tmp_path, capsys):
    file = tmp_path / "list.csv"
    file.write_text("User name,Name,Work account,Left\nsian,Siân Rees,oid-1,\nnone,No Account,,\nmo,Mo Hassan,,2026-11-01\n")
    with rows() as written:
        assert staff_list.follow(file, "ada", dry_run=True) == 1
    assert not Colleague.objects.filter(username="sian").exists() and not written
    with rows() as written:
        assert staff_list.follow(file, "ada", dry_run=False) == 1, "a joiner without a work account waits for a person"
    assert {(look.colleague, look.page) for look in written} == {(ada, "heed colleagues")} and len(written) == 2
    assert Colleague.objects.filter(username="sian").exists() and not Colleague.objects.filter(username="none").exists()
    said = "".join(capsys.readouterr())
    assert "1 join, 0 change, 1 leave" in said and "Siân" not in said and "Mo" not in said


def test_nobody_else_is_named_on_the_command_line(gail, tmp_path):
    file = tmp_path / "list.csv"
    file.write_text(TEXT)
    for name in ("gail", "nobody"):
        with pytest.raises(click.ClickException):
            staff_list.follow(file, name, dry_run=False)
