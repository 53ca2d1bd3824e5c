"""What happened, in plain words: one table from an event's kind to its sentence, and the sentence of one entry for one reader.

Used by the screen, the paper and the worker. How entries are read is in history.py."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from heed.concerns.choices import Part
from heed.deadlines.rules import rule
from heed.households.alerts import named
from heed.households.choices import Member, Relation
from heed.households.folding import fold
from heed.organisation.choices import Department
from heed.timeline.models import Words


class Strand(StrEnum):
    """What an entry is part of: the filter of the timeline."""

    CONCERNS = "concerns"
    CONTACT = "contact"
    REPAIRS = "repairs"
    ANTISOCIAL = "antisocial"
    RENT = "rent"
    COMPLAINTS = "complaints"
    CARE = "care"
    TENANCY = "tenancy"
    SAFETY = "safety"
    ACCESS = "access"


STRANDS: dict[Strand, Promise] = {
    Strand.CONCERNS: _("Concerns"),
    Strand.CONTACT: _("Contact"),
    Strand.REPAIRS: _("Repairs"),
    Strand.ANTISOCIAL: _("Antisocial"),
    Strand.RENT: _("Rent"),
    Strand.COMPLAINTS: _("Complaints"),
    Strand.CARE: _("Care"),
    Strand.TENANCY: _("Tenancy"),
    Strand.SAFETY: _("Safety"),
    Strand.ACCESS: _("Access"),
}


@dataclass(frozen=True)
class Kind:
    """A row of the table: an event's kind, its sentence (with the places that `_places` fills), its strand, how loudly it is shown.

    `subject`: the words' own title follows the sentence."""

    code: str
    says: Promise
    strand: Strand
    tone: str = ""
    subject: bool = False


KINDS = {
    kind.code: kind
    for kind in (
        Kind("concern.sent", _("Concern reported"), Strand.CONCERNS, "danger"),
        Kind("concern.added_to", _("The reporter added to the concern"), Strand.CONCERNS, "danger"),
        Kind("concern.acting", _("Acting on the concern"), Strand.CONCERNS, "danger"),
        Kind("concern.skills_wanted", _("Skills wanted for the concern"), Strand.CONCERNS, "quiet"),
        Kind("concern.placed", _("Concern linked to this household"), Strand.CONCERNS),
        Kind("concern.unplaced", _("Link of the concern undone"), Strand.CONCERNS),
        Kind("concern.not_placed", _("Concern is about no household of the register"), Strand.CONCERNS),
        Kind("concern.person_confirmed", _("Part in the concern confirmed: %(who)s %(is)s"), Strand.CONCERNS),
        Kind("concern.decided", _("Decided what is done"), Strand.CONCERNS),
        Kind("concern.answered", _("The reporter was answered"), Strand.CONCERNS),
        Kind("concern.nobody_to_answer", _("Nobody left to answer: why is recorded"), Strand.CONCERNS),
        Kind("concern.answer_passed_on", _("The answer was passed on"), Strand.CONCERNS),
        Kind("concern.closed", _("Concern closed"), Strand.CONCERNS),
        Kind("concern.reopened", _("Concern reopened"), Strand.CONCERNS, "danger"),
        Kind("advice.given", _("Advised on the concern"), Strand.CONCERNS),
        Kind("advice.complete", _("Two have advised"), Strand.CONCERNS),
        Kind("advice.disagreed", _("The two do not agree: the lead decides"), Strand.CONCERNS),
        Kind("advice.withdrew", _("Withdrew from advising"), Strand.CONCERNS, "quiet"),
        Kind("action.owed", _("To do"), Strand.CONCERNS),
        Kind("action.asked_on", _("Somebody else is needed for this"), Strand.CONCERNS, "warn"),
        Kind("action.done", _("Done: %(what)s"), Strand.CONCERNS),
        Kind("action.handed_on", _("Handed on: %(what)s"), Strand.CONCERNS),
        Kind("action.not_done", _("Not done: %(what)s"), Strand.CONCERNS, "danger"),
        Kind("action.not_possible", _("Not possible any more: %(what)s"), Strand.CONCERNS),
        Kind("clock.due_soon", _("Due soon: %(rule)s"), Strand.CONCERNS, "quiet"),
        Kind("clock.overdue", _("Overdue: %(rule)s"), Strand.CONCERNS, "danger"),
        Kind("work.handed_over", _("Open work was handed over"), Strand.ACCESS, "quiet"),
        Kind("note.call", _("Call"), Strand.CONTACT, subject=True),
        Kind("note.visit", _("Visit"), Strand.CONTACT, subject=True),
        Kind("note.letter", _("Letter"), Strand.CONTACT, subject=True),
        Kind("note.fact", _("Note"), Strand.CONTACT, subject=True),
        Kind("history.call", _("Call"), Strand.CONTACT, "quiet", subject=True),
        Kind("history.visit", _("Visit"), Strand.CONTACT, "quiet", subject=True),
        Kind("history.letter", _("Letter"), Strand.CONTACT, "quiet", subject=True),
        Kind("history.note", _("Note"), Strand.CONTACT, "quiet", subject=True),
        Kind("history.repair", _("Repair"), Strand.REPAIRS, "quiet", subject=True),
        Kind("history.antisocial", _("Antisocial behaviour"), Strand.ANTISOCIAL, "quiet", subject=True),
        Kind("history.arrears", _("Rent"), Strand.RENT, "quiet", subject=True),
        Kind("history.complaint", _("Complaint"), Strand.COMPLAINTS, "quiet", subject=True),
        Kind("history.care", _("Care and support"), Strand.CARE, "quiet", subject=True),
        Kind("register.tenancy_began", _("Tenancy began"), Strand.TENANCY, "quiet"),
        Kind("register.tenancy_ended", _("Tenancy ended"), Strand.TENANCY, "quiet"),
        Kind("register.corrected", _("Register corrected"), Strand.TENANCY, "quiet"),
        Kind("register.moved_in", _("Moved in: %(who)s"), Strand.TENANCY, "quiet"),
        Kind("register.left", _("Left the household: %(who)s"), Strand.TENANCY, "quiet"),
        Kind("person.added", _("Added to the household: %(who)s"), Strand.TENANCY),
        Kind("person.place_changed", _("Place in the household: %(who)s, %(was)s before, %(is)s now"), Strand.TENANCY),
        Kind("person.related", _("Family: %(who)s is %(is)s %(other)s"), Strand.TENANCY),
        Kind("person.linked", _("Known to be the same person as in an earlier record: %(who)s"), Strand.TENANCY, "quiet"),
        Kind("person.link_undone", _("A link between two records of one person was undone"), Strand.TENANCY, "quiet"),
        Kind("safe_contact.set", _("Safe contact set: %(who)s"), Strand.SAFETY),
        Kind("flag.raised", _("Flag raised: %(alert)s"), Strand.SAFETY),
        Kind("flag.lifted", _("Flag lifted: %(alert)s"), Strand.SAFETY),
        Kind("access.let_in", _("Access given: %(name)s"), Strand.ACCESS, "quiet"),
        Kind("access.ended", _("Access ended: %(name)s"), Strand.ACCESS, "quiet"),
        Kind("access.glass_broken", _("Broke the glass"), Strand.ACCESS, "danger"),
        Kind("access.glass_reviewed", _("Broken glass looked at: it was needed"), Strand.ACCESS, "quiet"),
        Kind("access.glass_not_fitting", _("Broken glass looked at: it was not needed"), Strand.ACCESS, "danger"),
        Kind("access.sensitive", _("Marked as sensitive"), Strand.ACCESS),
        Kind("access.not_sensitive", _("No longer marked as sensitive"), Strand.ACCESS),
        Kind("access.printed", _("Printed"), Strand.ACCESS, "quiet"),
    )
}


