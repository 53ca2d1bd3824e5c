"""From a draft to a concern: begun, kept at each step, sent once, added to (CFC-1). The first account is never edited."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import connection, transaction
from django.utils.translation import gettext as _

from heed.concerns import owing
from heed.concerns.choices import AccountKind, Danger, Form, Known, Part
from heed.concerns.models import Account, Attachment, Concern, Draft, Involved, Placement, Reporter
from heed.concerns.placing import hand_to_the_group, living_at
from heed.deadlines import clocks
from heed.deadlines.clocks import Owed
from heed.deadlines.models import Clock
from heed.folders.actions import open_folder
from heed.folders.choices import FolderKind
from heed.folders.files import Upload, digest_of, take
from heed.folders.references import new_reference
from heed.households.choices import Identity
from heed.households.models import Home
from heed.organisation.choices import Nation
from heed.organisation.models import Colleague
from heed.timeline.actions import record

MOST_FILES = 20
LOOKING = frozenset(
    {"sought", "posted", "checked", "form"}
)  # answers that tell nothing: a home looked for, which form, how far


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
    form: Form = Form.CONCERN
    asked: dict[AccountKind, str] = field(default_factory=dict)  # what its form asks besides
    on_behalf_of: str = ""
    emailed: str = ""
    knew_at: datetime | None = None


# The draft --------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def begin(*, by: Colleague, at: datetime, key: UUID | None = None) -> Draft:
    """A draft in a folder of its own, its author's alone. Nothing is told yet, so nobody is reminded of it.

    `key`: what the page was marked with, so that a page sent twice begins one draft: a second call answers the first one's."""
    own = _own_key(key, by.pk)
    if key and (begun := Draft.objects.filter(pk=own).first()):
        return begun
    folder = open_folder(FolderKind.DRAFT, at=at, writer=by)
    draft = Draft(id=own, folder=folder, author=by, answers={}, started_at=at, saved_at=at)
    draft.save(force_insert=True)
    return draft


def _own_key(key: UUID | None, whose: object) -> UUID:
    """The id of a row that a page may make once. Bound to whoever (or whatever) it belongs to, so that nobody's key meets another's row;
    one at a time, because two presses arrive together."""
    if key is None:
        return uuid4()
    own = uuid5(key, str(whose))
    with connection.cursor() as c:
        c.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(own)])
    return own


@transaction.atomic
def keep(draft: Draft, answers: dict[str, Any], *, at: datetime) -> bool:
    """Keeps what was written so far. False when the draft was sent meanwhile: a late autosave never revives it.

    The row is read again under a lock: what another tab kept a moment ago stays. From the first thing told its author is reminded."""
    held = _unsent(draft)
    if held is None:
        return False
    draft.answers = held.answers | answers
    Draft.objects.filter(pk=draft.pk).update(answers=_sealed(draft), saved_at=at)
    draft.saved_at = at
    if _tells(draft.answers) and not _tells(held.answers):
        _remind(draft, at)
    return True


def _tells(answers: dict[str, Any]) -> bool:
    return any(said for name, said in answers.items() if name not in LOOKING)


def _remind(draft: Draft, at: datetime) -> None:
    """Unsent two hours after the first thing was told or added, its author hears of it, once. To have looked for a home is nothing to be
    reminded of."""
    if not Clock.objects.filter(folder_id=draft.folder_id, rule="draft_reminder").exists():
        clocks.start("draft_reminder", Owed(draft.folder_id, owner=draft.author), at=at)


def _unsent(draft: Draft) -> Draft | None:
    """The draft as it stands, held until the end of the transaction, or None when it was sent or deleted."""
    return Draft.objects.select_for_update().filter(pk=draft.pk, sent_at=None, dropped_at=None).first()


def _sealed(draft: Draft) -> bytes | None:
    return Draft._meta.get_field("answers").pre_save(draft, add=False)  # type: ignore[union-attr]


def _nothing(draft: Draft) -> bytes | None:
    """No answers, sealed."""
    return _sealed(Draft(pk=draft.pk, folder_id=draft.folder_id, answers={}))


