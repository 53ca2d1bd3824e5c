"""Who is in a case, and what may be known of where they are.

Seeing a case opens none of the households it reaches: where somebody lives and how they are reached is shown only where the reader may open
that household, person by person; otherwise it says that there is another one, and nothing more."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from heed.cases.choices import Part
from heed.cases.models import Reach, Someone
from heed.households.models import Household, SafeContact
from heed.pictures.household.safety import safe_contact

PART_TONE = {Part.VICTIM: "warn", Part.CHILD: "warn", Part.PERPETRATOR: "danger", Part.BOTH: "danger"}


@dataclass(frozen=True)
class InCase:
    """Somebody in the case. `was`: the part they were first put down in, until `was_until` (UTC). `safe`: how to reach them, where the reader may know."""

    pk: UUID
    name: str
    about: str
    part: Part
    age: int | None
    was: str
    was_until: datetime | None
    household: UUID | None
    safe: str
    identified: bool

    @property
    def tone(self) -> str:
        return PART_TONE.get(self.part, "quiet")


@dataclass(frozen=True)
class Reached:
    """A household the case touches. Without an address: one that this reader may not open."""

    pk: UUID
    household: UUID | None
    address: str
    why: str


def people(rows: Sequence[Someone], opened: Collection[UUID], homes: Iterable[Household]) -> tuple[InCase, ...]:
    """Those who stand now, and in no single incident only, the gravest part first. `opened`: folders the reader may open."""
    by_pk, of_folder = {row.pk: row for row in rows}, {home.folder_id: home.pk for home in homes}
    known = [row.person for row in rows if row.person and row.person.folder_id in opened]
    safe = (
        {row.person_id: safe_contact(row) for row in SafeContact.objects.filter(person__in=known, superseded_at=None)}
        if known
        else {}
    )
    standing = [row for row in rows if row.superseded_at is None and row.incident_id is None]
    shown = (_shown(row, by_pk, opened, of_folder, safe) for row in standing)
    return tuple(sorted(shown, key=lambda one: Part.values.index(one.part)))


def _shown(
    row: Someone, by_pk: dict[UUID, Someone], opened: Collection[UUID], of_folder: dict[UUID, UUID], safe: dict[UUID, str]
) -> InCase:
    first = _first(row, by_pk)
    there = row.person if row.person and row.person.folder_id in opened else None
    return InCase(
        pk=row.pk,
        name=row.name or _("Not identified"),
        about=row.about,
        part=Part(row.part),
        age=row.age,
        was=str(Part(first.part).label) if first.part != row.part else "",
        was_until=first.superseded_at if first.part != row.part else None,
        household=of_folder.get(there.folder_id) if there else None,
        safe=safe.get(there.pk, "") if there else "",
        identified=row.person_id is not None,
    )


def _first(row: Someone, by_pk: dict[UUID, Someone]) -> Someone:
    while row.corrects_id and row.corrects_id in by_pk:
        row = by_pk[row.corrects_id]
    return row


def reached(rows: Iterable[Reach], homes: dict[UUID, Household]) -> tuple[Reached, ...]:
    return tuple(
        Reached(row.pk, row.household_id, str(homes[row.household_id].home), row.why)
        if row.household_id in homes
        else Reached(row.pk, None, "", "")
        for row in rows
    )
