"""Parts of a case that was shown, for the pages that change one. None: not there, or no longer standing."""

from uuid import UUID

from heed.cases.models import Case, Chase, Document, Exemption, Measure, MissingEpisode, Reach, Referral, Someone
from heed.concerns.models import Feed
from heed.deadlines.models import Clock
from heed.learning.models import CaseReview


def someone(case: Case, pk: UUID) -> Someone | None:
    return (
        Someone.objects.filter(folder=case.folder_id, pk=pk, superseded_at=None)
        .select_related("person", "incident", "case")
        .first()
    )


def reach(case: Case, pk: UUID) -> Reach | None:
    return Reach.objects.filter(folder=case.folder_id, pk=pk, undone_at=None).first()


def feed(case: Case, pk: UUID) -> Feed | None:
    return Feed.objects.filter(folder=case.folder_id, pk=pk, undone_at=None).first()


def episode(case: Case, pk: UUID) -> MissingEpisode | None:
    return MissingEpisode.objects.filter(folder=case.folder_id, pk=pk).select_related("case").first()


def measure(case: Case, pk: UUID) -> Measure | None:
    return Measure.objects.filter(folder=case.folder_id, pk=pk, superseded_at=None).first()


def referral(case: Case, pk: UUID) -> Referral | None:
    return Referral.objects.filter(folder=case.folder_id, pk=pk).select_related("pathway", "agency", "case").first()


def chase(referral: Referral) -> Chase | None:
    """The letter that waits to be sent."""
    return (
        Chase.objects.filter(referral=referral, sent_at=None)
        .select_related("referral__pathway", "referral__case")
        .order_by("drafted_at", "kind")
        .first()
    )


def review(case: Case, pk: UUID) -> CaseReview | None:
    return CaseReview.objects.filter(folder=case.folder_id, pk=pk, ended_at=None).first()


def exemption(case: Case) -> Exemption | None:
    return Exemption.objects.filter(folder=case.folder_id, ended_at=None).select_related("case").first()


def document(case: Case, pk: UUID) -> Document | None:
    return Document.objects.filter(folder=case.folder_id, pk=pk, removed_at=None).select_related("file").first()


def clock(case: Case, pk: UUID) -> Clock | None:
    """One that runs, or stands still."""
    return Clock.objects.running().filter(folder=case.folder_id, pk=pk).first()
