"""Each kind of event has its sentence, and a kind nobody has named is noticed here and not on a household's screen."""

import pytest

from heed.deadlines.models import Outcome
from heed.households.importing.codes import KINDS as HISTORY
from heed.pictures.kinds import KINDS, STRANDS, kinds_of
from heed.pictures.timeline import CODED
from heed.web.households.forms import NOTES
from tests.house.test_house import recorded_kinds, sources


def happened_kinds() -> set[str]:
    """First arguments of register.happened(…), as recorded_kinds finds those of record(…)."""
    import re

    return {kind for path in sources() for kind in re.findall(r'happened\(ledger, "([a-z_.]+)"', path.read_text())}


def test_every_kind_that_is_recorded_anywhere_has_its_sentence():
    made = (
        {f"note.{kind}" for kind, _name in NOTES}
        | {f"action.{outcome}" for outcome in Outcome}
        | {kind for kind, _department in HISTORY.values()}
    )
    wanted = recorded_kinds() | happened_kinds() | made
    assert len(wanted) > 40 and not wanted - set(KINDS), wanted - set(KINDS)


def test_every_strand_has_a_name_and_something_in_it():
    for strand, name in STRANDS.items():
        assert str(name) and kinds_of(strand), strand


@pytest.mark.parametrize("kind", KINDS)
def test_a_sentence_needs_only_what_it_is_given(kind):
    places = dict.fromkeys(("who", "other", "what", "alert", "name", "rule", "named", "instrument", *CODED), "x")
    assert str(KINDS[kind].says) % places
