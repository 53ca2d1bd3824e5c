"""One batch of tenancies: homes and households as the file says, then their people (people.py).

A household is one tenancy; a re-let home is a new household in a new folder. A household that ends is out of its scheme manager's
sight from that day (decision 3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from heed.deadlines.counting import uk_day
from heed.folders import keys
from heed.households import register
from heed.households.importing import people
from heed.households.importing.cells import midnight
from heed.households.importing.known import Known, look_up
from heed.households.importing.rows import TenancyRow
from heed.households.ledger import Ledger
from heed.households.models import Home, Household


@dataclass
class Group:
    """What the file says of one tenancy. `partly`: one of its lines was refused, so nobody is taken to have left.
    `absent`: the file does not have it, so it ends."""

    rows: dict[int, TenancyRow] = field(default_factory=dict)
    partly: bool = False
    absent: bool = False


@dataclass
class Tally:
    """Counted in rows of the file; `ended` in tenancies and people who left. `refused`: (line, reason)."""

    added: int = 0
    changed: int = 0
    ended: int = 0
    unchanged: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def bring_in(groups: Mapping[str, Group], at: datetime) -> Tally:
    """Writes a batch in the caller's transaction. `at`: now (UTC)."""
    tally, ledger = Tally(), Ledger(at)
    for group in groups.values():
        _only_what_agrees(group, tally)
    rows = [row for group in groups.values() for row in group.rows.values()]
    known = look_up({row.home.uprn for row in rows}, groups, {row.person for row in rows})
    _homes(known, rows, ledger)
    _new_households(known, groups, ledger)
    for number, group in groups.items():
        where = known.households.get(number)
        if where and keys.key_of(where.folder_id) is None:
            tally.refused += [
                (line, _("This household's history was erased, so nothing is added to it.")) for line in group.rows
            ]
        elif where:
            _one(known, where, group, ledger, tally)
    ledger.write()
    return tally


def _only_what_agrees(group: Group, tally: Tally) -> None:
    """Lines of one tenancy that contradict each other: the first stands, the others are refused."""
    first = next(iter(group.rows.values()), None)
    seen: set[str] = set()
    for line, row in list(group.rows.items()):
        reason = ""
        if first and (row.home != first.home or row.tenancy != first.tenancy):
            reason = _("The home or the tenancy is described otherwise than on the first line of this tenancy.")
        elif row.person in seen:
            reason = _("The same person stands twice in this tenancy.")
        if not reason:
            seen.add(row.person)
            continue
        group.partly = True
        tally.refused.append((line, reason))
        del group.rows[line]


# Homes ------------------------------------------------------------------------------------------------------------------------
def _homes(known: Known, rows: list[TenancyRow], ledger: Ledger) -> None:
    """Makes the homes that are new; corrects those the file describes otherwise. Homes are numbered by the database."""
    new: dict[str, Home] = {}
    for said in {row.home.uprn: row.home for row in rows}.values():
        facts = register.where(known.schemes[said.scheme], said.address, said.town, said.postcode)
        if home := known.homes.get(said.uprn):
            _change(ledger, home, scheme=known.schemes[said.scheme], **facts)
        else:
            new[said.uprn] = register.home(said.uprn, known.schemes[said.scheme], said.address, said.town, said.postcode)
    Home.objects.bulk_create(new.values())
    known.homes |= new


def _change(ledger: Ledger, row: Home | Household, **facts: object) -> list[str]:
    """Changes what differs; answers the names of it."""
    differs = {name: value for name, value in facts.items() if getattr(row, name) != value}
    if differs:
        ledger.change(row, **differs)
    return list(differs)


