"""The people of one tenancy: who is new, who is otherwise than we knew, who has left, and who is known elsewhere.

Somebody who moves is a new person in the new household's folder, linked with the old for those who may see both. What a colleague
entered here is never cleared or overwritten."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from heed.deadlines.counting import uk_day
from heed.households import register
from heed.households.choices import NameKind, Origin
from heed.households.folding import fold_name, sort_key
from heed.households.importing.cells import midnight
from heed.households.importing.facts import bring_facts
from heed.households.importing.known import Known, current_name
from heed.households.importing.rows import TenancyRow
from heed.households.ledger import Ledger
from heed.households.models import Household, Membership, Person

if TYPE_CHECKING:
    from heed.households.importing.tenancies import Group, Tally

HOLDS = ("tenant", "joint_tenant")


def bring_in(known: Known, where: Household, group: "Group", ledger: Ledger, tally: "Tally") -> None:
    """Adds to the ledger whatever the file changes about the people of one household, and counts it."""
    present: dict[str, Person] = {}
    for row in group.rows.values():
        person = known.people[where.folder_id].get(row.person)
        present[row.person] = person or _arrive(known, where, row, ledger)
        if person is None:
            tally.added += 1
        elif _correct(known, where, person, row, ledger):
            tally.changed += 1
        else:
            tally.unchanged += 1
    _relate(known, group, present, ledger)
    if (group.rows or group.absent) and not group.partly:
        tally.ended += _leave(known, where, present, ledger)


# Arriving ---------------------------------------------------------------------------------------------------------------------
def _arrive(known: Known, where: Household, row: TenancyRow, ledger: Ledger) -> Person:
    """A first load leaves one event a tenancy; later each newcomer to a household leaves one."""
    recorded_at = min(ledger.at, midnight(row.recorded_on)) if row.recorded_on else ledger.at
    since = row.since or (where.started_on if where._state.adding else uk_day(recorded_at))
    person = register.person(
        ledger,
        where.folder_id,
        row.name,
        sort_key(*row.sorted_by),
        recorded_at=recorded_at,
        source_id=row.person,
        **_plain(row),
    )
    register.membership(ledger, where, person.pk, row.role, since, _until(row, where), recorded_at=recorded_at)
    _more_names(known, person, row, ledger, recorded_at)
    bring_facts(known, where, person, row, ledger, recorded_at=recorded_at)
    known.people[where.folder_id][row.person] = person
    for other in known.elsewhere[row.person]:
        register.same_person(ledger, other, (person.pk, person.folder_id), "same_source_id")
    known.elsewhere[row.person].append((person.pk, person.folder_id))
    if not where._state.adding:
        register.happened(
            ledger,
            "register.moved_in",
            where,
            {"title": _("Moved in"), "text": row.name},
            occurred_at=midnight(since),
            known_at=recorded_at,
            whole_day=True,
            people=[person.pk],
        )
    return person


def _plain(row: TenancyRow) -> dict[str, object]:
    """Facts of the person themselves that the file gives; an empty cell takes nothing away."""
    said = {"born_on": row.born_on, "died_on": row.died_on, "gender": row.gender, "language": row.language}
    return {name: value for name, value in said.items() if value}


def _until(row: TenancyRow, where: Household) -> date | None:
    return row.until or where.ended_on


def _more_names(known: Known, person: Person, row: TenancyRow, ledger: Ledger, recorded_at: datetime) -> bool:
    """Names they also use or used before. One that the file no longer has is kept: people are looked for by it."""
    held = {fold_name(name.text) for name in known.names[person.pk]} | {fold_name(row.name)}
    new = [
        (kind, text)
        for kind, texts in ((NameKind.ALIAS, row.aliases), (NameKind.FORMER, row.former))
        for text in texts
        if fold_name(text) not in held
    ]
    for kind, text in new:
        register.known_as(ledger, person, kind, text, recorded_at=recorded_at)
    return bool(new)


# Corrected --------------------------------------------------------------------------------------------------------------------
def _correct(known: Known, where: Household, person: Person, row: TenancyRow, ledger: Ledger) -> bool:
    what = []
    if person.name != row.name:
        _rename(known, person, row, ledger)
        what.append(_("name"))
    plain = {name: value for name, value in _plain(row).items() if getattr(person, name) != value}
    if plain:
        ledger.change(person, **plain)
        named = {"born_on": _("date of birth"), "died_on": _("date of death"), "gender": _("gender"), "language": _("language")}
        what += [named[name] for name in plain]
    if _more_names(known, person, row, ledger, ledger.at):
        what.append(_("other names"))
    if _stands_otherwise(known, where, person, row, ledger):
        what.append(_("place in the household"))
    what += bring_facts(known, where, person, row, ledger, recorded_at=ledger.at)
    if what:
        words = {"title": _("Register corrected"), "text": f"{row.name}: {', '.join(what)}"}
        register.happened(
            ledger, "register.corrected", where, words, occurred_at=ledger.at, known_at=ledger.at, people=[person.pk]
        )
    return bool(what)


def _rename(known: Known, person: Person, row: TenancyRow, ledger: Ledger) -> None:
    """The old name stays findable as a former one."""
    if old := current_name(known.names[person.pk]):
        ledger.change(old, kind=NameKind.FORMER)
    again = next((name for name in known.names[person.pk] if name.text == row.name), None)
    if again:
        ledger.change(again, kind=NameKind.CURRENT)
    else:
        register.known_as(ledger, person, NameKind.CURRENT, row.name, recorded_at=ledger.at)
    ledger.change(person, name=row.name, sort_key=sort_key(*row.sorted_by))


def _stands_otherwise(known: Known, where: Household, person: Person, row: TenancyRow, ledger: Ledger) -> bool:
    """A new version of the membership, where the file says otherwise than the last. A colleague's version is only ever ended."""
    was, until = known.members.get(person.pk), _until(row, where)
    if was and was.origin == Origin.ENTERED:
        return bool(until and not was.until) and _new_version(ledger, where, was, was.role, was.since, until)
    since = row.since or (was.since if was else where.started_on)
    if was and (was.role, was.since, was.until) == (row.role, since, until):
        return False
    if was and not (
        was.until and row.since and row.since > was.until
    ):  # otherwise they left and came back: both stays are true
        return _new_version(ledger, where, was, row.role, since, until)
    register.membership(ledger, where, person.pk, row.role, since, until, recorded_at=ledger.at)
    return True


