"""Meetings we are asked to (CH-3, DA-16): those of a case, to come and past; and one's own calendar, which names nobody."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from heed.agencies.choices import Going, MeetingKind
from heed.agencies.models import Attendance, Meeting
from heed.cases.models import Case, Exemption
from heed.domestic_abuse.models import SafetyPlan
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
class What(StrEnum):
    """What stands in a calendar."""

    MEETING = "meeting"
    CASE_REVIEW = "case_review"
    EXEMPTION = "exemption"
    PLAN = "plan"


@dataclass(frozen=True)
class Appointment:
    """Something to be at. `starts_at` and `ends_at` (UTC), or a whole `day`. Of the case nothing but its opaque id."""

    pk: UUID
    case: UUID | None
    what: What
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    day: date | None = None


def calendar(me: Asker) -> list[Appointment]:
    """Of cases (and safety plans) this colleague may open: the meetings they go to, the case reviews they lead, and the days on which they
    look again at an exemption or a safety plan they answer for. Five statements."""
    since = me.at - KEPT_IN_A_CALENDAR
    mine = Attendance.objects.filter(colleague=me.colleague, going__in=(Going.ASKED, Going.GOING, Going.WENT))
    held = visible.kept(Meeting, me).filter(pk__in=mine.values("meeting"), cancelled_at=None, starts_at__gt=since)
    days = {
        What.CASE_REVIEW: (visible.kept(CaseReview, me).filter(officer=me.colleague, ended_at=None), "due_on"),
        What.EXEMPTION: (visible.kept(Exemption, me).filter(case__responsible=me.colleague, ended_at=None), "review_on"),
        What.PLAN: (
            visible.kept(SafetyPlan, me).filter(Q(by=me.colleague) | Q(case__responsible=me.colleague), ended_at=None),
            "review_on",
        ),
    }
    return [
        *(
            Appointment(pk, case, What.MEETING, starts_at=starts, ends_at=ends)
            for pk, case, starts, ends in held.order_by("starts_at", "pk").values_list(
                "pk", _case_of(me), "starts_at", "ends_at"
            )
        ),
        *(
            Appointment(pk, case, what, day=day)
            for what, (rows, on) in days.items()
            for pk, case, day in rows.order_by(on, "pk").values_list("pk", "case", on)
        ),
    ]


def _case_of(me: Asker) -> Subquery:
    """The case in whose folder a meeting is kept."""
    return Subquery(visible.cases(me).filter(folder=OuterRef("folder")).values("pk")[:1])
