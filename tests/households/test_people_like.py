"""Who is found by a name: the likeliest first, loosely for want of better, and nobody lost because others may not be shown (CFC-7, U26)."""

import pytest
from django.db import connection

from heed.households.finding import homes_like, people_like
from heed.households.models import Person
from tests import factories
from tests.doing import acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def hers(brynfelin):
    return factories.household(factories.home(brynfelin), "Siân Rees", "Sian Reese", "Shan Reece", "Rees ap Siôn")


def found(someone, words: str, most: int = 60) -> list[str]:
    with acting(someone):
        return [Person.objects.get(pk=each.person).name for each in people_like(words, most)]


def test_the_likeliest_come_first_and_what_hardly_sounds_alike_last(mo, hers):
    assert found(mo, "Siân Rees") == ["Siân Rees", "Sian Reese", "Rees ap Siôn", "Shan Reece"]


def test_a_part_of_a_name_finds_the_whole_in_any_order(mo, brynfelin):
    factories.household(factories.home(brynfelin), "Agnieszka Maria Wójcik-Kowalska")
    for words in ("wojcik", "Kowalska", "Maria Wójcik", "agnieszka", "agnieska"):
        assert found(mo, words) == ["Agnieszka Maria Wójcik-Kowalska"], words


@pytest.mark.parametrize("words", ["Sian Rhys", "Siân Reece", "Shân Rees", "sia ree", "Siân Mair Rees", "S Rees"])
def test_a_name_is_found_as_it_sounds_as_it_begins_and_with_a_word_too_many(mo, brynfelin, words):
    factories.household(factories.home(brynfelin), "Siân Rees")
    assert found(mo, words) == ["Siân Rees"]


def test_a_word_that_stands_only_in_an_address_is_no_name(mo, brynfelin):
    factories.household(factories.home(brynfelin, "14 Rhosyn Street"), "Siân Rees")
    assert found(mo, "Rhosyn") == []


def test_whoever_may_not_be_shown_takes_no_place_from_who_may(mo, leo, hers, seaview):
    for _ in range(12):
        factories.household(factories.home(seaview), *["Siân Rees"] * 6)
    assert found(mo, "Siân Rees", 3) == ["Siân Rees", "Sian Reese", "Rees ap Siôn"]
    best, *others = found(mo, "Shan Reece")
    assert best == "Shan Reece" and set(others) == {"Siân Rees", "Sian Reese"}, "loosely, behind 72 who are as much alike"
    assert found(leo, "Siân Rees", 60) == ["Siân Rees"] * 60


def test_where_enough_are_nearly_so_nobody_is_looked_for_loosely(mo, hers, brynfelin):
    factories.household(factories.home(brynfelin), *["Siân Rees"] * 9)
    assert "Shan Reece" not in found(mo, "Siân Rees") and "Sian Reese" in found(mo, "Siân Rees")


def test_what_is_found_is_open_to_the_end_of_the_transaction_and_nothing_besides(mo, hers, seaview):
    factories.household(factories.home(seaview), "Siân Rees")
    with acting(mo), connection.cursor() as c:
        assert {each.folder for each in people_like("Siân Rees", 60)} == {hers.folder_id}
        c.execute("select heed_opened()")
        assert set(c.fetchone()[0]) == {hers.folder_id}


def test_how_loosely_is_looked_is_forgotten_at_once(mo, rita, hers):
    with acting(mo), connection.cursor() as c:
        assert people_like("Xerxes Quill", 60) == [] and homes_like("xerxes quill") == []
        for name, default in (("word_similarity_threshold", "0.6"), ("similarity_threshold", "0.3")):
            c.execute(f"show pg_trgm.{name}")
            assert c.fetchone()[0] == default, name
