"""The list of colleagues, and a new one. What it is narrowed to stands in the address, sealed where it could be a name (U29)."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from heed.audit.actions import Verb
from heed.organisation import actions
from heed.organisation.actions import CannotAdd
from heed.organisation.choices import Department
from heed.pictures import organisation as pictures
from heed.policies.roles import Do
from heed.web.components.listing import NarrowedList
from heed.web.door import page, remember
from heed.web.organisation.forms import Narrow, NewColleague

A_PAGE = 50
LIST = NarrowedList("organisation", "department", Department, "left", gettext_lazy("Those who have left"), also=("sort",))


@page(Do.ORGANISE, methods="GET")
def colleagues(request: Any) -> HttpResponse:
    narrowed, sort = LIST.narrowed(request), request.GET.get("sort", "name")
    found = Paginator(pictures.list_of_colleagues(request.at, sort=sort, **narrowed), A_PAGE).get_page(request.GET.get("page"))
    remember(request, Verb.LISTED)
    return render(
        request,
        "organisation/templates/colleagues.html",
        {"narrow": Narrow(initial=narrowed), "chosen": LIST.chosen(request, narrowed), "sort": sort, "page": found},
    )


@page(Do.ORGANISE, methods="POST")
def narrow(request: Any) -> HttpResponse:
    """Takes what to narrow by and leads to the list: a name must not stand in an address, so words go sealed."""
    return LIST.lead_to(request, Narrow(request.POST))


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