@transaction.atomic
def drop(draft: Draft, *, by: Colleague, at: datetime) -> None:
    """The author no longer wants to send it; what was written goes, and the files with it."""
    if Draft.objects.filter(pk=draft.pk, sent_at=None, dropped_at=None).update(dropped_at=at, answers=_nothing(draft)):
        _forget_files(draft)
        clocks.meet_if_owed(draft.folder_id, "draft_reminder", by=by, at=at)


@transaction.atomic
def attach(draft: Draft, upload: Upload, *, at: datetime) -> Attachment:
    """A file for the report being written. The same file twice is one. It does not say by whom: who reported
    stands apart. Raises CannotTake, or CannotSend when the draft is gone or full."""
    if _unsent(draft) is None:
        raise CannotSend(_("This report was sent already. Open it under “My reports” to add to it."))
    there = Attachment.objects.filter(draft=draft, removed_at=None)
    if again := there.filter(file__digest=digest_of(upload)).first():
        return again
    if there.count() >= MOST_FILES:
        raise CannotSend(
            _("A report takes %(most)d files at once. Send it first: you can add more afterwards.") % {"most": MOST_FILES}
        )
    attachment = Attachment(folder_id=draft.folder_id, draft=draft, file=take(upload, folder=draft.folder_id, by=None, at=at))
    attachment.save(force_insert=True)
    _remind(draft, at)
    return attachment


def detach(draft: Draft, attachment: UUID, *, at: datetime) -> None:
    """Takes a file out of the report being written: nothing of it stays."""
    if Attachment.objects.filter(pk=attachment, draft=draft, concern=None, removed_at=None).update(removed_at=at):
        _forget_files(draft)


def _forget_files(draft: Draft) -> None:
    with connection.cursor() as c:
        c.execute("select heed_forget_files(%s)", [draft.folder_id])  # type: ignore[attr-defined]


# Sending ----------------------------------------------------------------------------------------------------------------------
def send(draft: Draft, report: Report, *, by: Colleague, at: datetime) -> Concern:
    """Makes the concern, once: a second call answers the first one's concern. Raises CannotSend when nothing was told.

    The flag and the concern are written in one transaction, so no replay makes a second record and none is lost (U5)."""
    if not (report.seen or report.told or report.child_words):
        raise CannotSend(_("Write what you saw, heard or were told. One sentence is enough."))
    with transaction.atomic(savepoint=False):  # nothing is caught on the way: it happens whole, or the page's transaction ends
        if not _taken(draft, at):
            return Concern.objects.get(folder=draft.folder_id)
        household = living_at(report.home) if report.home else None
        concern = _concern(draft.folder_id, report, at, placed_at=at if household else None)
        Reporter(folder_id=draft.folder_id, concern=concern, colleague=by, knew_at=report.knew_at or at).save(force_insert=True)
        _tell_it(concern, report, at)
        Attachment.objects.filter(draft=draft, removed_at=None).update(concern=concern)
        _place_where_said(concern, household, at)
        clocks.meet_if_owed(draft.folder_id, "draft_reminder", by=by, at=at)
        _start_clocks(concern, at)
        record("concern.sent", draft.folder_id, by=None, at=at, occurred_at=report.knew_at or at)
        hand_to_the_group(concern, report.colleagues)
        return concern


def _taken(draft: Draft, at: datetime) -> bool:
    """Flips the flag and empties the draft: what was sent is kept once. False when it was sent already."""
    return bool(Draft.objects.filter(pk=draft.pk, sent_at=None).update(sent_at=at, answers=_nothing(draft)))


def _concern(folder: UUID, report: Report, at: datetime, placed_at: datetime | None) -> Concern:
    concern = Concern(
        folder_id=folder,
        reference=new_reference(),
        danger=report.danger,
        form=report.form,
        home=report.home,
        on_behalf=bool(report.on_behalf_of),
        sent_at=at,
        placed_at=placed_at,
    )
    concern.save(force_insert=True)
    return concern


