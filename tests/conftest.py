"""Fixtures run as owner; every request and every job runs under the database role of production, from its first query to its last."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.db.backends.base.creation import BaseDatabaseCreation
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.test import Client, TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from heed.policies import walls

hypothesis_settings.register_profile(
    "heed", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # a busy machine is no fault of the code
hypothesis_settings.load_profile("heed")


def pytest_configure() -> None:
    """Static files are taken from where they stand: hashed names are made before serving, not before testing."""
    from django.conf import settings

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    # The whole cluster goes with the run (tests/pgplugin.py), and a browser may still hold a connection to the database.
    BaseDatabaseCreation._destroy_test_db = lambda *_: None


def empty_tables(case: TransactionTestCase) -> None:
    """After a test with transactions of its own. Most tables are empty: deleting takes a twentieth of what truncating all of them does, and
    content types stay, so that nothing has to be made again."""
    kept = {"django_content_type", "auth_permission"}
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - kept
    for again in (True, True, False):
        try:
            with transaction.atomic(), connection.cursor() as c:
                c.execute(";".join(f'delete from "{table}"' for table in sorted(tables)))
            return
        except (
            DatabaseError
        ):  # a browser that has just been closed may have asked for something more, and that is still being written
            if not again:
                raise
            time.sleep(0.2)


TransactionTestCase._fixture_teardown = empty_tables


@contextmanager
def under(role: str) -> Iterator[None]:
    """The whole connection under a role, as if the process had logged in with it."""
    with connection.cursor() as c:
        c.execute(f"set role {role}")
    try:
        yield
    finally:
        with suppress(DatabaseError), connection.cursor() as c:  # an aborted transaction resets it when it rolls back
            c.execute("reset role")


class WebClient(Client):
    def request(self, **request):
        with under(walls.WEB):
            return super().request(**request)


@pytest.fixture
def client() -> WebClient:
    return WebClient()


@receiver(connection_created)
def browser_requests_under_the_web_role(connection, **_) -> None:
    """live_server answers in threads of its own, each with its own connection."""
    if threading.current_thread() is not threading.main_thread():
        with connection.cursor() as c:
            c.execute(f"set role {walls.WEB}")


@pytest.fixture(autouse=True)
def nothing_left_in_the_cache(request) -> None:
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        cache.clear()


from tests.people import *  # noqa: E402,F403  (the cast)
