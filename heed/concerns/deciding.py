"""Deciding, answering, closing. A concern ends only when its reporter was answered and its actions are done or handed on (CFC-5)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from heed.cases.duties import BODIES
from heed.concerns import owing
from heed.concerns.advising import owe_answer, who_advised
from heed.concerns.choices import Harm, Location, SourceOfRisk, State, Step
from heed.concerns.models import Answer, Concern, Decision, Reporter
from heed.concerns.placing import gather
from heed.concerns.workflow import MOVES
from heed.deadlines import clocks
from heed.deadlines.clocks import Owed
from heed.deadlines.counting import CannotCount
from heed.deadlines.models import Clock
from heed.folders.actions import is_kept_out
from heed.folders.choices import CIRCLE_KEEPS
from heed.folders.models import Folder
from heed.folders.workflow import move
from heed.organisation.models import Colleague
from heed.timeline.actions import record

UNDO = timedelta(days=7)  # a closing can be undone for a week; after that a new concern is the way


class CannotDecide(Exception):
    """Why this colleague cannot decide now."""


class CannotAnswer(Exception):
    """Why an answer cannot be sent now."""


class CannotHandOn(Exception):
    """Why this action cannot go to that colleague."""


class CannotClose(Exception):
    """What is still open."""


@dataclass(frozen=True)
class ToDo:
    """A decided action: what, who owns it, by when (UTC)."""

    what: str
    owner: Colleague
    due: datetime


@dataclass(frozen=True)
class Course:
    """The course of action with its reasons, and how it is classified (the Safeguarding Adults Collection's words)."""

    steps: list[Step]
    reasons: str
    harms: list[Harm]
    location: Location
    source_of_risk: SourceOfRisk
    themes: list[str] = field(default_factory=list)
    actions: list[ToDo] = field(default_factory=list)


def why_not_decide(concern: Concern, by: Colleague, *, lead: bool) -> str | None:
    """None when this colleague may decide now: either of the two who advised, or the lead; the lead alone where they disagree."""
    if concern.state in (State.DECIDED, State.CLOSED):
        return _("This concern has been decided already. Read what was decided; to change it, open the concern again.")
    if concern.state not in (State.ADVISED, State.REOPENED) or concern.advised_at is None:
        return _(
            "Two members advise before anything is decided. If somebody is in danger, act now and say so with “Say what you are doing”."
        )
    if lead:
        return None
    if concern.lead_decides:
        return _("The two who advised do not agree, so the Safeguarding Lead decides.")
    return None if by.pk in who_advised(concern) else _("One of the two who advised decides, or the Safeguarding Lead.")


@transaction.atomic
def decide(concern: Concern, course: Course, *, by: Colleague, at: datetime, lead: bool = False) -> Decision:
    """Records what is done and why; each action gets an owner and a clock. Raises CannotDecide, CannotMove."""
    if reason := why_not_decide(concern, by, lead=lead):
        raise CannotDecide(reason)
    if concern.reporter_is(by):
        raise CannotDecide(_("You reported this concern, so somebody else decides."))
    move(concern, MOVES["decide"], decided_at=at, decided_by=by)
    Decision.objects.filter(concern=concern, superseded_at=None).update(superseded_at=at)
    decision = Decision(
        folder_id=concern.folder_id,
        concern=concern,
        by=by,
        at=at,
        steps=course.steps,
        reasons=course.reasons,
        harms=course.harms,
        location=course.location,
        source_of_risk=course.source_of_risk,
        themes=course.themes,
    )
    decision.save(force_insert=True)
    record("concern.decided", concern.folder_id, by=by, at=at, words={"text": course.reasons})
    for action in course.actions:
        owe_action(concern, action, by=by, at=at, decision=decision)
    Clock.objects.running().filter(folder=concern.folder_id, rule="answer_reporter").update(owner=by)
    owing.owe_by_decision(concern, course.harms, by=by, at=at)
    if Harm.DOMESTIC in course.harms:
        gather(concern)
    return decision


# Actions ----------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def owe_action(concern: Concern, action: ToDo, *, by: Colleague, at: datetime, decision: Decision | None = None) -> Clock:
    """Somebody owes something by a time; the concern cannot end before it is done, or not done and why.

    Raises CannotDecide for an owner who is kept out, or a time that is past."""
    if is_kept_out(concern.folder_id, action.owner):
        raise CannotDecide(_("%(name)s cannot take this on. Choose somebody else.") % {"name": action.owner.display_name})
    if action.due <= at:
        raise CannotDecide(_("“%(what)s” would be due in the past. Choose a later day or time.") % {"what": action.what})
    owed = Owed(
        concern.folder_id,
        action.owner,
        concern.folder_id,
        decision.pk if decision else None,
        {"what": action.what, "from": by.display_name},
    )
    try:
        clock = clocks.start("action", owed, at=at, nation=concern.nation, due=action.due)
    except CannotCount as far:
        raise CannotDecide(_("“%(what)s” would be due too far away. Choose an earlier day.") % {"what": action.what}) from far
    clocks.tell_owner(clock, action.owner, action.what, by=by, at=at)
    return clock


@transaction.atomic
def hand_on(clock: Clock, to: Colleague, *, by: Colleague, at: datetime) -> None:
    """Somebody else owes an action from now on, due when it was. For the group and the lead: from the refusal one learns who is kept out.

    Raises CannotHandOn when it is settled, or the colleague cannot take it."""
    what = clocks.what_is_owed(clock)
    with connection.cursor() as c:
        c.execute("select heed_may_owe(%s, %s)", [clock.pk, to.pk])
        if not c.fetchone()[0]:
            raise CannotHandOn(
                _(
                    "This cannot be handed to that colleague, or it was settled a moment ago. Choose somebody else, or look at it again."
                )
            )
        clocks.tell_owner(clock, to, what, by=by, at=at)
        c.execute("select heed_owes(%s, %s)", [clock.pk, to.pk])


@transaction.atomic
def ask_to_hand_on(clock: Clock, why: str, *, by: Colleague, at: datetime) -> None:
    """Its owner cannot do it: the group is told, and hands it on. Until then it stays with its owner, so that it is never nobody's.

    An owner does not choose who takes it: trying one colleague after another would show who is kept out. Raises CannotHandOn when it is settled."""
    if not Clock.objects.running().filter(pk=clock.pk).exists():
        raise CannotHandOn(_("This was settled a moment ago. Look at it again."))
    event = record(
        "action.asked_on",
        clock.folder_id,
        by=by,
        at=at,
        words={"text": f"{clocks.what_is_owed(clock)}\n\n{why}\n\n{by.display_name}"},
    )
    clocks.Told(event=event, clock=clock, folder_id=clock.folder_id, stage=0).save(force_insert=True)


# The answer -------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def answer(concern: Concern, words: str, *, by: Colleague, at: datetime) -> Answer:
    """Tells the reporter what was done, thanks, what to look out for. On behalf: whoever entered it owes passing it on."""
    if concern.state not in (State.DECIDED, State.REOPENED, State.CLOSED):
        raise CannotAnswer(_("The concern is not decided yet. The reporter can see that it is being advised on."))
    told = Reporter.objects.select_related("colleague").get(concern=concern)
    if told.colleague == by:
        raise CannotAnswer(_("You reported this concern, so somebody else answers you."))
    if not told.colleague.is_active:
        raise CannotAnswer(_("Whoever reported this has left. The Safeguarding Lead records why nobody could be answered."))
    given = _answered(concern, words, told.colleague, by, at)
    if concern.on_behalf:
        owed = Owed(concern.folder_id, told.colleague, concern.folder_id, given.pk)
        clocks.start("pass_on_answer", owed, at=at, nation=concern.nation)
    return given


@transaction.atomic
def nobody_to_answer(concern: Concern, why: str, *, by: Colleague, at: datetime) -> Answer:
    """The reporter has left and cannot be reached; the lead records why. Raises CannotAnswer while they are here."""
    if concern.state not in (State.DECIDED, State.REOPENED, State.CLOSED):
        raise CannotAnswer(_("The concern is not decided yet. Decide first, then record why nobody could be answered."))
    if Reporter.objects.filter(concern=concern, colleague__is_active=True).exists():
        raise CannotAnswer(_("Whoever reported this is still here, so they are answered. Write them the answer."))
    return _answered(concern, why, None, by, at)


def _answered(concern: Concern, words: str, to: Colleague | None, by: Colleague, at: datetime) -> Answer:
    given = Answer(folder_id=concern.folder_id, concern=concern, to=to, by=by, at=at, words=words, nobody_to_answer=to is None)
    given.save(force_insert=True)
    Concern.objects.filter(pk=concern.pk).update(answered_at=at)
    concern.answered_at = at
    clocks.meet_if_owed(concern.folder_id, "answer_reporter", by=by, at=at)
    record("concern.answered" if to else "concern.nobody_to_answer", concern.folder_id, by=by, at=at)
    return given


@transaction.atomic
def read_answer(given: Answer, *, at: datetime) -> None:
    """The reporter has opened it."""
    Answer.objects.filter(pk=given.pk, read_at=None).update(read_at=at)


@transaction.atomic
def pass_on(given: Answer, *, by: Colleague, at: datetime) -> None:
    """Whoever entered the report for somebody else has told them the answer."""
    if Answer.objects.filter(pk=given.pk, passed_on_at=None).update(passed_on_at=at):
        clocks.meet_if_owed(given.folder_id, "pass_on_answer", by=by, at=at)
        record("concern.answer_passed_on", given.folder_id, by=None, at=at)


# The end ----------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def close(concern: Concern, *, by: Colleague, at: datetime) -> None:
    """Ends the concern. Raises CannotClose while the reporter is unanswered or anything that holds it is owed."""
    if not concern.answered_at:
        raise CannotClose(
            _("The reporter has not been answered. Write the answer first: it is what makes people report again.")
        )
    if clocks.running_in(concern.folder_id).filter(rule__in=BODIES).exists():
        raise CannotClose(
            _("This is domestic abuse, and the local authority has not been told. Open a case: it is told from there.")
        )
    if owed := _owed_before_end(concern):
        raise CannotClose(
            _(
                "Something is still owed (%(number)d). Settle each action: done, not done and why, or handed on. A concern without a household is placed, or why it cannot be is said there."
            )
            % {"number": owed}
        )
    move(concern, MOVES["close"], closed_at=at, closed_by=by)
    Folder.objects.filter(pk=concern.folder_id).update(circle_until=at + CIRCLE_KEEPS)
    record("concern.closed", concern.folder_id, by=by, at=at)
    gather(concern)


def _owed_before_end(concern: Concern) -> int:
    """Judged on everything there is, not on what the asker may see."""
    with connection.cursor() as c:
        c.execute("select heed_owed_before_end(%s)", [concern.folder_id])
        return c.fetchone()[0]


@transaction.atomic
def reopen(concern: Concern, why: str, *, by: Colleague, at: datetime) -> None:
    """Opens a decided or lately closed concern again; a decision follows anew, and the reporter hears of it too: whoever was answered before
    is owed another answer. Raises CannotClose when it is too long ago."""
    if concern.closed_at and at - concern.closed_at > UNDO:
        raise CannotClose(
            _(
                "This concern was closed more than a week ago. Report a new concern; this one stays beside it on the household's screen."
            )
        )
    answered = concern.answered_at is not None
    move(concern, MOVES["reopen"], closed_at=None, closed_by=None, reopened_at=at, answered_at=None)
    if answered:
        owe_answer(concern, at)
    Folder.objects.filter(pk=concern.folder_id).update(circle_until=None)
    record("concern.reopened", concern.folder_id, by=by, at=at, words={"text": why})
    gather(concern)
