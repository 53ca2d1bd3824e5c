"""What stops `make run` before it begins: each in one sentence that says what to do."""

import shutil
import socket
import time
from collections.abc import Mapping

from heed.cli.binaries import CannotStart
from heed.cli.place import Place

SMALLEST_ROOM = 300 * 1024 * 1024  # bytes: the database, static files and logs of the demo take about half


def wanted_port(words: str) -> int:
    if words.isascii() and words.isdigit() and 1 <= int(words) <= 65535:
        return int(words)
    raise CannotStart("PORT is not a port: give a number from 1024 to 65535, such as `make run PORT=8080`.")


def refuse_production(environment: Mapping[str, str]) -> None:
    """`make run` opens every account by one click: never beside settings that look like a real site's."""
    for name in ("HEED_HOSTS", "DATABASE_URL"):
        if environment.get(name):
            raise CannotStart(f"{name} is for a real site and `make run` is the demo with its own database: unset it first.")


def make_room(place: Place) -> None:
    """Makes var/ and sees that there is room for what goes in it."""
    try:
        place.make()
        free = shutil.disk_usage(place.var).free
    except OSError as trouble:
        raise CannotStart(
            f"{place.var} cannot be written ({trouble.strerror}): set HEED_VAR to a folder that you own."
        ) from None
    if free < SMALLEST_ROOM:
        raise CannotStart(
            f"The disk that holds {place.var} is full ({free // 2**20} MB left, {SMALLEST_ROOM // 2**20} MB needed): "
            "make room, or set HEED_VAR to a folder on another disk."
        )


def check_port(port: int) -> None:
    """Waits a second: children of a copy that was killed need a moment to let go."""
    until = time.monotonic() + 1
    while True:
        try:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", port))
                return
        except PermissionError:
            raise CannotStart(f"Port {port} is kept for root: choose another, such as `make run PORT=8080`.") from None
        except OSError:
            if time.monotonic() > until:
                raise CannotStart(
                    f"Port {port} is busy: choose another, such as `make run PORT={port + 1 if port < 65535 else 8080}`."
                ) from None
            time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
