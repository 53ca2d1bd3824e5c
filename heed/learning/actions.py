"""What is learned from a case: evaluated, its lessons sent on, its handling reviewed, a case review opened and ended."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from heed.cases.choices import Reached, Risk, Safer, State
from heed.cases.models import Case, Responsibility
from heed.deadlines import clocks
from heed.deadlines.clocks import Owed
from heed.deadlines.counting import end_of_work
from heed.folders.actions import is_kept_out, let_in
from heed.folders.choices import Why
from heed.learning.choices import Audience, Handling, LessonState, Principle, Recurrence, RiskNow, Trigger
from heed.learning.models import CaseReview, Evaluation, HandlingReview, Lesson
from heed.learning.sharing import names_nobody, share
from heed.organisation.choices import Standing
from heed.organisation.models import Colleague
from heed.timeline.actions import record

AFTERWARDS = timedelta(days=28)  # how long the officer of a review may still read the case after the day it ends by (ours)


class CannotEvaluate(Exception):
    """What the evaluation lacks, or why it is too early."""


class CannotReview(Exception):
    """Why the review cannot be opened or ended like this."""


@dataclass(frozen=True)
class Learned:
    """One lesson in words that name nobody, who is to learn of it, who sees that they do."""

    words: str
    audience: Audience
    owner: Colleague


@dataclass(frozen=True)
class Found:
    """An evaluation as written: a line for each of the six principles that applies."""

    what_happened: str
    outcomes: str
    recurrence: Recurrence
    risk_now: RiskNow
    safer: Safer
    bodies_told: str
    reached: Reached | None = None
    principles: dict[Principle, str] = field(default_factory=dict)
    lessons: list[Learned] = field(default_factory=list)


@transaction.atomic
def evaluate(case: Case, found: Found, *, by: Colleague, at: datetime) -> Evaluation:
    """The evaluation of a concluded case; its lessons wait for the forum, or go at once where the risk is high.

    Raises CannotEvaluate; CannotSend where a lesson names somebody."""
    if case.state != State.CONCLUDED:
        raise CannotEvaluate(_("Conclude the case first: then it is evaluated, and then it is closed."))
    if not found.what_happened.strip() or not found.outcomes.strip():
        raise CannotEvaluate(_("Write what happened and how it came out."))
    if not found.bodies_told.strip():
        raise CannotEvaluate(_("Write who outside was told that this has ended, or why nobody."))
    if not found.lessons:
        raise CannotEvaluate(_("Write at least one lesson. “What we did worked, because …” is one."))
    Evaluation.objects.filter(case=case, superseded_at=None).update(superseded_at=at)
    evaluation = Evaluation(
        folder_id=case.folder_id,
        case=case,
        what_happened=found.what_happened,
        outcomes=found.outcomes,
        principles={code.value: line for code, line in found.principles.items()},
        recurrence=found.recurrence,
        risk_now=found.risk_now,
        reached=found.reached or "",
        safer=found.safer,
        bodies_told=found.bodies_told,
        by=by,
        at=at,
    )
    evaluation.save(force_insert=True)
    clocks.meet_if_owed(case.folder_id, "evaluation", by=by, at=at)
    record("case.evaluated", case.folder_id, by=by, at=at)
    for learned in found.lessons:
        learn(case, learned, by=by, at=at, evaluation=evaluation)
    return evaluation


@transaction.atomic
def learn(case: Case, learned: Learned, *, by: Colleague, at: datetime, evaluation: Evaluation | None = None) -> Lesson:
    """One lesson. Where the case's risk is high it goes at once, otherwise after the monthly forum (D9). Raises CannotSend where it names somebody."""
    names_nobody(case, learned.words)
    at_once = case.risk == Risk.HIGH
    lesson = Lesson(
        folder_id=case.folder_id,
        case=case,
        evaluation=evaluation,
        words=learned.words,
        audience=learned.audience,
        state=LessonState.SENT if at_once else LessonState.WAITING,
        owner=learned.owner,
        at=at,
        sent_at=at if at_once else None,
        sent_by=by if at_once else None,
    )
    lesson.save(force_insert=True)
    if at_once:
        share(lesson, by=by, at=at)
    record("lesson.sent_at_once" if at_once else "lesson.waits", case.folder_id, by=by, at=at, words={"text": learned.words})
    return lesson


