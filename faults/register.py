"""The worker is killed again and again while a register comes in (R24)."""

import random
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from faults.mail import nothing_owed, the_minute_turns
from faults.site import Site
from faults.waiting import until

GOING = "select state, rows, done_to, added, refused from households_importrun order by id desc limit 1"


def killed_in_an_import(site: Site, *, tenancies: int, kills: int) -> str:
    """An administrator's upload; kill -9 at moments that nobody chose. Web must run; the worker must not."""
    from heed.cli.demo import register

    nothing_owed(site)
    ada, before = site.phone("ada"), site.count("households_household")
    _schemes(site)
    with tempfile.TemporaryDirectory() as folder:
        file, _ = register.write(Path(folder), tenancies, datetime.now(UTC).date(), each=0)
        content = file.read_bytes()
    answer = ada.post("/register/", {}, [("file", ("register.csv", content, "text/csv"))])
    assert answer.status_code == 302, answer.text[:2000]
    page, began, blows = answer.headers["Location"], time.monotonic(), 0
    while site.ask(GOING)[0][0] != "done":
        site.start("worker")
        the_minute_turns(site)
        if blows == kills:
            until(lambda: site.ask(GOING)[0][0] == "done", 600, "it did not come in")
            break
        time.sleep(random.uniform(1.0, 4.0))  # noqa: S311
        site.kill("worker")
        blows += 1
    site.stop("worker")
    state, rows, done_to, added, refused = site.ask(GOING)[0]
    assert (state, refused) == ("done", 0) and rows == done_to == added, (state, rows, done_to, added, refused)
    assert site.count("households_household") - before == tenancies
    assert site.ask(
        "select count(*) from (select folder_id, source_id from households_person where source_id <> '' group by 1, 2 having count(*) > 1) x"
    ) == [(0,)]
    assert site.count("households_stagedrow") == site.count("households_importpart") == 0
    assert "Done." in ada.get(page).text
    return f"{rows:,} lines came in through {blows} kills of the worker: {tenancies:,} households, nobody twice, in {time.monotonic() - began:.0f} s"


def _schemes(site: Site) -> None:
    """Those that the register names."""
    from heed.cli.demo import provider

    for code in (place.code for area in provider.AREAS for place in area.places):
        site.ask(
            """insert into organisation_scheme (name, code, kind, region_id, local_authority_id, nation, registered_care)
                 select %s, %s, 'scheme', region_id, local_authority_id, nation, false from organisation_scheme where id = (select min(id) from organisation_scheme)
                 on conflict do nothing""",
            code,
            code,
        )
