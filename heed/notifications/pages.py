"""Which page a letter's link opens. Opaque ids only."""

from heed.concerns.models import Placement
from heed.households.models import Household
from heed.notifications.recipients import Case


def path_of(page: str, case: Case) -> str:
    """The address of the page a message points at, without host. Households' pages come from the folder or the concern's placement."""
    if page == "clock":
        page = (
            "action"
            if case.clock and case.clock.rule in ("action", "pass_on_answer")
            else "report"
            if _is_draft(case)
            else "desk"
        )
    if page == "action" and case.clock:
        return f"/desk/actions/{case.clock.pk}/" if case.clock.rule == "action" else _report(case)
    if page == "report":
        return _report(case)
    if page == "desk" and case.concern:
        return f"/desk/{case.concern.pk}/"
    household = Household.objects.filter(folder=case.folder).values_list("pk", flat=True).first() or _placed_at(case)
    if household and page in ("household", "desk"):
        return f"/households/{household}/"
    return "/"


def _report(case: Case) -> str:
    return f"/reports/{case.concern.pk}/" if case.concern else "/reports/"


def _is_draft(case: Case) -> bool:
    return bool(case.clock and case.clock.rule == "draft_reminder")


def _placed_at(case: Case):
    return (
        Placement.objects.filter(concern=case.concern, undone_at=None).values_list("household", flat=True).first()
        if case.concern
        else None
    )
