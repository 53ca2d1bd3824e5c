"""Referrals outward: choosing a way, looking at what could put somebody in danger, sending; then what came back, and the letters that chase."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heed.cases import referring
from heed.cases.choices import ChaseKind, ReferralOutcome
from heed.cases.referring import Going
from heed.pictures.case import choosing, parts
from heed.pictures.case.may import may_of
from heed.pictures.case.picture import to_open
from heed.pictures.case.referrals import referrals
from heed.policies.roles import Do
from heed.web.cases import sharing
from heed.web.cases.asking import Asks, It, ask
from heed.web.cases.forms import AcknowledgedForm, AnsweredForm, ChaseForm, ReferForm, Why
from heed.web.cases.questions import there
from heed.web.door import fetch, page


@page(Do.SEE_RECORDS, methods="GET")
def out(request: Any, pk: UUID) -> HttpResponse:
    """What went out, what came back, who is silent; and the named ways there are."""
    case = fetch(request, to_open(request.me), pk)
    said = {"case": case, "referrals": referrals(case), "ways": choosing.pathways(case, request.at)}
    return render(request, "cases/templates/referrals.html", said | {"can": may_of(request.me, case)})


@page(Do.WORK_CASE)
def refer(request: Any, pk: UUID, way: int) -> HttpResponse:
    """Sends a referral along one way. Nothing leaves before the safe-contact check; "unknown" never blocks (CH-2, B24)."""
    case = fetch(request, to_open(request.me), pk)
    pathway = next((one for one in choosing.pathways(case, request.at) if one.pk == way), None)
    if pathway is None or not may_of(request.me, case).work:
        raise Http404
    people = choosing.standing(case)
    form = ReferForm(
        request.POST if request.method == "POST" else None,
        pathway=pathway,
        people=people,
        officers=choosing.officers(pathway, request.at),
    )

    def go(what: Any) -> None:
        going = Going(pathway, form.cleaned_data["threshold"], what, form.cleaned_data.get("officer"))
        referring.refer(case, going, by=request.me.colleague, at=request.at)

    tried = sharing.attempt(request, form, people, go, agency=pathway.agency, protocol=pathway.protocol)
    if tried.went:
        messages.success(request, gettext("Sent, and written down as shared. Their answer is owed; silence drafts a reminder."))
        return redirect("case_referrals", pk)
    said = {"case": case, "form": form, "pathway": pathway, "stops": tried.stops, "may_override": sharing.overrides(request)}
    return render(request, "cases/templates/refer.html", said)


def _letter_of(it: It) -> Any:
    """The reminder or escalation that waits to be sent."""
    referral = there(parts.referral(it.case, it.part))
    return there(parts.chase(referral))


ACKNOWLEDGED = Asks(
    _("They acknowledged it"),
    _("Put it down"),
    lambda it: AcknowledgedForm(it.data),
    lambda it, said: referring.acknowledged(there(parts.referral(it.case, it.part)), said["reference"], by=it.me, at=it.at),
    _("Noted. Their decision is still owed."),
    then="case_referrals",
    about=parts.referral,
)
ANSWERED = Asks(
    _("What they decided"),
    _("Put it down"),
    lambda it: AnsweredForm(it.data),
    lambda it, said: referring.answered(
        there(parts.referral(it.case, it.part)), ReferralOutcome(said["outcome"]), said["words"], by=it.me, at=it.at
    ),
    then="case_referrals",
    about=parts.referral,
)
WITHDRAW = Asks(
    _("Withdraw the referral"),
    _("Withdraw it"),
    lambda it: Why(it.data, label=_("Why is it withdrawn?"), hint=_("What was shared stays shared, and on record.")),
    lambda it, said: referring.withdraw(there(parts.referral(it.case, it.part)), said["why"], by=it.me, at=it.at),
    then="case_referrals",
    about=parts.referral,
)
CHASE = Asks(
    _("Send the letter"),
    _("It was sent"),
    lambda it: ChaseForm(it.data, initial={"words": _words(it)}),
    lambda it, said: referring.send_chase(_letter_of(it), said["words"], by=it.me, at=it.at),
    _("Noted as sent."),
    then="case_referrals",
    about=parts.referral,
    lead=_("Read it, change it where needed, send it by the way this agency takes, then say so here. It names nobody."),
)


def _words(it: It) -> str:
    chase = _letter_of(it)
    return referring.letter(chase.referral, ChaseKind(chase.kind), it.at)


def of_a_referral(asks: Asks) -> Any:
    @page(Do.WORK_CASE)
    def view(request: Any, pk: UUID, part: UUID) -> HttpResponse:
        return ask(request, pk, part, asks)

    return view
