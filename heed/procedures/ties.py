"""Declared ties between colleagues and addresses, which drive conflicts of interest (issue 2, "Who and where")."""

from datetime import datetime

from django.db.models import QuerySet

from heed.households.models import Home, Tie
from heed.organisation.models import Colleague, in_force


def homes() -> QuerySet[Home]:
    """Every address of ours: none is confidential by itself."""
    return Home.objects.all()


def ties_of(colleague: Colleague, at: datetime) -> QuerySet[Tie]:
    return Tie.objects.filter(in_force(at), colleague=colleague).select_related("home").order_by("since", "pk")


def end_tie(tie: Tie, *, by: Colleague, at: datetime) -> None:
    """No longer so. It opens nothing: whom it kept out stays out until the lead lets them in again (nobody grants themselves anything)."""
    Tie.objects.filter(pk=tie.pk, until=None).update(until=at)
