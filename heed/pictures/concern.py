"""One concern as a reader may see it: what was told, who is involved, where, what is owed, who advised, and what this reader may do next.

The first account is shown as it came, fact apart from hearsay apart from opinion. The reporter's name comes through `visible.reporters`
only, so a scheme's manager never has it; advice comes through `visible.advice`, so nobody reads another's before giving their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heed.concerns.advising import VOICE_KINDS, voices
from heed.concerns.choices import AccountKind, Danger, Harm, Location, Part, SourceOfRisk, State, Step, Sure
from heed.concerns.deciding import UNDO, why_not_decide
from heed.concerns.models import Concern, Theme
from heed.deadlines.models import Clock, ClockWords, Outcome
from heed.deadlines.rules import rule
from heed.folders import keys
from heed.households.choices import Identity, Member
from heed.households.models import Membership
from heed.organisation.choices import Department, Role, Skill
from heed.organisation.models import Colleague
from heed.pictures.desk import DANGER_TONE, with_what_they_hold
from heed.pictures.history import Narrowed, timeline
from heed.pictures.timeline import Entry, Names
from heed.policies import visible
from heed.policies.asker import Asker
from heed.policies.eligible import seats_at
from heed.policies.inside import open_folders
from heed.policies.roles import Do

RUNGS = {
    "group": gettext_lazy("the group"),
    "duty": gettext_lazy("whoever is on duty"),
    "lead": gettext_lazy("the Safeguarding Lead"),
    "owner": gettext_lazy("whoever owes it"),
    "manager": gettext_lazy("the manager"),
    "line_manager": gettext_lazy("their line manager"),
    "operations": gettext_lazy("operations"),
    "head_of_service": gettext_lazy("the Head of Service"),
    "reporter": gettext_lazy("the reporter"),
}
PART_TONE = {Part.VICTIM: "warn", Part.CHILD: "warn", Part.PERPETRATOR: "danger", Part.WITNESS: "", Part.OTHER: "quiet"}
MOST_EVENTS = 200
ACTING_SHOWN = timedelta(days=2)  # "ringing now" of last week is history: the timeline has it


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
class Ticking:
    """A clock: what is owed, under which rule and from which source, and who is told next and when. Times in UTC."""

    pk: UUID
    code: str
    name: str
    owner: str
    due_at: datetime
    met_at: datetime | None
    outcome: str
    tone: str
    explanation: str
    source: str
    told_next: str
    told_at: datetime | None
    holds: bool

    @property
    def action(self) -> bool:
        return self.code == "action"


@dataclass(frozen=True)
class Voice:
    """One member's advice."""

    by: str
    at: datetime
    steps: tuple[str, ...]
    sure: str
    words: str
    mine: bool


@dataclass(frozen=True)
class Decided:
    """The course of action, with reasons and classification."""

    by: str
    at: datetime
    steps: tuple[str, ...]
    reasons: str
    harms: tuple[str, ...]
    location: str
    source_of_risk: str
    themes: tuple[str, ...]


@dataclass(frozen=True)
class Answered:
    words: str
    by: str
    at: datetime
    nobody: bool
    read_at: datetime | None
    passed_on_at: datetime | None


@dataclass(frozen=True)
class Reported:
    """Who reported: for the group and the lead only. `gone`: they have left, so nobody can be answered."""

    name: str
    department: str
    telephone: str
    knew_at: datetime
    gone: bool
    me: bool


@dataclass(frozen=True)
class Can:
    """What this reader may do now. Each is false for somebody who only reads."""

    act: bool
    advise: bool
    withdraw: bool
    skills: bool
    ask_lead: bool
    decide: bool
    answer: bool
    nobody: bool
    close: bool
    reopen: bool
    place: bool
    settle: bool
    why_not_advise: str
    why_not_decide: str


