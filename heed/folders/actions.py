"""What can happen to a folder: opened, somebody let in, somebody kept out, a line ended. The trace is left by procedures."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from heed.folders import keys
from heed.folders.choices import Effect, FolderKind, Realm, Why
from heed.folders.models import Access, Folder, Key, Place
from heed.organisation.models import Colleague, Scheme, in_force


def open_folder(
    kind: FolderKind, *, at: datetime, realm: Realm = Realm.SAFEGUARDING, writer: Colleague | None = None
) -> Folder:
    """A new folder with its key. `writer` is let in at once, so that the first words can be put into it."""
    folder = Folder(kind=kind, realm=realm, opened_at=at)
    data_key, wrapped, key_id = keys.new_key(folder.pk)
    folder.save(force_insert=True)
    Key(folder=folder, wrapped=wrapped, key_id=key_id).save(force_insert=True)
    keys.ring()[folder.pk] = data_key
    if writer:
        let_in(folder.pk, writer, why=Why.WRITES, by=writer, at=at)
    return folder


def open_case_folder(scheme: Scheme, responsible: Colleague, *, by: Colleague, at: datetime) -> Folder | None:
    """A case's folder: it lies in the scheme that works on it; whoever answers for it is let in, and for two weeks whoever opened it.

    None where that colleague cannot answer for a case there (why not is not said)."""
    return _opened_behind_the_wall("select heed_open_case(%s, %s, %s)", FolderKind.CASE, [scheme.pk, responsible.pk], at)


def open_plan_folder(case: UUID, *, by: Colleague, at: datetime) -> Folder | None:
    """A safety plan's folder: nobody by post but the lead; its maker and whoever answers for the case are let in. None for anybody else."""
    return _opened_behind_the_wall("select heed_open_plan(%s, %s)", FolderKind.PLAN, [case], at)


def _opened_behind_the_wall(asked: str, kind: FolderKind, given: list[Any], at: datetime) -> Folder | None:
    folder = Folder(kind=kind, opened_at=at)
    with connection.cursor() as c:
        c.execute(asked, [folder.pk, *given])
        if not c.fetchone()[0]:
            return None
    data_key, wrapped, key_id = keys.new_key(folder.pk)
    Key(folder=folder, wrapped=wrapped, key_id=key_id).save(force_insert=True)
    keys.ring()[folder.pk] = data_key
    return folder


def let_in(
    folder: UUID, colleague: Colleague, *, why: Why, by: Colleague | None, at: datetime, until: datetime | None = None
) -> Access:
    return _line(folder, colleague, Effect.LET_IN, why, by, at, until)


def keep_out(folder: UUID, colleague: Colleague, *, why: Why, by: Colleague | None, at: datetime) -> Access:
    """From now on the folder does not exist for this colleague, whatever post they hold."""
    return _line(folder, colleague, Effect.KEPT_OUT, why, by, at, None)


def _line(
    folder: UUID, colleague: Colleague, effect: Effect, why: Why, by: Colleague | None, at: datetime, until: datetime | None
) -> Access:
    line = Access(folder_id=folder, colleague=colleague, effect=effect, why=why, since=at, until=until, by=by)
    line.save(force_insert=True)
    return line


def lies_in(folder: UUID, scheme: Scheme, *, at: datetime) -> None:
    """The folder lies in this scheme from now on, once however often it is said."""
    if not Place.objects.filter(in_force(at), folder_id=folder, scheme=scheme).exists():
        Place(folder_id=folder, scheme=scheme, since=at).save(force_insert=True)


def is_kept_out(folder: UUID, colleague: Colleague) -> bool:
    """Whether somebody is kept out, for whoever may open the folder. Asked behind the wall: a reader sees only whom was let in."""
    with connection.cursor() as c:
        c.execute("select heed_is_kept_out(%s, %s)", [folder, colleague.pk])
        return c.fetchone()[0]
