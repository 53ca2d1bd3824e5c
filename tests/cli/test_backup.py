"""What `heed backup` writes, `heed restore` brings back: all of it or nothing, and nothing for whoever has not the key (R21)."""

import shutil
import subprocess

import psycopg
import pytest

from heed.cli.backup import bundle, counting, strongbox, tools
from heed.cli.embedded import SUPERUSER
from heed.cli.place import Place
from heed.policies.cluster import BACKUP, OWNER

pytestmark = pytest.mark.fault


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    made = Place(tmp_path_factory.mktemp("home").resolve() / "var")
    made.make()
    made.make_keys(database_exists=False)
    return made


@pytest.fixture
def provider(server, home, heed):
    """The invented provider, small, in a cluster of its own: made once, by the command."""
    told = home.environment() | {"DATABASE_URL": server.dsn(OWNER)}
    with psycopg.connect(server.dsn(SUPERUSER)) as db:
        there = db.execute("select to_regclass('concerns_concern')").fetchone() != (None,)
    for words in () if there else (("migrate",), ("demo", "--tenancies", "60")):
        done = heed(*words, **told)
        assert done.returncode == 0, done.stderr
    return told


@pytest.fixture
def backups(tmp_path):
    return tmp_path / "backups"


@pytest.fixture
def written(server, heed, provider, backups):
    """A backup's folder."""
    done = heed("backup", str(backups), **(provider | {"DATABASE_URL": server.dsn(BACKUP)}))
    assert done.returncode == 0, done.stderr
    assert "written and read back in" in done.stdout
    return next(backups.iterdir())


@pytest.fixture
def empty(server):
    """The connection string of a database with nothing in it."""
    with psycopg.connect(server.dsn(SUPERUSER), autocommit=True) as db:
        db.execute("drop database if exists empty with (force)")
        db.execute(f"create database empty owner {OWNER}")
    return server.dsn(OWNER, "empty")


def shape(dsn):
    """All that pg_dump says of a database without its rows: tables, indexes, functions, policies, who may what."""
    command = [tools.tool("pg_dump", dsn), "--schema-only", "--restrict-key=same"]
    said = subprocess.run(command, env=tools.environment(dsn), capture_output=True, text=True, check=True).stdout
    return sorted(
        line for line in said.splitlines() if not line.startswith("--") and "ARRAY[" not in line
    )  # casts are said in another way


def test_what_comes_back_is_what_was_there_and_behind_the_same_walls(server, heed, provider, written, empty, tmp_path):
    anchor = tmp_path / "elsewhere" / "audit.jsonl"
    done = heed("restore", str(written), **(provider | {"DATABASE_URL": empty, "HEED_ANCHOR_FILE": str(anchor)}))
    assert done.returncode == 0, done.stderr
    assert "As it was written: " in done.stdout
    with psycopg.connect(server.dsn(SUPERUSER)) as real, psycopg.connect(server.dsn(SUPERUSER, "empty")) as copy:
        now, then = (counting.count(db.cursor()) for db in (copy, real))
        assert now == then
        assert then["concerns_concern"].rows > 10
    assert shape(server.dsn(SUPERUSER, "empty")) == shape(server.dsn(SUPERUSER))
    assert anchor.exists()


def test_it_is_rehearsed_beside_the_real_one_and_nothing_stays(server, heed, provider, written):
    done = heed("restore", str(written), "--rehearse", **provider)
    assert done.returncode == 0, done.stderr
    assert "The rehearsal's database is deleted." in done.stdout
    with psycopg.connect(server.dsn(SUPERUSER)) as db:
        assert db.execute("select datname from pg_database where datname like 'heed_re%'").fetchall() == []


def test_whoever_finds_it_reads_nothing_in_it(written):
    found = b"".join(path.read_bytes() for path in written.iterdir())
    for word in ("Example", "Siân", "Brynfelin", "CREATE TABLE", "PGDMP"):
        assert word.encode() not in found
    assert oct(written.stat().st_mode & 0o077) == "0o0"


def test_a_database_that_is_not_empty_is_left_alone(heed, provider, written):
    done = heed("restore", str(written), **provider)
    assert done.returncode == 1
    assert "A backup goes into an empty one" in done.stderr


