"""Who lives in a household, and who did: their place as it was known, their part in its concerns, and how they are reached safely."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from heed.concerns.choices import Part
from heed.concerns.models import Concern
from heed.households.choices import Identity, Member
from heed.households.models import Membership, Person
from heed.pictures.household import known
from heed.pictures.household.known import Known, PartIn
from heed.pictures.household.safety import safe_contact
from heed.pictures.timeline import day_in_words

PART_TONES = {Part.PERPETRATOR: "danger", Part.CHILD: "warn", Part.VICTIM: "warn"}
GRAVEST = [Part.PERPETRATOR, Part.CHILD, Part.VICTIM, Part.WITNESS, Part.OTHER]


@dataclass(frozen=True)
class Earlier:
    """Where the same person was known before they came here; never where they went."""

    pk: UUID
    address: str


@dataclass(frozen=True)
class SomeoneHere:
    """Somebody of the household, as components/person_row.html draws them. `gone`: no longer there on the day of the picture,
    since `left_on`. `may_ring`: a tap may ring their `phones`, because they live there and their safe contact does not say "no call"."""

    person: Person
    membership: UUID
    name: str
    role: str
    age: str
    tone: str
    detail: str
    safe_contact: str
    gone: bool
    member_role: str
    corrected: str = ""
    earlier: tuple[Earlier, ...] = ()
    part: str = ""
    phones: tuple[str, ...] = ()
    may_ring: bool = False
    left_on: date | None = None


def people(known: Known, concerns: Sequence[Concern], at: datetime, now: datetime) -> tuple[SomeoneHere, ...]:
    """One row a person: their place as known at `at` (UTC), and in words where that has been corrected since; safe contact is today's."""
    then = {row.person.pk: row for row in known.members if _stood(row.place, at)}
    today = {row.person.pk: row.place for row in known.members if row.place.superseded_at is None}
    earlier, day, order = _earlier(known.members), localtime(at).date(), list(Member)
    parts = [[part for part in known.parts if part.folder == concern.folder_id] for concern in concerns]
    shown = [_someone(row, today.get(pk), parts, at, now, tuple(earlier.get(pk, ()))) for pk, row in then.items()]

    def place(one: SomeoneHere) -> tuple:
        role = order.index(Member(one.member_role))
        return one.gone, role, -(one.person.age_on(day) or 0), one.person.sort_key, str(one.person.pk)

    return tuple(sorted(shown, key=place))


def _stood(version: Membership, at: datetime) -> bool:
    return version.recorded_at <= at and (version.superseded_at is None or version.superseded_at > at)


def _earlier(members: Iterable[known.Member]) -> dict[UUID, list[Earlier]]:
    """Household where the same human being was known and had left before they came here. Never the other way: a move must not show on
    the household left behind (decision 3)."""
    came = {other: row.place for row in members if row.place.since for other in row.same}
    if not came:
        return {}
    found: dict[UUID, list[Earlier]] = defaultdict(list)
    for row in (
        Membership.objects.filter(person__in=came, superseded_at=None, until__isnull=False)
        .select_related("household__home")
        .order_by("until", "pk")
    ):
        if row.until and row.until <= (came[row.person_id].since or date.min):
            found[came[row.person_id].person_id].append(Earlier(row.household_id, str(row.household.home)))
    return found


def _someone(
    row: known.Member,
    current: Membership | None,
    parts: Sequence[Sequence[PartIn]],
    at: datetime,
    now: datetime,
    earlier: tuple[Earlier, ...],
) -> SomeoneHere:
    person, place, day, today = row.person, row.place, localtime(at).date(), localtime(now).date()
    part, was_wrong = _part(person.pk, parts, at)
    role = str(Member(place.role).label)
    corrected = [was_wrong] if was_wrong else []
    if current and current.pk != place.pk and current.role != place.role:
        corrected.append(_corrected(current.recorded_at, Member(current.role).label))
    gone = bool(place.until and place.until <= day)
    tone = PART_TONES.get(part, "") if part else "warn" if is_child(person, place.role, day) else "quiet" if gone else ""
    return SomeoneHere(
        person=person,
        membership=place.pk,
        name=person.name,
        role=str(part.label) if part else role,
        age=_age(person, day, today),
        tone=tone,
        detail=" · ".join(filter(None, [role.capitalize() if part else "", *_details(row, gone)])),
        safe_contact=safe_contact(row.safe),
        gone=gone,
        member_role=place.role,
        corrected=". ".join(corrected),
        earlier=earlier,
        part=part or "",
        phones=row.phones,
        may_ring=not gone and not (row.safe and row.safe.no_call),
        left_on=place.until if gone else None,
    )


def _details(row: known.Member, gone: bool) -> list[str]:
    person, until = row.person, row.place.until
    speaks = person.language and person.language != "English"
    return [
        _("left %(day)s") % {"day": day_in_words(until)} if gone and until else "",
        _("died %(day)s") % {"day": day_in_words(person.died_on)} if person.died_on else "",
        _("speaks %(language)s") % {"language": person.language} if speaks else "",
        _("also known as %(names)s") % {"names": ", ".join(row.also)} if row.also else "",
    ]


def _corrected(when: datetime, role: object) -> str:
    return _("Corrected on %(day)s: %(role)s") % {"day": day_in_words(when), "role": role}


def _part(person: UUID, concerns: Sequence[Sequence[PartIn]], at: datetime) -> tuple[Part | None, str]:
    """The gravest part in a concern as it was known, and where it has been put right since, in words."""
    found, wrong = [], ""
    for parts in concerns:
        rows = [part for part in parts if part.person == person]
        for row in filter(lambda row: row.stood(at), rows):
            found.append(Part(row.part))
            later = next((other for other in rows if other.superseded_at is None and other.part != row.part), None)
            if row.superseded_at and later:
                wrong = _corrected(later.recorded_at, Part(later.part).label)
    return min(found, key=GRAVEST.index, default=None), wrong


def is_child(person: Person, role: str, day: date) -> bool:
    age = person.age_on(day)
    return person.identity == Identity.UNBORN or (age < 18 if age is not None else role == Member.CHILD)


def _age(person: Person, day: date, today: date) -> str:
    """Age on the day of the picture, and today's beside it where that is another."""
    then, now = person.age_on(day), person.age_on(today)
    if then is None or then < 0:
        return ""
    return str(then) if then == now else _("%(then)d then, %(now)d now") % {"then": then, "now": now}
