"""One letter instead of a flood, through a real mail server; nothing is lost by it."""

import re
import threading
from datetime import datetime, timedelta

import pytest
from django.db import connections

from heed.concerns import reporting
from heed.folders import actions as folders
from heed.folders.choices import Why
from heed.notifications import outbox, telling
from heed.notifications.folding import GAP
from heed.notifications.messages import FEW
from heed.notifications.models import Letter
from heed.pictures import health
from tests import factories
from tests.concerns.test_main_job import reported
from tests.doing import acting, working
from tests.notifications.conftest import tell_all
from tests.web.door import signed_in

pytestmark = pytest.mark.django_db

TOO_MANY = FEW.most + 4


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin), "Siân Rees")


@pytest.fixture
def others(brynfelin):
    """Homes of other people, so that each concern is another's."""
    return [factories.household(factories.home(brynfelin)).home for _ in range(TOO_MANY)]


def subjects(post_office, to) -> list[str]:
    return [re.search(r"Subject: (.*)\r", mail).group(1) for recipients, mail in post_office.taken if recipients == [to.email]]


def ids(post_office) -> list[str]:
    return [line for _, mail in post_office.taken for line in mail.splitlines() if line.startswith("Message-ID")]


def several(post_office) -> list[str]:
    """The letters that stand for others, in the order they came."""
    return [mail for _, mail in post_office.taken if "Subject: More is waiting for you" in mail]


def owed(at: datetime) -> tuple:
    with working(at):
        return health.letters()


def waiting_page(someone) -> str:
    return signed_in(someone).get("/me/waiting/").text


def test_after_three_of_a_kind_the_rest_come_as_one_and_each_is_listed(rita, gail, others, post_office):
    concerns = [reported(rita, home) for home in others]
    now = tell_all()
    assert outbox.deliver(now, 1) == FEW.most + 1
    assert sorted(subjects(post_office, gail)) == ["A cause for concern is waiting for advice"] * FEW.most + [
        "More is waiting for you"
    ]
    (one,) = several(post_office)
    assert "4 things are waiting for you." in one and "/me/waiting/" in one
    assert not any(concern.reference in one or str(concern.pk) in one for concern in concerns), "without content"
    page = waiting_page(gail)
    assert sum(f'href="/desk/{concern.pk}/"' in page and concern.reference in page for concern in concerns) == 4
    assert owed(now)[0] == 0 and not Letter.objects.filter(sent_at=None).exists()
    assert outbox.deliver(now, 1) == 0, "told once"


def test_up_to_three_each_comes_by_itself(rita, gail, others, post_office):
    for home in others[:3]:
        reported(rita, home)
    assert outbox.deliver(tell_all(), 1) == 3
    assert Letter.objects.filter(folded_into=None).count() == 3


def test_the_count_is_of_half_an_hour_and_what_comes_next_waits_a_few_minutes_only(rita, gail, others, post_office):
    for home in others[:5]:
        reported(rita, home)
    now = tell_all()
    assert outbox.deliver(now, 1) == 4
    reported(rita, others[5])
    reported(rita, others[6])
    tell_all()
    assert outbox.deliver(now + timedelta(minutes=1), 1) == 0
    assert owed(now)[0] == 3, "two letters and the one that will stand for them are still owed"
    assert outbox.deliver(now + GAP, 1) == 1
    assert "2 things are waiting for you." in several(post_office)[-1]
    much_later = now + FEW.within + timedelta(minutes=1)
    reported(rita, others[0])
    tell_all()
    Letter.objects.filter(sent_at=None).update(next_try_at=much_later)
    assert outbox.deliver(much_later, 1) == 1
    assert subjects(post_office, gail)[-1] == "A cause for concern is waiting for advice"


def test_danger_always_goes_at_once_and_so_does_everything_about_it(rita, gail, others, post_office):
    urgent = [reported(rita, home, danger="today") for home in others]
    for concern in urgent:
        with acting(rita) as me:
            reporting.add_to_report(concern, "She is crying.", at=me.at)
    assert outbox.deliver(tell_all(), 1) == 2 * TOO_MANY
    assert not Letter.objects.exclude(folded_into=None).exists()


def test_alarms_always_go_at_once(gail, leo, post_office):
    with working() as now:
        for number in range(TOO_MANY):
            telling.group_is_empty(f"time {number}", now)
            telling.write("glass_broken", leo, "/", f"event {number}", now)
    assert outbox.deliver(now, 1) == 2 * TOO_MANY


def test_another_kind_and_another_colleague_have_their_own_count(rita, gail, gwen, mo, others, post_office):
    for home in others[:4]:
        reported(rita, home)
    assert outbox.deliver(tell_all(), 1) == 3 * (3 + 1)
    assert {letter.to for letter in Letter.objects.filter(message="several")} == {gail, gwen, mo}


