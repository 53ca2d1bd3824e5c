"""What the suite proves already, at greater length: its own tests, as often as is said here."""

import os
import re
import subprocess
import sys

from heed.cli.place import CHECKOUT

ROUNDS = "FAULT_ROUNDS"  # how often a test that waits for a race is run


def by(*tests: str, rounds: int = 0) -> str:
    """Runs these tests in a database of their own; answers how many stood. `rounds`: how often one that waits for a race runs."""
    command = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *tests)
    done = subprocess.run(  # noqa: S603 (our own words)
        command,
        env=os.environ | ({ROUNDS: str(rounds)} if rounds else {}),
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    last = done.stdout.strip().splitlines()[-1] if done.stdout.strip() else done.stderr[-300:]
    assert done.returncode == 0, last
    found = re.search(r"(\d+) passed", last)
    assert found, last
    return f"as it should be, by {int(found[1]):,} of the suite's tests"
