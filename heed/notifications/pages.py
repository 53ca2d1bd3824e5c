"""Which page a letter's link opens, and who may still open it. Opaque ids only."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db.models import QuerySet

from heed.concerns.models import Placement
from heed.deadlines.models import Clock
from heed.folders.choices import FolderKind
from heed.folders.models import Folder
from heed.households.models import Household
from heed.notifications.recipients import Case, rung
from heed.policies import visible
from heed.policies.asker import Asker

START, REPORTS, MY_ACTIONS = "/", "/reports/", "/desk/actions/"
# The page that a rule's clock is about; a rule that is not here is looked at on the desk.
OF_A_CLOCK = {"action": "action", "pass_on_answer": "report", "draft_reminder": "report"}


def path_of(page: str, case: Case) -> str:
    """The address of the page a message points at, without host. Households' pages come from the folder or the concern's placement."""
    if page == "clock":
        page = OF_A_CLOCK.get(case.clock.rule if case.clock else "", "desk")
    return PAGES[page](case)


def _action(case: Case) -> str:
    """Whoever owes it sees the list of their own, where it stands as long as it is theirs; those told in their stead see the one action."""
    if case.clock is None or [person.pk for person in rung(case)] == [case.clock.owner_id]:  # type: ignore[attr-defined]
        return MY_ACTIONS
    return f"{MY_ACTIONS}{case.clock.pk}/"


def _report(case: Case) -> str:
    return f"{REPORTS}{case.concern.pk}/" if case.concern else REPORTS


def _desk(case: Case) -> str:
    return f"/desk/{case.concern.pk}/" if case.concern else _household(case)


def _household(case: Case) -> str:
    found = Household.objects.filter(folder=case.folder).values_list("pk", flat=True).first() or _placed_at(case)
    return f"/households/{found}/" if found else START


def _placed_at(case: Case) -> UUID | None:
    placed = Placement.objects.filter(concern=case.concern, undone_at=None) if case.concern else Placement.objects.none()
    return placed.values_list("household", flat=True).first()


def _handed_over(case: Case) -> str:
    """An action stands on the list of one's own, an unsent report among one's reports, and anything else on its own page."""
    if Clock.objects.running().filter(folder=case.folder, rule="action").exists():
        return MY_ACTIONS
    return REPORTS if Folder.objects.filter(pk=case.folder, kind=FolderKind.DRAFT).exists() else _desk(case)


PAGES: dict[str, Callable[[Case], str]] = {
    "action": _action,
    "report": _report,
    "desk": _desk,
    "household": _household,
    "mine": _handed_over,
}

# Where an address leads → who may open what stands there. The longest comes first.
BEHIND: tuple[tuple[str, Callable[[Asker], QuerySet]], ...] = (
    (MY_ACTIONS, visible.clocks),
    ("/desk/", visible.concerns),
    (REPORTS, visible.my_reports),
    ("/households/", visible.households),
)


def still_open(me: Asker, paths: Iterable[str]) -> set[str]:
    """Of these addresses, those that open for this colleague now. One without a record behind it opens for anybody."""
    asked: dict[str, dict[UUID, str]] = {begins: {} for begins, _seen in BEHIND}
    found = set()
    for path in paths:
        begins = next((begins for begins, _seen in BEHIND if path.startswith(begins)), "")
        if record := _record(path.removeprefix(begins)) if begins else None:
            asked[begins][record] = path
        else:
            found.add(path)
    for begins, seen in BEHIND:
        if asked[begins]:
            found |= {asked[begins][pk] for pk in seen(me).filter(pk__in=asked[begins]).values_list("pk", flat=True)}
    return found


def _record(rest: str) -> UUID | None:
    try:
        return UUID(rest.strip("/"))
    except ValueError:
        return None