# Households -------------------------------------------------------------------------------------------------------------------
def _new_households(known: Known, groups: Mapping[str, Group], ledger: Ledger) -> None:
    new = [group for number, group in groups.items() if group.rows and number not in known.households]
    made = []
    for group, reference in zip(new, register.references(len(new)), strict=True):
        first = next(iter(group.rows.values()))
        said, home = first.tenancy, known.homes[first.home.uprn]
        since = min(ledger.at, midnight(said.started_on))
        where = register.household(
            ledger,
            home,
            reference,
            since=since,
            until=_until(said.ended_on),
            tenancy=said.number,
            tenure=said.tenure,
            joint=_joint(group),
            started_on=said.started_on,
            ended_on=said.ended_on,
        )
        known.households[said.number] = where
        made.append(where)
        register.happened(
            ledger,
            "register.tenancy_began",
            where,
            {"title": _("Tenancy began"), "text": str(where.get_tenure_display())},
            occurred_at=midnight(said.started_on),
            known_at=_first_known(group, ledger.at),
            whole_day=True,
        )
    register.keep_tied_out(ledger, made)


def _joint(group: Group) -> bool:
    """As the file says, or because two people hold it."""
    said = next(iter(group.rows.values())).tenancy.joint
    return sum(row.role in ("tenant", "joint_tenant") for row in group.rows.values()) > 1 if said is None else said


def _first_known(group: Group, at: datetime) -> datetime:
    days = [row.recorded_on for row in group.rows.values() if row.recorded_on]
    return min(at, midnight(min(days))) if days else at


def _one(known: Known, where: Household, group: Group, ledger: Ledger, tally: Tally) -> None:
    """One household and its people."""
    new, ended_before = where._state.adding, where.ended_on
    if group.absent:
        ledger.change(where, ended_on=where.ended_on or uk_day(ledger.at))
    elif group.rows and not new:
        where.home = known.homes.get(where.home.uprn, where.home)  # with the scheme it has now
        _correct(known, where, group, ledger)
    if not new:
        _place(known, where, ledger)
    people.bring_in(known, where, group, ledger, tally)
    if not new and where.ended_on and where.ended_on != ended_before:
        tally.ended += ended_before is None
        register.happened(
            ledger,
            "register.tenancy_ended",
            where,
            {"title": _("Tenancy ended"), "text": ""},
            occurred_at=midnight(where.ended_on),
            known_at=ledger.at,
            whole_day=True,
        )


def _correct(known: Known, where: Household, group: Group, ledger: Ledger) -> None:
    first = next(iter(group.rows.values()))
    said = first.tenancy
    facts = {
        "home": known.homes[first.home.uprn],
        "tenure": said.tenure,
        "started_on": said.started_on,
        "joint": _joint(group) if not group.partly else where.joint,
    }
    changed = _change(ledger, where, **facts)
    reopened = bool(where.ended_on and not said.ended_on)
    _change(ledger, where, ended_on=said.ended_on)
    if changed or reopened:
        names = {"home": _("home"), "tenure": _("tenure"), "started_on": _("first day"), "joint": _("joint or sole")}
        what = [names[name] for name in changed] + ([_("the tenancy did not end after all")] if reopened else [])
        register.happened(
            ledger,
            "register.corrected",
            where,
            {"title": _("Tenancy corrected"), "text": ", ".join(what)},
            occurred_at=ledger.at,
            known_at=ledger.at,
        )


def _until(ended_on: date | None) -> datetime | None:
    return midnight(ended_on) if ended_on else None


def _place(known: Known, where: Household, ledger: Ledger) -> None:
    """The folder lies in the home's scheme until the tenancy ends. What a manager could see before is not written over."""
    until, lies = _until(where.ended_on), known.places[where.folder_id]
    gone = bool(lies.until and lies.until <= ledger.at)
    moved = lies.scheme_id != where.home.scheme_id
    if (moved or gone) and (until is None or until > ledger.at):
        if not gone:
            ledger.change(lies, until=ledger.at)
        register.lies_in(ledger, where.folder_id, where.home.scheme_id, since=ledger.at, until=until)
    elif lies.until != until and not gone:
        ledger.change(lies, until=until)
