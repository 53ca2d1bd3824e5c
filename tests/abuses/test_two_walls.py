"""Both walls, over everything that is kept: whatever Python shows a colleague SQL shows, and the reverse, for every role × record × relation."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model, QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heed.concerns.models import Account, Advice, Answer, Attachment, Concern, Draft, Reporter
from heed.deadlines.models import Clock
from heed.folders.choices import Effect, Why
from heed.folders.models import Access, Folder, Place
from heed.organisation.choices import Role
from heed.organisation.models import Colleague, Post, Scheme, in_force
from heed.policies import visible
from heed.policies.asker import Asker
from heed.policies.asker import asker as asking
from heed.policies.reach import IN_FOLDER
from heed.policies.walls import WALLS
from tests.abuses.world import CAST, undone
from tests.doing import acting

pytestmark = pytest.mark.django_db(transaction=False)

Shows = Callable[[Asker], QuerySet[Any]]


def _lies(me: Asker) -> QuerySet:
    """In the schemes one is over: not of what one is kept out of, nor of what opens by no post over a scheme."""
    out = Access.objects.filter(in_force(me.at), colleague=me.colleague, effect=Effect.KEPT_OUT).values("folder")
    return Place.objects.filter(scheme__in=me.schemes, folder__sensitive=False).exclude(folder__in=out)


# Where Python asks more than "may they open the folder": by table.
ASKED: dict[str, Shows] = {
    "folders_folder": visible.folders,
    "folders_place": _lies,
    "folders_file": visible.files,
    "folders_filecontent": visible.contents,
    "deadlines_clock": visible.clocks,
    "concerns_draft": visible.drafts,
    "concerns_concern": lambda me: visible.concerns(me) | visible.my_reports(me),
    "concerns_reporter": visible.reporters,
    "concerns_account": lambda me: visible.accounts(me) | visible.my_accounts(me),
    "concerns_attachment": lambda me: visible.attachments(me) | _sent(me),
    "concerns_advice": visible.advice,
    "concerns_answer": lambda me: visible.answers(me) | visible.my_answers(me),
}
# Asked in SQL alone, because no page asks Python for them: they come with what they stand beside, or are somebody's own.
SQL_ALONE = {
    "folders_access": "read by heed_reads and the page of who may see",
    "deadlines_clockwords": "with its clock",
    "deadlines_told": "the worker's",
    "households_newaddress": "by its own list",
    "households_sameperson": "with both people",
    "households_tie": "one's own, and the lead's",
    "households_importrun": "who brings in",
    "households_refusedrow": "who brings in",
    "cases_begun": "one's own",
    "learning_sharedlesson": "by its audience",
    "notifications_letter": "one's own",
    "organisation_directorygroup": "who keeps posts",
}
TABLES = {model._meta.db_table: model for model in apps.get_models()}


def _sent(me: Asker) -> QuerySet[Attachment]:
    """Also what somebody has taken off their own report: it is still theirs."""
    return Attachment.objects.filter(file__by=None, folder__in=Reporter.objects.filter(colleague=me.colleague).values("folder"))


def questions() -> Iterator[tuple[type[Model], Shows]]:
    for wall in WALLS:
        if wall.sees in ("", "true", "false") or "select" not in wall.web or wall.table in SQL_ALONE:
            continue
        model = TABLES[wall.table]
        if wall.table in ASKED:
            yield model, ASKED[wall.table]
        elif wall.sees == f"({IN_FOLDER})":
            yield model, lambda me, model=model: visible.kept(model, me)
        elif not wall.table.startswith("organisation_"):
            raise AssertionError(f"{wall.table}: say what Python asks of it, or why it is asked in SQL alone")


QUESTIONS = list(questions())


def apart(someone: Colleague, at: datetime) -> dict[str, tuple[set[Any], set[Any]]]:
    """Where the walls differ for a colleague at an instant (UTC): table → (what Python alone shows, what SQL alone shows)."""
    me = asking(someone, at)
    python = {
        model: set(shows(me).values_list("pk", flat=True)) for model, shows in QUESTIONS
    }  # as owner: the first wall alone
    with acting(someone, at):
        sql = {model: set(model._default_manager.values_list("pk", flat=True)) for model, _ in QUESTIONS}
    return {
        model._meta.db_table: (python[model] - sql[model], sql[model] - python[model])
        for model, _ in QUESTIONS
        if python[model] != sql[model]
    }


def test_most_of_what_is_kept_is_asked_about(world):
    """An empty table proves nothing."""
    empty = {model._meta.db_table for model, _ in QUESTIONS if not model._default_manager.exists()}
    assert len(QUESTIONS) > 50 and empty == {"households_historyentry", "cases_seeing", "learning_handlingreview"}


def test_it_would_notice_a_wall_that_shows_more(world, now, monkeypatch):
    """Whom a volunteer told is as good as the reporter's name: a manager does not read it."""
    monkeypatch.setattr(f"{__name__}.QUESTIONS", [(Account, lambda me: visible.kept(Account, me))])
    assert apart(world.cast["mo"], now)["concerns_account"][0]


