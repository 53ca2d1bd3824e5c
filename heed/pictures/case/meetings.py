"""Meetings we are asked to (CH-3, DA-16): those of a case, to come and past; and one's own calendar, which names nobody."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from heed.agencies.choices import Going, MeetingKind
from heed.agencies.models import Attendance, Meeting
from heed.cases.models import Case
from heed.learning.models import CaseReview
from heed.policies import visible
from heed.policies.asker import Asker

KEPT_IN_A_CALENDAR = timedelta(days=30)  # what has been stays so long, for whoever looks back


@dataclass(frozen=True)
class Seat:
    """Who of us goes, and how it came."""

    pk: UUID
    name: str
    going: Going


@dataclass(frozen=True)
class Asked:
    """One meeting. Instants in UTC. `noted`: what we said and what was decided stands."""

    pk: UUID
    kind: MeetingKind
    agency: str
    asked_at: datetime
    starts_at: datetime
    ends_at: datetime | None
    where: str
    about: str
    said: str
    decided: str
    noted_at: datetime | None
    noted_by: str
    cancelled_at: datetime | None
    seats: tuple[Seat, ...]

    @property
    def noted(self) -> bool:
        return self.noted_at is not None

    @property
    def stands(self) -> bool:
        return self.cancelled_at is None


@dataclass(frozen=True)
class Meetings:
    """`to_come`: the next first; `past`: the latest first, with those that did not take place."""

    to_come: tuple[Asked, ...]
    past: tuple[Asked, ...]


def meetings(case: Case, at: datetime) -> Meetings:
    """All of a case that was shown. `at` in UTC. Two statements."""
    rows = Meeting.objects.filter(folder=case.folder_id).select_related("agency", "noted_by").order_by("starts_at", "pk")
    taken = _seats(case)
    found = [_asked(row, taken[row.pk]) for row in rows]
    to_come = [one for one in found if one.starts_at > at and one.stands]
    return Meetings(tuple(to_come), tuple(reversed([one for one in found if one not in to_come])))


def _seats(case: Case) -> dict[UUID, list[Seat]]:
    taken: dict[UUID, list[Seat]] = defaultdict(list)
    rows = (
        Attendance.objects.filter(folder=case.folder_id).select_related("colleague").order_by("colleague__display_name", "pk")
    )
    for row in rows:
        taken[row.meeting_id].append(Seat(row.pk, row.colleague.display_name, Going(row.going)))
    return taken


def _asked(row: Meeting, seats: list[Seat]) -> Asked:
    return Asked(
        row.pk,
        MeetingKind(row.kind),
        row.agency.name if row.agency else "",
        row.asked_at,
        row.starts_at,
        row.ends_at,
        row.where or "",
        row.about or "",
        row.said or "",
        row.decided or "",
        row.noted_at,
        row.noted_by.display_name if row.noted_by else "",
        row.cancelled_at,
        tuple(seats),
    )


def meeting(case: Case, pk: UUID) -> Meeting | None:
    """One that can still be noted or cancelled."""
    return Meeting.objects.filter(folder=case.folder_id, pk=pk, noted_at=None, cancelled_at=None).first()


def seats_of(case: Case, pk: UUID) -> tuple[Seat, ...]:
    return tuple(_seats(case)[pk])


def going_to(meeting: Meeting) -> set[int]:
    """Colleagues who are put down for it, by their keys."""
    return set(Attendance.objects.filter(meeting=meeting).values_list("colleague", flat=True))


# One's own calendar -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Appointment:
    """Something to be at. `starts_at` and `ends_at` (UTC), or a whole `day`. Of the case nothing but its opaque id."""

    pk: UUID
    case: UUID | None
    review: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    day: date | None = None


def calendar(me: Asker) -> list[Appointment]:
    """The meetings this colleague goes to and the case reviews they lead, of cases they may open. Three statements."""
    since = me.at - KEPT_IN_A_CALENDAR
    mine = Attendance.objects.filter(colleague=me.colleague, going__in=(Going.ASKED, Going.GOING, Going.WENT))
    held = visible.kept(Meeting, me).filter(pk__in=mine.values("meeting"), cancelled_at=None, starts_at__gt=since)
    led = visible.kept(CaseReview, me).filter(officer=me.colleague, ended_at=None)
    meetings = list(held.order_by("starts_at", "pk").values("pk", "folder", "starts_at", "ends_at"))
    reviews = list(led.order_by("due_on", "pk").values("pk", "folder", "due_on"))
    folders = {row["folder"] for row in (*meetings, *reviews)}
    cases = dict(visible.cases(me).filter(folder__in=folders).values_list("folder", "pk")) if folders else {}
    return [
        *(
            Appointment(row["pk"], cases.get(row["folder"]), starts_at=row["starts_at"], ends_at=row["ends_at"])
            for row in meetings
        ),
        *(Appointment(row["pk"], cases.get(row["folder"]), review=True, day=row["due_on"]) for row in reviews),
    ]
