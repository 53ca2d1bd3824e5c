"""Decided actions, for whoever owes them: they may not see the concern at all. What, by when, from whom, and what became of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heed.audit.actions import Verb
from heed.concerns import deciding
from heed.concerns.deciding import CannotHandOn
from heed.deadlines import clocks
from heed.deadlines.choices import Outcome
from heed.deadlines.clocks import NothingOwed
from heed.pictures.concern.choosing import could_own
from heed.pictures.owed import OneAction, actions_owed, one_action
from heed.policies import visible
from heed.policies.roles import Do
from heed.web.desk.forms import HandOn, Reason, Settle, picker
from heed.web.door import fetch, page, remember


@page(Do.MY_ACTIONS, methods="GET")
def my_actions(request: Any) -> HttpResponse:
    found = actions_owed(request.me, request.at)
    remember(request, Verb.LISTED, shown=[action.pk for action in found])
    return render(request, "desk/templates/my_actions.html", {"actions": found})


@page(Do.MY_ACTIONS)
def action(request: Any, pk: UUID) -> HttpResponse:
    """Seen by its owner and by whoever sees the concern; settled by its owner, the group and the lead."""
    clock = fetch(request, visible.clocks(request.me).filter(rule="action").select_related("owner"), pk)
    seen = one_action(request.me, clock)
    may = _may(request, seen)
    form = Settle(request.POST if request.method == "POST" else None) if may or request.method == "POST" else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            if not may:
                raise NothingOwed(
                    _("This was settled a moment ago by somebody else, or it is not yours to settle. Look at it again.")
                )
            clocks.settle(
                clock,
                Outcome(form.cleaned_data["outcome"]),
                by=request.me.colleague,
                at=request.at,
                why=form.cleaned_data["why"],
            )
        except NothingOwed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. It is recorded."))
            return _back(seen)
    return render(request, "desk/templates/action.html", {"seen": seen, "form": form, "may": may, "asks": _asks(request, seen)})


def _may(request: Any, seen: OneAction) -> bool:
    return not seen.settled and (seen.mine or Do.DECIDE in request.me.may)


def _asks(request: Any, seen: OneAction) -> bool:
    """Whether they ask for it to be handed on, rather than choosing who takes it: who is kept out is for the group and the lead to know."""
    return seen.concern is None or Do.DECIDE not in request.me.may


def _back(seen: OneAction) -> HttpResponse:
    """To the concern for whoever may see it, else to what is theirs to do: an action that is no longer theirs is no longer shown."""
    return redirect("concern", seen.concern.pk) if seen.concern else redirect("my_actions")


@page(Do.MY_ACTIONS)
def hand_on(request: Any, pk: UUID) -> HttpResponse:
    clock = fetch(request, visible.clocks(request.me).filter(rule="action").select_related("owner"), pk)
    seen = one_action(request.me, clock)
    if not _may(request, seen):
        return redirect("action", pk)
    if seen.concern is None or _asks(request, seen):
        return _ask_to_hand_on(request, seen)
    people = [one for one in could_own(seen.concern, request.at) if one.pk != request.me.pk]
    form = HandOn(request.POST if request.method == "POST" else None, people=picker(people))
    if request.method == "POST" and form.is_valid():
        to = next(one for one in people if str(one.pk) == form.cleaned_data["to"])
        try:
            deciding.hand_on(clock, to, by=request.me.colleague, at=request.at)
        except CannotHandOn as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Handed on. They have been told."))
            return _back(seen)
    return render(request, "desk/templates/hand_on.html", {"seen": seen, "form": form})


def _ask_to_hand_on(request: Any, seen: OneAction) -> HttpResponse:
    """For an owner: who may take it only the group can know."""
    form = Reason(
        request.POST if request.method == "POST" else None,
        label=_("Why can you not do it?"),
        hint=_("If you know who could, say so here. The group looks whether they can."),
    )
    if request.method == "POST" and form.is_valid():
        try:
            deciding.ask_to_hand_on(seen.clock, form.cleaned_data["words"], by=request.me.colleague, at=request.at)
        except CannotHandOn as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The group has been told, and finds somebody. Until then it stays with you."))
            return _back(seen)
    return render(request, "desk/templates/ask_to_hand_on.html", {"seen": seen, "form": form})
