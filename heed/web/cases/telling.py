"""Telling the local authority and CQC within 24 hours: the gate, the forms, sending, the reference that comes back (DA-4, DA-5)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heed.agencies.actions import Sharing, disclose
from heed.agencies.choices import AgencyKind, Basis
from heed.domestic_abuse import telling
from heed.domestic_abuse.choices import Body
from heed.domestic_abuse.telling import Filled, Gate
from heed.pictures.case import abuse, choosing
from heed.pictures.case.may import may_of
from heed.pictures.case.picture import to_open
from heed.pictures.case.shared import disclosures
from heed.pictures.case.telling import said_of_care
from heed.policies.roles import Do
from heed.web.cases import sharing
from heed.web.cases.abuse_forms import (
    CQC_BOXES,
    LOCAL_AUTHORITY_BOXES,
    DisclosureForm,
    GateForm,
    NoticeForm,
    NoticeSendForm,
    ask_when_known,
    filled_in,
)
from heed.web.cases.asking import Asks, It
from heed.web.cases.forms import AcknowledgedForm
from heed.web.cases.questions import happened, there
from heed.web.door import fetch, page
from heed.web.govform import When

BOXES = {Body.LOCAL_AUTHORITY: LOCAL_AUTHORITY_BOXES, Body.CQC: CQC_BOXES}
KINDS = {Body.LOCAL_AUTHORITY: (AgencyKind.ADULTS, AgencyKind.CHILDREN), Body.CQC: (AgencyKind.REGULATOR,)}
GATE_ANSWERS = {"yes": True, "no": False, "": None}


@page(Do.SEE_RECORDS, methods="GET")
def out(request: Any, pk: UUID) -> HttpResponse:
    """Who outside was told, is being told, or need not be; and what is still owed."""
    case = fetch(request, to_open(request.me), pk)
    said = {"notices": [abuse.told(row, request.at) for row in abuse.to_bodies(case)], "shared": disclosures(case)}
    return render(request, "cases/templates/notices.html", {"case": case, "can": may_of(request.me, case)} | said)


@page(Do.WORK_CASE)
def share(request: Any, pk: UUID) -> HttpResponse:
    """Something shared beside a referral or a form, told to us, or decided not to be shared: each is put down with its basis."""
    case = fetch(request, to_open(request.me), pk)
    if not may_of(request.me, case).work:
        raise Http404
    people = choosing.standing(case)
    form = DisclosureForm(
        request.POST if request.method == "POST" else None, people=people, agencies=choosing.agencies(request.at)
    )

    def go(what: Sharing) -> None:
        inward, shared = (form.cleaned_data["direction"] == "in"), (form.cleaned_data["direction"] != "not")
        disclose(case.folder_id, what, by=request.me.colleague, at=request.at, inward=inward, shared=shared)

    stays = form.is_bound and form.is_valid() and form.cleaned_data["direction"] != "out"
    tried = sharing.attempt(request, form, people, go, leaves=not stays)
    if tried.went:
        messages.success(request, gettext("Put down, with its basis."))
        return redirect("case_told", pk)
    said = {"case": case, "form": form, "stops": tried.stops, "may_override": sharing.overrides(request)}
    return render(request, "cases/templates/share.html", said)


@page(Do.SEE_RECORDS, methods="GET")
def notice(request: Any, pk: UUID, part: UUID) -> HttpResponse:
    """One of them, as written so far or as it went."""
    case = fetch(request, to_open(request.me), pk)
    one = abuse.told(fetch(request, abuse.to_bodies(case), part), request.at)
    said = {"case": case, "one": one, "can": may_of(request.me, case), "boxes": filled_in(BOXES[one.body], one.form)}
    return render(request, "cases/templates/notice.html", said)


def _there(it: It) -> Any:
    return there(abuse.to_bodies(it.case).filter(pk=it.part).first())


def _ask_when(it: It, form: Any, body: Body) -> Any:
    """Taken from its clock where one runs; otherwise when the case was first known is offered, on the UK clock to the minute."""
    entered = localtime(it.case.entered_at)
    offered = When(entered.date(), entered.time().replace(second=0, microsecond=0))
    ask_when_known(form, it.at, telling.known_since(it.case, body), offered)
    return form


def _known_at(it: It, said: dict[str, Any], body: Body) -> datetime:
    """When it was known (UTC), corrected first where that was said."""
    since, when = telling.known_since(it.case, body), said["when"]
    if since is None:
        return when.instant
    if when is None or when.instant == since.replace(second=0, microsecond=0):  # nobody writes down seconds
        return since
    telling.correct_known(it.case, when.instant, said["why"], by=it.me, at=it.at)
    return when.instant


def _authority(it: It) -> NoticeForm:
    form = NoticeForm(it.data, boxes=LOCAL_AUTHORITY_BOXES, form=abuse.known(it.request.me, it.case))
    return _ask_when(it, form, Body.LOCAL_AUTHORITY)


def _gate(it: It) -> GateForm:
    return _ask_when(it, GateForm(it.data, initial=said_of_care(it.request.me, it.case)), Body.CQC)


def _changed(it: It) -> NoticeForm:
    row = _there(it)
    cqc = row.body == Body.CQC
    written = row.form or (abuse.known_to_cqc(it.request.me, it.case) if cqc else {})
    names = [one.name or "" for one in choosing.standing(it.case)] if cqc else []
    initial = {"extenuating": row.extenuating}
    return NoticeForm(it.data, boxes=BOXES[Body(row.body)], form=written, names=names, initial=initial)


def _filled(body: Body, said: dict[str, Any]) -> Filled:
    return Filled({one.code: said[f"box_{one.code}"] for one in BOXES[body]}, said["extenuating"])


@transaction.atomic
def _draft(it: It, said: dict[str, Any]) -> None:
    filled, known = _filled(Body.LOCAL_AUTHORITY, said), _known_at(it, said, Body.LOCAL_AUTHORITY)
    telling.draft(it.case, Body.LOCAL_AUTHORITY, filled, known_at=known, by=it.me, at=it.at)


@transaction.atomic
def _decide(it: It, said: dict[str, Any]) -> None:
    gate, known = Gate(GATE_ANSWERS[said["victim"]], GATE_ANSWERS[said["perpetrator"]]), _known_at(it, said, Body.CQC)
    telling.decide(it.case, gate, said["reasons"], known_at=known, by=it.me, at=it.at)


LOCAL_AUTHORITY = Asks(
    _("Tell the local authority"),
    _("Keep the form"),
    _authority,
    _draft,
    _("Kept. It has not gone yet: read it, then send it."),
    may=lambda may: may.tell,
    then="case_told",
    lead=_("Within 24 hours of when it was known. What is known stands in the boxes already; nothing is sent yet."),
)
GATE = Asks(
    _("Must the Care Quality Commission (CQC) be told?"),
    _("Keep the answers"),
    _gate,
    _decide,
    _("Kept with the case."),
    may=lambda may: may.tell,
    then="case_told",
    lead=_("One yes is enough. While an answer is not known CQC counts as to be told, and the 24 hours run: find out."),
)
CHANGE = Asks(
    _("Fill in the form"),
    _("Keep the form"),
    _changed,
    lambda it, said: telling.keep(_there(it), _filled(Body(_there(it).body), said), at=it.at),
    _("Kept. It has not gone yet."),
    may=lambda may: may.tell,
    then="case_told",
)
REFERENCE = Asks(
    _("The reference that came back"),
    _("Put it down"),
    lambda it: AcknowledgedForm(it.data, initial={"reference": _there(it).reference}),
    lambda it, said: telling.came_back(_there(it), said["reference"], by=it.me, at=it.at),
    may=lambda may: may.tell,
    then="case_told",
    lead=_("Whatever they gave: a number of theirs, or ours sent back."),
)


@page(Do.TELL_BODIES)
def send(request: Any, pk: UUID, part: UUID) -> HttpResponse:
    """It goes, or went already by their portal. Late, the form says why; it goes all the same."""
    case = fetch(request, to_open(request.me), pk)
    row = fetch(request, abuse.to_bodies(case), part)
    if not may_of(request.me, case).tell:
        raise Http404
    one, people = abuse.told(row, request.at), choosing.standing(case)
    agencies = [agency for agency in choosing.agencies(request.at) if agency.kind in KINDS[one.body]]
    initial = {"what": gettext("The form, as kept on the case."), "basis": Basis.LEGAL, "to": one.body.label}
    data = request.POST if request.method == "POST" else None
    form = NoticeSendForm(data, people=people, agencies=agencies, initial=initial)

    def go(what: Any) -> None:
        when = happened(form.cleaned_data)
        telling.send(row, what, by=request.me.colleague, at=request.at, sent_at=when)

    tried = sharing.attempt(request, form, people, go)
    if tried.went:
        messages.success(request, gettext("Sent, and written down as shared. Put down the reference when it comes back."))
        return redirect("case_told", pk)
    said = {"case": case, "form": form, "one": one, "stops": tried.stops, "may_override": sharing.overrides(request)}
    return render(request, "cases/templates/notice_send.html", said)