@dataclass(frozen=True)
class Dossier:
    """Everything on the concern's page."""

    concern: Concern
    told: tuple[Told, ...]
    people: tuple[Someone, ...]
    papers: tuple[Paper, ...]
    spots: tuple[Spot, ...]
    clocks: tuple[Ticking, ...]
    reported: Reported | None
    answered: dict[str, datetime]
    waiting: tuple[str, ...]
    voices: tuple[Voice, ...]
    decisions: tuple[Decided, ...]
    answers: tuple[Answered, ...]
    entries: tuple[Entry, ...]
    acting: tuple[Entry, ...]
    can: Can

    @property
    def danger(self) -> Danger:
        return Danger(self.concern.danger)

    @property
    def danger_tone(self) -> str:
        return DANGER_TONE[self.danger]

    @property
    def state(self) -> str:
        if self.concern.state == State.ADVISED and self.concern.advised_at:
            return _("waiting for the lead’s decision") if self.concern.lead_decides else _("waiting for a decision")
        return str(State(self.concern.state).label)

    @property
    def open(self) -> bool:
        return self.concern.state != State.CLOSED

    @property
    def skills(self) -> tuple[str, ...]:
        return tuple(str(Skill(skill).label) for skill in self.concern.wanted_skills)

    @cached_property
    def running(self) -> tuple[Ticking, ...]:
        return tuple(clock for clock in self.clocks if clock.met_at is None)

    @cached_property
    def owed(self) -> tuple[Ticking, ...]:
        """What has to be settled before it can be closed."""
        return tuple(clock for clock in self.running if clock.holds)

    @cached_property
    def actions(self) -> tuple[Ticking, ...]:
        return tuple(clock for clock in self.clocks if clock.action)

    @property
    def place_words(self) -> str:
        """Where, in one line: the household's address, or the address the reporter chose."""
        return self.spots[0].address if self.spots else str(self.concern.home or "")


def to_open(me: Asker) -> QuerySet[Any]:
    """The concerns this colleague may open, each with what `dossier` needs of it."""
    return with_what_they_hold(visible.concerns(me), me.at).select_related("home__scheme", "decided_by", "closed_by")


def dossier(me: Asker, concern: Any, at: datetime) -> Dossier:
    """The concern as this colleague sees it. `concern` comes from `to_open(me)`; `at` in UTC."""
    folder = concern.folder_id
    open_folders([folder])
    keys.load([folder])
    reported = _reported(me, concern)
    entries = _entries(concern, at, reported)
    given = voices(
        [(said["kind"], said["by"], datetime.fromisoformat(said["at"])) for said in concern.said if said["kind"] in VOICE_KINDS]
    )
    names = dict(Colleague.objects.filter(pk__in=given).values_list("pk", "display_name")) if given else {}
    waiting = _waiting(concern, at, given) if Do.ADVISE in me.may else []
    return Dossier(
        concern=concern,
        told=tuple(_told(me, concern, reported)),
        people=tuple(_people(me, concern, at)),
        papers=tuple(_papers(me, concern)),
        spots=tuple(_spots(me, concern)),
        clocks=tuple(_clocks(me, concern, at, reported)),
        reported=reported,
        answered={names[pk]: when for pk, when in given.items()},
        waiting=tuple(one.display_name for one in waiting),
        voices=tuple(_voices(me, concern)),
        decisions=tuple(_decisions(me, concern)),
        answers=tuple(_answers(me, concern)),
        entries=tuple(entries),
        acting=tuple(entry for entry in entries if entry.kind == "concern.acting" and entry.occurred_at > at - ACTING_SHOWN),
        can=_can(me, concern, at, reported, set(given), {one.pk for one in waiting}),
    )


def _entries(concern: Concern, at: datetime, reported: Reported | None) -> list[Entry]:
    """The concern's own timeline: the same sentences as on the household's screen."""
    folder = concern.folder_id
    names = Names(
        concerns={folder: concern.reference},
        reporters={folder: reported.name} if reported else {},
        dangers={folder: str(Danger(concern.danger).label)},
    )
    return list(timeline(folder, (), Narrowed(at), names, most=MOST_EVENTS).entries)


