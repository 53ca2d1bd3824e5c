"""Who is told of an event. Each function takes what happened (the event, its concern or clock, when) and answers people who are here, not kept out,
and may open the page. A clock's chain is walked past the absent and the conflicted; if nobody is left, an alarm is raised."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from heed.cases import models as cases
from heed.concerns.models import Concern, Reporter
from heed.deadlines.models import Clock, Told
from heed.deadlines.rules import rule, rung_at
from heed.folders.models import Access, Place
from heed.organisation.choices import Role
from heed.organisation.group import on_duty
from heed.organisation.models import Colleague, Post, in_force
from heed.policies import visible
from heed.policies.eligible import who_may_advise
from heed.timeline.models import Event

People = list[Colleague]


@dataclass(frozen=True)
class Happened:
    """An event with what it concerns. Read under the worker's role: no words."""

    event: Event
    at: datetime
    concern: Concern | None
    clock: Clock | None
    stage: int

    @property
    def folder(self):
        return self.event.folder_id


def happened(event: Event, at: datetime) -> Happened:
    told = Told.objects.select_related("clock").filter(event=event).first()
    concern = Concern.objects.filter(folder=event.folder_id).first()
    return Happened(event, at, concern, told.clock if told else None, told.stage if told else 0)


def here(people: Iterable[Colleague], it: Happened) -> People:
    """Those present who are not kept out and may open the folder, each once."""
    present = Colleague.objects.present(it.at).filter(pk__in={person.pk for person in people})
    return visible.who_may_open(it.folder, present, it.at)


def _holding(role: Role, it: Happened) -> People:
    return here(visible.holders(role, it.at), it)


def group(it: Happened) -> People:
    """Members who may advise: never the reporter; where too few are left, the lead stands in."""
    return who_may_advise(it.folder, it.at)


def group_and_lead(it: Happened) -> People:
    return group(it) + duty(it) + lead(it)


def duty(it: Happened) -> People:
    """Whoever is on duty out of hours."""
    return here(on_duty(it.at), it)


def lead(it: Happened) -> People:
    return _holding(Role.LEAD, it)


def managers(it: Happened) -> People:
    return _over_the_place(Role.MANAGER, it)


def operations(it: Happened) -> People:
    return _over_the_place(Role.OPERATIONS, it)


def operations_and_lead(it: Happened) -> People:
    return _each_once([*operations(it), *lead(it)])


def _each_once(people: Iterable[Colleague]) -> People:
    return list({one.pk: one for one in people}.values())


def _over_the_place(role: Role, it: Happened) -> People:
    """Holders of a post over the schemes (or their regions) in which the folder lies."""
    schemes = Place.objects.filter(in_force(it.at), folder=it.folder)
    over = Q(scheme__in=schemes.values("scheme")) | Q(region__in=schemes.values("scheme__region"))
    held = Post.objects.filter(in_force(it.at), over, role=role).select_related("colleague")
    return here([post.colleague for post in held], it)


def heads(it: Happened) -> People:
    """They open no record: they are told that something waits, so that somebody who may open it is found. Never one who is kept out."""
    out = set(visible.kept_out([it.folder], it.at))
    return [head for head in _present(visible.holders(Role.HEAD_OF_SERVICE, it.at), it) if head.pk not in out]


def _present(people: Iterable[Colleague], it: Happened) -> People:
    return list(Colleague.objects.present(it.at).filter(pk__in={person.pk for person in people}))


def advisers(it: Happened) -> People:
    given = Event.objects.filter(folder=it.folder, kind="advice.given").values("by")
    return here(Colleague.objects.filter(pk__in=given), it)


def reporter(it: Happened) -> People:
    """The reporter sees their own report, not the folder; told even while away, because the answer is theirs."""
    return [
        told.colleague
        for told in Reporter.objects.filter(folder=it.folder).select_related("colleague")
        if told.colleague.is_active
    ]


