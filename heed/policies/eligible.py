"""Who may advise on a concern: members of the group who are here and not kept out, never its reporter (CFC-3, CFC-4).

Two voices are needed, so where fewer than two members could give one, the Safeguarding Lead stands in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from heed.concerns.advising import VOICES
from heed.concerns.models import Reporter
from heed.organisation.choices import Role
from heed.organisation.models import Absence, Colleague, Post, in_force
from heed.policies.visible import kept_out


@dataclass(frozen=True)
class Member:
    """Somebody who holds a seat in the group, or the lead's post, at an instant. `here`: not away."""

    colleague: Colleague
    role: Role
    skills: tuple[str, ...]
    here: bool


@dataclass(frozen=True)
class Seats:
    """Everyone who could be asked at an instant; `able` narrows it to one concern."""

    seats: tuple[Member, ...]

    def able(self, kept: Collection[int], reporter: int | None, answered: Collection[int] = ()) -> list[Colleague]:
        """Who may advise on a concern from which `kept` are kept out. `answered`: those who have advised already, wherever they are now."""
        out = {*kept, reporter}
        members = self._of(Role.GROUP, out)
        able = members if len({*answered, *members}) >= VOICES else members | self._of(Role.LEAD, out)
        return list(able.values())

    def _of(self, role: Role, out: Collection[int | None]) -> dict[int, Colleague]:
        return {
            seat.colleague.pk: seat.colleague
            for seat in self.seats
            if seat.role == role and seat.here and seat.colleague.pk not in out
        }

    @property
    def names(self) -> dict[int, str]:
        return {seat.colleague.pk: seat.colleague.display_name for seat in self.seats}


def seats_at(at: datetime) -> Seats:
    """The seats of the group and the lead's, by name, with one query. `at` in UTC."""
    away = Absence.objects.filter(in_force(at), colleague=OuterRef("colleague"))
    held = Post.objects.filter(
        in_force(at), role__in=[Role.GROUP, Role.LEAD], colleague__in=Colleague.objects.here(at)
    ).select_related("colleague")
    rows = held.annotate(away=Exists(away)).order_by("colleague__display_name", "colleague", "pk")
    return Seats(tuple(Member(row.colleague, Role(row.role), tuple(row.skills), not row.away) for row in rows))


def who_may_advise(folder: UUID, at: datetime) -> list[Colleague]:
    """Of one concern, by its folder. For pages and letters alike, so that nobody is asked who would be refused."""
    reporter = Reporter.objects.filter(folder=folder).values_list("colleague", flat=True).first()
    return seats_at(at).able(kept_out([folder], at), reporter)
