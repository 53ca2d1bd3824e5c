"""What is owed in a household and its concerns, and by whom."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from heed.deadlines.models import ClockWords
from heed.deadlines.rules import rule
from heed.policies import visible
from heed.policies.asker import Asker

MOST = 20


@dataclass(frozen=True)
class ClockShown:
    """Something owed, as components/clock_row.html draws it."""

    name: str
    due_at: datetime
    detail: str
    met_at: datetime | None = None


def clocks(home: UUID, records: Mapping[UUID, str], me: Asker, at: datetime) -> Iterator[ClockShown]:
    """What was owed at the instant of the picture (UTC) in the household's folder `home` and in its concerns' and cases' (`records`: their
    references by folder), the most pressing first."""
    folders = [home, *records]
    words = ClockWords.objects.filter(pk=OuterRef("pk")).values("words")
    owed = visible.clocks(me, folders).filter(Q(met_at=None) | Q(met_at__gt=at), folder__in=folders, started_at__lte=at)
    rows = owed.order_by("due_at", "pk").values(
        "pk", "folder_id", "rule", "due_at", who=F("owner__display_name"), sealed=Subquery(words)
    )
    references = records if len(records) > 1 else {}
    for row in rows[:MOST]:
        who = " · ".join(filter(None, [row["who"] or _who_owes(row["rule"]), references.get(row["folder_id"], "")]))
        yield ClockShown(_what(row), row["due_at"], f"{who}, " if who else "")  # "…, by Sat 21 Nov" follows


def _what(row: Mapping[str, Any]) -> str:
    words: Any = {}
    if row["sealed"]:
        words = ClockWords(id_id=row["pk"], folder_id=row["folder_id"], words=bytes(row["sealed"])).words  # type: ignore[misc]
    return str(words.get("what") or rule(row["rule"]).name)


def _who_owes(code: str) -> str:
    first = rule(code).who_is_told[:1]
    return {"group": _("Cause for Concern group"), "lead": _("Safeguarding Lead"), "operations": _("Operations manager")}.get(
        first[0] if first else "", ""
    )
