"""How to be safe with this household: today's safe contact in one sentence, and its flags."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from heed.households.alerts import named
from heed.households.choices import FlagKind
from heed.households.models import Flag, Person, SafeContact
from heed.pictures.timeline import day_in_words

TONES = {FlagKind.VICTIM_SAFETY: "danger", FlagKind.STAFF_SAFETY: "warn", FlagKind.NEED: "need"}
CONTACT_WAYS = ("no_call", "no_message", "no_text", "no_letter", "no_email")


@dataclass(frozen=True)
class FlagShown:
    """A warning in words: its tone chooses the shape as well as the colour."""

    pk: UUID
    tone: str
    word: str
    text: str
    person: UUID | None = None


def flags(rows: Iterable[Flag], people: dict[UUID, str], at: datetime) -> tuple[FlagShown, ...]:
    """Today's, always; on a past picture also those that stood then (`at` in UTC). What keeps a person safe comes first."""
    order = list(FlagKind)
    standing = (flag for flag in rows if flag.superseded_at is None or flag.recorded_at <= at)
    return tuple(_flag(flag, people) for flag in sorted(standing, key=lambda flag: order.index(FlagKind(flag.kind))))


def _flag(flag: Flag, people: dict[UUID, str]) -> FlagShown:
    who = people.get(flag.person_id, "") if flag.person_id else ""
    review = _("Look again by %(day)s.") % {"day": day_in_words(flag.review_on)} if flag.review_on else ""
    lifted = _("Stood then, lifted %(day)s.") % {"day": day_in_words(flag.superseded_at)} if flag.superseded_at else ""
    return FlagShown(
        flag.pk,
        "quiet" if lifted else TONES[FlagKind(flag.kind)],
        f"{named(flag.code)}.",
        " ".join(filter(None, [f"{who}:" if who else "", flag.words, review, lifted])),
        flag.person_id,
    )


def safe_contact(safe: SafeContact | None) -> str:
    """Today's safe contact in one sentence."""
    if safe is None:
        return ""
    ways = {
        "no_call": _("no call"),
        "no_message": _("no message left"),
        "no_text": _("no text message"),
        "no_letter": _("no letter"),
        "no_email": _("no e-mail"),
    }
    words: Any = safe.words
    never = ", ".join(says for way, says in ways.items() if getattr(safe, way))
    who_not = _("Never through %(who)s") % {"who": words["who_not"]} if words.get("who_not") else ""
    said = [
        part.strip().rstrip(".")
        for part in (words.get("how", ""), never[:1].upper() + never[1:], who_not)
        if part and part.strip()
    ]
    return ". ".join(said) + "." if said else ""


def safe_contact_of(person: Person) -> dict[str, Any]:
    """Today's, as its form asks for it."""
    safe = SafeContact.objects.filter(person=person, superseded_at=None).first()
    return {**safe.words, "never": [way for way in CONTACT_WAYS if getattr(safe, way)]} if safe else {}  # type: ignore[dict-item]
