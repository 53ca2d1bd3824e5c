"""How a command gets Django and a database: the one that DATABASE_URL names, or the embedded one of var/."""

import importlib.util
import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from heed.cli.binaries import CannotStart
from heed.cli.embedded import Embedded, forget_libpq_settings
from heed.cli.place import SETTINGS, Place
from heed.policies.cluster import OWNER


def is_production() -> bool:
    """A site with a database of its own that is not the demo."""
    return bool(os.environ.get("DATABASE_URL")) and os.environ.get("HEED_DEMO") != "1"


def is_there(module: str) -> bool:
    """Whether this version has the module."""
    try:
        found = importlib.util.find_spec(module)
    except ModuleNotFoundError:  # nor its parent
        return False
    return found is not None and found.origin is not None  # an empty folder is not a module


def without_database() -> None:
    """Django for a command that reads no row."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    if not os.environ.get("HEED_HOSTS"):
        os.environ.setdefault("HEED_DEMO", "1")
    django.setup()


@contextmanager
def database(role: str) -> Iterator[None]:
    """Django with a database. An embedded one that does not run is started for as long as needed. Raises CannotStart."""
    if url := os.environ.get("DATABASE_URL"):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
        os.environ["DATABASE_URL"] = _means_to_be_the_owner(url) if role == OWNER else url
        django.setup()
        yield
        return
    server = embedded()
    server.start()
    try:
        os.environ.update(environment(Place.here()), DATABASE_URL=server.dsn(role))
        django.setup()
        yield
    finally:
        _let_go()
        server.stop()


def _means_to_be_the_owner(url: str) -> str:
    """The policies let the owner of the tables through only where the connection says so, and only commands do."""
    options = str(conninfo_to_dict(url).get("options") or "")
    return url if "heed.owner" in options else make_conninfo(url, options=f"{options} -c heed.owner=on".strip())


@contextmanager
def database_if_it_runs(role: str) -> Iterator[bool]:
    """Django, and whether there is a database to ask. None is started for it."""
    there = bool(os.environ.get("DATABASE_URL"))
    if there or (not os.environ.get("HEED_HOSTS") and Embedded(Place.here().var).alive()):
        with database(role):
            yield True
        return
    without_database()
    yield False


def embedded() -> Embedded:
    """The database of var/. Raises CannotStart when there is none yet, or when this looks like a real site."""
    if os.environ.get("HEED_HOSTS"):
        raise CannotStart("HEED_HOSTS is set and DATABASE_URL is not: set DATABASE_URL to the site's database.")
    forget_libpq_settings()
    server = Embedded(Place.here().var)
    if not server.exists():
        raise CannotStart("There is no database yet: type `make run` first, or set DATABASE_URL.")
    return server


def environment(place: Place) -> dict[str, str]:
    """As the copy that runs was told, so that what a command queues or sends goes the same way."""
    running = place.running()
    return place.environment(site=running.site, smtp=running.smtp) if running else place.environment()


def _let_go() -> None:
    from django.db import connections

    connections.close_all()