def test_without_its_key_nothing_comes_back(server, heed, provider, written, empty, tmp_path):
    other = Place(tmp_path / "other")
    other.make()
    other.make_keys(database_exists=False)
    done = heed("restore", str(written), **(provider | {"DATABASE_URL": empty, "HEED_KEY_FILE": str(other.key)}))
    assert done.returncode == 1
    assert "bring back the right key file" in done.stderr
    with psycopg.connect(empty) as db:
        assert db.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone() == (0,)


@pytest.mark.parametrize("name", [bundle.DUMP, bundle.MANIFEST, bundle.ANCHOR])
def test_one_changed_byte_is_noticed_before_anything_is_written(heed, provider, written, empty, name):
    path = written / name
    content = bytearray(path.read_bytes() or b"{}")
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    done = heed("restore", str(written), **(provider | {"DATABASE_URL": empty}))
    assert done.returncode == 1
    assert "Nothing was brought back." in done.stderr
    assert "Use another backup" in done.stderr or "use another backup" in done.stderr


def test_a_row_that_differs_is_named_by_its_table(server, provider):
    with psycopg.connect(server.dsn(SUPERUSER)) as db, db.cursor() as cursor:
        before = counting.count(cursor)
        cursor.execute("update organisation_scheme set name = name || '.' where id = (select min(id) from organisation_scheme)")
        cursor.execute("delete from households_flag where ctid = (select min(ctid) from households_flag)")
        said = counting.differences(before, counting.count(cursor))
        db.rollback()
    assert [line.split()[0] for line in said] == ["households_flag", "organisation_scheme"]
    assert "but not as they were" in said[1]


def test_a_database_that_goes_away_leaves_no_half_backup(server, heed, provider, backups):
    away = server.dsn(BACKUP).replace("/heed?", "/nothing_here?")
    done = heed("backup", str(backups), **(provider | {"DATABASE_URL": away}))
    assert done.returncode == 1
    assert not list(backups.glob("*")) and not list(backups.glob(".*"))


def test_a_role_that_the_wall_stops_is_refused_and_never_writes_fewer_rows(server, heed, provider, backups):
    done = heed("backup", str(backups), **(provider | {"DATABASE_URL": server.dsn(OWNER)}))
    assert done.returncode == 1
    assert "There is NO new backup." in done.stderr
    assert not list(backups.glob("*")) and not list(backups.glob(".*"))


def test_only_so_many_are_kept_and_the_doctor_looks_for_the_newest(server, heed, provider, written):
    for year in (2001, 2002, 2003):
        shutil.copytree(written, written.with_name(f"{bundle.PREFIX}{year}-01-01T000000Z"))
    (other := written.with_name("heed-config")).mkdir()
    done = heed("backup", str(written.parent), "--keep", "2", **(provider | {"DATABASE_URL": server.dsn(BACKUP)}))
    assert done.returncode == 0, done.stderr
    other.rmdir()  # what is no backup is nobody's to delete
    assert len(list(written.parent.iterdir())) == 2
    said = heed("doctor", **(provider | {"HEED_BACKUPS": str(written.parent)})).stdout
    assert "The newest was written on" in said


def test_the_box_opens_only_whole_and_in_order(tmp_path):
    key, path = bytes(32), tmp_path / "box"
    pieces = [b"a" * 700_000, b"", b"b" * 900_000, b"c" * (strongbox.PIECE * 2 - 1_600_000), b"d"]
    with path.open("wb") as file:
        assert strongbox.shut(key, pieces, file) == 2 * strongbox.PIECE + 1
    whole = path.read_bytes()

    def opened(content):
        path.write_bytes(content)
        with path.open("rb") as file:
            return b"".join(strongbox.opened(key, file))

    assert opened(whole) == b"".join(pieces)
    head, piece = len(strongbox.MARK), strongbox.PIECE + strongbox.TAG
    swapped = whole[:head] + whole[head + piece : head + 2 * piece] + whole[head : head + piece] + whole[head + 2 * piece :]
    for broken in (whole[: head + piece], whole[: head + 2 * piece], whole[:-1], whole[:head], b"", whole + b"x", swapped):
        with pytest.raises(strongbox.Broken):
            opened(broken)
