"""What the kinds of a timeline are gathered into, so that a reader may look at one group by itself: a household's strands, a case's chapters."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heed.pictures.kinds import KINDS, STRANDS, strand_of


class Chapter(StrEnum):
    """What an entry of a case's own timeline is part of."""

    CONTACT = "contact"
    RISK = "risk"
    SAFETY = "safety"
    AGENCIES = "agencies"
    WORK = "work"
    PEOPLE = "people"
    COURSE = "course"
    ACCESS = "access"


CHAPTERS: dict[StrEnum, Promise] = {
    Chapter.CONTACT: _("Contact"),
    Chapter.RISK: _("Risk"),
    Chapter.SAFETY: _("Safety"),
    Chapter.AGENCIES: _("Other agencies"),
    Chapter.WORK: _("What we do"),
    Chapter.PEOPLE: _("People and homes"),
    Chapter.COURSE: _("How it stands"),
    Chapter.ACCESS: _("Access"),
}
# A kind by itself, or all that begin with a word and a point. Whatever stands nowhere here is part of how the case stands.
IN_CHAPTER: dict[str, Chapter] = {
    **dict.fromkeys(("case.note", "case.call", "case.contact", "case.visit", "case.voice"), Chapter.CONTACT),
    **dict.fromkeys(("case.incident", "case.risk", "assessment", "marac", "missing"), Chapter.RISK),
    **dict.fromkeys(("case.measure", "safety_plan"), Chapter.SAFETY),
    **dict.fromkeys(("case.not_referred", "referral", "disclosure", "meeting", "notice"), Chapter.AGENCIES),
    **dict.fromkeys(
        ("case.plan", "case.decision", "case.oversight", "case.document", "case.document_taken_off", "action"), Chapter.WORK
    ),
    **dict.fromkeys(
        ("case.someone", "case.part_corrected", "case.reaches", "case.reach_undone", "case.fed", "case.feed_undone"),
        Chapter.PEOPLE,
    ),
    "access": Chapter.ACCESS,
}


def chapter_of(kind: str) -> Chapter:
    return IN_CHAPTER.get(kind) or IN_CHAPTER.get(kind.partition(".")[0], Chapter.COURSE)


@dataclass(frozen=True)
class Grouping:
    """The groups of one kind of record, by their names in the order shown, and which of them a kind of event is in."""

    names: Mapping[StrEnum, Promise]
    of: Callable[[str], StrEnum]

    def kinds(self, group: StrEnum) -> list[str]:
        return [kind for kind in KINDS if self.of(kind) == group]

    def asked(self, code: str) -> StrEnum | None:
        """The group of this code, or None where there is none."""
        return next((group for group in self.names if group.value == code), None)


BY_STRAND = Grouping(STRANDS, strand_of)
BY_CHAPTER = Grouping(CHAPTERS, chapter_of)
