"""Breaking the glass: opening a record in an emergency, and looking afterwards whether it was needed (CFC-6)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from heed.audit.actions import Verb
from heed.deadlines.clocks import NothingOwed
from heed.households.finding import home_of, homes_like
from heed.pictures import access as shown
from heed.pictures.household.picture import households
from heed.policies.roles import Do
from heed.procedures import access
from heed.procedures.access import CannotReview, NothingThere
from heed.web.asked import opened, sealed
from heed.web.components.times import uk_time
from heed.web.door import fetch, page, remember
from heed.web.households.forms import GlassForm, ReviewForm


@page(Do.BREAK_GLASS, fresh=True)
def break_glass(request: Any) -> HttpResponse:
    """An address by search, then the reason, then the record for four hours. Addresses only: who lives there is not shown before."""
    if request.method == "POST" and "words" in request.POST:
        return redirect(f"{reverse('break_glass')}?{urlencode({'found': sealed(request.POST['words'], request)})}")
    words = opened(request.GET.get("found", ""), request)
    homes = homes_like(words) if words else []
    form = GlassForm(request.POST or None, homes=[(str(home.pk), str(home)) for home in homes])
    if request.method == "POST" and form.is_valid() and (household := _broken(request, form)):
        return redirect("household", household)
    return render(request, "households/templates/break_glass.html", {"form": form, "words": words, "homes": homes})


def _broken(request: Any, form: GlassForm) -> UUID | None:
    home = home_of(form.cleaned_data["home"])
    try:
        folder = access.folder_living_at(home, by=request.user, at=request.at)
        if seen := households(request.me).filter(folder=folder).values_list("pk", flat=True).first():
            messages.info(request, _("You may open this record anyway, so no glass was broken."))
            return seen
        until = access.break_glass(folder, form.cleaned_data["why"], by=request.user, at=request.at)
    except NothingThere as refused:
        remember(request, Verb.REFUSED, home.pk if home else None)
        form.add_error("home", str(refused))
        return None
    household = households(request.me).values_list("pk", flat=True).get(folder=folder)
    remember(request, Verb.BROKE_GLASS, household)
    messages.warning(
        request,
        _("You broke the glass. This record is open to you until %(when)s. The Safeguarding Lead has been told.")
        % {"when": uk_time(until)},
    )
    return household


@page(Do.REVIEW, methods="GET")
def broken(request: Any) -> HttpResponse:
    """Broken glasses that wait for somebody to look whether they were needed."""
    rows = shown.glasses_to_review(request.me)
    remember(request, Verb.LISTED, shown=[row.household for row in rows])
    return render(request, "households/templates/broken_glass.html", {"rows": rows, "tried": shown.tried(request.at)})


@page(Do.REVIEW)
def review(request: Any, pk: UUID) -> HttpResponse:
    clock = fetch(request, shown.glasses(request.me), pk)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            access.review_glass(
                clock, form.cleaned_data["fitting"] == "yes", form.cleaned_data["words"], by=request.user, at=request.at
            )
        except (CannotReview, NothingOwed) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Thank you. It is on the record."))
            return redirect("broken_glass")
    return render(request, "households/templates/review_glass.html", {"form": form, "glass": shown.glass(clock)})