def reporters_manager(it: Happened) -> People:
    """The line manager of whoever reported an incident, whether or not they may open it (DA-1). Never one who is kept out."""
    out = set(visible.kept_out([it.folder], it.at))
    told = Reporter.objects.filter(folder=it.folder).values("colleague__line_manager")
    # Whoever keeps accounts says who manages whom, and with a team of one the letter would say who reported (decision 18).
    keepers = visible.holders(Role.ADMIN, it.at).values_list("pk", flat=True)
    return [one for one in _present(Colleague.objects.filter(pk__in=told).exclude(pk__in=keepers), it) if one.pk not in out]


def owner(it: Happened) -> People:
    """Whoever owes it sees what they owe, whatever else they see."""
    return [it.clock.owner] if it.clock and it.clock.owner and it.clock.owner.is_active else []


def present_owner(it: Happened) -> People:
    """In a chain: an owner who is away is walked past, and told when they are back; one who is kept out since is walked past for good."""
    out = set(visible.kept_out([it.folder], it.at))
    return [one for one in _present(owner(it), it) if one.pk not in out]


def successors(it: Happened) -> People:
    """Whoever took over: let in at that instant, or now owing something there."""
    owners = Clock.objects.running().filter(folder=it.folder).select_related("owner")
    return _each_once([*the_let_in(it), *(clock.owner for clock in owners if clock.owner)])


def nobody(it: Happened) -> People:
    """For letters that no event sends: their own task says who gets them."""
    return []


def line_manager(it: Happened) -> People:
    owes = it.clock.owner if it.clock else None
    return here([owes.line_manager], it) if owes and owes.line_manager else []


def answers_for_it(it: Happened) -> People:
    """The Responsible Line Manager of the case."""
    return here(Colleague.objects.filter(pk__in=_responsible(it)), it)


def over_whoever_answers(it: Happened) -> People:
    """Their own line manager: told that there is something to read, whether or not they may open the case. Never one who is kept out."""
    out = set(visible.kept_out([it.folder], it.at))
    above = Colleague.objects.filter(pk__in=Colleague.objects.filter(pk__in=_responsible(it)).values("line_manager"))
    return [one for one in _present(above, it) if one.pk not in out]


def answers_for_it_and_lead(it: Happened) -> People:
    return _each_once([*answers_for_it(it), *lead(it)])


def _responsible(it: Happened) -> QuerySet:
    return cases.Case.objects.filter(folder=it.folder).values("responsible")


def the_let_in(it: Happened) -> People:
    lines = Access.objects.filter(folder=it.folder, since=it.event.recorded_at, effect="let_in").select_related("colleague")
    return here([line.colleague for line in lines], it)


# A clock's chain --------------------------------------------------------------------------------------------------------------
RUNGS: dict[str, Callable[[Happened], People]] = {
    "owner": present_owner,
    "group": group,
    "duty": duty,
    "lead": lead,
    "manager": managers,
    "operations": operations,
    "head_of_service": heads,
    "reporter": reporter,
    "line_manager": line_manager,
    "dpo": lead,
    "trainer": lambda it: _present(visible.holders(Role.TRAINER, it.at), it),
}


class NobodyLeft(Exception):
    """Everyone in the chain is away, kept out or gone: an alarm."""


def rung(it: Happened) -> People:
    """Due soon: the first of the rule's chain who is there; overdue: the next; each time again one further up, the last one stays.

    Raises NobodyLeft when the whole chain is empty. Of an unsent report nobody is told but its author, not even then."""
    law = rule(it.clock.rule)  # type: ignore[union-attr]
    found = [people for people in (RUNGS[code](it) for code in law.who_is_told) if people]
    if not found and law.who_is_told == ("owner",) and law.reporters_own:
        return []
    if not found:
        found = [people for people in (lead(it), heads(it)) if people]
    if not found:
        raise NobodyLeft
    return rung_at(found, it.stage)
