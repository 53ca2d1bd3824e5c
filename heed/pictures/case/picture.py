"""One case as a reader may see it: how it stands on its 21 days, who is in it, what it reaches, what is owed, the plan, all that happened."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from heed.cases.choices import Kind, Label, Risk, State
from heed.cases.models import Case, Exemption, Plan, Reach, Seeing, Someone, Voice
from heed.concerns.models import Feed
from heed.folders import keys
from heed.households.models import Household
from heed.pictures.case.may import May, may_of
from heed.pictures.case.owing import Days, Owing, days, owing
from heed.pictures.case.people import InCase, Reached, people, reached
from heed.pictures.history import A_PAGE, Narrowed, Timeline, timeline
from heed.pictures.timeline import Names
from heed.policies import visible
from heed.policies.asker import Asker
from heed.policies.inside import open_folders

# Of the households it reaches and the concerns that feed it: opened with its own, as far as the reader may.
AROUND = """
select h.folder_id from cases_reach r join households_household h on h.id = r.household_id where r.folder_id = %s and r.undone_at is null
union select f.concern_folder_id from concerns_feed f where f.folder_id = %s and f.undone_at is null"""
RISK_TONE = {Risk.HIGH: "danger", Risk.MEDIUM: "warn", Risk.STANDARD: "quiet", Risk.NOT_ASSESSED: "warn"}


@dataclass(frozen=True)
class Fed:
    """A concern that feeds the case, for those who may open it (for others it is not there: the concern is behind the wall)."""

    pk: UUID
    reference: str
    concern: UUID
    at: datetime


@dataclass(frozen=True)
class CasePicture:
    """Everything on the case's own page. `new_since` (UTC): when this reader looked last."""

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
    def before_end(self) -> tuple[Owing, ...]:
        """What has to be settled before it can close."""
        return tuple(owed for owed in self.running if owed.holds)


def to_open(me: Asker) -> QuerySet[Any]:
    """The cases this colleague may open."""
    return visible.cases(me).select_related("scheme", "responsible", "concluded_by", "closed_by", "opened_by")


def case_picture(me: Asker, case: Case, narrowed: Narrowed, most: int = A_PAGE) -> CasePicture:
    """The case as this colleague sees it. `case` comes from `to_open(me)`; `narrowed.at` in UTC. As many statements however much is in it."""
    at = narrowed.at
    touched = list(Reach.objects.filter(folder=case.folder_id, undone_at=None).order_by("at", "pk"))
    feeds = list(Feed.objects.filter(folder=case.folder_id, undone_at=None).order_by("at", "pk"))
    opened = open_folders([case.folder_id], found_by=(AROUND, (case.folder_id, case.folder_id)))
    keys.load(opened)
    homes = {home.pk: home for home in Household.objects.filter(folder__in=opened).select_related("home")} if touched else {}
    someone = list(Someone.objects.filter(folder=case.folder_id).select_related("person").order_by("recorded_at", "pk"))
    owed = owing(me, case, at)
    exemption = Exemption.objects.filter(folder=case.folder_id, ended_at=None).select_related("agency").first()
    return CasePicture(
        case=case,
        people=people(someone, set(opened), homes.values()),
        reached=reached(touched, homes),
        fed=_fed(me, feeds, opened),
        owing=owed,
        days=days(case, owed, exemption, at),
        exemption=exemption,
        plan=Plan.objects.filter(folder=case.folder_id).order_by("-version").select_related("by").first(),
        voice=Voice.objects.filter(folder=case.folder_id, superseded_at=None)
        .order_by("-at", "pk")
        .select_related("by")
        .first(),
        line=timeline(case.folder_id, [], narrowed, Names({}, {}, {}), most),
        may=may_of(me, case),
        new_since=Seeing.objects.filter(folder=case.folder_id, colleague=me.colleague).values_list("at", flat=True).first(),
    )


def _fed(me: Asker, feeds: list[Feed], opened: list[UUID]) -> tuple[Fed, ...]:
    if not feeds:
        return ()
    rows = visible.concerns(me, opened).filter(pk__in=[fed.concern_id for fed in feeds]).values_list("pk", "reference")
    references = dict(rows)
    return tuple(
        Fed(fed.pk, references[fed.concern_id], fed.concern_id, fed.at) for fed in feeds if fed.concern_id in references
    )
