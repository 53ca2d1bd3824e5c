"""One's cases, one case, and opening one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heed.cases.choices import Kind
from heed.cases.opening import CannotOpen, Opening, open_case
from heed.cases.seeing import seen_by
from heed.concerns.feeding import CannotFeed, open_from
from heed.pictures.case import case_picture, managers_for, to_open
from heed.pictures.concern import to_open as concerns_to_open
from heed.pictures.history import Narrowed
from heed.policies.roles import Do
from heed.web.cases.forms import Note, OpenForm
from heed.web.door import fetch, page


@page(Do.SEE_RECORDS, methods="GET")
def case(request: Any, pk: UUID) -> HttpResponse:
    """The case on one screen, and what this reader may do next."""
    found = fetch(request, to_open(request.me), pk)
    picture = case_picture(request.me, found, Narrowed(at=request.at, before=_before(request)))
    seen_by(found, request.me.colleague, at=request.at)
    said = {"picture": picture, "case": found, "note_form": Note(), "older": _older(picture)}
    return render(request, "cases/templates/case.html", said)


def _before(request: Any) -> Any:
    from heed.web.asked import moment

    return moment(request.GET.get("before", ""))


def _older(picture: Any) -> str:
    from heed.web.asked import as_address

    return as_address(picture.line.following)


@page(Do.OPEN_CASE)
def new(request: Any) -> HttpResponse:
    """A case opened directly, where no concern was reported."""
    return _opening(request, None)


@page(Do.OPEN_CASE)
def new_from(request: Any, pk: UUID) -> HttpResponse:
    """A decision on a concern opens a case: it reaches the households of the concern."""
    return _opening(request, fetch(request, concerns_to_open(request.me), pk))


def _opening(request: Any, concern: Any) -> HttpResponse:
    managers = managers_for(request.me, request.at)
    form = OpenForm(
        request.POST if request.method == "POST" else None,
        managers=[(f"{one.colleague.pk}:{one.scheme.pk}", one.words) for one in managers],
        direct=concern is None,
    )
    if request.method == "POST" and form.is_valid() and (opened := _opened(request, form, concern, managers)):
        messages.success(request, _("The case is open. Its 21 days are running."))
        return redirect("case", opened.pk)
    return render(request, "cases/templates/new.html", {"form": form, "concern": concern})


def _opened(request: Any, form: OpenForm, concern: Any, managers: list[Any]) -> Any:
    said = form.cleaned_data
    chosen = next((one for one in managers if f"{one.colleague.pk}:{one.scheme.pk}" == said["manager"]), None)
    if chosen is None:
        raise Http404
    when = said.get("when")
    opening = Opening(
        Kind(said["kind"]),
        chosen.scheme,
        chosen.colleague,
        concern.sent_at if concern else when.instant if when else request.at,
        title=said["title"],
    )
    try:
        if concern:
            return open_from(concern, opening, by=request.me.colleague, at=request.at)
        return open_case(opening, by=request.me.colleague, at=request.at)
    except (CannotOpen, CannotFeed) as refusal:
        form.add_error("manager", str(refusal))
        return None
