"""What `make run` does before anything is served, in one process: bring the tables up to date and gather the static files."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

from heed.cli.place import CHECKOUT


def main() -> None:
    """Runs as the owner, with the environment that `make run` made."""
    django.setup()
    call_command("migrate", interactive=False, verbosity=1)
    gather_static()


def gather_static() -> None:
    """Only when something changed: compressing them takes about four seconds of processor time."""
    mark, now = Path(settings.STATIC_ROOT) / ".gathered", fingerprint()
    if mark.exists() and mark.read_text() == now:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=Path(settings.STATIC_ROOT).exists())
    mark.write_text(now)


def fingerprint() -> str:
    """Changes with any static file of ours and with any version of the packages that bring theirs."""
    seen = hashlib.sha256()
    for path in _files():
        seen.update(str(path).encode() + b"\0" + path.read_bytes())
    return seen.hexdigest()


def _files() -> Iterator[Path]:
    yield CHECKOUT / "requirements" / "run.txt"
    for folder in map(Path, settings.STATICFILES_DIRS):
        yield from (Path(root) / name for root, _, names in sorted(os.walk(folder)) for name in sorted(names))


if __name__ == "__main__":
    main()
