"""Everything known about a household, as one picture (CFC-7): the home, how to be safe, who is who, what is open, what is owed, and
everything that happened. Drawn by the screen and on paper alike.

A handful of statements whatever the history's length (performance.md): what hangs on a row comes with that row.
A past picture shows what stood in the system then, to whoever may see it today, and always today's safe contact (design.md)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, Model, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import JSONObject
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from heed.concerns.choices import AccountKind, Danger, Part, State
from heed.concerns.models import Account, Concern, Involved, Placement
from heed.deadlines.models import Clock, ClockWords
from heed.deadlines.rules import rule
from heed.folders import keys
from heed.households.alerts import named
from heed.households.choices import FlagKind, Identity, Member, NameKind
from heed.households.models import Flag, Household, Membership, Name, Person, Phone, Relationship, SafeContact, SamePerson
from heed.organisation.choices import Role
from heed.organisation.models import Post, in_force
from heed.pictures.family import Family, family, figure
from heed.pictures.history import A_PAGE, Narrowed, Timeline, one, timeline
from heed.pictures.timeline import Entry, Names
from heed.policies import visible
from heed.policies.asker import Asker
from heed.policies.inside import open_folders

TONES = {FlagKind.VICTIM_SAFETY: "danger", FlagKind.STAFF_SAFETY: "warn", FlagKind.NEED: "need"}
PART_TONES = {Part.PERPETRATOR: "danger", Part.CHILD: "warn", Part.VICTIM: "warn"}
CONTACT_WAYS = ("no_call", "no_message", "no_text", "no_letter", "no_email")
FIRST_WORDS = (AccountKind.SEEN, AccountKind.TOLD, AccountKind.CHILD_WORDS)


@dataclass(frozen=True)
class FlagShown:
    """A warning in words: its tone chooses the shape as well as the colour."""

    pk: UUID
    tone: str
    word: str
    text: str
    person: UUID | None = None
    no_longer: bool = False  # stood then, on a past picture, and no longer does


@dataclass(frozen=True)
class SomeoneHere:
    """Somebody of the household, as components/person_row.html draws them. `gone`: no longer there on the day of the picture."""

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
    earlier: tuple["Earlier", ...] = ()
    part: str = ""


@dataclass(frozen=True)
class Earlier:
    """Where the same person was known before they came here; never where they went."""

    pk: UUID
    address: str


@dataclass(frozen=True)
class ConcernShown:
    pk: UUID
    reference: str
    state: str
    danger: str
    tone: str
    sent_at: datetime
    open: bool
    note: str


@dataclass(frozen=True)
class ClockShown:
    """Something owed, as components/clock_row.html draws it."""

    name: str
    due_at: datetime
    detail: str
    met_at: datetime | None = None


@dataclass(frozen=True)
class HouseholdPicture:
    """`at` (UTC) is the instant of the picture, `now` the instant it was asked for; `past` when they differ."""

    household: Household
    at: datetime
    now: datetime
    past: bool
    day: date
    managers: str
    flags: tuple[FlagShown, ...]
    people: tuple[SomeoneHere, ...]
    family: Family
    concerns: tuple[ConcernShown, ...]
    clocks: tuple[ClockShown, ...]
    timeline: Timeline
    names: Names
    concern_folders: tuple[UUID, ...]
    sensitive: bool

    @property
    def here(self) -> tuple[SomeoneHere, ...]:
        return tuple(someone for someone in self.people if not someone.gone)

    @property
    def gone(self) -> tuple[SomeoneHere, ...]:
        return tuple(someone for someone in self.people if someone.gone)

    @property
    def open_concerns(self) -> tuple[ConcernShown, ...]:
        return tuple(concern for concern in self.concerns if concern.open)

    @property
    def closed_concerns(self) -> tuple[ConcernShown, ...]:
        return tuple(concern for concern in self.concerns if not concern.open)


def households(me: Asker) -> QuerySet[Household]:
    """Those this colleague may open, with what the picture needs of their home, ties and responsible managers."""
    tied = Relationship.objects.filter(folder=OuterRef("folder")).values(
        tie=JSONObject(one="one", kind="kind", other="other", recorded_at="recorded_at", superseded_at="superseded_at")
    )
    managing = Post.objects.filter(in_force(me.at), role=Role.MANAGER, scheme=OuterRef("home__scheme")).order_by("since", "pk")
    return (
        visible.households(me)
        .select_related("home__scheme__region", "manager", "folder")
        .annotate(ties=ArraySubquery(tied), managers=ArraySubquery(managing.values("colleague__display_name")))
    )


def household_picture(household: Household, me: Asker, narrowed: Narrowed, *, entries: int = A_PAGE) -> HouseholdPicture:
    """The picture of a household that `households` has shown, at `narrowed.at` (UTC)."""
    at, day = narrowed.at, localtime(narrowed.at).date()
    placed = Placement.objects.filter(household=household, undone_at=None, at__lte=at)
    opened = open_folders([household.folder_id], found_by=placed.values("concern__folder"))
    keys.load(opened)
    concerns = _concerns(household, me, at, opened)
    members = _members(household)
    names = {row.person_id: row.person.name for row in members}
    people = _people(members, concerns, at, me.at, _earlier(members))
    told = _names(concerns, names)
    ties = [(UUID(tie["one"]), tie["kind"], UUID(tie["other"])) for tie in household.ties if _stood(tie, at)]  # type: ignore[attr-defined]
    return HouseholdPicture(
        household=household,
        at=at,
        now=me.at,
        past=at < me.at,
        day=day,
        flags=tuple(_flags(household, names, at)),
        people=people,
        managers=", ".join([household.manager.display_name] if household.manager else household.managers),  # type: ignore[attr-defined]
        family=family([figure(one.person, one.person.age_on(day), one.tone) for one in people], ties, names),
        concerns=tuple(_concern(concern, at) for concern in concerns),
        clocks=tuple(_clocks(household, concerns, me, at)),
        timeline=timeline(household.folder_id, [concern.folder_id for concern in concerns], narrowed, told, entries),
        names=told,
        concern_folders=tuple(concern.folder_id for concern in concerns),
        sensitive=household.folder.sensitive,
    )


def _stood(version: dict[str, Any], at: datetime) -> bool:
    """Whether a version (times as PostgreSQL wrote them into JSON) stood in the system at an instant."""
    return _time(version["recorded_at"]) <= at and (version["superseded_at"] is None or _time(version["superseded_at"]) > at)


def _time(said: str) -> datetime:
    return datetime.fromisoformat(said)


def _opened(model: type[Model], row: dict[str, Any], folder: UUID) -> Any:
    """Sealed words that came in JSON, opened with their folder's key."""
    return model(pk=UUID(row["id"]), folder_id=folder, words=bytes.fromhex(row["words"][2:])).words  # type: ignore[attr-defined]


