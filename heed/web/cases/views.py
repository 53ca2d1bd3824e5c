"""One case, its plan, and opening one."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heed.audit.actions import Verb
from heed.cases import working
from heed.cases.choices import Kind
from heed.cases.opening import CannotOpen, Opening, open_case
from heed.cases.seeing import seen_by
from heed.concerns.feeding import CannotFeed, open_from
from heed.pictures.case.choosing import cases_near, managers_for, plan_of
from heed.pictures.case.may import may_of
from heed.pictures.case.picture import CasePicture, case_picture, to_open
from heed.pictures.concern.dossier import to_open as concerns_to_open
from heed.pictures.groups import BY_CHAPTER
from heed.policies.roles import Do
from heed.web.cases.begun import gone_on_with, keeping, sent, unfinished
from heed.web.cases.forms import Note, OpenForm, PlanForm
from heed.web.components import narrowing
from heed.web.components.access import until_words
from heed.web.door import fetch, page, remember


@page(Do.SEE_RECORDS, methods="GET")
def case(request: Any, pk: UUID) -> HttpResponse:
    """The case on one screen, and what this reader may do next."""
    found = fetch(request, to_open(request.me), pk)
    asked = replace(narrowing.narrowed(request, BY_CHAPTER), at=request.at, department="", person=None)
    picture = case_picture(request.me, found, asked)
    _remember(request, picture)
    seen_by(found, request.me.colleague, at=request.at)
    return render(
        request,
        "cases/templates/case.html",
        {
            "picture": picture,
            "case": found,
            "note_form": Note(prefix="note"),
            "mine": [(one, until_words(one.until)) for one in picture.mine],
            "unfinished": unfinished(picture.known.begun, found.pk),
            "let_in": [(one, until_words(one.until)) for one in picture.known.let_in],
            **narrowing.drawn(request, picture.line, asked),
            "chosen": narrowing.chosen(request, asked, {}),
        },
    )


@page(Do.SEE_RECORDS, methods="POST")
def words(request: Any, pk: UUID) -> HttpResponse:
    """Looks for words within the case."""
    fetch(request, to_open(request.me), pk, Verb.SEARCHED)
    return redirect(narrowing.looked_for(request, reverse("case", args=[pk])))


def _remember(request: Any, picture: CasePicture) -> None:
    """What the page showed of records beside the case: the households' addresses and safe contact, the concerns' references."""
    shown = [*(one.household for one in picture.reached if one.household), *(fed.concern for fed in picture.known.fed)]
    if shown:
        remember(request, Verb.LISTED, shown=shown)


@page(Do.WORK_CASE)
def plan(request: Any, pk: UUID) -> HttpResponse:
    """What we are doing and why. Of two who write at once the second sees both texts (R17)."""
    found = fetch(request, to_open(request.me), pk)
    if not may_of(request.me, found).work:
        raise Http404
    stands = plan_of(found)
    initial = {"text": stands.text if stands else "", "on": stands.version if stands else 0}
    form, theirs = PlanForm(request.POST if request.method == "POST" else None, initial=initial), None
    begun = gone_on_with(request, found, form)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            working.save_plan(found, said["text"], on=said["on"], by=request.me.colleague, at=request.at)
        except working.Clash as clash:
            theirs = clash.theirs
            form = PlanForm(initial={"text": said["text"], "on": theirs.version})
        else:
            sent(request, found)
            messages.success(request, _("Kept. Earlier versions stay on record."))
            return redirect("case", pk)
    return render(request, "cases/templates/plan.html", {"case": found, "form": form, "theirs": theirs} | begun)


keeping(plan, gettext_lazy("What we are doing, and why"))


@page(Do.OPEN_CASE)
def new(request: Any) -> HttpResponse:
    """A case opened directly, where no concern was reported."""
    return _opening(request, None)


@page(Do.OPEN_CASE)
def new_from(request: Any, pk: UUID) -> HttpResponse:
    """A decision on a concern opens a case: it reaches the households of the concern."""
    return _opening(request, fetch(request, concerns_to_open(request.me), pk))


def _opening(request: Any, concern: Any) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = OpenForm(data, managers=managers_for(request.me, request.at), direct=concern is None)
    if request.method == "POST" and form.is_valid() and (opened := _opened(request, form, concern)):
        remember(request, Verb.CHANGED, opened.pk)
        messages.success(request, _("The case is open. Its 21 days are running."))
        return redirect("case", opened.pk)
    near = cases_near(request.me, concern) if concern else []
    if near:
        remember(request, Verb.LISTED, shown=[one.pk for one in near])
    return render(request, "cases/templates/new.html", {"form": form, "concern": concern, "near": near})


def _opened(request: Any, form: OpenForm, concern: Any) -> Any:
    said = form.cleaned_data
    chosen, when = said["manager"], said.get("when")
    entered = concern.sent_at if concern else when.instant if when else request.at
    opening = Opening(Kind(said["kind"]), chosen.scheme, chosen.colleague, entered, title=said["title"])
    try:
        if concern:
            return open_from(concern, opening, by=request.me.colleague, at=request.at)
        return open_case(opening, by=request.me.colleague, at=request.at)
    except (CannotOpen, CannotFeed) as refusal:
        form.add_error("manager", str(refusal))
        return None
