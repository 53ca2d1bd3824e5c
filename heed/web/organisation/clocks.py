"""How long the clocks run, and which days are off: seen, proposed, and (under Signatures) signed by somebody else."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heed.audit.actions import Verb
from heed.deadlines import values
from heed.deadlines.counting import uk_day
from heed.deadlines.rules import Rule
from heed.deadlines.values import CannotSet
from heed.organisation.actions import CannotSign
from heed.pictures import clock_values as pictures
from heed.policies.roles import Do
from heed.procedures import clock_values
from heed.web.door import fetch, page, remember
from heed.web.organisation.clock_forms import NewDayOff, NewLength, nations_of
from heed.web.organisation.forms import start_of


@page(Do.CLOCKS, methods="GET")
def clocks(request: Any) -> HttpResponse:
    remember(request, Verb.LISTED)
    return render(request, "organisation/templates/clocks.html", {"families": pictures.families(request.at)})


@page(Do.CLOCKS)
def clock(request: Any, code: str) -> HttpResponse:
    """One clock: what is in force, what that comes to, what was in force before; and proposing another length."""
    law = pictures.one(code)
    if law is None:
        raise Http404
    line = pictures.line(law, request.at)
    now = line.lengths[0].span
    first = {"amount": now.amount, "unit": now.unit, "nations": [nation.value for nation in law.nations]}
    form = NewLength(request.POST or None, initial=first, law=law, today=uk_day(request.at))
    if request.method == "POST" and form.is_valid() and _proposed(request, law, form):
        return redirect("clock", code=law.code)
    remember(request, Verb.LISTED)
    return render(
        request,
        "organisation/templates/clock.html",
        {
            "form": form,
            "line": line,
            "law": law,
            "began": pictures.if_it_began(law, line.lengths, request.at),
            "asked": pictures.asked_of(law, request.at),
            "history": values.history(law),
        },
    )


def _proposed(request: Any, law: Rule, form: NewLength) -> bool:
    given = form.cleaned_data
    try:
        clock_values.propose_length(
            law,
            nations_of(given),
            given["span"],
            since=start_of(given["since"]) or request.at,
            reason=given["reason"],
            by=request.me.colleague,
            at=request.at,
        )
    except (CannotSet, CannotSign) as refusal:
        form.add_error("amount", str(refusal))
        return False
    _waits(request)
    return True


@page(Do.CLOCKS)
def days_off(request: Any) -> HttpResponse:
    """Bank holidays as they are shipped, and days off of our own."""
    form = NewDayOff(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            clock_values.propose_day_off(given["day"], nations_of(given), given["name"], by=request.me.colleague, at=request.at)
        except (CannotSet, CannotSign) as refusal:
            form.add_error("day", str(refusal))
        else:
            _waits(request)
            return redirect("days_off")
    remember(request, Verb.LISTED)
    return render(
        request,
        "organisation/templates/days_off.html",
        {"form": form, "found": pictures.days_off(request.at), "asked": pictures.days_asked(request.at)},
    )


@page(Do.CLOCKS, methods="POST")
def remove_day_off(request: Any, pk: int) -> HttpResponse:
    values.take_back_day_off(fetch(request, values.days_ahead(request.at), pk))
    messages.success(request, _("It is a working day again, for clocks that start from now on."))
    return redirect("days_off")


def _waits(request: Any) -> None:
    remember(request, Verb.CHANGED)
    messages.success(
        request, _("It waits for the signature of somebody else: the Safeguarding Lead, who finds it under Signatures.")
    )