def _day(instant: date | datetime) -> str:
    return date_format(localtime(instant) if isinstance(instant, datetime) else instant, "j M Y")


# Concerns ---------------------------------------------------------------------------------------------------------------------
def _concerns(household: Household, me: Asker, at: datetime, opened: list[UUID]) -> list[Concern]:
    """Concerns placed here that this colleague may open, with who is in them, their first words and (for the group and the lead) who reported."""
    involved = (
        Involved.objects.filter(concern=OuterRef("pk"), person__isnull=False)
        .order_by("recorded_at")
        .values(row=JSONObject(person="person", part="part", recorded_at="recorded_at", superseded_at="superseded_at"))
    )
    words = (
        visible.accounts(me, opened)
        .filter(concern=OuterRef("pk"), by=None, kind__in=FIRST_WORDS)
        .order_by("at", "pk")
        .values(row=JSONObject(id="pk", kind="kind", words="words"))
    )
    reporter = visible.reporters(me, opened).filter(concern=OuterRef("pk")).values("colleague__display_name")
    return list(
        visible.concerns(me, opened)
        .filter(sent_at__lte=at)
        .order_by("-sent_at", "pk")
        .annotate(parts=ArraySubquery(involved), words=ArraySubquery(words), reported_by=Subquery(reporter[:1]))
    )


def _state(concern: Concern, at: datetime) -> State:
    """As it stood at an instant: a past picture does not know how it went on."""
    if concern.closed_at and concern.closed_at <= at:
        return State.CLOSED
    if (
        concern.reopened_at
        and concern.reopened_at <= at
        and not (concern.decided_at and concern.reopened_at < concern.decided_at <= at)
    ):
        return State.REOPENED
    if concern.decided_at and concern.decided_at <= at:
        return State.DECIDED
    return State.ADVISED if concern.advised_at and concern.advised_at <= at else State.SENT


