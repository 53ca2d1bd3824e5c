"""What the tests of the command line share: a place of their own, and the command as an operator types it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from heed.cli.embedded import Embedded
from heed.cli.place import CHECKOUT, Place

FROM_OUTSIDE = ("HEED_", "DATABASE_URL", "PORT", "PYTEST_")
Typed = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place((tmp_path / "var").resolve())
    made.make()
    return made


@pytest.fixture
def heed(place: Place) -> Typed:
    """`heed …` in a process of its own, with nothing in its environment but what the test gives."""

    def typed(*words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        kept = {name: value for name, value in os.environ.items() if not name.startswith(FROM_OUTSIDE)}
        environment = kept | {"HEED_VAR": str(place.var)} | settings
        command = (sys.executable, "-m", "heed.cli", *words)
        return subprocess.run(command, env=environment, cwd=CHECKOUT, capture_output=True, text=True, timeout=60, check=False)

    return typed


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """A running PostgreSQL that a test may kill."""
    started = Embedded(tmp_path_factory.mktemp("var")).start()
    yield started
    started.destroy()
