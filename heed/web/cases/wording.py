"""The wording of a checklist that this provider holds a licence for: it stands in place of ours, topic by topic (DA-3)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heed.audit.actions import Verb
from heed.domestic_abuse import assessing
from heed.domestic_abuse.assessing import CannotAssess
from heed.domestic_abuse.instruments import INSTRUMENTS
from heed.policies.roles import Do
from heed.web.cases.abuse_forms import WordingForm
from heed.web.cases.questions import there
from heed.web.door import page, remember


@page(Do.AGENCIES)
def wording(request: Any, code: str, version: str) -> HttpResponse:
    """The Safeguarding Lead puts in the licensed text. What is left empty is asked in our own words."""
    instrument = there(INSTRUMENTS.get((code, version)))
    form = WordingForm(
        request.POST if request.method == "POST" else None,
        instrument=instrument,
        licensed=assessing.licensed(instrument),
        initial={"licence": assessing.licence_of(instrument)},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            assessing.put_licensed(instrument, form.texts(), said["licence"], by=request.me.colleague, at=request.at)
        except CannotAssess as refusal:
            form.add_error("licence", str(refusal))
        else:
            remember(request, Verb.CHANGED)
            messages.success(request, _("Kept. The checklist asks in this wording from now on."))
            return redirect("checklist_wording", code, version)
    return render(request, "cases/templates/wording.html", {"form": form, "instrument": instrument})
