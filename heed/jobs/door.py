"""The door of a job: behind the wall, under the worker's role, with the job's own number; opens afresh for each job."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import close_old_connections
from django.utils import timezone

from heed.policies.cluster import WORKER
from heed.policies.inside import inside


def job(work: Callable[..., Any], role: str = WORKER) -> Callable[..., Any]:
    """A task behind the wall. Wrap with `@app.task(pass_context=True)` outside; `work` gets `at=` (UTC) and the task's arguments."""

    @wraps(work)
    def opened(context: Any, **given: Any) -> Any:
        close_old_connections()
        at = timezone.now()
        with inside(role, job=context.job.id or 1, at=at):
            return work(at=at, **given)

    return opened
