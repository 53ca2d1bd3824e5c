"""A concern opens a case, or feeds one that is there (issue: several concerns may feed one case)."""

from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from heed.cases.choices import Kind
from heed.cases.models import Case
from heed.cases.opening import Opening, open_case, reach_all
from heed.concerns import owing
from heed.concerns.models import Concern, Feed, Placement
from heed.organisation.models import Colleague
from heed.timeline.actions import record


class CannotFeed(Exception):
    """Why this concern cannot feed that case."""


@transaction.atomic
def open_from(concern: Concern, opening: Opening, *, by: Colleague, at: datetime) -> Case:
    """A decision opens a case: it reaches the households the concern is placed at, and what the concern owes to others goes with it.

    Raises CannotOpen, CannotFeed."""
    case = open_case(opening, by=by, at=at, from_concern=True)
    if opening.kind == Kind.DOMESTIC_ABUSE:
        owing.owe(concern, opening.scheme)
    feed(concern, case, by=by, at=at)
    return case


@transaction.atomic
def feed(concern: Concern, case: Case, *, by: Colleague, at: datetime) -> Feed:
    """Links a concern to a case; whoever answers for the case may read the concern. Raises CannotFeed (of a conflict nothing is said)."""
    with connection.cursor() as c:
        c.execute("select heed_feed_case(%s, %s)", [case.folder_id, concern.folder_id])
        if not c.fetchone()[0]:
            raise CannotFeed(
                _("Whoever answers for this case cannot take this concern. Choose another Responsible Line Manager.")
            )
    fed = Feed(folder_id=case.folder_id, concern=concern, concern_folder_id=concern.folder_id, case=case, by=by, at=at)
    try:
        with transaction.atomic():
            fed.save(force_insert=True)
    except IntegrityError:
        raise CannotFeed(_("This concern feeds that case already.")) from None
    owing.go_with_the_case(concern)
    record("concern.case_opened", concern.folder_id, by=by, at=at)
    record("case.fed", case.folder_id, by=by, at=at)  # which one is for those who may open it
    placed = Placement.objects.filter(concern=concern, undone_at=None)
    reach_all(case, placed.values_list("household", flat=True), by=by, at=at)
    return fed


@transaction.atomic
def undo_feed(fed: Feed, why: str, *, by: Colleague, at: datetime) -> None:
    """The concern belongs elsewhere: what it owes goes back to it, and whoever answers for the case reads it no longer. That it fed the case
    stays on record. The households that came with it are taken off one by one."""
    if not why.strip():
        raise CannotFeed(_("Write why it does not belong to this case."))
    if not Feed.objects.filter(pk=fed.pk, undone_at=None).update(undone_at=at, undone_by=by):
        raise CannotFeed(_("That was undone already."))
    with connection.cursor() as c:
        c.execute("select heed_undo_feed(%s, %s)", [fed.folder_id, fed.concern_folder_id])
        if not c.fetchone()[0]:  # what it owed would stay where it does not belong, and nobody would know
            raise CannotFeed(_("Whoever answers for the case takes this off. Ask them."))
    record("case.feed_undone", fed.folder_id, by=by, at=at, words={"text": why})
