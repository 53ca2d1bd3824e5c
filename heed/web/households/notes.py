"""Noting a call, a visit, a letter or a fact, and correcting it. Nothing is overwritten: a correction is a new entry."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heed.households.actions import CannotNote
from heed.households.actions import note as note_down
from heed.pictures.history import Narrowed
from heed.pictures.household.parts import people_of
from heed.pictures.household.picture import entry_of, household_picture, households
from heed.policies.roles import Do
from heed.web.door import fetch, page
from heed.web.households.forms import NoteForm
from heed.web.households.views import about


@page(Do.NOTE)
def note(request: Any, pk: UUID) -> HttpResponse:
    """A call in half a minute: what, who, a few words. When it was is asked only of whoever says that it was earlier."""
    return _noting(request, pk, None)


@page(Do.NOTE)
def correct(request: Any, pk: UUID, entry: UUID) -> HttpResponse:
    """Says anew what an entry got wrong; both stay, and each names the other."""
    return _noting(request, pk, entry)


@page(Do.SEE_RECORDS, methods="GET")
def entry(request: Any, pk: UUID, entry: UUID) -> HttpResponse:
    """One entry in full."""
    household = fetch(request, households(request.me), pk)
    picture = household_picture(household, request.me, Narrowed(at=request.at), entries=1)
    if (shown := entry_of(picture, entry)) is None:
        raise Http404
    return render(request, "households/templates/entry.html", {"household": household, "shown": shown})


def _noting(request: Any, pk: UUID, corrected: UUID | None) -> HttpResponse:
    household = fetch(request, households(request.me), pk)
    picture = household_picture(household, request.me, Narrowed(at=request.at), entries=5)
    wrong = entry_of(picture, corrected) if corrected else None
    if corrected and (wrong is None or not wrong.can_correct):
        raise Http404
    said = {"kind": wrong.kind.split(".")[1], "title": wrong.own_title, "text": wrong.text} if wrong else None
    form = NoteForm(request.POST or None, initial=said, people=about(picture), prefix="note")
    if request.method == "POST" and form.is_valid() and _noted(request, form, household, wrong):
        messages.success(request, _("Noted."))
        return redirect("household", pk)
    return render(
        request, "households/templates/note.html", {"form": form, "picture": picture, "household": household, "wrong": wrong}
    )


def _noted(request: Any, form: NoteForm, household: Any, wrong: Any) -> bool:
    given = form.cleaned_data
    happened = given["when"].instant if given["when"] else wrong.occurred_at if wrong else None
    try:
        note_down(
            household,
            given["kind"],
            given["title"],
            given["text"],
            by=request.user,
            at=request.at,
            occurred_at=happened,
            people=list(people_of(household, given.get("people", []))),
            corrects=wrong and wrong.pk,
        )
    except CannotNote as refused:
        form.add_error("when", str(refused))
    return not form.errors
