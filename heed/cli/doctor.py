"""`heed doctor`: what is misconfigured, and how to mend it. One function a question; none of them changes anything."""

import json
import shutil
import smtplib
import ssl
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from heed.cli import due
from heed.cli.backup import bundle
from heed.cli.binaries import OLDEST
from heed.cli.mailcatcher import IDENT
from heed.cli.place import Place, is_backed_up
from heed.deadlines.calendars import table_warning
from heed.deadlines.counting import UK
from heed.notifications.outbox import post_office
from heed.pictures.health import signs
from heed.policies.cluster import BACKUP, LOGIN, OWNER, WEB, WORKER

BACKUPS_AT_LEAST = timedelta(hours=26)  # one a night, and two hours for it
LEAST_ROOM = 1024**3  # bytes
SHORTEST_SECRET = 50
RESTS = "It works while `make run` serves."


@dataclass(frozen=True)
class Finding:
    """`ok` is None where it could not be looked at, or need not be now. `mend` is empty where `words` say it all."""

    name: str
    ok: bool | None
    words: str
    mend: str = ""


Question = Callable[[datetime], Finding]


def now() -> datetime:
    from django.utils import timezone

    return timezone.now()


def examine(at: datetime) -> list[Finding]:
    """All findings, in the order in which they are worth mending."""
    return [*(_asked(question, at) for question in QUESTIONS), *_signs_of_life(at)]


def _asked(question: Question, at: datetime) -> Finding:
    """A question that fails is a finding, and its exception is not printed: it could name a person."""
    name = question.__name__.replace("_", " ")
    try:
        return question(at)
    except ImproperlyConfigured as trouble:
        return Finding(name, False, str(trouble), "Mend that setting.")
    except DatabaseError:
        return Finding(
            name, None, "This role may not look at it, or the database is away.", "Run it with the owner's DATABASE_URL."
        )


def _signs_of_life(at: datetime) -> Iterator[Finding]:
    """What the health page shows too. A demo that is not served does nothing, and that is no fault."""
    try:
        with transaction.atomic():
            found = signs(at)
    except DatabaseError:
        yield Finding("signs of life", False, "They cannot be looked at.", "As the owner: heed migrate")
        return
    for sign in found:
        if sign.code != "database":
            resting = sign.code != "group" and not sign.well and _demo_that_rests()
            yield Finding(str(sign.name), None if resting else sign.well, RESTS if resting else str(sign.words))


def in_words(findings: Iterable[Finding]) -> str:
    mark = {True: "well  ", False: "MEND  ", None: "      "}
    return "\n".join(
        f"{mark[one.ok]}{one.name}: {one.words}" + (f"\n        → {one.mend}" if one.mend else "") for one in findings
    )


def as_json(findings: Iterable[Finding]) -> str:
    rows = [asdict(finding) for finding in findings]
    return json.dumps({"ok": all(row["ok"] is not False for row in rows), "findings": rows}, indent=2)


# The program and its settings -------------------------------------------------------------------------------------------------
def python(at: datetime) -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(
        "python", sys.version_info >= (3, 11), version, "" if sys.version_info >= (3, 11) else "Install Python 3.11 or newer."
    )


def demo_mode(at: datetime) -> Finding:
    if settings.DEBUG:
        return Finding(
            "demo mode", False, "DEBUG is on: error pages show what people wrote.", "Remove DEBUG from the settings."
        )
    words = "This is the demo: every account opens by one click." if settings.DEMO else "Off."
    return Finding("demo mode", True, words)


def site(at: datetime) -> Finding:
    if settings.DEMO:
        return Finding("site", True, settings.SITE_URL)
    if not settings.HOSTS:
        return Finding("site", False, "HEED_HOSTS is empty: nobody can open the site.", "Set HEED_HOSTS to its host name.")
    secure = settings.SITE_URL.startswith("https:")
    return Finding(
        "site",
        secure,
        settings.SITE_URL,
        "" if secure else "Set HEED_SITE_URL to the site's https address, which e-mails link to.",
    )


def secret(at: datetime) -> Finding:
    known = settings.DEMO or "only-for-the-demo" not in settings.SECRET_KEY
    if known and len(settings.SECRET_KEY) >= SHORTEST_SECRET:
        return Finding("secret", True, "Set.")
    return Finding(
        "secret",
        False,
        "The secret that signs sessions is missing or too short.",
        f"Put {SHORTEST_SECRET} random characters or more in the file that HEED_SECRET_FILE names.",
    )


