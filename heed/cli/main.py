"""The `heed` command. Each command sets up Django only when it is called and refuses in one sentence.

Exit codes: 0 well, 1 refused or not well, 2 typed wrongly."""

import importlib
import json
import os
import shutil
import sys
from pathlib import Path

import click

from heed.cli import doors
from heed.cli.binaries import CannotStart
from heed.cli.embedded import Embedded
from heed.cli.place import Place, note_backup
from heed.policies.cluster import AUDITOR, BACKUP, LOGIN, OWNER, WEB, cluster_sql

ROLES = {name.removeprefix("heed_"): name for name in (*LOGIN, BACKUP)}


class Sentences(click.Group):
    """A refusal is its sentence on stderr, never a trace."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except CannotStart as refused:
            raise click.ClickException(str(refused)) from None


@click.group(cls=Sentences, context_settings={"help_option_names": ["-h", "--help"]})
def heed() -> None:
    """Heed for those who run it. Without DATABASE_URL every command uses the embedded database of var/."""


@heed.command()
def run() -> None:
    """Serve the demo until Ctrl-C (what `make run` does)."""
    from heed.cli.run import run as serve

    serve()


@heed.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="The address it listens at; a proxy in front of it speaks TLS."
)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True, help="Processes: one a core, 100 MB each.")
def web(host: str, port: int, workers: int) -> None:
    """Serve the pages of a real site. Log in as heed_web."""
    from heed.cli import serve

    serve.web(host, port, workers)


@heed.command()
@click.option(
    "--no-seal",
    is_flag=True,
    help="On every machine but the one that keeps HEED_ANCHOR_FILE: its workers alone seal the audit.",
)
def worker(no_seal: bool) -> None:
    """Do what is due: letters, clocks, seals, imports. Log in as heed_worker; as many as you like, on as many machines."""
    from heed.cli import serve

    serve.worker(seals=not no_seal)


@heed.command()
def static() -> None:
    """Gather what browsers load. On each machine that serves pages, after each installation; needs no database."""
    doors.without_database()
    from heed.cli.prepare import gather_static

    gather_static()


@heed.command()
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def doctor(as_json: bool) -> None:
    """Say what is misconfigured and how to mend it."""
    with doors.database(WEB):
        from heed.cli import doctor as look

        findings = look.examine(look.now())
    click.echo(look.as_json(findings) if as_json else look.in_words(findings))
    sys.exit(any(finding.ok is False for finding in findings))


@heed.command()
@click.option("--role", type=click.Choice(sorted(ROLES)), default="web", show_default=True)
def dsn(role: str) -> None:
    """Print the connection string of the embedded database."""
    if doors.is_production():
        raise click.ClickException(
            "This site has a database of its own: DATABASE_URL holds its connection string, and it is not printed."
        )
    server = doors.embedded()
    if not server.alive():
        click.echo("The database is not running: type `make run` first.", err=True)
    click.echo(server.dsn(ROLES[role]))


@heed.command("verify-audit")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def verify_audit(as_json: bool) -> None:
    """Check that no row of the audit was changed, removed or added afterwards."""
    with doors.database(AUDITOR):
        from django.utils import timezone

        from heed.audit.sealing import verify

        found = verify(timezone.now())
    if as_json:
        until = found.vouched_until and found.vouched_until.isoformat()
        click.echo(
            json.dumps(
                {"ok": found.ok, "problems": found.problems, "vouched_until": until, "rows": found.rows, "seals": found.seals}
            )
        )
    else:
        click.echo(_verdict(found.ok, found.problems, found.vouched_until, found.rows, found.seals))
    sys.exit(not found.ok)


def _verdict(ok: bool, problems: list[str], until: object, rows: int, seals: int) -> str:
    from heed.cli.due import in_words

    vouched = f"Vouched for up to {in_words(until)} ({rows} rows, {seals} seals)." if until else "Nothing is sealed yet."  # type: ignore[arg-type]
    return "\n".join((f"The audit is {'whole' if ok else 'NOT whole'}. {vouched}", *(f"- {problem}" for problem in problems)))


@heed.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", help="What the file holds, when its header does not say.")
@click.option("--yes", is_flag=True, help="Go on without asking, also when more than 2 % would end.")
def import_files(files: tuple[Path, ...], kind: str | None, yes: bool) -> None:
    """Read the housing management system's CSV exports."""
    _needs("heed.cli.imports", "import")
    with doors.database(OWNER):
        sys.exit(importlib.import_module("heed.cli.imports").run(files, kind=kind, yes=yes) or 0)


