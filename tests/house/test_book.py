"""The house book says what the code does."""

from pathlib import Path

import pytest

from heed.cli import book
from heed.policies import visible
from heed.policies.records import RECORDS, reach_of
from heed.policies.roles import ROLES, Do
from tests import factories
from tests.cases.casework import opened
from tests.doing import acting

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "house-book"


def test_the_house_book_is_not_stale():
    for name, text in book.chapters().items():
        assert (FOLDER / name).read_text() == text, f"{name} is stale: type `.venv/bin/heed book`"


def test_every_permission_stands_with_its_record():
    """Nothing can be done that the table of records does not say."""
    named = {do for record in RECORDS for do in record.verbs.values()}
    assert named == set(Do)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["rita", "gail", "leo", "mo", "olive", "olwen", "nia", "tom", "ada"])
def test_what_the_table_says_of_reading_a_case_and_a_household_is_what_is_so(name, request, mo, brynfelin):
    case, home = opened(mo, brynfelin, mo), factories.household(factories.home(brynfelin, "14 Heol Ŵyn"))
    who = request.getfixturevalue(name)
    with acting(who) as me:
        sees = {
            "a case": visible.cases(me).filter(pk=case.pk).exists(),
            "a household": visible.households(me).filter(pk=home.pk).exists(),
        }
        for record in (one for one in RECORDS if one.name in sees):
            words = {reach_of(record, Do.SEE_RECORDS, ROLES[role]) for role in me.roles}
            there = "every one" in words or bool(me.schemes & {brynfelin.pk}) and words & {"its scheme's", "its region's"}
            assert sees[record.name] == bool(there), (record.name, words)
