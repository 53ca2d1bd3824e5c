"""`make run`: PostgreSQL, tables, demo data, mail catcher, worker and web server, until Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import click

from heed.cli.beforehand import check_port, free_port, make_room, refuse_production, wanted_port
from heed.cli.binaries import CannotStart
from heed.cli.doors import is_there
from heed.cli.embedded import Embedded, forget_libpq_settings
from heed.cli.place import CHECKOUT, Place, Running, is_backed_up
from heed.cli.serve import web_command, worker_command
from heed.cli.supervise import Child, Job
from heed.organisation import demo
from heed.policies.cluster import OWNER, WEB, WORKER

BOOT = 40.0  # seconds that the web server may take until its first answer
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """SIGINT, SIGTERM or SIGHUP. Not an Exception: nothing on the way may swallow it."""


def run() -> None:
    """Serves until it is told to stop. Raises CannotStart with one sentence when it cannot begin."""
    place, port = Place.here(), wanted_port(os.environ.get("PORT", "8000"))
    refuse_production(os.environ)
    forget_libpq_settings()
    os.umask(0o077)
    for number in SIGNALS:
        signal.signal(number, _stop)
    with ExitStack() as stack:
        try:
            _serve(place, port, stack)
        except Stopped:
            tell("Stopping …")
        finally:
            for number in SIGNALS:
                signal.signal(number, signal.SIG_IGN)
    tell("Stopped. What you entered is kept.")


def _serve(place: Place, port: int, stack: ExitStack) -> None:
    make_room(place)
    stack.enter_context(place.only_copy())
    check_port(port)
    site, smtp = f"http://127.0.0.1:{port}", f"smtp://127.0.0.1:{free_port()}"
    database = Embedded(place.var)
    place.make_keys(database_exists=database.exists())
    place.write_down(Running(os.getpid(), site, smtp))
    tell(f"Starting PostgreSQL {database.binaries.version} in {database.home} …")
    stack.callback(database.stop)
    database.start()
    environment = os.environ | place.environment(site=site, smtp=smtp) | {"PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": "1"}
    prepare(place, database, environment)
    children = [_start(stack, job) for job in jobs(place, database, environment, port, smtp)]
    wait_for_web(site, children[-1])
    welcome(place, site)
    watch(children, database)


def _start(stack: ExitStack, job: Job) -> Child:
    child = Child(job)
    stack.callback(child.stop, 1.5)
    return child


# Before anything is served ----------------------------------------------------------------------------------------------------
def prepare(place: Place, database: Embedded, environment: dict[str, str]) -> None:
    """Tables, static files and, the first time, demo data: all as the owner, whom no serving process ever is."""
    owner, loaded = environment | {"DATABASE_URL": database.dsn(OWNER)}, database.home / "demo-loaded"
    tell("Bringing the tables up to date …" if loaded.exists() else "Making the tables (a few seconds, this first time) …")
    _step((sys.executable, "-m", "heed.cli.prepare"), owner, place.log("prepare"))
    if loaded.exists() or not is_there("heed.cli.demo"):
        return
    tell("Loading the demo: a made-up provider, its colleagues, tenants and two years of history …")
    _step((sys.executable, "-m", "heed.cli", "demo"), owner, place.log("demo"))
    loaded.touch()


def _step(command: tuple[str, ...], environment: dict[str, str], log: Path) -> None:
    with log.open("w") as output:
        code = subprocess.run(
            command, env=environment, cwd=CHECKOUT, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False
        ).returncode
    if code:
        raise CannotStart(f"That did not work ({last_line(log)}): {log} says more.")


def last_line(log: Path) -> str:
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1].strip()[:300] if lines else "it said nothing"


# While it is served -----------------------------------------------------------------------------------------------------------
def jobs(place: Place, database: Embedded, environment: dict[str, str], port: int, smtp: str) -> list[Job]:
    """In the order of starting: mail can be handed over before there is any, and jobs done before anybody asks for one."""
    python = sys.executable
    web, worker = (environment | {"DATABASE_URL": database.dsn(role)} for role in (WEB, WORKER))
    return [
        Job(
            "The mail catcher",
            (python, "-m", "heed.cli.mailcatcher", "--port", smtp.rsplit(":", 1)[1], "--folder", str(place.mail)),
            environment,
            place.log("mail"),
        ),
        Job(
            "The worker",
            worker_command(1),
            worker,
            place.log("worker"),
        ),
        Job(
            "The web server",
            web_command("127.0.0.1", port, 2),
            web,
            place.log("web"),
        ),
    ]


def wait_for_web(site: str, web: Child) -> None:
    """Until the first answer of any kind. An answer that is an error is for the person to see in the browser."""
    until = time.monotonic() + BOOT
    while not answers(site):
        if web.process.poll() is not None or time.monotonic() > until:
            raise CannotStart(f"The web server did not start ({last_line(web.job.log)}): {web.job.log} says more.")
        time.sleep(0.1)


def answers(site: str) -> bool:
    try:
        urllib.request.urlopen(site, timeout=10).close()  # noqa: S310 (our own address)
    except urllib.error.HTTPError as answer:
        answer.close()
    except OSError:
        return False
    return True


def watch(children: list[Child], database: Embedded) -> None:
    """Until a signal. Whatever ends is started again, PostgreSQL too."""
    while True:
        time.sleep(0.5)
        for child in children:
            child.look(tell)
        if not database.alive():
            tell(f"PostgreSQL stopped and starts again; {database.log} says why.")
            _revive(database)


def _revive(database: Embedded) -> None:
    try:
        database.revive()
    except CannotStart as trouble:
        tell(f"{trouble} Trying again in 5 seconds.")
        time.sleep(5)


def _stop(number: int, frame: object) -> None:
    raise Stopped


# What the person reads --------------------------------------------------------------------------------------------------------
def welcome(place: Place, site: str) -> None:
    tell(f"\nHeed is ready: {site}/   (Ctrl-C stops it; what you enter is kept)")
    tell(f"Its e-mails are caught, never sent; read them at {site}/demo/mail/")
    tell(f"Sign in with one click, or with the password {demo.PASSWORD} as")
    for name, words in ((part.username, part.words) for part in demo.PARTS):
        tell(f"  {name:<14}{words}")
    if not is_backed_up(place.key, place.var):
        tell(f"\nWhatever is sealed opens with this key alone: {place.key}")
        tell("Copy it to a safe place apart from the database's backups, then type: .venv/bin/heed keys backed-up")
    tell("")


tell: Callable[[str], None] = click.echo
