"""Clocks run, are met, hold a folder open, and are told of: once, with true times, up the chain."""

from datetime import UTC, datetime, timedelta

import pytest

from heed.concerns import deciding, reporting
from heed.concerns.deciding import ToDo
from heed.deadlines import clocks
from heed.deadlines.clocks import NothingOwed
from heed.deadlines.models import Clock, DayOff, RuleValue, Told
from heed.deadlines.rules import rule, rung_at
from heed.folders import actions as folders
from heed.folders.choices import Why
from heed.notifications import telling
from heed.notifications.models import Heartbeat, Letter
from heed.notifications.recipients import RUNGS, Happened
from heed.organisation.models import Absence, Colleague, Duty, Post
from heed.pictures.concern.clocks import RUNGS as IN_WORDS
from heed.pictures.concern.dossier import dossier, to_open
from heed.policies import visible
from heed.procedures import access
from heed.timeline.models import Event
from tests import factories
from tests.concerning import decided, now
from tests.concerns.test_main_job import advised, reported
from tests.doing import acting, working

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin), "Siân Rees")


def swept(at: datetime) -> int:
    """The sweep, and whoever it makes the worker tell."""
    before = set(Event.objects.values_list("pk", flat=True))
    with working(at) as at:
        told = clocks.sweep(at)
        for event in Event.objects.exclude(pk__in=before):
            telling.tell(str(event.pk), at)
    return told


def told_of(message: str) -> set[str]:
    return set(Letter.objects.filter(message=message).values_list("to__username", flat=True))


def test_danger_now_runs_on_elapsed_hours_day_and_night(rita, rees):
    concern = reported(rita, rees.home, danger="now")
    first, second = Clock.objects.get(rule="first_advice"), Clock.objects.get(rule="second_advice")
    assert first.due_at - concern.sent_at == timedelta(hours=1) and second.due_at - concern.sent_at == timedelta(hours=4)


def test_meeting_what_is_not_owed_raises(rita, rees):
    concern = reported(rita, rees.home)
    with acting(rita) as me, pytest.raises(NothingOwed):
        clocks.meet(concern.folder_id, "answer_reporter", by=rita, at=me.at)


def test_a_sweep_that_was_down_for_a_week_tells_once_with_the_true_time(rita, gail, leo, rees):
    reported(rita, rees.home, danger="now")
    clock = Clock.objects.get(rule="first_advice")
    due = clock.due_at
    assert swept(due + timedelta(days=7)) == 2
    assert swept(due + timedelta(days=7)) == 0
    clock.refresh_from_db()
    assert clock.due_at == due and clock.stage > 2
    assert Told.objects.filter(clock=clock).count() == 1


def test_late_goes_up_the_chain_past_the_absent_and_the_conflicted(rita, gail, gwen, hassan, leo, rees):
    Absence.objects.create(colleague=gwen, since=FRIDAY - timedelta(days=300))
    concern = reported(rita, rees.home, danger="now")
    clock = Clock.objects.get(rule="first_advice", folder=concern.folder_id)
    swept(clock.soon_at)
    assert told_of("due_soon") == {"gail", "hassan"}
    swept(clock.due_at)
    assert told_of("overdue") == {"leo"}, "nobody is on duty, so the next rung is the lead"


def test_late_tells_the_member_on_duty_and_nobody_whose_post_is_over(rita, gail, gwen, hassan, leo, rees):
    concern = reported(rita, rees.home, danger="now")
    clock = Clock.objects.get(rule="first_advice", folder=concern.folder_id)
    for member in (gwen, hassan):
        Duty.objects.create(colleague=member, since=clock.started_at, until=clock.due_at + timedelta(days=1))
    Post.objects.filter(colleague=hassan).update(until=clock.started_at)
    folders.let_in(
        concern.folder_id, hassan, why=Why.GRANT, by=leo, at=clock.started_at, until=clock.due_at + timedelta(days=1)
    )
    swept(clock.soon_at)
    swept(clock.due_at)
    assert told_of("overdue") == {"gwen"}, "still on the rota and let in by name, but no member any more"


@pytest.mark.parametrize(
    ("telling_", "told"), [(0, "group"), (1, "group"), (2, "duty"), (3, "lead"), (4, "lead"), (99, "lead")]
)
def test_each_telling_goes_one_rung_up_and_the_last_one_stays(telling_, told):
    assert rung_at(rule("first_advice").who_is_told, telling_) == told
    assert rung_at(("owner",), telling_) == "owner"


def test_the_concern_says_beforehand_who_is_told_next(rita, gail, gwen, hassan, leo, rees):
    concern = reported(rita, rees.home, danger="now")
    clock = Clock.objects.get(rule="first_advice", folder=concern.folder_id)
    Duty.objects.create(colleague=gwen, since=clock.started_at, until=clock.due_at + timedelta(days=9))
    for at, code, told in ((clock.soon_at, "group", {"gail", "gwen", "hassan"}), (clock.due_at, "duty", {"gwen"})):
        with acting(gail, at - timedelta(seconds=1)) as me:
            found = dossier(me, to_open(me).get(pk=concern.pk), me.at)
        assert next(one.told_next for one in found.running if one.code == "first_advice") == IN_WORDS[code]
        Letter.objects.all().delete()
        swept(at)
        assert told_of("due_soon" if code == "group" else "overdue") == told


def test_when_nobody_is_left_an_alarm_is_raised(rita, gail, rees):
    concern = reported(rita, rees.home, danger="now", colleagues=[gail])
    swept(Clock.objects.get(rule="first_advice", folder=concern.folder_id).due_at)
    assert Heartbeat.objects.filter(job="alarm").exists()