def _concern(concern: Concern, at: datetime) -> ConcernShown:
    state = _state(concern, at)
    tone = {Danger.NOW: "danger", Danger.TODAY: "danger", Danger.NOT_KNOWN: "warn"}.get(Danger(concern.danger), "")
    return ConcernShown(
        concern.pk,
        concern.reference,
        str(state.label),
        str(Danger(concern.danger).label),
        tone,
        concern.sent_at,
        state != State.CLOSED,
        _("Reported by %(name)s") % {"name": concern.reported_by} if concern.reported_by else "",  # type: ignore[attr-defined]
    )


def _names(concerns: Sequence[Concern], people: dict[UUID, str]) -> Names:
    accounts = {}
    for concern in concerns:
        said = {row["kind"]: _opened_account(row, concern.folder_id) for row in reversed(concern.words)}  # type: ignore[attr-defined]
        accounts[concern.folder_id] = next((said[kind] for kind in FIRST_WORDS if said.get(kind)), "")
    return Names(
        people,
        {concern.folder_id: concern.reference for concern in concerns},
        {concern.folder_id: concern.reported_by for concern in concerns if concern.reported_by},  # type: ignore[attr-defined]
        accounts,
        {concern.folder_id: str(Danger(concern.danger).label) for concern in concerns if concern.urgent},
    )


def _opened_account(row: dict[str, Any], folder: UUID) -> str:
    return _opened(Account, row, folder)


# People -----------------------------------------------------------------------------------------------------------------------
def _members(household: Household) -> list[Membership]:
    """Every version of everybody's place, each with the person's names, numbers, today's safe contact and other records of them."""
    person = OuterRef("person")
    safe = (
        SafeContact.objects.filter(person=person, superseded_at=None)
        .order_by("-recorded_at")
        .values(row=JSONObject(id="pk", words="words", **{way: way for way in CONTACT_WAYS}))
    )
    names = Name.objects.filter(person=person).exclude(kind=NameKind.CURRENT).order_by("recorded_at", "pk")
    phones = Phone.objects.filter(person=person, superseded_at=None).order_by("recorded_at", "pk")
    same = SamePerson.objects.filter(Q(one=person) | Q(other=person), undone_at=None).values(
        who=Case(When(one=person, then=F("other")), default=F("one"))
    )
    return list(
        Membership.objects.filter(household=household, folder=household.folder_id)
        .select_related("person")
        .order_by("recorded_at", "pk")
        .annotate(
            safe=Subquery(safe[:1]),
            also=ArraySubquery(names.values("text")),
            phones=ArraySubquery(phones.values("number")),
            same=ArraySubquery(same),
        )
    )


def _earlier(members: Sequence[Membership]) -> dict[UUID, list[Earlier]]:
    """Household where the same human being was known and had left before they came here. Never the other way: a move must not show on
    the household left behind (design.md)."""
    came = {other: row for row in members if row.since for other in row.same}  # type: ignore[attr-defined]
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


def _people(
    rows: Sequence[Membership], concerns: Sequence[Concern], at: datetime, now: datetime, earlier: dict[UUID, list[Earlier]]
) -> tuple[SomeoneHere, ...]:
    """One row a person: their place as known at `at`, and in words where that has been corrected since."""
    then = {
        row.person_id: row for row in rows if row.recorded_at <= at and (row.superseded_at is None or row.superseded_at > at)
    }
    today = {row.person_id: row for row in rows if row.superseded_at is None}
    day = localtime(at).date()
    shown = [
        _someone(row, today.get(row.person_id), concerns, at, now, tuple(earlier.get(row.person_id, ())))
        for row in then.values()
    ]
    order = list(Member)
    return tuple(
        sorted(
            shown,
            key=lambda one: (
                one.gone,
                order.index(Member(one.member_role)),
                -(one.person.age_on(day) or 0),
                one.person.sort_key,
                str(one.person.pk),
            ),
        )
    )


