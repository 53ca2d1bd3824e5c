"""The worker is killed again and again while a register comes in (R24). `python -m faults.register FOLDER TENANCIES` writes such a register."""

import csv
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from faults.mail import nothing_owed, the_minute_turns
from faults.site import Site
from faults.waiting import until
from heed.cli.place import CHECKOUT
from heed.policies.cluster import OWNER

GOING = "select state, rows, done_to, added, refused from households_importrun order by id desc limit 1"


def killed_in_an_import(site: Site, *, tenancies: int, kills: int) -> str:
    """An administrator's upload; kill -9 at moments that nobody chose. Web must run; the worker must not."""
    nothing_owed(site)
    ada, before = site.phone("ada"), site.count("households_household")
    with tempfile.TemporaryDirectory() as folder:
        command = (sys.executable, "-m", "faults.register", folder, str(tenancies))
        subprocess.run(command, env=site.environment(site.database.dsn(OWNER)), cwd=CHECKOUT, check=True)  # noqa: S603
        content = (Path(folder) / "tenancies.csv").read_bytes()
    _schemes(site, {row["scheme_code"] for row in csv.DictReader(content.decode("utf-8-sig").splitlines())})
    answer = ada.post("/register/", {}, [("file", ("register.csv", content, "text/csv"))])
    assert answer.status_code == 302, answer.text[:2000]
    page, began, blows = answer.headers["Location"], time.monotonic(), 0
    while site.ask(GOING)[0][0] != "done":
        the_minute_turns(site)
        site.start("worker")
        if (was := _come(site))[0] == "waiting":  # the household that the site began with is not in the file
            assert ada.post(f"{page}agree/").status_code == 302
        until(lambda was=was: _come(site) != was, 180, "it does not go on")
        if blows < kills and _come(site)[0] not in ("waiting", "done"):
            time.sleep(random.uniform(0.0, 3.0))  # noqa: S311
            site.kill("worker")
            blows += 1
    site.stop("worker")
    assert blows == kills, f"it was in after {blows} kills: the blows fell beside"
    state, rows, done_to, added, refused = site.ask(GOING)[0]
    assert (state, refused) == ("done", 0) and rows == done_to == added, (state, rows, done_to, added, refused)
    assert site.count("households_household") - before == tenancies
    assert site.ask(
        "select count(*) from (select folder_id, source_id from households_person where source_id <> '' group by 1, 2 having count(*) > 1) x"
    ) == [(0,)]
    assert site.count("households_stagedrow") == site.count("households_importpart") == 0
    assert "Done." in ada.get(page).text
    return f"{rows:,} lines came in through {blows} kills of the worker: {tenancies:,} households, nobody twice, in {time.monotonic() - began:.0f} s"


def _come(site: Site) -> tuple[str, int, int]:
    """How far it has come: the state, lines read, lines brought in."""
    state, _rows, done_to, *_ = site.ask(GOING)[0]
    return state, site.count("households_stagedrow"), done_to


def _write(folder: str, tenancies: str) -> None:
    import django

    django.setup()
    from heed.cli.demo import register

    register.write(Path(folder), int(tenancies), datetime.now(UTC).date(), each=0)


def _schemes(site: Site, codes: set[str]) -> None:
    """Those that the register names."""
    for code in codes:
        site.ask(
            """insert into organisation_scheme (name, code, kind, region_id, local_authority_id, nation, registered_care)
                 select %s, %s, 'scheme', region_id, local_authority_id, nation, false from organisation_scheme where id = (select min(id) from organisation_scheme)
                 on conflict do nothing""",
            code,
            code,
        )


if __name__ == "__main__":
    _write(*sys.argv[1:])
