"""The training record: who did what, whose refresher is due, a class list, an export; and the page of somebody not yet trained."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heed.audit.actions import Verb
from heed.organisation.choices import Role
from heed.organisation.group import on_duty
from heed.pictures import training as pictures
from heed.pictures.organisation import colleagues_here
from heed.policies.roles import Do
from heed.policies.visible import holders
from heed.training import actions
from heed.training.actions import CannotRecord
from heed.web.door import fetch, page, remember
from heed.web.safe_csv import csv_answer
from heed.web.training.forms import Class, Narrow, NewCourse

A_PAGE = 50
KEPT = "training_list"  # what was chosen, kept in the session


def _chosen(request: Any) -> dict[str, Any]:
    """What the list shows: the course (the first, if none was chosen), and the words, department and state it is narrowed to."""
    kept = request.session.get(KEPT, {})
    offered = pictures.courses()
    return {**kept, "course": offered.filter(pk=kept.get("course")).first() or offered.first()}


def _rows(request: Any, chosen: dict[str, Any]) -> list[pictures.Row]:
    if chosen["course"] is None:
        return []
    return pictures.rows(
        chosen["course"],
        request.at,
        words=chosen.get("words", ""),
        department=chosen.get("department", ""),
        wanted=chosen.get("state", ""),
        sort=request.GET.get("sort", "name"),
    )


@page(Do.TRAIN, methods="GET")
def training(request: Any) -> HttpResponse:
    chosen = _chosen(request)
    rows = _rows(request, chosen)
    remember(request, Verb.LISTED)
    narrow_to = Narrow(initial=chosen, courses=pictures.courses())
    return render(
        request,
        "training/templates/training.html",
        {
            "narrow": narrow_to,
            "course": chosen["course"],
            "tally": [(state.label, number) for state, number in sorted(pictures.tally(rows).items())],
            "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
            "sort": request.GET.get("sort", "name"),
        },
    )


@page(Do.TRAIN, methods="POST")
def narrow(request: Any) -> HttpResponse:
    form = Narrow(request.POST, courses=pictures.courses())
    if form.is_valid():
        request.session[KEPT] = {**form.cleaned_data, "course": form.cleaned_data["course"].pk}
    else:
        messages.error(request, _("That is not one of the choices. The list shows what it showed before."))
    return redirect("training")


@page(Do.TRAIN, methods="GET")
def export(request: Any) -> HttpResponse:
    """The list as it stands, for a spreadsheet."""
    chosen = _chosen(request)
    remember(request, Verb.DOWNLOADED)
    heads = [_("Name"), _("User name"), _("Department"), _("Course"), _("Done on"), _("Refresher by"), _("How they stand")]
    rows = [
        [row.colleague.display_name, row.colleague.username, row.department, chosen["course"], row.on, row.due, row.state.label]
        for row in _rows(request, chosen)
    ]
    return csv_answer("training", heads, rows)


@page(Do.TRAIN)
def record(request: Any) -> HttpResponse:
    form = Class(
        request.POST or None,
        courses=pictures.courses(),
        colleagues=colleagues_here(request.at).exclude(pk=request.me.pk),
        at=request.at,
    )
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.record_training(
                form.attended(), form.cleaned_data["course"], on=form.cleaned_data["on"], by=request.me.colleague, at=request.at
            )
        except CannotRecord as refusal:
            form.add_error(None, str(refusal))
        else:
            remember(request, Verb.CHANGED)
            messages.success(request, _said(done))
            return redirect("training")
    return render(request, "training/templates/record.html", {"form": form})


def _said(done: actions.Recorded) -> str:
    said = ngettext("Recorded for %(number)d colleague.", "Recorded for %(number)d colleagues.", len(done.new)) % {
        "number": len(done.new)
    }
    if done.already:
        said += " " + ngettext("%(number)d was recorded before.", "%(number)d were recorded before.", len(done.already)) % {
            "number": len(done.already)
        }
    return said


@page(Do.TRAIN)
def withdraw(request: Any, pk: int) -> HttpResponse:
    """Recorded by mistake: asks once, then undoes it. The row stays, withdrawn."""
    completion = fetch(request, pictures.completions(), pk)
    if request.method == "POST":
        actions.withdraw(completion, at=request.at)
        messages.success(request, _("Undone. It counts no longer."))
        return redirect("training")
    return render(request, "training/templates/withdraw.html", {"completion": completion})


@page(Do.TRAIN)
def courses(request: Any) -> HttpResponse:
    form = NewCourse(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_course(**form.cleaned_data)
        except CannotRecord as refusal:
            form.add_error(None, str(refusal))
        else:
            remember(request, Verb.CHANGED)
            messages.success(request, _("Added."))
            return redirect("training_courses")
    return render(request, "training/templates/courses.html", {"form": form, "courses": pictures.courses()})


@page(Do.REPORT, methods="GET")
def not_yet(request: Any) -> HttpResponse:
    """For a colleague whose training is not recorded yet. No worry is ever turned away: whom to tell now, and who can report for them."""
    people = {"leads": holders(Role.LEAD, request.at), "duty": on_duty(request.at)}
    return render(request, "training/templates/not_yet.html", people)
