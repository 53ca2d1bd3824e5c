"""Standing behind a draft: countersigning a checklist or a referral, asking somebody to, and what waits for it in a case (DA-3)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heed.domestic_abuse import assessing
from heed.pictures.case import abuse
from heed.pictures.case.may import may_of
from heed.pictures.case.picture import to_open
from heed.policies.competence import competent
from heed.policies.roles import Do
from heed.procedures import countersigning
from heed.web.cases.abuse_forms import AskSignatureForm
from heed.web.cases.asking import Asks, It
from heed.web.cases.forms import Sure
from heed.web.cases.questions import there
from heed.web.door import fetch, page

Finds = Callable[[It], Any]


def checklist(it: It) -> Any:
    return there(abuse.to_read(it.case).filter(pk=it.part).first())


def referral(it: It) -> Any:
    return there(abuse.to_meeting(it.case).filter(pk=it.part).first())


def _sure(it: It, find: Finds) -> Sure:
    find(it)
    return Sure(it.data)


def _countersigned(it: It, find: Finds) -> None:
    assessing.countersign(find(it), by=it.me, at=it.at, competent=competent(it.request.me))


def _asking(it: It, find: Finds) -> AskSignatureForm:
    return AskSignatureForm(it.data, colleagues=countersigning.could_countersign(find(it), by=it.me, at=it.at))


def _asked(it: It, find: Finds, said: dict[str, Any]) -> None:
    countersigning.ask(find(it), said["colleague"], said["why"], by=it.me, at=it.at)


def _countersign(find: Finds, heading: Promise, lead: Promise, then: str) -> Asks:
    return Asks(
        heading,
        _("Countersign it"),
        lambda it: _sure(it, find),
        lambda it, said: _countersigned(it, find),
        _("Countersigned."),
        may=lambda may: may.countersign,
        then=then,
        lead=lead,
    )


def _ask(find: Finds, then: str) -> Asks:
    return Asks(
        _("Ask for a countersignature"),
        _("Ask them"),
        lambda it: _asking(it, find),
        lambda it, said: _asked(it, find, said),
        _("Asked. They are let into the case for 14 days, and told by e-mail that something waits for them."),
        then=then,
        lead=_(
            "Managers, the Safeguarding Lead and champions with the recorded competence can countersign. Whoever you ask is let into the case for 14 days."
        ),
    )


CHECKLIST = _countersign(
    checklist,
    _("Countersign the checklist"),
    _("You have read it and stand behind it. If you judge the risk otherwise, answer the checklist again."),
    "case_risk_page",
)
REFERRAL = _countersign(referral, _("Countersign the referral"), _("You have read it and stand behind it."), "case_marac")
ASK_CHECKLIST = _ask(checklist, "case_risk_page")
ASK_REFERRAL = _ask(referral, "case_marac")


@page(Do.SEE_RECORDS, methods="GET")
def waiting(request: Any, pk: UUID) -> HttpResponse:
    """What waits for a countersignature in a case: where the letter leads, whose address says nothing of what it is."""
    case = fetch(request, to_open(request.me), pk)
    checklists = [one for one in abuse.assessments(request.me, abuse.to_read(case)) if one.stands.at is None]
    referrals = [one for one in (abuse.referred(request.me, row) for row in abuse.to_meeting(case)) if one.waits]
    said = {"case": case, "can": may_of(request.me, case), "checklists": checklists, "referrals": referrals}
    return render(request, "cases/templates/to_countersign.html", said)
