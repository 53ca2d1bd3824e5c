"""The job that brings a file in. It opens the door once a batch, as the importing role, so that what is in stays in if it is killed."""

from django.db import close_old_connections
from django.utils import timezone
from procrastinate.contrib.django import app

from heed.jobs.again import UNTIL_IT_WORKS
from heed.procedures.importing import bring_in


@app.task(name="import_run", queue="imports", retry=UNTIL_IT_WORKS)
def import_run(run: int) -> None:
    """`run`: the number of the run. Tried again, it goes on at the last batch."""
    close_old_connections()
    bring_in(run, clock=timezone.now)
