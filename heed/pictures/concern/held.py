"""What a concern's folder holds, as far as a reader may know: in two statements, so that the page costs the same however much is in it.

What the folder alone decides who reads is asked of the folder that was opened; what is kept apart within it comes through `visible`."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery

from heed.concerns.advising import VOICE_KINDS
from heed.concerns.models import Concern
from heed.deadlines.models import ClockWords
from heed.folders.choices import Effect
from heed.pictures.rows import as_json, hold_key
from heed.policies import visible
from heed.policies.asker import Asker
from heed.policies.reach import FORCE

ACTING = "concern.acting"
ACTING_SHOWN = timedelta(days=2)  # "ringing now" of last week is history: the timeline has it
# Written out, because Django takes longer to compose it than PostgreSQL to answer it. The wall judges each table.
HELD = f"""
select
  array(select json_build_array(y.wrapped, y.key_id) from folders_key y where y.folder_id = %(folder)s) as keys,
  array(select json_build_object('row', to_json(i), 'person', to_json(p), 'confirmed', w.display_name) from concerns_involved i
          left join households_person p on p.id = i.person_id left join organisation_colleague w on w.id = i.confirmed_by_id
         where i.folder_id = %(folder)s order by i.recorded_at, i.id) as people,
  array(select json_build_object('row', to_json(f)) from concerns_attachment a join folders_file f on f.id = a.file_id
         where a.folder_id = %(folder)s and a.concern_id = %(concern)s and a.removed_at is null order by f.at, a.id) as papers,
  array(select json_build_object('row', to_json(p), 'home', to_json(m), 'name', w.display_name) from concerns_placement p
          join households_household h on h.id = p.household_id join households_home m on m.id = h.home_id
          left join organisation_colleague w on w.id = p.by_id
         where p.folder_id = %(folder)s and p.undone_at is null order by p.at, p.id) as spots,
  array(select json_build_object('row', to_json(e), 'name', w.display_name) from timeline_event e
          left join organisation_colleague w on w.id = e.by_id
         where e.folder_id = %(folder)s and e.kind = any(%(voices)s) order by e.recorded_at, e.id) as said,
  array(select json_build_object('row', to_json(e), 'words', d.words, 'name', w.display_name) from timeline_event e
          left join timeline_words d on d.id = e.id left join organisation_colleague w on w.id = e.by_id
         where e.folder_id = %(folder)s and e.kind = %(acting)s and e.occurred_at > %(lately)s
         order by e.occurred_at desc, e.id) as acting,
  array(select json_build_object('row', to_json(d), 'name', w.display_name) from concerns_decision d
          left join organisation_colleague w on w.id = d.by_id where d.folder_id = %(folder)s order by d.at desc, d.id) as decisions,
  array(select json_build_array(t.code, t.name) from concerns_theme t) as themes,
  array(select k.colleague_id from folders_access k where k.folder_id = %(folder)s and k.effect = %(out)s and {FORCE}) as kept_out"""  # noqa: S608
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Held:
    """Each list in the order it is shown; a `row` in it is as `rows.from_json` takes it. `themes`: code and name.
    `kept_out`: colleagues who must not know."""

    people: Rows
    papers: Rows
    spots: Rows
    said: Rows
    acting: Rows
    decisions: Rows
    themes: list[tuple[str, str]]
    kept_out: list[int]


@dataclass(frozen=True)
class Apart:
    """The same for what not everybody who opens the folder may read."""

    accounts: Rows
    reporter: Rows
    clocks: Rows
    advice: Rows = field(default_factory=list)
    answers: Rows = field(default_factory=list)


def held(concern: Concern, at: datetime) -> Held:
    """Of a concern whose folder was opened, and its key with it. `at` in UTC."""
    given: dict[str, Any] = {
        "folder": concern.folder_id,
        "concern": concern.pk,
        "voices": list(VOICE_KINDS),
        "acting": ACTING,
        "lately": at - ACTING_SHOWN,
        "out": Effect.KEPT_OUT.value,
    }
    with connection.cursor() as c:
        c.execute(HELD, given)
        keys, *rows = c.fetchone()
    for wrapped, key_id in keys:
        hold_key(concern.folder_id, bytes.fromhex(wrapped[2:]), key_id)
    return Held(*rows)


def apart(me: Asker, concern: Concern, *, advised: bool) -> Apart:
    """Of the same concern: on whose behalf it was entered, who reported it, whose clock is as good as that name, and advice before two are in.
    `advised`: whether anybody has. What there cannot be yet is not asked for."""
    folder = [concern.folder_id]
    reporter = {
        "name": "colleague__display_name",
        "department": "colleague__department",
        "telephone": "colleague__telephone",
        "here": "colleague__is_active",
    }
    parts = {
        "accounts": _rows(visible.accounts(me, folder).filter(concern=OuterRef("pk")).order_by("at", "pk")),
        "reporter": _rows(visible.reporters(me, folder).filter(concern=OuterRef("pk")), **reporter),
        "clocks": _clocks(me, concern.folder_id),
    }
    if advised:
        parts["advice"] = _rows(visible.advice(me).filter(concern=OuterRef("pk")).order_by("at", "pk"), name="by__display_name")
    if concern.answered_at or concern.reopened_at:  # before it was opened again there may have been one
        parts["answers"] = _rows(
            visible.answers(me).filter(concern=OuterRef("pk")).order_by("-at", "pk"), name="by__display_name"
        )
    row: Any = Concern.objects.filter(pk=concern.pk).values(**parts).get()
    return Apart(**row)


def _rows(rows: QuerySet, **more: Any) -> ArraySubquery:
    return ArraySubquery(rows.values(row=as_json(rows.model, **more)))


def _clocks(me: Asker, folder: UUID) -> ArraySubquery:
    """Without the reminder of the unsent draft: it was its author's alone, and its owner is the reporter."""
    of_it = visible.clocks(me, [folder]).filter(Q(holds=folder) | Q(folder=folder)).exclude(rule="draft_reminder")
    words = Subquery(ClockWords.objects.filter(pk=OuterRef("pk")).values("words"))
    return _rows(of_it.order_by("due_at", "pk"), name="owner__display_name", words=words)
