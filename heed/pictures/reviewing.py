"""Who can see what, as the lead goes through it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from heed.cases.models import Case
from heed.concerns.models import Concern
from heed.folders.models import Access
from heed.households.models import Household
from heed.organisation.choices import Role
from heed.organisation.models import AccessReview, Colleague, Post
from heed.procedures import access_review

LONG_AWAY = timedelta(days=90)  # ours: whoever has not signed in for so long may have gone
Record = tuple[str, str, UUID | None]  # its reference, the name of its page, and its id
UNKNOWN: Record = ("", "", None)


@dataclass(frozen=True)
class LetIn:
    line: Access
    reference: str
    page: str
    pk: UUID | None


@dataclass
class Person:
    """Somebody's posts, each with whether the lead may end it here, and what they were let into."""

    colleague: Colleague
    posts: list[tuple[Post, bool]] = field(default_factory=list)
    lines: list[LetIn] = field(default_factory=list)


@dataclass(frozen=True)
class Review:
    people: list[Person]
    posts: int
    lines: int
    seal: str
    last: AccessReview | None
    due: datetime | None
    long_away: list[Colleague]


def review(at: datetime) -> Review:
    standing = access_review.standing(at)
    people: dict[int, Person] = {}
    for post in standing.posts:
        may_end = post.role not in (Role.LEAD, Role.HEAD_OF_SERVICE)
        people.setdefault(post.colleague_id, Person(post.colleague)).posts.append((post, may_end))
    records = _records({line.folder_id for line in standing.lines})
    for line in standing.lines:
        entry = LetIn(line, *records.get(line.folder_id, UNKNOWN))
        people.setdefault(line.colleague_id, Person(line.colleague)).lines.append(entry)
    return Review(
        list(people.values()),
        len(standing.posts),
        len(standing.lines),
        standing.seal,
        access_review.last(),
        access_review.due(at),
        list(Colleague.objects.here(at).filter(pk__in=people, last_login__lt=at - LONG_AWAY)),
    )


def _records(folders: set[UUID]) -> dict[UUID, Record]:
    """What each folder holds, in three statements however many there are."""
    found: dict[UUID, Record] = {}
    for model, page in ((Household, "household"), (Concern, "concern"), (Case, "case")):
        rows = model.objects.filter(folder__in=folders).values_list("folder", "reference", "pk")  # type: ignore[attr-defined]
        found |= {folder: (reference, page, pk) for folder, reference, pk in rows}
    return found
