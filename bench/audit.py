"""`python -m bench.audit --looks 100000,1000000`: what the audit costs as it grows: sealing a minute of looks, who has looked at a record, going
through all of it, and each row on the disk. The floor of sealing is reading and writing the same rows by raw SQL."""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

A_MINUTE = 200  # looks of a busy minute: three pages a second
BETWEEN = timedelta(days=1) / 20_000  # twenty thousand on an ordinary day


def main() -> None:
    from bench.__main__ import run

    asked = argparse.ArgumentParser(prog="bench.audit")
    asked.add_argument("--looks", default="100000,1000000")
    sizes = [int(size) for size in asked.parse_args().looks.split(",")]
    with tempfile.TemporaryDirectory(prefix="heed-bench-", dir="/var/tmp") as folder:
        os.chmod(folder, 0o755)  # noqa: S103 (the database's own user must get in)
        run(Path(folder), lambda dsn: measure(dsn, sizes))


def measure(dsn: dict[str, str], sizes: list[int]) -> None:
    from bench import data
    from bench.__main__ import log_in_as
    from heed.audit.sealing import seal, verify
    from heed.cli.embedded import SUPERUSER
    from heed.policies.cluster import OWNER

    data.organisation(dsn[SUPERUSER])
    log_in_as(dsn[OWNER])  # a command's own role; it may read the audit as the auditor does
    with psycopg.connect(dsn[SUPERUSER], autocommit=True) as db:
        there, at = 0, datetime.now(UTC) - max(sizes) * BETWEEN - timedelta(hours=1)
        for size in sizes:
            looks(db, size - there, at, BETWEEN)
            db.execute("analyze")
            while sealed := seal(at):  # day after day
                at += sealed * BETWEEN
            db.execute("vacuum analyze")
            looks(db, A_MINUTE, at, timedelta(seconds=60) / A_MINUTE)
            there = size + A_MINUTE
            minute = timed(lambda: seal(datetime.now(UTC)))
            floor = timed(lambda: floor_of_sealing(db))
            began = time.perf_counter()
            found = verify(datetime.now(UTC))
            whole = time.perf_counter() - began
            if not found.ok or found.rows != there:
                raise SystemExit(f"the audit is not whole: {found.rows} rows, {found.problems}")
            bytes_ = db.execute(
                "select (pg_total_relation_size('audit_look') + pg_total_relation_size('audit_sealed')) / (select count(*) from audit_look)"
            ).fetchone()
            print(
                f"{there:>10,} looks: a minute of {A_MINUTE} sealed in {minute * 1000:.0f} ms (floor {floor * 1000:.0f}), all gone through in"
                f" {whole:.1f} s ({there / whole:,.0f} a second), {bytes_[0] if bytes_ else 0} bytes a look",
                flush=True,
            )


def looks(db: psycopg.Connection, many: int, since: datetime, between: timedelta) -> None:
    """As pages write them: a record, and now and then a list of what it showed."""
    db.execute(
        """insert into audit_look (id, realm, at, colleague_id, verb, page, record, shown, source)
           select gen_random_uuid(), 'safeguarding', %s::timestamptz + n * %s::interval, 1 + n %% 4, 'looked', 'household', gen_random_uuid(),
                  case when n %% 10 = 0 then array(select gen_random_uuid() from generate_series(1, 20)) else '{}'::uuid[] end, '10.0.0.1'
           from generate_series(1, %s) n""",
        [since, between, many],
    )


def floor_of_sealing(db: psycopg.Connection) -> None:
    with db.transaction(force_rollback=True):
        rows = db.execute("select * from audit_look order by at desc limit %s", [A_MINUTE]).fetchall()
        db.execute("create temporary table sealed (look uuid primary key, place int) on commit drop")
        with db.cursor() as c:
            c.executemany("insert into sealed values (%s, %s)", [(row[0], place) for place, row in enumerate(rows)])


def timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
