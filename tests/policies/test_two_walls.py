"""The first wall and the second say the same, whatever posts, places and lines there are."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DataError, ProgrammingError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heed.folders.choices import Effect, FolderKind, Why
from heed.folders.models import Access, Folder, Place
from heed.organisation.choices import Role
from heed.organisation.models import Post
from heed.policies import visible
from tests.doing import acting
from tests.people import colleague

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
BEFORE, AFTER = NOW - timedelta(days=3), NOW + timedelta(days=3)
IN_FORCE = (BEFORE, None)
# Mostly in force, because a rule is seen where it bites; and every edge: ended just now, ending now, beginning now, not yet.
spells = st.sampled_from(
    [IN_FORCE] * 8
    + [
        (BEFORE, NOW - timedelta(seconds=1)),
        (BEFORE, NOW),
        (NOW, None),
        (NOW + timedelta(seconds=1), None),
        (BEFORE, AFTER),
        (AFTER, None),
    ]
)
roles = st.sampled_from(
    [Role.GROUP, Role.LEAD, *[Role.MANAGER] * 3, *[Role.OPERATIONS] * 2, Role.OFFICER, Role.ADMIN, Role.HEAD_OF_SERVICE]
)
posts = st.lists(st.tuples(roles, st.integers(0, 1), spells), max_size=2)
lines = st.one_of(st.just([]), st.lists(st.tuples(st.sampled_from(Effect.values), spells), max_size=2))
places = st.lists(st.tuples(st.integers(0, 1), spells), min_size=0, max_size=2)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(FolderKind.values),
    sensitive=st.booleans(),
    circle=st.one_of(st.none(), spells),
    held=posts,
    list_=lines,
    lies=places,
)
def test_python_and_sql_agree_on_every_folder(brynfelin, seaview, kind, sensitive, circle, held, list_, lies):
    with suppress(Undone), transaction.atomic():
        agree((brynfelin, seaview), kind, sensitive, circle, held, list_, lies)
        raise Undone


class Undone(Exception):
    """Takes one example back, so that the next begins afresh."""


def agree(schemes, kind, sensitive, circle, held, list_, lies) -> None:
    someone, other = colleague("someone"), colleague("other")
    folder = Folder.objects.create(
        kind=kind,
        sensitive=sensitive,
        opened_at=NOW,
        circle_from=circle[0] if circle else None,
        circle_until=circle[1] if circle else None,
    )
    for role, number, (since, until) in held:
        over = (
            {"scheme": schemes[number]}
            if role == Role.MANAGER
            else {"region": schemes[number].region}
            if role in (Role.OPERATIONS, Role.HEAD_OF_SERVICE)
            else {}
        )
        Post.objects.create(colleague=someone, role=role, since=since, until=until, **over)
    for effect, (since, until) in list_:
        Access.objects.create(folder=folder, colleague=someone, effect=effect, why=Why.GRANT, since=since, until=until)
        Access.objects.create(folder=folder, colleague=other, effect=effect, why=Why.GRANT, since=since, until=until)
    for number, (since, until) in lies:
        Place.objects.create(folder=folder, scheme=schemes[number], since=since, until=until)
    with acting(someone, NOW) as me:
        sql = Folder.objects.filter(pk=folder.pk).exists()
    python = visible.folders(me).filter(pk=folder.pk).exists()  # as owner: the first wall alone
    assert python == sql


def test_without_a_context_the_second_wall_raises_rather_than_hides(rita):
    Folder.objects.create(kind=FolderKind.HOUSEHOLD, opened_at=NOW)
    with pytest.raises((DataError, ProgrammingError)), transaction.atomic(), connection.cursor() as c:
        c.execute("set local role heed_web")
        c.execute("select count(*) from folders_folder")
