"""A case from its opening to its end, through the verbs, under the roles of production (DA-2, DA-6, DA-7)."""

from datetime import datetime, time, timedelta

import pytest
from django.utils.timezone import localdate, make_aware

from heed.cases import ending, measures, opening, working
from heed.cases.choices import ExemptionKind, Kind, Label, MeasureKind, Part, Risk, State, Uptake
from heed.cases.measures import Taken
from heed.cases.models import Case, Plan, Reach, Responsibility, Someone
from heed.cases.opening import CannotOpen
from heed.cases.working import CannotWork, Clash, Known
from heed.deadlines.models import Clock
from heed.folders.workflow import CannotMove
from heed.households.actions import declare_tie
from heed.households.choices import TieKind
from heed.policies import visible
from tests import factories
from tests.cases.casework import opened, opened_from, worked
from tests.concerns.test_main_job import advised, reported
from tests.doing import acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin), "Siân Rees", "Darren Pugh")


@pytest.fixture
def case(mo, brynfelin) -> Case:
    return opened(mo, brynfelin, mo)


def test_its_manager_the_operations_manager_and_the_lead_see_it_and_nobody_else(
    case, mo, olwen, leo, olive, gail, nia, ada, rita
):
    for someone, sees in (
        (mo, True),
        (olwen, True),
        (leo, True),
        (olive, False),
        (gail, False),
        (nia, False),
        (ada, False),
        (rita, False),
    ):
        with acting(someone) as me:
            assert visible.cases(me).filter(pk=case.pk).exists() == sees, someone
            assert Case.objects.filter(pk=case.pk).exists() == sees, f"the second wall, {someone}"


def test_the_21_days_run_from_when_it_entered_the_system(mo, brynfelin, now):
    entered = now - timedelta(days=3)
    case = opened(mo, brynfelin, mo, entered_at=entered)
    clock = Clock.objects.get(folder=case.folder_id, rule="holding_area")
    assert clock.started_at == entered and clock.owner == mo


def test_nobody_opens_a_case_in_another_scheme_or_without_the_post(mo, olive, nia, brynfelin, seaview, now):
    for by, scheme, responsible in ((olive, brynfelin, mo), (nia, brynfelin, mo), (mo, seaview, olive), (mo, brynfelin, olive)):
        with acting(by) as me, pytest.raises(CannotOpen):
            opening.open_case(opening.Opening(Kind.CHILD, scheme, responsible, now), by=by, at=me.at)
    assert not Case.objects.exists()


def test_a_group_member_opens_one_from_a_concern_and_the_manager_may_then_read_the_concern(
    rita, gail, gwen, mo, brynfelin, rees
):
    concern = advised(reported(rita, rees.home), gail, gwen)
    case = opened_from(concern, gail, brynfelin, mo)
    assert Reach.objects.get(case=case).household == rees
    with acting(gail) as me:
        assert visible.cases(me).get() == case, "for two weeks she sees that it has arrived"
    with acting(gail, me.at + timedelta(days=15)) as later:
        assert not visible.cases(later).exists()
    with acting(mo) as me:
        assert visible.concerns(me).get() == concern


def test_somebody_tied_to_a_household_it_reaches_is_kept_out_of_it(mo, olwen, brynfelin, rees, now):
    case = opened(mo, brynfelin, mo)
    with acting(olwen) as me:
        declare_tie(rees.home, TieKind.KNOWS, colleague=olwen, by=olwen, at=me.at)
    with acting(olwen) as me:
        assert visible.cases(me).exists()
    with worked(case, mo) as (seen, me):
        opening.reach(seen, rees.pk, "he lives there", by=mo, at=me.at)
    with acting(olwen) as me:
        assert not visible.cases(me).exists() and not Case.objects.exists()


def test_seeing_a_case_does_not_open_the_households_it_reaches(mo, olive, brynfelin, seaview, rees):
    """The victim has moved to another scheme; the first scheme's manager works on the case and never learns where she is."""
    moved = factories.household(factories.home(seaview), "Siân Rees")
    case = opened(mo, brynfelin, mo)
    with worked(case, mo) as (seen, me):
        opening.reach(seen, rees.pk, "", by=mo, at=me.at)
    with acting(olive) as me:
        assert not visible.cases(me).exists()
    with acting(mo) as me:
        assert [h.pk for h in visible.households(me)] == [rees.pk]
        assert not visible.people(me).filter(folder=moved.folder_id).exists()


def test_it_passes_on_with_a_reason_and_everything_owed_goes_with_it(case, mo, olive, olwen, leo, seaview):
    with worked(case, leo) as (seen, me):
        with pytest.raises(CannotOpen):
            opening.pass_on(seen, olive, seaview, " ", by=leo, at=me.at)
        opening.pass_on(seen, olive, seaview, "She has moved; the work is there now.", by=leo, at=me.at)
    assert Clock.objects.get(folder=case.folder_id, rule="holding_area").owner == olive
    assert Responsibility.objects.get(case=case, until=None).colleague == olive
    with acting(mo) as me:
        assert not visible.cases(me).exists(), "the old manager no longer needs to know"
    with acting(olive) as me:
        assert visible.cases(me).get().scheme == seaview


def test_a_label_never_ends_the_count(case, mo):
    with worked(case, mo) as (seen, me):
        opening.label(seen, Label.WITH_AGENCIES, by=mo, at=me.at)
    assert Clock.objects.running().filter(folder=case.folder_id, rule="holding_area").exists()


