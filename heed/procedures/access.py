"""Letting in, keeping out, breaking the glass: verbs over folders that leave a trace (CFC-6)."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app as jobs

from heed.deadlines import clocks
from heed.deadlines.clocks import Owed
from heed.deadlines.models import Clock
from heed.folders import actions as folders
from heed.folders.actions import is_kept_out
from heed.folders.choices import GLASS, Why
from heed.folders.models import Access, Folder
from heed.households.models import Home, Household
from heed.organisation.choices import Standing
from heed.organisation.models import Colleague, in_force
from heed.timeline.actions import kept_words, record


class CannotLetIn(Exception):
    """Why nobody can be let in like this."""


class CannotMark(Exception):
    """Why this record cannot be marked."""


class NothingThere(Exception):
    """Nothing could be opened there. It reads the same for an empty home and for somebody kept out of it, and the lead is told of both."""


class CannotReview(Exception):
    """Why this colleague cannot review it."""


@transaction.atomic
def let_in(folder: UUID, colleague: Colleague, why: str, *, by: Colleague, at: datetime, until: datetime) -> Access:
    """A dated grant with its reason. Raises CannotLetIn for oneself, for an end in the past, for somebody kept out."""
    if colleague == by:
        raise CannotLetIn(_("Nobody lets themselves in. Ask the Safeguarding Lead, or break the glass if it cannot wait."))
    if until <= at:
        raise CannotLetIn(_("Choose a day in the future on which this ends."))
    if colleague.standing != Standing.EMPLOYEE or is_kept_out(folder, colleague):
        raise CannotLetIn(_("This colleague cannot be given access. Choose somebody else, or ask the Safeguarding Lead."))
    line = folders.let_in(folder, colleague, why=Why.GRANT, by=by, at=at, until=until)
    _bring_along(folder)
    record("access.let_in", folder, by=by, at=at, words={"who": colleague.pk, "name": colleague.display_name, "text": why})
    return line


@transaction.atomic
def end_grant(line: Access, *, by: Colleague, at: datetime) -> None:
    """The need to know is over."""
    if Access.objects.filter(in_force(at), pk=line.pk).update(until=at):
        _bring_along(line.folder_id)
        record(
            "access.ended", line.folder_id, by=by, at=at, words={"who": line.colleague_id, "name": line.colleague.display_name}
        )


def folder_living_at(home: Home | None, *, by: Colleague, at: datetime) -> UUID:
    """The folder of whoever lives at a home now, for somebody about to break the glass.

    Raises NothingThere for an empty home, and alike for somebody kept out of it: then the lead is told that it was tried, and by whom."""
    with connection.cursor() as c:
        c.execute("select heed_folder_living_at(%s)", [home.pk if home else None])
        folder = c.fetchone()[0]
    if folder is None:
        if home:
            jobs.configure_task("glass_not_broken", queue="tell").defer(home=home.pk, by=by.pk, since=at.isoformat())
        raise NothingThere(
            _(
                "Nothing could be opened at that address. The Safeguarding Lead has just been told that you tried. If somebody is in danger, ring 999, then the lead."
            )
        )
    return folder


@transaction.atomic
def break_glass(folder: UUID, why: str, *, by: Colleague, at: datetime) -> datetime:
    """Opens a record in an emergency for a short time. The lead is told at once; somebody else reviews it. Answers until when."""
    until = at + GLASS
    line = folders.let_in(folder, by, why=Why.BREAK_GLASS, by=by, at=at, until=until)
    _bring_along(folder)
    clocks.start(
        "break_glass_review",
        Owed(folder, about=line.pk, words={"what": kept_words(gettext_lazy("Review the broken glass")), "text": why}),
        at=at,
        nation=Household.objects.select_related("home__scheme").get(folder=folder).home.scheme.nation,
    )
    record("access.glass_broken", folder, by=by, at=at, words={"text": why})
    return until


@transaction.atomic
def review_glass(clock: Clock, fitting: bool, words: str, *, by: Colleague, at: datetime) -> None:
    """Somebody other than the one who broke it says whether it was needed. Raises CannotReview."""
    line = Access.objects.get(pk=clock.about or "")
    if line.colleague_id == by.pk:
        raise CannotReview(_("You broke this glass yourself, so somebody else reviews it."))
    clocks.meet(clock.folder_id, "break_glass_review", by=by, at=at, about=clock.about)
    if not fitting:
        Access.objects.filter(in_force(at), pk=line.pk).update(until=at)
        _bring_along(line.folder_id)
    record(
        "access.glass_reviewed" if fitting else "access.glass_not_fitting",
        clock.folder_id,
        by=by,
        at=at,
        words={"text": words, "who": line.colleague_id},
    )


def _bring_along(household: UUID) -> None:
    """Whoever is let into a household sees its screen whole: the concerns placed there open and close with it (decision 11). Behind the
    wall, because whoever lets in may not see all of them."""
    with connection.cursor() as c:
        c.execute("select heed_let_along(%s)", [household])


# Marks ------------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def mark_sensitive(folder: Folder, sensitive: bool, why: str, *, by: Colleague, at: datetime) -> None:
    """Posts over a scheme no longer open a sensitive record: only the group, the lead and those let in do. Raises CannotMark."""
    with connection.cursor() as c:
        c.execute("select heed_mark_sensitive(%s, %s)", [folder.pk, sensitive])
        marked = c.fetchone()[0]
    if not marked:
        raise CannotMark(_("Somebody changed this a moment ago. Look again before you change it."))
    record("access.sensitive" if sensitive else "access.not_sensitive", folder.pk, by=by, at=at, words={"text": why})


@transaction.atomic
def note_print(folder: UUID, why: str, *, by: Colleague, at: datetime) -> None:
    """Why something left on paper: the audit says that it did, these words say what for (B24)."""
    record("access.printed", folder, by=by, at=at, words={"text": why})