# What was told ----------------------------------------------------------------------------------------------------------------
def _reported(me: Asker, concern: Concern) -> Reported | None:
    row = visible.reporters(me).filter(concern=concern).select_related("colleague").first()
    if row is None:
        return None
    who = row.colleague
    return Reported(
        who.display_name, str(Department(who.department).label), who.telephone, row.knew_at, not who.is_active, who.pk == me.pk
    )


def _told(me: Asker, concern: Concern, reported: Reported | None) -> Iterable[Told]:
    """On whose behalf it was entered tells who reported: it is kept back from whoever may not know that."""
    order = {
        kind: number
        for number, kind in enumerate(
            (
                AccountKind.SEEN,
                AccountKind.TOLD,
                AccountKind.CHILD_WORDS,
                AccountKind.WORRY,
                AccountKind.DONE,
                AccountKind.WHERE,
                AccountKind.ON_BEHALF,
                AccountKind.ADDED,
            )
        )
    }
    rows: Iterable[Any] = visible.accounts(me).filter(concern=concern).order_by("at", "pk")
    shown = [row for row in rows if reported or row.kind != AccountKind.ON_BEHALF]
    return [
        Told(AccountKind(row.kind), row.words, row.source, row.at)
        for row in sorted(shown, key=lambda row: (order[AccountKind(row.kind)], row.at))
    ]


def _people(me: Asker, concern: Concern, at: datetime) -> Iterable[Someone]:
    rows: list[Any] = list(
        visible.involved(me).filter(concern=concern).select_related("person", "confirmed_by").order_by("recorded_at", "pk")
    )
    by_pk = {row.pk: row for row in rows}
    standing = sorted((row for row in rows if row.superseded_at is None), key=lambda row: Part.values.index(row.part))
    return [_someone(row, by_pk, at) for row in standing]


def _someone(row: Any, by_pk: dict[UUID, Any], at: datetime) -> Someone:
    before = by_pk.get(row.corrects_id) if row.corrects_id else None
    name = row.person.name if row.person else row.name
    return Someone(
        row.pk,
        name or _("Name not known"),
        row.about,
        row.person.age_on(localtime(at).date()) if row.person else None,
        Part(row.part),
        Identity(row.identity),
        row.confirmed_by.display_name if row.confirmed_by else "",
        row.confirmed_at,
        row.person_id is not None,
        str(Part(before.part).label) if before and before.part != row.part else "",
    )


def _papers(me: Asker, concern: Concern) -> Iterable[Paper]:
    rows: Iterable[Any] = (
        visible.attachments(me).filter(concern=concern, removed_at=None).select_related("file").order_by("file__at", "pk")
    )
    return [Paper(row.file_id, row.file.name, row.file.size, row.file.picture, row.file.checked == "clean") for row in rows]


def _spots(me: Asker, concern: Concern) -> Iterable[Spot]:
    rows: Iterable[Any] = (
        visible.placements(me)
        .filter(concern=concern, undone_at=None)
        .select_related("household__home", "by")
        .order_by("at", "pk")
    )
    return [
        Spot(
            row.pk,
            row.household_id,
            str(row.household.home),
            row.reason or _("The address the reporter gave."),
            row.by.display_name if row.by else "",
            row.at,
        )
        for row in rows
    ]


# What is owed -----------------------------------------------------------------------------------------------------------------
def _clocks(me: Asker, concern: Concern, at: datetime, reported: Reported | None) -> Iterable[Ticking]:
    """Without the reminder of the unsent draft: it was its author's alone, and its owner is the reporter."""
    of_it = (
        visible.clocks(me, [concern.folder_id])
        .filter(Q(holds=concern.folder_id) | Q(folder=concern.folder_id))
        .exclude(rule="draft_reminder")
    )
    sealed = Subquery(ClockWords.objects.filter(pk=OuterRef("pk")).values("words"))
    rows: list[Any] = list(of_it.select_related("owner").annotate(sealed=sealed).order_by("due_at", "pk"))
    return [
        _ticking(row, _opened(row), concern, at, owner_known=bool(reported) or row.rule != "pass_on_answer") for row in rows
    ]


