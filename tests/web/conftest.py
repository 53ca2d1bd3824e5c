"""What the tests of several pages need."""

import pytest


@pytest.fixture(autouse=True)
def files_by_their_own_names(settings) -> None:
    """No manifest of hashed names is made for tests."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


from tests.photos import jpeg  # noqa: E402,F401
