"""When someone leaves: out at once, and their work, drafts and grants move on with their history (CFC-8)."""

from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from heed.concerns import reporting
from heed.concerns.models import Concern, Draft
from heed.deadlines.models import Clock
from heed.folders import actions as folders
from heed.folders.choices import Effect, FolderKind, Why
from heed.folders.models import Access
from heed.organisation.choices import Role
from heed.organisation.models import Colleague, Post, Region, Signature
from heed.policies import visible
from heed.procedures import leaving, posts
from heed.procedures.leaving import CannotHandOver, CannotLeave, HandedOver
from heed.timeline.models import Event
from tests import factories
from tests.doing import acting, working
from tests.people import colleague, holds, later
from tests.web.door import deferred, signed_in

pytestmark = pytest.mark.django_db


def gone(someone, by, at):
    with acting(by, at):
        leaving.leave(someone, by=by, at=at)
    return Colleague.objects.get(pk=someone.pk)


def handed_over(leaver, successor, by, at):
    with working(at):
        return leaving.hand_over(leaver.pk, successor.pk if successor else None, by=by.pk, at=at)


def owes(someone, at, folder=None):
    folder = folder or folders.open_folder(FolderKind.CONCERN, at=at)
    return Clock.objects.create(
        folder_id=getattr(folder, "pk", folder),
        rule="action",
        owner=someone,
        started_at=at,
        soon_at=later(at, days=1),
        due_at=later(at, days=2),
        next_at=later(at, days=1),
    )


def test_an_open_session_ends_at_once(mo, ada, now):
    phone = signed_in(mo)
    assert phone.get("/me/").status_code == 200
    gone(mo, ada, now)
    assert phone.get("/me/").status_code == 302
    assert "sign-in" in phone.get("/me/")["Location"]


def test_posts_duty_and_what_waited_for_them_end(gail, leo, ada, now):
    waiting = posts.propose(gail, Role.OFFICER, by=ada, at=now)
    left = gone(gail, ada, now)
    assert (left.is_active, left.left_at) == (False, now)
    assert not Post.objects.filter(colleague=gail, until=None).exists()
    assert Signature.objects.get(pk=waiting.pk).refused_at == now
    assert len(deferred("group_is_empty")) == 1


def test_nobody_ends_their_own_account_or_one_twice(ada, rita, now):
    with pytest.raises(CannotLeave):
        gone(ada, ada, now)
    left = gone(rita, ada, now)
    with pytest.raises(CannotLeave):
        gone(left, ada, now)


def test_the_lead_can_be_put_out_too_so_that_somebody_dismissed_is_out_tonight(leo, ada, now):
    assert gone(leo, ada, now).is_active is False


def test_open_clocks_move_with_an_event_a_folder(mo, olive, leo, ada, now):
    first, second = owes(mo, now), owes(mo, now)
    same = owes(mo, now, first.folder_id)
    met = owes(mo, now)
    Clock.objects.filter(pk=met.pk).update(met_at=now, met_by=mo, outcome="done")
    left = gone(mo, ada, now)
    assert handed_over(left, olive, leo, now) == HandedOver(clocks=3)
    assert set(Clock.objects.filter(owner=olive)) == {first, second, same}
    assert Clock.objects.get(pk=met.pk).owner == mo
    assert Event.objects.filter(kind="work.handed_over", by=leo).count() == 2


def test_handing_over_again_moves_nothing_twice(mo, olive, leo, ada, now):
    owes(mo, now)
    left = gone(mo, ada, now)
    handed_over(left, olive, leo, now)
    assert handed_over(left, olive, leo, now) == HandedOver()
    assert Event.objects.filter(kind="work.handed_over").count() == 1


def test_a_successor_who_is_kept_out_is_not_let_in_by_the_back_door(mo, olive, leo, ada, now):
    clock = owes(mo, now)
    folders.let_in(clock.folder_id, mo, why=Why.OWNER, by=leo, at=now)
    folders.keep_out(clock.folder_id, olive, why=Why.TIE, by=None, at=now)
    left = gone(mo, ada, now)
    assert handed_over(left, olive, leo, later(now, seconds=1)) == HandedOver(left_open=1)
    assert Clock.objects.get(pk=clock.pk).owner is None
    assert not Access.objects.filter(colleague=olive, effect=Effect.LET_IN).exists()


def test_grants_pass_on_with_their_end_and_a_broken_glass_does_not(mo, olive, leo, ada, now):
    until = later(now, days=3)
    granted, glass = (folders.open_folder(FolderKind.HOUSEHOLD, at=now).pk for _ in range(2))
    folders.let_in(granted, mo, why=Why.GRANT, by=leo, at=now, until=until)
    folders.let_in(glass, mo, why=Why.BREAK_GLASS, by=mo, at=now, until=until)
    left = gone(mo, ada, now)
    at = later(now, minutes=1)
    assert handed_over(left, olive, leo, at) == HandedOver(grants=1)
    line = Access.objects.get(colleague=olive)
    assert (line.folder_id, line.why, line.until, line.by) == (granted, Why.HANDED_ON, until, leo)
    assert not Access.objects.filter(colleague=mo, until__gt=at).exists()