LABELS: dict[str, type[TextChoices]] = {
    "person.place_changed": Member,
    "concern.person_confirmed": Part,
    "person.related": Relation,
}


# Those that say which concern even where there is one only.
NAMES_THE_CONCERN = frozenset({"concern.sent", "concern.closed", "concern.reopened"})
STEPS = {code: number for number, code in enumerate(KINDS)}


def step_of(kind: str) -> int:
    """Of what happened in the same instant, which came later: the second advice before “Two have advised”, a decision before what comes of it."""
    return STEPS.get(kind, 0)


def strand_of(kind: str) -> Strand:
    return KINDS[kind].strand if kind in KINDS else Strand.TENANCY


def kinds_of(strand: Strand) -> list[str]:
    return [kind.code for kind in KINDS.values() if kind.strand == strand]


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
    know) and its first words."""

    people: dict[UUID, str] = field(default_factory=dict)
    concerns: dict[UUID, str] = field(default_factory=dict)
    reporters: dict[UUID, str] = field(default_factory=dict)
    accounts: dict[UUID, str] = field(default_factory=dict)
    dangers: dict[UUID, str] = field(default_factory=dict)


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
        "was": _label(row["kind"], words.get("was")),
        "is": _label(row["kind"], words.get("is")),
        "what": str(words.get("what", "")),
        "alert": named(str(words.get("code", ""))) if words.get("code") else "",
        "name": str(words.get("name") or _("a colleague")),
        "rule": str(rule(row["owed"]).name) if row["owed"] else str(_("something that is owed")),
    }


def _label(kind: str, code: Any) -> str:
    """A role or tie in words: "child" is one thing in a household and another in a concern."""
    words = LABELS.get(kind)
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
    return Words(id_id=row["id"], folder_id=row["folder_id"], words=bytes(row["sealed"])).words


def says(row: dict[str, Any], wanted: Iterable[str]) -> bool:
    words = words_of(row)
    kind = str(KINDS[row["kind"]].says) if row["kind"] in KINDS else ""
    said = fold(" ".join([kind, row["by_name"] or "", *(str(words.get(part, "")) for part in ("title", "text", "what"))]))
    return all(word in said for word in wanted)
