"""What a reporter sees of what became of a report: where it stands in plain words, by when what happens, the answer (CFC-5).

Nobody else's data is in it: not who advised, not what was said, not whom it is about beyond the reporter's own words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from heed.concerns.choices import AccountKind, Form, Part, State
from heed.concerns.models import Account, Answer, Attachment, Concern, Draft, Involved
from heed.deadlines import clocks
from heed.deadlines.calendars import Nation
from heed.deadlines.models import Clock
from heed.deadlines.rules import rule
from heed.households.folding import fold_name
from heed.organisation.models import Colleague
from heed.policies import visible
from heed.policies.asker import Asker


@dataclass(frozen=True)
class Expected:
    """By when (UTC) the reporter may count on what: the first of the group has read it, and there is an answer."""

    read_by: datetime
    answer_by: datetime


@dataclass(frozen=True)
class Stage:
    """One part of the way: when it was done, or by when it will be."""

    title: str
    done_at: datetime | None = None
    by: datetime | None = None


@dataclass(frozen=True)
class Line:
    """One of my reports in a list."""

    concern: Concern
    state: str
    answer_waits: bool


@dataclass(frozen=True)
class Named:
    """Somebody whom the reporter named, in her words alone. `name` is empty where she could not name them."""

    name: str
    about: str
    part: str


def unsent(me: Asker) -> QuerySet[Draft]:
    """Reports begun and neither sent nor deleted, the latest first. One's own only where something was told: its reminder says so.
    Whatever a leaver had begun is there for whoever was let in."""
    told = Exists(Clock.objects.filter(folder=OuterRef("folder"), rule="draft_reminder"))
    begun = visible.drafts(me).filter(sent_at=None, dropped_at=None)
    return begun.filter(told | ~Q(author=me.colleague)).order_by("-saved_at", "pk")


def lines(me: Asker) -> list[Line]:
    waiting = set(visible.my_answers(me).filter(read_at=None).values_list("concern", flat=True))
    reports = visible.my_reports(me).select_related("home").order_by("-sent_at", "pk")
    return [Line(report, in_words(report), report.pk in waiting) for report in reports]


def in_words(report: Concern) -> str:
    """Where it stands, for whoever reported it."""
    if report.state == State.ADVISED and report.advised_at:
        return _("advice is in")
    return {
        State.SENT: _("sent"),
        State.ADVISED: _("being looked at"),
        State.DECIDED: _("decided"),
        State.CLOSED: _("finished"),
        State.REOPENED: _("being looked at again"),
    }[State(report.state)]


def expected(report: Concern) -> Expected:
    """From the clocks' own rules (D4, D5), as the reporter may not see the clocks themselves."""
    advised = report.advised_at or _due("second_advice", report, report.sent_at)
    return Expected(_due("first_advice", report, report.sent_at), _due("answer_reporter", report, advised))


def _due(code: str, report: Concern, start: datetime) -> datetime:
    law, nation = rule(code), Nation(report.nation)
    span, _value = clocks.span_in_force(law, nation, start, danger=report.urgent)
    return clocks.reckoned(law, span, start, nation).due


def way(report: Concern) -> list[Stage]:
    """Sent, advised on, decided, answered: what is done is said as done."""
    when = expected(report)
    return [
        Stage(_("You sent it"), report.sent_at),
        Stage(
            _("Two people have given advice") if report.advised_at else _("Two people give advice"),
            report.advised_at,
            None if report.advised_at else _due("second_advice", report, report.sent_at),
        ),
        Stage(
            _("The group has decided what to do") if report.decided_at else _("The group decides what to do"), report.decided_at
        ),
        Stage(
            _("You have an answer") if report.answered_at else _("You get an answer"),
            report.answered_at,
            None if report.answered_at else when.answer_by,
        ),
    ]


def accounts(me: Asker, report: Concern) -> list[Account]:
    """One's own words: what was sent at once in the order of the questions, then what was added."""
    kinds = list(AccountKind)
    return sorted(visible.my_accounts(me).filter(concern=report), key=lambda row: (row.at, kinds.index(AccountKind(row.kind))))


@dataclass(frozen=True)
class TellsManager:
    """Whether the reporter is asked to tell their line manager in the shift, who that is, and when (UTC) they said that they had (DA-1; D1)."""

    asked: bool
    told_at: datetime | None
    name: str = ""
    telephone: str = ""


def tells_manager(me: Asker, report: Concern) -> TellsManager:
    incident = report.form == Form.INCIDENT
    said = visible.my_accounts(me).filter(concern=report, kind=AccountKind.MANAGER_TOLD).first() if incident else None
    above = me.colleague.line_manager if incident else None
    name, telephone = (above.display_name, above.telephone) if above else ("", "")
    return TellsManager(incident, said.at if said else None, name, telephone)


def people(report: Concern) -> list[Named]:
    """Those whom the asker named in a report of her own, worst off first. Asked behind the wall, because the rows also tell what the
    group made of them: confirmed, linked to the register, corrected. That is not the reporter's to know."""
    with connection.cursor() as c:
        c.execute("select id, name, about, identity, part from heed_named_by_me(%s)", [report.pk])
        rows: list[Any] = [
            Involved(id=pk, folder_id=report.folder_id, name=bytes(name), about=bytes(about), identity=identity, part=part)
            for pk, name, about, identity, part in c.fetchall()
        ]
    order = Part.values
    return [
        Named(row.name, row.about, str(Part(row.part).label))
        for row in sorted(rows, key=lambda row: (order.index(row.part), row.name, str(row.pk)))
    ]


def files(me: Asker, report: Concern) -> QuerySet[Attachment]:
    """What she sent with it or added later, in the order it came."""
    return visible.my_attachments(me).filter(concern=report).select_related("file").order_by("file__at", "pk")


def answers(me: Asker, report: Concern) -> QuerySet[Answer]:
    return visible.my_answers(me).filter(concern=report).order_by("-at", "pk")


def attached(me: Asker, draft: Draft) -> QuerySet[Attachment]:
    """Files of a report being written, in the order they came."""
    return visible.attachments(me).filter(draft=draft, removed_at=None).select_related("file").order_by("file__at", "pk")


def to_do(me: Asker) -> int:
    """How many decided actions wait for this colleague, who may see nothing of the concerns they come from."""
    return Clock.objects.running().filter(owner=me.colleague, rule="action").count()


# Naming somebody who works with us --------------------------------------------------------------------------------------------
def colleagues_like(words: str, at: datetime, *, but: Any, limit: int = 10) -> list[Colleague]:
    """Colleagues who are here, each word beginning a part of the name (accents forgiven); nobody for no words."""
    said = fold_name(words).split()
    if not said:
        return []
    names = Colleague.objects.here(at).exclude(pk=but.pk).values_list("pk", "display_name")
    found = [pk for pk, name in names if all(any(part.startswith(word) for part in fold_name(name).split()) for word in said)]
    return list(Colleague.objects.filter(pk__in=found[:limit]))


def colleagues_of(pks: list[int], at: datetime) -> list[Colleague]:
    """Those of these numbers who are here."""
    return list(Colleague.objects.here(at).filter(pk__in=pks))
