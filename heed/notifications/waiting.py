"""What came to a colleague inside a letter for several things: each with its own link, as far as they may still open it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from heed.notifications.messages import MESSAGES
from heed.notifications.models import Letter
from heed.notifications.pages import still_open
from heed.policies.asker import Asker

KEPT = timedelta(days=30)  # by then each has been told of again by its clock, or is over


@dataclass(frozen=True)
class Waiting:
    """One thing of several: what it is in the words of its letter, where it leads, since when (UTC)."""

    what: str
    reference: str
    path: str
    since: datetime


def waiting_for(me: Asker) -> list[Waiting]:
    """Newest first, the last thirty days. Whoever has been kept out of a record since finds no trace of it."""
    letters = list(
        Letter.objects.filter(to=me.colleague, folded_into__isnull=False, made_at__gt=me.at - KEPT).order_by("-made_at", "pk")
    )
    shown = still_open(me, {letter.path for letter in letters})
    once: dict[tuple[str, str, str], Letter] = {}
    for letter in letters:
        if letter.path in shown:
            once.setdefault((letter.message, letter.reference, letter.path), letter)
    return [Waiting(str(MESSAGES[each.message].subject), each.reference, each.path, each.made_at) for each in once.values()]