def test_the_first_advice_meets_the_first_clock_and_the_second_the_second(rita, gail, gwen, rees):
    concern = advised(reported(rita, rees.home), gail)
    assert set(Clock.objects.running().values_list("rule", flat=True)) == {"second_advice"}
    advised(concern, gwen)
    assert set(Clock.objects.running().values_list("rule", flat=True)) == {"answer_reporter"}


def test_a_provider_may_set_its_own_value_and_a_running_clock_keeps_the_old_one(rita, leo, rees):
    before = reported(rita, rees.home)
    RuleValue.objects.create(
        rule="second_advice",
        nation="wales",
        amount=3,
        unit="working_days",
        since=datetime(2020, 1, 1, tzinfo=UTC),
        by=leo,
        reason="ours",
    )
    after = reported(rita, rees.home)
    of = {clock.folder_id: clock for clock in Clock.objects.filter(rule="second_advice")}
    assert of[after.folder_id].due_at > of[before.folder_id].due_at and of[before.folder_id].value is None


def test_what_comes_later_counts_by_the_nation_of_the_home_too(rita, gail, gwen, nia, leo, brynfelin, seaview):
    """The answer to pass on, a decided action and the broken glass: a day off in Wales alone moves what is owed there, and nothing elsewhere."""
    DayOff.objects.bulk_create(
        DayOff(day=now().date() + timedelta(days=ahead), nation="wales", name="Storm") for ahead in range(8)
    )
    for scheme in (brynfelin, seaview):
        house = factories.household(factories.home(scheme), "Siân Rees")
        told = reported(rita, house.home, on_behalf_of="A neighbour")
        concern = decided(advised(told, gail, gwen), gail, ToDo("Mend the door", nia, now() + timedelta(days=90)))
        with acting(gail) as me:
            deciding.answer(visible.concerns(me).get(pk=concern.pk), "Thank you.", by=gail, at=me.at)
        with acting(nia) as me:
            access.break_glass(house.folder_id, "Screams", by=nia, at=me.at)
    for code in ("pass_on_answer", "break_glass_review", "action"):
        welsh, english = Clock.objects.filter(rule=code).order_by("started_at")
        assert (welsh.nation, english.nation) == ("wales", "england"), code
        assert code == "action" or welsh.due_at - english.due_at > timedelta(days=2), code


def test_the_lead_stands_in_for_an_empty_group(rita, leo, gail, rees):
    Post.objects.filter(role="group").update(until=FRIDAY - timedelta(days=300))
    concern = reported(rita, rees.home)
    with working() as at:
        telling.tell(str(Event.objects.get(folder=concern.folder_id, kind="concern.sent").pk), at)
    assert told_of("new_concern") == {"leo"}


def test_of_an_unsent_report_its_author_alone_is_reminded(rita, gail, leo, olwen):
    """Neither when they are away nor when they have left: not even that somebody is writing is anybody else's business."""
    with acting(rita) as me:
        reporting.keep(reporting.begin(by=rita, at=me.at), {"seen": "A door."}, at=me.at)
    clock = Clock.objects.get(rule="draft_reminder")
    assert clock.due_at - clock.started_at == timedelta(hours=2)
    swept(clock.due_at)
    assert set(Letter.objects.values_list("to__username", flat=True)) == {"rita"}
    Absence.objects.create(colleague=rita, since=clock.due_at)
    swept(clock.due_at + timedelta(days=3))
    assert set(Letter.objects.values_list("to__username", flat=True)) == {"rita"}
    assert not Heartbeat.objects.filter(job="alarm").exists()


def test_an_owner_who_is_away_is_walked_past(rita, gail, gwen, leo, tom, rees):
    tom.line_manager = gail
    tom.save()
    concern = decided(
        advised(reported(rita, rees.home), gail, gwen), gail, ToDo("Mend the door", tom, FRIDAY + timedelta(days=90))
    )
    clock = Clock.objects.get(rule="action", folder=concern.folder_id)
    Absence.objects.create(colleague=tom, since=clock.started_at)
    swept(clock.soon_at)
    assert told_of("due_soon") == {"gail"}


@pytest.mark.parametrize("code", sorted(RUNGS))
def test_each_rung_is_walked_past_whoever_is_away(code, rita, gail, gwen, leo, olwen, tom, mo, olive, rees):
    reported(rita, rees.home)
    clock = Clock.objects.get(rule="first_advice")
    Absence.objects.bulk_create(Absence(colleague=who, since=clock.started_at) for who in Colleague.objects.all())
    at = clock.due_at
    clock.owner = tom
    event = Event.objects.get(kind="concern.sent")
    case = Happened(event, at, None, clock, 1)
    with working(at):
        assert RUNGS[code](case) == ([rita] if code == "reporter" else []), "the answer is the reporter's, even while away"


def test_the_health_page_is_not_well_while_nobody_is_left_to_tell(client, rita, gail, rees):
    concern = reported(rita, rees.home, danger="now", colleagues=[gail])
    swept(Clock.objects.get(rule="first_advice", folder=concern.folder_id).due_at)
    Heartbeat.objects.filter(job="alarm").update(at=now())
    assert client.get("/healthz").json()["signs"]["alarm"].startswith("Something is late")
    Heartbeat.objects.filter(job="alarm").update(at=now() - timedelta(days=2))
    assert client.get("/healthz").json()["signs"]["alarm"] == "well"
