"""One's own page: what one holds, training, absence, ties, language, text size and contrast."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from heed.audit.actions import Verb
from heed.households import actions as households
from heed.households.choices import TieKind
from heed.households.finding import homes_like
from heed.notifications.waiting import waiting_for
from heed.organisation import actions
from heed.organisation.actions import CannotAdd, CannotSign
from heed.pictures import organisation, training
from heed.pictures import ties as own_ties
from heed.policies.roles import Do
from heed.procedures import posts
from heed.procedures.posts import CannotPropose
from heed.web.door import fetch, page, remember
from heed.web.me.forms import Away, FindHome, NewTie, Preferences


@page(Do.MY_SETTINGS, methods="GET")
def me(request: Any) -> HttpResponse:
    mine = request.me.colleague
    return render(
        request,
        "me/templates/me.html",
        {
            "preferences": Preferences(
                initial={"language": mine.language, "text_size": mine.text_size, "contrast": mine.contrast}
            ),
            "posts": organisation.posts_of(mine),
            "training": training.mine(mine, request.at),
            "absences": organisation.absences_of(mine, request.at),
            "ties": own_ties.ties_of(mine, request.at),
        },
    )


@page(None, methods="POST", anyone=True)
def set_preferences(request: Any) -> HttpResponse:
    """Kept with the account, or in this browser's session while signed out (the language only). Goes back to where it was asked."""
    form = Preferences(request.POST)
    if form.is_valid():
        chosen = form.chosen()
        if request.me and chosen:
            actions.set_preferences(request.me.colleague, **chosen)
            remember(request, Verb.CHANGED)
        elif "language" in chosen:
            request.session["language"] = chosen["language"]
    else:
        messages.error(request, _("That is not one of the choices. Nothing was changed."))
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "me" if request.me else "start")


@page(Do.MY_SETTINGS, methods="GET")
def waiting(request: Any) -> HttpResponse:
    """What came in one letter because it was a lot at once: each thing with its own link."""
    found = waiting_for(request.me)
    remember(request, Verb.LISTED)
    return render(request, "me/templates/waiting.html", {"found": found})


@page(Do.MY_SETTINGS, methods="POST")
def keep_alive(request: Any) -> HttpResponse:
    """Somebody is still there (U27); the door has noted it."""
    return HttpResponse(status=204)


# Away -------------------------------------------------------------------------------------------------------------------------
@page(Do.MY_SETTINGS)
def away(request: Any) -> HttpResponse:
    mine = request.me.colleague
    form = Away(request.POST or None, colleagues=organisation.colleagues_here(request.at).exclude(pk=mine.pk))
    if request.method == "POST" and form.is_valid():
        try:
            _absence, asked = posts.go_away(
                mine, form.cleaned_data["deputy"], by=mine, at=request.at, **form.instants(request.at)
            )
        except (CannotAdd, CannotPropose, CannotSign) as refusal:
            form.add_error(None, str(refusal))
        else:
            remember(request, Verb.CHANGED)
            waits = any(hasattr(one, "asked_by_id") for one in asked)
            messages.success(request, _("Noted. Your deputy waits for the lead's signature.") if waits else _("Noted."))
            return redirect("me")
    return render(request, "me/templates/away.html", {"form": form})


@page(Do.MY_SETTINGS, methods="POST")
def back_again(request: Any, pk: int) -> HttpResponse:
    absence = fetch(request, organisation.absences_of(request.me.colleague, request.at), pk)
    actions.end_absence(absence, at=request.at)
    messages.success(request, _("Welcome back."))
    return redirect("me")


# Ties -------------------------------------------------------------------------------------------------------------------------
@page(Do.DECLARE_TIE)
def ties(request: Any) -> HttpResponse:
    """Find the address (addresses only are shown), then say what ties one to it."""
    looked_for = FindHome(request.POST if "words" in request.POST else None)
    found = homes_like(looked_for.cleaned_data["words"]) if looked_for.is_bound and looked_for.is_valid() else []
    form = NewTie(request.POST if "choose" in request.POST else None, homes=own_ties.homes())
    if looked_for.is_bound and not form.is_bound:
        remember(request, Verb.SEARCHED)
    if form.is_bound and form.is_valid():
        households.declare_tie(
            form.cleaned_data["home"],
            TieKind(form.cleaned_data["kind"]),
            colleague=request.me.colleague,
            by=request.me.colleague,
            at=request.at,
        )
        remember(request, Verb.CHANGED)
        messages.success(request, _("Thank you. From now on you are kept out of what is known at that address."))
        return redirect("me")
    shown = form if form.is_bound else looked_for
    return render(request, "me/templates/ties.html", {"form": shown, "find": looked_for, "choose": form, "found": found})


@page(Do.DECLARE_TIE, methods="POST")
def end_tie(request: Any, pk: int) -> HttpResponse:
    tie = fetch(request, own_ties.ties_of(request.me.colleague, request.at), pk)
    households.end_tie(tie, at=request.at)
    messages.success(request, _("Noted. Whatever you were kept out of stays closed to you until the lead opens it."))
    return redirect("me")
