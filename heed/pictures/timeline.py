"""What happened, in plain words: one table from an event's kind to its sentence, and the sentence of one entry for one reader.

Used by the screen, the paper and the worker. How entries are read is in history.py."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from heed.agencies.choices import MeetingKind, Subject
from heed.cases import choices as cases
from heed.concerns.choices import Part
from heed.deadlines.rules import rule
from heed.domestic_abuse.choices import Answer, Band, Body, Item
from heed.households.alerts import named
from heed.households.choices import Member, Relation
from heed.households.folding import fold
from heed.learning.choices import Handling
from heed.organisation.choices import Department
from heed.pictures.kinds import KINDS, NAMES_THE_CONCERN
from heed.timeline.models import Words

# What a code in an event's words means: by the event's kind and the place it fills. "child" is one thing in a household and another in a case.
LABELS: dict[tuple[str, str], type[TextChoices]] = {
    ("person.place_changed", "was"): Member,
    ("person.place_changed", "is"): Member,
    ("concern.person_confirmed", "is"): Part,
    ("person.related", "is"): Relation,
    ("case.labelled", "is"): cases.Label,
    ("meeting.asked", "kind"): MeetingKind,
    ("meeting.noted", "kind"): MeetingKind,
    ("meeting.cancelled", "kind"): MeetingKind,
    ("case.risk", "is"): cases.Risk,
    ("case.someone", "is"): cases.Part,
    ("case.part_corrected", "was"): cases.Part,
    ("case.part_corrected", "is"): cases.Part,
    ("case.visit", "seen"): cases.Seen,
    ("case.visit", "child"): cases.ChildSeen,
    ("case.measure", "kind"): cases.MeasureKind,
    ("case.measure", "is"): cases.Uptake,
    ("case.not_referred", "is"): Subject,
    ("case.exempted", "kind"): cases.ExemptionKind,
    ("case.handling_reviewed", "is"): Handling,
    ("referral.answered", "is"): cases.ReferralOutcome,
    ("missing.reported", "risk"): cases.MissingRisk,
    ("assessment.made", "is"): Band,
    ("notice.decided", "is"): Answer,
    ("notice.sent", "to"): Body,
    ("notice.reference", "to"): Body,
    ("safety_plan.changed", "kind"): Item,
    ("safety_plan.part_ended", "kind"): Item,
    ("safety_plan.consent_given", "kind"): Item,
    ("safety_plan.consent_withdrawn", "kind"): Item,
}
WORDS = Words._meta.get_field("words")
CODED = ("was", "is", "kind", "seen", "child", "risk", "to", "reference")  # places that are filled as they stand in the words


# What one entry says ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Entry:
    """One thing that happened, as the page draws it (components/timeline.html). `known_at` only where it differs from when it happened."""

    pk: UUID
    kind: str
    folder: UUID
    occurred_at: datetime
    time_known: bool
    title: str
    text: str
    source: str
    tone: str = ""
    tag: str = ""
    corrected: str = ""
    known_at: datetime | None = None
    recorded_at: datetime | None = None
    url: str = ""
    can_correct: bool = False
    own_title: str = ""


@dataclass(frozen=True)
class Names:
    """What the entries' ids mean to this reader: people by id; for a concern's folder its reference, its reporter (where the reader may
    know) and its first words; for a case's folder, on a household's screen, its reference."""

    people: dict[UUID, str] = field(default_factory=dict)
    concerns: dict[UUID, str] = field(default_factory=dict)
    reporters: dict[UUID, str] = field(default_factory=dict)
    accounts: dict[UUID, str] = field(default_factory=dict)
    dangers: dict[UUID, str] = field(default_factory=dict)
    cases: dict[UUID, str] = field(default_factory=dict)


# Words ------------------------------------------------------------------------------------------------------------------------
def entry(row: dict[str, Any], at: datetime, names: Names) -> Entry:
    words, concern = words_of(row), row["folder_id"]
    sent = row["kind"] == "concern.sent"
    late = (row["known_at"] - row["occurred_at"]).total_seconds() > 3600
    return Entry(
        pk=row["id"],
        kind=row["kind"],
        folder=concern,
        occurred_at=row["occurred_at"],
        time_known=not row["whole_day"],
        title=title(row, words, names),
        text=names.accounts.get(concern, "") if sent else str(words.get("text", "")),
        source=_source(row, names),
        tone=KINDS[row["kind"]].tone if row["kind"] in KINDS else "quiet",
        tag=names.dangers.get(concern, "") if sent else "",
        corrected=_corrected(row, at),
        known_at=row["known_at"] if late and not row["whole_day"] else None,
        recorded_at=row["recorded_at"],
        can_correct=row["kind"].startswith("note.") and row["corrected_at"] is None,
        own_title=str(words.get("title", "")),
    )


def title(row: dict[str, Any], words: dict[str, Any], names: Names) -> str:
    """The sentence of one entry, in this reader's words."""
    kind = KINDS.get(row["kind"])
    if kind is None:
        return str(words.get("title") or _("Something was recorded"))
    said = _sentence(kind.code, get_language())
    if "%" in said:
        said %= _places(row, words, names)
    own = str(words.get("title", ""))
    if kind.subject and own:
        said = _("%(kind)s: %(title)s") % {"kind": said, "title": own}
    if case := names.cases.get(row["folder_id"]):
        return f"{said} · {case}"
    reference = names.concerns.get(row["folder_id"])
    named = len(names.concerns) > 1 or kind.code in NAMES_THE_CONCERN
    return f"{said} · {reference}" if reference and named else said


