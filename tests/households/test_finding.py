"""Finding a home by postcode, street, scheme or UPRN; a name finds none (CFC-1; U26)."""

import pytest

from heed.households.finding import home_of, homes_like
from tests import factories
from tests.doing import acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def street(brynfelin, seaview):
    homes = [factories.home(brynfelin, f"{number} Heol Ŵyn", "NP99 3QX") for number in (14, 2, 114)]
    factories.household(homes[0], "Siân Rees", "Wynn Heolwyn")
    return [
        *homes,
        factories.home(seaview, "3 St Anne's Road", "ZZ99 1AB"),
        factories.home(seaview, "Flat 2b Beach Court", "ZZ99 7CD"),
    ]


def found(rita, words: str) -> list[str]:
    with acting(rita):
        return [home.address for home in homes_like(words)]


@pytest.mark.parametrize(
    ("words", "addresses"),
    [
        ("NP99 3QX", ["2 Heol Ŵyn", "14 Heol Ŵyn", "114 Heol Ŵyn"]),
        ("np993qx", ["2 Heol Ŵyn", "14 Heol Ŵyn", "114 Heol Ŵyn"]),
        ("14 heol wyn", ["14 Heol Ŵyn"]),
        ("14 np993qx", ["14 Heol Ŵyn"]),
        ("14, Heol Ŵyn, NP99 3QX", ["14 Heol Ŵyn"]),
        ("ZZ99", ["3 St Anne's Road", "Flat 2b Beach Court"]),
        ("street annes rd", ["3 St Anne's Road"]),
        ("saint anne’s road", ["3 St Anne's Road"]),
        ("brynfelin court 2", ["2 Heol Ŵyn"]),
        ("flat 2 b beach ct", ["Flat 2b Beach Court"]),
    ],
)
def test_a_home_is_found_however_it_is_typed(rita, street, words, addresses):
    assert found(rita, words) == addresses


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("14 heoll win", "14 Heol Ŵyn"),
        ("Beech Cort flat 2b", "Flat 2b Beach Court"),
        ("3 saint ans road", "3 St Anne's Road"),
        ("above 14 heol wyn", "14 Heol Ŵyn"),
        ("3 St Anne's Road, Haven", "3 St Anne's Road"),
    ],
)
def test_misspelling_is_forgiven(rita, street, words, first):
    assert found(rita, words)[0] == first


def test_a_home_is_found_by_its_uprn(rita, street):
    assert found(rita, street[0].uprn) == found(rita, f" {street[0].uprn} ") == ["14 Heol Ŵyn"]


@pytest.mark.parametrize(
    "words", ["Siân Rees", "rees", "sian", "", " ", "%", "_", "(((", "[", "\\", "'; drop table", "🙂", "x" * 5000, "1" * 500]
)
def test_a_name_and_odd_words_find_nothing(rita, street, words):
    assert found(rita, words) == []


@pytest.mark.parametrize("odd", ["", "x", "-1", "1.5", "٣", "9" * 40, None])
def test_an_odd_number_is_no_home(rita, street, odd):
    with acting(rita):
        assert home_of(odd) is None
