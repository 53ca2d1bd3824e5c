"""What a thief finds in a dump of the database, in its queue and in the log: no narrative, no safe contact, nobody's name as a reporter."""

import io
import logging
import re

import pytest
from django.db import connection

from heed.config.logs import JsonLine, PlainLine
from tests.abuses.pages import UNKNOWN, pages
from tests.abuses.world import CAST, World

pytestmark = pytest.mark.django_db

# What tells a row of the register from another stands open in the database (decision 3), so that it is found and PostgreSQL can match it: who lives where.
REGISTER = {"households_person", "households_name", "households_phone", "households_home"}
# Written for everybody to read, by somebody who was told to name nobody, and without a way back (learning/models.py).
FOR_ALL = {"learning_sharedlesson"}
NUMBERS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-.*|[2-9A-Z]{4}-[2-9A-Z]{4}")  # ids and references say nothing by themselves
CONTACT = "Ring after 9"  # how to be safe with each household
WRITTEN = {CONTACT, "Words of", "Flag of", "Screams", "Bronwen, volunteer", "DRAFTED"}


def told(world: World) -> set[str]:
    """Every word of the world that somebody said, and every name of the register."""
    marks = {mark for thing in world.things for mark in thing.marks if not NUMBERS.fullmatch(mark)}
    assert len(marks) > 40
    return marks | WRITTEN


def dump() -> dict[str, str]:
    """Table → all that stands in it, as pg_dump writes it."""
    found = {}
    with connection.cursor() as c:
        c.execute("select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace")
        for (table,) in c.fetchall():
            c.execute(f"select coalesce(string_agg(t::text, E'\\n'), '') from {table} t")
            found[table] = c.fetchone()[0]
    return found


def test_a_dump_holds_nothing_that_anybody_said(world):
    """Nor does its queue, nor the letters; also not as the bytes of a column that only looks sealed."""
    kept = dump()
    found = {
        table for table, rows in kept.items() for mark in told(world) if mark in rows or mark.encode().hex() in rows.lower()
    }
    assert found - FOR_ALL <= REGISTER and found >= FOR_ALL  # this would notice words in the clear
    assert len(kept) > 90 and sum(map(len, kept.values())) > 100_000


def test_who_reported_is_a_number_there_and_no_name(world):
    """Whoever has the list of colleagues as well can look the number up: a whole dump is kept as the record itself is (docs/abuses.md)."""
    name = world.cast["rita"].display_name
    assert [table for table, rows in dump().items() if name in rows or name.encode().hex() in rows] == [
        "organisation_colleague"
    ]


def test_the_log_of_every_page_names_nobody_and_says_nothing(walk, monkeypatch):
    """In both of its shapes."""
    written, handlers = io.StringIO(), []
    for line in (PlainLine(), JsonLine()):
        handlers.append(logging.StreamHandler(written))
        handlers[-1].setFormatter(line)
    monkeypatch.setattr(logging.getLogger(), "handlers", handlers)
    for page in pages():
        if UNKNOWN not in page.kinds.values():
            opening = walk.opened(page)
            for who in walk.strangers(opening)[:1]:
                walk.browser(who).get(opening.address)
    log = written.getvalue()
    assert log.count("\n") > 400
    names = {one.display_name for one in walk.world.cast.values()} | {f"{name}@heed.example" for name in CAST}
    marks = {
        mark for thing in walk.world.things for mark in thing.marks
    }  # here with ids and references: a log line has neither
    assert [mark for mark in marks | WRITTEN | names if mark in log] == []
