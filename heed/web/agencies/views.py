"""The directory: the list, narrowed by words and kind, and one agency with all that is kept about it."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heed.agencies.choices import AgencyKind
from heed.audit.actions import Verb
from heed.pictures import agencies as pictures
from heed.policies.roles import Do
from heed.web.agencies.forms import Narrow
from heed.web.asked import opened, same_list, sealed
from heed.web.door import fetch, page, remember

A_PAGE = 50
KEPT = ("named", "kind", "ended")  # what the address may say, besides the page


@dataclass(frozen=True)
class Chip:
    """What the list is narrowed to, to be taken off (components/filter_chips.html)."""

    label: str
    url: str
    chosen: bool = True
    count: int | None = None


@page(Do.SEE_RECORDS, methods="GET")
def agencies(request: Any) -> HttpResponse:
    narrowed = _narrowed(request)
    shown = Paginator(pictures.list_of_agencies(**narrowed), A_PAGE).get_page(request.GET.get("page"))
    remember(request, Verb.LISTED)
    said = {"narrow": Narrow(initial=narrowed), "chosen": _chosen(request, narrowed), "page": shown}
    return render(request, "agencies/templates/agencies.html", said)


def _narrowed(request: Any) -> dict[str, Any]:
    """What is asked for; whatever is odd in the address is left out."""
    ask = request.GET
    return {
        "words": opened(ask.get("named", ""), request),
        "kind": ask["kind"] if ask.get("kind") in AgencyKind.values else "",
        "ended": ask.get("ended") == "yes",
    }


def _chosen(request: Any, narrowed: dict[str, Any]) -> list[Chip]:
    said = (
        ("named", f"“{narrowed['words']}”" if narrowed["words"] else ""),
        ("kind", str(AgencyKind(narrowed["kind"]).label) if narrowed["kind"] else ""),
        ("ended", _("Those that have ended") if narrowed["ended"] else ""),
    )
    return [Chip(words, _list(request, **{name: ""})) for name, words in said if words]


def _list(request: Any, **other: str) -> str:
    return same_list(request, "agencies", KEPT, **other)


@page(Do.SEE_RECORDS, methods="POST")
def narrow(request: Any) -> HttpResponse:
    """Takes what to narrow by and leads to the list: an officer's name must not stand in an address, so words go sealed."""
    form = Narrow(request.POST)
    given = form.cleaned_data if form.is_valid() else {}
    words = sealed(given["words"], request) if given.get("words") else ""
    return redirect(_list(request, named=words, kind=given.get("kind", ""), ended="yes" if given.get("ended") else ""))


@page(Do.SEE_RECORDS, methods="GET")
def agency(request: Any, pk: int) -> HttpResponse:
    one = fetch(request, pictures.agencies(), pk)
    said = {"picture": pictures.agency_picture(one, request.me), "agency": one}
    return render(request, "agencies/templates/agency.html", said)
