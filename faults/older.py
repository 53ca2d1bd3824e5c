"""The tables of an earlier day, with a provider's past in them, are brought up to this version (R22)."""

import subprocess
import sys
import time

import psycopg

from faults.site import Site
from heed.cli.backup.counting import count
from heed.cli.embedded import SUPERUSER
from heed.cli.place import CHECKOUT
from heed.policies.cluster import OWNER

MOST = 60.0  # seconds at ten thousand concerns and cases, R22
# Each step that has been added to a room's first tables: back before it, and forward again.
EARLIER = ("organisation", "0001")


def brought_up(site: Site) -> str:
    """Back to the first tables of that room and up again, with what R21 left in them: nothing else is lost, and web serves as before.
    Web must run."""
    before = _counted(site)
    began = time.monotonic()
    _django(site, "migrate", *EARLIER, "--skip-checks")
    back = time.monotonic() - began
    began = time.monotonic()
    _heed(site, "migrate")
    took = time.monotonic() - began
    changed = [name for name, each in _counted(site).items() if name not in ("django_migrations",) and before.get(name) != each]
    assert not changed, f"changed: {', '.join(changed)}"
    assert took < MOST, f"{took:.0f} s"
    assert site.phone("gail").get("/desk/").status_code == 200
    concerns, cases = site.count("concerns_concern"), site.count("cases_case")
    return (
        f"with {concerns:,} concerns and {cases:,} cases: back in {back:.0f} s, up again in {took:.0f} s, every row as it was"
    )


def _counted(site: Site) -> dict[str, object]:
    with psycopg.connect(site.database.dsn(SUPERUSER)) as db, db.cursor() as cursor:
        return dict(count(cursor))


def _django(site: Site, *words: str) -> None:
    _run(site, (sys.executable, "-m", "django", *words))


def _heed(site: Site, *words: str) -> None:
    _run(site, (sys.executable, "-m", "heed.cli", *words))


def _run(site: Site, command: tuple[str, ...]) -> None:
    environment = site.environment(site.database.dsn(OWNER))
    done = subprocess.run(command, env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr.strip().splitlines()[-1]
