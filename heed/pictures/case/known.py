"""All that is kept in a case's folder but what happened and what is owed, in one statement (see the household's own `known`).

Whoever asks hands in folders that were opened: the case's, and those of its households and concerns that this reader may open. The second
wall judges each table, so a household or a concern that the reader may not open leaves nothing here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model

from heed.cases.models import Case, Document, Exemption, Measure, MissingEpisode, Plan, Reach, Someone, Voice
from heed.folders.choices import FOR_A_TIME, Effect, Why
from heed.folders.models import Access
from heed.households.models import Home, Household, SafeContact
from heed.learning.models import CaseReview, Evaluation, HandlingReview, Lesson
from heed.organisation.models import Colleague
from heed.pictures.rows import from_json, hold_key, instant

Row = TypeVar("Row", bound=Model)


def _signed(table: str, by: str = "by_id", *, standing: str = "true", order: str = "t.at desc, t.id") -> str:
    """Rows of the folder, each with the name of whoever wrote it."""
    return f"""array(select json_build_array(row_to_json(t), w.display_name) from {table} t left join organisation_colleague w on w.id = t.{by}
         where t.folder_id = %(folder)s and {standing} order by {order})"""  # noqa: S608


KNOWN = f"""
select
  array(select json_build_array(y.folder_id, y.wrapped, y.key_id) from folders_key y where y.folder_id = any(%(opened)s)) as keys,
  array(select json_build_array(row_to_json(s), p.folder_id) from cases_someone s left join households_person p on p.id = s.person_id
         where s.folder_id = %(folder)s order by s.recorded_at, s.id) as people,
  array(select row_to_json(c) from households_safecontact c where c.folder_id = any(%(opened)s) and c.superseded_at is null
         and c.person_id in (select s.person_id from cases_someone s where s.folder_id = %(folder)s) order by c.recorded_at) as safe,
  array(select json_build_array(row_to_json(r), row_to_json(h), row_to_json(o)) from cases_reach r
         left join households_household h on h.id = r.household_id and h.folder_id = any(%(opened)s) left join households_home o on o.id = h.home_id
         where r.folder_id = %(folder)s and r.undone_at is null order by r.at, r.id) as reached,
  array(select json_build_array(f.id, c.reference, c.id, f.at) from concerns_feed f join concerns_concern c on c.id = f.concern_id
         where f.folder_id = %(folder)s and f.undone_at is null and c.folder_id = any(%(opened)s) order by f.at, f.id) as fed,
  {_signed("cases_exemption", standing="t.ended_at is null")} as exemption,
  {_signed("cases_plan", standing="t.version = (select max(p.version) from cases_plan p where p.folder_id = %(folder)s)")} as plan,
  {_signed("cases_voice", standing="t.superseded_at is null")} as voice,
  {_signed("cases_missingepisode", order="t.last_seen_at desc, t.id")} as missing,
  {_signed("cases_measure", standing="t.superseded_at is null")} as measures,
  {_signed("cases_document", standing="t.removed_at is null")} as papers,
  {_signed("learning_evaluation", standing="t.superseded_at is null")} as evaluation,
  {_signed("learning_lesson", "owner_id")} as lessons,
  {_signed("learning_handlingreview")} as handlings,
  {_signed("learning_casereview", "officer_id", order="t.opened_at desc, t.id")} as reviews,
  array(select json_build_array(row_to_json(a), w.display_name, b.display_name) from folders_access a
         join organisation_colleague w on w.id = a.colleague_id left join organisation_colleague b on b.id = a.by_id
         where a.folder_id = %(folder)s and a.effect = %(let_in)s and a.why = any(%(by_name)s) and a.since <= %(at)s
         and (a.until is null or a.until > %(at)s) order by a.until, a.id) as let_in,
  array(select json_build_array(b.page, b.at) from cases_begun b where b.folder_id = %(folder)s and b.by_id = %(me)s order by b.at) as begun"""  # noqa: S608


@dataclass(frozen=True)
class Signed(Generic[Row]):
    """A row with the name of whoever wrote it (for a lesson its owner, for a case review its officer)."""

    row: Row
    by: str


@dataclass(frozen=True)
class Fed:
    """A concern that feeds the case, for those who may open it (for others it is not there: the concern is behind the wall)."""

    pk: UUID
    reference: str
    concern: UUID
    at: datetime


@dataclass(frozen=True)
class LetIn:
    """Somebody who was let into the case by name: why, by whom, until when (UTC)."""

    colleague: int
    who: str
    why: str
    by: str
    until: datetime | None


@dataclass(frozen=True)
class Known:
    """`people`: every version of everybody, with the folder of the person of the register where the reader may open it. `reached`: each
    household with its home, or without where the reader may not open it. `begun`: pages this reader has begun to write on, and
    when last (UTC)."""

    people: list[tuple[Someone, UUID | None]]
    safe: dict[UUID, SafeContact]
    reached: list[tuple[Reach, Household | None]]
    fed: tuple[Fed, ...]
    exemption: Signed[Exemption] | None
    plan: Signed[Plan] | None
    voice: Signed[Voice] | None
    missing: list[Signed[MissingEpisode]]
    measures: list[Signed[Measure]]
    papers: list[Signed[Document]]
    evaluation: Signed[Evaluation] | None
    lessons: list[Signed[Lesson]]
    handlings: list[Signed[HandlingReview]]
    reviews: list[Signed[CaseReview]]
    let_in: tuple[LetIn, ...]
    begun: tuple[tuple[str, datetime], ...]


def known(case: Case, opened: Sequence[UUID], me: Colleague, at: datetime) -> Known:
    """`opened`: the case's folder, and its households' and concerns' as far as this reader may open them. `at` in UTC."""
    row = _row(case, opened, me, at)
    for folder, wrapped, key_id in row["keys"]:
        hold_key(UUID(folder), bytes.fromhex(wrapped[2:]), key_id)
    return Known(
        people=[(from_json(Someone, one), UUID(folder) if folder else None) for one, folder in row["people"]],
        safe={UUID(one["person_id"]): from_json(SafeContact, one) for one in row["safe"]},  # the newest of several stands
        reached=[(from_json(Reach, touched), _household(there, home)) for touched, there, home in row["reached"]],
        fed=tuple(Fed(UUID(pk), reference, UUID(concern), instant(at)) for pk, reference, concern, at in row["fed"]),
        exemption=_first(_kept(Exemption, row["exemption"])),
        plan=_first(_kept(Plan, row["plan"])),
        voice=_first(_kept(Voice, row["voice"])),
        missing=_kept(MissingEpisode, row["missing"]),
        measures=_kept(Measure, row["measures"]),
        papers=_kept(Document, row["papers"]),
        evaluation=_first(_kept(Evaluation, row["evaluation"])),
        lessons=_kept(Lesson, row["lessons"]),
        handlings=_kept(HandlingReview, row["handlings"]),
        reviews=_kept(CaseReview, row["reviews"]),
        let_in=tuple(_let_in(*one) for one in row["let_in"]),
        begun=tuple((page, instant(at)) for page, at in row["begun"]),
    )


def _row(case: Case, opened: Sequence[UUID], me: Colleague, at: datetime) -> dict[str, Any]:
    given: dict[str, Any] = {
        "folder": case.folder_id,
        "opened": list(opened),
        "me": me.pk,
        "at": at,
        "let_in": Effect.LET_IN.value,
        "by_name": [why.value for why in FOR_A_TIME],
    }
    with connection.cursor() as c:
        c.execute(KNOWN, given)
        return dict(zip((column.name for column in c.description), c.fetchone(), strict=True))


def _kept(model: type[Row], rows: Sequence[tuple[dict[str, Any], str | None]]) -> list[Signed[Row]]:
    return [Signed(from_json(model, row), by or "") for row, by in rows]


def _first(rows: list[Signed[Row]]) -> Signed[Row] | None:
    return rows[0] if rows else None


def _household(row: dict[str, Any] | None, home: dict[str, Any] | None) -> Household | None:
    if row is None or home is None:
        return None
    household = from_json(Household, row)
    household.home = from_json(Home, home)
    return household


def _let_in(row: dict[str, Any], who: str, by: str | None) -> LetIn:
    line = from_json(Access, row)
    return LetIn(line.colleague_id, who, str(Why(line.why).label), by or "", line.until)
