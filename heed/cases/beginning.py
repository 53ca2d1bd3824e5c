"""What somebody has begun to write on a page of a case and not sent, so that a telephone that rings loses nothing (U4).

Theirs alone: nobody else reads it, it counts nowhere, and four weeks later it is forgotten."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from heed.cases.models import Begun, Case
from heed.organisation.models import Colleague

KEPT_FOR = timedelta(days=28)  # ours
MOST = 200_000  # letters; a checklist with a comment to each question has some ten thousand
LONGEST = Begun._meta.get_field("page").max_length or 0  # letters of a page's address within the case's

Words = Mapping[str, Sequence[str]]  # a field's name → what stands in it


def keep(case: Case, page: str, words: Words, *, by: Colleague, at: datetime) -> bool:
    """Keeps what stands on the page at this address within the case's, in place of what was kept before. False when it is more than anybody writes."""
    if sum(len(word) for written in words.values() for word in written) > MOST:
        return False
    said = {"folder_id": case.folder_id, "words": {name: list(written) for name, written in words.items()}}
    Begun.objects.update_or_create(case=case, by=by, page=page, defaults=said | {"at": at})
    return True


def begun(case: Case, page: str, by: Colleague) -> Begun | None:
    return Begun.objects.filter(case=case, page=page, by=by).first()


def done(case: Case, page: str, by: Colleague) -> None:
    """It was sent, or is not wanted any more."""
    Begun.objects.filter(case=case, page=page, by=by).delete()


def forget_old(at: datetime) -> None:
    """What nobody came back to. Asked by the sweep (UTC)."""
    Begun.objects.filter(at__lt=at - KEPT_FOR).delete()
