"""Who is asking: a colleague with the posts they hold at this instant. Made once a request, with one query."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from heed.organisation.choices import Role
from heed.organisation.models import IN_FORCE, Colleague
from heed.policies.roles import EVERYONE, ROLES, Do, Reach

# Written out: every page asks it. The last column: the schemes of the post's region.
POSTS = f"""select p.role, p.scheme_id, array(select s.id from organisation_scheme s where s.region_id = p.region_id) from organisation_post p
  where p.colleague_id = %s and {IN_FORCE.format("p")}"""


@dataclass(frozen=True)
class Asker:
    """`schemes`: those whose folders the posts open. `everything` and `circle`: see `Reach`."""

    colleague: Colleague
    at: datetime
    roles: frozenset[Role]
    may: frozenset[Do]
    everything: bool
    circle: bool
    schemes: frozenset[int]

    @property
    def pk(self) -> int:
        return self.colleague.pk

    @property
    def guarded(self) -> bool:
        """Whether this colleague sees others' records, and so needs a second factor."""
        return any(ROLES[role].guarded for role in self.roles)


def asker(colleague: Colleague, at: datetime) -> Asker:
    """The colleague as they stand at an instant (UTC). Somebody without a post has what everyone has."""
    with connection.cursor() as c:
        c.execute(POSTS, [colleague.pk, at, at])
        posts = c.fetchall()
    roles = frozenset(Role(role) for role, _, _ in posts)
    reaches = {ROLES[role].reach for role in roles}
    schemes = {scheme for role, scheme, _ in posts if scheme and ROLES[Role(role)].reach == Reach.SCHEME}
    schemes |= {scheme for role, _, region in posts if ROLES[Role(role)].reach == Reach.REGION for scheme in region}
    return Asker(
        colleague,
        at,
        roles,
        EVERYONE.union(*(ROLES[role].may for role in roles)),
        Reach.EVERYTHING in reaches,
        Reach.CIRCLE in reaches,
        frozenset(schemes),
    )
