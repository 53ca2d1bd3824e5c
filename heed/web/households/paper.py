"""A household on paper, after a page that interrupts (U19, B24)."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from heed.audit.actions import Verb
from heed.pictures.history import Narrowed
from heed.pictures.household.parts import may_hold_paper
from heed.pictures.household.picture import household_picture, households
from heed.policies.roles import Do
from heed.procedures.access import note_print
from heed.web.door import fetch, page, remember
from heed.web.households.forms import PrintForm
from heed.web.households.views import choices

ON_PAPER = 400  # entries: some thirty sheets


@page(Do.PRINT, fresh=True)
def print_household(request: Any, pk: UUID) -> HttpResponse:
    """Asks who will hold it and what for; then the sheets. Safe contact and numbers stay out unless asked for with a reason."""
    posted = request.method == "POST"
    household = fetch(request, households(request.me), pk, Verb.LOOKED)
    picture = household_picture(household, request.me, Narrowed(at=request.at), entries=ON_PAPER if posted else 1)
    may_hold, must_not = may_hold_paper(picture)
    form = PrintForm(request.POST or None, people=choices(may_hold))
    if not posted or not form.is_valid():
        return render(
            request,
            "households/templates/before_print.html",
            {"form": form, "picture": picture, "household": household, "must_not": must_not},
        )
    remember(request, Verb.PRINTED, pk)
    given = form.cleaned_data
    holder = form.holder(request.user.display_name)
    note_print(
        household.folder_id,
        " ".join(filter(None, [_("Held by %(who)s:") % {"who": holder}, given["why"], given["why_contact"]])),
        by=request.user,
        at=request.at,
    )
    return render(
        request,
        "households/templates/paper.html",
        {
            "picture": picture,
            "household": household,
            "contact": given["contact"],
            "why": given["why"],
            "holder": holder,
            "printed_by": request.user.display_name,
            "printed_at": request.at,
            "reference": household.reference,
            "most": ON_PAPER,
        },
    )
