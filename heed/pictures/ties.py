"""Declared ties between colleagues and addresses, which drive conflicts of interest (CFC-6)."""

from datetime import datetime

from django.db.models import QuerySet

from heed.households.models import Home, Tie
from heed.organisation.models import Colleague, in_force


def homes() -> QuerySet[Home]:
    """Every address of ours: none is confidential by itself."""
    return Home.objects.all()


def ties_of(colleague: Colleague, at: datetime) -> QuerySet[Tie]:
    return Tie.objects.filter(in_force(at), colleague=colleague).select_related("home").order_by("since", "pk")
