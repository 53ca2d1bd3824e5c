"""What can be noted on a household: calls and visits, safe contact, flags, ties. Dated versions; nothing is overwritten."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from heed.deadlines import clocks
from heed.deadlines.clocks import Owed
from heed.households.choices import FlagKind, Identity, Member, NameKind, Origin, Relation, TieKind
from heed.households.folding import fold_name
from heed.households.models import Flag, Home, Household, Membership, Name, Person, Relationship, SafeContact, SamePerson, Tie
from heed.organisation.choices import Department
from heed.organisation.models import Colleague
from heed.timeline.actions import record
from heed.timeline.models import Event


class CannotNote(Exception):
    """What is missing or in the way."""


# Notes ------------------------------------------------------------------------------------------------------------------------
def note(
    household: Household,
    kind: str,
    title: str,
    text: str,
    *,
    by: Colleague,
    at: datetime,
    occurred_at: datetime | None = None,
    people: list[Person] | None = None,
    department: Department | None = None,
    corrects: UUID | None = None,
) -> Event:
    """A call, a visit, a letter, or anything else worth knowing. `kind` is one of NOTE_KINDS. Raises CannotNote for a time to come."""
    if occurred_at and occurred_at > at:
        raise CannotNote(_("That time has not come yet. Give the time it happened."))
    return record(
        f"note.{kind}",
        household.folder_id,
        by=by,
        at=at,
        occurred_at=occurred_at,
        words={"title": title, "text": text},
        department=department or Department(by.department),
        households=[household.pk],
        people=[person.pk for person in people or []],
        corrects=corrects,
    )


# How to be safe ---------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Contact:
    """How somebody may be reached, in words, and what must never be used."""

    how: str
    who_not: str = ""
    no_call: bool = False
    no_message: bool = False
    no_text: bool = False
    no_letter: bool = False
    no_email: bool = False


@transaction.atomic
def set_safe_contact(person: Person, contact: Contact, *, by: Colleague, at: datetime) -> SafeContact:
    """A new version; the old one stays as it was known until now."""
    _supersede(SafeContact, at, person=person)
    never = {name: getattr(contact, name) for name in ("no_call", "no_message", "no_text", "no_letter", "no_email")}
    version = SafeContact(
        folder_id=person.folder_id,
        person=person,
        origin=Origin.ENTERED,
        recorded_at=at,
        recorded_by=by,
        words={"how": contact.how, "who_not": contact.who_not},
        **never,
    )
    version.save(force_insert=True)
    record("safe_contact.set", person.folder_id, by=by, at=at, people=[person.pk])
    return version


@transaction.atomic
def raise_flag(
    household: Household,
    kind: FlagKind,
    code: str,
    words: str,
    *,
    by: Colleague,
    at: datetime,
    person: Person | None = None,
    review_on: date | None = None,
    review_at: datetime | None = None,
) -> Flag:
    """An alert with its evidence and a review date; a marker for staff's safety cannot be without one."""
    if kind == FlagKind.STAFF_SAFETY and review_at is None:
        raise CannotNote(_("Give the day on which this warning is looked at again: no more than a year from now."))
    flag = Flag(
        folder_id=household.folder_id,
        household=household,
        person=person,
        kind=kind,
        code=code,
        words=words,
        review_on=review_on,
        origin=Origin.ENTERED,
        recorded_at=at,
        recorded_by=by,
    )
    flag.save(force_insert=True)
    if review_at:
        clocks.start(
            "flag_review",
            Owed(household.folder_id, owner=by, about=flag.pk),
            at=at,
            due=review_at,
            nation=household.home.scheme.nation,
        )
    record("flag.raised", household.folder_id, by=by, at=at, words={"text": words, "code": code}, households=[household.pk])
    return flag


@transaction.atomic
def lift_flag(flag: Flag, why: str, *, by: Colleague, at: datetime) -> None:
    """The warning no longer holds; why stays on the timeline."""
    if not Flag.objects.filter(pk=flag.pk, superseded_at=None).update(superseded_at=at):
        raise CannotNote(_("Somebody lifted this flag a moment ago."))
    with suppress(clocks.NothingOwed):
        clocks.meet(flag.folder_id, "flag_review", by=by, at=at, about=flag.pk)
    record("flag.lifted", flag.folder_id, by=by, at=at, words={"text": why, "code": flag.code}, households=[flag.household_id])


# Who is who -------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Newcomer:
    """Somebody the register does not know: an unborn child, an ex-partner, "unidentified man"."""

    name: str
    role: Member
    identity: Identity = Identity.KNOWN
    born_on: date | None = None
    since: date | None = None


