"""The first wall: what each colleague may see. The second (walls.py) says the same in SQL; a property test holds them together.

One row-level question, asked of folders; everything kept in a folder follows it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from heed.cases.models import Case
from heed.concerns.choices import AccountKind
from heed.concerns.models import Account, Advice, Answer, Attachment, Concern, Decision, Draft, Involved, Placement, Reporter
from heed.deadlines.models import Clock
from heed.deadlines.rules import REPORTERS_OWN
from heed.folders.choices import Effect, FolderKind, Why
from heed.folders.models import Access, File, FileContent, Folder
from heed.households.models import Household, Person
from heed.organisation.choices import Role
from heed.organisation.models import Colleague, in_force
from heed.policies.asker import Asker, asker
from heed.policies.may_open import MayOpen
from heed.timeline.models import Event


def folders(me: Asker) -> QuerySet[Folder]:
    """Folders this colleague may open."""
    return Folder.objects.filter(MayOpen(me))


Opened = (
    Iterable[UUID] | None
)  # folders that `inside.open_folders` has answered in this transaction: they are not asked about again


def _kept(model: type, me: Asker, opened: Opened = None) -> QuerySet:
    if opened is not None:
        return model.objects.filter(folder__in=opened)  # type: ignore[attr-defined]
    return model.objects.filter(MayOpen(me, of="folder_id"))  # type: ignore[attr-defined]


def _reported_by(me: Asker) -> Exists:
    return Exists(Reporter.objects.filter(folder=OuterRef("folder_id"), colleague=me.colleague))


# What is kept in folders ------------------------------------------------------------------------------------------------------
def households(me: Asker) -> QuerySet[Household]:
    return _kept(Household, me)


def people(me: Asker) -> QuerySet[Person]:
    return _kept(Person, me)


def concerns(me: Asker, opened: Opened = None) -> QuerySet[Concern]:
    """Concerns as a reader of their folder sees them. One's own reports are `my_reports`."""
    return _kept(Concern, me, opened)


def cases(me: Asker, opened: Opened = None) -> QuerySet[Case]:
    return _kept(Case, me, opened)


def kept(model: type[Model], me: Asker, opened: Opened = None) -> QuerySet:
    """Whatever is kept in a case's or a plan's folder (notes apart): its readers are the folder's."""
    return _kept(model, me, opened)


def events(me: Asker) -> QuerySet[Event]:
    return _kept(Event, me)


def placements(me: Asker) -> QuerySet[Placement]:
    return _kept(Placement, me)


def involved(me: Asker) -> QuerySet[Involved]:
    return _kept(Involved, me)


def decisions(me: Asker) -> QuerySet[Decision]:
    return _kept(Decision, me)


def attachments(me: Asker) -> QuerySet[Attachment]:
    return _kept(Attachment, me)


def files(me: Asker) -> QuerySet[File]:
    """Those of the folders one may open, and those one sent with a report (`by` is empty where a file is the reporter's own)."""
    return _kept(File, me) | File.objects.filter(_reported_by(me), by=None)


def files_to_take(me: Asker) -> QuerySet[File]:
    """Those that go out as they are. A case's papers go by a page that asks first (B24)."""
    of_cases = Folder.objects.filter(pk=OuterRef("folder_id"), kind=FolderKind.CASE)
    return files(me).filter(~Exists(of_cases))


def contents(me: Asker) -> QuerySet[FileContent]:
    return _kept(FileContent, me) | FileContent.objects.filter(_reported_by(me), file__by=None)


def accounts(me: Asker, opened: Opened = None) -> QuerySet[Account]:
    """Who was told first is as good as the reporter's name, so it goes to the group and the lead only."""
    seen = _kept(Account, me, opened)
    return seen if me.everything or me.circle else seen.exclude(kind=AccountKind.ON_BEHALF)


def advice(me: Asker) -> QuerySet[Advice]:
    """Advice is independent: until two are in, its words are for its author and the lead only (CFC-4)."""
    seen = _kept(Advice, me)
    return seen if me.everything else seen.filter(Q(by=me.colleague) | Q(concern__advised_at__isnull=False))


def answers(me: Asker) -> QuerySet[Answer]:
    """Whom it was given to is the reporter's name; one's own is always one's own, also of a record one is kept out of."""
    return _kept(Answer, me) | my_answers(me) if me.everything or me.circle else my_answers(me)


def reporters(me: Asker, opened: Opened = None) -> QuerySet[Reporter]:
    """The reporter's name goes to the group and the lead only, and to the reporter."""
    own = Reporter.objects.filter(colleague=me.colleague)
    return _kept(Reporter, me, opened) | own if me.everything or me.circle else own


def clocks(me: Asker, opened: Opened = None) -> QuerySet[Clock]:
    """What is owed: seen by whoever may see the folder it is in or the one it holds, and by its owner unless kept out.

    A clock whose owner is the reporter is as good as the name, so it is for the group, the lead and the reporter."""
    if opened is not None:
        seen = Q(folder__in=opened) | Q(holds__in=opened)
    else:
        seen = Q(MayOpen(me, of="folder_id")) | Q(MayOpen(me, of="holds_id"))
    if not (me.everything or me.circle):
        seen &= ~Q(rule__in=REPORTERS_OWN)
    out = Access.objects.filter(in_force(me.at), folder=OuterRef("folder_id"), colleague=me.colleague, effect=Effect.KEPT_OUT)
    return Clock.objects.filter(seen | Q(~Exists(out), owner=me.colleague))


# One's own --------------------------------------------------------------------------------------------------------------------
def drafts(me: Asker) -> QuerySet[Draft]:
    """Reports being written: one's own; and those of somebody who left before sending, for the lead who was let in to write on, so that no
    worry is lost."""
    writes = Access.objects.filter(in_force(me.at), folder=OuterRef("folder_id"), colleague=me.colleague, why=Why.WRITES)
    return Draft.objects.filter(Q(author=me.colleague) | Exists(writes))


def my_reports(me: Asker) -> QuerySet[Concern]:
    return Concern.objects.filter(_reported_by(me))


def my_accounts(me: Asker) -> QuerySet[Account]:
    return Account.objects.filter(_reported_by(me), by=None)


def my_attachments(me: Asker) -> QuerySet[Attachment]:
    return Attachment.objects.filter(_reported_by(me), file__by=None, removed_at=None)


def my_answers(me: Asker) -> QuerySet[Answer]:
    return Answer.objects.filter(to=me.colleague)


# Asked of several colleagues at once (who is told, who advises) ---------------------------------------------------------------
def kept_out(folder_ids: Iterable[UUID], at: datetime) -> set[int]:
    """Colleagues kept out of any of these folders at an instant."""
    lines = Access.objects.filter(in_force(at), folder__in=list(folder_ids), effect=Effect.KEPT_OUT)
    return set(lines.values_list("colleague_id", flat=True))


def who_may_open(folder: UUID, among: QuerySet[Colleague], at: datetime) -> list[Colleague]:
    """Of these colleagues, those who may open the folder: for telling people, so it reads posts, not a session."""
    return [colleague for colleague in among if folders(asker(colleague, at)).filter(pk=folder).exists()]


def holders(role: Role, at: datetime) -> QuerySet[Colleague]:
    return Colleague.objects.holding(role, at)


def is_let_in(me: Asker) -> bool:
    """Whether somebody has let this colleague into a record: then a second factor is asked of them too."""
    lines = Access.objects.filter(in_force(me.at), colleague=me.colleague, effect=Effect.LET_IN)
    return lines.exclude(why=Why.WRITES).exists()