def _tell_it(concern: Concern, report: Report, at: datetime) -> None:
    """The account as rows: fact, hearsay, a child's words, opinion and deed apart, each in the reporter's own words."""
    rows = [
        (AccountKind.WHERE, report.where, ""),
        (AccountKind.SEEN, report.seen, ""),
        (AccountKind.TOLD, report.told, report.told_by),
        (AccountKind.CHILD_WORDS, report.child_words, ""),
        (AccountKind.WORRY, report.worry, ""),
        (AccountKind.DONE, report.done, ""),
        (AccountKind.ON_BEHALF, report.on_behalf_of, ""),
        (AccountKind.EMAILED, report.emailed, ""),
        *((kind, words, "") for kind, words in report.asked.items()),
    ]
    Account.objects.bulk_create(
        Account(
            folder_id=concern.folder_id,
            concern=concern,
            kind=kind,
            words=words,
            source=source,
            at=at,
            third_party=kind in (AccountKind.TOLD, AccountKind.ON_BEHALF),
        )
        for kind, words, source in rows
        if words
    )
    Involved.objects.bulk_create(
        Involved(
            folder_id=concern.folder_id,
            concern=concern,
            name=named.name,
            about=named.about,
            identity=named.identity,
            part=named.part,
            recorded_at=at,
        )
        for named in report.people
    )


def _place_where_said(concern: Concern, household: UUID | None, at: datetime) -> None:
    """The household that lives today at the home the reporter chose; that is the reason, so no words are kept. The reporter learns nothing of it."""
    if household:
        Placement(folder_id=concern.folder_id, concern=concern, household_id=household, reason="", at=at).save(
            force_insert=True
        )


def _start_clocks(concern: Concern, at: datetime) -> None:
    owed = Owed(concern.folder_id, holds=concern.folder_id, about=concern.pk)
    codes = ["first_advice", "second_advice", *([] if concern.placed_at else ["place_it"])]
    nation = concern.home.scheme.nation if concern.home else Nation.ENGLAND  # it is linked nowhere else yet
    clocks.start_together(codes, owed, at=at, nation=nation, danger=concern.urgent)
    if concern.form == Form.INCIDENT:
        owing.owe(concern)


# Afterwards -------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_to_report(
    concern: Concern, words: str, *, at: datetime, uploads: Iterable[Upload] = (), once: UUID | None = None
) -> bool:
    """The reporter knows more now. What they first wrote stays as it is; the group is told that there is more.

    `once`: what the page was marked with, so that the same press twice adds one. False when it was added already. Raises CannotTake."""
    own, uploads = _own_key(once, concern.pk), list(uploads)
    if _added_already(concern, words, own, uploads):
        return False
    for upload in uploads:
        Attachment(
            folder_id=concern.folder_id, concern=concern, file=take(upload, folder=concern.folder_id, by=None, at=at)
        ).save(force_insert=True)
    Account(id=own, folder_id=concern.folder_id, concern=concern, kind=AccountKind.ADDED, words=words, source="", at=at).save(
        force_insert=True
    )
    record("concern.added_to", concern.folder_id, by=None, at=at)
    return True


@transaction.atomic
def told_line_manager(concern: Concern, *, at: datetime) -> None:
    """The reporter of an incident has told their line manager in the shift (DA-1; D1). Said twice it stands once."""
    own = _own_key(concern.pk, AccountKind.MANAGER_TOLD)
    if Account.objects.filter(pk=own).exists():
        return
    Account(
        id=own,
        folder_id=concern.folder_id,
        concern=concern,
        kind=AccountKind.MANAGER_TOLD,
        words=Known.YES,
        source="",
        at=at,
    ).save(force_insert=True)
    record("concern.manager_told", concern.folder_id, by=None, at=at)


def _added_already(concern: Concern, words: str, own: UUID, uploads: Collection[Upload]) -> bool:
    """By the same page, or in the same words and with no other file, from a page that Back brought again."""
    if Account.objects.filter(pk=own).exists():
        return True
    there = Attachment.objects.filter(concern=concern, removed_at=None, file__by=None)
    if any(not there.filter(file__digest=digest_of(upload)).exists() for upload in uploads):
        return False
    last = Account.objects.filter(concern=concern, kind=AccountKind.ADDED, by=None).order_by("-at", "-pk").first()
    return bool(words and last and last.words == words)
