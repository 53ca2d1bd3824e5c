"""The list of colleagues, and a new one. What it is narrowed to stands in the address, sealed where it could be a name (U29)."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heed.audit.actions import Verb
from heed.organisation import actions
from heed.organisation.actions import CannotAdd
from heed.organisation.choices import Department
from heed.pictures import organisation as pictures
from heed.policies.roles import Do
from heed.web.asked import opened, same_list, sealed
from heed.web.door import page, remember
from heed.web.organisation.forms import Narrow, NewColleague

A_PAGE = 50
KEPT = ("named", "department", "left", "sort")  # what the address may say, besides the page


@dataclass(frozen=True)
class Chip:
    """What the list is narrowed to, to be taken off (components/filter_chips.html)."""

    label: str
    url: str
    chosen: bool = True
    count: int | None = None


@page(Do.ORGANISE, methods="GET")
def colleagues(request: Any) -> HttpResponse:
    narrowed, sort = _narrowed(request), request.GET.get("sort", "name")
    found = Paginator(pictures.list_of_colleagues(request.at, sort=sort, **narrowed), A_PAGE).get_page(request.GET.get("page"))
    remember(request, Verb.LISTED)
    return render(
        request,
        "organisation/templates/colleagues.html",
        {"narrow": Narrow(initial=narrowed), "chosen": _chosen(request, narrowed), "sort": sort, "page": found},
    )


def _narrowed(request: Any) -> dict[str, Any]:
    """What is asked for; whatever is odd in the address is left out."""
    ask = request.GET
    return {
        "words": opened(ask.get("named", ""), request),
        "department": ask["department"] if ask.get("department") in Department.values else "",
        "left": ask.get("left") == "yes",
    }


def _chosen(request: Any, narrowed: dict[str, Any]) -> list[Chip]:
    said = (
        ("named", f"“{narrowed['words']}”" if narrowed["words"] else ""),
        ("department", str(Department(narrowed["department"]).label) if narrowed["department"] else ""),
        ("left", _("Those who have left") if narrowed["left"] else ""),
    )
    return [Chip(words, _list(request, **{name: ""})) for name, words in said if words]


def _list(request: Any, **other: str) -> str:
    return same_list(request, "organisation", KEPT, **other)


@page(Do.ORGANISE, methods="POST")
def narrow(request: Any) -> HttpResponse:
    """Takes what to narrow by and leads to the list: a name must not stand in an address, so words go sealed."""
    form = Narrow(request.POST)
    given = form.cleaned_data if form.is_valid() else {}
    return redirect(
        _list(
            request,
            named=sealed(given["words"], request) if given.get("words") else "",
            department=given.get("department", ""),
            left="yes" if given.get("left") else "",
        )
    )


@page(Do.ORGANISE)
def add(request: Any) -> HttpResponse:
    """The password to hand over is shown once, on the answer to this very click, and stands nowhere else."""
    form = NewColleague(request.POST or None, offers={"line_manager": pictures.colleagues_here(request.at)})
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            colleague, password = actions.add_colleague(facts.pop("username"), at=request.at, **facts)
        except CannotAdd as refusal:
            form.add_error("username", str(refusal))
        else:
            remember(request, Verb.CHANGED)
            return render(request, "organisation/templates/password.html", {"colleague": colleague, "password": password})
    return render(request, "organisation/templates/add.html", {"form": form})
