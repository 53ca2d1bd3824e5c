"""Letters about decided actions lead whoever owes them to the list of their own, where each stands as long as it is theirs (CFC-8)."""

from datetime import timedelta

import pytest

from heed.concerns import deciding
from heed.concerns.deciding import ToDo
from heed.deadlines import clocks
from heed.deadlines.choices import Outcome
from heed.deadlines.models import Clock
from heed.folders import actions as folders
from heed.folders.choices import FolderKind, Why
from heed.notifications.models import Letter
from heed.procedures import leaving
from tests import factories
from tests.concerning import advised, decided, reported
from tests.doing import acting, working
from tests.notifications.conftest import tell_all
from tests.people import later
from tests.web.door import signed_in

pytestmark = pytest.mark.django_db
MINE = "/desk/actions/"


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin), "Siân Rees")


@pytest.fixture
def action(rita, gail, gwen, leo, nia, rees, now):
    """Given to a housing officer, who sees nothing of the concern."""
    concern = advised(reported(rita, rees.home), gail, gwen)
    decided(concern, gail, ToDo("Change the lock", nia, later(now, days=2)))
    return Clock.objects.get(rule="action")


def paths(message, *, to=None) -> set[str]:
    return set(Letter.objects.filter(message=message, **({"to": to} if to else {})).values_list("path", flat=True))


def test_given_due_soon_and_late_lead_to_ones_own_list_and_the_chain_to_the_action(action, nia, leo, now):
    tell_all()
    assert paths("action_owed", to=nia) == {MINE}
    for when, message in ((action.soon_at, "due_soon"), (action.due_at, "overdue")):
        with working(when + timedelta(minutes=1)) as at:
            clocks.sweep(at)
        tell_all()
        assert "Change the lock" in signed_in(nia).get(MINE).text
        assert paths("due_soon", to=nia) == {MINE}
        assert message == "due_soon" or paths("overdue", to=leo) >= {f"{MINE}{action.pk}/"}, "the lead sees the one action"
    assert paths("overdue", to=nia) <= {MINE}


def test_handed_on_the_new_owner_is_led_to_theirs_and_the_old_letter_still_opens(action, nia, mo, gail):
    tell_all()
    with acting(gail) as me:
        deciding.hand_on(action, mo, by=gail, at=me.at)
    tell_all()
    assert paths("action_owed", to=mo) == paths("action_owed", to=nia) == {MINE}
    assert "Change the lock" in signed_in(mo).get(MINE).text
    page = signed_in(nia).get(MINE)
    assert page.status_code == 200 and "Change the lock" not in page.text and "Nothing to do" in page.text


def test_handed_over_work_leads_to_the_list_of_what_is_theirs_now(action, nia, olive, leo, ada, now):
    with acting(ada) as me:
        leaving.leave(nia, by=ada, at=me.at)
    with working() as at:
        leaving.hand_over(nia.pk, olive.pk, by=leo.pk, at=at)
    tell_all()
    assert paths("handed_over", to=olive) == {MINE}
    assert "Change the lock" in signed_in(olive).get(MINE).text


def test_a_record_handed_over_leads_to_its_own_page_and_an_unsent_report_to_reports(rita, nia, olive, leo, ada, rees, now):
    from heed.concerns import reporting

    folders.let_in(rees.folder_id, nia, why=Why.GRANT, by=leo, at=now)
    with acting(rita) as me:
        reporting.keep(reporting.begin(by=rita, at=me.at), {"seen": "He was alone."}, at=me.at)
    for gone, to in ((nia, olive), (rita, None)):
        with acting(ada) as me:
            leaving.leave(gone, by=ada, at=me.at)
        with working() as at:
            leaving.hand_over(gone.pk, to.pk if to else None, by=leo.pk, at=at)
    tell_all()
    assert paths("handed_over", to=olive) == {f"/households/{rees.pk}/"}
    assert paths("handed_over", to=leo) == {"/reports/"} and "a report that is not sent" in signed_in(leo).get("/reports/").text


# The way there without a letter -------------------------------------------------------------------------------------------------
def test_whoever_has_no_desk_finds_them_in_the_menu_and_where_they_start_with_their_number(action, nia, rita, mo, gail):
    start, menu = signed_in(nia).get("/report/", follow=True), signed_in(nia).get("/reports/").text
    assert start.status_code == 200
    assert f'href="{MINE}"' in menu and '<span class="badge">1</span>' in menu
    assert f'href="{MINE}"' in signed_in(rita).get("/reports/").text and "badge" not in signed_in(rita).get("/reports/").text
    desk = signed_in(gail).get("/reports/").text
    assert f'href="{MINE}"' not in desk and 'href="/desk/"' in desk


def test_the_first_page_says_so_too(action, nia, now):
    from heed.training.models import Completion, Course

    course = Course.objects.create(code="cfc", name="Cause for Concern", opens_form=True)
    Completion.objects.create(colleague=nia, course=course, on=now.date(), recorded_at=now)
    assert "You have 1 thing to do" in signed_in(nia).get("/report/").text
    with acting(nia) as me:
        clocks.settle(action, Outcome.DONE, by=nia, at=me.at)
    page = signed_in(nia).get("/report/").text
    assert "to do</a>" not in page
    assert '<span class="badge">' not in signed_in(nia).get("/reports/").text


def test_the_pages_outside_the_wall_show_the_menu_without_counting(action, nia):
    page = signed_in(nia).get("/sign-in/second-factor/")
    assert page.status_code == 200 and f'href="{MINE}"' in page.text


def test_an_action_in_a_folder_one_is_kept_out_of_is_counted_nowhere(action, nia, now):
    folders.keep_out(action.folder_id, nia, why=Why.NAMED, by=None, at=now)
    page = signed_in(nia).get("/reports/").text
    assert "badge" not in page and "Change the lock" not in signed_in(nia).get(MINE).text


def test_a_clock_of_another_kind_is_not_an_action(nia, now):
    folder = folders.open_folder(FolderKind.CONCERN, at=now)
    Clock.objects.create(
        folder_id=folder.pk, rule="flag_review", owner=nia, started_at=now, soon_at=now, due_at=later(now, days=1), next_at=now
    )
    assert "badge" not in signed_in(nia).get("/reports/").text
