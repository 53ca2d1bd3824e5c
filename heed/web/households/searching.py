"""Finding a household. What was looked for is posted and comes back sealed, so that Back works and no name stands in an address (U26)."""

import re
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from heed.audit.actions import Verb
from heed.households.folding import fold
from heed.pictures import finding
from heed.policies.roles import Do
from heed.web.asked import opened, sealed
from heed.web.door import page, remember

A_PAGE = 30


@page(Do.SEARCH, methods="POST")
def search(request: Any) -> HttpResponse:
    """Takes the words and sends the browser to the list that they find."""
    words = request.POST.get("words", "").replace("\x00", "").strip()
    if case := finding.case_of(request.me, words):
        return redirect("case", case.pk)
    return redirect(
        f"{reverse('households')}?{urlencode({'found': sealed(words, request)})}" if words else reverse("households")
    )


@page(Do.SEARCH, methods="GET")
def households(request: Any) -> HttpResponse:
    """What was found, or where something is open, a page at a time. One row in the audit, with the ids that were shown."""
    words = opened(request.GET.get("found", ""), request)
    rows = finding.search(request.me, words) if words else finding.with_open_concerns(request.me)
    by_address = request.GET.get("sort") == "address"
    found = Paginator(sorted(rows, key=_as_people_count) if by_address else rows, A_PAGE).get_page(request.GET.get("page"))
    remember(request, Verb.SEARCHED if words else Verb.LISTED, shown=[row.pk for row in found])
    return render(
        request,
        "households/templates/households.html",
        {
            "words": words,
            "page": found,
            "most": finding.A_LIST,
            "by_address": by_address,
            "orders": _orders(request, by_address),
        },
    )


def _as_people_count(row: finding.Found) -> tuple[list[str], str]:
    """2 Heol Ŵyn before 14 Heol Ŵyn, and number 2 of each street apart: by the street first."""
    parts = re.split(r"(\d+)", fold(row.address))
    street = " ".join(part.strip() for part in parts[::2] if part.strip())
    return [street, *(f"{int(part):09d}" for part in parts[1::2])], str(row.pk)


def _orders(request: Any, by_address: bool) -> list[tuple[str, str, bool]]:
    """(words, address, whether it is so now) of each order the list can stand in."""
    asked = request.GET.get("found", "")
    first = _("The likeliest first") if asked else _("The newest concern first")
    return [
        (words, f"{request.path}?{urlencode({name: value for name, value in ask.items() if value})}", chosen)
        for words, ask, chosen in (
            (first, {"found": asked}, not by_address),
            (_("By street and number"), {"found": asked, "sort": "address"}, by_address),
        )
    ]
