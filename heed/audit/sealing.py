"""Sealing the audit: batches of looks, chained and signed with a key outside the database, with the head kept outside as well.

So an edit, a deletion, a cut tail and a rewriting are all noticed (R23). The newest looks, at most a minute old,
are not sealed yet: `verify` says up to which instant it vouches."""

import hashlib
import hmac
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from heed.audit.models import Look, Seal, Sealed
from heed.folders.keys import derived

FIRST = "0" * 64
MOST = 20_000
LATE = timedelta(days=1)  # a look is written seconds after its instant; an older one without a seal was put there by hand


@dataclass
class Verdict:
    """`vouched_until` (UTC): every look up to there is as it was written. None when nothing is sealed yet."""

    ok: bool = True
    problems: list[str] = field(default_factory=list)
    vouched_until: datetime | None = None
    rows: int = 0
    seals: int = 0

    def note(self, problem: str) -> None:
        self.ok = False
        self.problems.append(problem)


def seal(at: datetime) -> int:
    """Seals what is not sealed yet; answers how many looks. Run as auditor, by one job at a time."""
    last = Seal.objects.order_by("-number").first()
    waiting = list(_unsealed(last).order_by("at", "pk")[:MOST])
    if not waiting:
        return 0
    number, total = (last.number + 1, last.total) if last else (1, 0)
    made = Seal(
        number=number,
        at=at,
        rows=len(waiting),
        total=total + len(waiting),
        root=_root(waiting),
        previous=last.mark if last else FIRST,
    )
    made.mark = _mark(made)
    made.save(force_insert=True)
    Sealed.objects.bulk_create(
        [Sealed(look=look, seal=made, place=place) for place, look in enumerate(waiting)], batch_size=2000
    )
    _anchor(made)
    return len(waiting)


def _unsealed(last: Seal | None) -> QuerySet[Look]:
    return _in_no_seal(Look.objects.filter(at__gt=last.at - LATE) if last else Look.objects.all())


def _in_no_seal(looks: QuerySet[Look]) -> QuerySet[Look]:
    """Asked look by look: `not in` would read every seal there ever was, each minute."""
    return looks.filter(~Exists(Sealed.objects.filter(look=OuterRef("pk"))))


def _root(looks: Iterable[Look]) -> str:
    whole = hashlib.sha256()
    for look in looks:
        whole.update(_leaf(look))
    return whole.hexdigest()


def _leaf(look: Look) -> bytes:
    said = [
        str(look.pk),
        look.realm,
        look.at.isoformat(),
        look.colleague_id,
        look.verb,
        look.page,
        str(look.record or ""),
        [str(one) for one in look.shown],
        look.source,
    ]
    return hashlib.sha256(json.dumps(said).encode()).digest()


def _mark(made: Seal) -> str:
    said = f"{made.number}|{made.at.isoformat()}|{made.rows}|{made.total}|{made.root}|{made.previous}"
    return hmac.new(derived("audit seal"), said.encode(), hashlib.sha256).hexdigest()


# Outside the database ---------------------------------------------------------------------------------------------------------
def _anchor(made: Seal) -> None:
    """The head, in a file that whoever changes the database does not reach. One line a seal, never rewritten."""
    settings.ANCHOR_FILE.parent.mkdir(parents=True, exist_ok=True)
    with settings.ANCHOR_FILE.open("a") as file:
        file.write(
            json.dumps({"number": made.number, "total": made.total, "mark": made.mark, "at": made.at.isoformat()}) + "\n"
        )
        file.flush()
        os.fsync(file.fileno())


def _anchored() -> dict[int, str]:
    if not settings.ANCHOR_FILE.exists():
        return {}
    lines = (json.loads(line) for line in settings.ANCHOR_FILE.read_text().splitlines() if line.strip())
    return {line["number"]: line["mark"] for line in lines}


# Verifying --------------------------------------------------------------------------------------------------------------------
def verify(at: datetime) -> Verdict:
    """Goes through every seal and every look. Notices edits, deletions, insertions, a cut tail and a rewriting."""
    verdict, previous, total, outside = Verdict(), FIRST, 0, _anchored()
    for made in Seal.objects.order_by("number").iterator():
        verdict.seals += 1
        looks = [sealed.look for sealed in Sealed.objects.filter(seal=made).order_by("place").select_related("look")]
        verdict.rows += len(looks)
        total += made.rows
        _check(verdict, made, looks, previous, total)
        if outside.get(made.number) != made.mark:
            verdict.note(_("Seal %(number)d is not the one that was noted outside the database.") % {"number": made.number})
        previous, verdict.vouched_until = made.mark, made.at
    if missing := [number for number in outside if number > verdict.seals]:
        verdict.note(_("The tail was cut: %(number)d seals noted outside the database are missing.") % {"number": len(missing)})
    _check_unsealed(verdict, at)
    return verdict


def _check(verdict: Verdict, made: Seal, looks: list[Look], previous: str, total: int) -> None:
    where = {"number": made.number}
    if made.number != verdict.seals or made.previous != previous or made.total != total:
        verdict.note(_("The chain is broken at seal %(number)d.") % where)
    if len(looks) != made.rows:
        verdict.note(_("Looks are missing from seal %(number)d.") % where)
    if _root(looks) != made.root:
        verdict.note(_("A look in seal %(number)d was changed.") % where)
    if not hmac.compare_digest(_mark(made), made.mark):
        verdict.note(_("Seal %(number)d was not made by this installation's key.") % where)


def _check_unsealed(verdict: Verdict, at: datetime) -> None:
    old = _in_no_seal(Look.objects.filter(at__lt=at - LATE)).count()
    if old:
        verdict.note(
            _("%(number)d looks are older than a day and in no seal: they were put there by hand, or sealing has stopped.")
            % {"number": old}
        )
