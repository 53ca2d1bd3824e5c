"""Who is in a case, and what may be known of where they are.

Seeing a case opens none of the households it reaches: where somebody lives and how they are reached is shown only where the reader may open
that household, person by person; otherwise it says that there is another one, and nothing more."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from heed.cases.choices import Part
from heed.cases.models import Someone
from heed.pictures.case.known import Known
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


def people(known: Known) -> tuple[InCase, ...]:
    """Those who stand now, and in no single incident only, the gravest part first."""
    by_pk = {row.pk: row for row, _folder in known.people}
    of_folder = {home.folder_id: home.pk for _touched, home in known.reached if home}
    standing = [(row, folder) for row, folder in known.people if row.superseded_at is None and row.incident_id is None]
    shown = (_shown(row, _first(row, by_pk), of_folder.get(folder) if folder else None, known) for row, folder in standing)
    return tuple(sorted(shown, key=lambda one: Part.values.index(one.part)))


def _shown(row: Someone, first: Someone, household: UUID | None, known: Known) -> InCase:
    contact = known.safe.get(row.person_id) if row.person_id else None
    return InCase(
        pk=row.pk,
        name=row.name or _("Not identified"),
        about=row.about,
        part=Part(row.part),
        age=row.age,
        was=str(Part(first.part).label) if first.part != row.part else "",
        was_until=first.superseded_at if first.part != row.part else None,
        household=household,
        safe=safe_contact(contact) if contact else "",
        identified=row.person_id is not None,
    )


def _first(row: Someone, by_pk: dict[UUID, Someone]) -> Someone:
    while row.corrects_id and row.corrects_id in by_pk:
        row = by_pk[row.corrects_id]
    return row


def reached(known: Known) -> tuple[Reached, ...]:
    return tuple(
        Reached(row.pk, there.pk, str(there.home), row.why) if there else Reached(row.pk, None, "", "")
        for row, there in known.reached
    )
