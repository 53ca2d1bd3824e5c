"""The hand-over digest: each of one's own cases in a few lines for whoever deputises, without a name of anybody it is about."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from heed.cases.choices import Kind, Label, Risk
from heed.deadlines.rules import rule
from heed.pictures.case import caseload as load
from heed.pictures.kinds import heading_of
from heed.policies.asker import Asker

AHEAD = timedelta(days=14)  # a fortnight's absence (ours)
LATEST = 3
# Actions are named by their rule alone: what was asked in words may name somebody.
DIGEST = """
select f.id,
  array(select json_build_array(k.rule, k.due_at, o.display_name) from deadlines_clock k left join organisation_colleague o on o.id = k.owner_id
         where k.folder_id = f.id and k.met_at is null and k.paused_at is null and k.due_at < %(until)s order by k.due_at, k.id),
  array(select json_build_array(e.kind, e.occurred_at) from timeline_event e where e.folder_id = f.id order by e.occurred_at desc, e.id limit %(latest)s)
from unnest(%(folders)s::uuid[]) f(id)"""


@dataclass(frozen=True)
class Coming:
    """What is due within a fortnight, or late already: its rule's name, when (UTC), who owes it."""

    name: str
    due_at: datetime
    owner: str


@dataclass(frozen=True)
class Latest:
    """What was put down last: what it was, and when (UTC)."""

    what: str
    at: datetime


@dataclass(frozen=True)
class HandedOver:
    """One case of one's own. `day` of its 21, if they still count."""

    pk: UUID
    reference: str
    kind: Kind
    risk: Risk
    label: Label
    scheme: str
    day: int | None
    coming: tuple[Coming, ...]
    latest: tuple[Latest, ...]


def digest(me: Asker, at: datetime) -> list[HandedOver]:
    """One's own open cases, what is due first before the rest. `at` in UTC. Four statements, however many there are."""
    lines = sorted(load.narrowed(load.caseload(me), ["mine"], at), key=load.SORTS["due"][1])
    more = _more([line.folder for line in lines], at)
    return [_shown(row, *more[row.line.folder], at) for row in load.rows(me, lines)]


def _more(folders: list[UUID], at: datetime) -> dict[UUID, tuple[list[Any], list[Any]]]:
    with connection.cursor() as c:
        c.execute(DIGEST, {"folders": folders, "until": at + AHEAD, "latest": LATEST})
        return {folder: (coming, latest) for folder, coming, latest in c.fetchall()}


def _shown(row: load.CaseRow, coming: list[Any], latest: list[Any], at: datetime) -> HandedOver:
    return HandedOver(
        row.line.pk,
        row.reference,
        row.kind,
        Risk(row.line.risk),
        row.label,
        row.scheme,
        row.line.day(at),
        tuple(Coming(str(rule(code).name), datetime.fromisoformat(due), owner or "") for code, due, owner in coming),
        tuple(Latest(heading_of(kind), datetime.fromisoformat(when)) for kind, when in latest),
    )
