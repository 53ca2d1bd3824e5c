"""Where somebody was known before, and where she went: undoing a wrong link, and the new address that must stay hidden (U21, B24)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heed.audit.actions import Verb
from heed.households import actions, hidden
from heed.households.actions import CannotNote
from heed.pictures.elsewhere import Linked, could_be, links_of, new_addresses_of
from heed.pictures.household.parts import people_of, places_of
from heed.pictures.household.picture import households
from heed.policies.roles import Do
from heed.web.components.times import uk_date, uk_time
from heed.web.door import fetch, page, remember
from heed.web.households.forms import NewAddressForm, SamePersonForm, WhyForm
from heed.web.households.people import asking
from heed.web.households.views import within


@page(Do.KEEP_SAFE)
def link(request: Any, pk: UUID, person: UUID) -> HttpResponse:
    """Says that somebody here is known from a household they had left: linked, never merged."""
    household = fetch(request, households(request.me), pk)
    someone = within(request, people_of(household), person)
    here = places_of(household).filter(person=someone).latest("recorded_at")
    found = could_be(here)
    remember(request, Verb.SEARCHED, pk, shown=[one.household_id for one in found])
    records = {str(one.person_id): one for one in found}
    form = SamePersonForm(request.POST or None, records=[(key, _lived(one)) for key, one in records.items()])
    if request.method == "POST" and form.is_valid():
        try:
            earlier = records[form.cleaned_data["record"]].person
            actions.link(here.person, earlier, form.cleaned_data["why"], by=request.user, at=request.at)
        except CannotNote as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Linked. Both records stay as they are; the link can be undone."))
            return redirect("household_people", pk)
    return render(
        request, "households/templates/link.html", {"form": form, "household": household, "here": here, "found": found}
    )


def _lived(place: Any) -> str:
    return _("%(who)s, at %(address)s until %(day)s") % {
        "who": _born(place.person),
        "address": place.household.home,
        "day": uk_date(place.until),
    }


@page(Do.KEEP_SAFE)
def undo_link(request: Any, pk: UUID, link: UUID) -> HttpResponse:
    """Two records are of two people after all. Neither is changed, and the reason stays."""
    household = fetch(request, households(request.me), pk)
    linked = _among(request, links_of(household), link)

    def do(given: dict) -> None:
        actions.undo_link(linked.link, linked.person, given["why"], by=request.user, at=request.at)

    return asking(
        request,
        household,
        WhyForm(request.POST or None),
        do,
        _("Not the same person"),
        _("Undo the link"),
        _("Undone. The two records stand by themselves; why stays on the timeline."),
        facts=_both(linked),
        back="household_people",
    )


def _among(request: Any, links: list[Linked], pk: UUID) -> Linked:
    found = next((one for one in links if one.link.pk == pk), None)
    if found is None:
        remember(request, Verb.REFUSED, pk)
        raise Http404
    return found


def _both(linked: Linked) -> list[dict[str, Any]]:
    """What somebody needs to see to tell two people apart: names, dates of birth, and why they were linked."""
    why = (
        _("The housing management system gives them the same number")
        if linked.link.reason == "same_source_id"
        else _("A colleague said so")
    )
    by = f", {linked.link.by.display_name}" if linked.link.by else ""
    return [
        {"key": _("Here"), "value": _born(linked.person)},
        {
            "key": _("Before"),
            "value": _("%(who)s, at %(address)s until %(day)s")
            % {"who": _born(linked.was), "address": linked.address, "day": uk_date(linked.until)},
        },
        {"key": _("Linked because"), "value": f"{why}{by}, {uk_time(linked.link.at)}"},
    ]


def _born(person: Any) -> str:
    if person.born_on is None:
        return _("%(name)s, date of birth not known") % {"name": person.name}
    return _("%(name)s, born %(day)s") % {"name": person.name, "day": date_format(person.born_on, "j M Y")}


# The new address --------------------------------------------------------------------------------------------------------------
@page(Do.KEEP_SAFE, fresh=True)
def new_address(request: Any, pk: UUID, person: UUID) -> HttpResponse:
    """Reads alike for whoever is not on its access list and where there is none: that there is one would already say that she moved."""
    household = fetch(request, households(request.me), pk)
    someone = within(request, people_of(household), person)
    form = NewAddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        hidden.hide_new_address(someone, form.cleaned_data["address"], by=request.user, at=request.at)
        messages.success(request, _("Kept, and hidden."))
        return redirect("new_address", pk, person)
    known = new_addresses_of(someone, request.me)
    return render(
        request,
        "households/templates/new_address.html",
        {
            "form": form,
            "household": household,
            "someone": someone,
            "current": [one for one in known if one.until is None],
            "earlier": [one for one in known if one.until],
        },
    )


@page(Do.KEEP_SAFE, fresh=True, methods="POST")
def take_out(request: Any, pk: UUID, person: UUID) -> HttpResponse:
    """Takes out the address that stood on the page, and no other: one that was changed meanwhile stays."""
    household = fetch(request, households(request.me), pk, Verb.LOOKED)
    someone = within(request, people_of(household), person)
    meant = request.POST.get("version", "")
    standing = next((one for one in new_addresses_of(someone, request.me) if str(one.pk) == meant), None)
    try:
        hidden.take_out_new_address(standing.version if standing else None, at=request.at)
    except CannotNote as refused:
        messages.error(request, str(refused))
    else:
        remember(request, Verb.CHANGED, pk)
        messages.success(request, _("Taken out. Those who could read it still see that it stood here."))
    return redirect("new_address", pk, person)
