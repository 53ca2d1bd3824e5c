"""Risk in domestic abuse: which route each age takes, the checklists answered, answering one (DA-3)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy

from heed.domestic_abuse import assessing
from heed.domestic_abuse.assessing import CannotAssess, Said, Sheet
from heed.domestic_abuse.choices import Band, Mode
from heed.domestic_abuse.instruments import INSTRUMENTS, Instrument
from heed.domestic_abuse.marac import criteria_met
from heed.pictures.case import abuse
from heed.pictures.case.may import may_of
from heed.pictures.case.picture import to_open
from heed.policies.competence import competent
from heed.policies.roles import Do
from heed.web.cases.abuse_forms import ChecklistForm
from heed.web.cases.begun import gone_on_with, keeping, sent
from heed.web.cases.questions import there
from heed.web.door import fetch, page


@page(Do.SEE_RECORDS, methods="GET")
def risk(request: Any, pk: UUID) -> HttpResponse:
    """The checklists so far, what speaks for a higher risk, who stands behind each; and the checklists there are."""
    case = fetch(request, to_open(request.me), pk)
    said = {
        "case": case,
        "can": may_of(request.me, case),
        "routes": abuse.routes(case),
        "assessments": abuse.assessments(request.me, abuse.to_read(case)),
        "criteria": criteria_met(case, request.at),
        "instruments": INSTRUMENTS.values(),
    }
    return render(request, "cases/templates/risk.html", said)


@page(Do.SEE_RECORDS, methods="GET")
def assessment(request: Any, pk: UUID, part: UUID) -> HttpResponse:
    """One checklist as answered: its level, what nobody knows, what follows."""
    case = fetch(request, to_open(request.me), pk)
    row = fetch(request, abuse.to_read(case), part)
    said = {"case": case, "can": may_of(request.me, case), "one": abuse.assessed(request.me, row)}
    return render(request, "cases/templates/assessment.html", said | {"criteria": criteria_met(case, request.at)})


@page(Do.WORK_CASE)
def assess(request: Any, pk: UUID, code: str, version: str) -> HttpResponse:
    """Answers a checklist. The version stands in the address: a page opened before a newer one came still sends what it asked."""
    case = fetch(request, to_open(request.me), pk)
    instrument = there(INSTRUMENTS.get((code, version)))
    if not may_of(request.me, case).work:
        raise Http404
    form = ChecklistForm(
        request.POST if request.method == "POST" else None,
        instrument=instrument,
        licensed=assessing.licensed(instrument),
        people=abuse.answers_for(case),
    )
    begun = gone_on_with(request, case, form)
    if request.method == "POST" and form.is_valid() and (made := _answered(request, case, form)):
        sent(request, case)
        messages.success(request, gettext("Kept. It counts from now on."))
        return redirect("case_assessment", pk, made.pk)
    return render(request, "cases/templates/assess.html", {"case": case, "form": form, "instrument": instrument} | begun)


keeping(assess, gettext_lazy("Answer a checklist"))


def _answered(request: Any, case: Any, form: ChecklistForm) -> Any:
    said = form.cleaned_data
    try:
        return assessing.assess(
            case,
            _sheet(form.instrument, said),
            by=request.me.colleague,
            at=request.at,
            competent=competent(request.me),
            someone=said.get("someone"),
        )
    except CannotAssess as refusal:
        form.add_error("reasons", str(refusal))
        return None


def _sheet(instrument: Instrument, said: dict[str, Any]) -> Sheet:
    answers = {
        topic.code: Said(said[f"topic_{topic.code}"], said[f"comment_{topic.code}"], said[f"source_{topic.code}"])
        for topic in instrument.topics
    }
    kept = {code: one for code, one in answers.items() if one.answer or one.comment or one.source}
    raised = Band(said["raised_to"]) if said["raised_to"] else None
    return Sheet(instrument, Mode(said["mode"]), kept, raised, said["reasons"])
