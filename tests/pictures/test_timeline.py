"""Each kind of event has its sentence, and a kind nobody has named is noticed here and not on a household's screen."""

import pytest

from heed.deadlines.models import Outcome
from heed.households.importing.codes import KINDS as HISTORY
from heed.pictures.groups import BY_CHAPTER, BY_STRAND, IN_CHAPTER, Grouping
from heed.pictures.kinds import KINDS
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


@pytest.mark.parametrize("grouping", [BY_STRAND, BY_CHAPTER], ids=["strands", "chapters"])
def test_every_group_has_a_name_and_something_in_it(grouping: Grouping):
    for group, name in grouping.names.items():
        assert str(name) and grouping.kinds(group) and grouping.asked(group.value) == group, group
    assert grouping.asked("nonsense") is None


@pytest.mark.parametrize("start", IN_CHAPTER)
def test_whatever_a_chapter_gathers_is_a_kind_or_begins_one(start: str):
    assert any(kind == start or kind.startswith(f"{start}.") for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_sentence_needs_only_what_it_is_given(kind):
    places = dict.fromkeys(("who", "other", "what", "alert", "name", "rule", "named", "instrument", *CODED), "x")
    assert str(KINDS[kind].says) % places
