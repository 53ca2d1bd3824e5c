"""Keeping somebody safe and saying who is who: safe contact, flags, people, their place and their ties."""

from collections.abc import Callable
from datetime import time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heed.households import actions
from heed.households.actions import CannotNote, Contact, Newcomer
from heed.households.alerts import codes, named
from heed.households.choices import Identity, Member, Relation
from heed.pictures.elsewhere import links_of
from heed.pictures.history import Narrowed
from heed.pictures.household.parts import flags_of, people_of, places_of
from heed.pictures.household.picture import household_picture, households
from heed.pictures.household.safety import safe_contact_of
from heed.policies.roles import Do
from heed.timeline.actions import kept_words
from heed.web.components.times import on_uk_clock
from heed.web.door import fetch, page
from heed.web.govform import GovForm
from heed.web.households.forms import FlagForm, PersonForm, PlaceForm, RelateForm, SafeContactForm, WhyForm
from heed.web.households.views import within

NAMELESS = {Identity.UNBORN: gettext_lazy("Unborn child"), Identity.UNIDENTIFIED: gettext_lazy("Unidentified person")}


@page(Do.SEE_RECORDS, methods="GET")
def people(request: Any, pk: UUID) -> HttpResponse:
    """Who is who, with what can be changed about each."""
    household = fetch(request, households(request.me), pk)
    picture = household_picture(household, request.me, Narrowed(at=request.at), entries=1)
    return render(
        request,
        "households/templates/people.html",
        {"household": household, "picture": picture, "links": links_of(household)},
    )


@page(Do.KEEP_SAFE)
def safe_contact(request: Any, pk: UUID, person: UUID) -> HttpResponse:
    household = fetch(request, households(request.me), pk)
    someone = within(request, people_of(household), person)
    form = SafeContactForm(request.POST or None, initial=safe_contact_of(someone))

    def do(given: dict) -> None:
        never = dict.fromkeys(given["never"], True)
        actions.set_safe_contact(someone, Contact(given["how"], given["who_not"], **never), by=request.user, at=request.at)

    return asking(
        request,
        household,
        form,
        do,
        _("How to reach %(name)s safely") % {"name": someone.name},
        _("Keep it"),
        _("Kept. It stands at the top of the screen from now on."),
    )


@page(Do.KEEP_SAFE)
def raise_flag(request: Any, pk: UUID) -> HttpResponse:
    household = fetch(request, households(request.me), pk)
    members = people_of(household)
    form = FlagForm(request.POST or None, people=_named(members), now=request.at)

    def do(given: dict) -> None:
        review = given["review_on"]
        actions.raise_flag(
            household,
            codes()[given["code"]].kind,
            given["code"],
            given["words"],
            by=request.user,
            at=request.at,
            person=members.get(pk=given["person"]) if given["person"] else None,
            review_on=review,
            review_at=on_uk_clock(review, time(17)) if review else None,
        )

    return asking(request, household, form, do, _("Raise a flag"), _("Raise the flag"), _("Raised."))


@page(Do.KEEP_SAFE)
def lift_flag(request: Any, pk: UUID, flag: UUID) -> HttpResponse:
    household = fetch(request, households(request.me), pk)
    raised = within(request, flags_of(household), flag)

    def do(given: dict) -> None:
        actions.lift_flag(raised, given["why"], by=request.user, at=request.at)

    return asking(
        request,
        household,
        WhyForm(request.POST or None),
        do,
        _("Lift the flag “%(flag)s”") % {"flag": named(raised.code)},
        _("Lift the flag"),
        _("Lifted."),
    )


@page(Do.KEEP_SAFE)
def add_person(request: Any, pk: UUID) -> HttpResponse:
    household = fetch(request, households(request.me), pk)

    def do(given: dict) -> None:
        name = given["name"] or kept_words(NAMELESS.get(given["identity"], NAMELESS[Identity.UNIDENTIFIED]))
        actions.add_person(
            household,
            Newcomer(name, Member(given["role"]), Identity(given["identity"]), given["born_on"], given["since"]),
            by=request.user,
            at=request.at,
        )

    return asking(request, household, PersonForm(request.POST or None), do, _("Add somebody"), _("Add"), _("Added."))


@page(Do.KEEP_SAFE)
def place(request: Any, pk: UUID, person: UUID) -> HttpResponse:
    """`person` is the membership: the version that is put right."""
    household = fetch(request, households(request.me), pk)
    membership = within(request, places_of(household), person)
    form = PlaceForm(
        request.POST or None, initial={"role": membership.role, "since": membership.since, "until": membership.until}
    )

    def do(given: dict) -> None:
        actions.change_membership(
            membership, Member(given["role"]), given["since"], given["until"], by=request.user, at=request.at
        )

    return asking(
        request,
        household,
        form,
        do,
        _("Place of %(name)s in the household") % {"name": membership.person.name},
        _("Put it right"),
        _("Changed. What stood before stays in the history."),
    )


@page(Do.KEEP_SAFE)
def relate(request: Any, pk: UUID) -> HttpResponse:
    household = fetch(request, households(request.me), pk)
    members = people_of(household)

    def do(given: dict) -> None:
        actions.relate(
            members.get(pk=given["one"]),
            Relation(given["kind"]),
            members.get(pk=given["other"]),
            by=request.user,
            at=request.at,
        )

    return asking(
        request,
        household,
        RelateForm(request.POST or None, people=_named(members)),
        do,
        _("Say how two people are related"),
        _("Keep it"),
        _("Kept."),
    )


def _named(members: Any) -> list[tuple[str, str]]:
    return [(str(someone.pk), someone.name) for someone in members]


def asking(
    request: Any,
    household: Any,
    form: GovForm,
    do: Callable[[dict], None],
    heading: str,
    action: str,
    done: str,
    *,
    facts: list[dict[str, Any]] | None = None,
    back: str = "household",
) -> HttpResponse:
    """One question, one deed, back to the screen. `facts`: rows of components/summary_list.html above the question."""
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data)
        except CannotNote as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, done)
            return redirect(back, household.pk)
    return render(
        request,
        "households/templates/asking.html",
        {"form": form, "household": household, "heading": heading, "action": action, "rows": facts},
    )
