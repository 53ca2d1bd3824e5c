"""The list of cases in words: what fifty rows say alike is looked up once a page (docs/performance.md)."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heed.cases.choices import Kind, Label, Risk, State
from heed.deadlines.rules import rule
from heed.pictures.case.caseload import CaseRow
from heed.web.components.times import due_in, due_tone, uk_time

NOBODY = "00000000-0000-0000-0000-000000000000"
TONES = {Risk.HIGH: "danger", Risk.NOT_ASSESSED: "warn"}


def lines(rows: Sequence[CaseRow], now: datetime) -> list[dict[str, Any]]:
    """Cases as cases.html draws them: flat and whole."""
    before, after = reverse("case", args=[NOBODY]).split(NOBODY)
    kinds, states, labels = _said(Kind), _said(State), _said(Label)
    risks = {one.value: _tag(str(one.label), TONES[one]) for one in TONES}
    owed = {code: SafeString(escape(str(rule(code).name))) for code in {row.next.rule for row in rows if row.next}}
    yours, waits = SafeString(f"<strong>{escape(_('Yours'))}</strong>"), _tag(_("waits for an agency"), "quiet")
    missing = _tag(_("somebody is missing"), "danger")
    return [
        {
            "url": SafeString(f"{before}{row.line.pk}{after}"),
            "reference": SafeString(row.reference),
            "kind": kinds[row.kind],
            "title": row.title,
            "scheme": row.scheme,
            "who": yours if row.line.mine else row.responsible,
            "card": SafeString(" card--danger" if row.line.risk == Risk.HIGH else ""),
            "tags": SafeString(
                " ".join(
                    filter(
                        None,
                        [
                            missing if row.missing else "",
                            risks.get(row.line.risk, ""),
                            _tag(
                                states[row.line.state]
                                if row.line.state not in (State.HOLDING, State.REOPENED)
                                else labels[row.label],
                                "quiet",
                            ),
                            _changed(row.changed),
                            waits if row.line.out else "",
                        ],
                    )
                )
            ),
            **_day(row, now),
            **_due(row, now, owed),
        }
        for row in rows
    ]


def _said(words: Any) -> dict[str, SafeString]:
    return {one.value: SafeString(escape(str(one.label))) for one in words}


def _tag(words: str, tone: str) -> SafeString:
    return SafeString(
        f'<span class="tag{f" tag--{tone}" if tone else ""}">{words if isinstance(words, SafeString) else escape(words)}</span>'
    )


def _changed(number: int) -> str:
    return _tag(ngettext("%(number)d new", "%(number)d new", number) % {"number": number}, "") if number else ""


def _day(row: CaseRow, now: datetime) -> dict[str, Any]:
    if closed := row.line.closed_at:
        return {"day": _("closed %(when)s") % {"when": uk_time(closed)}, "long": ""}
    if (day := row.line.day(now)) is None:
        return {"day": "", "long": ""}
    said = _("Day %(day)s of %(of)s") % {"day": day, "of": row.line.days}
    return {
        "day": f"{said} · {_('exempt')}" if row.exempt else said,
        "long": SafeString(" tone--danger" if row.line.long(now.timestamp()) else ""),
    }


def _due(row: CaseRow, now: datetime, owed: dict[str, SafeString]) -> dict[str, Any]:
    if row.next is None:
        return {"due": "", "tone": "", "owed": "", "by": ""}
    at = row.next.due_at
    by = f"{uk_time(at)} · {row.next.owner}" if row.next.owner else uk_time(at)
    return {"due": due_in(at, now), "tone": due_tone(at, now), "owed": owed[row.next.rule], "by": by}