def key(at: datetime) -> Finding:
    path = settings.KEY_FILE
    if not path.exists():
        return Finding(
            "key",
            False,
            f"There is no key {path}: nothing sealed opens.",
            "Bring it back from its backup, or set HEED_KEY_FILE to it.",
        )
    if open_to_others := stat.S_IMODE(path.stat().st_mode) & 0o077:
        return Finding("key", False, f"Others on this machine may open {path} (mode …{open_to_others:o}).", f"chmod 600 {path}")
    return Finding("key", True, str(path))


def key_backup(at: datetime) -> Finding:
    if is_backed_up(settings.KEY_FILE, settings.VAR):
        return Finding("key backup", True, "Noted as copied to a safe place.")
    return Finding(
        "key backup",
        False,
        "Nobody has said that the key is backed up: if it is lost, what is sealed is lost.",
        "Copy it to a safe place apart from the database's backups, then: heed keys backed-up",
    )


# The database -----------------------------------------------------------------------------------------------------------------
def database(at: datetime) -> Finding:
    try:
        connection.ensure_connection()
    except DatabaseError:
        return Finding("database", False, "It does not answer.", "See that PostgreSQL runs and that DATABASE_URL names it.")
    major = connection.connection.info.server_version // 10000
    return Finding(
        "database",
        major >= OLDEST,
        f"PostgreSQL {major} answers.",
        "" if major >= OLDEST else f"Use PostgreSQL {OLDEST} or newer.",
    )


def tables(at: datetime) -> Finding:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return Finding(
        "tables",
        not missing,
        f"{missing} migrations are not applied." if missing else "Up to date.",
        "As the owner: heed migrate" if missing else "",
    )


def roles(at: datetime) -> Finding:
    """The second wall stands only while no process logs in as somebody whom it does not stop."""
    with connection.cursor() as cursor:
        cursor.execute("select rolname, rolsuper or rolbypassrls from pg_roles where rolname = any(%s)", [list(LOGIN)])
        found = dict(cursor.fetchall())
        cursor.execute("select rolname from pg_roles where rolname = %s", [BACKUP])
        there = {*found, *(name for (name,) in cursor.fetchall())}
        if missing := [name for name in (*LOGIN, BACKUP) if name not in there]:
            return Finding(
                "roles",
                False,
                f"The database has no {', '.join(missing)}.",
                "As its administrator, run what this prints: heed roles",
            )
        cursor.execute("select name from unnest(%s::text[]) name where pg_has_role(name, %s, 'member')", [[WEB, WORKER], OWNER])
        above = [name for name, free in found.items() if free] + [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "select count(*) from pg_class where relowner in (select oid from pg_roles where rolname = any(%s))",
            [[WEB, WORKER]],
        )
        owned = cursor.fetchone()[0]
    if above or owned:
        return Finding(
            "roles",
            False,
            "Row-level security does not stop " + (", ".join(above) or "a role that owns tables") + ".",
            "As its administrator, run what this prints: heed roles",
        )
    return Finding("roles", True, "Web and worker are held by the second wall.")


def logged_in_as(at: datetime) -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("select current_user, rolsuper from pg_roles where rolname = current_user")
        name, free = cursor.fetchone()
    if free:
        return Finding(
            "logged in as",
            False,
            "DATABASE_URL logs in as a superuser, whom nothing stops.",
            f"Log in as {WEB} (web) or {WORKER} (worker).",
        )
    return Finding("logged in as", True, name)


# Mail, disk, calendars --------------------------------------------------------------------------------------------------------
def work_accounts(at: datetime) -> Finding:
    """The directory is really asked for its description of itself."""
    if not settings.OPENID:
        return Finding("work accounts", None, "Not set up: everybody signs in with a password or a passkey.")
    if not (settings.OPENID["client"] and settings.OPENID["secret"]):
        return Finding(
            "work accounts", False, "HEED_OIDC_ISSUER is set alone.", "Set HEED_OIDC_CLIENT and HEED_OIDC_SECRET too."
        )
    try:
        answer = requests.get(f"{settings.OPENID['issuer']}/.well-known/openid-configuration", timeout=5)
        itself = answer.json().get("issuer") == settings.OPENID["issuer"]
    except (requests.RequestException, ValueError, AttributeError):
        itself = False
    if not itself:
        return Finding(
            "work accounts",
            False,
            "The directory does not answer, or describes another.",
            "Check HEED_OIDC_ISSUER against docs/signing-in.md, and that this machine reaches it.",
        )
    return Finding("work accounts", True, "The directory answers.")


