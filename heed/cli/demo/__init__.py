"""`heed demo`: an invented provider, brought in by the same verbs as a real one. The same for the same size and day."""

import importlib
import importlib.util
import tempfile
from datetime import datetime
from pathlib import Path

import click
from django.utils import timezone

from heed.cli.demo import people, provider, register
from heed.cli.imports import bring
from heed.households.choices import ImportState
from heed.households.importing import runs
from heed.organisation.accounts import named

TENANCIES = 2000


def run(tenancies: int | None = None) -> int:
    """Schemes, colleagues, register, history and the stories. Begun and broken off, it goes on where it was. Answers an exit code."""
    at = timezone.now()
    if loaded():
        raise click.ClickException("There is a demo already. `heed reset` deletes it; then say how many tenancies you want.")
    if named("admin") is None:
        click.echo(f"Schemes and {people.ALL} colleagues …")
        people.make(*provider.make(), at)
    with tempfile.TemporaryDirectory(prefix="heed-demo-") as folder:
        click.echo("Writing the register of an invented provider …")
        for path in register.write(Path(folder), tenancies or TENANCIES, _day(at).date()):
            bring(path, ask=False, twice_is_fine=True)
    tell_stories(at)
    return 0


def loaded() -> bool:
    """Whether the register and its history are both in."""
    return runs.listed().filter(state=ImportState.DONE).count() >= 2


def _day(at: datetime) -> datetime:
    """A demo that was broken off goes on with the files of the day it was begun."""
    first = runs.listed().last()
    return timezone.localtime(first.at if first else at)


def tell_stories(at: datetime) -> None:
    """The concerns of the demo, made by the verbs of the form and the desk."""
    if importlib.util.find_spec("heed.cli.demo.stories"):
        importlib.import_module("heed.cli.demo.stories").tell(at)
        importlib.import_module("heed.cli.demo.casework").work(at)
