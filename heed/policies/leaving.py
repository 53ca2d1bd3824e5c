"""The safe-contact check before anything leaves (B24): whoever is touched is looked at against who lives with them, who is tenant there,
who is said to harm them, shared telephones, hidden addresses. It stops, explains, and lets a named person override it with a reason.

Judged over everything there is, behind the wall: judged on what the asker may see, it would pass wrongly (decision 2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heed.agencies.clearing import Cleared
from heed.policies.asker import Asker
from heed.policies.may import may
from heed.policies.roles import Do


class Hazard(StrEnum):
    """What could put somebody in danger if this leaves. The first group stops it; the second is shown beside it."""

    LIVES_TOGETHER = "lives_together"
    TENANT_THERE = "tenant_there"
    SHARED_PHONE = "shared_phone"
    HIDDEN_ADDRESS = "hidden_address"
    ABOUT_PERPETRATOR = "about_perpetrator"
    NO_CALL = "no_call"
    NO_MESSAGE = "no_message"
    NO_TEXT = "no_text"
    NO_LETTER = "no_letter"
    NO_EMAIL = "no_email"


SAYS: dict[Hazard, Promise] = {
    Hazard.LIVES_TOGETHER: gettext_lazy("Somebody who may be harming them lives in the same household."),
    Hazard.TENANT_THERE: gettext_lazy(
        "Somebody who may be harming them is a tenant of their home, and has a right to its papers."
    ),
    Hazard.SHARED_PHONE: gettext_lazy("They share a telephone number with somebody who may be harming them."),
    Hazard.HIDDEN_ADDRESS: gettext_lazy("Their address is hidden. Leave it out, or be sure that nobody sees it who must not."),
    Hazard.ABOUT_PERPETRATOR: gettext_lazy(
        "This is about somebody who may be harming another. Nothing of the other one may be in it."
    ),
    Hazard.NO_CALL: gettext_lazy("Do not ring them."),
    Hazard.NO_MESSAGE: gettext_lazy("Leave no voicemail."),
    Hazard.NO_TEXT: gettext_lazy("Send no text message."),
    Hazard.NO_LETTER: gettext_lazy("Send no letter."),
    Hazard.NO_EMAIL: gettext_lazy("Send no e-mail."),
}
STOPS = frozenset(
    {Hazard.LIVES_TOGETHER, Hazard.TENANT_THERE, Hazard.SHARED_PHONE, Hazard.HIDDEN_ADDRESS, Hazard.ABOUT_PERPETRATOR}
)


@dataclass(frozen=True)
class Found:
    """One hazard, for one person."""

    person: UUID
    hazard: Hazard

    @property
    def says(self) -> str:
        return str(SAYS[self.hazard])

    @property
    def stops(self) -> bool:
        return self.hazard in STOPS


class Stopped(Exception):
    """It may not leave like this. `found`: why, person by person."""

    def __init__(self, found: list[Found]) -> None:
        super().__init__(
            _(
                "Stop: this could put somebody in danger. Read why below; change what leaves, or say why it must go all the same."
            )
        )
        self.found = found


class CannotOverride(Exception):
    """Why this colleague cannot let it go."""


def look(people: Iterable[UUID]) -> list[Found]:
    """What there is to mind about these persons (ids of the register), each hazard once, those that stop first."""
    with connection.cursor() as c:
        c.execute("select person, hazard from heed_leaving(%s::uuid[])", [list(people)])
        found = [Found(person, Hazard(hazard)) for person, hazard in c.fetchall()]
    return sorted(found, key=lambda one: (not one.stops, list(Hazard).index(one.hazard), str(one.person)))


def around(people: Iterable[UUID]) -> list[Found]:
    """The same of those who are in a case without this being about them: that somebody in it may be harming another is no news there."""
    return [one for one in look(people) if one.hazard != Hazard.ABOUT_PERPETRATOR]


def clear(people: Iterable[UUID], *, me: Asker, at: datetime, override: str = "", beside: Iterable[UUID] = ()) -> Cleared:
    """The token for what leaves now, about these `people`; those `beside` them in the case are looked at too, whoever was ticked.

    Raises Stopped while anything stops it and nobody has overridden it, with a reason and by name; CannotOverride for somebody whose post does
    not let them."""
    touched = tuple(dict.fromkeys(people))
    found = [*look(touched), *around(one for one in beside if one not in touched)]
    if not any(one.stops for one in found):
        return Cleared(touched, at)
    if not override.strip():
        raise Stopped(found)
    if not may(me, Do.OVERRIDE):
        raise CannotOverride(
            _("Only the manager, the operations manager or the Safeguarding Lead lets this go. Ask one of them.")
        )
    return Cleared(touched, at, override, me.colleague)
