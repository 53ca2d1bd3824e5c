"""Adding, changing, ending and taking up again what the directory keeps. Each kind of thing is a row: `Thing`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heed.agencies import directory
from heed.agencies.choices import AgencyKind, Subject
from heed.agencies.directory import CannotKeep
from heed.audit.actions import Verb
from heed.pictures import agencies as pictures
from heed.policies.roles import Do
from heed.web.agencies.forms import AgencyForm, Kept, OfficerForm, PathwayForm, ProtocolForm, Sure
from heed.web.door import fetch, page, remember


@dataclass(frozen=True)
class Thing:
    """Something kept of an agency. `rows`: those of an agency; `offers`: what its form offers, for a row (None: a new one); `facts`: what
    the form begins with."""

    new: Promise
    change: Promise
    ending: Promise
    form: type[Kept]
    facts: tuple[str, ...]
    rows: Callable[[Any], QuerySet[Any]]
    offers: Callable[[Any, Any, Any], dict[str, Any]]
    add: Callable[[Any, dict[str, Any]], Any]
    save: Callable[[Any, dict[str, Any]], None]
    end: Callable[..., None]
    begins: Callable[[Any], dict[str, Any]] = lambda agency: {"nation": agency.nation}


def _added_pathway(agency: Any, said: dict[str, Any]) -> Any:
    return directory.add_pathway(said.pop("name"), Subject(said.pop("subject")), agency, **said)


def _saved_protocol(row: Any, said: dict[str, Any]) -> None:
    directory.change_protocol(row, said.pop("parties"), **said)


OFFICER = Thing(
    gettext_lazy("Add a link officer"),
    gettext_lazy("Change a link officer"),
    gettext_lazy("Take a link officer off"),
    OfficerForm,
    directory.OFFICER,
    pictures.officers,
    lambda me, agency, row: {"over": pictures.over(row, agency)},
    lambda agency, said: directory.add_officer(agency, said.pop("name"), **said),
    lambda row, said: directory.change_officer(row, **said),
    directory.end_officer,
    lambda agency: {},
)
PATHWAY = Thing(
    gettext_lazy("Add a pathway"),
    gettext_lazy("Change a pathway"),
    gettext_lazy("End a pathway"),
    PathwayForm,
    directory.PATHWAY,
    pictures.pathways,
    lambda me, agency, row: {"protocol": pictures.standing_protocols(agency)},
    _added_pathway,
    lambda row, said: directory.change_pathway(row, **said),
    directory.end_pathway,
)
PROTOCOL = Thing(
    gettext_lazy("Add a protocol"),
    gettext_lazy("Change a protocol"),
    gettext_lazy("End a protocol"),
    ProtocolForm,
    (*directory.PROTOCOL, "parties"),
    pictures.protocols,
    lambda me, agency, row: {"parties": pictures.agencies(), "owner": pictures.colleagues(me)},
    lambda agency, said: directory.add_protocol(said.pop("name"), said.pop("parties"), **said),
    _saved_protocol,
    directory.end_protocol,
    lambda agency: {"parties": [agency.pk]},
)


# The agency itself ------------------------------------------------------------------------------------------------------------
@page(Do.AGENCIES)
def add(request: Any) -> HttpResponse:
    form = AgencyForm(_data(request), offers={"local_authority": pictures.authorities()})
    if said := _said(request, form):
        name, kind, nation = said.pop("name"), AgencyKind(said.pop("kind")), said.pop("nation")
        made: list[Any] = []
        if _kept(form, lambda: made.append(directory.add_agency(name, kind, nation, **said))):
            remember(request, Verb.CHANGED, made[0].pk)
            return _done(request, made[0])
    return _asks(request, form, None, _("Add an agency"))


@page(Do.AGENCIES)
def change(request: Any, pk: int) -> HttpResponse:
    agency = fetch(request, pictures.agencies(), pk)
    offers = {"local_authority": pictures.authorities()}
    form = AgencyForm(_data(request), initial=_facts(agency, directory.AGENCY), offers=offers)
    if (said := _said(request, form)) and _kept(form, lambda: directory.change_agency(agency, **said)):
        return _done(request, agency)
    return _asks(request, form, pk, _("Change an agency"))


@page(Do.AGENCIES)
def end(request: Any, pk: int) -> HttpResponse:
    agency = fetch(request, pictures.agencies(), pk)
    form = Sure(_data(request))
    if request.method == "POST" and _kept(form, lambda: directory.end_agency(agency, at=request.at)):
        return _done(request, agency)
    return _asks(request, form, pk, _("End an agency"), what=agency.name, tone="danger")


@page(Do.AGENCIES, methods="POST")
def resume(request: Any, pk: int) -> HttpResponse:
    return _resumed(request, fetch(request, pictures.agencies(), pk), pk)


# What is kept of one ----------------------------------------------------------------------------------------------------------
def adding(thing: Thing) -> Callable[..., HttpResponse]:
    @page(Do.AGENCIES)
    def view(request: Any, pk: int) -> HttpResponse:
        agency = fetch(request, pictures.agencies(), pk)
        offers = thing.offers(request.me, agency, None)
        form = thing.form(_data(request), initial=thing.begins(agency), offers=offers)
        if (said := _said(request, form)) and _kept(form, lambda: thing.add(agency, dict(said))):
            return _done(request, agency)
        return _asks(request, form, pk, thing.new, what=agency.name)

    return view


def changing(thing: Thing) -> Callable[..., HttpResponse]:
    @page(Do.AGENCIES)
    def view(request: Any, pk: int, part: int) -> HttpResponse:
        agency = fetch(request, pictures.agencies(), pk)
        row = fetch(request, thing.rows(agency), part)
        offers = thing.offers(request.me, agency, row)
        form = thing.form(_data(request), initial=_facts(row, thing.facts), offers=offers)
        if (said := _said(request, form)) and _kept(form, lambda: thing.save(row, dict(said))):
            return _done(request, agency)
        return _asks(request, form, pk, thing.change, what=agency.name)

    return view


def ending(thing: Thing) -> Callable[..., HttpResponse]:
    @page(Do.AGENCIES)
    def view(request: Any, pk: int, part: int) -> HttpResponse:
        agency = fetch(request, pictures.agencies(), pk)
        row = fetch(request, thing.rows(agency), part)
        form = Sure(_data(request))
        if request.method == "POST" and _kept(form, lambda: thing.end(row, at=request.at)):
            return _done(request, agency)
        return _asks(request, form, pk, thing.ending, what=row.name, tone="danger")

    return view


def resuming(thing: Thing) -> Callable[..., HttpResponse]:
    @page(Do.AGENCIES, methods="POST")
    def view(request: Any, pk: int, part: int) -> HttpResponse:
        agency = fetch(request, pictures.agencies(), pk)
        return _resumed(request, fetch(request, thing.rows(agency), part), pk)

    return view


# How each of them goes --------------------------------------------------------------------------------------------------------
def _data(request: Any) -> Any:
    return request.POST if request.method == "POST" else None


def _said(request: Any, form: Any) -> dict[str, Any]:
    """What was sent and is whole; empty while nothing was."""
    return dict(form.cleaned_data) if request.method == "POST" and form.is_valid() else {}


def _kept(form: Any, keep: Callable[[], Any]) -> bool:
    try:
        keep()
    except CannotKeep as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _facts(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """A row as its form begins with it."""
    facts = {name: getattr(row, name) for name in names}
    return {name: [one.pk for one in value.all()] if name == "parties" else value for name, value in facts.items()}


def _done(request: Any, agency: Any) -> HttpResponse:
    messages.success(request, _("Kept."))
    return redirect("agency", agency.pk)


def _resumed(request: Any, row: Any, agency: int) -> HttpResponse:
    try:
        directory.take_up_again(row)
    except CannotKeep as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It stands again."))
    return redirect("agency", agency)


def _asks(
    request: Any, form: Any, agency: int | None, heading: Promise | str, *, what: str = "", tone: str = ""
) -> HttpResponse:
    said = {"form": form, "agency": agency, "heading": heading, "what": what, "tone": tone}
    return render(request, "agencies/templates/keep.html", said)