def mail_server(at: datetime) -> Finding:
    """Asked as a letter is sent: with TLS, name and password where there are any."""
    if _demo_that_rests():
        return Finding("mail server", None, RESTS)
    host, mend = urlsplit(settings.SMTP_URL).hostname, "Mend the mail server, or set HEED_SMTP_URL to another."
    try:
        with post_office() as server:
            code, _ = server.noop()
        caught = IDENT.encode() in _greeting()
    except ssl.SSLCertVerificationError:
        return Finding(
            "mail server", False, f"This machine does not trust the certificate of {host}: nobody is told of anything.", mend
        )
    except smtplib.SMTPAuthenticationError:
        return Finding("mail server", False, f"{host} refuses the name or password: nobody is told of anything.", mend)
    except (OSError, smtplib.SMTPException):
        return Finding("mail server", False, f"{host} does not answer: nobody is told of anything.", mend)
    if caught and not settings.DEMO:
        words = "Mail goes to the demo's catcher and no further."
        return Finding("mail server", False, words, "Set HEED_SMTP_URL to your mail server.")
    words = "It is caught for /demo/mail/." if caught else f"{host} answers."
    return Finding("mail server", code == 250, words if code == 250 else f"{host} refuses (code {code}).")


def _greeting() -> bytes:
    """How a server that speaks in the clear says who it is; nothing where it does not."""
    given = urlsplit(settings.SMTP_URL)
    if given.scheme == "smtps":
        return b""
    server = smtplib.SMTP(timeout=5)
    _, banner = server.connect(given.hostname or "", given.port or 25)
    server.close()
    return banner


def disk(at: datetime) -> Finding:
    where = next(folder for folder in (settings.VAR, *settings.VAR.parents) if folder.exists())
    free = shutil.disk_usage(where).free
    return Finding(
        "disk",
        free >= LEAST_ROOM,
        f"{free / 1024**3:.1f} GB left in {where}.",
        "" if free >= LEAST_ROOM else "Make room: at least 1 GB.",
    )


def backups(at: datetime) -> Finding:
    """Where they lie is looked at, so one that was made and is not there counts as none."""
    where, last = settings.BACKUPS, bundle.newest(settings.BACKUPS)
    if last and at - last < BACKUPS_AT_LEAST:
        return Finding("backups", True, f"The newest was written on {due.in_words(last)}.")
    if settings.DEMO and not last:
        return Finding("backups", None, "None yet; a demo needs none.")
    return Finding(
        "backups",
        False,
        f"The newest in {where} was written on {due.in_words(last)}." if last else f"There is none in {where}.",
        "Each night: heed backup --keep 30. If they lie elsewhere, set HEED_BACKUPS to that folder (docs/backup.md).",
    )


def anchor(at: datetime) -> Finding:
    path = settings.ANCHOR_FILE
    if path.exists() and path.stat().st_size:
        return Finding("anchor", True, str(path))
    if not any(sign.code == "seal" and sign.since for sign in signs(at)):
        return Finding("anchor", None, "Nothing is sealed yet.")
    return Finding(
        "anchor",
        False,
        f"There is no {path}: a cut tail of the audit would not be noticed.",
        "See that the worker runs and may write there; keep a copy of the file on another machine.",
    )


def bank_holidays(at: datetime) -> Finding:
    warning = table_warning(at.astimezone(UK).date())
    return Finding(
        "bank holidays",
        not warning,
        str(warning) if warning else "Known for more than a year to come.",
        "Install a newer version of Heed." if warning else "",
    )


def _demo_that_rests() -> bool:
    return settings.DEMO and Place.here().running() is None


QUESTIONS: tuple[Question, ...] = (
    python,
    demo_mode,
    site,
    secret,
    key,
    key_backup,
    database,
    tables,
    roles,
    logged_in_as,
    mail_server,
    work_accounts,
    disk,
    backups,
    anchor,
    bank_holidays,
)