def _opened(row: Any) -> dict[str, Any]:
    return ClockWords(id_id=row.pk, folder_id=row.folder_id, words=bytes(row.sealed)).words if row.sealed else {}  # type: ignore[return-value]


def _ticking(row: Clock, words: dict[str, Any], concern: Concern, at: datetime, *, owner_known: bool) -> Ticking:
    law = rule(row.rule)
    rung = law.who_is_told[min(row.stage, len(law.who_is_told) - 1)]
    owner = row.owner.display_name if row.owner and owner_known else ""
    tone = {Outcome.DONE: "done", Outcome.NOT_DONE: "warn", Outcome.NOT_POSSIBLE: "warn"}.get(row.outcome, "quiet")  # type: ignore[call-overload]
    return Ticking(
        row.pk,
        row.rule,
        str(words.get("what") or law.name),
        owner,
        row.due_at,
        row.met_at,
        str(Outcome(row.outcome).label) if row.outcome else "",
        tone,
        str(law.explanation),
        str(law.source),
        owner if rung == "owner" and owner else str(RUNGS.get(rung, rung)),
        row.next_at,
        row.holds_id == concern.folder_id,
    )


# The voices, the decision, the answer -----------------------------------------------------------------------------------------
def _waiting(concern: Any, at: datetime, given: dict[int, datetime]) -> list[Colleague]:
    """Who may advise and has not, while voices are wanted. Only for those who advise: for others it would tell who reported."""
    if concern.state not in (State.SENT, State.ADVISED) or concern.advised_at:
        return []
    return [one for one in seats_at(at).able(concern.kept_out, concern.reporter, given) if one.pk not in given]


