"""Two voices: at least two different members advise, each without seeing the other's (CFC-4)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heed.concerns.choices import State, Step, Sure
from heed.concerns.models import Advice, Concern
from heed.concerns.workflow import MOVES
from heed.deadlines import clocks
from heed.deadlines.clocks import Owed
from heed.deadlines.models import Clock
from heed.folders.actions import keep_out
from heed.folders.choices import Why
from heed.folders.workflow import move
from heed.organisation.choices import Skill
from heed.organisation.models import Colleague
from heed.timeline.actions import kept_words, record
from heed.timeline.models import Event

VOICES = 2
GIVEN, WITHDREW = VOICE_KINDS = ("advice.given", "advice.withdrew")


class CannotAdvise(Exception):
    """Why this member's advice cannot be taken."""


def who_advised(concern: Concern) -> dict[int, datetime]:
    """Colleague → when they advised, in order, without those who withdrew since. From the timeline, which shows that and not what."""
    said = Event.objects.filter(folder=concern.folder_id, kind__in=VOICE_KINDS).order_by("recorded_at", "pk")
    return voices(said.values_list("kind", "by_id", "recorded_at"))


def voices(said: Collection[tuple[str, int | None, datetime]]) -> dict[int, datetime]:
    """Of events of VOICE_KINDS (kind, colleague, when), whoever's advice counts: a voice with a conflict of interest is none."""
    left = {by for kind, by, _at in said if kind == WITHDREW}
    return {by: at for kind, by, at in said if kind == GIVEN and by and by not in left}


def say_acting(concern: Concern, words: str, *, by: Colleague, at: datetime) -> None:
    """ "I am ringing now": shown to all at once, so that nobody waits for advice where somebody must act."""
    record("concern.acting", concern.folder_id, by=by, at=at, words={"text": words})


def want_skills(concern: Concern, skills: list[Skill], *, by: Colleague, at: datetime) -> None:
    """Which skills are still wanted among those who advise; the desk shows them."""
    Concern.objects.filter(pk=concern.pk).update(wanted_skills=skills)
    record(
        "concern.skills_wanted",
        concern.folder_id,
        by=by,
        at=at,
        words={
            "text": ", ".join(kept_words(Skill(skill).label) for skill in skills) or kept_words(gettext_lazy("None any more."))
        },
    )


@transaction.atomic
def advise(concern: Concern, steps: list[Step], sure: Sure, words: str, *, by: Colleague, at: datetime) -> Advice:
    """Takes one member's advice; with the second different voice the concern can be decided, and that happens once.

    Raises CannotAdvise for the reporter, for a second advice by the same member, and once it is decided."""
    held = Concern.objects.select_for_update().get(pk=concern.pk)
    if held.reporter_is(by):
        raise CannotAdvise(_("You reported this concern, so two others advise on it. You can add to your report instead."))
    if held.state not in (State.SENT, State.ADVISED):
        raise CannotAdvise(
            _("This concern was decided meanwhile, so no more advice is taken. Use “Say what you are doing” for anything new.")
        )
    if by.pk in who_advised(held):
        raise CannotAdvise(_("You have advised on this concern already. Use “Say what you are doing” for anything new."))
    move(held, MOVES["advise"])
    advice = Advice(folder_id=held.folder_id, concern=held, by=by, at=at, steps=steps, sure=sure, words=words)
    advice.save(force_insert=True)
    record("advice.given", held.folder_id, by=by, at=at)
    clocks.meet_if_owed(held.folder_id, "first_advice", by=by, at=at)
    if len(who_advised(held)) >= VOICES and Concern.objects.filter(pk=held.pk, advised_at=None).update(advised_at=at):
        _two_have_answered(held, by, at)
    return advice


def _two_have_answered(concern: Concern, by: Colleague, at: datetime) -> None:
    first, second = Advice.objects.filter(concern=concern, by__in=who_advised(concern)).order_by("at", "pk")[:VOICES]
    disagree = not set(first.steps) & set(second.steps)
    Concern.objects.filter(pk=concern.pk).update(lead_decides=disagree)
    clocks.meet(concern.folder_id, "second_advice", by=by, at=at)
    owe_answer(concern, at)
    record("advice.disagreed" if disagree else "advice.complete", concern.folder_id, by=None, at=at)


def owe_answer(concern: Concern, at: datetime) -> None:
    """The reporter always hears back: owed from `at` (UTC), unless it is owed already."""
    if not clocks.running_since(concern.folder_id, "answer_reporter"):
        owed = Owed(concern.folder_id, holds=concern.folder_id, about=concern.pk)
        clocks.start("answer_reporter", owed, at=at, nation=concern.nation, danger=concern.urgent)


@transaction.atomic
def ask_the_lead(concern: Concern, why: str, *, by: Colleague, at: datetime) -> None:
    """The two do not agree, or want the lead's decision."""
    if not Concern.objects.filter(pk=concern.pk, lead_decides=False, state__in=(State.ADVISED, State.REOPENED)).update(
        lead_decides=True
    ):
        raise CannotAdvise(_("The Safeguarding Lead has been asked already, or the concern was decided meanwhile."))
    record("advice.disagreed", concern.folder_id, by=by, at=at, words={"text": why})


@transaction.atomic
def withdraw(concern: Concern, *, by: Colleague, at: datetime) -> None:
    """A conflict of interest: no reason is asked, and from now on the concern does not exist for this member. What they owed has no owner.

    Where one voice is left and nothing is decided yet, a second one is owed again (CFC-4)."""
    left = who_advised(concern).keys() - {by.pk}
    undecided = Concern.objects.filter(pk=concern.pk, decided_at=None, advised_at__isnull=False)
    if len(left) < VOICES and undecided.update(advised_at=None, lead_decides=False):
        owed = Owed(concern.folder_id, holds=concern.folder_id, about=concern.pk)
        clocks.start("second_advice", owed, at=at, nation=concern.nation, danger=concern.urgent)
    Clock.objects.running().filter(holds=concern.folder_id, owner=by).update(owner=None)
    record("advice.withdrew", concern.folder_id, by=by, at=at)
    keep_out(concern.folder_id, by, why=Why.WITHDREW, by=by, at=at)
