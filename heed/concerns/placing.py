"""Placing a concern: which households and people of the register it is about, and who must therefore be blind to it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from heed.concerns import owing
from heed.concerns.choices import Part, State
from heed.concerns.models import Concern, Involved, Placement
from heed.deadlines import clocks
from heed.deadlines.choices import Outcome
from heed.deadlines.clocks import Owed
from heed.deadlines.models import Clock
from heed.folders.choices import Effect
from heed.folders.models import Access
from heed.households.choices import Identity
from heed.households.models import Home, Person
from heed.organisation.models import Colleague
from heed.timeline.actions import record


class CannotPlace(Exception):
    """Why a concern cannot be placed there."""


def living_at(home: Home) -> UUID | None:
    """The household that lives at a home now, even for somebody who may not see it: only its id, to place a report by."""
    with connection.cursor() as c:
        c.execute("select heed_living_at(%s)", [home.pk])
        return c.fetchone()[0]


def gather(concern: Concern) -> None:
    """Lets the group and the scheme's manager see what is now together, and keeps out whoever is named in it or tied to it.

    One function behind the wall, because whoever places may not see all it touches."""
    with connection.cursor() as c:
        c.execute("select heed_gather(%s)", [concern.folder_id])


def hand_to_the_group(concern: Concern, named: Iterable[Colleague]) -> None:
    """What its author wrote becomes the group's: it is a concern from now on, gathered, and no longer its author's to read. Colleagues the
    reporter named, and whoever they line-manage, are blind to it from its first second.

    One function behind the wall, for its author alone and once. Raises ProgrammingError for anybody else."""
    with connection.cursor() as c:
        c.execute("select heed_hand_over(%s, %s::bigint[])", [concern.folder_id, [someone.pk for someone in named]])


@transaction.atomic
def place(concern: Concern, household: UUID, reason: str, *, by: Colleague, at: datetime) -> Placement:
    """Links the concern to a household of the register (by its id: whoever places may not see it yet), with the reason; several are allowed."""
    if not _in_register(household):
        raise CannotPlace(
            _("That household is not in the register any more, or you cannot place anything there. Search again.")
        )
    placement = Placement(folder_id=concern.folder_id, concern=concern, household_id=household, reason=reason, by=by, at=at)
    try:
        with transaction.atomic():
            placement.save(force_insert=True)
    except IntegrityError:  # placed_once_a_household: also when two place it in the same second
        raise CannotPlace(_("This concern is linked to that household already.")) from None
    Concern.objects.filter(pk=concern.pk).update(placed_at=at)
    clocks.meet_if_owed(concern.folder_id, "place_it", by=by, at=at)
    gather(concern)
    owing.owe_where_it_lies(concern)
    _take_back_from_kept_out(concern)
    record("concern.placed", concern.folder_id, by=by, at=at, words={"text": reason}, households=[household])
    return placement


def _take_back_from_kept_out(concern: Concern) -> None:
    """Whoever is now found to be tied to it owes nothing in it any more; the chain of the clock is told instead."""
    out = Access.objects.filter(until=None, folder=concern.folder_id, effect=Effect.KEPT_OUT)
    Clock.objects.running().filter(holds=concern.folder_id, owner__in=out.values("colleague")).update(owner=None)


def _in_register(household: UUID) -> bool:
    with connection.cursor() as c:
        c.execute("select exists (select from heed_register_like('', '', '{}', %s, 1))", [household])
        return c.fetchone()[0]


@transaction.atomic
def undo_placement(placement: Placement, why: str, *, by: Colleague, at: datetime) -> None:
    """The wrong household: the concern leaves its screen at once; that it stood there stays on record."""
    if not Placement.objects.filter(pk=placement.pk, undone_at=None).update(undone_at=at, undone_by=by):
        raise CannotPlace(_("That link was undone already."))
    still = Placement.objects.filter(concern=placement.concern_id, undone_at=None).exists()
    if not still:
        Concern.objects.filter(pk=placement.concern_id).update(placed_at=None)
        _owe_placing(placement.concern, at)
    record("concern.unplaced", placement.folder_id, by=by, at=at, words={"text": why})
    gather(placement.concern)


def _owe_placing(concern: Concern, at: datetime) -> None:
    """From now on: it hung on the wrong household, and somebody must find the right one."""
    if concern.state != State.CLOSED:
        owed = Owed(concern.folder_id, holds=concern.folder_id, about=concern.pk)
        clocks.start("place_it", owed, at=at, nation=concern.nation, danger=concern.urgent)


@transaction.atomic
def cannot_place(concern: Concern, why: str, *, by: Colleague, at: datetime) -> None:
    """Nobody in the register is meant, and how that is known: then nothing waits for it any more. It can still be placed later.

    Raises CannotPlace when it is placed, or that was said already."""
    if not clocks.meet_if_owed(concern.folder_id, "place_it", by=by, at=at, outcome=Outcome.NOT_POSSIBLE):
        raise CannotPlace(
            _("It is linked to a household by now, or it was said already that it cannot be. Look at the concern again.")
        )
    record("concern.not_placed", concern.folder_id, by=by, at=at, words={"text": why})


@transaction.atomic
def confirm(
    someone: Involved, person: Person | None, part: Part, *, by: Colleague, at: datetime, identity: Identity | None = None
) -> Involved:
    """Who somebody named by the reporter is, and their part: a new row that corrects the reporter's, which stays.

    Raises CannotPlace when somebody else has just done it."""
    if not Involved.objects.filter(pk=someone.pk, superseded_at=None).update(superseded_at=at):
        raise CannotPlace(_("Somebody has confirmed who this is a moment ago. Read what is new, then correct it if need be."))
    corrected = Involved(
        folder_id=someone.folder_id,
        concern_id=someone.concern_id,
        name=someone.name,
        about=someone.about,
        identity=identity or someone.identity,
        part=part,
        person=person,
        recorded_at=at,
        confirmed_at=at,
        confirmed_by=by,
        corrects=someone,
    )
    corrected.save(force_insert=True)
    record(
        "concern.person_confirmed",
        someone.folder_id,
        by=by,
        at=at,
        words={"was": someone.part, "is": part},
        people=[person.pk] if person else [],
    )
    if person:
        gather(someone.concern)
        _take_back_from_kept_out(someone.concern)
    return corrected
