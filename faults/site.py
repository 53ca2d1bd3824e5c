"""A whole Heed of its own, on free ports: what `heed run` starts, but each part can be stopped, killed and started again."""

import email
import fcntl
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.message import Message
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil
import psycopg

from faults.phone import Phone
from faults.waiting import listens, slay, until
from heed.cli import run
from heed.cli.beforehand import free_port
from heed.cli.embedded import SUPERUSER, Embedded, forget_libpq_settings
from heed.cli.place import CHECKOUT, Place
from heed.cli.supervise import Child, Job
from heed.policies.cluster import OWNER, WEB


class Site:
    """`reporters`: how many trained colleagues may report, beside the group, the lead and a manager (faults/cast.py)."""

    def __init__(self, folder: Path, reporters: int = 8) -> None:
        self.place = Place(folder.resolve())
        self.database: Embedded
        self.reporters, self.parts = reporters, dict[str, Child]()
        self.address, self.smtp = f"http://127.0.0.1:{free_port()}", f"smtp://127.0.0.1:{free_port()}"

    def __enter__(self) -> Self:
        """Prepared, with nothing serving yet: each fault starts what it needs."""
        forget_libpq_settings()
        self.place.make()
        self._hold()
        self.place.make_keys(database_exists=False)
        self.database = Embedded(self.place.var)
        try:
            self.database.start()
            self._prepare()
        except BaseException:
            self.database.destroy()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for name in list(self.parts):
            self.stop(name)
        self.database.destroy()
        self._held.close()

    def _hold(self) -> None:
        """The next test run sweeps what a killed one left: folders whose lock is free (tests/pgplugin.py)."""
        self._held = (self.place.var / "held.new").open("w")
        fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        (self.place.var / "held.new").rename(self.place.var / "held.lock")

    def _prepare(self) -> None:
        command = (sys.executable, "-m", "faults.cast", "people", str(self.reporters))
        with self.place.log("prepare").open("w") as log:
            owner = self.environment(self.database.dsn(OWNER))
            done = subprocess.run(command, env=owner, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=log, check=False)  # noqa: S603
        assert done.returncode == 0, run.last_line(self.place.log("prepare"))
        cookies = json.loads(done.stdout.splitlines()[-1])
        kept = dict(self.ask("select session_key, session_data from django_session"))
        self.sessions = {username: kept[cookie] for username, cookie in cookies.items()}

    def environment(self, dsn: str) -> dict[str, str]:
        """What a process of the site is told, logged in by that connection string."""
        told = self.place.environment(site=self.address, smtp=self.smtp)
        return os.environ | told | {"PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": "1", "DATABASE_URL": dsn}

    # Its parts ----------------------------------------------------------------------------------------------------------------
    def jobs(self) -> dict[str, Job]:
        """The three of `heed run`, each logged in as its own role; and one more worker."""
        port = int(self.address.rsplit(":", 1)[1])
        mail, worker, web = run.jobs(self.place, self.database, self.environment(""), port, self.smtp)
        return {"mail": mail, "worker": worker, "web": web, "second worker": replace(worker, log=self.place.log("worker-2"))}

    def start(self, *names: str, **environment: str) -> None:
        """Starts parts that do not run; comes back when web and mail answer. With more in its environment, web has one process for its pages."""
        for name in names:
            if name in self.parts:
                continue
            job = self.jobs()[name]
            one = tuple("1" if before == "--workers" else word for before, word in pairwise(("", *job.command)))
            job = replace(job, command=one, environment=dict(job.environment) | environment) if environment else job
            self.parts[name] = Child(job)
        if "mail" in names:
            until(lambda: listens(self.smtp), words="the mail server did not start")
        if "web" in names:
            run.wait_for_web(f"{self.address}/static/", self.parts["web"])

    def stop(self, name: str) -> None:
        if child := self.parts.pop(name, None):
            child.stop(2)

    def kill(self, name: str) -> None:
        """kill -9 of a part and of everything that it started."""
        child = self.parts.pop(name)
        slay(child.process.pid)
        child.process.wait()

    def workers_of_web(self) -> set[int]:
        """Process numbers of those that run the pages."""
        return {process.pid for process in psutil.Process(self.parts["web"].process.pid).children(recursive=True)}

    @contextmanager
    def running(self, *names: str, **environment: str) -> Iterator[None]:
        """Parts that run, and are stopped afterwards unless they ran before. With settings of their own they start afresh and stop in any case."""
        before = set() if environment else set(names) & set(self.parts)
        for name in set(names) - before:
            self.stop(name)
        self.start(*names, **environment)
        try:
            yield
        finally:
            for name in set(names) - before:
                self.stop(name)

    # Its database -------------------------------------------------------------------------------------------------------------
    def ask(self, question: str, *given: Any) -> list[tuple[Any, ...]]:
        """As superuser, past both walls."""
        with psycopg.connect(self.database.dsn(SUPERUSER), autocommit=True) as connection:
            answer = connection.execute(question.encode(), given or None)
            return answer.fetchall() if answer.description else []

    def count(self, table: str) -> int:
        return self.ask(f"select count(*) from {table}")[0][0]  # noqa: S608 (our own tests' words)

    @contextmanager
    def held(self, question: str, *given: Any) -> Iterator[None]:
        """What another transaction holds, so that a request that needs it stands still until the fault strikes."""
        connection = psycopg.connect(self.database.dsn(SUPERUSER))
        try:
            connection.execute(question.encode(), given or None)
            yield
        finally:
            connection.close()

    def somebody_waits(self, role: str = WEB) -> bool:
        """Whether a page (or a job) stands still in the middle of its work."""
        asked = "select count(*) from pg_stat_activity where usename = %s and wait_event_type = 'Lock'"
        return self.ask(asked, role)[0][0] > 0

    def restart_database(self, mode: str) -> None:
        """`pg_ctl stop -m fast|immediate`, and start."""
        self.database.stop(mode)
        self.database.start()

    def kill_database(self) -> None:
        """kill -9 of the postmaster and of every process of the cluster: nobody says good-bye."""
        number = self.database.pid()
        assert number and self.database.alive()
        slay(number)

    # Its people ---------------------------------------------------------------------------------------------------------------
    def phone(self, username: str) -> Phone:
        """A browser in which this colleague has just signed in."""
        cookie = secrets.token_hex(16)
        row = "insert into django_session (session_key, session_data, expire_date) values (%s, %s, now() + interval '3 years')"
        self.ask(row, cookie, self.sessions[username])
        return Phone(self.address, cookie)

    def browser(self) -> Phone:
        """In which nobody has signed in."""
        return Phone(self.address)

    def letters(self) -> list[Message]:
        """What the mail server took, oldest first."""
        return [email.message_from_bytes(path.read_bytes()) for path in sorted(self.place.mail.glob("*.eml"))]