def _new_version(ledger: Ledger, where: Household, was: Membership, role: str, since: date | None, until: date | None) -> bool:
    ledger.supersede(was)
    register.membership(ledger, where, was.person_id, role, since, until, recorded_at=ledger.at)
    return True


# Related ----------------------------------------------------------------------------------------------------------------------
def _relate(known: Known, group: "Group", present: dict[str, Person], ledger: Ledger) -> None:
    """How the first tenant stands to each of the others. What a colleague entered about two people stands."""
    first = next((row for row in group.rows.values() if row.role in HOLDS and row.relation is None), None)
    if first is None:
        return
    for row in group.rows.values():
        one, other = present[first.person], present[row.person]
        was = known.relations.get(frozenset((one.pk, other.pk)))
        if row.relation is None or one == other or (was and was.origin == Origin.ENTERED):
            continue
        if was and (was.one_id, was.kind) == (one.pk, row.relation):
            continue
        if was:
            ledger.supersede(was)
        recorded_at = max(one.recorded_at, other.recorded_at) if was is None else ledger.at
        register.relationship(ledger, one, row.relation, other, recorded_at=recorded_at)


# Leaving ----------------------------------------------------------------------------------------------------------------------
def _leave(known: Known, where: Household, present: dict[str, Person], ledger: Ledger) -> int:
    """Ends the memberships of those the file no longer has here. People whom a colleague added here stay."""
    gone = 0
    ended_on = min(where.ended_on or date.max, uk_day(ledger.at))
    for source_id, person in known.people[where.folder_id].items():
        was = known.members.get(person.pk)
        if source_id in present or was is None or (was.until and was.until <= ended_on):
            continue
        _new_version(ledger, where, was, was.role, was.since, ended_on)
        gone += 1
        if not where.ended_on:
            register.happened(
                ledger,
                "register.left",
                where,
                {"title": _("Left the household"), "text": person.name},
                occurred_at=midnight(ended_on),
                known_at=ledger.at,
                whole_day=True,
                people=[person.pk],
            )
    return gone
