"""The list of colleagues, and a new one."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from heed.audit.actions import Verb
from heed.organisation import actions
from heed.organisation.actions import CannotAdd
from heed.pictures import organisation as pictures
from heed.policies.roles import Do
from heed.web.door import page, remember
from heed.web.organisation.forms import Narrow, NewColleague

A_PAGE = 50
KEPT = "colleagues_list"  # what the list is narrowed to, kept in the session: a name must not stand in an address


@page(Do.ORGANISE, methods="GET")
def colleagues(request: Any) -> HttpResponse:
    kept, sort = request.session.get(KEPT, {}), request.GET.get("sort", "name")
    found = pictures.list_of_colleagues(request.at, sort=sort, **kept)
    remember(request, Verb.LISTED)
    return render(
        request,
        "organisation/templates/colleagues.html",
        {
            "narrow": Narrow(initial=kept),
            "narrowed": any(kept.values()),
            "sort": sort,
            "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        },
    )


@page(Do.ORGANISE, methods="POST")
def narrow(request: Any) -> HttpResponse:
    form = Narrow(request.POST)
    if form.is_valid():
        request.session[KEPT] = form.cleaned_data
    return redirect("organisation")


@page(Do.ORGANISE)
def add(request: Any) -> HttpResponse:
    """The password to hand over is shown once, on the answer to this very click, and stands nowhere else."""
    form = NewColleague(request.POST or None, offers={"line_manager": pictures.colleagues_here(request.at)})
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            colleague, password = actions.add_colleague(facts.pop("username"), by=request.me.colleague, at=request.at, **facts)
        except CannotAdd as refusal:
            form.add_error("username", str(refusal))
        else:
            remember(request, Verb.CHANGED)
            return render(request, "organisation/templates/password.html", {"colleague": colleague, "password": password})
    return render(request, "organisation/templates/add.html", {"form": form})
