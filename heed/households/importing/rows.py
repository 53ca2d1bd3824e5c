"""A row of each file as we understand it, or the reason why it cannot come in."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from heed.deadlines.counting import uk_day
from heed.households.choices import Gender, ImportKind, Member, Relation, Tenure
from heed.households.importing import cells, codes
from heed.households.importing.cells import Refused
from heed.households.importing.columns import COLUMNS
from heed.organisation.choices import Department


@dataclass(frozen=True)
class Home:
    uprn: str
    scheme: str
    address: str
    town: str
    postcode: str


@dataclass(frozen=True)
class Tenancy:
    number: str
    tenure: Tenure
    started_on: date
    ended_on: date | None
    joint: bool | None


@dataclass(frozen=True)
class TenancyRow:
    """One person in one tenancy. None means that the file has no such column: nothing is changed by it."""

    home: Home
    tenancy: Tenancy
    person: str
    role: Member
    relation: Relation | None  # how the first tenant stands to this person
    since: date | None
    until: date | None
    name: str
    sorted_by: tuple[str, str]  # surname, first names
    aliases: list[str]
    former: list[str]
    born_on: date | None
    died_on: date | None
    gender: Gender | None
    language: str | None
    phones: list[str] | None
    alerts: list[str] | None
    alert_words: str
    review_on: date | None
    never_by: list[str] | None  # fields of SafeContact
    safe_contact: str
    recorded_on: date | None


@dataclass(frozen=True)
class HistoryRow:
    """One entry of another department. Instants are UTC; `whole_day`: only the day is known."""

    system: str
    source_id: str
    uprn: str
    tenancy: str
    kind: str
    department: Department
    occurred_at: datetime
    whole_day: bool
    recorded_at: datetime
    title: str
    text: str


class _Says:
    """The cells of one row, tidied; `None` for a column that the file does not have."""

    def __init__(self, kind: ImportKind, row: dict[str, str]) -> None:
        self.cells = {
            column.name: cells.tidy(row[column.name], column.name, free=column.free)
            for column in COLUMNS[kind]
            if column.name in row
        }
        if empty := [column.name for column in COLUMNS[kind] if column.must and not self.cells[column.name]]:
            raise Refused(_("%(column)s is empty.") % {"column": empty[0]})

    def __call__(self, column: str, most: int = 200) -> str:
        return cells.within(self.cells.get(column, ""), most, column)

    def day(self, column: str, *, by: date | None = None) -> date | None:
        """`by`: the latest day it can be."""
        said = cells.day(self.cells.get(column, ""), column)
        if said and by and said > by:
            raise Refused(_("%(column)s is in the future.") % {"column": column})
        return said

    def listed(self, column: str, most: int) -> list[str] | None:
        return cells.listed(self.cells[column], most, column) if column in self.cells else None


def tenancy_row(row: dict[str, str], at: datetime) -> TenancyRow:
    """Raises Refused. `at` (UTC): now."""
    says, today = _Says(ImportKind.TENANCIES, row), uk_day(at)
    tenancy = _tenancy(says)
    since, until = says.day("member_from"), says.day("member_until")
    _in_order(since or tenancy.started_on, until, "member_until")
    role, relation = _place(says, tenancy)
    surname, first_names = says("surname", 80), says("first_names", 80)
    if not (surname or first_names):
        raise Refused(_("Neither surname nor first_names says a name."))
    return TenancyRow(
        home=_home(says),
        tenancy=tenancy,
        person=says("person_id", 40),
        role=role,
        relation=relation,
        since=since,
        until=until,
        name=f"{first_names} {surname}".strip(),
        sorted_by=(surname, first_names),
        aliases=(says.listed("aliases", 160) or []) + (says.listed("known_as", 160) or []),
        former=says.listed("former_names", 160) or [],
        born_on=says.day("date_of_birth", by=today),
        died_on=says.day("date_of_death", by=today),
        gender=cells.one_of(says("gender"), codes.GENDERS, "gender") if says("gender") else None,
        language=says("preferred_language", 40) if "preferred_language" in says.cells else None,
        phones=_phones(says),
        alerts=_alerts(says),
        alert_words=says("alert_comments", 2000),
        review_on=says.day("alert_review_date"),
        never_by=_never_by(says),
        safe_contact=says("safe_contact", 1000),
        recorded_on=says.day("recorded_on", by=today),
    )


def _home(says: _Says) -> Home:
    address = ", ".join(filter(None, (says("address_line_1"), says("address_line_2"))))
    return Home(
        cells.uprn(says("uprn"), "uprn"),
        says("scheme_code", 20),
        cells.within(address, 200, "address_line_1"),
        says("town", 80),
        cells.postcode(says("postcode"), "postcode"),
    )


def _tenancy(says: _Says) -> Tenancy:
    started_on, ended_on = says.day("tenancy_start_date"), says.day("tenancy_end_date")
    assert started_on is not None  # the column must be filled
    _in_order(started_on, ended_on, "tenancy_end_date")
    return Tenancy(
        says("tenancy_id", 40),
        cells.one_of(says("tenancy_type"), codes.TENURES, "tenancy_type"),
        started_on,
        ended_on,
        cells.yes(says("is_joint"), codes.YES_NO, "is_joint"),
    )


def _place(says: _Says, tenancy: Tenancy) -> tuple[Member, Relation | None]:
    """Whoever the tenancy is in the name of is a tenant, whatever else they are to the first."""
    role, relation = cells.one_of(says("relationship_to_tenant"), codes.RELATIONSHIPS, "relationship_to_tenant")
    holds = cells.yes(says("is_contract_holder"), codes.YES_NO, "is_contract_holder")
    if holds and role != Member.TENANT:
        return Member.JOINT_TENANT, relation
    if tenancy.joint and role == Member.TENANT:
        return Member.JOINT_TENANT, relation
    return role, relation


def _phones(says: _Says) -> list[str] | None:
    phones = says.listed("telephone_numbers", 24)
    if any(sum(letter.isdigit() for letter in phone) < 5 for phone in phones or []):
        raise Refused(_("telephone_numbers holds something that is not a telephone number."))
    return phones


def _alerts(says: _Says) -> list[str] | None:
    found = says.listed("person_alert_codes", 12)
    if any(codes.alert(code) is None for code in found or []):
        raise Refused(_("person_alert_codes holds a code that is in neither list of the housing data standards."))
    return found


def _never_by(says: _Says) -> list[str] | None:
    if "do_not_contact_by" not in says.cells and "safe_contact" not in says.cells:
        return None
    return sorted(
        {cells.one_of(way, codes.NEVER_BY, "do_not_contact_by") for way in says.listed("do_not_contact_by", 20) or []}
    )


def _in_order(first: date, last: date | None, column: str) -> None:
    if last and last < first:
        raise Refused(_("%(column)s is before the first day.") % {"column": column})


def history_row(row: dict[str, str], at: datetime) -> HistoryRow:
    """Raises Refused. `at` (UTC): now; nothing in a history lies after it."""
    says = _Says(ImportKind.HISTORY, row)
    kind, department = cells.one_of(says("kind"), codes.KINDS, "kind")
    if says("department"):
        department = cells.one_of(says("department"), codes.DEPARTMENTS, "department")
    if not (says("uprn") or says("tenancy_id")):
        raise Refused(_("Neither uprn nor tenancy_id says where it happened."))
    occurred_at, whole_day = _past(says, "occurred_on", at)
    recorded_at, _day = _past(says, "recorded_on", at)
    return HistoryRow(
        system=says("system", 20),
        source_id=says("source_id", 60),
        uprn=cells.uprn(says("uprn"), "uprn") if says("uprn") else "",
        tenancy=says("tenancy_id", 40),
        kind=kind,
        department=department,
        occurred_at=occurred_at,
        whole_day=whole_day,
        recorded_at=max(recorded_at, occurred_at),
        title=says("title", 200),
        text=says("text", cells.LONGEST_TEXT),
    )


def _past(says: _Says, column: str, at: datetime) -> tuple[datetime, bool]:
    said = cells.moment(says(column), column)
    assert said is not None  # the column must be filled
    if said[0] > at:
        raise Refused(_("%(column)s is in the future.") % {"column": column})
    return said
