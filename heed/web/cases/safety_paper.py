"""A safety plan on paper, after a page that interrupts: who will hold it, what for, and is it safe (B24, DA-8)."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from heed.audit.actions import Verb
from heed.domestic_abuse import planning
from heed.domestic_abuse.planning import Copy
from heed.pictures.case import abuse, choosing
from heed.pictures.case import safety as picture
from heed.pictures.case.may import may_of
from heed.pictures.case.picture import to_open
from heed.policies import leaving
from heed.policies.roles import Do
from heed.web.cases import sharing
from heed.web.cases.abuse_forms import PrintPlanForm
from heed.web.door import fetch, page, remember


@page(Do.PRINT, fresh=True)
def print_plan(request: Any, pk: UUID, part: UUID) -> HttpResponse:
    """Asks first; then the sheet. It says neither who helps nor who else holds a part: paper is read over a shoulder."""
    case = fetch(request, to_open(request.me), pk, Verb.LOOKED)
    plan = fetch(request, picture.standing(request.me, case), part, Verb.LOOKED)
    if not may_of(request.me, case).plan:
        raise Http404
    form = PrintPlanForm(request.POST if request.method == "POST" else None, contacts=picture.contacts(plan))
    harmed = [one for one in choosing.standing(case) if one.part in abuse.HARMED]
    parts: list[Any] = []
    tried = sharing.Tried(False)
    if request.method == "POST" and form.is_valid():
        tried = sharing.guarded(request, form, harmed, lambda: parts.extend(_printed(request, plan, form, harmed)))
    if not tried.went:
        said = {"case": case, "form": form, "stops": tried.stops, "may_override": sharing.overrides(request)}
        said["not_looked_at"] = [one for one in harmed if not one.person_id]
        return render(request, "cases/templates/before_print_plan.html", said)
    remember(request, Verb.PRINTED, part)
    sheet = {"parts": parts, "holder": form.holder(request.me.colleague.display_name), "own": form.own}
    printed = {"printed_by": request.me.colleague.display_name, "printed_at": request.at, "reference": ""}
    return render(request, "cases/templates/plan_on_paper.html", sheet | printed)


def _printed(request: Any, plan: Any, form: PrintPlanForm, harmed: list[Any]) -> list[Any]:
    said = form.cleaned_data
    about = [one.person_id for one in harmed if one.person_id]
    cleared = leaving.clear(about, me=request.me, at=request.at, override=said["override"])
    copy = Copy(
        holder=form.holder(request.me.colleague.display_name),
        why=said["why"],
        cleared=cleared,
        contact=form.contact,
        own=form.own,
        agreed=said["agreed"],
    )
    return planning.printed(plan, copy, by=request.me.colleague, at=request.at)
