"""A backup while everybody writes, brought back on an empty machine (R21); and the state of one minute, from the log of changes."""

import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from uuid import uuid4

from faults.killed import Writer
from faults.site import Site
from faults.waiting import until
from heed.cli.embedded import SUPERUSER, Embedded
from heed.cli.place import CHECKOUT, Place
from heed.policies.cluster import BACKUP, OWNER

MOST = 15 * 60  # seconds for ten thousand concerns and cases, R21


def while_writing(site: Site, *, concerns: int, cases: int, photos: int, writers: int) -> str:
    """Web must run. The backup is brought back into another cluster, which has nothing but the key file, and everything is compared."""
    _grow(site, concerns, cases, photos)
    assert site.phone("gail").get("/desk/").status_code == 200  # so that there is a look to seal
    with site.running("worker"):
        until(lambda: site.count("audit_seal"), words="nothing was sealed")
    stop, up = threading.Event(), threading.Event()
    up.set()
    many = [Writer(site.phone(f"rita{number}"), up, stop) for number in range(writers)]
    for writer in many:
        writer.start()
    until(lambda: sum(len(writer.confirmed) for writer in many) >= writers)
    there_before = [pk for writer in many for pk in list(writer.confirmed)]
    began = time.monotonic()
    where = site.place.var / "backups"
    _heed(site.environment(site.database.dsn(BACKUP)), "backup", str(where))
    written = time.monotonic() - began
    reports = sum(len(writer.confirmed) for writer in many) - len(there_before)
    stop.set()
    for writer in many:
        writer.join(timeout=60)
    folder = next(where.glob("heed-*"))
    size = sum(path.stat().st_size for path in folder.iterdir())
    began = time.monotonic()
    said = _on_an_empty_machine(site, folder, there_before)
    back = time.monotonic() - began
    shutil.rmtree(where)
    assert reports, "nobody wrote while the backup was written"
    assert written + back < MOST
    return f"{size / 1e6:,.0f} MB written and read back in {written:.0f} s, while {reports:,} reports came in; back in {back:.0f} s: {said}"


def _grow(site: Site, concerns: int, cases: int, photos: int) -> None:
    command = (sys.executable, "-m", "faults.grown", str(concerns), str(cases), str(photos), site.database.dsn(SUPERUSER))
    subprocess.run(command, env=site.environment(site.database.dsn(OWNER)), cwd=CHECKOUT, check=True)  # noqa: S603


def _on_an_empty_machine(site: Site, folder: Path, there_before: list[str]) -> str:
    """What `heed restore` says. The key comes from where keys are kept, and nothing else of the old machine does."""
    place = Place(site.place.var / "another machine")
    place.make()
    other = Embedded(place.var).start()
    try:
        shutil.copy(site.place.key, place.key)
        told = site.environment(other.dsn(OWNER)) | place.environment()
        said = _heed(told, "restore", str(folder)).splitlines()[-1]
        _heed(told, "verify-audit")
        found = _rows(other, "select id::text from concerns_concern")
        lost = set(there_before) - found
        assert not lost, f"{len(lost)} reports that were confirmed before it began are not in it"
    finally:
        other.destroy()
        shutil.rmtree(place.var)
    return said


def _rows(server: Embedded, question: str) -> set[str]:
    import psycopg

    with psycopg.connect(server.dsn(SUPERUSER)) as db:
        return {row[0] for row in db.execute(question.encode()).fetchall()}


def _heed(environment: dict[str, str], *words: str) -> str:
    command = (sys.executable, "-m", "heed.cli", *words)
    done = subprocess.run(command, env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, f"heed {words[0]}: {done.stderr.strip()}"
    return done.stdout


# The state of one minute (docs/backup.md) -------------------------------------------------------------------------------------
def of_one_minute(site: Site, *, before: int, after: int) -> str:
    """A copy of the cluster, then `before` reports, an instant, `after` reports, and the machine is gone. What comes back is that instant:
    every report before it and none after. Web must run."""
    archive, base = site.database.home / "archive", site.database.home / "base"
    _archive(site, archive)
    phone = site.phone("rita0")
    try:
        told = ("-D", base, "-U", SUPERUSER, "-h", site.database.socket, "-X", "none", "-c", "fast")
        assert site.database.run("pg_basebackup", *told).returncode == 0
        first = [phone.report(f"Before {uuid4()}") for _ in range(before)]
        instant = site.ask("select now()::text")[0][0]
        later = [phone.report(f"After {uuid4()}") for _ in range(after)]
        site.ask("select pg_switch_wal()")
        until(lambda: site.ask("select last_archived_wal is not null and failed_count = 0 from pg_stat_archiver")[0][0])
        until(lambda: len(list(archive.iterdir())) >= 1)
        site.database.stop("immediate")
        began = time.monotonic()
        found = _come_back(site, base, archive, instant)
        took = time.monotonic() - began
    finally:
        _archive(site, None)
    assert set(first) <= found, f"{len(set(first) - found)} of {before} are lost"
    assert not set(later) & found, "it went on past the instant"
    return f"the state of one instant: {before} of {before} reports before it, 0 of {after} after it, in {took:.1f} s"


def _archive(site: Site, where: Path | None) -> None:
    """Turns the log's archive on or off: as docs/backup.md writes it."""
    with (site.database.data / "postgresql.auto.conf").open("a") as file:
        if where:
            where.mkdir(exist_ok=True)
            shutil.chown(where, site.database.account.uid, site.database.account.gid)
            file.write(
                f'archive_mode = on\narchive_command = \'test ! -f "{where}/%f" && cp "%p" "{where}/%f"\'\narchive_timeout = 60\n'
            )
        else:
            file.write("archive_mode = off\narchive_command = ''\n")
    site.restart_database("fast") if site.database.alive() else site.database.revive()


def _come_back(site: Site, base: Path, archive: Path, instant: str) -> set[str]:
    """The copy, started beside with the log up to that instant, as another machine would."""
    place = Place(site.place.var / "as it was")
    place.make()
    other = Embedded(place.var)
    other.start()
    other.stop()
    try:
        shutil.rmtree(other.data)
        base.rename(other.data)
        with (other.data / "postgresql.auto.conf").open("a") as file:
            file.write(
                f"restore_command = 'cp \"{archive}/%f\" \"%p\"'\nrecovery_target_time = '{instant}'\nrecovery_target_action = promote\narchive_mode = off\n"
            )
        (other.data / "recovery.signal").touch()
        shutil.chown(other.data / "recovery.signal", other.account.uid, other.account.gid)
        other.start()
        until(lambda: _rows(other, "select (not pg_is_in_recovery())::text") == {"true"})
        return _rows(other, "select id::text from concerns_concern")
    finally:
        other.destroy()
        shutil.rmtree(place.var)
