"""The second wall alone: what the group and other readers may change of a folder and of what is owed is what their pages do."""

from datetime import timedelta
from uuid import uuid4

import pytest

from heed.concerns import deciding
from heed.concerns.deciding import ToDo
from heed.deadlines import clocks
from heed.deadlines.choices import Outcome
from heed.deadlines.models import Clock
from heed.folders.models import Folder
from heed.policies import visible
from heed.policies.may import may
from heed.policies.roles import Do
from heed.procedures import access
from heed.procedures.access import CannotMark
from tests import factories
from tests.concerning import advised, decided, now, reported
from tests.doing import acting
from tests.policies.test_kept_out_learns_nothing import asked
from tests.policies.test_writing_is_narrower import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin), "Siân Rees")


@pytest.fixture
def concern(rita, gail, gwen, nia, rees):
    return decided(
        advised(reported(rita, rees.home), gail, gwen), gail, ToDo("Ring the school", nia, now() + timedelta(days=1))
    )


# Folders --------------------------------------------------------------------------------------------------------------------------
def test_marking_a_record_as_sensitive_is_the_leads_alone(concern, rees, gail, mo, leo, olwen, nia):
    for someone in (gail, mo, olwen, nia):
        for folder in (rees.folder_id, concern.folder_id):
            assert refused(someone, "update folders_folder set sensitive = true where id = %s", folder), someone
            assert asked(someone, "select heed_mark_sensitive(%s, true)", folder) is None, someone
    assert refused(leo, "update folders_folder set sensitive = true where id = %s", rees.folder_id), "by its function only"
    with acting(leo) as me:
        assert may(me, Do.MARK_SENSITIVE)
        access.mark_sensitive(visible.folders(me).get(pk=rees.folder_id), True, "Her brother manages it.", by=leo, at=me.at)
        with pytest.raises(CannotMark):
            access.mark_sensitive(visible.folders(me).get(pk=rees.folder_id), True, "Again", by=leo, at=me.at)
    assert Folder.objects.get(pk=rees.folder_id).sensitive and not Folder.objects.get(pk=concern.folder_id).sensitive


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'household'",
        "kind = 'draft'",
        "circle_until = now() - interval '1 day'",
        "realm = 'speaking_up'",
        "erased_at = now()",
        "opened_at = now()",
    ],
)
def test_the_group_neither_turns_a_folder_into_another_nor_loses_it(change, concern, rees, gail, leo):
    for someone in (gail, leo):
        for folder in (rees.folder_id, concern.folder_id):
            assert refused(someone, f"update folders_folder set {change} where id = %s", folder), folder


def test_a_household_is_changed_by_no_reader(rees, concern, gail, leo, mo):
    for someone in (gail, leo, mo):
        assert refused(someone, "update folders_folder set kind = 'concern' where id = %s", rees.folder_id)
        assert refused(someone, "update folders_folder set circle_until = null where id = %s", rees.folder_id)


# What is owed ---------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "change",
    [
        "due_at = now() + interval '1 year'",
        "soon_at = now()",
        "started_at = now()",
        "breach_at = null",
        "holds_id = null",
        "about = null",
        "rule = 'flag_review'",
        "stage = 9",
        "next_at = now() + interval '1 year'",
        "next_at = null",
        "met_at = now() - interval '3 days', outcome = 'done', met_by_id = heed_colleague()",
    ],
)
def test_no_clock_is_moved(change, concern, gail, leo, nia, mo):
    for someone in (gail, leo, nia, mo):
        assert refused(someone, f"update deadlines_clock set {change} where rule = 'action'"), someone


def test_a_clock_is_met_in_ones_own_name_by_whose_it_is(concern, gail, gwen, leo, nia, mo):
    met = (
        "update deadlines_clock set met_at = heed_at(), outcome = 'done', next_at = null, met_by_id = %s where rule = 'action'"
    )
    assert refused(mo, met, mo.pk), "a reader"
    assert refused(gail, met, gwen.pk) and refused(nia, met, gail.pk), "in another's name"
    assert not refused(nia, met, nia.pk)
    for someone in (gail, leo, nia):
        assert refused(
            someone, "update deadlines_clock set met_at = null, outcome = '', met_by_id = null where rule = 'action'"
        )
    assert Clock.objects.get(rule="action").met_by == nia


def test_the_words_of_what_is_owed_are_not_rewritten(concern, gail, leo, nia):
    for someone in (gail, leo, nia):
        assert refused(someone, "update deadlines_clockwords set words = null")


def test_the_pages_verbs_still_work(concern, gail, leo, nia, tom):
    with acting(gail) as me:
        deciding.hand_on(visible.clocks(me).get(rule="action"), tom, by=gail, at=me.at)
    with acting(tom) as me:
        clocks.settle(visible.clocks(me).get(rule="action"), Outcome.DONE, by=tom, at=me.at)
    with acting(gail) as me:
        held = visible.concerns(me).get(pk=concern.pk)
        deciding.answer(held, "Thank you.", by=gail, at=me.at)
        deciding.close(held, by=gail, at=me.at)
    with acting(leo) as me:
        deciding.reopen(visible.concerns(me).get(pk=concern.pk), "More came", by=leo, at=me.at)
    assert Folder.objects.get(pk=concern.folder_id).circle_until is None


def test_a_broken_glass_is_reviewed_by_a_second_person_with_that_post(nia, mo, gail, olwen, leo, rees):
    with acting(nia) as me:
        access.break_glass(rees.folder_id, "Screams", by=nia, at=me.at)
    met = "update deadlines_clock set met_at = heed_at(), outcome = 'done', next_at = null, met_by_id = %s where rule = 'break_glass_review'"
    for someone in (nia, mo, gail):
        assert refused(someone, met, someone.pk), someone
    with acting(olwen) as me:
        access.review_glass(visible.clocks(me).get(rule="break_glass_review"), True, "Needed.", by=olwen, at=me.at)
    assert Clock.objects.get(rule="break_glass_review").met_by == olwen


def test_a_guessed_id_changes_nothing(gail, concern):
    assert refused(gail, "update deadlines_clock set owner_id = %s where id = %s", gail.pk, uuid4())
