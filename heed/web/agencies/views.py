"""The directory: the list, narrowed by words and kind, and one agency with all that is kept about it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from heed.agencies.choices import AgencyKind
from heed.audit.actions import Verb
from heed.pictures import agencies as pictures
from heed.policies.roles import Do
from heed.web.agencies.forms import Narrow
from heed.web.components.listing import NarrowedList
from heed.web.door import fetch, page, remember

A_PAGE = 50
LIST = NarrowedList("agencies", "kind", AgencyKind, "ended", gettext_lazy("Those that have ended"))


@page(Do.SEE_RECORDS, methods="GET")
def agencies(request: Any) -> HttpResponse:
    narrowed = LIST.narrowed(request)
    shown = Paginator(pictures.list_of_agencies(**narrowed), A_PAGE).get_page(request.GET.get("page"))
    remember(request, Verb.LISTED)
    said = {"narrow": Narrow(initial=narrowed), "chosen": LIST.chosen(request, narrowed), "page": shown}
    return render(request, "agencies/templates/agencies.html", said)


@page(Do.SEE_RECORDS, methods="POST")
def narrow(request: Any) -> HttpResponse:
    """Takes what to narrow by and leads to the list: an officer's name must not stand in an address, so words go sealed."""
    return LIST.lead_to(request, Narrow(request.POST))


@page(Do.SEE_RECORDS, methods="GET")
def agency(request: Any, pk: int) -> HttpResponse:
    one = fetch(request, pictures.agencies(), pk)
    said = {"picture": pictures.agency_picture(one, request.me), "agency": one}
    return render(request, "agencies/templates/agency.html", said)
