"""Files that are not whole, or not what they say: nothing comes in, and a sentence says why (R15, B17)."""

import time
import tracemalloc

import pytest
from django.conf import settings

from heed.households.choices import ImportKind
from heed.households.importing import codes, runs
from heed.households.importing.columns import COLUMNS, TENANCIES
from heed.households.importing.reading import CannotRead, empty_file, examine
from heed.households.models import ImportRun, Person, StagedRow
from tests.households.bringing import AT, bring, mali, sian, street, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("brynfelin")]
GOOD = text([sian(), mali()])


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode("utf-8"),
        GOOD.encode("utf-8-sig"),
        GOOD.replace("Ŵyn", "Wyn").encode("cp1252"),
        GOOD.replace("\r\n", "\n").encode(),
    ],
)
def test_utf_8_with_or_without_its_mark_and_windows_1252(content):
    assert bring(content).added == 2
    assert set(Person.objects.values_list("name", flat=True)) == {"Siân Rees", "Mali Rees"}


def test_quoted_newlines_and_the_line_numbers_after_them():
    run = bring([sian(safe_contact="Ring after ten.\nNot on Fridays."), mali(postcode="?")])
    assert (run.added, list(runs.refused_lines(run).values_list("line", flat=True))) == (1, [4])


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The file is empty."),
        (GOOD.rstrip().encode(), "cut short: its last line has no end"),
        ((GOOD + "999990000014,brynf\r\n").encode(), "cut short: its last row is not complete"),
        ((GOOD + '999990000014,"brynfelin\r\n').encode(), "a quote is not closed"),
        (b"PK\x03\x04" + b"0" * 500, "not a CSV file, whatever its name says"),
        (b"%PDF-1.7\n", "not a CSV file"),
        (b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>\n", "not a CSV file"),
        (GOOD.encode("utf-16"), "not a CSV file"),
        (GOOD.replace("Rees", "Re\x00es").encode(), "characters that no text has"),
        (GOOD.encode() + b"\x81\x8d\xc3\x28\r\n", "not text in UTF-8 or Windows-1252"),
        (GOOD.replace("surname", "sirname").encode(), "is not one of the documented columns"),
        (GOOD.replace("postcode", "po", 1).encode(), "Missing: postcode"),
        (GOOD.replace("member_from", "member_until", 1).encode(), "stands twice"),
        (b"name,age\r\nSian,38\r\n", "could be any file"),
        (text([sian(safe_contact="x" * 1_000_000)]).encode(), "a cell is longer than"),
        (b"x" * 3_000_000 + b"\r\n", "longer than"),
        (text([sian(postcode="?")]).encode(), "no row that can come in"),
        (GOOD.split("\r\n")[0].encode() + b"\r\n", "no row that can come in"),
    ],
)
def test_what_is_not_whole_brings_nothing_in(content, why):
    began = time.monotonic()
    try:
        said = bring(content).problem
    except CannotRead as refused:
        said = str(refused)
    assert why in said
    assert time.monotonic() - began < 5
    assert not Person.objects.exists()
    assert not StagedRow.objects.exists()


def test_a_file_cut_after_thousands_of_lines_leaves_nothing_behind():
    run = bring((text(street(5000)) + "999990000014,brynf\r\n").encode())
    assert (run.state, Person.objects.count(), StagedRow.objects.count()) == ("refused", 0, 0)


def test_four_hundred_megabytes_are_refused_without_being_held():
    def endless():
        while True:
            yield b"999990000014,brynfelin\r\n" * 40_000

    tracemalloc.start()
    began = time.monotonic()
    with pytest.raises(CannotRead, match="larger than 20 MB"):
        examine(endless, 20 * 2**20)
    assert time.monotonic() - began < 5
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


def test_the_very_same_file_again_says_so_and_changes_nothing():
    bring(GOOD)
    with pytest.raises(runs.AlreadyIn, match="This very file was brought in last time"):
        bring(GOOD)
    assert ImportRun.objects.count() == 1


def test_an_older_file_after_a_corrected_one_is_read_again():
    bring(GOOD)
    bring([sian(surname="Prosser"), mali()], at=AT)
    assert bring(GOOD).changed == 1


def test_what_a_reason_says_never_repeats_the_row():
    run = bring([sian(surname="Secretname", postcode="Secretname")], at=AT)
    assert not runs.refused_lines(run).filter(reason__icontains="secretname").exists()


def test_the_example_file_has_the_documented_columns_and_can_be_read():
    for kind in ImportKind:
        assert examine(lambda kind=kind: [empty_file(kind)], 10_000).encoding == "utf-8-sig"
    assert empty_file(ImportKind.TENANCIES).decode("utf-8-sig").split("\r\n")[0].split(",") == [
        column.name for column in TENANCIES
    ]


def test_the_document_says_every_column_and_every_word():
    said = (settings.BASE / "docs" / "import.md").read_text()
    columns = [
        f"| `{column.name}` | {column.says} | {'yes' if column.must else ''} | {column.example} |"
        for kind in ImportKind
        for column in COLUMNS[kind]
    ]
    words = [
        f"* `{name}`: {', '.join(table)}\n"
        for name, table in (
            ("tenancy_type", codes.TENURES),
            ("relationship_to_tenant", codes.RELATIONSHIPS),
            ("gender", codes.GENDERS),
            ("do_not_contact_by", codes.NEVER_BY),
            ("kind", codes.KINDS),
            ("department", codes.DEPARTMENTS),
        )
    ]
    assert [line for line in [*columns, *words] if line not in said] == []
