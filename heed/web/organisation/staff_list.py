"""Joiners and leavers by a list of everybody: what it would do first, then doing it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from heed.audit.actions import Verb
from heed.organisation.staff_list import CannotRead
from heed.policies.roles import Do
from heed.procedures import joining
from heed.web.door import page, remember
from heed.web.organisation.forms import StaffList


@page(Do.ORGANISE, fresh=True)
def staff_list(request: Any) -> HttpResponse:
    """The list goes with each step and is compared afresh: nothing of it is kept before it is done."""
    form = StaffList(request.POST, request.FILES) if request.method == "POST" else StaffList()
    if request.method == "POST" and form.is_valid():
        try:
            return _done(request, form) if "do" in request.POST else _compared(request, form)
        except CannotRead as refusal:
            form.add_error("file", str(refusal))
    remember(request, Verb.REFUSED if request.method == "POST" else Verb.LOOKED)
    return render(request, "organisation/templates/staff_list.html", {"form": form})


def _compared(request: Any, form: StaffList) -> HttpResponse:
    text = form.cleaned_data["text"]
    found = joining.compare(text, by=request.me.colleague, at=request.at)
    remember(request, Verb.LISTED)
    nothing = not (found.joiners or found.changes or found.leavers)
    return render(
        request,
        "organisation/templates/staff_list_compared.html",
        {"found": found, "text": text, "nothing": nothing, "once": joining.AT_ONCE},
    )


def _done(request: Any, form: StaffList) -> HttpResponse:
    ended = {int(one) for one in request.POST.getlist("ended") if one.isdecimal() and len(one) < 16}
    done = joining.bring_up_to_date(form.cleaned_data["text"], ended=ended, by=request.me.colleague, at=request.at)
    for someone in (*done.joined, *done.changed, *done.left):
        remember(request, Verb.CHANGED, someone.pk)
    remember(request, Verb.CHANGED)
    return render(request, "organisation/templates/staff_list_done.html", {"done": done})
