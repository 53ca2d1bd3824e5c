"""The household on one screen (CFC-7), today and as known on any day."""

from dataclasses import replace
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from heed.audit.actions import Verb
from heed.organisation.choices import Department
from heed.pictures.household.people import SomeoneHere
from heed.pictures.household.picture import HouseholdPicture, household_picture, households
from heed.pictures.timeline import Entry
from heed.policies.roles import Do
from heed.web.components import narrowing
from heed.web.door import fetch, page, remember
from heed.web.households.forms import NoteForm

SHORT = 300  # letters of an entry on the screen
SCREEN = "households/templates/household.html"


@page(Do.SEE_RECORDS, methods="GET")
def household(request: Any, pk: UUID) -> HttpResponse:
    found = fetch(request, households(request.me), pk)
    return screen(request, household_picture(found, request.me, narrowing.narrowed(request)))


def screen(request: Any, picture: HouseholdPicture) -> HttpResponse:
    asked, names = narrowing.narrowed(request), {someone.person.pk: someone.name for someone in picture.people}
    return render(
        request,
        SCREEN,
        {
            "picture": picture,
            "household": picture.household,
            "home": picture.household.home,
            "people": picture.people,
            "entries": [linked(entry, picture) for entry in picture.timeline.entries],
            **narrowing.drawn(request, picture.timeline, asked),
            "chosen": narrowing.chosen(request, asked, names),
            "today_url": narrowing.asked_for(request, on=""),
            "departments": _departments(picture),
            "on": narrowing.day_asked(request),
            "note_form": _note_form(about(picture)),
        },
    )


def _note_form(people: list[tuple[str, str]]) -> dict[str, str]:
    """The fields of a blank note, drawn; those that are the same for every household once a language."""
    return _blank_fields(get_language()) | (
        {"people": str(NoteForm(people=people, prefix="note")["people"])} if people else {"people": ""}
    )


@cache
def _blank_fields(_language: str | None) -> dict[str, str]:
    form = NoteForm(people=[], prefix="note")
    return {name: str(form[name]) for name in form.fields}


def linked(entry: Entry, picture: HouseholdPicture) -> Entry:
    """A long entry is shown short, with a way to all of it; a note leads to where it can be corrected."""
    long = len(entry.text) > SHORT
    if not long and not entry.can_correct:
        return entry
    text = f"{entry.text[:SHORT].rsplit(' ', 1)[0]} …" if long else entry.text
    return replace(entry, text=text, url=reverse("entry", args=[picture.household.pk, entry.pk]))


def _departments(picture: HouseholdPicture) -> list[tuple[str, str, int]]:
    return [(code, str(Department(code).label), number) for code, number in sorted(picture.timeline.departments.items())]


def choices(people: tuple[SomeoneHere, ...]) -> list[tuple[str, str]]:
    return [(str(someone.person.pk), someone.name) for someone in people]


def about(picture: HouseholdPicture) -> list[tuple[str, str]]:
    """Whom a note may be about: also somebody who has left, marked, because calls about them keep coming here."""
    gone = [(pk, _("%(name)s (no longer here)") % {"name": name}) for pk, name in choices(picture.gone)]
    return choices(picture.here) + gone


@page(Do.SEE_RECORDS, methods="POST")
def words(request: Any, pk: UUID) -> HttpResponse:
    """Looks for words within the household."""
    fetch(request, households(request.me), pk, Verb.SEARCHED)
    return redirect(narrowing.looked_for(request, reverse("household", args=[pk])))


def within(request: Any, rows: QuerySet, pk: Any) -> Any:
    """A part of a record that was fetched: there, or 404, and that is remembered."""
    found = rows.filter(pk=pk).first()
    if found is None:
        remember(request, Verb.REFUSED, pk)
        raise Http404
    return found
