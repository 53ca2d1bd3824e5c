"""One case as a reader may see it: how it stands on its 21 days, who is in it, what it reaches, what is owed, the plan, all that happened."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from heed.cases.choices import Kind, Label, Risk, State
from heed.cases.models import Case
from heed.learning.choices import Principle
from heed.pictures.case.known import Known, LetIn, known
from heed.pictures.case.may import May, may_of
from heed.pictures.case.owing import Days, Owing, days, owing
from heed.pictures.case.people import InCase, Reached, people, reached
from heed.pictures.case.protecting import Missing, Protection, measures, missing
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
class Worked:
    """A principle, and a line on how we worked by it."""

    label: str
    words: str


@dataclass(frozen=True)
class CasePicture:
    """Everything on the case's own page: `known`, what is kept in it; `line`, what happened; `owing`, what is to come."""

    case: Case
    known: Known
    people: tuple[InCase, ...]
    reached: tuple[Reached, ...]
    missing: tuple[Missing, ...]
    measures: tuple[Protection, ...]
    owing: tuple[Owing, ...]
    days: Days | None
    line: Timeline
    may: May

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
    def gone(self) -> tuple[Missing, ...]:
        """Whoever is missing now."""
        return tuple(one for one in self.missing if one.found_at is None)

    @property
    def were_missing(self) -> tuple[Missing, ...]:
        return tuple(one for one in self.missing if one.found_at)

    @property
    def mine(self) -> tuple[LetIn, ...]:
        """By whom, why and until when this reader was let in."""
        return tuple(one for one in self.known.let_in if one.colleague == self.may.asker.pk)

    @property
    def principles(self) -> tuple[Worked, ...]:
        """How we worked by each of the six principles, as the evaluation says."""
        said: Any = self.known.evaluation.row.principles if self.known.evaluation else {}
        return tuple(Worked(str(Principle(code).label), line) for code, line in (said or {}).items())


def to_open(me: Asker) -> QuerySet[Any]:
    """The cases this colleague may open."""
    return visible.cases(me).select_related("scheme", "responsible", "concluded_by", "closed_by", "opened_by")


def case_picture(me: Asker, case: Case, narrowed: Narrowed, most: int = A_PAGE) -> CasePicture:
    """The case as this colleague sees it. `case` comes from `to_open(me)`; `narrowed.at` in UTC. As many statements however much is in it."""
    at = narrowed.at
    opened = open_folders([case.folder_id], found_by=(AROUND, (case.folder_id, case.folder_id)))
    here, owed = known(case, opened, me.colleague, at), owing(me, case, at)
    names = {row.pk: row.name or _("Not identified") for row, _folder in here.people}
    return CasePicture(
        case=case,
        known=here,
        people=people(here),
        reached=reached(here),
        missing=missing(here, names),
        measures=measures(here, names),
        owing=owed,
        days=days(case, owed, here.exemption.row if here.exemption else None, at),
        line=timeline(case.folder_id, [], narrowed, Names({}, {}, {}), most),
        may=may_of(me, case),
    )