def test_a_server_that_was_away_for_long_brings_no_flood_and_loses_nothing(rita, gail, others, post_office, settings):
    there, settings.SMTP_URL = settings.SMTP_URL, "smtp://127.0.0.1:1"
    for home in others[:5]:
        reported(rita, home)
    now = tell_all()
    assert outbox.deliver(now, 1) == 0
    reported(rita, others[5])
    tell_all()
    assert outbox.deliver(now + timedelta(hours=1), 1) == 0
    settings.SMTP_URL = there
    assert outbox.deliver(now + timedelta(hours=2), 1) == 4
    assert "3 things are waiting for you." in several(post_office)[-1]


def test_cut_before_the_250_it_comes_again_with_the_same_id_and_the_same_number(rita, gail, others, post_office):
    for home in others[:5]:
        reported(rita, home)
    now = tell_all() + timedelta(seconds=1)  # so that the one for several is the last in the queue
    for number in range(3):
        assert outbox.deliver(now, 1, most=1) == 1, number
    post_office.hang_up_after_data = 1
    assert outbox.deliver(now, 1) == 0
    reported(rita, others[5])
    tell_all()
    outbox.deliver(now + timedelta(minutes=2), 1)
    outbox.deliver(now + GAP + timedelta(minutes=3), 1)
    assert ["2 things" in mail for mail in several(post_office)] == [True, True, False]
    assert "1 thing is waiting" in several(post_office)[-1]
    assert len(ids(post_office)) == 6 and len(set(ids(post_office))) == 5
    assert not Letter.objects.filter(sent_at=None).exists()


def test_an_address_that_does_not_exist_shows_all_of_them_as_not_delivered(rita, gail, others, post_office):
    for home in others[:5]:
        reported(rita, home)
    now = tell_all()
    post_office.refuse = {gail.email: "550 no such mailbox"}
    outbox.deliver(now, 1)
    assert owed(now) == (0, None, 6)


def test_a_refusal_for_now_keeps_the_flood_in_one_letter(rita, gail, others, post_office):
    post_office.refuse = {gail.email: "452 mailbox full"}
    now = tell_all()
    for minute, home in enumerate(others):
        reported(rita, home)
        tell_all()
        outbox.deliver(now + timedelta(minutes=10 * minute), 1)
    post_office.refuse = {}
    outbox.deliver(now + timedelta(hours=3), 1)
    assert len(post_office.taken) == FEW.most + 1 and "4 things are waiting for you." in several(post_office)[-1]


@pytest.mark.parametrize("kind", ["overdue", "handed_over", "action_owed"])
def test_every_other_kind_folds(rita, gail, post_office, now, kind):
    with working():
        for number in range(TOO_MANY):
            telling.write(kind, gail, "/desk/actions/", f"event {number}", now)
    assert outbox.deliver(now, 1) == FEW.most + 1


# The page -------------------------------------------------------------------------------------------------------------------------
def test_the_page_is_ones_own_and_says_why_it_is_empty(rita, gail, gwen, others, post_office):
    for home in others:
        reported(rita, home)
    outbox.deliver(tell_all(), 1)
    assert "Nothing is waiting here" in waiting_page(rita)
    Letter.objects.filter(to=gwen).update(folded_into=None)
    assert "Nothing is waiting here" in waiting_page(gwen)
    assert "Nothing is waiting here" not in waiting_page(gail)


def test_whoever_is_kept_out_meanwhile_finds_no_trace_of_it(rita, gail, others, post_office, now):
    concerns = {concern.reference: concern for concern in (reported(rita, home) for home in others)}
    outbox.deliver(tell_all(), 1)
    last = concerns[Letter.objects.exclude(folded_into=None).latest("pk").reference]
    assert last.reference in waiting_page(gail)
    folders.keep_out(last.folder_id, gail, why=Why.NAMED, by=None, at=now)
    assert last.reference not in waiting_page(gail) and str(last.pk) not in waiting_page(gail)


def test_letters_are_their_receivers_alone_at_the_second_wall_too(rita, gail, gwen, others, post_office):
    reported(rita, others[0])
    tell_all()
    with acting(gail):
        assert [letter.to_id for letter in Letter.objects.all()] == [gail.pk]
    with acting(rita):
        assert not Letter.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.fault
def test_two_workers_fold_and_send_everything_once(rita, gail, gwen, hassan, others, post_office):
    for home in others:
        reported(rita, home)
    now = tell_all()
    owed_before = Letter.objects.count()

    def work() -> None:
        for minute in range(3):
            outbox.deliver(now + timedelta(minutes=minute * 6), 1)
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    alone = Letter.objects.filter(folded_into=None).exclude(message="several")
    assert len(set(ids(post_office))) == len(post_office.taken) == Letter.objects.filter(folded_into=None).count()
    assert not Letter.objects.filter(sent_at=None).exists()
    assert alone.count() + Letter.objects.exclude(folded_into=None).count() == owed_before == 3 * TOO_MANY
    assert 3 * FEW.most <= alone.count() < owed_before
    counted = sum(Letter.objects.filter(message="several").values_list("count", flat=True))
    assert counted == Letter.objects.exclude(folded_into=None).count(), "each letter says how many it stands for"
