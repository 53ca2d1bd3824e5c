"""Each quarter the lead goes through who can see what, and says that it is right (CFC-6)."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from heed.deadlines.clocks import reckoned, span_in_force
from heed.deadlines.rules import rule
from heed.folders.choices import Effect, FolderKind, Why
from heed.folders.models import Access
from heed.organisation import actions
from heed.organisation.choices import Nation, Role
from heed.organisation.models import AccessReview, Colleague, Post, by_name, in_force
from heed.policies.roles import POSTS

GUARDED = [post.role for post in POSTS if post.guarded]


class CannotConfirm(Exception):
    """Why it cannot be said to be right."""


@dataclass(frozen=True)
class Standing:
    """What is to be gone through: posts that open records, and colleagues let in by name, as whoever asks may see them."""

    posts: list[Post]
    lines: list[Access]

    @property
    def seal(self) -> str:
        """So that only what was shown is confirmed."""
        rows = [*sorted(f"post {post.pk}" for post in self.posts), *sorted(f"line {line.pk}" for line in self.lines)]
        return sha256("\n".join(rows).encode()).hexdigest()


def standing(at: datetime) -> Standing:
    posts = Post.objects.filter(in_force(at), role__in=GUARDED).select_related("colleague", "scheme", "region", "deputises_for")
    return Standing(list(posts.order_by(by_name("colleague__display_name"), "role", "pk")), list(let_in(at)))


def let_in(at: datetime) -> QuerySet[Access]:
    """Every line by which somebody is let in, but for those who are writing a report of their own."""
    lines = (
        Access.objects.filter(in_force(at), effect=Effect.LET_IN).exclude(why=Why.WRITES).exclude(folder__kind=FolderKind.DRAFT)
    )
    return lines.select_related("colleague", "by", "folder").order_by(by_name("colleague__display_name"), "since", "pk")


def last() -> AccessReview | None:
    return AccessReview.objects.select_related("by").first()


def due(at: datetime) -> datetime | None:
    """When the next one is due: a quarter from the last, or from the first lead there was. None where there has been none."""
    review = last()
    first = Post.objects.filter(role=Role.LEAD, since__lte=at).order_by("since").first()
    since = review.at if review else first.since if first else None
    if since is None:
        return None
    law = rule("access_review")
    span, _value = span_in_force(law, Nation.ENGLAND, since)
    return reckoned(law, span, since, Nation.ENGLAND).due


@transaction.atomic
def confirm(seal: str, *, by: Colleague, at: datetime) -> AccessReview:
    """All of it is right. Raises CannotConfirm where it is not what was shown."""
    now = standing(at)
    if seal != now.seal:
        raise CannotConfirm(
            _("Somebody's access has changed since this page was opened. Look at the list again, then confirm it.")
        )
    return actions.confirm_access([post.pk for post in now.posts], [line.pk for line in now.lines], by=by, at=at)
