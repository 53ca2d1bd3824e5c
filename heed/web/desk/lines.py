"""The desk's rows in words. What fifty rows say alike is looked up once a page, and their template only puts it in its place: words, tags and
addresses asked for row by row cost more than everything else together (docs/performance.md)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from html import escape
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from heed.concerns.choices import Danger, State
from heed.deadlines.rules import rule
from heed.organisation.choices import Skill
from heed.pictures.desk.drawn import Drawn
from heed.pictures.desk.rows import DANGER_TONE, Row, Said
from heed.pictures.owed import Action
from heed.web.components.tags import time, timestamp
from heed.web.components.times import due_in, due_tone, uk_time

NOBODY = UUID(int=0)
Alike = tuple[State, bool, frozenset[str], tuple[str, ...]]


def address_of(page: str) -> Callable[[UUID], str]:
    """From an id to the address of a page that takes one."""
    before, after = reverse(page, args=[NOBODY]).split(str(NOBODY))
    return lambda pk: SafeString(f"{before}{pk}{after}")


def lines(rows: Sequence[Row], drawn: Drawn, now: datetime) -> list[dict[str, Any]]:
    """Concerns as desk.html draws them: flat and whole, because each step into something, and each key that is not there, costs a row's
    worth of time again."""
    concern, place = address_of("concern"), address_of("concern_place")
    dangers = {str(one): _danger(one) for one in {row.danger for row in rows}}
    tags = _tags(rows)
    owed = {code: _said(rule(code).name) for code in {row.clock.rule for row in rows if row.clock}}
    still, nobody = _("Still to answer:"), _("Nobody has answered yet:")
    return [
        {
            "number": SafeString(number),
            "url": concern(row.pk),
            "reference": row.reference,
            "card": _card(row),
            "danger": dangers[row.danger],
            "where": "".join(drawn.where[row.pk][:1]),
            "also": drawn.where[row.pk][1:],
            "beside": [(concern(other.pk), other.reference) for other in drawn.beside.get(row.pk, ())],
            "place": place(row.pk) if "unplaced" in row.marks and "closed" not in row.marks else "",
            "tags": tags[_alike(row)],
            "answered": [(one.name, timestamp(one.at)) for one in row.answered],
            "waiting": f"{still if row.answered else nobody} {', '.join(row.waiting)}" if row.waiting else "",
            **_acting(row.acting if "closed" not in row.marks else None),
            **_due(row, now),
            "owed": owed[row.clock.rule] if row.clock else "",
            "closed": uk_time(row.closed_at) if row.closed_at else "",
        }
        for number, row in enumerate(rows, start=1)
    ]


def _said(words: Any) -> SafeString:
    """Words of our own, made ready once for all rows that say them."""
    return SafeString(escape(str(words)))


def _danger(danger: Danger) -> str:
    return render_to_string("components/danger.html", {"tone": DANGER_TONE[danger], "text": danger.label})


def _tags(rows: Iterable[Row]) -> dict[Alike, str]:
    alike = {_alike(row): row for row in rows}
    return {
        key: render_to_string("desk/templates/tags.html", {"row": row, "skills": [Skill(skill).label for skill in row.skills]})
        for key, row in alike.items()
    }


def _alike(row: Row) -> Alike:
    """Rows of which this is the same have the same tags."""
    return row.state, row.lead_decides, row.marks, row.skills


def _card(row: Row) -> SafeString:
    return SafeString(" card--danger" if row.tone == "danger" else " card--warn" if "overdue" in row.marks else "")


def _acting(said: Said | None) -> dict[str, str]:
    return {"acting": said.name, "acting_at": timestamp(said.at)} if said else {"acting": "", "acting_at": ""}


def _due(row: Row, now: datetime) -> dict[str, str]:
    return left(row.clock.due_at, now) if row.clock else {"due_tone": "", "due_in": "", "due_at": ""}


def left(due_at: datetime, now: datetime) -> dict[str, str]:
    """How long is left, how loudly that is said, and the day and hour."""
    at = uk_time(due_at)
    return {"due_tone": SafeString(due_tone(due_at, now)), "due_in": time(due_at, at, due_in(due_at, now)), "due_at": _said(at)}


def actions(owed: Iterable[Action], now: datetime) -> list[dict[str, Any]]:
    """What was decided and is still to be done."""
    action = address_of("action")
    return [
        {"url": action(one.pk), "what": one.what, "owner": one.owner, "mine": one.mine, **left(one.due_at, now)} for one in owed
    ]


def unplaced(rows: Iterable[Row], now: datetime) -> list[dict[str, Any]]:
    place = address_of("concern_place")
    return [
        {
            "url": place(row.pk),
            "reference": row.reference,
            "sent": uk_time(row.sent_at),
            **_due(row, now),
        }
        for row in rows
    ]
