"""Who may see a household and who has: the let-in, the broken glasses waiting for a review, and who has looked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from heed.audit.models import Look, Verb
from heed.deadlines.models import Clock, ClockWords
from heed.folders.choices import Effect, Why
from heed.folders.models import Access
from heed.households.models import Household
from heed.organisation.choices import Standing
from heed.organisation.models import Colleague, in_force
from heed.policies import visible
from heed.policies.asker import Asker

A_PAGE = 50


@dataclass(frozen=True)
class Looked:
    """One row of the audit, in words."""

    at: datetime
    who: str
    what: str
    page: str


@dataclass(frozen=True)
class Glass:
    """A broken glass somebody must look at."""

    clock: UUID
    who: str
    who_pk: int
    since: datetime
    until: datetime
    why: str
    address: str
    household: UUID
    due_at: datetime


# In words: what a page is, by the name of its address. One that is not here is shown by its verb alone.
PAGES = {
    "household": _("the household's screen"),
    "note": _("a note"),
    "print_household": _("the paper"),
    "who_looked": _("this page"),
    "let_in": _("who is let in"),
}


def who_looked(household: Household, page: int) -> tuple[list[Looked], bool]:
    """A page (1 …) of looks at a household, the newest first, and whether more follow. Through one function behind the wall, for the lead."""
    rows = list(Look.objects.raw("select * from heed_who_looked(%s, %s)", [[household.pk], page * A_PAGE + 1]))
    shown = rows[(page - 1) * A_PAGE : page * A_PAGE]
    names = Colleague.objects.in_bulk([row.colleague_id for row in shown if row.colleague_id])
    return [_looked(row, names) for row in shown], len(rows) > page * A_PAGE


def _looked(row: Look, names: dict[int, Colleague]) -> Looked:
    who = names[row.colleague_id].display_name if row.colleague_id in names else str(_("nobody signed in"))
    return Looked(row.at, who, str(Verb(row.verb).label), str(PAGES.get(row.page, "")))


def let_in_now(folder: UUID, at: datetime) -> QuerySet[Access]:
    """Who is let in by name just now, and until when. Whoever writes, owns or took over something is not listed: that is not a grant."""
    return (
        Access.objects.filter(in_force(at), folder=folder, effect=Effect.LET_IN, why__in=[Why.GRANT, Why.BREAK_GLASS])
        .select_related("colleague", "by")
        .order_by("until", "pk")
    )


def who_can_be_let_in(at: datetime) -> QuerySet[Colleague]:
    """Colleagues; contractors, board members and volunteers hold report-only accounts."""
    return Colleague.objects.here(at).filter(standing=Standing.EMPLOYEE).order_by("display_name", "pk")


def glasses_to_review(me: Asker) -> list[Glass]:
    """Broken glasses on records this colleague may open and that somebody else broke, the longest waiting first."""
    clocks = visible.clocks(me).filter(rule="break_glass_review", met_at=None).order_by("due_at", "pk")
    others = clocks.filter(Exists(Access.objects.filter(pk=OuterRef("about")).exclude(colleague=me.colleague)))
    return [_glass(clock) for clock in others[:100]]


def glasses(me: Asker) -> QuerySet[Clock]:
    return visible.clocks(me).filter(rule="break_glass_review", met_at=None)


def glass(clock: Clock) -> Glass:
    return _glass(clock)


def _glass(clock: Clock) -> Glass:
    line = Access.objects.select_related("colleague").get(pk=clock.about or "")
    household = Household.objects.select_related("home").get(folder=clock.folder_id)
    words = ClockWords.objects.get(pk=clock.pk).words
    return Glass(
        clock.pk,
        line.colleague.display_name,
        line.colleague_id,
        line.since,
        line.until or line.since + timedelta(hours=4),
        words.get("text", ""),
        str(household.home),
        household.pk,
        clock.due_at,
    )
