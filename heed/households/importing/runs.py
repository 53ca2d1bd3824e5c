"""A file's way in: received, staged, perhaps agreed to, brought in batch by batch; can be left and come back to."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from heed.deadlines.counting import uk_day
from heed.folders import keys
from heed.households.choices import ImportKind, ImportState
from heed.households.importing import batches, endings
from heed.households.importing.reading import MEGABYTE, CannotRead, Source, check_header, examine, header, kind_of
from heed.households.importing.staging import Staging
from heed.households.models import ImportPart, ImportRun, RefusedRow, StagedRow
from heed.organisation.models import Colleague

UNFINISHED = (ImportState.RECEIVED, ImportState.STAGED, ImportState.WAITING, ImportState.FAILED)


class AlreadyIn(CannotRead):
    """The very file that was brought in last."""


class CannotAgree(Exception):
    """Why this file does not wait for anybody."""


# Reading what there is --------------------------------------------------------------------------------------------------------
def listed() -> QuerySet[ImportRun]:
    """Every file, the newest first. Counts and instants only, so whoever may import may see it."""
    return ImportRun.objects.select_related("by", "agreed_by")


def refused_lines(run: ImportRun) -> QuerySet[RefusedRow]:
    return RefusedRow.objects.filter(run=run)


# Receiving --------------------------------------------------------------------------------------------------------------------
def receive(
    source: Source, *, by: Colleague | None, at: datetime, kind: ImportKind | None = None, upload: bool = False
) -> ImportRun:
    """A new run for a file, or the unfinished run of the same file. Raises CannotRead, also for the file that was brought in last."""
    nature = examine(source, settings.LARGEST_IMPORT)
    columns = header(source, nature.encoding)
    kind = kind or kind_of(columns)
    if kind is None:
        raise CannotRead(_("The first line does not name the documented columns, so this could be any file."))
    check_header(columns, kind)
    last = ImportRun.objects.filter(kind=kind).exclude(state=ImportState.REFUSED).order_by("-pk").first()
    if last and last.digest == nature.digest:
        if last.state == ImportState.DONE:
            raise AlreadyIn(_("This very file was brought in last time. Nothing was changed."))
        if last.rows or not upload:
            return last
        _refuse_quietly(last, at)  # perhaps its parts were never kept: it begins anew
    return ImportRun.objects.create(kind=kind, digest=nature.digest, by=by, at=at)


@transaction.atomic
def receive_upload(source: Source, *, by: Colleague, at: datetime, kind: ImportKind | None = None) -> ImportRun:
    """Keeps the file in sealed parts and starts the job that brings it in. Raises CannotRead."""
    run = receive(source, by=by, at=at, kind=kind, upload=True)
    if not run.rows:
        _keep(run, source)
    start(run)
    return run


def _refuse_quietly(run: ImportRun, at: datetime) -> None:
    ImportRun.objects.filter(pk=run.pk).update(
        state=ImportState.REFUSED, finished_at=at, problem=_("The same file was sent again.")
    )


def start(run: ImportRun) -> None:
    """Files come in one after the other: two at once could end what the other began."""
    jobs.configure_task("import_run", queue="imports", lock="imports").defer(run=run.pk)


def _keep(run: ImportRun, source: Source) -> None:
    key = keys.derived("imports")
    with connection.cursor() as c:  # the web role may add parts and not read them, so nothing may be returned
        for number, part in enumerate(_parts(source)):
            c.execute(
                "insert into households_importpart (run_id, number, content) values (%s, %s, %s)",
                [run.pk, number, keys.seal(key, part, f"part|{run.pk}|{number}")],
            )


def _parts(source: Source) -> Iterator[bytes]:
    held = b""
    for chunk in source():
        held += chunk
        while len(held) >= MEGABYTE:
            yield held[:MEGABYTE]
            held = held[MEGABYTE:]
    if held:
        yield held


def kept(run: int) -> Iterator[bytes]:
    """The parts of an upload, opened one by one."""
    key = keys.derived("imports")
    for number in range(ImportPart.objects.filter(run=run).count()):
        part = ImportPart.objects.get(run=run, number=number)
        yield keys.unseal(key, bytes(part.content), f"part|{run}|{number}")


# Agreeing ---------------------------------------------------------------------------------------------------------------------
def agree(run: ImportRun, *, by: Colleague | None, at: datetime) -> None:
    """The endings are real: the file comes in. Raises CannotAgree."""
    if not ImportRun.objects.filter(pk=run.pk, state=ImportState.WAITING).update(
        state=ImportState.STAGED, agreed_by=by, agreed_at=at
    ):
        raise CannotAgree(_("This file does not wait any more. Look at where it stands now."))


@transaction.atomic
def agree_and_go_on(run: ImportRun, *, by: Colleague, at: datetime) -> None:
    """As `agree`, and the job goes on."""
    agree(run, by=by, at=at)
    start(run)


def turn_down(run: ImportRun, *, by: Colleague, at: datetime) -> None:
    """The file is a wrong one: nothing of it comes in. Raises CannotAgree."""
    if not ImportRun.objects.filter(pk=run.pk, state=ImportState.WAITING).update(
        state=ImportState.REFUSED,
        agreed_by=by,
        agreed_at=at,
        finished_at=at,
        problem=_("Turned down: it would have ended too much."),
    ):
        raise CannotAgree(_("This file does not wait any more. Look at where it stands now."))


# Working through it -----------------------------------------------------------------------------------------------------------
class Work:
    """One run, a batch at a time; every `step` in a transaction of its own, as the importing role."""

    def __init__(self, run: int, source: Source | None = None) -> None:
        self.pk, self.source = run, source or (lambda: kept(run))
        self.staging: Staging | None = None

    def step(self, at: datetime) -> ImportRun | None:
        """The run after one more batch, or None when there is nothing to do until somebody agrees, or at all."""
        run = ImportRun.objects.select_for_update().get(pk=self.pk)
        if run.state in (ImportState.DONE, ImportState.REFUSED, ImportState.WAITING):
            _clear(run)
            return None
        if run.state == ImportState.FAILED:
            _becomes(run, ImportState.STAGED if run.rows else ImportState.RECEIVED)
        if run.rows:
            if not batches.bring_in_next(run, at):
                _finish(run, at)
            return run
        try:
            self.staging = self.staging or Staging(run, self.source, settings.LARGEST_IMPORT)
            if not self.staging.batch(run, at):
                _staged(run, at)
        except CannotRead as trouble:
            _refuse(run, str(trouble), at)
        return run


def _staged(run: ImportRun, at: datetime) -> None:
    rows = StagedRow.objects.filter(run=run, row__has_key="sealed").count()
    if not rows:
        return _refuse(run, _("The file has no row that can come in."), at)
    ends = endings.stage(run, uk_day(at)) if run.kind == ImportKind.TENANCIES else endings.Ends(0, ask=False)
    run.rows, run.done_to, run.would_end = rows, 0, ends.would_end
    ImportPart.objects.filter(run=run).delete()
    _later_file_came(run, at)
    return _becomes(run, ImportState.WAITING if ends.ask else ImportState.STAGED, "rows", "done_to", "would_end")


def _later_file_came(run: ImportRun, at: datetime) -> None:
    """What waited for somebody to agree is out of date once a newer file of its kind is read."""
    waiting = ImportRun.objects.filter(kind=run.kind, state=ImportState.WAITING, pk__lt=run.pk)
    for older in waiting:
        _refuse(older, _("A later file was brought in instead."), at)


def _refuse(run: ImportRun, problem: str, at: datetime) -> None:
    run.problem, run.finished_at = problem[:300], at
    _becomes(run, ImportState.REFUSED, "problem", "finished_at")
    _clear(run)


def _finish(run: ImportRun, at: datetime) -> None:
    run.finished_at = at
    _becomes(run, ImportState.DONE, "finished_at")


def _becomes(run: ImportRun, state: ImportState, *also: str) -> None:
    run.state = state
    run.save(update_fields=["state", *also])


def _clear(run: ImportRun) -> None:
    """Nothing of a file that is done with is kept."""
    if run.state != ImportState.WAITING:
        StagedRow.objects.filter(run=run).delete()
        ImportPart.objects.filter(run=run).delete()


def stopped(run: int) -> None:
    """Something broke: it is shown, and the next try goes on at the last batch."""
    ImportRun.objects.filter(pk=run, state__in=UNFINISHED).exclude(state=ImportState.WAITING).update(state=ImportState.FAILED)