def _someone(
    row: Membership,
    current: Membership | None,
    concerns: Sequence[Concern],
    at: datetime,
    now: datetime,
    earlier: tuple[Earlier, ...],
) -> SomeoneHere:
    person, day, today = row.person, localtime(at).date(), localtime(now).date()
    part, was_wrong = _part(person.pk, concerns, at)
    place = str(Member(row.role).label)
    corrected = [was_wrong] if was_wrong else []
    if current and current.pk != row.pk and current.role != row.role:
        corrected.append(
            _("Corrected on %(day)s: %(role)s") % {"day": _day(current.recorded_at), "role": Member(current.role).label}
        )
    gone = bool(row.until and row.until <= day)
    left = _("left %(day)s") % {"day": _day(row.until)} if gone and row.until else ""
    also = _("also known as %(names)s") % {"names": ", ".join(row.also)} if row.also else ""  # type: ignore[attr-defined]
    language = (
        _("speaks %(language)s") % {"language": person.language} if person.language and person.language != "English" else ""
    )
    died = _("died %(day)s") % {"day": _day(person.died_on)} if person.died_on else ""
    detail = [place.capitalize() if part else "", left, died, language, *row.phones, also]  # type: ignore[attr-defined]
    tone = PART_TONES.get(part, "") if part else "warn" if _is_child(person, row.role, day) else "quiet" if gone else ""
    return SomeoneHere(
        person=person,
        membership=row.pk,
        name=person.name,
        role=str(part.label) if part else place,
        age=_age(person, day, today),
        tone=tone,
        detail=" · ".join(filter(None, detail)),
        safe_contact=_safe(row),
        gone=gone,
        member_role=row.role,
        corrected=". ".join(corrected),
        earlier=earlier,
        part=part or "",
    )


def _part(person: UUID, concerns: Sequence[Concern], at: datetime) -> tuple[Part | None, str]:
    """The gravest part in a concern as it was known, and where it has been put right since, in words."""
    parts, wrong = [], ""
    for concern in concerns:
        rows = [row for row in concern.parts if row["person"] == str(person)]  # type: ignore[attr-defined]
        for row in rows:
            if _stood(row, at):
                parts.append(Part(row["part"]))
                later = next((other for other in rows if other["superseded_at"] is None and other["part"] != row["part"]), None)
                if row["superseded_at"] and later:
                    wrong = _("Corrected on %(day)s: %(role)s") % {
                        "day": _day(_time(later["recorded_at"])),
                        "role": Part(later["part"]).label,
                    }
    return min(parts, key=[Part.PERPETRATOR, Part.CHILD, Part.VICTIM, Part.WITNESS, Part.OTHER].index, default=None), wrong


def _is_child(person: Person, role: str, day: date) -> bool:
    age = person.age_on(day)
    return person.identity == Identity.UNBORN or (age < 18 if age is not None else role == Member.CHILD)


def _age(person: Person, day: date, today: date) -> str:
    """Age on the day of the picture, and today's beside it where that is another."""
    then, now = person.age_on(day), person.age_on(today)
    if then is None or then < 0:
        return ""
    return str(then) if then == now else _("%(then)d then, %(now)d now") % {"then": then, "now": now}


def _safe(row: Membership) -> str:
    """Today's safe contact in one sentence."""
    safe = row.safe  # type: ignore[attr-defined]
    if not safe:
        return ""
    ways = {
        "no_call": _("no call"),
        "no_message": _("no message left"),
        "no_text": _("no text message"),
        "no_letter": _("no letter"),
        "no_email": _("no e-mail"),
    }
    words = _opened(SafeContact, safe, row.folder_id)
    never = ", ".join(says for way, says in ways.items() if safe[way])
    who_not = _("Never through %(who)s") % {"who": words["who_not"]} if words.get("who_not") else ""
    said = [
        part.strip().rstrip(".")
        for part in (words.get("how", ""), never[:1].upper() + never[1:], who_not)
        if part and part.strip()
    ]
    return ". ".join(said) + "." if said else ""


