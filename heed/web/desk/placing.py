"""Place it: which household a concern is about, and who the people in it are. What is searched for stands in no address."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from heed.audit.actions import Verb
from heed.concerns import placing
from heed.concerns.choices import Part
from heed.concerns.placing import CannotPlace
from heed.households.choices import Identity
from heed.pictures.concern.choosing import living_there
from heed.pictures.concern.dossier import to_open
from heed.pictures.register import in_register
from heed.policies import visible
from heed.policies.roles import Do
from heed.web.asked import opened, sealed
from heed.web.desk.asking import NOT_NOW
from heed.web.desk.concern import seen_by
from heed.web.desk.forms import Confirm, Placing, Reason, Search
from heed.web.door import fetch, page, remember


@page(Do.PLACE)
def place(request: Any, pk: UUID) -> HttpResponse:
    """Searching is a POST that leads to an address with the words sealed in it, so that no name stands in a URL and Back works."""
    concern = fetch(request, to_open(request.me), pk)
    seen = seen_by(request, concern)
    if not seen.can.place:
        messages.info(request, NOT_NOW)
        return redirect("concern", pk)
    if request.method == "POST" and "words" in request.POST:
        search = Search(request.POST)
        if search.is_valid():
            return redirect(f"{reverse('concern_place', args=[pk])}?search={sealed(search.cleaned_data['words'], request)}")
        return _page(request, seen, search)
    words = opened(request.GET.get("search", ""), request)
    if not words:
        return _page(request, seen, Search())
    found = in_register(words, request.at)
    remember(request, Verb.SEARCHED, concern.pk, shown=[one.pk for one in found])
    form = Placing(request.POST if request.method == "POST" else None, found=found)
    if request.method == "POST" and form.is_valid() and _placed(request, concern, form):
        messages.success(request, _("Linked. The concern now shows on that household’s screen."))
        return redirect("concern", pk)
    return _page(request, seen, Search(initial={"words": words}), form, found)


def _placed(request: Any, concern: Any, form: Placing) -> bool:
    try:
        placing.place(
            concern, UUID(form.cleaned_data["household"]), form.cleaned_data["reason"], by=request.me.colleague, at=request.at
        )
    except CannotPlace as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _page(request: Any, seen: Any, search: Search, form: Placing | None = None, found: list[Any] | None = None) -> HttpResponse:
    return render(
        request,
        "desk/templates/place.html",
        {"seen": seen, "search": search, "form": form if form is not None else search, "placing": form, "found": found},
    )


@page(Do.PLACE)
def cannot_place(request: Any, pk: UUID) -> HttpResponse:
    """Somebody in the street, a visitor, another landlord's tenant: why it is about nobody in the register."""
    concern = fetch(request, to_open(request.me), pk)
    form = Reason(
        request.POST if request.method == "POST" else None,
        label=_("Why can it not be linked to a household?"),
        hint=_("For example: it happened in the street and nobody knows who it was. Say where you have looked."),
    )
    if request.method == "POST" and form.is_valid():
        try:
            placing.cannot_place(concern, form.cleaned_data["words"], by=request.me.colleague, at=request.at)
        except CannotPlace as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Recorded. It waits for no household any more; you can still link it."))
            return redirect("concern", pk)
    return render(
        request,
        "desk/templates/ask.html",
        {
            "seen": seen_by(request, concern),
            "form": form,
            "heading": _("It is about nobody in the register"),
            "button": _("Record it"),
            "tone": "",
        },
    )


@page(Do.PLACE)
def undo(request: Any, pk: UUID) -> HttpResponse:
    placement = fetch(request, visible.placements(request.me).select_related("household__home"), pk)
    concern = fetch(request, to_open(request.me), placement.concern_id)
    form = Reason(
        request.POST if request.method == "POST" else None,
        label=_("Why is the link wrong?"),
        hint=str(placement.household.home),
    )
    if request.method == "POST" and form.is_valid():
        try:
            placing.undo_placement(placement, form.cleaned_data["words"], by=request.me.colleague, at=request.at)
        except CannotPlace as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Undone. It no longer shows on that household’s screen; that it did stays on record."))
            return redirect("concern", concern.pk)
    return render(
        request,
        "desk/templates/ask.html",
        {
            "seen": seen_by(request, concern),
            "form": form,
            "heading": _("Undo this link"),
            "button": _("Undo the link"),
            "tone": "danger",
        },
    )


@page(Do.PLACE)
def confirm(request: Any, pk: UUID) -> HttpResponse:
    """Who somebody named by the reporter is: a person of the household, or still nobody we can name."""
    someone = fetch(request, visible.involved(request.me), pk)
    concern = fetch(request, to_open(request.me), someone.concern_id)
    seen = seen_by(request, concern)
    people = living_there(request.me, concern, request.at)
    form = Confirm(request.POST if request.method == "POST" else None, people=people, initial={"part": someone.part})
    if request.method == "POST" and form.is_valid():
        chosen = next((one for one in people if str(one[0]) == form.cleaned_data["person"]), None)
        person = visible.people(request.me).filter(pk=chosen[0]).first() if chosen else None
        try:
            placing.confirm(
                someone,
                person,
                Part(form.cleaned_data["part"]),
                by=request.me.colleague,
                at=request.at,
                identity=Identity.KNOWN if person else Identity.UNIDENTIFIED,
            )
        except CannotPlace as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Recorded. What the reporter said first stays as it was."))
            return redirect("concern", concern.pk)
    return render(request, "desk/templates/confirm.html", {"seen": seen, "form": form, "someone": someone})
