"""A lesson on its way out of its case: in words that name nobody, to those who are to learn of it (DA-7)."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from heed.cases.models import Case, Someone
from heed.folders.references import references_in
from heed.households.naming import names_in
from heed.learning.choices import Audience, LessonState
from heed.learning.models import Lesson, SharedLesson
from heed.organisation.models import Colleague
from heed.timeline.actions import record


class CannotSend(Exception):
    """Why a lesson cannot be written, sent or kept like this."""


def names_nobody(case: Case, words: str) -> None:
    """Raises CannotSend where a lesson has no words, the name (or part of it) of anybody who was ever put down in the case, or a reference."""
    if not words.strip():
        raise CannotSend(_("Write the lesson."))
    if references_in(words):
        raise CannotSend(_("A reference leads back to what happened. Take it out of the lesson."))
    if names_in(words, [one.name or "" for one in Someone.objects.filter(folder=case.folder_id)]):
        raise CannotSend(
            _(
                "A lesson names nobody, and in this one stands the name of somebody in the case, or a part of it. Say it without the name."
            )
        )


@transaction.atomic
def share(lesson: Lesson, *, by: Colleague, at: datetime) -> SharedLesson:
    """The lesson as others read it. Its letters are written by a job that knows nothing of the case (`tell_lesson`)."""
    audience, scheme = Audience(lesson.audience), lesson.case.scheme
    shared = SharedLesson(
        words=lesson.words.strip(),
        audience=audience,
        kind=lesson.case.kind,
        scheme=scheme if audience == Audience.TEAM else None,
        region_id=scheme.region_id if audience == Audience.REGION else None,
        not_for=_kept_out(lesson),
        sent_at=at,
        sent_by=by,
    )
    shared.save(force_insert=True)
    jobs.configure_task("tell_lesson", queue="tell").defer(lesson=str(shared.pk))
    return shared


def _kept_out(lesson: Lesson) -> list[int]:
    with connection.cursor() as c:
        c.execute("select heed_all_kept_out(%s)", [lesson.folder_id])
        return c.fetchone()[0]


# After the monthly forum ------------------------------------------------------------------------------------------------------
@transaction.atomic
def send(lesson: Lesson, words: str, audience: Audience, *, by: Colleague, at: datetime) -> SharedLesson:
    """The forum has looked at a lesson that waited: it goes, in words and to an audience that may have been changed. Raises CannotSend.

    What it said before stays on the case's timeline."""
    names_nobody(lesson.case, words)
    _settle(lesson, LessonState.SENT, audience=audience, sent_at=at, sent_by=by)
    lesson.words = words.strip()
    lesson.save(update_fields=["words"])
    record("lesson.sent", lesson.folder_id, by=by, at=at, words={"text": lesson.words})
    return share(lesson, by=by, at=at)


@transaction.atomic
def keep(lesson: Lesson, why: str, *, by: Colleague, at: datetime) -> None:
    """It stays where it is and goes to nobody, with the reason. Raises CannotSend."""
    if not why.strip():
        raise CannotSend(_("Write why it stays in the case."))
    _settle(lesson, LessonState.KEPT)
    record("lesson.kept", lesson.folder_id, by=by, at=at, words={"text": why})


def _settle(lesson: Lesson, state: LessonState, **facts: object) -> None:
    """Once: of two who press at the same time the second hears of it."""
    if not Lesson.objects.filter(pk=lesson.pk, state=LessonState.WAITING).update(state=state, **facts):
        raise CannotSend(_("Somebody has sent this lesson, or kept it in the case, a moment ago."))
    for name, value in {"state": state, **facts}.items():
        setattr(lesson, name, value)
