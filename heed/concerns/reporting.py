"""From a draft to a concern: begun, kept at each step, sent once, added to (CFC-1). The first account is never edited."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from heed.concerns.choices import AccountKind, Danger, Part
from heed.concerns.models import Account, Attachment, Concern, Draft, Involved, Placement, Reporter
from heed.concerns.placing import gather, keep_out_named, living_at
from heed.deadlines import clocks
from heed.deadlines.clocks import Owed
from heed.folders.actions import end_access, open_folder
from heed.folders.choices import FolderKind, Why
from heed.folders.models import Folder
from heed.folders.references import new_reference
from heed.households.choices import Identity
from heed.households.models import Home
from heed.organisation.models import Colleague
from heed.timeline.actions import record


class CannotSend(Exception):
    """What is missing before a report can be sent."""


@dataclass
class Named:
    """Somebody in it, in the reporter's words."""

    name: str
    part: Part
    about: str = ""
    identity: Identity = Identity.KNOWN


@dataclass
class Report:
    """What a reporter has told, out of the draft's answers. `knew_at` (UTC) when somebody else knew it first."""

    danger: Danger
    home: Home | None = None
    where: str = ""
    seen: str = ""
    told: str = ""
    told_by: str = ""
    child_words: str = ""
    worry: str = ""
    done: str = ""
    people: list[Named] = field(default_factory=list)
    colleagues: list[Colleague] = field(default_factory=list)
    on_behalf_of: str = ""
    knew_at: datetime | None = None


# The draft --------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def begin(*, by: Colleague, at: datetime) -> Draft:
    """A draft in a folder of its own, its author's alone; unsent after two hours, its author is reminded."""
    folder = open_folder(FolderKind.DRAFT, at=at, writer=by)
    draft = Draft(folder=folder, author=by, answers={}, started_at=at, saved_at=at)
    draft.save(force_insert=True)
    clocks.start("draft_reminder", Owed(folder.pk, owner=by), at=at)
    return draft


def keep(draft: Draft, answers: dict[str, Any], *, at: datetime) -> bool:
    """Keeps what was written so far. False when the draft was sent meanwhile: a late autosave never revives it (quality.md, finding 2)."""
    draft.answers = draft.answers | answers
    sealed = Draft._meta.get_field("answers").pre_save(draft, add=False)        # type: ignore[union-attr]
    return bool(Draft.objects.filter(pk=draft.pk, sent_at=None, dropped_at=None).update(answers=sealed, saved_at=at))


@transaction.atomic
def drop(draft: Draft, *, by: Colleague, at: datetime) -> None:
    """The author no longer wants to send it."""
    if Draft.objects.filter(pk=draft.pk, sent_at=None, dropped_at=None).update(dropped_at=at):
        clocks.meet_if_owed(draft.folder_id, "draft_reminder", by=by, at=at)


# Sending ----------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def send(draft: Draft, report: Report, *, by: Colleague, at: datetime) -> Concern:
    """Makes the concern, once: a second call answers the first one's concern. Raises CannotSend when nothing was told.

    The flag and the concern are written in one transaction, so no replay makes a second record and none is lost (U5)."""
    if not (report.seen or report.told or report.child_words):
        raise CannotSend(_("Write what you saw, heard or were told. One sentence is enough."))
    if not Draft.objects.filter(pk=draft.pk, sent_at=None).update(sent_at=at):
        return Concern.objects.get(folder=draft.folder_id)
    Folder.objects.filter(pk=draft.folder_id).update(kind=FolderKind.CONCERN, circle_from=at)
    concern = _concern(draft.folder_id, report, at)
    Reporter(folder_id=draft.folder_id, concern=concern, colleague=by, knew_at=report.knew_at or at).save(force_insert=True)
    _tell_it(concern, report, at)
    Attachment.objects.filter(draft=draft, removed_at=None).update(concern=concern)
    keep_out_named(concern, report.colleagues, at=at)
    _place_where_said(concern, report, at)
    _start_clocks(concern, at)
    record("concern.sent", draft.folder_id, by=None, at=at, occurred_at=report.knew_at or at)
    clocks.meet_if_owed(draft.folder_id, "draft_reminder", by=by, at=at)
    _empty(draft)
    end_access(draft.folder_id, by, why=Why.WRITES, at=at)
    return concern


def _concern(folder: UUID, report: Report, at: datetime) -> Concern:
    concern = Concern(folder_id=folder, reference=new_reference(), danger=report.danger, home=report.home, on_behalf=bool(report.on_behalf_of), sent_at=at)
    concern.save(force_insert=True)
    return concern


def _tell_it(concern: Concern, report: Report, at: datetime) -> None:
    """The account as rows: fact, hearsay, a child's words, opinion and deed apart, each in the reporter's own words."""
    rows = [(AccountKind.WHERE, report.where, ""), (AccountKind.SEEN, report.seen, ""), (AccountKind.TOLD, report.told, report.told_by),
            (AccountKind.CHILD_WORDS, report.child_words, ""), (AccountKind.WORRY, report.worry, ""), (AccountKind.DONE, report.done, ""),
            (AccountKind.ON_BEHALF, report.on_behalf_of, "")]
    for kind, words, source in rows:
        if words:
            Account(folder_id=concern.folder_id, concern=concern, kind=kind, words=words, source=source, at=at,
                    third_party=kind in (AccountKind.TOLD, AccountKind.ON_BEHALF)).save(force_insert=True)
    for named in report.people:
        Involved(folder_id=concern.folder_id, concern=concern, name=named.name, about=named.about, identity=named.identity, part=named.part,
                 recorded_at=at).save(force_insert=True)


def _place_where_said(concern: Concern, report: Report, at: datetime) -> None:
    """The household that lives today at the home the reporter chose. The reporter learns nothing of it."""
    household = living_at(report.home) if report.home else None
    if household:
        Placement(folder_id=concern.folder_id, concern=concern, household_id=household, reason=_("The address the reporter gave."), at=at).save(force_insert=True)
        Concern.objects.filter(pk=concern.pk).update(placed_at=at)
        concern.placed_at = at
    gather(concern)


def _start_clocks(concern: Concern, at: datetime) -> None:
    owed = Owed(concern.folder_id, holds=concern.folder_id, about=concern.pk)
    for code in ("first_advice", "second_advice", *([] if concern.placed_at else ["place_it"])):
        clocks.start(code, owed, at=at, nation=concern.nation, danger=concern.urgent)


def _empty(draft: Draft) -> None:
    """What was sent is kept once: the draft's own copy goes."""
    draft.answers = {}
    Draft.objects.filter(pk=draft.pk).update(answers=Draft._meta.get_field("answers").pre_save(draft, add=False))     # type: ignore[union-attr]


@transaction.atomic
def add_to_report(concern: Concern, words: str, *, by: Colleague, at: datetime) -> None:
    """The reporter knows more now. What they first wrote stays as it is; the group is told that there is more."""
    Account(folder_id=concern.folder_id, concern=concern, kind=AccountKind.ADDED, words=words, source="", at=at).save(force_insert=True)
    record("concern.added_to", concern.folder_id, by=None, at=at)