@cache
def _sentence(code: str, _language: str | None) -> str:
    """A kind's, looked up once a language and not for each of forty entries."""
    return str(KINDS[code].says)


@cache
def _department(code: str, _language: str | None) -> str:
    return str(Department(code).label)


def _places(row: dict[str, Any], words: dict[str, Any], names: Names) -> dict[str, str]:
    who = [names.people.get(person, str(_("somebody"))) for person in row["people"] or []] or [str(_("somebody"))]
    # About's rows are not in the order they were told: a relationship says in its words who is who.
    one = names.people.get(UUID(str(words["one"])), who[0]) if words.get("one") else who[0]
    other = next((name for name in who if name != one), who[-1])
    return {
        "who": one,
        "other": other,
        **{place: _label(row["kind"], place, words.get(place)) for place in CODED},
        "instrument": str(words.get("instrument", "")).upper(),
        "named": str(words.get("who") or _("somebody not identified")),
        "what": str(words.get("what", "")),
        "alert": named(str(words.get("code", ""))) if words.get("code") else "",
        "name": str(words.get("name") or _("a colleague")),
        "rule": str(rule(row["owed"]).name) if row["owed"] else str(_("something that is owed")),
    }


def _label(kind: str, place: str, code: Any) -> str:
    """A code in words, as this kind of event means it; anything else as it stands."""
    words = LABELS.get((kind, place))
    return str(words(code).label) if words and code in words.values else str(code or "")


def _source(row: dict[str, Any], names: Names) -> str:
    department = _department(row["department"], get_language())
    if row["by_name"]:
        return f"{row['by_name']}, {department.lower()}"
    if row["kind"] in ("concern.sent", "concern.added_to"):
        reporter = names.reporters.get(row["folder_id"])
        return _("Reported by %(name)s") % {"name": reporter} if reporter else str(_("Reported by a colleague"))
    return department


def _corrected(row: dict[str, Any], at: datetime) -> str:
    if (later := row["corrected_at"]) is not None:
        return (_("Corrected on %(day)s") if later <= at else _("Since corrected, on %(day)s")) % {"day": day_in_words(later)}
    if row["corrects_of"] is not None:
        return _("Corrects the entry of %(day)s") % {"day": day_in_words(row["corrects_of"])}
    return ""


def day_in_words(when: date | datetime) -> str:
    """ "21 Nov 2026": a day, or the UK day of an instant."""
    return date_format(localtime(when) if isinstance(when, datetime) else when, "j M Y")


def words_of(row: dict[str, Any]) -> dict[str, Any]:
    """The row's sealed words, opened. The folder's key was loaded with the others."""
    if row["sealed"] is None:
        return {}
    return WORDS.open(row["folder_id"], row["id"], bytes(row["sealed"]))


def that_say(rows: Sequence[dict[str, Any]], wanted: Sequence[str]) -> list[dict[str, Any]]:
    """Those of the rows whose sentence, author and own words hold all that is wanted (folded)."""
    sentences = {kind: str(KINDS[kind].says) for kind in {row["kind"] for row in rows} & KINDS.keys()}

    def said(row: dict[str, Any]) -> str:
        words = words_of(row)
        parts = (sentences.get(row["kind"]), row["by_name"], words.get("title"), words.get("text"), words.get("what"))
        return fold(" ".join(str(part) for part in parts if part))

    return [row for row in rows if (text := said(row)) and all(word in text for word in wanted)]
