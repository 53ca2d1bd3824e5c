"""Heed's settings, with the floor's own pages beside Heed's."""

from pathlib import Path

from heed.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")  # noqa: F405
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