def _steps(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(str(Step(code).label) for code in codes)


def _voices(me: Asker, concern: Concern) -> Iterable[Voice]:
    rows: Iterable[Any] = visible.advice(me).filter(concern=concern).select_related("by").order_by("at", "pk")
    return [
        Voice(row.by.display_name, row.at, _steps(row.steps), str(Sure(row.sure).label), row.words, row.by_id == me.pk)
        for row in rows
    ]


def _decisions(me: Asker, concern: Concern) -> Iterable[Decided]:
    """Newest first; the first of them stands."""
    if concern.decided_at is None:
        return []
    rows: list[Any] = list(visible.decisions(me).filter(concern=concern).select_related("by").order_by("-at", "pk"))
    names = (
        dict(Theme.objects.filter(code__in={code for row in rows for code in row.themes}).values_list("code", "name"))
        if any(row.themes for row in rows)
        else {}
    )
    return [
        Decided(
            row.by.display_name,
            row.at,
            _steps(row.steps),
            row.reasons,
            tuple(str(Harm(code).label) for code in row.harms),
            str(Location(row.location).label),
            str(SourceOfRisk(row.source_of_risk).label),
            tuple(names.get(code, code) for code in row.themes),
        )
        for row in rows
    ]


def _answers(me: Asker, concern: Concern) -> Iterable[Answered]:
    if concern.answered_at is None:
        return []
    rows: Iterable[Any] = visible.answers(me).filter(concern=concern).select_related("by").order_by("-at", "pk")
    return [
        Answered(row.words, row.by.display_name, row.at, row.nobody_to_answer, row.read_at, row.passed_on_at) for row in rows
    ]


# What may be done next --------------------------------------------------------------------------------------------------------
def _can(me: Asker, concern: Concern, at: datetime, reported: Reported | None, given: set[int], waiting: set[int]) -> Can:
    mine, decided = bool(reported and reported.me), concern.state in (State.DECIDED, State.REOPENED)
    works, is_open = Do.ADVISE in me.may, concern.state != State.CLOSED
    not_advise = _why_not_advise(me, concern, mine, given, waiting)
    not_decide = _why_not_decide(me, concern, mine)
    answers = Do.DECIDE in me.may and decided and concern.answered_at is None and not mine
    gone = bool(reported and reported.gone)
    return Can(
        act=works and is_open,
        advise=works and not not_advise,
        withdraw=works and is_open and not me.everything,
        skills=works and is_open and not decided,
        ask_lead=works
        and bool(concern.advised_at)
        and concern.state in (State.ADVISED, State.REOPENED)
        and not concern.lead_decides
        and not me.everything
        and not mine,
        decide=Do.DECIDE in me.may and not not_decide,
        answer=answers and not gone,
        nobody=answers and gone and me.everything,
        close=Do.CLOSE in me.may and concern.state == State.DECIDED and not mine,
        reopen=Do.CLOSE in me.may and _may_reopen(concern, at),
        place=Do.PLACE in me.may and is_open,
        settle=Do.DECIDE in me.may,
        why_not_advise=not_advise,
        why_not_decide=not_decide,
    )


def _may_reopen(concern: Concern, at: datetime) -> bool:
    return (
        concern.state == State.DECIDED
        or concern.state == State.CLOSED
        and concern.closed_at is not None
        and at - concern.closed_at <= UNDO
    )


def _why_not_advise(me: Asker, concern: Concern, mine: bool, given: set[int], waiting: set[int]) -> str:
    """Empty when this colleague may advise. Somebody marked away who is here after all may."""
    if concern.state not in (State.SENT, State.ADVISED):
        return _("It has been decided, so no more advice is taken.")
    if mine:
        return _("You reported this concern, so two others advise on it.")
    if me.pk in given:
        return _("You have advised.")
    return (
        ""
        if Role.GROUP in me.roles or me.pk in waiting
        else _("Members of the group advise; you would stand in if fewer than two could.")
    )


def _why_not_decide(me: Asker, concern: Concern, mine: bool) -> str:
    if mine:
        return _("You reported this concern, so somebody else decides.")
    return why_not_decide(concern, me.colleague, lead=me.everything) or ""


# For the pages that ask one thing ---------------------------------------------------------------------------------------------
def themes(at: datetime) -> list[tuple[str, str]]:
    """The organisation's own themes in use (PEER-2): code and name."""
    return list(Theme.objects.filter(Q(until=None) | Q(until__gt=at)).values_list("code", "name"))


def could_own(concern: Concern, at: datetime) -> list[Colleague]:
    """Who may be given an action: everyone who is here and not kept out."""
    return list(Colleague.objects.here(at).exclude(pk__in=visible.kept_out([concern.folder_id], at)))


def could_take(me: Asker, at: datetime) -> list[Colleague]:
    """Whom an action may be handed to, as far as its owner may know; who is kept out is only found when it is tried."""
    return list(Colleague.objects.here(at).exclude(pk=me.pk))


def living_there(me: Asker, concern: Concern, at: datetime) -> list[tuple[UUID, str, int | None, str]]:
    """People of the households the concern is linked to: id, name, age, what they are to the tenancy."""
    homes = visible.placements(me).filter(concern=concern, undone_at=None).values("household")
    rows = (
        Membership.objects.as_known(at)
        .filter(household__in=homes, folder__in=visible.folders(me))
        .select_related("person")
        .order_by("person__sort_key", "pk")
    )
    return [
        (row.person_id, row.person.name, row.person.age_on(localtime(at).date()), str(Member(row.role).label)) for row in rows
    ]


@dataclass(frozen=True)
class OneAction:
    """An action as its owner sees it, who may not see the concern: what, by when, from whom. `concern` only for those who may open it."""

    clock: Clock
    what: str
    since: datetime
    given_by: str
    owner: str
    mine: bool
    concern: Concern | None

    @property
    def settled(self) -> bool:
        return self.clock.met_at is not None

    @property
    def outcome(self) -> str:
        return str(Outcome(self.clock.outcome).label) if self.clock.outcome else ""


def one_action(me: Asker, clock: Clock) -> OneAction:
    """`clock` comes from `visible.clocks(me)`."""
    words = ClockWords.objects.filter(pk=clock.pk).first()
    said: Any = words.words if words else {}
    return OneAction(
        clock,
        said.get("what", ""),
        clock.started_at,
        said.get("from", ""),
        clock.owner.display_name if clock.owner else "",
        clock.owner_id == me.pk,
        visible.concerns(me).filter(folder=clock.folder_id).first(),
    )