@transaction.atomic
def add_person(household: Household, newcomer: Newcomer, *, by: Colleague, at: datetime) -> Person:
    person = Person(
        folder_id=household.folder_id,
        identity=newcomer.identity,
        name=newcomer.name,
        sort_key=fold_name(newcomer.name),
        born_on=newcomer.born_on,
        recorded_at=at,
    )
    person.save(force_insert=True)
    Name(
        folder_id=household.folder_id,
        person=person,
        kind=NameKind.CURRENT,
        text=newcomer.name,
        folded=fold_name(newcomer.name),
        recorded_at=at,
    ).save(force_insert=True)
    _member(household, person, newcomer.role, newcomer.since, None, by, at)
    record("person.added", household.folder_id, by=by, at=at, people=[person.pk], households=[household.pk])
    return person


@transaction.atomic
def change_membership(
    membership: Membership, role: Member, since: date | None, until: date | None, *, by: Colleague, at: datetime
) -> Membership:
    """Somebody's place in the household is otherwise than we thought; the old version stays as it was known."""
    if not Membership.objects.filter(pk=membership.pk, superseded_at=None).update(superseded_at=at):
        raise CannotNote(_("Somebody changed this a moment ago. Look again before you change it."))
    changed = _member(membership.household, membership.person, role, since, until, by, at)
    record(
        "person.place_changed",
        membership.folder_id,
        by=by,
        at=at,
        words={"was": membership.role, "is": role},
        people=[membership.person_id],
        households=[membership.household_id],
    )
    return changed


def _member(
    household: Household, person: Person, role: Member, since: date | None, until: date | None, by: Colleague, at: datetime
) -> Membership:
    membership = Membership(
        folder_id=household.folder_id,
        household=household,
        person=person,
        role=role,
        since=since,
        until=until,
        origin=Origin.ENTERED,
        recorded_at=at,
        recorded_by=by,
    )
    membership.save(force_insert=True)
    return membership


@transaction.atomic
def relate(
    one: Person,
    kind: Relation,
    other: Person,
    *,
    by: Colleague,
    at: datetime,
    since: date | None = None,
    until: date | None = None,
) -> Relationship:
    """`one` is the `kind` of `other`. Read the other way with its inverse."""
    if one.pk == other.pk or one.folder_id != other.folder_id:
        raise CannotNote(_("Choose two different people of this household."))
    Relationship.objects.filter(superseded_at=None, one__in=[one, other], other__in=[one, other]).update(superseded_at=at)
    relation = Relationship(
        folder_id=one.folder_id,
        one=one,
        other=other,
        kind=kind,
        since=since,
        until=until,
        origin=Origin.ENTERED,
        recorded_at=at,
        recorded_by=by,
    )
    relation.save(force_insert=True)
    record("person.related", one.folder_id, by=by, at=at, words={"is": kind, "one": str(one.pk)}, people=[one.pk, other.pk])
    return relation


@transaction.atomic
def link(person: Person, earlier: Person, why: str, *, by: Colleague, at: datetime) -> SamePerson:
    """Two records are of one human being: linked, never merged. `person` is the one here, `earlier` the one of a household they had left; only
    this household's timeline says so (decision 3). Raises CannotNote."""
    either = Q(one=person, other=earlier) | Q(one=earlier, other=person)
    if person.folder_id == earlier.folder_id or SamePerson.objects.filter(either, undone_at=None).exists():
        raise CannotNote(_("These two records are linked already, or stand in the same household."))
    linked = SamePerson(
        id=uuid4(),
        one=earlier,
        other=person,
        one_folder_id=earlier.folder_id,
        other_folder_id=person.folder_id,
        reason="confirmed",
        by=by,
        at=at,
    )
    linked.save(force_insert=True)
    record("person.linked", person.folder_id, by=by, at=at, words={"text": why}, people=[person.pk])
    return linked


@transaction.atomic
def undo_link(link: SamePerson, person: Person, why: str, *, by: Colleague, at: datetime) -> None:
    """They are two different people after all. `person`: the one of the two at whose household the link shows; its timeline keeps why.
    The other household, perhaps the one left behind, learns nothing of it (decision 3). Raises CannotNote."""
    if not SamePerson.objects.filter(pk=link.pk, undone_at=None).update(undone_at=at, undone_by=by):
        raise CannotNote(_("Somebody undid this link a moment ago. Nothing more needs to be done."))
    record("person.link_undone", person.folder_id, by=by, at=at, words={"text": why}, people=[person.pk])


# Ties -------------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def declare_tie(home: Home, kind: TieKind, *, colleague: Colleague, by: Colleague, at: datetime) -> Tie:
    """A colleague lives there, or is related to or knows somebody there: from now on they are kept out of what is known there."""
    tie = Tie.objects.create(colleague=colleague, home=home, kind=kind, since=at, by=by)
    with connection.cursor() as c:
        c.execute("select heed_tie(%s, %s)", [colleague.pk, home.pk])
    return tie


def end_tie(tie: Tie, *, at: datetime) -> None:
    """No longer so. It opens nothing: whom it kept out stays out until the lead lets them in again (nobody grants themselves anything)."""
    Tie.objects.filter(pk=tie.pk, until=None).update(until=at)


def _supersede(versions: Any, at: datetime, **of: Any) -> None:
    versions.objects.filter(superseded_at=None, **of).update(superseded_at=at)
