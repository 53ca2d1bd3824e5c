"""Finding a household. What was looked for is posted and comes back sealed, so that Back works and no name stands in an address (U26)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from heed.audit.actions import Verb
from heed.pictures import finding
from heed.policies.roles import Do
from heed.web.door import page, remember
from heed.web.households.asked import opened, sealed


@page(Do.SEARCH, methods="POST")
def search(request: Any) -> HttpResponse:
    """Takes the words and sends the browser to the list that they find."""
    words = request.POST.get("words", "").replace("\x00", "").strip()
    return redirect(
        f"{reverse('households')}?{urlencode({'found': sealed(words, request)})}" if words else reverse("households")
    )


@page(Do.SEARCH, methods="GET")
def households(request: Any) -> HttpResponse:
    """What was found, or where something is open. One row in the audit, with the ids that were shown."""
    words = opened(request.GET.get("found", ""), request)
    rows = finding.search(request.me, words) if words else finding.with_open_concerns(request.me)
    remember(request, Verb.SEARCHED if words else Verb.LISTED, shown=[row.pk for row in rows])
    return render(request, "households/templates/households.html", {"words": words, "rows": rows, "most": finding.A_LIST})
