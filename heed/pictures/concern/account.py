"""What was told: the first account as it came, fact apart from hearsay apart from opinion; who is involved, where, and what came with it.

The reporter's name comes through `visible.reporters` only, so a scheme's manager never has it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from heed.concerns.choices import ASKED_BY, AccountKind, Form, Part
from heed.concerns.models import Account, Involved, Placement, Reporter
from heed.folders.models import File
from heed.households.choices import Identity
from heed.households.models import Home, Person
from heed.organisation.choices import Department
from heed.pictures.concern.held import Rows
from heed.pictures.rows import from_json

PART_TONE = {Part.VICTIM: "warn", Part.CHILD: "warn", Part.PERPETRATOR: "danger", Part.WITNESS: "", Part.OTHER: "quiet"}
TOLD_IN_ORDER = (
    AccountKind.SEEN,
    AccountKind.TOLD,
    AccountKind.CHILD_WORDS,
    AccountKind.WORRY,
    AccountKind.DONE,
    AccountKind.WHERE,
    AccountKind.ON_BEHALF,
    AccountKind.EMAILED,
    AccountKind.MANAGER_TOLD,
    *(kind for form in Form for kind in ASKED_BY[form]),
    AccountKind.ADDED,
)


@dataclass(frozen=True)
class Told:
    """One row of the account, in the reporter's own words. `source`: who told it."""

    kind: AccountKind
    words: str
    source: str
    at: datetime

    @property
    def label(self) -> str:
        return str(self.kind.label)


@dataclass(frozen=True)
class Someone:
    """Somebody involved. Not confirmed: named by the reporter. `was`: the part they were first put down in, where that was corrected."""

    pk: UUID
    name: str
    about: str
    age: int | None
    part: Part
    identity: Identity
    confirmed: str
    confirmed_at: datetime | None
    linked: bool
    was: str

    @property
    def role(self) -> str:
        return str(self.part.label)

    @property
    def tone(self) -> str:
        return PART_TONE[self.part]


@dataclass(frozen=True)
class Paper:
    """An attachment. `pk` is the file's, for the pages that hand it out."""

    pk: UUID
    name: str
    size: int
    picture: bool
    checked: bool


@dataclass(frozen=True)
class Spot:
    """A household the concern is linked to, why, and by whom (empty: by the address the reporter gave)."""

    pk: UUID
    household: UUID
    address: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Reported:
    """Who reported: for the group and the lead only. `gone`: they have left, so nobody can be answered."""

    pk: int
    name: str
    department: str
    telephone: str
    knew_at: datetime
    gone: bool


def reported(rows: Rows) -> Reported | None:
    if not rows:
        return None
    (row,) = rows
    who, department = from_json(Reporter, row["row"]), str(Department(row["department"]).label)
    return Reported(who.colleague_id, row["name"], department, row["telephone"], who.knew_at, not row["here"])


def told(rows: Rows, reporter: Reported | None) -> tuple[Told, ...]:
    """On whose behalf it was entered tells who reported: it is kept back from whoever may not know that."""
    accounts = [from_json(Account, row["row"]) for row in rows if reporter or row["row"]["kind"] != AccountKind.ON_BEHALF]
    in_order = sorted(accounts, key=lambda row: (TOLD_IN_ORDER.index(AccountKind(row.kind)), row.at))
    return tuple(Told(AccountKind(row.kind), row.said or _("Files were added."), row.source, row.at) for row in in_order)


def people(rows: Rows, day: date) -> tuple[Someone, ...]:
    """Those who stand, the gravest part first; `day` (in the UK) for their age."""
    parts = {row["row"]["id"]: row["row"]["part"] for row in rows}
    standing = [_someone(row, parts, day) for row in rows if row["row"]["superseded_at"] is None]
    return tuple(sorted(standing, key=lambda one: Part.values.index(one.part)))


def _someone(row: dict, parts: dict[str, str], day: date) -> Someone:
    involved = from_json(Involved, row["row"])
    person = from_json(Person, row["person"]) if row["person"] else None
    before = parts.get(row["row"]["corrects_id"] or "")
    return Someone(
        involved.pk,
        (person.name if person else involved.name) or _("Name not known"),
        involved.about,
        person.age_on(day) if person else None,
        Part(involved.part),
        Identity(involved.identity),
        row["confirmed"] or "",
        involved.confirmed_at,
        involved.person_id is not None,
        str(Part(before).label) if before and before != involved.part else "",
    )


def papers(rows: Rows) -> tuple[Paper, ...]:
    files = [from_json(File, row["row"]) for row in rows]
    return tuple(Paper(file.pk, file.name, file.size, file.picture, file.checked == "clean") for file in files)


def spots(rows: Rows) -> tuple[Spot, ...]:
    return tuple(_spot(from_json(Placement, row["row"]), row) for row in rows)


def _spot(place: Placement, row: dict) -> Spot:
    why = place.reason or _("The address the reporter gave.")
    return Spot(place.pk, place.household_id, str(from_json(Home, row["home"])), why, row["name"] or "", place.at)