@heed.command()
@click.option("--tenancies", type=click.IntRange(1), help="How many, for a larger provider than the demo's.")
def demo(tenancies: int | None) -> None:
    """Fill a demo database with an invented provider."""
    if doors.is_production():
        raise click.ClickException(
            "This site is not a demo (HEED_DEMO is not 1): invented people are never mixed with real ones."
        )
    _needs("heed.cli.demo", "demo")
    with doors.database(OWNER):
        sys.exit(importlib.import_module("heed.cli.demo").run(tenancies=tenancies) or 0)


@heed.command()
@click.argument("username")
@click.option("--name", prompt="Their name", help="As colleagues see it.")
@click.option("--email", prompt="Their e-mail address", help="Where letters go.")
def administrator(username: str, name: str, email: str) -> None:
    """Make the very first account of a new site. Afterwards its administrator adds colleagues under Organisation."""
    with doors.database(OWNER):
        from django.utils import timezone

        from heed.organisation.actions import CannotAdd
        from heed.procedures.posts import CannotPropose, bootstrap_administrator

        try:
            _, password = bootstrap_administrator(
                username, at=timezone.now(), display_name=name, email=email, job_title="Administrator"
            )
        except (CannotAdd, CannotPropose) as refused:
            raise click.ClickException(str(refused)) from None
    click.echo(f"{username} keeps the accounts from now on. Password, shown this once and good for three days: {password}")


@heed.command()
@click.argument("username")
def lead(username: str) -> None:
    """Make the very first Safeguarding Lead. Afterwards only a signature makes one."""
    with doors.database(OWNER):
        from django.utils import timezone

        from heed.organisation.accounts import account, named
        from heed.procedures.posts import CannotPropose, bootstrap_lead

        if named(username) is None:
            raise click.ClickException("There is no account of that name. The administrator adds one under Organisation.")
        try:
            bootstrap_lead(account(username), at=timezone.now())
        except CannotPropose as refused:
            raise click.ClickException(str(refused)) from None
    click.echo("That colleague is Safeguarding Lead from now on.")


@heed.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "username", required=True, help="The administrator in whose name it is done.")
@click.option("--dry-run", is_flag=True, help="Say what it would do, and do nothing.")
def colleagues(file: Path, username: str, dry_run: bool) -> None:
    """Follow a list of everybody who works here: joiners with a work account, changes, leavers. Whoever is not on it stays."""
    with doors.database(WEB):
        from heed.cli import staff_list

        sys.exit(staff_list.follow(file, username, dry_run=dry_run))


@heed.command()
def book() -> None:
    """Write the house book (docs/house-book) afresh from the code."""
    doors.without_database()
    from heed.cli import book as written

    written.write(Path(__file__).resolve().parents[2] / "docs" / "house-book")


def _needs(module: str, name: str) -> None:
    if not doors.is_there(module):
        raise click.ClickException(f"`heed {name}` is not part of this version.")