@transaction.atomic
def review_handling(
    case: Case, found: Handling, words: str, *, by: Colleague, at: datetime, missed: str = "", done_about: str = ""
) -> HandlingReview:
    """The line manager of whoever answered for it looks at how it was handled. Raises CannotReview for one's own case, or a missed opportunity unsaid."""
    if _answered_for(case, by):
        raise CannotReview(_("You answered for this case, so your line manager reviews how it was handled."))
    if found == Handling.MISSED and not missed.strip():
        raise CannotReview(_("Write which opportunities were missed."))
    review = HandlingReview(
        folder_id=case.folder_id, case=case, found=found, words=words, missed=missed, done_about=done_about, by=by, at=at
    )
    review.save(force_insert=True)
    clocks.meet_if_owed(case.folder_id, "handling_review", by=by, at=at)
    record("case.handling_reviewed", case.folder_id, by=by, at=at, words={"is": found})
    return review


def _answered_for(case: Case, colleague: Colleague) -> bool:
    """Now, or once."""
    return Responsibility.objects.filter(case=case, colleague=colleague).exists()


# A case review ----------------------------------------------------------------------------------------------------------------
@transaction.atomic
def open_review(
    case: Case, triggers: list[Trigger], why: str, officer: Colleague, due_on: date, *, by: Colleague, at: datetime
) -> CaseReview:
    """A serious risk or a failure of service: somebody designated, who did not work on the case, looks into it until a day (CH-5)."""
    if not triggers or not why.strip():
        raise CannotReview(_("Choose what brings this review about, and write why."))
    if officer.standing != Standing.EMPLOYEE or _answered_for(case, officer) or is_kept_out(case.folder_id, officer):
        raise CannotReview(
            _("Somebody who works for us and did not answer for the case leads the review. Choose another officer.")
        )
    if due_on <= localdate(at):
        raise CannotReview(_("Choose a day to come by which the review ends."))
    review = CaseReview(
        folder_id=case.folder_id,
        case=case,
        triggers=list(triggers),
        why=why,
        officer=officer,
        opened_at=at,
        opened_by=by,
        due_on=due_on,
        findings="",
        missed="",
        actions="",
    )
    try:
        with transaction.atomic():
            review.save(force_insert=True)
    except IntegrityError:
        raise CannotReview(_("A review of this case is open already.")) from None
    due = end_of_work(due_on)
    clocks.start("case_review", Owed(case.folder_id, officer, case.folder_id, review.pk), at=at, due=due, nation=case.nation)
    record("case_review.opened", case.folder_id, by=by, at=at, words={"text": why})
    _let_in(case, officer, due, by=by, at=at)
    return review


def _let_in(case: Case, officer: Colleague, due: datetime, *, by: Colleague, at: datetime) -> None:
    """The officer reads the case while the review lasts, and a little longer; they are told by the letter of whoever is let in."""
    if officer != by:
        let_in(case.folder_id, officer, why=Why.GRANT, by=by, at=at, until=due + AFTERWARDS)
        record("access.let_in", case.folder_id, by=by, at=at, words={"who": officer.pk, "name": officer.display_name})


@transaction.atomic
def end_review(review: CaseReview, findings: str, missed: str, actions: str, *, by: Colleague, at: datetime) -> None:
    """Its findings, what was missed, what is done about it. Raises CannotReview without findings, or for anybody but its officer, or whoever took that over."""
    if not findings.strip():
        raise CannotReview(_("Write what the review found."))
    if not clocks.running_in(review.folder_id, owner=by).filter(rule="case_review", about=review.pk).exists():
        raise CannotReview(_("The officer who leads the review ends it."))
    if not CaseReview.objects.filter(pk=review.pk, ended_at=None).update(ended_at=at, ended_by=by):
        raise CannotReview(_("This review has ended already."))
    review.findings, review.missed, review.actions = findings, missed, actions
    review.ended_at, review.ended_by = at, by
    review.save(update_fields=["findings", "missed", "actions"])
    clocks.meet_about(review.folder_id, review.pk, by=by, at=at)
    record("case_review.ended", review.folder_id, by=by, at=at, words={"text": findings})
