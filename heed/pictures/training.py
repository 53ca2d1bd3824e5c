"""Who is trained, and whose refresher is due (D17; CFC-10)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from heed.deadlines.counting import uk_day
from heed.organisation.choices import Department
from heed.organisation.models import Colleague
from heed.training.models import Completion, Course
from heed.training.refreshers import State, due_on, state

SORTS = {
    "name": ("display_name", "pk"),
    "department": ("department", "display_name", "pk"),
    "on": (F("last_on").asc(nulls_first=True), "display_name", "pk"),
}


@dataclass(frozen=True)
class Row:
    """One colleague and one course. `on`: the UK day they last did it, `due`: the day it is due again."""

    colleague: Colleague
    completion: int | None
    on: date | None
    due: date | None
    state: State

    @property
    def tone(self) -> str:
        return {State.NEVER: "danger", State.LAPSED: "warn", State.SOON: "warn"}.get(self.state, "done")

    @property
    def department(self) -> str:
        return str(Department(self.colleague.department).label)


def courses() -> QuerySet[Course]:
    """Those that open the form first."""
    return Course.objects.order_by("-opens_form", "name", "pk")


def completions() -> QuerySet[Completion]:
    return Completion.objects.filter(withdrawn_at=None).select_related("colleague", "course")


def completions_of(colleague: Colleague) -> QuerySet[Completion]:
    return completions().filter(colleague=colleague).order_by("-on", "-pk")


def rows(
    course: Course, at: datetime, *, words: str = "", department: str = "", wanted: str = "", sort: str = "name"
) -> list[Row]:
    """Everyone who is here and how they stand with a course; `wanted` is one State. An unknown sort is by name."""
    done = Completion.objects.filter(colleague=OuterRef("pk"), course=course, withdrawn_at=None).order_by("-on", "-pk")
    people = Colleague.objects.here(at).annotate(last_on=Subquery(done.values("on")[:1]), last=Subquery(done.values("pk")[:1]))
    for word in words.split():
        people = people.filter(Q(display_name__icontains=word) | Q(username__icontains=word))
    if department:
        people = people.filter(department=department)
    ordered = people.order_by(*SORTS.get(sort.lstrip("-"), SORTS["name"]))
    found = [_row(course, colleague, uk_day(at)) for colleague in (ordered.reverse() if sort.startswith("-") else ordered)]
    return [row for row in found if not wanted or row.state == wanted]


def _row(course: Course, colleague: Colleague, today: date) -> Row:
    on, last = colleague.last_on, colleague.last  # type: ignore[attr-defined]  # annotated
    return Row(colleague, last, on, due_on(course, on) if on else None, state(course, on, today))


def tally(found: list[Row]) -> Counter[State]:
    return Counter(row.state for row in found)


def mine(colleague: Colleague, at: datetime) -> list[tuple[Completion, date, State]]:
    """One's own training: what, when it is due again, and how it stands; each course once, by its last time."""
    last: dict[int, Completion] = {}
    for completion in completions_of(colleague):
        last.setdefault(completion.course_id, completion)
    return [(done, due_on(done.course, done.on), state(done.course, done.on, uk_day(at))) for done in last.values()]
