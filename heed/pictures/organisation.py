"""Who we are, as pages show it: colleagues and what they hold, schemes, the group and its rota with the gaps."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import OrderBy

from heed.households.folding import fold
from heed.organisation.choices import Role, Skill
from heed.organisation.models import (
    Absence,
    Colleague,
    DirectoryGroup,
    Duty,
    LocalAuthority,
    Post,
    Region,
    Scheme,
    by_name,
    in_force,
)
from heed.policies import visible
from heed.policies.asker import Asker
from heed.procedures.directory import groups

SORTS = {
    "name": (by_name(),),
    "job": (by_name("job_title"), by_name()),
    "department": (F("department"), by_name()),
    "joined": (F("joined_at"), by_name()),
}
SCHEME_SORTS = {
    "name": (by_name("name"),),
    "region": (by_name("region__name"), by_name("name")),
    "authority": (by_name("local_authority__name"), by_name("name")),
    "nation": (F("nation"), by_name("name")),
}
ROTA = timedelta(days=28)  # how far ahead a gap in the rota is worth showing


def colleagues() -> QuerySet[Colleague]:
    return Colleague.objects.select_related("line_manager")


def colleagues_here(at: datetime) -> QuerySet[Colleague]:
    return Colleague.objects.here(at)


def list_of_colleagues(
    at: datetime, *, words: str = "", department: str = "", left: bool = False, sort: str = "name"
) -> QuerySet[Colleague]:
    """Those who are here (or have left), by words of name, user name or job title, accents and apostrophes forgiven (U24). An unknown
    `sort` is by name."""
    found = Colleague.objects.filter(left_at__lte=at) if left else Colleague.objects.here(at)
    if department:
        found = found.filter(department=department)
    if wanted := fold(words).split():
        found = found.filter(pk__in=_said_of(found, wanted))
    away = Absence.objects.filter(in_force(at), colleague=OuterRef("pk"))
    return found.annotate(is_away=Exists(away)).order_by(*_order(sort, SORTS), "pk")


def _said_of(found: QuerySet[Colleague], wanted: list[str]) -> list[int]:
    """Some thousands of names at most, folded here: a column of folded names would be a second home of how words are folded."""
    rows = found.values_list("pk", "display_name", "username", "job_title")
    return [pk for pk, *facts in rows if all(word in fold(" ".join(facts)) for word in wanted)]


def _order(sort: str, sorts: dict[str, tuple[Any, ...]]) -> list[OrderBy]:
    """The order of a list as its address names it ("-joined"), or the first there is."""
    columns = sorts.get(sort.lstrip("-"), next(iter(sorts.values())))
    return [column.desc() if sort.startswith("-") else column.asc() for column in columns]


def posts_of(colleague: Colleague) -> QuerySet[Post]:
    return Post.objects.filter(colleague=colleague).select_related("scheme", "region", "deputises_for").order_by("-since", "pk")


def posts() -> QuerySet[Post]:
    return Post.objects.select_related("colleague", "scheme", "region")


@dataclass(frozen=True)
class GroupHere:
    """A group of the directory, how many hold its post by it, and whether it rests because its author keeps no accounts any more."""

    group: DirectoryGroup
    holders: int
    rests: bool


def directory_groups(at: datetime) -> list[GroupHere]:
    keepers = set(Colleague.objects.holding(Role.ADMIN, at).values_list("pk", flat=True))
    by_group = Post.objects.filter(in_force(at)).exclude(directory_group=None).values_list("directory_group", flat=True)
    holders = Counter(by_group.order_by())
    return [GroupHere(group, holders[group.pk], group.by_id not in keepers) for group in groups(at)]


def directory_group(pk: int) -> DirectoryGroup | None:
    return DirectoryGroup.objects.filter(pk=pk).first()


def absences_of(colleague: Colleague, at: datetime) -> QuerySet[Absence]:
    """Now and to come."""
    return Absence.objects.filter(Q(until=None) | Q(until__gt=at), colleague=colleague)


def of_the_same_name(colleague: Colleague, at: datetime) -> QuerySet[Colleague]:
    """Others who are here and called so."""
    called_so = Colleague.objects.here(at).filter(display_name__iexact=" ".join(colleague.display_name.split()))
    return called_so.exclude(pk=colleague.pk)


def over_region(region: int, at: datetime) -> list[str]:
    """Who sees what is kept in the schemes of a region, by a post over it."""
    held = Post.objects.filter(in_force(at), role=Role.OPERATIONS, region=region).select_related("colleague")
    return [post.colleague.display_name for post in held]


def managed_by(colleague: Colleague, at: datetime) -> QuerySet[Colleague]:
    return Colleague.objects.here(at).filter(line_manager=colleague)


def schemes(sort: str = "name") -> QuerySet[Scheme]:
    return Scheme.objects.select_related("region", "local_authority").order_by(*_order(sort, SCHEME_SORTS), "pk")


def regions() -> QuerySet[Region]:
    return Region.objects.order_by(by_name("name"), "pk")


def local_authorities() -> QuerySet[LocalAuthority]:
    return LocalAuthority.objects.order_by(by_name("name"), "pk")


def manager_of(scheme: Scheme, at: datetime) -> list[Colleague]:
    return [
        post.colleague
        for post in Post.objects.filter(in_force(at), role=Role.MANAGER, scheme=scheme).select_related("colleague")
    ]


# The group --------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Member:
    post: Post
    is_away: bool

    @property
    def skills(self) -> list[str]:
        return [str(Skill(skill).label) for skill in self.post.skills]


@dataclass(frozen=True)
class Gap:
    """From one instant to another nobody is on duty."""

    since: datetime
    until: datetime


def seats(at: datetime) -> QuerySet[Post]:
    """The posts of those who are in the group at an instant."""
    held = Post.objects.filter(in_force(at), role=Role.GROUP, colleague__in=Colleague.objects.here(at))
    return held.select_related("colleague", "deputises_for").order_by(by_name("colleague__display_name"), "pk")


def members(at: datetime) -> list[Member]:
    away = set(Absence.objects.filter(in_force(at)).values_list("colleague_id", flat=True))
    return [Member(post, post.colleague_id in away) for post in seats(at)]


def duties(at: datetime | None = None) -> QuerySet[Duty]:
    """The rota from an instant on, or all of it."""
    rota = Duty.objects.select_related("colleague").order_by("since", "pk")
    return rota.filter(until__gt=at) if at else rota


def gaps(at: datetime) -> list[Gap]:
    """The times within the next four weeks in which nobody answers out of hours."""
    found, reached = [], at
    for duty in duties(at).filter(since__lt=at + ROTA):
        if duty.since > reached:
            found.append(Gap(reached, duty.since))
        reached = max(reached, duty.until)
    return found if reached >= at + ROTA else [*found, Gap(reached, at + ROTA)]


def missing_skills(group: list[Member]) -> list[str]:
    """Skills that nobody of the group brings."""
    held = {skill for member in group for skill in member.post.skills}
    return [str(skill.label) for skill in Skill if skill not in held]


# Handing over -----------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Leaver:
    """`open_work`: how much of it this viewer may see; the job that moves it sees all."""

    colleague: Colleague
    open_work: int


def leavers(me: Asker, within: timedelta = timedelta(days=90)) -> list[Leaver]:
    """Who left lately, last first."""
    gone = Colleague.objects.filter(left_at__lte=me.at, left_at__gt=me.at - within).order_by("-left_at", "pk")
    owed = list(visible.clocks(me).filter(met_at=None, owner__in=gone).values_list("owner_id", flat=True))
    return [Leaver(colleague, owed.count(colleague.pk)) for colleague in gone]
