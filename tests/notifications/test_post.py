"""Telling people: who, once, and through a real mail server that behaves badly (R1, R3 to R5, R7; B12 to B14)."""

import smtplib
import threading
from datetime import UTC, datetime, timedelta

import pytest

from heed.notifications import outbox
from heed.notifications.models import Heartbeat, Letter
from heed.organisation.models import Absence, Colleague
from tests import factories
from tests.concerns.test_main_job import advised, reported
from tests.doing import acting
from tests.notifications.conftest import tell_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin), "Siân Rees", "Darren Pugh")


def told(message: str) -> set[str]:
    return set(Letter.objects.filter(message=message).values_list("to__username", flat=True))


def test_every_member_is_told_and_nobody_twice(rita, gail, gwen, mo, olive, rees):
    reported(rita, rees.home)
    tell_all()
    tell_all()
    assert told("new_concern") == {"gail", "gwen"} and told("in_your_scheme") == {"mo"}
    assert Letter.objects.count() == 3


def test_the_absent_the_kept_out_and_the_reporter_are_not_told(rita, gail, gwen, hassan, leo, rees):
    Absence.objects.create(colleague=gwen, since=datetime.now(UTC) - timedelta(days=1))
    reported(gail, rees.home, colleagues=[hassan])
    tell_all()
    assert told("new_concern") == {"leo"}, "nobody of the group is left, so the lead stands in"


def test_a_letter_names_nobody(rita, gail, gwen, leo, rees, post_office):
    concern = reported(rita, rees.home, danger="now")
    now = tell_all()
    assert outbox.deliver(now, 1) == 3
    for recipients, mail in post_office.taken:
        assert len(recipients) == 1
        assert "Rees" not in mail and "Pugh" not in mail and "Heol" not in mail and "Rita" not in mail and "NP99" not in mail
        assert concern.reference in mail and f"/desk/{concern.pk}/" in mail


def test_one_bad_address_does_not_stop_the_others(rita, gail, gwen, hassan, rees, post_office):
    post_office.refuse = {gail.email: "550 no such mailbox", gwen.email: "450 try later"}
    reported(rita, rees.home)
    now = tell_all()
    assert outbox.deliver(now, 1) == 1
    assert Letter.objects.get(to=gail).dead_at and not Letter.objects.get(to=gwen).dead_at
    post_office.refuse = {}
    assert outbox.deliver(now + timedelta(minutes=2), 1) == 1


def test_an_address_that_the_server_cannot_take_stops_nobody_elses_letters(rita, gail, gwen, rees, post_office):
    """A domain with an accent is a right address, and this server is too old for it."""
    Colleague.objects.filter(pk=gail.pk).update(email="gail@dŵr.cymru")
    reported(rita, rees.home)
    now = tell_all()
    for minutes in (0, 2, 5, 11):
        outbox.deliver(now + timedelta(minutes=minutes), 1)
    assert Letter.objects.get(to=gwen).sent_at and Letter.objects.get(to=gail).dead_at


def test_where_the_server_refuses_us_every_letter_waits_and_none_is_given_up(rita, gail, gwen, rees, post_office):
    post_office.refuse_sender = "550 sender not allowed"
    reported(rita, rees.home)
    now = tell_all()
    assert outbox.deliver(now, 1) == 0 and Heartbeat.objects.get(job="post").note == "SMTPSenderRefused"
    assert not Letter.objects.exclude(dead_at=None, tries=0).exists()
    post_office.refuse_sender = ""
    assert outbox.deliver(now + timedelta(minutes=1), 1) == 2


def test_mail_server_down_nothing_is_lost_and_the_health_page_knows(rita, gail, rees, settings):
    settings.SMTP_URL = "smtp://127.0.0.1:1"
    reported(rita, rees.home)
    now = tell_all()
    assert outbox.deliver(now, 1) == 0
    assert Heartbeat.objects.get(job="post").note and Letter.objects.get(to=gail).sent_at is None


def test_cut_before_the_250_at_most_one_more_copy_with_the_same_id(rita, gail, gwen, rees, post_office):
    post_office.hang_up_after_data = 1
    reported(rita, rees.home)
    now = tell_all()
    outbox.deliver(now, 1)
    outbox.deliver(now + timedelta(minutes=2), 1)
    ids = sorted(line for _, mail in post_office.taken for line in mail.splitlines() if line.startswith("Message-ID"))
    assert len(ids) == 3 and len(set(ids)) == 2 and not Letter.objects.filter(sent_at=None).exists()


def test_a_poison_letter_is_set_aside_and_the_rest_flows(rita, gail, gwen, rees, post_office):
    reported(rita, rees.home)
    now = tell_all()
    Letter.objects.filter(to=gail).update(path="/desk/\r\nBcc: x")
    gail.email = "gail\r\nBcc: evil@heed.example"
    gail.save()
    for minute in (0, 2, 5, 12):
        outbox.deliver(now + timedelta(minutes=minute), 1)
    assert Letter.objects.get(to=gail).dead_at and Letter.objects.get(to=gwen).sent_at
    assert all("evil" not in mail for _, mail in post_office.taken)


def test_two_advised_tells_the_advisers_and_an_answer_its_reporter(rita, gail, gwen, leo, rees):
    from heed.concerns import deciding
    from heed.policies import visible
    from tests.concerns.test_main_job import COURSE

    advised(reported(rita, rees.home), gail, gwen)
    with acting(gail) as me:
        deciding.decide(visible.concerns(me).get(), COURSE, by=gail, at=me.at)
    with acting(gail) as me:
        deciding.answer(visible.concerns(me).get(), "Thank you.", by=gail, at=me.at)
    tell_all()
    assert told("two_advised") == {"gail", "gwen"} and told("answer_waiting") == {"rita"} and told("lead_decides") == set()


@pytest.mark.django_db(transaction=True)
@pytest.mark.fault
def test_two_workers_send_each_letter_once(rita, gail, gwen, hassan, leo, rees, post_office):
    for _ in range(10):
        reported(rita, rees.home, danger="now")  # never folded into one
    now = tell_all()
    owed = Letter.objects.count()
    assert owed == 40
    from django.db import connections

    def work() -> None:
        outbox.deliver(now, 1)
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    assert len(post_office.taken) == owed == Letter.objects.filter(sent_at__isnull=False).count()


def test_a_lost_connection_while_sending_is_not_taken_for_refusal(rita, gail, rees, monkeypatch):
    reported(rita, rees.home)
    now = tell_all()

    def gone(*_, **__):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(smtplib.SMTP, "__init__", gone)
    assert outbox.deliver(now, 1) == 0
    assert not Letter.objects.filter(dead_at__isnull=False).exists()
