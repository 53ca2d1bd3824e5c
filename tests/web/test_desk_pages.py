"""The desk: worst first, who has answered and who has not, what is unplaced and owed; and nothing to whoever may not know."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heed.concerns import advising
from heed.concerns.choices import Danger, Part, State
from heed.concerns.deciding import CannotDecide, ToDo
from heed.concerns.models import Concern
from heed.concerns.reporting import Named
from heed.deadlines.models import Clock
from heed.folders.actions import keep_out
from heed.folders.choices import Why
from heed.households.models import Tie
from heed.notifications.models import Letter
from heed.organisation.choices import Department
from heed.pictures.desk import rows as picture
from heed.pictures.desk.drawn import drawn
from heed.pictures.owed import actions_owed
from heed.policies import visible
from heed.policies.eligible import who_may_advise
from tests import factories
from tests.concerning import SEEN, advised, decided, now, reported
from tests.doing import acting
from tests.people import colleague
from tests.web.door import rows, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin), "Siân Rees", "Darren Pugh")


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.DEMO = True


def desk(who, query: str = "") -> str:
    answer = signed_in(who).get(f"/desk/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_worst_stands_first_and_within_it_what_is_due_first(rita, gail, gwen, rees):
    calm = reported(rita, rees.home)
    now_ = reported(rita, rees.home, danger=Danger.NOW)
    unknown = reported(rita, rees.home, danger=Danger.NOT_KNOWN)
    page = desk(gail)
    assert (
        page.index(f"{now_.reference}</a></h2>")
        < page.index(f"{unknown.reference}</a></h2>")
        < page.index(f"{calm.reference}</a></h2>")
    )
    assert "In danger now" in page and "1 Heol" not in page.split("<title>")[1].split("</title>")[0]


def test_it_names_who_has_answered_and_who_has_not(rita, gail, gwen, hassan, rees):
    advised(reported(rita, rees.home), gail)
    page = desk(gwen)
    answered = page.split("Answered:")[1].split("</p>")[0]
    waiting = page.split("Still to answer:")[1].split("</p>")[0]
    assert "Gail Prosser" in answered and "Gail" not in waiting
    assert "Gwen Example" in waiting and "Hassan Example" in waiting


@pytest.mark.parametrize("name", ["rita", "mo", "olive", "nia", "tom", "ada", "cai"])
def test_it_does_not_exist_for_whoever_is_not_in_the_group(name, request, rita, gail, rees):
    reported(rita, rees.home)
    client = signed_in(request.getfixturevalue(name))
    assert client.get("/desk/").status_code == 404
    assert client.get("/desk/loops/").status_code == 404


def test_the_conflicted_see_it_in_no_list_and_no_count(rita, gail, gwen, hassan, leo, rees):
    """Named by the reporter, tied to the home, or withdrawn: three ways to be blind."""
    Tie.objects.create(colleague=gwen, home=rees.home, kind="related", since=now() - timedelta(days=3), by=gwen)
    concern = reported(rita, rees.home, colleagues=[leo], people=[Named("Leo", Part.PERPETRATOR)])
    with acting(hassan) as me:
        advising.withdraw(visible.concerns(me).get(), by=hassan, at=me.at)
    for blind in (leo, gwen, hassan):
        page = desk(blind)
        assert concern.reference not in page and "0 concerns" in page, blind
        assert 'chip__count">1' not in page, blind
    assert concern.reference in desk(gail)


def test_each_filter_narrows_counts_and_can_be_taken_off(rita, gail, gwen, rees):
    placed, lost = reported(rita, rees.home), reported(rita, None, where="Above the chip shop", at=now() - timedelta(days=9))
    both = desk(gail, "?show=mine&show=unplaced")
    articles = both.split("<article")
    assert len(articles) == 2 and lost.reference in articles[1] and placed.reference not in both
    assert "Remove filter:" in both and 'href="?show=unplaced"' in both
    assert lost.reference in desk(gail, "?show=overdue")
    assert "No concern you may see fits" in desk(gail, "?show=decide")
    assert len(desk(gail, "?show=%27%20or%201=1&sort=%3Bdrop&page=99").split("<article")) == 3


def test_the_reporter_who_is_a_member_is_not_asked_for_advice(gail, gwen, hassan, rees):
    concern = reported(gail, rees.home)
    with acting(gwen) as me:
        (row,) = picture.desk(me, me.at)
    assert "Gail Prosser" not in row.waiting and {"Gwen Example", "Hassan Example"} == set(row.waiting)
    with acting(gail) as me:
        assert "mine" not in picture.desk(me, me.at)[0].marks
    assert gail not in who_may_advise(concern.folder_id, now())


def test_the_lead_stands_in_where_fewer_than_two_could_answer(rita, gail, gwen, leo, rees):
    concern = reported(rita, rees.home)
    assert leo not in who_may_advise(concern.folder_id, now())
    keep_out(concern.folder_id, gwen, why=Why.NAMED, by=None, at=now() - timedelta(seconds=1))
    assert who_may_advise(concern.folder_id, now()) == [gail, leo]


def test_a_voice_that_withdrew_no_longer_counts(rita, gail, gwen, hassan, rees):
    concern = advised(reported(rita, rees.home), gail)
    with acting(gail) as me:
        advising.withdraw(visible.concerns(me).get(), by=gail, at=me.at)
    assert advised(concern, gwen).advised_at is None
    assert advised(concern, hassan).advised_at is not None


def test_where_one_of_two_voices_withdraws_nobody_decides_on_the_other_alone(rita, gail, gwen, hassan, rees):
    """CFC-4: a second one is asked for again, with a clock of its own; the answer that was owed is owed as before."""
    concern = advised(reported(rita, rees.home), gail, gwen)
    with acting(gail) as me:
        advising.withdraw(visible.concerns(me).get(), by=gail, at=me.at)
    with pytest.raises(CannotDecide):
        decided(Concern.objects.get(), gwen)
    running = Clock.objects.running().values_list("rule", flat=True)
    assert Concern.objects.get().advised_at is None and sorted(running) == ["answer_reporter", "second_advice"]
    assert decided(advised(concern, hassan), gwen).decided_at
    assert list(Clock.objects.running().values_list("rule", flat=True)) == ["answer_reporter"]


def test_actions_owed_show_mine_first(rita, gail, gwen, mo, rees):
    soon, later = (
        ToDo("Ring the school", mo, now() + timedelta(hours=1)),
        ToDo("Write to the council", gail, now() + timedelta(days=2)),
    )
    decided(advised(reported(rita, rees.home), gail, gwen), gail, soon, later)
    page = desk(gail)
    assert page.index("Write to the council") < page.index("Ring the school")


def test_late_mail_is_said_on_the_desk_before_the_alarm_calls_somebody_out(client, gail, rees):
    def waits(minutes: int) -> tuple[bool, bool]:
        Letter.objects.update(made_at=now() - timedelta(minutes=minutes))
        return "E-mail is late" in desk(gail), client.get("/healthz").json()["signs"]["mail"] != "well"

    Letter.objects.create(key="x", message="new_concern", to=gail, path="/desk/", made_at=now(), next_try_at=now())
    assert [waits(minutes) for minutes in (0, 4, 6, 11)] == [(False, False), (False, False), (True, False), (True, True)]


def test_one_list_leaves_one_row_in_the_audit_with_the_ids_it_showed(rita, gail, rees):
    concern = reported(rita, rees.home)
    with rows() as written:
        desk(gail)
    assert [(look.verb, look.shown) for look in written] == [("listed", [concern.pk])]


def test_fifty_open_concerns_cost_no_more_statements_than_two(rita, gail, gwen, mo, rees):
    def statements() -> int:
        client = signed_in(gail)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get("/desk/").status_code == 200
        return len([one for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "set role", "reset role"))])

    first = advised(reported(rita, rees.home), gail, gwen)
    decided(first, gail, ToDo("Replace the lock", mo, now() + timedelta(days=1)))
    few = statements()
    for _ in range(49):
        reported(rita, rees.home)
    assert statements() == few
    with acting(gail) as me, CaptureQueriesContext(connection) as asked:
        seen = picture.desk(me, me.at)
        drawn(seen, seen, me, me.at), actions_owed(me, me.at)
    assert len(asked) <= 5


def test_loops_hide_small_teams_and_count_whom_the_reader_may_not_see(rita, gail, gwen, leo, rees, nia):
    care = colleague("carys", department=Department.CARE)
    for _ in range(5):
        advised(reported(rita, rees.home), gail, gwen)
    decided(advised(reported(care, rees.home, colleagues=[leo]), gail, gwen), gail)
    page = signed_in(leo).get("/desk/loops/").content.decode()
    assert "Repairs" in page and "Care and support" not in page and "Other teams together" not in page
    assert "0 (0 %)" in page and SEEN not in page


def test_loops_answer_nobody_without_figures(rita, gail, gwen, mo, rees):
    from heed.pictures.loops import loops

    for _ in range(5):
        reported(rita, rees.home)
    with acting(gail) as me:
        assert [row.reported for row in loops(me.at - timedelta(days=1))] == [5]
    with acting(mo) as me:
        assert loops(me.at - timedelta(days=1)) == []


def test_many_unplaced_stand_at_the_side_ten_at_a_time_with_a_way_to_all_of_them(rita, gail, gwen):
    lost = [reported(rita, None, where="Above the chip shop") for _ in range(12)]
    page = desk(gail)
    side = page.split('card__title">Not placed yet')[1]
    assert side.count("clock__name") == 10 and 'href="?show=unplaced">Not placed yet (12)' in side
    assert all(concern.reference in desk(gail, "?show=unplaced") for concern in lost)


def test_two_worries_about_one_home_name_each_other(rita, gail, gwen, mo, rees):
    one, other, closed = (reported(rita, rees.home) for _ in range(3))
    Concern.objects.filter(pk=closed.pk).update(state=State.CLOSED, closed_at=now(), closed_by=gwen)
    row = next(
        card for card in re.findall("<article.*?</article>", desk(gail), re.DOTALL) if f">{one.reference}</a></h2>" in card
    )
    assert "also open at this home" in row and other.reference in row
    assert closed.reference not in row
    on_its_page = signed_in(mo).get(f"/desk/{one.pk}/").content.decode()
    assert "also open at this home" in on_its_page and other.reference in on_its_page and closed.reference not in on_its_page


def test_a_worry_that_must_not_be_known_is_beside_no_other(rita, gail, gwen, rees):
    one, other = reported(rita, rees.home), reported(rita, rees.home)
    keep_out(other.folder_id, gail, why=Why.NAMED, by=gwen, at=now())
    for page in (desk(gail), signed_in(gail).get(f"/desk/{one.pk}/").content.decode()):
        assert one.reference in page and other.reference not in page and "also open at this home" not in page
