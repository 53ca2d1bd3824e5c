"""Who learns of a lesson that was sent, and who is told of it: the posts an audience stands for, for both walls and for the letters (DA-7).

The lead learns of all. Whoever was kept out of the case it comes from learns of none of it: `not_for`."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from heed.learning.choices import Audience
from heed.learning.models import SharedLesson
from heed.organisation.choices import Role
from heed.organisation.models import Colleague, Post, in_force
from heed.policies.asker import Asker
from heed.policies.reach import ME, NOW

AT_THE_FORUM = (Role.MANAGER, Role.OPERATIONS)
# Audience → the posts it stands for, of a scheme and a region. Of what is for everyone only those who hold the forum are told by letter: all
# others find it on the page, because a letter to everybody is read by nobody.
POSTS: dict[Audience, Callable[[Any, Any], Q]] = {
    Audience.TEAM: lambda scheme, region: Q(scheme=scheme) | Q(role=Role.OPERATIONS, region__scheme=scheme),
    Audience.REGION: lambda scheme, region: Q(region=region) | Q(scheme__region=region),
    Audience.FORUM: lambda scheme, region: Q(role__in=AT_THE_FORUM),
    Audience.EVERYONE: lambda scheme, region: Q(role__in=AT_THE_FORUM),
}
UNTOLD = "sent_by"  # to say who sent it would say whose case it was

# The second wall: the same in SQL. `{t}` is the table asked about.
LEARNS = f"""({ME} <> all({{t}}.not_for) and ({{t}}.audience = '{Audience.EVERYONE}' or (select heed_sees_all())
  or exists (select from organisation_post p left join organisation_scheme s on s.id = p.scheme_id
    where p.colleague_id = {ME} and p.since <= {NOW} and (p.until is null or p.until > {NOW}) and case {{t}}.audience
      when '{Audience.TEAM}' then p.scheme_id = {{t}}.scheme_id
        or p.role = '{Role.OPERATIONS}' and p.region_id = (select c.region_id from organisation_scheme c where c.id = {{t}}.scheme_id)
      when '{Audience.REGION}' then coalesce(p.region_id, s.region_id) = {{t}}.region_id
      when '{Audience.FORUM}' then p.role in ({", ".join(f"'{role}'" for role in AT_THE_FORUM)}) end)))"""


def lessons(me: Asker) -> QuerySet[SharedLesson]:
    """The first wall: lessons this colleague is to learn of, without who sent them."""
    found = SharedLesson.objects.defer(UNTOLD).exclude(not_for__contains=[me.pk])
    if me.everything:
        return found
    held = Post.objects.filter(in_force(me.at), colleague=me.colleague)
    learns = Q(audience=Audience.EVERYONE)
    for audience in (Audience.TEAM, Audience.REGION, Audience.FORUM):
        learns |= Q(Exists(held.filter(POSTS[audience](OuterRef("scheme"), OuterRef("region")))), audience=audience)
    return found.filter(learns)


def told(lesson: SharedLesson, at: datetime) -> QuerySet[Colleague]:
    """Those who get a letter: here (away or not: it waits for them), with such a post or the lead's, and never whoever it is not for, nor who sent it."""
    posts = Post.objects.filter(
        in_force(at), POSTS[Audience(lesson.audience)](lesson.scheme_id, lesson.region_id) | Q(role=Role.LEAD)
    )
    return (
        Colleague.objects.here(at).filter(pk__in=posts.values("colleague")).exclude(pk__in=[*lesson.not_for, lesson.sent_by_id])
    )
