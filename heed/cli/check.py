"""`make check`'s part that needs Django and no database: the demo's settings, a real site's, models without a migration."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from heed.cli.place import CHECKOUT, Place

NOWHERE = "postgresql://heed_owner@/heed?host=/nonexistent"
SITE = {
    "HEED_DEMO": "0",
    "HEED_HOSTS": "heed.example",
    "HEED_SITE_URL": "https://heed.example",
    "HEED_SMTP_URL": "smtp://mail.example",
}


def check() -> int:
    """0 when all is well."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder))
        place.make()
        place.make_keys(database_exists=False)
        demo = os.environ | place.environment() | {"DATABASE_URL": NOWHERE, "PYTHONPATH": str(CHECKOUT)}
        return max(
            _django(demo, "check", "--fail-level", "WARNING"),
            _django(demo | SITE, "check", "--deploy", "--fail-level", "WARNING"),
            # It also asks the database whether its history is consistent, and warns that there is none.
            _django(demo | {"PYTHONWARNINGS": "ignore::RuntimeWarning"}, "makemigrations", "--check", "--dry-run"),
        )


def _django(environment: dict[str, str], *words: str) -> int:
    return subprocess.run((sys.executable, "-m", "django", *words), env=environment, cwd=CHECKOUT, check=False).returncode
