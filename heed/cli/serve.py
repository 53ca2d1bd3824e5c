"""`heed web` and `heed worker`: this process becomes the server, so that whatever started it (systemd, a container) watches the server itself."""

import os
import sys
from pathlib import Path

from heed.cli.binaries import CannotStart
from heed.cli.place import CHECKOUT, SETTINGS, Place

# Asginl, not wsgi: see heed/config/asgi.py. Backpressure is how many requests a process holds at once, half-sent ones included.
SERVER = ("--interface", "asginl", "--http", "1", "--no-ws", "--backpressure", "1024", "--respawn-failed-workers", "--workers-kill-timeout", "1", "--log-level", "warning")  # fmt: skip
NOT_SEALING = ("tell", "post", "sweep", "rescue", "imports")  # every queue of heed.jobs but the seal's


def web_command(host: str, port: int, workers: int) -> tuple[str, ...]:
    """Granian with our pages."""
    where = ("--host", host, "--port", str(port), "--workers", str(workers))
    return (sys.executable, "-m", "granian", *SERVER, *where, "heed.config.asgi:application")


def worker_command(seconds: int, *, seals: bool = True) -> tuple[str, ...]:
    """`seconds`: for how long the jobs that have begun may go on when it is told to stop. `seals`: where the head of the audit is kept."""
    only = () if seals else ("--queues", ",".join(NOT_SEALING))
    return (sys.executable, "-m", "django", "procrastinate", "worker", "--shutdown-graceful-timeout", str(seconds), *only)


def web(host: str, port: int, workers: int) -> None:
    """Raises CannotStart when this is no real site."""
    _real_site()
    _forget_old_figures()
    _become(web_command(host, port, workers))


def worker(*, seals: bool) -> None:
    """Raises CannotStart when this is no real site."""
    _real_site()
    _become(worker_command(20, seals=seals))


def _real_site() -> None:
    missing = [name for name in ("DATABASE_URL", "HEED_HOSTS") if not os.environ.get(name)]
    if missing:
        raise CannotStart(
            f"{' and '.join(missing)} must be set for a real site (docs/running.md). For the demo, type: make run"
        )


def _forget_old_figures() -> None:
    """What processes that are gone have counted: their numbers are given out again."""
    folder = Path(os.environ.get("PROMETHEUS_MULTIPROC_DIR") or Place.here().var / "metrics")
    for file in folder.glob("*.db"):
        file.unlink(missing_ok=True)


def _become(command: tuple[str, ...]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(CHECKOUT), os.environ.get("PYTHONPATH"))))
    os.execv(command[0], command)  # noqa: S606