def test_an_exemption_owes_an_update_each_week_and_the_21_days_go_on(case, mo, now):
    with worked(case, mo) as (seen, me):
        exemption = ending.exempt(
            seen, ExemptionKind.COMPLEX, "Three households.", (now + timedelta(days=30)).date(), by=mo, at=me.at
        )
    update = Clock.objects.running().get(folder=case.folder_id, rule="exemption_update")
    assert timedelta(days=6) < update.due_at - me.at < timedelta(days=8)
    with worked(case, mo) as (seen, me):
        ending.update(exemption, "The council has allocated it.", by=mo, at=me.at)
    assert Clock.objects.running().filter(folder=case.folder_id, rule="exemption_update").count() == 1
    assert Clock.objects.running().filter(folder=case.folder_id, rule="holding_area").exists()


def test_two_edit_the_plan_and_the_second_sees_both_texts(case, mo, olwen):
    with worked(case, mo) as (seen, me):
        working.save_plan(seen, "Visit on Monday.", on=0, by=mo, at=me.at)
    with worked(case, mo) as (seen, me):
        working.save_plan(seen, "Visit on Monday, two together.", on=1, by=mo, at=me.at)
    with worked(case, olwen) as (seen, me), pytest.raises(Clash) as clash:
        working.save_plan(seen, "Ring her first.", on=1, by=olwen, at=me.at)
    assert clash.value.theirs.version == 2
    assert Plan.objects.filter(case=case).count() == 2


def test_a_part_is_corrected_and_never_overwritten(case, mo):
    with worked(case, mo) as (seen, me):
        put = working.add_someone(seen, Known("Siân Rees", Part.PERPETRATOR), by=mo, at=me.at)
    with worked(case, mo) as (seen, me):
        with pytest.raises(CannotWork):
            working.correct(put, Known("Siân Rees", Part.VICTIM), "", by=mo, at=me.at)
        corrected = working.correct(
            put, Known("Siân Rees", Part.VICTIM), "The police had it the wrong way round.", by=mo, at=me.at
        )
    was = Someone.objects.get(pk=put.pk)
    assert was.superseded_at == me.at and was.part == Part.PERPETRATOR and corrected.corrects == was


def test_only_conclusion_ends_the_21_days_and_nothing_closes_without_its_evaluation(mo, brynfelin):
    case = opened(mo, brynfelin, mo, kind=Kind.OTHER)
    with worked(case, mo) as (seen, me), pytest.raises(CannotMove):
        ending.close(seen, by=mo, at=me.at)
    with worked(case, mo) as (seen, me):
        ending.conclude(seen, "She is safe with her sister; he is on bail.", by=mo, at=me.at)
    assert not Clock.objects.running().filter(folder=case.folder_id, rule="holding_area").exists()
    with worked(case, mo) as (seen, me), pytest.raises(ending.CannotEnd):
        ending.close(seen, by=mo, at=me.at)
    assert Case.objects.get(pk=case.pk).state == State.CONCLUDED


def test_reopened_its_days_count_from_its_entry_as_before(mo, brynfelin, now):
    case = opened(mo, brynfelin, mo, entered_at=now - timedelta(days=10), risk=Risk.HIGH)
    with worked(case, mo) as (seen, me):
        ending.conclude(seen, "Done.", by=mo, at=me.at)
    with worked(case, mo) as (seen, me):
        ending.reopen(seen, "He is back.", by=mo, at=me.at)
    clock = Clock.objects.running().get(folder=case.folder_id, rule="holding_area")
    assert clock.started_at == case.entered_at
    assert not Clock.objects.running().filter(folder=case.folder_id, rule="evaluation").exists()


@pytest.mark.parametrize(
    ("kind", "uptake", "heard"),
    [
        (MeasureKind.DAPO, Uptake.APPLIED, False),
        (MeasureKind.DAPO, Uptake.IN_FORCE, True),
        (MeasureKind.DAPO, Uptake.NOT_GRANTED, True),
        (MeasureKind.INJUNCTION, Uptake.IN_FORCE, False),
    ],
)
def test_a_police_notice_is_owed_its_hearing_until_the_order_is_made_or_not(case, mo, kind, uptake, heard):
    with worked(case, mo) as (seen, me):
        today = localdate(me.at)
        measures.take(seen, Taken(MeasureKind.DAPN, Uptake.IN_FORCE, since=today), by=mo, at=me.at)
        served = make_aware(datetime.combine(today, time()))
        assert Clock.objects.running().get(rule="protection_notice").due_at == served + timedelta(hours=48)
        measures.take(seen, Taken(kind, uptake, "From court", since=today), by=mo, at=me.at)
    assert Clock.objects.running().filter(rule="protection_notice").exists() != heard


def test_a_police_notice_that_has_ended_owes_no_hearing(case, mo):
    with worked(case, mo) as (seen, me):
        notice = measures.take(seen, Taken(MeasureKind.DAPN, Uptake.IN_FORCE, since=localdate(me.at)), by=mo, at=me.at)
        measures.take(seen, Taken(MeasureKind.DAPN, Uptake.ENDED, "Withdrawn"), by=mo, at=me.at, corrects=notice)
    assert Clock.objects.get(rule="protection_notice").met_by == mo
