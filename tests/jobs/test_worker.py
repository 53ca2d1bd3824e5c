"""A real worker process, logged in as heed_worker, takes real jobs: nothing here is a stand-in."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from unittest.mock import Mock
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from heed.audit.models import Look, Seal
from heed.jobs.again import UNTIL_IT_WORKS
from heed.notifications.models import Heartbeat, Letter
from tests import factories
from tests.concerns.test_main_job import reported

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]


@pytest.fixture(autouse=True)
def no_old_jobs(transactional_db):
    """procrastinate's models are unmanaged, so Django's flush leaves the jobs of earlier tests."""
    with connection.cursor() as c:
        c.execute("truncate procrastinate_jobs, procrastinate_periodic_defers cascade")


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin), "Siân Rees")


def environment(**more: str) -> dict[str, str]:
    db = settings.DATABASES["default"]
    return (
        os.environ
        | {
            "DATABASE_URL": f"postgresql://heed_worker@/{db['NAME']}?host={quote(str(db['HOST']), safe='')}",
            "DJANGO_SETTINGS_MODULE": "heed.config.settings",
        }
        | more
    )


def work(*queues: str, **more: str) -> subprocess.CompletedProcess:
    """One worker takes every job that is waiting, and stops."""
    command = [sys.executable, "-m", "django", "procrastinate", "worker", "--one-shot", "--queues", ",".join(queues)]
    return subprocess.run(command, env=environment(**more), capture_output=True, text=True, timeout=60, check=False)


def statuses() -> dict[str, str]:
    with connection.cursor() as c:
        c.execute("select task_name, status::text from procrastinate_jobs")
        return dict(c.fetchall())


def test_the_worker_tells_the_group(rita, gail, gwen, mo, rees):
    reported(rita, rees.home)
    done = work("tell")
    assert statuses().get("tell") == "succeeded", done.stderr[-3000:]
    assert set(Letter.objects.values_list("to__username", flat=True)) == {"gail", "gwen", "mo"}
    assert "Rees" not in done.stderr + done.stdout


def test_a_report_is_there_and_its_letters_go_after_a_worker_was_killed(rita, gail, rees):
    """R1: the job is written with the report, so nobody needs to be alive at that moment."""
    reported(rita, rees.home)
    slow = subprocess.Popen(
        [sys.executable, "-c", "import django; django.setup(); import time; print('up', flush=True); time.sleep(60)"],
        env=environment(),
        stdout=subprocess.PIPE,
    )
    assert slow.stdout.readline() == b"up\n"
    slow.kill()
    slow.wait()
    slow.stdout.close()
    assert not Letter.objects.exists()
    work("tell")
    assert Letter.objects.count() == 1


def test_the_worker_sweeps_and_seals_under_its_own_role(rita, gail, leo, rees):
    from procrastinate.contrib.django import app

    from heed.audit import actions
    from heed.deadlines.models import Clock

    reported(rita, rees.home)
    Clock.objects.update(next_at=datetime.now(UTC) - timedelta(minutes=1))
    actions.remember_all([actions.look(actions.Verb.LOOKED, at=datetime.now(UTC), colleague=gail.pk, page="desk")])
    for name in ("sweep", "seal"):
        app.configure_task(name, queue=name).defer(timestamp=0)
    done = work("sweep", "seal", "tell")
    assert {statuses()[name] for name in ("sweep", "seal")} == {"succeeded"}, done.stderr[-3000:]
    assert Heartbeat.objects.filter(job__in=["sweep", "seal"]).count() == 2
    assert Seal.objects.count() == 1 and Look.objects.count() == 1


def test_a_job_that_fails_is_tried_again_for_ever_and_never_after_long():
    """A job that waits twice as long each time waits a year at its 25th try, and nobody would be told."""
    waits = [
        round((decided.retry_at - datetime.now(UTC)).total_seconds())
        for tries in (0, 1, 5, 12, 30, 400, 30_000)
        if (decided := UNTIL_IT_WORKS.get_retry_decision(exception=OSError(), job=Mock(attempts=tries)))
    ]
    assert len(waits) == 7 and waits == sorted(waits) and waits[0] <= 2 and waits[-1] <= 600


def test_what_fails_again_and_again_is_seen_by_a_monitor_and_mends_itself(rita, gail, rees, client):
    """The group's members cannot be told for a while: nothing is lost, and somebody is woken."""
    reported(rita, rees.home)
    with connection.cursor() as c:
        c.execute("alter table notifications_letter rename to notifications_letter_away")
        work("tell")
        c.execute("select status::text, attempts, scheduled_at > now() from procrastinate_jobs where task_name = 'tell'")
        assert c.fetchone() == ("todo", 1, True)
        c.execute("alter table notifications_letter_away rename to notifications_letter")
        assert "jobs" not in unwell(client)
        c.execute("update procrastinate_jobs set attempts = 5 where task_name = 'tell'")
        assert "fails again and again" in unwell(client)["jobs"]
        c.execute("update procrastinate_jobs set scheduled_at = now() where task_name = 'tell'")
    work("tell")
    assert Letter.objects.filter(to=gail).exists() and "jobs" not in unwell(client)


def unwell(client) -> dict[str, str]:
    return {code: said for code, said in client.get("/healthz").json()["signs"].items() if said != "well"}
