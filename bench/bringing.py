"""Bringing files in, as `heed import` does it: a day's entries of other departments, and the whole register as it comes each night.

The floor is the same rows by raw SQL: inserted, or laid beside what is there and compared; nothing sealed, checked or told."""

import csv
import io
import itertools
import json
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import psycopg

from bench.data import NOW, Provider

A_DAY = 2000  # entries of other departments
TIMES = 5
ONE_IN = 100  # lines of the register that differ from what is there
_day = itertools.count(1)

REGISTER = """select m.uprn, 's' || m.scheme_id, m.address, m.town, m.postcode, h.tenancy, 'secure contract', h.started_on, p.source_id,
                case b.role when 'child' then 'child' else b.role end, p.name, p.born_on
                from households_membership b join households_person p on p.id = b.person_id join households_household h on h.id = b.household_id
                join households_home m on m.id = h.home_id where p.source_id <> '' order by h.tenancy"""
COLUMNS = "uprn,scheme_code,address_line_1,town,postcode,tenancy_id,tenancy_type,tenancy_start_date,person_id,relationship_to_tenant,surname,date_of_birth"


def compare(provider: Provider, scale: str, admin: str) -> list[dict[str, Any]]:
    """Rows of the bench's table; the connection is the owner's by now, as the command's is."""
    with psycopg.connect(admin) as db:
        days = [(timed(lambda: bring(entries(provider))), timed(lambda: floor_entries(db, provider))) for _ in range(TIMES)]
        whole, rows = register(db)
        nights = [(timed(lambda: bring(whole)), timed(lambda: floor_register(db, whole)))]
    return [said(f"import, {A_DAY:,} entries", days, scale), said("import, register", nights, scale, rows)]


def said(name: str, found: list[tuple[float, float]], scale: str, rows: int = A_DAY) -> dict[str, Any]:
    ours, floor = (statistics.median(each) for each in zip(*found, strict=True))
    print(f"{name}: {rows:,} rows, {rows / ours * 1000:,.0f} a second", flush=True)
    return {
        "name": name,
        "p50_ms": round(ours, 1),
        "p95_ms": round(max(ours for ours, _ in found), 1),
        "sql": 0,
        "bytes": 0,
        "ratio": round(ours / floor, 2),
        "floor_ms": round(floor, 1),
        "rows": rows,
        "scale": scale,
    }


def timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def bring(file: bytes) -> None:
    from django.utils import timezone

    from heed.households.choices import ImportState
    from heed.households.importing import runs
    from heed.procedures.importing import bring_in

    def source() -> Iterator[bytes]:
        yield from (file[at : at + 1_000_000] for at in range(0, len(file), 1_000_000))

    run = runs.receive(source, by=None, at=timezone.now())
    bring_in(run.pk, clock=timezone.now, source=source)
    after = runs.listed().get(pk=run.pk)
    if after.state != ImportState.DONE or after.refused:
        raise SystemExit(f"the file did not come in: {after.state}, {after.refused} refused, {after.problem}")


def entries(provider: Provider) -> bytes:
    """About other tenancies each day."""
    day, step = next(_day), len(provider.tenancies) // A_DAY or 1
    where = ((number * step + day) % len(provider.tenancies) for number in range(A_DAY))
    lines = (
        f"repairs,{uuid.uuid4().hex[:20]},T{number},repair,2026-10-14T10:20,2026-10-14T16:05,Repair,Lock" for number in where
    )
    return "\n".join(("system,source_id,tenancy_id,kind,occurred_on,recorded_on,title,text", *lines, "")).encode()


def floor_entries(db: psycopg.Connection, provider: Provider) -> None:
    at, where = NOW - timedelta(days=3), [(uuid.uuid4(), tenancy) for tenancy in provider.tenancies[:A_DAY]]
    words = json.dumps({"title": "Repair", "text": "Lock"}).encode()
    with db.cursor() as c:
        c.executemany(
            "insert into timeline_event (id, folder_id, kind, department, occurred_at, whole_day, known_at, recorded_at) values (%s, %s, 'history.repair', 'repairs', %s, false, %s, %s)",
            [(event, tenancy.folder, at, at, at) for event, tenancy in where],
        )
        c.executemany(
            "insert into timeline_words (id, folder_id, words) values (%s, %s, %s)",
            [(event, tenancy.folder, words) for event, tenancy in where],
        )
        c.executemany(
            "insert into timeline_about (id, event_id, folder_id, household) values (%s, %s, %s, %s)",
            [(uuid.uuid4(), event, tenancy.folder, tenancy.household) for event, tenancy in where],
        )
    db.rollback()  # the next day meets the same tables


def register(db: psycopg.Connection) -> tuple[bytes, int]:
    """The whole register as its system would export it: one date of birth in a hundred is another one."""
    out, rows = io.StringIO(), 0
    out.write(COLUMNS + "\n")
    writer = csv.writer(out, lineterminator="\n")
    for rows, (*where, role, name, born) in enumerate(db.execute(REGISTER), start=1):
        writer.writerow([*where, role, name, born + timedelta(days=1) if rows % ONE_IN == 0 else born])
    db.rollback()
    return out.getvalue().encode(), rows


def floor_register(db: psycopg.Connection, whole: bytes) -> None:
    db.execute(f"create temp table came ({COLUMNS.replace(',', ' text, ')} text)")
    with db.cursor() as c, c.copy("copy came from stdin (format csv, header)") as into:
        into.write(whole)
    db.execute("""update households_person p set born_on = c.date_of_birth::date from came c join households_household h on h.tenancy = c.tenancy_id
                  where p.folder_id = h.folder_id and p.source_id = c.person_id and p.born_on <> c.date_of_birth::date""")
    db.rollback()