@heed.command()
@click.argument("rule", required=False)
@click.option("--from", "start", help="When the clock starts, such as 2026-11-21T09:32 (UK time).")
@click.option("--nation", type=click.Choice(["england", "wales"], case_sensitive=False), default="england", show_default=True)
@click.option("--danger", is_flag=True, help="Somebody is in danger now or today.")
@click.option("--extended", is_flag=True, help="An extension was granted.")
@click.option("--list", "listed", is_flag=True, help="List every clock.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def due(rule: str | None, start: str | None, nation: str, danger: bool, extended: bool, listed: bool, as_json: bool) -> None:
    """Say when something is due and how that was counted, by the same engine as the clocks."""
    if not listed and not (rule and start):
        raise click.UsageError(
            "Name a clock and when it starts, such as `heed due first_advice --from 2026-11-21T09:32`, or ask for --list."
        )
    with doors.database_if_it_runs(WEB) as database:
        from heed.cli import due as reckon

        if listed:
            said = reckon.listing(as_json=as_json)
        else:
            said = reckon.answer(
                rule or "", start or "", nation, danger=danger, extended=extended, as_json=as_json, database=database
            )
    click.echo(said)


@heed.command()
@click.argument("where", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--keep", type=click.IntRange(1), help="Afterwards delete all but so many of the newest.")
def backup(where: Path | None, keep: int | None) -> None:
    """Write the whole database down while everybody works, sealed, and read it back.

    WHERE is the folder that gets it: HEED_BACKUPS when it is not named. Log in as heed_backup. The key file is not in it: keep that elsewhere."""
    with doors.database(BACKUP):
        from django.conf import settings

        from heed.cli.backup import report

        sys.exit(report.write(where or settings.BACKUPS, os.environ["DATABASE_URL"], keep))


@heed.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--rehearse", is_flag=True, help="Into a database of its own that is deleted afterwards: does this backup come back?"
)
def restore(folder: Path, rehearse: bool) -> None:
    """Bring a backup back into an empty database, and compare all of it with what was written.

    Log in as heed_owner. The key file must be in its place."""
    with doors.database(OWNER):
        from heed.cli.backup import report

        sys.exit(report.bring_back(folder, os.environ["DATABASE_URL"], rehearse=rehearse))


@heed.command()
def migrate() -> None:
    """Bring the tables up to date, as the owner."""
    with doors.database(OWNER):
        from django.core.management import call_command

        call_command("migrate", interactive=False)


@heed.command()
def roles() -> None:
    """Print the SQL an administrator runs once, as superuser in template1, for a database elsewhere."""
    click.echo(f"{cluster_sql()}\n-- then: create database heed owner {OWNER};  and give each role that logs in a password")


@heed.group()
def keys() -> None:
    """The key outside the database."""


@keys.command("backed-up")
def backed_up() -> None:
    """Note that the key file was copied to a safe place."""
    doors.without_database()
    from django.conf import settings

    key = settings.KEY_FILE
    if not key.exists():
        raise click.ClickException(f"There is no key {key}: set HEED_KEY_FILE to it, or bring it back from its backup.")
    try:
        note_backup(key, settings.VAR)
    except OSError as refusal:
        raise click.ClickException(
            f"It cannot be noted in {settings.VAR} ({refusal.strerror}): type it as the account that owns that folder, or set HEED_VAR."
        ) from refusal
    click.echo(f"Noted. `heed doctor` asks again when {key} changes.")


@heed.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset(yes: bool) -> None:
    """Delete the demo: its database, keys and mail."""
    place = Place.here()
    if os.environ.get("DATABASE_URL"):
        raise click.ClickException("DATABASE_URL is set: only the demo's own database is deleted this way. Unset it first.")
    if not place.var.exists():
        click.echo("There is no demo to delete.")
        return
    with place.only_copy():
        yes or click.confirm(f"Delete the demo in {place.var}, with all that was entered in it?", abort=True)
        Embedded(place.var).destroy()
        for folder in (place.key.parent, place.anchor.parent, place.mail, place.var / "static", place.var / "log"):
            shutil.rmtree(folder, ignore_errors=True)
    click.echo("Deleted. `make run` starts afresh.")


@heed.command(hidden=True)
def check() -> None:
    """Settings, models and migrations, for `make check`."""
    from heed.cli.check import check as look

    sys.exit(look())
