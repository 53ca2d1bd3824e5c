"""What stops `make run`: one sentence each, before anything is begun."""

import socket

import pytest

from heed.cli import beforehand
from heed.cli.binaries import CannotStart
from heed.cli.place import Running, is_backed_up, note_backup


def refusal(done):
    """The one sentence on stderr."""
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_second_copy_is_told_where_the_first_is(heed, place):
    with place.only_copy():
        place.write_down(Running(4321, "http://127.0.0.1:8555", "smtp://127.0.0.1:2555"))
        assert "already runs from this folder at http://127.0.0.1:8555 (process 4321)" in refusal(heed("run"))


def test_a_busy_port_is_named_with_the_way_to_choose_another(heed):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert f"Port {port} is busy: choose another, such as `make run PORT=" in refusal(heed("run", PORT=str(port)))


@pytest.mark.parametrize("words", ["eighty", "0", "70000", "-1", "٨٠٠٠"])
def test_a_port_that_is_none_is_refused(words):
    with pytest.raises(CannotStart, match="PORT is not a port"):
        beforehand.wanted_port(words)


@pytest.mark.parametrize("name", ["HEED_HOSTS", "DATABASE_URL"])
def test_the_demo_does_not_start_beside_settings_of_a_real_site(name):
    with pytest.raises(CannotStart, match=f"{name} is for a real site"):
        beforehand.refuse_production({name: "heed.example"})


def test_a_full_disk_is_said_before_anything_is_written(place, monkeypatch):
    monkeypatch.setattr(beforehand, "SMALLEST_ROOM", 2**60)
    with pytest.raises(CannotStart, match="is full .* make room"):
        beforehand.make_room(place)


def test_a_lost_key_is_never_replaced_under_a_database_that_is_sealed_with_it(place):
    with pytest.raises(CannotStart, match="bring it back from its backup"):
        place.make_keys(database_exists=True)
    assert not place.key.exists()


def test_keys_are_made_once_and_only_we_may_read_them(place):
    place.make_keys(database_exists=False)
    first = place.key.read_text()
    place.make_keys(database_exists=True)
    assert place.key.read_text() == first
    assert place.key.stat().st_mode & 0o077 == 0
    assert place.secret.stat().st_mode & 0o077 == 0


def test_a_new_key_is_not_taken_for_the_one_that_was_backed_up(place):
    place.make_keys(database_exists=False)
    assert not is_backed_up(place.key, place.var)
    note_backup(place.key, place.var)
    assert is_backed_up(place.key, place.var)
    place.key.write_text("another\n")
    assert not is_backed_up(place.key, place.var)
