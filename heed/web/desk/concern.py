"""A concern: everything about it, and what this reader may do next."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from heed.audit.actions import Verb
from heed.pictures.concern.dossier import Dossier, dossier, happened, to_open
from heed.policies.roles import Do
from heed.web.components.paging import place_read, place_written
from heed.web.desk.forms import Acting
from heed.web.door import fetch, page, remember


@page(Do.SEE_RECORDS, methods="GET")
def concern(request: Any, pk: UUID) -> HttpResponse:
    """For the group and the lead; a scheme's manager and the let-in read it without the reporter's name."""
    seen = seen_by(request, fetch(request, to_open(request.me), pk))
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


def seen_by(request: Any, concern: Any) -> Dossier:
    """The concern for one of its pages. That it showed how to be safe with a household, or that another concern is open there, is noted as
    a list that showed them: whoever asks who has looked at that household finds it."""
    seen = dossier(request.me, concern, request.at)
    if shown := [*(warned.household for warned in seen.warnings), *(other.pk for other in seen.beside)]:
        remember(request, Verb.LISTED, shown=shown)
    return seen
