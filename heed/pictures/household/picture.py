"""Everything known about a household, as one picture (CFC-7): the home, how to be safe, who is who, what is open, what is owed, and
everything that happened. Drawn by the screen and on paper alike.

A handful of statements whatever the history's length (docs/performance.md): what hangs on a row comes with that row.
A past picture shows what stood in the system then, to whoever may see it today, and always today's safe contact."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localtime

from heed.cases.models import Case
from heed.concerns.models import Placement
from heed.households.models import Household
from heed.pictures.family import Family, family, figure
from heed.pictures.history import A_PAGE, Narrowed, Timeline, one, timeline
from heed.pictures.household import concerns as of_concerns
from heed.pictures.household.cases import CaseShown, cases_shown, reached_from
from heed.pictures.household.clocks import ClockShown, clocks
from heed.pictures.household.concerns import ConcernShown, concerns_of
from heed.pictures.household.known import Known, Responsible, known
from heed.pictures.household.people import SomeoneHere, people
from heed.pictures.household.safety import FlagShown, flags
from heed.pictures.timeline import Entry, Names
from heed.policies import visible
from heed.policies.asker import Asker
from heed.policies.inside import open_folders


@dataclass(frozen=True)
class HouseholdPicture:
    """`at` (UTC) is the instant of the picture, `now` the instant it was asked for; `past` when they differ."""

    household: Household
    at: datetime
    now: datetime
    past: bool
    day: date
    managers: tuple[Responsible, ...]
    flags: tuple[FlagShown, ...]
    people: tuple[SomeoneHere, ...]
    family: Family
    concerns: tuple[ConcernShown, ...]
    cases: tuple[CaseShown, ...]
    clocks: tuple[ClockShown, ...]
    timeline: Timeline
    names: Names
    concern_folders: tuple[UUID, ...]
    sensitive: bool

    @property
    def here(self) -> tuple[SomeoneHere, ...]:
        return tuple(someone for someone in self.people if not someone.gone)

    @property
    def gone(self) -> tuple[SomeoneHere, ...]:
        return tuple(someone for someone in self.people if someone.gone)

    @property
    def open_concerns(self) -> tuple[ConcernShown, ...]:
        return tuple(concern for concern in self.concerns if concern.open)

    @property
    def open_cases(self) -> tuple[CaseShown, ...]:
        return tuple(case for case in self.cases if case.open)

    @property
    def closed_concerns(self) -> tuple[ConcernShown, ...]:
        return tuple(concern for concern in self.concerns if not concern.open)


def households(me: Asker) -> QuerySet[Household]:
    """Those this colleague may open, with what the picture needs of their home."""
    return visible.households(me).select_related("home__scheme__region")


def household_picture(household: Household, me: Asker, narrowed: Narrowed, *, entries: int = A_PAGE) -> HouseholdPicture:
    """The picture of a household that `households` has shown, at `narrowed.at` (UTC)."""
    at = narrowed.at
    placed = Placement.objects.filter(household=household, undone_at=None, at__lte=at)
    theirs = Case.objects.filter(reached_from(household, at))
    opened = open_folders([household.folder_id], found_by=placed.values("folder").union(theirs.values("folder")))
    here, concerns = known(household, opened, at), concerns_of(me, opened, at)
    cases = cases_shown(here.cases, at)
    everybody, folders, names = (
        people(here, concerns, at, me.at),
        [each.folder_id for each in concerns],
        replace(of_concerns.names(concerns, here), cases={case.folder: case.reference for case in cases}),
    )
    return HouseholdPicture(
        household=household,
        at=at,
        now=me.at,
        past=at < me.at,
        day=localtime(at).date(),
        flags=flags(here.flags, names.people, at),
        people=everybody,
        managers=here.managers,
        family=_family(everybody, here, names, at),
        concerns=tuple(of_concerns.shown(concern, at) for concern in concerns),
        cases=cases,
        clocks=tuple(clocks(household.folder_id, {each.folder_id: each.reference for each in concerns} | names.cases, me, at)),
        timeline=timeline(household.folder_id, folders, narrowed, names, entries, [case.folder for case in cases]),
        names=names,
        concern_folders=tuple(folders),
        sensitive=here.sensitive,
    )


def _family(people: Sequence[SomeoneHere], known: Known, names: Names, at: datetime) -> Family:
    day = localtime(at).date()
    figures = [figure(each.person, each.person.age_on(day), each.tone, each.left_on) for each in people]
    return family(figures, [(tie.one, tie.kind, tie.other) for tie in known.ties if tie.stood(at)], names.people)


def entry_of(picture: HouseholdPicture, pk: UUID) -> Entry | None:
    """One entry of a household that was shown."""
    return one(picture.household.folder_id, picture.concern_folders, pk, picture.at, picture.names)
