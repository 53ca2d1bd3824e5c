"""The world of a module, made once: every test within leaves it as it was."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.abuses.walking import Walk
from tests.abuses.world import World, build


@pytest.fixture(scope="module")
def world(request, django_db_setup, django_db_blocker) -> Iterator[World]:
    """`SMALL = True` in the module: a small one is enough."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(small=getattr(request.module, "SMALL", False))
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def walk(world: World) -> Walk:
    return Walk.of(world)


@pytest.fixture(autouse=True)
def no_second_factor_and_quick_hashes(settings) -> None:
    """What is tried here is neither how long a password takes nor the app that makes codes."""
    settings.DEMO = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


from tests.journeys.conftest import (  # noqa: E402,F401  (for those in a browser)
    base_url,
    browser_context_args,
    browser_type_launch_args,
    sign_in,
)
