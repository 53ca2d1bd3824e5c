"""One letter instead of a flood. What is folded stays owed until the letter that stands for it is sent, and is listed on the page that
letter opens, so nothing is lost (a hundred shares were a hundred letters, and people stopped reading)."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from django.db.models import F, Q

from heed.concerns.choices import Danger
from heed.concerns.models import Concern
from heed.notifications.messages import MESSAGES, TOO_URGENT_TO_FOLD
from heed.notifications.models import Letter

SEVERAL, PAGE = "several", "/me/waiting/"
GAP = timedelta(minutes=3)  # between two such letters: a letter that waits five minutes is taken for a fault by the desk
# The server went away before its answer, so the letter may have arrived: what it says must not change any more.
HUNG_UP = "hung up"


def fold(at: datetime) -> int:
    """Of the letters due at `at` (UTC), those beyond their kind's pace for one colleague become one. Answers how many were folded.

    Never folded: what says danger or alarm, what is about a concern in danger, and what was tried before (its copy may have arrived)."""
    waiting = _calm(
        Letter.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(sent_at=None, dead_at=None, folded_into=None, tries=0, next_try_at__lte=at)
        .exclude(message__in=TOO_URGENT_TO_FOLD)
        .order_by("made_at", "pk")
    )
    beyond: dict[int, list[Letter]] = defaultdict(list)
    went = _went_lately({letter.to_id for letter in waiting}, at)  # type: ignore[attr-defined]
    for (to, message), letters in _of_a_kind(waiting).items():
        left = max(0, (MESSAGES[message].pace.most or 0) - went[to, message])
        if letters[left:]:
            beyond[to] += letters[left:]
    for to, letters in beyond.items():
        _become_one(to, letters, at)
    return sum(map(len, beyond.values()))


def _calm(letters: Iterable[Letter]) -> list[Letter]:
    """Without those about a concern in which somebody is in danger now or today."""
    found = list(letters)
    urgent = set(
        Concern.objects.filter(
            reference__in={letter.reference for letter in found if letter.reference}, danger__in=(Danger.NOW, Danger.TODAY)
        ).values_list("reference", flat=True)
    )
    return [letter for letter in found if letter.reference not in urgent]


def _of_a_kind(letters: Iterable[Letter]) -> dict[tuple[int, str], list[Letter]]:
    kinds: dict[tuple[int, str], list[Letter]] = defaultdict(list)
    for letter in letters:
        kinds[letter.to_id, letter.message].append(letter)  # type: ignore[attr-defined]
    return kinds


def _went_lately(people: set[int], at: datetime) -> Counter[tuple[int, str]]:
    """How many of each kind each colleague was sent within its span; those that are being tried again count too."""
    longest = max(message.pace.within for message in MESSAGES.values())
    lately = Letter.objects.filter(
        Q(sent_at__gt=at - longest) | Q(sent_at=None, dead_at=None, tries__gt=0), to__in=people, folded_into=None
    ).values_list("to", "message", "sent_at")
    return Counter(
        (to, message) for to, message, sent_at in lately if sent_at is None or sent_at > at - MESSAGES[message].pace.within
    )


def _become_one(to: int, letters: list[Letter], at: datetime) -> None:
    """They join the colleague's letter that has not gone yet, or a new one, which waits its turn after the last."""
    open_still = Letter.objects.filter(to=to, message=SEVERAL, sent_at=None, dead_at=None).exclude(trouble=HUNG_UP)
    one = open_still.select_for_update(skip_locked=True).order_by("made_at").first() or _new(to, at)
    Letter.objects.filter(pk__in=[letter.pk for letter in letters]).update(folded_into=one)
    Letter.objects.filter(pk=one.pk).update(count=F("count") + len(letters))


def _new(to: int, at: datetime) -> Letter:
    last = Letter.objects.filter(to=to, message=SEVERAL).order_by("-made_at").first()
    own = uuid4()
    one = Letter(id=own, key=f"{SEVERAL}:{own}", message=SEVERAL, to_id=to, path=PAGE, count=0, made_at=at)
    one.next_try_at = max(at, last.made_at + GAP) if last else at
    one.save(force_insert=True)
    return one
