"""A case is opened, reaches households, passes from one manager to another (DA-2)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from heed.cases.choices import Kind, Label, Risk
from heed.cases.duties import keep_duties, owe_bodies
from heed.cases.models import Case, Reach, Responsibility
from heed.deadlines import clocks
from heed.deadlines.choices import Outcome
from heed.deadlines.clocks import Owed
from heed.deadlines.models import Clock
from heed.folders.actions import open_case_folder
from heed.folders.references import new_reference
from heed.organisation.models import Colleague, Scheme
from heed.timeline.actions import record

UNANSWERED = "case_unanswered"


class CannotOpen(Exception):
    """Why the case cannot be opened, or reach there, or pass to that colleague."""


@dataclass(frozen=True)
class Opening:
    """What a case begins with. `entered_at` (UTC): when what it is about entered the reporting system; the 21 days run from then (D8)."""

    kind: Kind
    scheme: Scheme
    responsible: Colleague
    entered_at: datetime
    title: str = ""
    risk: Risk = Risk.NOT_ASSESSED
    themes: list[str] = field(default_factory=list)
    households: list[UUID] = field(default_factory=list)


@transaction.atomic
def open_case(opening: Opening, *, by: Colleague, at: datetime, from_concern: bool = False) -> Case:
    """One case with one Responsible Line Manager, in a folder of its own. Domestic abuse owes telling the local authority and CQC; of a case
    that comes `from_concern`, the concern does. Raises CannotOpen for a time to come, or a colleague who cannot take it."""
    if opening.entered_at > at:
        raise CannotOpen(_("That time has not come yet. Give the time when it was first reported."))
    folder = open_case_folder(opening.scheme, opening.responsible, by=by, at=at)
    if folder is None:
        raise CannotOpen(
            _("This colleague cannot answer for a case there. Choose the scheme's manager, or somebody who deputises.")
        )
    case = Case(
        folder=folder,
        reference=new_reference(),
        kind=opening.kind,
        themes=opening.themes,
        risk=opening.risk,
        scheme=opening.scheme,
        responsible=opening.responsible,
        title=opening.title,
        entered_at=opening.entered_at,
        opened_by=by,
    )
    case.save(force_insert=True)
    _responsible(case, opening.responsible, opening.scheme, "", by, at)
    owed = Owed(case.folder_id, opening.responsible, about=case.pk)
    clocks.start("holding_area", owed, at=opening.entered_at, nation=case.nation)
    keep_duties(case, by=by, at=at)
    if opening.kind == Kind.DOMESTIC_ABUSE and not from_concern:
        bodies = Owed(case.folder_id, opening.responsible, case.folder_id, case.pk)
        owe_bodies(bodies, opening.scheme, nation=case.nation, known_at=opening.entered_at)
    record("case.opened", case.folder_id, by=by, at=at, occurred_at=opening.entered_at)
    reach_all(case, opening.households, by=by, at=at)
    return case


def _responsible(case: Case, colleague: Colleague, scheme: Scheme, why: str, by: Colleague, at: datetime) -> None:
    Responsibility(folder_id=case.folder_id, case=case, colleague=colleague, scheme=scheme, since=at, by=by, why=why).save(
        force_insert=True
    )


@transaction.atomic
def reach(case: Case, household: UUID, why: str, *, by: Colleague, at: datetime) -> Reach:
    """The case touches this household too (by its id: whoever works on the case may not see the household). Opens neither to readers of the other."""
    touched = _reach(case, household, why, by, at)
    keep_out_the_tied(case)
    return touched


def reach_all(case: Case, households: Iterable[UUID], *, by: Colleague, at: datetime) -> None:
    """The same of several, of which it may reach some already."""
    there = set(Reach.objects.filter(case=case, undone_at=None).values_list("household", flat=True))
    for household in households:
        if household not in there:
            _reach(case, household, "", by, at)
    keep_out_the_tied(case)


def _reach(case: Case, household: UUID, why: str, by: Colleague, at: datetime) -> Reach:
    touched = Reach(folder_id=case.folder_id, case=case, household_id=household, why=why, by=by, at=at)
    try:
        with transaction.atomic():
            touched.save(force_insert=True)
    except IntegrityError:
        raise CannotOpen(_("This case reaches that household already.")) from None
    record("case.reaches", case.folder_id, by=by, at=at, households=[household])
    return touched


def keep_out_the_tied(case: Case) -> None:
    """Behind the wall: whoever is tied to the homes it reaches or where those in it live, and whoever is kept out of what feeds it, is kept out
    of the case. Last of all that is done: it may be whoever does it."""
    with connection.cursor() as c:
        c.execute("select heed_gather_case(%s)", [case.folder_id])


@transaction.atomic
def undo_reach(touched: Reach, why: str, *, by: Colleague, at: datetime) -> None:
    """The wrong household: the case leaves its screen at once; that it stood there stays on record."""
    if not Reach.objects.filter(pk=touched.pk, undone_at=None).update(undone_at=at, undone_by=by):
        raise CannotOpen(_("That was undone already."))
    record("case.reach_undone", touched.folder_id, by=by, at=at, words={"text": why})


@transaction.atomic
def pass_on(case: Case, to: Colleague, scheme: Scheme, why: str, *, by: Colleague, at: datetime) -> None:
    """Another Responsible Line Manager, for a reason; everything owed by the old one is owed by the new. The case lies where they work.

    Raises CannotOpen when there is no reason, when it is theirs already, or when they cannot take it (why not is not said)."""
    if not why.strip():
        raise CannotOpen(_("Write why the case passes on."))
    if to.pk == case.responsible_id and scheme.pk == case.scheme_id:
        raise CannotOpen(_("This colleague answers for the case already."))
    with connection.cursor() as c:
        c.execute("select heed_open(array[%s])", [case.folder_id])  # until it is done, also where they may not see it any more
        c.execute("select heed_pass_case(%s, %s, %s)", [case.folder_id, to.pk, scheme.pk])
        if not c.fetchone()[0]:
            raise CannotOpen(_("This colleague cannot answer for the case. Choose somebody else."))
    was = case.responsible
    if not Responsibility.objects.filter(case=case, until=None, colleague=was).update(until=at):
        raise CannotOpen(_("Somebody passed this case on a moment ago. Look again."))
    _responsible(case, to, scheme, why, by, at)
    Case.objects.filter(pk=case.pk).update(responsible=to, scheme=scheme)
    case.responsible, case.scheme = to, scheme
    owed = clocks.running_in(case.folder_id).filter(Q(owner=was) | Q(owner__is_active=False) | Q(owner=None))
    for clock in owed.exclude(rule="handling_review", owner=None):  # nobody reviews what they answer for themselves
        clocks.pass_to(clock, to)
    record("case.passed_on", case.folder_id, by=by, at=at, words={"was": was.display_name, "is": to.display_name, "text": why})


def find_unanswered(at: datetime) -> int:
    """Asked by the sweep: a case whose Responsible Line Manager has left, holds no such post any more or is kept out since, is told of at once
    and owed another (DA-2); one that they can answer for again owes nothing. Answers how many were found."""
    owed = Clock.objects.running().filter(rule=UNANSWERED)
    nobody = Case.objects.nobody_answers(at)
    owed.exclude(folder__in=nobody.values("folder")).update(met_at=at, outcome=Outcome.NOT_POSSIBLE, next_at=None)
    unknown = nobody.exclude(folder__in=owed.values("folder"))
    found = list(unknown.select_related("scheme").only("folder", "scheme"))
    for case in found:
        clocks.start(UNANSWERED, Owed(case.folder_id, holds=case.folder_id, about=case.pk), at=at, nation=case.nation)
        record("case.nobody_answers", case.folder_id, by=None, at=at)
    return len(found)


@transaction.atomic
def label(case: Case, said: Label, *, by: Colleague, at: datetime) -> None:
    """How the work stands. It never ends the count of days."""
    if said != case.label:
        Case.objects.filter(pk=case.pk).update(label=said)
        record("case.labelled", case.folder_id, by=by, at=at, words={"was": case.label, "is": said})
        case.label = said
