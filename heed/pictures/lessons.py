"""Lessons as pages show them: those that were sent, for whoever is to learn of them; and those that wait for the monthly forum (DA-7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from heed.cases.choices import Kind
from heed.deadlines import clocks
from heed.deadlines.rules import rule
from heed.folders import keys
from heed.learning.choices import LessonState
from heed.learning.models import Lesson, SharedLesson
from heed.organisation.choices import Nation
from heed.policies import visible
from heed.policies.asker import Asker
from heed.policies.audiences import lessons
from heed.policies.inside import open_folders

MOST = 50  # of those that wait on one page: the oldest, and the next when these are dealt with


@dataclass(frozen=True)
class Waiting:
    """Lessons that wait, the oldest first, each with its case. `late`: the oldest has waited longer than from one forum to the next (D10)."""

    lessons: Sequence[Lesson] = ()
    more: int = 0
    late: bool = False


def to_read(me: Asker, kind: str = "") -> QuerySet[SharedLesson]:
    """Newest first; of one kind of case, or of any."""
    found = lessons(me).order_by("-sent_at", "pk")
    return found.filter(kind=kind) if kind else found


def kinds(me: Asker) -> dict[Kind, int]:
    """The kinds of which there is a lesson to read, in their own order, and how many."""
    counts = dict(lessons(me).values_list("kind").annotate(Count("pk")))
    return {kind: counts[kind] for kind in Kind if kind in counts}


def at_the_forum(me: Asker) -> QuerySet[Lesson]:
    """Lessons of cases this colleague takes to the forum: the lead's are all they may open, an operations manager's those of their region."""
    found = visible.kept(Lesson, me).select_related("case__scheme")
    return found if me.everything else found.filter(case__scheme__in=me.schemes)


def waiting(me: Asker) -> Waiting:
    """Five statements, however many there are."""
    found = at_the_forum(me).filter(state=LessonState.WAITING).order_by("at", "pk")
    there = open_folders(found_by=found.order_by().values("folder").distinct())
    shown = list(found.filter(folder__in=there)[:MOST])
    keys.load(one.folder_id for one in shown)
    if not shown:
        return Waiting()
    more = found.filter(folder__in=there).count() - len(shown)
    return Waiting(shown, more, _due(shown[0].at, shown[0].case.nation, me.at) < me.at)


def _due(since: datetime, nation: str, at: datetime) -> datetime:
    """By when a forum has looked at what has waited since then (UTC)."""
    law = rule("lessons_forum")
    span, _value = clocks.span_in_force(law, Nation(nation), at)
    return clocks.reckoned(law, span, since, Nation(nation)).due