@pytest.mark.parametrize("who", CAST)
def test_each_of_the_cast_sees_the_same_by_both(who, world, now):
    assert apart(world.cast[who], now) == {}


# Whatever posts and relations there are ----------------------------------------------------------------------------------------
SPELLS = [(-3, None)] * 4 + [(-3, 3), (-3, 0), (0, None), (-3, -1), (1, None)]  # in days from now: in force, and every edge
spells = st.sampled_from(SPELLS)
roles = st.sampled_from([*Role])
posts = st.lists(st.tuples(roles, st.integers(0, 1), spells), max_size=2)
relations = st.lists(st.tuples(st.sampled_from(Effect.values), spells), max_size=2)  # let in, kept out, both; over, and to come
moves = st.one_of(st.none(), st.tuples(st.integers(0, 1), spells))  # to whose scheme it moved; none: it stays where it is
parts = st.sets(st.sampled_from(["reported", "owes", "advised", "blind"]))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(which=st.integers(0, 10_000), held=posts, list_=relations, moved=moves, sensitive=st.booleans(), part=parts)
def test_so_does_anybody_with_any_post_and_any_relation(which, held, list_, moved, sensitive, part, world, now):
    """The conflicted, the let in, the author of the report, whoever owes or advised, in a home that moved to another scheme or was let again."""
    with undone():
        someone = Colleague.objects.create(username="someone", display_name="Some One", joined_at=now - timedelta(days=9))
        folders = list(Folder.objects.order_by("opened_at", "pk"))
        folder = folders[which % len(folders)]
        _posts(someone, held, now)
        for effect, spell in list_:
            since, until = _spell(spell, now)
            Access.objects.create(folder=folder, colleague=someone, effect=effect, why=Why.GRANT, since=since, until=until)
        if moved:
            _move(folder, moved, now)
        Folder.objects.filter(pk=folder.pk).update(sensitive=sensitive)
        _takes_part(someone, folder, part)
        assert apart(someone, now) == {}


def _spell(days: tuple[int, int | None], now: datetime) -> tuple[datetime, datetime | None]:
    since, until = days
    return now + timedelta(days=since), None if until is None else now + timedelta(days=until)


def _schemes() -> list[Scheme]:
    return list(Scheme.objects.order_by("pk"))[:2]


def _posts(someone: Colleague, held: list[tuple[Role, int, tuple[int, int | None]]], now: datetime) -> None:
    for role, number, spell in held:
        scheme, (since, until) = _schemes()[number], _spell(spell, now)
        over = {
            Role.MANAGER: {"scheme": scheme},
            Role.OPERATIONS: {"region": scheme.region},
            Role.HEAD_OF_SERVICE: {"region": scheme.region},
        }
        Post.objects.create(colleague=someone, role=role, since=since, until=until, **over.get(role, {}))


def _move(folder: Folder, moved: tuple[int, tuple[int, int | None]], now: datetime) -> None:
    """Let again: it is in its old place no more, and in another from some day on."""
    number, spell = moved
    since, until = _spell(spell, now)
    Place.objects.filter(folder=folder, until=None).update(until=now)
    Place.objects.create(folder=folder, scheme=_schemes()[number], since=since, until=until)


def _takes_part(someone: Colleague, folder: Folder, part: set[str]) -> None:
    if "reported" in part:
        Reporter.objects.filter(folder=folder).update(colleague=someone)
        Answer.objects.filter(folder=folder).update(to=someone)
        Draft.objects.filter(folder=folder).update(author=someone)
    if "owes" in part:
        Clock.objects.filter(folder=folder).update(owner=someone)
    if "blind" in part:  # the second voice is not heard yet
        Concern.objects.filter(folder=folder).update(advised_at=None)
    if "advised" in part and (first := Advice.objects.filter(folder=folder).first()):
        Advice.objects.filter(pk=first.pk).update(by=someone)
