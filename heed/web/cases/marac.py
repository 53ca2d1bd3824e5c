"""Referring to MARAC, the multi-agency risk assessment conference: written, kept, sent with the safe-contact check, withdrawn."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heed.agencies.choices import AgencyKind, Basis
from heed.domestic_abuse import marac
from heed.domestic_abuse.choices import Criterion
from heed.pictures.case import abuse, choosing
from heed.pictures.case.may import may_of
from heed.pictures.case.picture import to_open
from heed.policies.competence import competent
from heed.policies.roles import Do
from heed.web.cases import sharing
from heed.web.cases.abuse_forms import MARAC_BOXES, MaracForm, SendForm, filled_in
from heed.web.cases.asking import Asks, It
from heed.web.cases.forms import Why, Words
from heed.web.cases.questions import there
from heed.web.door import fetch, page


@page(Do.SEE_RECORDS, methods="GET")
def out(request: Any, pk: UUID) -> HttpResponse:
    """The referrals of a case, and which criteria stand by what is on record."""
    case = fetch(request, to_open(request.me), pk)
    referrals = [abuse.referred(request.me, row) for row in abuse.to_meeting(case)]
    said = {"case": case, "referrals": referrals, "can": may_of(request.me, case)}
    return render(request, "cases/templates/marac.html", said | {"criteria": marac.criteria_met(case, request.at)})


@page(Do.SEE_RECORDS, methods="GET")
def referral(request: Any, pk: UUID, part: UUID) -> HttpResponse:
    """One referral, as written so far or as it went."""
    case = fetch(request, to_open(request.me), pk)
    one = abuse.referred(request.me, fetch(request, abuse.to_meeting(case), part))
    said = {"case": case, "one": one, "can": may_of(request.me, case), "boxes": filled_in(MARAC_BOXES, one.form)}
    return render(request, "cases/templates/marac_referral.html", said)


def _there(it: It) -> Any:
    return there(abuse.to_meeting(it.case).filter(pk=it.part).first())


def _new(it: It) -> MaracForm:
    met = marac.criteria_met(it.case, it.at)
    return MaracForm(
        it.data, met=met, form=abuse.known(it.request.me, it.case), initial={"criteria": [str(one) for one in met]}
    )


def _changed(it: It) -> MaracForm:
    row = _there(it)
    initial = {"criteria": row.criteria, "reasons": row.reasons}
    return MaracForm(it.data, met=marac.criteria_met(it.case, it.at), form=row.form, initial=initial)


def _filled(said: dict[str, Any]) -> marac.Filled:
    form = {one.code: said[f"box_{one.code}"] for one in MARAC_BOXES}
    return marac.Filled([Criterion(code) for code in said["criteria"]], said["reasons"], form)


NEW = Asks(
    _("Refer to MARAC"),
    _("Keep the referral"),
    _new,
    lambda it, said: marac.draft(it.case, _filled(said), by=it.me, at=it.at, competent=competent(it.request.me)),
    _("Kept. It has not gone yet: read it, then send it."),
    then="case_marac",
    lead=_(
        "MARAC is the multi-agency risk assessment conference. What is known stands in the boxes already; nothing is sent yet."
    ),
)
CHANGE = Asks(
    _("Change the referral"),
    _("Keep the referral"),
    _changed,
    lambda it, said: marac.keep(_there(it), _filled(said), by=it.me, at=it.at, competent=competent(it.request.me)),
    _("Kept. It has not gone yet."),
    then="case_marac",
)
WITHDRAW = Asks(
    _("Withdraw the referral"),
    _("Withdraw it"),
    lambda it: _there(it) and Why(it.data, label=_("Why is it withdrawn?"), hint=_("It stays on record, and so does this.")),
    lambda it, said: marac.withdraw(_there(it), said["why"], by=it.me, at=it.at),
    _("Withdrawn. If it had gone, tell the coordinator."),
    then="case_marac",
    tone="danger",
)


WINDOW_OVER = Asks(
    _("The twelve months are over"),
    _("It was looked at"),
    lambda it: _there(it) and Words(it.data, label=_("Is it still a repeat case? What did you find?")),
    lambda it, said: marac.window_over(_there(it), said["words"], by=it.me, at=it.at),
    may=lambda may: may.end,
    then="case_marac",
)


@page(Do.WORK_CASE)
def send(request: Any, pk: UUID, part: UUID) -> HttpResponse:
    """Sends it to the coordinator. High risk may go before the countersignature: a life may hang on it."""
    case = fetch(request, to_open(request.me), pk)
    row = fetch(request, abuse.to_meeting(case), part)
    if not may_of(request.me, case).work:
        raise Http404
    people = choosing.standing(case)
    initial = {"what": gettext("The referral to MARAC, as kept on the case."), "basis": Basis.SAFEGUARDING}
    coordinators = [one for one in choosing.agencies(request.at) if one.kind == AgencyKind.MARAC]
    data = request.POST if request.method == "POST" else None
    form = SendForm(data, people=people, agencies=coordinators, initial=initial)

    def go(what: Any) -> None:
        marac.send(row, what, by=request.me.colleague, at=request.at)

    tried = sharing.attempt(request, form, people, go)
    if tried.went:
        messages.success(request, gettext("Sent, and written down as shared. Refer children to children’s services as well."))
        return redirect("case_marac", pk)
    said = {"case": case, "form": form, "one": abuse.referred(request.me, row), "stops": tried.stops}
    return render(request, "cases/templates/marac_send.html", said | {"may_override": sharing.overrides(request)})