# Flags and clocks -------------------------------------------------------------------------------------------------------------
def _flags(household: Household, people: dict[UUID, str], at: datetime) -> Iterable[FlagShown]:
    """Today's, always; on a past picture also those that stood then. What keeps a person safe comes first."""
    rows = Flag.objects.filter(
        Q(superseded_at=None) | Q(superseded_at__gt=at), household=household, folder=household.folder_id
    ).order_by("recorded_at", "pk")
    order = list(FlagKind)
    for flag in sorted(rows, key=lambda flag: order.index(FlagKind(flag.kind))):
        no_longer = flag.superseded_at is not None
        review = _("Look again by %(day)s.") % {"day": _day(flag.review_on)} if flag.review_on else ""
        who = people.get(flag.person_id, "") if flag.person_id else ""
        stood = _("Stood then, lifted %(day)s.") % {"day": _day(flag.superseded_at)} if flag.superseded_at else ""
        text = " ".join(filter(None, [f"{who}:" if who else "", flag.words, review, stood]))
        if not no_longer or flag.recorded_at <= at:
            yield FlagShown(
                flag.pk,
                "quiet" if no_longer else TONES[FlagKind(flag.kind)],
                f"{named(flag.code)}.",
                text,
                flag.person_id,
                no_longer,
            )


def _clocks(household: Household, concerns: Sequence[Concern], me: Asker, at: datetime) -> Iterable[ClockShown]:
    """What was owed at the instant of the picture, the most pressing first, with who is responsible."""
    folders = [household.folder_id, *(concern.folder_id for concern in concerns)]
    words = ClockWords.objects.filter(pk=OuterRef("pk")).values("words")
    rows = visible.clocks(me, folders).filter(Q(met_at=None) | Q(met_at__gt=at), folder__in=folders, started_at__lte=at)
    for clock in rows.select_related("owner").annotate(sealed=Subquery(words)).order_by("due_at", "pk")[:20]:
        what = (
            ClockWords(id_id=clock.pk, folder_id=clock.folder_id, words=bytes(clock.sealed)).words.get("what")
            if clock.sealed
            else ""
        )
        reference = (
            next((concern.reference for concern in concerns if concern.folder_id == clock.folder_id), "")
            if len(concerns) > 1
            else ""
        )
        owner = clock.owner.display_name if clock.owner else _who_owes(clock)
        who = " · ".join(filter(None, [owner, reference]))
        yield ClockShown(
            str(what or rule(clock.rule).name), clock.due_at, f"{who}, " if who else ""
        )  # "…, by Sat 21 Nov" follows


def _who_owes(clock: Clock) -> str:
    first = rule(clock.rule).who_is_told[:1]
    return {"group": _("Cause for Concern group"), "lead": _("Safeguarding Lead"), "operations": _("Operations manager")}.get(
        first[0] if first else "", ""
    )


# Parts of a household that was shown, for pages that change one -------------------------------------------------------------------
def entry_of(picture: HouseholdPicture, pk: UUID) -> Entry | None:
    return one(picture.household.folder_id, picture.concern_folders, pk, picture.at, picture.names)


def people_of(household: Household, among: Iterable[str] | None = None) -> QuerySet[Person]:
    """People of this household, or those of them whose ids are given."""
    places = Membership.objects.filter(household=household, superseded_at=None)
    found = Person.objects.filter(folder=household.folder_id, pk__in=places.values("person")).order_by("sort_key", "pk")
    return found if among is None else found.filter(pk__in=list(among))


def places_of(household: Household) -> QuerySet[Membership]:
    return Membership.objects.filter(household=household, superseded_at=None).select_related("person", "household")


def flags_of(household: Household) -> QuerySet[Flag]:
    return Flag.objects.filter(household=household, superseded_at=None)


def safe_contact_of(person: Person) -> dict[str, Any]:
    """Today's, as its form asks for it."""
    safe = SafeContact.objects.filter(person=person, superseded_at=None).first()
    return {**safe.words, "never": [way for way in CONTACT_WAYS if getattr(safe, way)]} if safe else {}


def may_hold_paper(picture: HouseholdPicture) -> tuple[tuple[SomeoneHere, ...], tuple[SomeoneHere, ...]]:
    """Who of the household may be offered as holder of its paper, and who never: alleged perpetrators, former members, children (B24)."""
    never = tuple(
        one
        for one in picture.people
        if one.gone
        or one.part == Part.PERPETRATOR
        or one.member_role == Member.EX_PARTNER
        or _is_child(one.person, one.member_role, picture.day)
    )
    return tuple(one for one in picture.people if one not in never and one.person.identity == Identity.KNOWN), never
