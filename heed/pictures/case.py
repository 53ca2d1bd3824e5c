"""One case as a reader may see it: how it stands on its 21 days, who is in it, what it reaches, what is owed, the plan, all that happened.

Seeing a case opens none of the households it reaches: where somebody lives and how they are reached is shown only where the reader may open
that household, person by person; otherwise it says that there is another one and nothing more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from heed.cases.choices import ExemptionKind, Kind, Label, Part, Risk, State
from heed.cases.models import Case, Exemption, Plan, Reach, Seeing, Someone, Voice
from heed.concerns.models import Feed
from heed.deadlines.models import Clock, ClockWords
from heed.deadlines.rules import rule
from heed.folders import keys
from heed.households.models import Household, SafeContact
from heed.organisation.choices import Role
from heed.organisation.models import Colleague, Post, Scheme, in_force
from heed.pictures.history import A_PAGE, Narrowed, Timeline, timeline
from heed.pictures.timeline import Names
from heed.policies import visible
from heed.policies.asker import Asker
from heed.policies.inside import open_folders
from heed.policies.roles import Do

DAYS = 21  # what a provider's own value says is on the clock itself; this is only how the strip is drawn (D8)
RISK_TONE = {Risk.HIGH: "danger", Risk.MEDIUM: "warn", Risk.STANDARD: "quiet", Risk.NOT_ASSESSED: "warn"}
PART_TONE = {Part.VICTIM: "warn", Part.CHILD: "warn", Part.PERPETRATOR: "danger", Part.BOTH: "danger"}


@dataclass(frozen=True)
class InCase:
    """Somebody in the case. `was`: the part they were first put down in, until when. `safe`: how to reach them, where the reader may know."""

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
        return PART_TONE.get(self.part, "")


@dataclass(frozen=True)
class Reached:
    """A household the case touches. Without an address: one that this reader may not open."""

    pk: UUID
    household: UUID | None
    address: str
    why: str


@dataclass(frozen=True)
class Fed:
    """A concern that feeds the case, for those who may open it (for others it is not there: the row's own concern is behind the wall)."""

    reference: str
    concern: UUID
    at: datetime


@dataclass(frozen=True)
class Owing:
    """Something owed in the case. Times in UTC."""

    pk: UUID
    code: str
    name: str
    owner: str
    due_at: datetime
    breach_at: datetime | None
    started_at: datetime
    met_at: datetime | None
    explanation: str
    source: str
    holds: bool
    mine: bool

    @property
    def action(self) -> bool:
        return self.code == "action"


@dataclass(frozen=True)
class Days:
    """How the case stands on its days in the holding area. `day`: today's number, from 1; `due_at` in UTC."""

    day: int
    due_at: datetime
    over: int
    exempt: str
    review_on: Any

    @property
    def share(self) -> int:
        """How much of the days is used, in hundredths, at most 100."""
        return min(100, round(100 * self.day / DAYS))


@dataclass(frozen=True)
class May:
    """What this reader may do now with this case."""

    work: bool
    answer_for: bool
    end: bool
    assess: bool
    tell: bool
    plan: bool
    review: bool


@dataclass(frozen=True)
class CasePicture:
    """Everything on the case's own page."""

    case: Case
    people: tuple[InCase, ...]
    reached: tuple[Reached, ...]
    fed: tuple[Fed, ...]
    owing: tuple[Owing, ...]
    days: Days | None
    exemption: Exemption | None
    plan: Plan | None
    voice: Voice | None
    line: Timeline
    may: May
    new_since: datetime | None

    @property
    def kind(self) -> Kind:
        return Kind(self.case.kind)

    @property
    def state(self) -> State:
        return State(self.case.state)

    @property
    def label(self) -> Label:
        return Label(self.case.label)

    @property
    def risk(self) -> Risk:
        return Risk(self.case.risk)

    @property
    def risk_tone(self) -> str:
        return RISK_TONE[self.risk]

    @property
    def open(self) -> bool:
        return self.state != State.CLOSED

    @property
    def running(self) -> tuple[Owing, ...]:
        return tuple(owed for owed in self.owing if owed.met_at is None)

    @property
    def actions(self) -> tuple[Owing, ...]:
        return tuple(owed for owed in self.owing if owed.action)

    @property
    def before_end(self) -> tuple[Owing, ...]:
        """What has to be settled before it can close."""
        return tuple(owed for owed in self.running if owed.holds)


def to_open(me: Asker) -> QuerySet[Any]:
    """The cases this colleague may open."""
    return visible.cases(me).select_related("scheme", "responsible", "concluded_by", "closed_by", "opened_by")


def case_picture(me: Asker, case: Case, narrowed: Narrowed, most: int = A_PAGE) -> CasePicture:
    """The case as this colleague sees it. `case` comes from `to_open(me)`; `narrowed.at` in UTC."""
    at = narrowed.at
    reached = list(Reach.objects.filter(folder=case.folder_id, undone_at=None).order_by("at", "pk"))
    feeds = list(Feed.objects.filter(folder=case.folder_id, undone_at=None).order_by("at", "pk").select_related("concern"))
    theirs = Household.objects.filter(pk__in=[touched.household_id for touched in reached]).values("folder")
    opened = open_folders([case.folder_id, *(fed.concern_folder_id for fed in feeds)], found_by=theirs)
    keys.load(opened)
    homes = {home.pk: home for home in Household.objects.filter(folder__in=opened).select_related("home")} if reached else {}
    someone = list(Someone.objects.filter(folder=case.folder_id).select_related("person").order_by("recorded_at", "pk"))
    owing = tuple(_owing(me, case, at))
    exemption = Exemption.objects.filter(folder=case.folder_id, ended_at=None).select_related("agency").first()
    names = Names({}, {}, {})
    return CasePicture(
        case=case,
        people=tuple(_people(someone, opened, homes)),
        reached=tuple(_reached(touched, homes.get(touched.household_id)) for touched in reached),
        fed=tuple(Fed(fed.concern.reference, fed.concern_id, fed.at) for fed in feeds),
        owing=owing,
        days=_days(case, owing, exemption, at),
        exemption=exemption,
        plan=Plan.objects.filter(folder=case.folder_id).order_by("-version").select_related("by").first(),
        voice=Voice.objects.filter(folder=case.folder_id, superseded_at=None)
        .order_by("-at", "pk")
        .select_related("by")
        .first(),
        line=timeline(case.folder_id, [], narrowed, names, most),
        may=may_of(me, case),
        new_since=Seeing.objects.filter(folder=case.folder_id, colleague=me.colleague).values_list("at", flat=True).first(),
    )


def _people(rows: list[Someone], opened: Iterable[UUID], homes: dict[UUID, Household]) -> Iterable[InCase]:
    """Those who stand now, in no incident alone; each with what they were first, and with what may be known of where they are."""
    by_pk, opened = {row.pk: row for row in rows}, set(opened)
    safe = _safe([row.person_id for row in rows if row.person and row.person.folder_id in opened])
    of_folder = {home.folder_id: home.pk for home in homes.values()}
    for row in rows:
        if row.superseded_at is not None or row.incident_id is not None:
            continue
        first = _first(row, by_pk)
        there = row.person is not None and row.person.folder_id in opened
        yield InCase(
            pk=row.pk,
            name=row.name or _("not identified"),
            about=row.about,
            part=Part(row.part),
            age=row.age,
            was=str(Part(first.part).label) if first.part != row.part else "",
            was_until=first.superseded_at if first.part != row.part else None,
            household=of_folder.get(row.person.folder_id) if there and row.person else None,
            safe=safe.get(row.person_id, "") if there and row.person_id else "",
            identified=row.person_id is not None,
        )


def _first(row: Someone, by_pk: dict[UUID, Someone]) -> Someone:
    while row.corrects_id and row.corrects_id in by_pk:
        row = by_pk[row.corrects_id]
    return row


def _safe(people: list[UUID | None]) -> dict[UUID, str]:
    """How to reach them, in words, for those in a household the reader may open."""
    rows = SafeContact.objects.filter(person__in=people, superseded_at=None)
    return {row.person_id: str(row.words.get("how", "")) for row in rows} if people else {}


def _reached(touched: Reach, home: Household | None) -> Reached:
    if home is None:
        return Reached(touched.pk, None, "", "")
    return Reached(touched.pk, home.pk, str(home.home), touched.why)


def _owing(me: Asker, case: Case, at: datetime) -> Iterable[Owing]:
    of_it = visible.clocks(me, [case.folder_id]).filter(Q(holds=case.folder_id) | Q(folder=case.folder_id))
    lately = Q(met_at=None) | Q(met_at__gt=at - timedelta(days=28))
    sealed = Subquery(ClockWords.objects.filter(pk=OuterRef("pk")).values("words"))
    rows: list[Any] = list(of_it.filter(lately).select_related("owner").annotate(sealed=sealed).order_by("due_at", "pk"))
    for row in rows:
        law, words = rule(row.rule), _opened(row)
        yield Owing(
            pk=row.pk,
            code=row.rule,
            name=str(words.get("what") or law.name),
            owner=row.owner.display_name if row.owner else "",
            due_at=row.due_at,
            breach_at=row.breach_at,
            started_at=row.started_at,
            met_at=row.met_at,
            explanation=str(law.explanation),
            source=str(law.source),
            holds=row.holds_id == case.folder_id,
            mine=row.owner_id == me.pk,
        )


def _opened(row: Any) -> dict[str, Any]:
    return ClockWords(id_id=row.pk, folder_id=row.folder_id, words=bytes(row.sealed)).words if row.sealed else {}  # type: ignore[return-value]


def _days(case: Case, owing: Iterable[Owing], exemption: Exemption | None, at: datetime) -> Days | None:
    """None once it is concluded: nothing counts any more."""
    clock: Owing | Clock | None = next((owed for owed in owing if owed.code == "holding_area" and owed.met_at is None), None)
    if clock is None:
        return None
    day = (at - case.entered_at).days + 1
    over = max(0, (at - clock.due_at).days + 1) if at > clock.due_at else 0
    exempt = str(ExemptionKind(exemption.kind).label) if exemption else ""
    return Days(day, clock.due_at, over, exempt, exemption.review_on if exemption else None)


def may_of(me: Asker, case: Case) -> May:
    """Whoever answers for the case, the operations manager and the lead pass it on, exempt, conclude and close it."""
    answers = case.responsible_id == me.pk or me.everything or (Do.REVIEW in me.may and case.scheme_id in me.schemes)
    open_ = case.state != State.CLOSED
    return May(
        work=open_ and Do.WORK_CASE in me.may,
        answer_for=open_ and answers and Do.ANSWER_FOR_CASE in me.may,
        end=answers and Do.END_CASE in me.may,
        assess=open_ and Do.WORK_CASE in me.may,
        tell=open_ and Do.TELL_BODIES in me.may,
        plan=open_ and Do.SAFETY_PLAN in me.may,
        review=Do.REVIEW_HANDLING in me.may and case.responsible_id != me.pk,
    )


@dataclass(frozen=True)
class Manager:
    """Somebody who may answer for a case, in a scheme."""

    colleague: Colleague
    scheme: Scheme

    @property
    def words(self) -> str:
        return f"{self.colleague.display_name}, {self.scheme.name}"


def managers_for(me: Asker, at: datetime) -> list[Manager]:
    """Who may answer for a case this colleague opens or passes on: the managers of schemes, by name. The database has the last word.

    A scheme's manager opens cases in her own scheme; an operations manager in her region; the group and the lead anywhere."""
    held = Post.objects.filter(in_force(at), role=Role.MANAGER, colleague__in=Colleague.objects.here(at))
    if not (me.everything or me.circle):
        held = held.filter(scheme__in=me.schemes)
    rows = held.select_related("colleague", "scheme").order_by("colleague__display_name", "scheme__name", "pk")
    return [Manager(post.colleague, post.scheme) for post in rows if post.scheme]
