"""A concern: everything about it, and what this reader may do next."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from heed.pictures.concern.dossier import dossier, happened, to_open
from heed.policies.roles import Do
from heed.web.components.paging import place_read, place_written
from heed.web.desk.forms import Acting
from heed.web.door import fetch, page


@page(Do.SEE_RECORDS, methods="GET")
def concern(request: Any, pk: UUID) -> HttpResponse:
    """For the group and the lead; a scheme's manager and the let-in read it without the reporter's name."""
    seen = dossier(request.me, fetch(request, to_open(request.me), pk), request.at)
    before = place_read(request.GET.get("before", ""))
    entries = happened(seen, request.at, before)
    return render(
        request,
        "desk/templates/concern.html",
        {
            "seen": seen,
            "acting": Acting(),
            "entries": entries.entries,
            "older": f"?before={place_written(entries.following)}" if entries.following else "",
            "newest": request.path if before else "",
        },
    )
