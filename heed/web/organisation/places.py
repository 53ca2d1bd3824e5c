"""Schemes, regions and local authorities; the group, its skills and its rota."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heed.audit.actions import Verb
from heed.organisation import actions
from heed.organisation.actions import CannotAdd, CannotSign
from heed.organisation.choices import Nation, Role, SchemeKind
from heed.organisation.group import group_at, on_duty
from heed.pictures import organisation as pictures
from heed.policies.roles import Do
from heed.policies.visible import holders
from heed.procedures import places as procedures
from heed.web.door import fetch, page, remember
from heed.web.organisation.forms import NewAuthority, NewDuty, NewRegion, NewScheme, SchemeFacts

A_PAGE = 50


def _offers() -> dict[str, Any]:
    return {"region": pictures.regions(), "local_authority": pictures.local_authorities()}


@page(Do.ORGANISE)
def schemes(request: Any) -> HttpResponse:
    form = NewScheme(request.POST or None, offers=_offers())
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            actions.add_scheme(
                facts.pop("name"),
                facts.pop("code"),
                SchemeKind(facts.pop("kind")),
                **facts,
            )
        except CannotAdd as refusal:
            form.add_error("name", str(refusal))
        else:
            return _done(request, "schemes")
    sort = request.GET.get("sort", "name")
    shown = Paginator(pictures.schemes(sort), A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "organisation/templates/schemes.html",
        {"form": form, "page": shown, "sort": sort, "regions": pictures.regions()},
    )


@page(Do.ORGANISE)
def scheme(request: Any, pk: int) -> HttpResponse:
    one = fetch(request, pictures.schemes(), pk)
    names = ("name", "kind", "region", "local_authority", "nation", "registered_care")
    form = SchemeFacts(request.POST or None, initial={name: getattr(one, name) for name in names}, offers=_offers())
    if request.method == "POST" and form.is_valid():
        try:
            waits = procedures.change_scheme(one, by=request.me.colleague, at=request.at, **form.cleaned_data)
        except (CannotAdd, CannotSign) as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(
                request,
                _("Saved. The new name or region waits for the Safeguarding Lead's signature.") if waits else _("Saved."),
            )
            return redirect("schemes")
    return render(
        request,
        "organisation/templates/scheme.html",
        {"form": form, "scheme": one, "managers": pictures.manager_of(one, request.at)},
    )


@page(Do.ORGANISE)
def places(request: Any) -> HttpResponse:
    """Regions and local authorities: two short lists, each with a form of its own."""
    which = request.POST.get("which")
    region = NewRegion(request.POST if which == "region" else None)
    authority = NewAuthority(request.POST if which == "authority" else None)
    for form, add in ((region, _add_region), (authority, _add_authority)):
        if form.is_bound and form.is_valid():
            try:
                add(form.cleaned_data)
            except CannotAdd as refusal:
                form.add_error("name", str(refusal))
            else:
                return _done(request, "places")
    shown = {"form": authority if which == "authority" else region, "region": region, "authority": authority}
    return render(
        request,
        "organisation/templates/places.html",
        {**shown, "regions": pictures.regions(), "authorities": pictures.local_authorities()},
    )


def _add_region(given: dict[str, Any]) -> None:
    actions.add_region(given["name"])


def _add_authority(given: dict[str, Any]) -> None:
    actions.add_local_authority(given["name"], Nation(given["nation"]), given["code"])


@page(Do.ORGANISE)
def group(request: Any) -> HttpResponse:
    """Who is in the group, what they bring, who is on duty, and where nobody is."""
    form = NewDuty(request.POST or None, offers={"colleague": holders(Role.GROUP, request.at)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.set_duty(
                given["colleague"],
                since=given["since"].instant,
                until=given["until"].instant,
                at=request.at,
            )
        except CannotAdd as refusal:
            form.add_error("until", str(refusal))
        else:
            return _done(request, "group")
    members = pictures.members(request.at)
    return render(
        request,
        "organisation/templates/group.html",
        {
            "form": form,
            "members": members,
            "missing": pictures.missing_skills(members),
            "now_on_duty": on_duty(request.at),
            "standing_in": group_at(request.at),
            "duties": pictures.duties(request.at),
            "gaps": pictures.gaps(request.at),
        },
    )


@page(Do.ORGANISE, methods="POST")
def remove_duty(request: Any, pk: int) -> HttpResponse:
    duty = fetch(request, pictures.duties(request.at), pk)
    actions.remove_duty(duty, at=request.at)
    messages.success(request, _("Taken off the rota."))
    return redirect("group")


def _done(request: Any, back: str) -> HttpResponse:
    remember(request, Verb.CHANGED)
    messages.success(request, _("Added."))
    return redirect(back)
