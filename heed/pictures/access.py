"""Who may see a household or a case, and who has: the let-in, the broken glasses waiting for a review, and who has looked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from heed.audit.models import Look, Verb
from heed.deadlines.models import Clock, ClockWords
from heed.folders.choices import FOR_A_TIME, GLASS, Effect
from heed.folders.models import Access
from heed.households.models import Home, Household
from heed.organisation.choices import Standing
from heed.organisation.models import Colleague, by_name, in_force
from heed.policies import visible
from heed.policies.asker import Asker

A_PAGE = 50
A_FORTNIGHT = timedelta(days=14)


@dataclass(frozen=True)
class Looked:
    """One row of the audit, in words. `opened`: somebody asked for this very record; otherwise it appeared in a search or a list."""

    at: datetime
    who: str
    what: str
    page: str
    opened: bool


@dataclass(frozen=True)
class Glass:
    """A broken glass somebody must look at."""

    clock: UUID
    who: str
    since: datetime
    until: datetime
    why: str
    address: str
    household: UUID
    due_at: datetime


@dataclass(frozen=True)
class Tried:
    """Somebody tried to break the glass at an address, and nothing opened."""

    at: datetime
    who: str
    telephone: str
    where: str


# In words: what a page is, by the name of its address. One that is not here is shown by its verb alone.
PAGES = {
    "household": _("the household's screen"),
    "household_words": _("words of its timeline"),
    "entry": _("one entry"),
    "note": _("a note"),
    "correct": _("correcting a note"),
    "household_people": _("people, safe contact and flags"),
    "add_person": _("adding somebody"),
    "relate": _("how two people are related"),
    "change_place": _("somebody's place"),
    "undo_link": _("a link between two records"),
    "link_person": _("a link between two records"),
    "safe_contact": _("safe contact"),
    "new_address": _("the hidden new address"),
    "take_out_new_address": _("the hidden new address"),
    "flag": _("raising a flag"),
    "lift_flag": _("lifting a flag"),
    "print_household": _("the paper"),
    "who_looked": _("this page"),
    "let_in": _("who is let in"),
    "end_let_in": _("who is let in"),
    "sensitive": _("the mark as sensitive"),
    "households": _("households"),
    "concern_place": _("placing a concern"),
    "broken_glass": _("broken glasses to review"),
    "case": _("the case's page"),
    "case_words": _("words of its timeline"),
    "cases": _("a list of cases"),
    "case_access": _("who may know"),
    "case_print": _("the paper"),
    "lessons": _("lessons that wait for the forum"),
    "lesson_send": _("sending a lesson"),
    "lesson_keep": _("keeping a lesson in the case"),
}


def who_looked(record: UUID, page: int) -> tuple[list[Looked], bool]:
    """A page (1 …) of looks at a household or a case, the newest first, and whether more follow. Through one function behind the wall, for the lead."""
    rows = list(Look.objects.raw("select * from heed_who_looked(%s, %s)", [[record], page * A_PAGE + 1]))
    shown = rows[(page - 1) * A_PAGE : page * A_PAGE]
    names = Colleague.objects.in_bulk([row.colleague_id for row in shown if row.colleague_id])
    return [_looked(row, names, record) for row in shown], len(rows) > page * A_PAGE


def _looked(row: Look, names: dict[int, Colleague], record: UUID) -> Looked:
    who = names[row.colleague_id].display_name if row.colleague_id in names else str(_("nobody signed in"))
    return Looked(row.at, who, str(Verb(row.verb).label), str(PAGES.get(row.page, "")), row.record == record)


def let_in_now(folder: UUID, at: datetime) -> QuerySet[Access]:
    """Who is let in by name just now, and until when. Whoever writes, owns or took over something is not listed: that is not a grant."""
    return (
        Access.objects.filter(in_force(at), folder=folder, effect=Effect.LET_IN, why__in=FOR_A_TIME)
        .select_related("colleague", "by")
        .order_by("until", "pk")
    )


def who_can_be_let_in(at: datetime) -> QuerySet[Colleague]:
    """Colleagues; contractors, board members and volunteers hold report-only accounts."""
    return Colleague.objects.here(at).filter(standing=Standing.EMPLOYEE).order_by(by_name(), "pk")


def glasses_to_review(me: Asker) -> list[Glass]:
    """Broken glasses on records this colleague may open and that somebody else broke, the longest waiting first."""
    clocks = visible.clocks(me).filter(rule="break_glass_review", met_at=None).order_by("due_at", "pk")
    others = clocks.filter(Exists(Access.objects.filter(pk=OuterRef("about")).exclude(colleague=me.colleague)))
    return [glass(clock) for clock in others[:100]]


def tried(at: datetime) -> list[Tried]:
    """Who tried to break the glass in the last fortnight and could not, the newest first. Behind the wall: for a lead who is not kept out
    of what is at that address; nobody else is answered."""
    looks = [
        (look, look.record.int)
        for look in Look.objects.raw("select * from heed_glass_refused(%s)", [at - A_FORTNIGHT])
        if look.record
    ]
    who = Colleague.objects.in_bulk({look.colleague_id for look, _home in looks})
    homes = Home.objects.in_bulk({home for _look, home in looks})
    return [
        Tried(look.at, who[look.colleague_id].display_name, who[look.colleague_id].telephone, str(homes[home]))
        for look, home in looks
        if home in homes
    ]


def glasses(me: Asker) -> QuerySet[Clock]:
    return visible.clocks(me).filter(rule="break_glass_review", met_at=None)


def glass(clock: Clock) -> Glass:
    line = Access.objects.select_related("colleague").get(pk=clock.about or "")
    household = Household.objects.select_related("home").get(folder=clock.folder_id)
    words = ClockWords.objects.get(pk=clock.pk).words
    return Glass(
        clock.pk,
        line.colleague.display_name,
        line.since,
        line.until or line.since + GLASS,
        words.get("text", ""),
        str(household.home),
        household.pk,
        clock.due_at,
    )
