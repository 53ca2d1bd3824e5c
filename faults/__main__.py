"""`make faults`: every fault at full length, one line with its figure each. `python -m faults R9 R10` runs those named."""

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from faults import backup, cable, clocks, database, disk, killed, load, mail, older, outbox, proven, register, size
from faults.site import Site


@dataclass(frozen=True)
class Fault:
    """`id`: as docs/reliability.md calls it, two where one shows both. `web`: whether the web server must run before it begins. `injects` answers
    the figure, and raises AssertionError when Heed failed."""

    id: str
    web: bool
    injects: Callable[[Site], str]


FAULTS = (
    Fault("R1", False, mail.killed_before_mail),
    Fault("R1", False, mail.killed_while_telling),
    Fault("R2", False, lambda site: mail.mail_down(site, reports=50, seconds=660)),
    Fault("R3", False, outbox.misbehaves),
    Fault("R4", False, lambda _: proven.by("tests/notifications/test_post.py", "-k", "cut")),
    Fault("R5", False, lambda _: proven.by("tests/notifications/test_post.py", "-k", "poison")),
    Fault("R6/R20", False, clocks.dead_for_a_day),
    Fault("R7", False, lambda site: outbox.two_workers(site, letters=1_000)),
    *(
        Fault("R8", True, lambda site, moment=moment, mode=mode: database.restarted(site, moment, mode))  # type: ignore[misc]
        for moment in database.MOMENTS
        for mode in ("fast", "immediate")
    ),
    Fault("R9", True, lambda site: killed.killed(site, writers=8, kills=10, between=60)),
    Fault("R10", False, lambda site: cable.cut_after_commit(site, 50)),
    Fault("R11", False, disk.uploads),
    Fault("R11", False, lambda site: disk.under_the_database(site.place.var / "disk")),
    Fault("R12", True, lambda site: load.same_instant(site, reports=1_000)),
    Fault("R13", True, lambda site: load.steady(site, users=50, seconds=300, pause=5.0)),
    *(Fault("R14", True, lambda site, heap=heap: size.too_much(site, heap)) for heap in size.HEAPS),  # type: ignore[misc]
    Fault("R17", False, lambda _: proven.by("tests/concerns/test_two_at_once.py", rounds=100)),
    Fault("R18", False, lambda site: clocks.nights(site, 2)),
    Fault("R18", False, clocks.jumps),
    Fault("R21", True, lambda site: backup.while_writing(site, concerns=9_500, cases=500, photos=300, writers=8)),
    Fault("R22", True, older.brought_up),
    Fault("R21", True, lambda site: backup.of_one_minute(site, before=40, after=40)),
    Fault("R23", False, lambda _: proven.by("tests/audit/test_sealing.py")),
    Fault("R24", True, lambda site: register.killed_in_an_import(site, tenancies=20_000, kills=5)),
    Fault("R25", False, lambda _: proven.by("tests/organisation/test_leaving.py")),
    Fault("B20", False, lambda _: proven.by("tests/abuses/test_forms.py", "-k", "question_mark")),
    Fault("B22", False, lambda _: proven.by("tests/signing/test_directory.py", "-k", "host")),
    Fault("B23", False, lambda _: proven.by("tests/web/test_signin.py", "-k", "secret or works_once")),
)


def main() -> int:
    asked = argparse.ArgumentParser(prog="faults")
    asked.add_argument("ids", nargs="*", help="R9, R10 …; all when none is named")
    wanted = {one.upper() for one in asked.parse_args().ids}
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))  # what was started ends with us
    with tempfile.TemporaryDirectory(prefix="heed-test-faults-", dir="/var/tmp") as folder:  # noqa: S108
        os.chmod(folder, 0o755)  # noqa: S103 (the database's own user must get in)
        with Site(Path(folder), reporters=50) as site:
            failed = [
                fault.id for fault in FAULTS if (not wanted or wanted & {*fault.id.split("/")}) and not _stands(fault, site)
            ]
    return bool(failed)


def _stands(fault: Fault, site: Site) -> bool:
    began = time.monotonic()
    (site.start if fault.web else site.stop)("web")
    try:
        said, well = fault.injects(site), True
    except Exception as failure:  # whatever it was, the others are still tried
        said, well = f"{type(failure).__name__}: {failure}".split("\n")[0], False
    print(f"{fault.id:6} {'stands' if well else 'FAILED'}  {said}  [{time.monotonic() - began:.0f} s]", flush=True)  # noqa: T201
    return well


if __name__ == "__main__":
    sys.exit(main())
