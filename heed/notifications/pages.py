"""Which page a letter's link opens, and who may still open it. Opaque ids only."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import Resolver404, resolve, reverse

from heed.cases import models as cases
from heed.concerns.models import Placement
from heed.deadlines.models import Clock
from heed.folders.choices import FolderKind
from heed.folders.models import Folder
from heed.households.models import Household
from heed.notifications.recipients import Happened, NobodyLeft, rung
from heed.policies import visible
from heed.policies.asker import Asker

# The page that a rule's clock is about; a rule that is not here is looked at on the desk.
OF_A_CLOCK = {"action": "action", "pass_on_answer": "report", "draft_reminder": "report"}


def path_of(page: str, it: Happened) -> str:
    """The address of the page a message points at, without host. Households' pages come from the folder or the concern's placement."""
    if page == "clock":
        page = OF_A_CLOCK.get(it.clock.rule if it.clock else "", "desk" if it.concern else "case")
    return PAGES[page](it)


def _action(it: Happened) -> str:
    """Whoever owes it sees the list of their own, where it stands as long as it is theirs; those told in their stead see the one action."""
    try:
        told = [person.pk for person in rung(it)]
    except NobodyLeft:  # its owner alone is told, and the alarm sounds elsewhere
        told = []
    if it.clock is None or told in ([], [it.clock.owner_id]):  # type: ignore[attr-defined]
        return reverse("my_actions")
    return reverse("action", args=[it.clock.pk])


def _report(it: Happened) -> str:
    return reverse("my_report", args=[it.concern.pk]) if it.concern else reverse("my_reports")


def _desk(it: Happened) -> str:
    return reverse("concern", args=[it.concern.pk]) if it.concern else _household(it)


def _case(it: Happened) -> str:
    found = cases.Case.objects.filter(folder=it.folder).values_list("pk", flat=True).first()
    return reverse("case", args=[found]) if found else reverse("cases")


def _countersign(it: Happened) -> str:
    """What waits for a countersignature in the case: its address says no more than that."""
    found = cases.Case.objects.filter(folder=it.folder).values_list("pk", flat=True).first()
    return reverse("case_to_countersign", args=[found]) if found else reverse("start")


def _household(it: Happened) -> str:
    found = Household.objects.filter(folder=it.folder).values_list("pk", flat=True).first() or _placed_at(it)
    if found is None and cases.Case.objects.filter(folder=it.folder).exists():
        return _case(it)
    return reverse("household", args=[found]) if found else reverse("start")


def _placed_at(it: Happened) -> UUID | None:
    placed = Placement.objects.filter(concern=it.concern, undone_at=None) if it.concern else Placement.objects.none()
    return placed.values_list("household", flat=True).first()


def _handed_over(it: Happened) -> str:
    """An action stands on the list of one's own, an unsent report among one's reports, and anything else on its own page."""
    if Clock.objects.running().filter(folder=it.folder, rule="action").exists():
        return reverse("my_actions")
    return reverse("my_reports") if Folder.objects.filter(pk=it.folder, kind=FolderKind.DRAFT).exists() else _desk(it)


PAGES: dict[str, Callable[[Happened], str]] = {
    "action": _action,
    "report": _report,
    "desk": _desk,
    "household": _household,
    "case": _case,
    "cases": lambda it: reverse("cases"),
    "countersign": _countersign,
    "mine": _handed_over,
    "whom": lambda it: reverse("whom_to_tell"),
}

# The page an address leads to → who may open what stands there.
BEHIND: Mapping[str, Callable[[Asker], QuerySet]] = {
    "action": visible.clocks,
    "concern": visible.concerns,
    "my_report": visible.my_reports,
    "household": visible.households,
    "case": visible.cases,
    "case_to_countersign": visible.cases,
}


def still_open(me: Asker, paths: Iterable[str]) -> set[str]:
    """Of these addresses, those that open for this colleague now. One without a record behind it opens for anybody; one that leads to no
    page any more, or to a record nobody said who may open, for nobody."""
    asked: dict[str, dict[UUID, str]] = {page: {} for page in BEHIND}
    found = set()
    for path in paths:
        page, record = _behind(path)
        if page in BEHIND:
            asked[page][record] = path
        elif page and record is None:
            found.add(path)
    for page, seen in BEHIND.items():
        if asked[page]:
            found |= {asked[page][pk] for pk in seen(me).filter(pk__in=asked[page]).values_list("pk", flat=True)}
    return found


def _behind(path: str) -> tuple[str, Any]:
    """The page and the id of the record an address leads to, each empty where there is none."""
    try:
        match = resolve(path)
    except Resolver404:
        return "", None
    return match.url_name or "", next(iter(match.kwargs.values()), None)
