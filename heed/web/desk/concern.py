"""A concern: everything about it, and what this reader may do next."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from heed.pictures.concern import dossier, to_open
from heed.policies.roles import Do
from heed.web.desk.forms import Acting
from heed.web.door import fetch, page


@page(Do.SEE_RECORDS, methods="GET")
def concern(request: Any, pk: UUID) -> HttpResponse:
    """For the group and the lead; a scheme's manager and the let-in read it without the reporter's name."""
    found = fetch(request, to_open(request.me), pk)
    return render(request, "desk/templates/concern.html", {"seen": dossier(request.me, found, request.at), "acting": Acting()})
