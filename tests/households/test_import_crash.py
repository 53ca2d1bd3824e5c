"""A crash resumes at the last batch: a real process under the worker's role is killed in the middle, and nothing is lost or doubled (R24)."""

import os
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from heed.households.importing import runs
from heed.households.models import Household, ImportPart, ImportRun, Membership, Name, Person, Phone, StagedRow
from heed.timeline.models import Event
from tests.households.bringing import AT, bring, door, mali, neighbour, sian, street, text
from tests.people import later

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("brynfelin"), pytest.mark.fault]


@pytest.fixture(autouse=True)
def no_old_jobs(transactional_db):
    """procrastinate's models are unmanaged, so Django's flush leaves the jobs of earlier tests."""
    with connection.cursor() as c:
        c.execute("truncate procrastinate_jobs cascade")


# What a worker does with the job, with small batches, and a blow after so many of them.
WORKER = """
import os, signal, sys
import django
django.setup()
from django.utils import timezone
from heed.households.importing import batches, staging
from heed.procedures.importing import bring_in
batches.A_BATCH, staging.A_BATCH = 60, 60
run, blows_after = int(sys.argv[1]), int(sys.argv[2])
done = []
def tell(after):
    done.append(after)
    if len(done) == blows_after:
        os.kill(os.getpid(), signal.SIGKILL)
bring_in(run, clock=timezone.now, tell=tell)
"""


def worker(run: ImportRun, *, blows_after: int = 0) -> int:
    db = settings.DATABASES["default"]
    environment = os.environ | {
        "DATABASE_URL": f"postgresql://heed_worker@/{db['NAME']}?host={quote(str(db['HOST']), safe='')}"
    }
    done = subprocess.run(
        [sys.executable, "-c", WORKER, str(run.pk), str(blows_after)],
        env=environment,
        timeout=60,
        check=False,
        capture_output=True,
    )
    assert b"Traceback" not in done.stderr, done.stderr
    return done.returncode


def uploaded(rows, by) -> ImportRun:
    return runs.receive_upload(lambda: [text(rows).encode()], by=by, at=AT)


def counts() -> list[int]:
    return [model.objects.count() for model in (Household, Person, Name, Membership, Phone, Event)]


# 240 rows: five batches of reading (the fifth finds the end), then four of bringing in.
@pytest.mark.parametrize("blows_after", [2, 6, 8])
def test_killed_in_the_middle_it_goes_on_where_it_was(ada, blows_after):
    rows = [
        row
        for number in range(120)
        for row in (
            neighbour(number, telephone_numbers="07700 900118"),
            neighbour(number, person_id=f"C{number}", relationship_to_tenant="son"),
        )
    ]
    run = uploaded(rows, ada)
    assert worker(run, blows_after=blows_after) == -9
    run.refresh_from_db()
    reading = blows_after < 5
    assert (run.rows, run.done_to) == (0, 121) if reading else (run.rows == 240 and run.done_to == Person.objects.count() > 0)
    assert Person.objects.count() < 240
    assert worker(run) == 0
    run.refresh_from_db()
    assert (run.state, run.rows, run.done_to, run.added, run.refused) == ("done", 240, 240, 240, 0)
    assert counts() == [120, 240, 240, 240, 120, 120]
    assert not StagedRow.objects.exists()
    assert not ImportPart.objects.exists()


def test_history_killed_in_the_middle_is_not_doubled(ada):
    bring([sian(), mali(), *street()])
    run = uploaded([door(source_id=str(number)) for number in range(200)], ada)
    assert worker(run, blows_after=6) == -9
    assert 0 < Event.objects.filter(kind="history.repair").count() < 200
    assert worker(run) == 0
    assert Event.objects.filter(kind="history.repair").count() == 200


def test_a_real_worker_takes_the_job(ada):
    run = uploaded([sian(), mali()], ada)
    db = settings.DATABASES["default"]
    environment = os.environ | {
        "DATABASE_URL": f"postgresql://heed_worker@/{db['NAME']}?host={quote(str(db['HOST']), safe='')}"
    }
    command = [sys.executable, "-m", "django", "procrastinate", "worker", "--one-shot", "--queues", "imports"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    run.refresh_from_db()
    assert (run.state, run.added) == ("done", 2), done.stderr[-2000:]
    assert "Rees" not in done.stderr + done.stdout


def test_an_upload_is_kept_sealed(ada):
    uploaded([sian(), mali()], ada)
    with connection.cursor() as c:
        c.execute("select content from households_importpart")
        assert all(b"Rees" not in bytes(content) for (content,) in c.fetchall())


def test_what_is_laid_aside_is_sealed_too(ada):
    run = uploaded([*street(), sian()], ada)
    worker(run, blows_after=2)
    assert StagedRow.objects.exists()
    with connection.cursor() as c:
        c.execute("select count(*) from households_stagedrow where row::text ilike '%%number1%%'")
        assert c.fetchone()[0] == 0


def test_something_that_breaks_is_shown_and_taken_up_again(ada, monkeypatch):
    from heed.households.importing import tenancies
    from heed.procedures.importing import bring_in

    run = uploaded([sian(), mali()], ada)
    with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
        broken.setattr(tenancies.register, "household", lambda *given, **more: 1 / 0)
        bring_in(run.pk, clock=lambda: AT)
    run.refresh_from_db()
    assert run.state == "failed"
    bring_in(run.pk, clock=lambda: AT)
    run.refresh_from_db()
    assert (run.state, run.added) == ("done", 2)


def test_an_upload_that_came_twice_before_it_was_read_is_brought_in_once(ada):
    first, second = (
        uploaded([sian(), mali()], ada),
        runs.receive_upload(lambda: [text([sian(), mali()]).encode()], by=ada, at=later(AT, minutes=1)),
    )
    assert (worker(first), worker(second)) == (0, 0)
    assert [run.state for run in ImportRun.objects.order_by("pk")] == ["refused", "done"]
    assert Person.objects.count() == 2
    assert not ImportPart.objects.exists()
