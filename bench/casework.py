"""Five hundred open cases of one manager, and one with two hundred entries: made by the verbs, as its people would, behind both walls."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

CASES = 500
ENTRIES = 200
MANAGER = 3  # of scheme 1 (data.organisation)


def make(households: list[UUID]) -> UUID:
    """The id of the case with two hundred entries; it reaches the first of the `households`."""
    from heed.cases import opening, working
    from heed.cases.choices import Kind, Part
    from heed.cases.working import Known
    from heed.organisation.models import Scheme

    scheme, kinds = Scheme.objects.get(pk=1), list(Kind)
    with _as_manager() as (me, at):
        first = None
        for number in range(CASES):
            entered = at - timedelta(hours=number % 480 + 1)
            said = opening.Opening(kinds[number % len(kinds)], scheme, me, entered, title=f"Case number {number}")
            case = opening.open_case(said, by=me, at=at)
            first = first or case
        assert first is not None
        opening.reach(first, households[0], "Her home", by=me, at=at)
        for name, part, age in (
            ("Siân Rees", Part.VICTIM, 34),
            ("Darren Pugh", Part.PERPETRATOR, 39),
            ("Mali Rees", Part.CHILD, 7),
        ):
            working.add_someone(first, Known(name, part, "", age=age), by=me, at=at)
        working.save_plan(first, "A new lock on Thursday, by a colleague she knows.", on=0, by=me, at=at)
        for number in range(ENTRIES):
            working.note(first, "call", f"Call {number}", "She rang from her sister’s; he is back. " * 4, by=me, at=at)
    return first.pk


@contextmanager
def _as_manager() -> Iterator[tuple[Any, Any]]:
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from heed.policies.cluster import WEB
    from heed.policies.inside import inside

    at = timezone.now()
    with inside(WEB, colleague=MANAGER, at=at):
        yield get_user_model().objects.get(pk=MANAGER), at
