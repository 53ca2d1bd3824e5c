"""Children of `make run`: started in order, started again whatever they exit with, stopped in reverse order."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from heed.cli.place import CHECKOUT

PRCTL = getattr(ctypes.CDLL(None), "prctl", None)
LONGEST_PAUSE = 30.0  # seconds between two tries of a child that does not stay up
STEADY = 60.0  # a child that ran this long starts again at once


@dataclass(frozen=True)
class Job:
    """What to run: `words` is what the console calls it, `log` where its output goes."""

    words: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path


class Child:
    """One running job. The clock is the process's own (monotonic seconds): nothing here is a rule about the world."""

    def __init__(self, job: Job) -> None:
        self.job, self.pause, self.due = job, 1.0, 0.0
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        self.started = time.monotonic()
        with self.job.log.open("ab") as log:
            return subprocess.Popen(
                self.job.command,
                env=dict(self.job.environment),
                cwd=CHECKOUT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )  # noqa: PLW1509

    def look(self, tell: Callable[[str], None]) -> None:
        """Starts it again when it has ended: a worker ends with code 0 when PostgreSQL restarts, so every code counts."""
        now = time.monotonic()
        if self.due:
            if now >= self.due:
                self.due, self.process = 0.0, self._start()
        elif (code := self.process.poll()) is not None:
            self._end_what_is_left()
            self.pause = 1.0 if now - self.started > STEADY else min(self.pause * 2, LONGEST_PAUSE)
            self.due = now + self.pause / 2
            tell(f"{self.job.words} stopped (code {code}) and starts again; {self.job.log} says why.")

    def stop(self, seconds: float) -> None:
        """Asks it to stop; ends it and what it started when it has not after `seconds`."""
        with suppress(subprocess.TimeoutExpired):
            if self.process.poll() is None:
                self.process.terminate()
                self.process.wait(seconds)
        self._end_what_is_left()

    def _end_what_is_left(self) -> None:
        """Workers of a web server that was killed live on, hold its port and answer from an old program."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _die_with_parent() -> None:
    """After kill -9 of `make run` no child keeps its port (Linux; elsewhere nothing happens)."""
    if PRCTL:
        PRCTL(1, signal.SIGTERM)
