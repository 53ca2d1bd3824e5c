"""The private PostgreSQL: survives what happens to it, is stopped by who uses it last, and lets nobody beyond their role."""

import os
import shutil
import signal
import subprocess

import psycopg
import pytest

from heed.cli.binaries import CannotStart
from heed.cli.embedded import Embedded
from heed.policies.cluster import AUDITOR, DEFINER, FEED, OWNER, WEB, WORKER


def ask(server: Embedded, role: str, question: str) -> list[tuple]:
    with psycopg.connect(server.dsn(role)) as connection:
        answer = connection.execute(question)
        return answer.fetchall() if answer.description else []


def test_what_was_committed_is_there_after_kill_9(server):
    ask(server, OWNER, "create table promise (words text); insert into promise values ('kept')")
    os.kill(server.pid(), signal.SIGKILL)
    server.revive()
    assert ask(server, OWNER, "select words from promise") == [("kept",)]


def test_a_number_that_another_process_has_by_now_does_not_keep_it_from_starting(server):
    file = server.data / "postmaster.pid"
    lines = file.read_text().splitlines()
    assert server.stop()
    other = subprocess.Popen(["sleep", "60"], **server.account.switch)
    try:
        file.write_text("\n".join([str(other.pid), *lines[1:]]) + "\n")
        os.chown(file, server.account.uid, server.account.gid)
        assert not server.alive()
        server.start()
        assert server.ready()
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_the_last_to_use_it_stops_it(server):
    guest = Embedded(server.var).start()
    assert not guest.stop()
    assert server.ready()
    guest.start()
    assert not server.stop()
    assert guest.ready()
    server.start()
    assert not guest.stop()


def test_web_worker_and_auditor_own_nothing_and_make_nothing(server):
    for role in (WEB, WORKER, AUDITOR):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(server, role, "create table mine (words text)")


def test_definer_and_feed_cannot_log_in(server):
    for role in (DEFINER, FEED):
        with pytest.raises(psycopg.OperationalError):
            ask(server, role, "select 1")


@pytest.mark.parametrize("other", [WEB, FEED, AUDITOR])
def test_worker_steps_into_another_role_for_one_job_and_has_nothing_of_it_before(server, other):
    assert ask(server, WORKER, f"select pg_has_role('{other}', 'usage')") == [(False,)]
    with psycopg.connect(server.dsn(WORKER)) as connection:
        connection.execute(f"set local role {other}")
        assert connection.execute("select current_user").fetchone() == (other,)


@pytest.mark.parametrize(("role", "other"), [(WEB, WORKER), (WEB, OWNER), (WORKER, OWNER), (WORKER, DEFINER), (AUDITOR, WEB)])
def test_nobody_steps_up(server, role, other):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(server, role, f"set local role {other}")


def test_the_owner_makes_the_extensions_and_says_that_it_is_the_owner(server):
    for name in ("pg_trgm", "unaccent", "btree_gist", "fuzzystrmatch"):
        ask(server, OWNER, f"create extension if not exists {name}")
    assert ask(server, OWNER, "select current_setting('heed.owner')") == [("on",)]


def test_nothing_of_a_row_is_written_to_the_log(server):
    with pytest.raises(psycopg.Error):
        ask(server, OWNER, "create table person (name text unique); insert into person values ('Olwen'), ('Olwen')")
    assert "Olwen" not in server.log.read_text()


def test_data_of_another_version_are_not_set_aside_in_silence(tmp_path):
    new = Embedded(tmp_path)
    old = new.home.with_name("pg14") / "data"
    try:
        old.mkdir(parents=True)
        (old / "PG_VERSION").write_text("14\n")
        with pytest.raises(CannotStart, match="made by PostgreSQL 14"):
            Embedded(tmp_path)
    finally:
        shutil.rmtree(old.parent)
        new.destroy()


def test_a_wrong_pg_bin_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    with pytest.raises(CannotStart, match="PG_BIN names"):
        Embedded(tmp_path)
