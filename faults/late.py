"""Settings of a process whose clock is wrong: Heed's own, and every reading of the time is off by the seconds in FAULTS_CLOCK's file.

Doors read the time by `timezone.now`, the worker's timetable by `time.time`; what counts seconds is left alone, as on a real machine."""

import os
import time
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from heed.config.settings import *  # noqa: F403

real_time, real_now = time.time, timezone.now


def _off() -> float:
    return float(Path(os.environ["FAULTS_CLOCK"]).read_text() or 0)


def _now() -> datetime:
    return real_now() + timedelta(seconds=_off())


time.time, timezone.now = lambda: real_time() + _off(), _now  # type: ignore[assignment]
