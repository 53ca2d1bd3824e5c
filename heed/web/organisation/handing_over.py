"""Handing over the open work of somebody who has left (CFC-8)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heed.audit.actions import Verb
from heed.pictures import organisation as pictures
from heed.policies.roles import Do
from heed.procedures import leaving
from heed.procedures.leaving import CannotHandOver
from heed.web.door import fetch, page, remember
from heed.web.organisation.forms import Successor


@page(Do.HAND_OVER, methods="GET")
def leavers(request: Any) -> HttpResponse:
    remember(request, Verb.LISTED)
    return render(request, "organisation/templates/leavers.html", {"leavers": pictures.leavers(request.me)})


@page(Do.HAND_OVER, fresh=True)
def hand_over(request: Any, pk: int) -> HttpResponse:
    """Names the successor; the moving is a job, which sees everything there is to move."""
    leaver = fetch(request, pictures.colleagues().filter(left_at__lte=request.at), pk)
    form = Successor(request.POST or None, offers={"successor": pictures.colleagues_here(request.at).exclude(pk=request.me.pk)})
    if request.method == "POST" and form.is_valid():
        try:
            leaving.ask_hand_over(leaver, form.cleaned_data["successor"], by=request.me.colleague, at=request.at)
        except CannotHandOver as refusal:
            form.add_error("successor", str(refusal))
        else:
            messages.success(request, _("The work moves within a minute. Your colleague is told."))
            return redirect("leavers")
    return render(request, "organisation/templates/hand_over.html", {"form": form, "leaver": leaver})
