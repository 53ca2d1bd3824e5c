"""The tasks. Nothing is scheduled by a timer: each minute a sweep asks what is due, letters that are owed are sent, looks are sealed."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import close_old_connections, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from heed.audit import sealing
from heed.cases import beginning, opening, referring
from heed.deadlines import clocks
from heed.jobs.again import UNTIL_IT_WORKS
from heed.jobs.door import job
from heed.notifications import outbox, telling
from heed.policies.cluster import AUDITOR, WORKER
from heed.policies.inside import inside
from heed.procedures import directory, leaving


@app.task(name="tell", queue="tell", retry=UNTIL_IT_WORKS, pass_context=True)
@job
def tell(*, at: datetime, event: str) -> None:
    """Who is told of an event? Their letters are written; the next run of the post takes them."""
    if telling.tell(event, at):
        _post_soon()


def _post_soon() -> None:
    """Letters go within a minute anyway; this makes it seconds. One waiting run is enough."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        post.configure(queueing_lock="post").defer(timestamp=0)


@app.task(name="send_form_link", queue="tell", retry=UNTIL_IT_WORKS, pass_context=True)
@job
def send_form_link(*, at: datetime, completion: int) -> None:
    """Training opens the door: the link to the form is sent now (CFC-2)."""
    if telling.form_link(completion, at):
        _post_soon()


@app.task(name="send_password_link", queue="tell", retry=UNTIL_IT_WORKS, pass_context=True)
@job
def send_password_link(*, at: datetime, colleague: int) -> None:
    """Somebody cannot sign in: a link to choose a password goes to their own address and to nobody else (decision 18)."""
    if telling.password_link(colleague, at):
        _post_soon()


@app.task(name="tell_lesson", queue="tell", retry=UNTIL_IT_WORKS, pass_context=True)
@job
def tell_lesson(*, at: datetime, lesson: str) -> None:
    """A lesson was sent: those who are to learn of it are told (DA-7)."""
    if telling.lesson(lesson, at):
        _post_soon()


@app.task(name="follow_directory", queue="tell", retry=UNTIL_IT_WORKS, pass_context=True)
@job
def follow_directory(*, at: datetime, said: str) -> None:
    """What the directory says of somebody who has just signed in, done in the name of each administrator who wrote a group of it down."""
    directory.follow_sealed(said, at=at)


@app.task(name="hand_over", queue="tell", retry=UNTIL_IT_WORKS, pass_context=True)
@job
def hand_over(*, at: datetime, leaver: int, successor: int | None, by: int) -> None:
    """What somebody who has left owed and could open passes on, with its history (CFC-8)."""
    leaving.hand_over(leaver, successor, by=by, at=at)


@app.task(name="group_is_empty", queue="tell", retry=UNTIL_IT_WORKS, pass_context=True)
@job
def group_is_empty(*, at: datetime, since: str) -> None:
    """The group can never be empty: the lead stands in, and is told so."""
    if telling.group_is_empty(since, at):
        _post_soon()


@app.task(name="glass_not_broken", queue="tell", retry=UNTIL_IT_WORKS, pass_context=True)
@job
def glass_not_broken(*, at: datetime, home: int, by: int, since: str) -> None:
    """Somebody needed a record in an emergency and nothing opened: the lead is told, so that they are not left alone with it."""
    if telling.glass_not_broken(home, by, since, at):
        _post_soon()


@app.periodic(cron="* * * * *")
@app.task(name="post", queue="post", queueing_lock="post", pass_context=True)
def post(context: Any, timestamp: int) -> None:
    """Sends the letters that are owed. Each is a transaction of its own; a mail server that is away is tried again next minute."""
    close_old_connections()
    outbox.deliver(timezone.now(), context.job.id or 1)


@app.periodic(cron="* * * * *")
@app.task(name="sweep", queue="sweep", queueing_lock="sweep", pass_context=True)
@job
def sweep(*, at: datetime, timestamp: int) -> None:
    """What is due? Asked each minute; asked late, it tells once and with the true times."""
    clocks.sweep(at)
    opening.find_unanswered(at)
    referring.chase_the_silent(at)
    beginning.forget_old(at)
    telling.access_review(at)
    telling.signatures(at)
    telling.beat("sweep", at)


@app.periodic(cron="* * * * *")
@app.task(name="seal", queue="seal", queueing_lock="seal", pass_context=True)
def seal(context: Any, timestamp: int) -> None:
    """Seals the looks of the last minute, as the auditor, who alone may read them."""
    close_old_connections()
    at = timezone.now()
    with inside(AUDITOR, job=context.job.id or 1, at=at):
        sealing.seal(at)
    with inside(WORKER, job=context.job.id or 1, at=at):
        telling.beat("seal", at)


@app.periodic(cron="* * * * *")
@app.task(name="rescue", queue="rescue", queueing_lock="rescue", pass_context=True)
async def rescue(context: Any, timestamp: int) -> None:
    """Puts back what a killed worker left half done."""
    for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=30):
        await app.job_manager.retry_job(stalled)