def test_nobody_is_given_by_it_what_whoever_hands_over_may_not_open(mo, rita, olive, leo, ada, valleys, brynfelin, now):
    """Otherwise an operations manager of another region could have an accomplice let into anything a leaver had."""
    home = factories.household(factories.home(brynfelin), "Siân Rees").folder_id
    elsewhere = holds(colleague("elsewhere"), Role.OPERATIONS, region=Region.objects.create(name="Elsewhere"))
    folders.let_in(home, gwen := colleague("leaver"), why=Why.GRANT, by=mo, at=now, until=later(now, days=3))
    clock = owes(gwen, now, home)
    left = gone(gwen, ada, now)
    at = later(now, minutes=1)
    assert handed_over(left, rita, elsewhere, at) == HandedOver(left_open=1)
    assert not Access.objects.filter(colleague=rita).exists() and Clock.objects.get(pk=clock.pk).owner is None


def test_whoever_may_open_it_already_takes_over_from_anybody(mo, gwen, hana, ada, brynfelin, now):
    home = factories.household(factories.home(brynfelin), "Siân Rees").folder_id
    clock = owes(gwen, now, home)
    assert handed_over(gone(gwen, ada, now), mo, hana, later(now, minutes=1)) == HandedOver(clocks=1)
    assert Clock.objects.get(pk=clock.pk).owner == mo


def test_a_contractor_takes_nothing_over(mo, cai, leo, ada, now):
    clock = owes(mo, now)
    left = gone(mo, ada, now)
    with acting(leo, now), pytest.raises(CannotHandOver, match="employee"):
        leaving.ask_hand_over(left, cai, by=leo, at=now)
    assert handed_over(left, cai, leo, now) == HandedOver()
    assert Clock.objects.get(pk=clock.pk).owner == mo, "it stands where it was, and somebody else may take it"


def test_a_worry_that_was_begun_and_not_sent_is_shown_to_the_lead(rita, leo, ada, now):
    with acting(rita, now):
        draft = reporting.begin(by=rita, at=now)
        reporting.keep(draft, {"seen": "He was alone."}, at=now)
    left = gone(rita, ada, now)
    assert deferred("hand_over") == [{"leaver": rita.pk, "successor": None, "by": ada.pk}]
    at = later(now, minutes=1)
    assert handed_over(left, None, ada, at) == HandedOver(drafts=1)
    assert Access.objects.get(folder=draft.folder_id, colleague=leo).why == Why.WRITES
    assert Event.objects.filter(folder=draft.folder_id, kind="work.handed_over").count() == 1
    assert handed_over(left, None, ada, at) == HandedOver()


def test_the_lead_sends_what_a_leaver_had_written_or_drops_it(rita, leo, gail, gwen, ada, now):
    """The whole way, by the page: it becomes a concern, the group has it, and nobody else can write on it any more."""
    lena = holds(colleague("lena"), Role.LEAD)
    drafts = []
    for words in ("He was alone.", "It was a mistake."):
        with acting(rita, now):
            drafts.append(reporting.begin(by=rita, at=now))
            reporting.keep(drafts[-1], {"seen": words, "danger": "not_now", "checked": True}, at=now)
    left = gone(rita, ada, now)
    handed_over(left, None, ada, now)
    browser, sent, dropped = signed_in(leo), *drafts
    page = browser.get("/reports/").content.decode()
    assert str(sent.pk) in page and str(dropped.pk) in page
    assert browser.post(f"/report/{sent.pk}/check/").status_code == 302
    concern = Concern.objects.get(folder=sent.folder_id)
    assert concern.state == "sent" and not Access.objects.filter(folder=sent.folder_id, why=Why.WRITES, until=None).exists()
    with acting(lena) as me:
        assert not visible.drafts(me).filter(pk=sent.pk).exists() and visible.concerns(me).filter(pk=concern.pk).exists()
    assert browser.post(f"/report/{dropped.pk}/delete/").status_code == 302
    assert Draft.objects.get(pk=dropped.pk).dropped_at


def test_a_draft_of_somebody_who_is_here_is_nobodys_business(rita, leo, now):
    with acting(rita, now):
        reporting.begin(by=rita, at=now)
    assert handed_over(rita, None, leo, now) == HandedOver()


def test_only_the_worker_asks_for_drafts_of_leavers(rita, leo, now):
    with acting(leo, now), pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as c:
        c.execute("select * from heed_unsent_drafts_of(%s)", [rita.pk])


def test_who_takes_over_is_somebody_else_who_is_here(mo, olive, leo, ada, now):
    with pytest.raises(CannotHandOver):
        leaving.ask_hand_over(mo, olive, by=leo, at=now)  # still here
    left = gone(mo, ada, now)
    with pytest.raises(CannotHandOver):
        leaving.ask_hand_over(left, leo, by=leo, at=now)  # nobody grants themselves anything
    with pytest.raises(CannotHandOver):
        leaving.ask_hand_over(left, left, by=leo, at=now)
    with acting(leo, now):
        leaving.ask_hand_over(left, olive, by=leo, at=now)
    assert {"leaver": mo.pk, "successor": olive.pk, "by": leo.pk} in deferred("hand_over")


def test_the_history_keeps_the_name(mo, olive, leo, ada, now):
    folder = folders.open_folder(FolderKind.CONCERN, at=now)
    event = Event.objects.create(
        id=uuid4(), kind="note.call", folder=folder, by=mo, occurred_at=now, known_at=now, recorded_at=now
    )
    handed_over(gone(mo, ada, now), olive, leo, now)
    assert Event.objects.get(pk=event.pk).by == mo


def test_somebody_new_with_the_leavers_name_gets_nothing(mo, ada, leo, now):
    owes(mo, now)
    gone(mo, ada, now)
    assert not Clock.objects.filter(owner=colleague("mo2")).exists()
