"""Bringing in the register: upload, progress, refused lines, agreeing to endings. Counts and line numbers; never what a line says."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heed.audit.actions import Verb
from heed.households.choices import ImportKind, ImportState
from heed.households.importing import codes, runs
from heed.households.importing.columns import COLUMNS
from heed.households.importing.reading import CannotRead, empty_file
from heed.households.importing.runs import CannotAgree
from heed.policies.roles import Do
from heed.web.door import fetch, page, remember
from heed.web.imports.forms import Upload

A_PAGE = 50
GOING = (ImportState.RECEIVED, ImportState.STAGED, ImportState.FAILED)


@page(Do.IMPORT)
def imports(request: Any) -> HttpResponse:
    """What came, and the form for the next file."""
    form = Upload(request.POST, request.FILES) if request.method == "POST" else Upload()
    if request.method == "POST" and form.is_valid():
        try:
            run = runs.receive_upload(form.cleaned_data["file"].chunks, by=request.me.colleague, at=request.at)
            remember(request, Verb.CHANGED, run.pk)
            return redirect("import_run", run.pk)
        except CannotRead as refused:
            form.add_error("file", str(refused))
    remember(request, Verb.REFUSED if request.method == "POST" else Verb.LISTED)
    return render(request, "imports/templates/imports.html", {"form": form, "page": _paged(request, runs.listed())})


@page(Do.IMPORT, methods="GET")
def one(request: Any, pk: int) -> HttpResponse:
    """How far one file is. The page asks again by itself while there is something to wait for."""
    run = fetch(request, runs.listed(), pk)
    first = runs.refused_lines(run)[:10]
    return render(
        request,
        "imports/templates/run.html",
        {
            "run": run,
            "going": run.state in GOING,
            "rows": _facts(run),
            "first": first,
            "waiting": run.state == ImportState.WAITING,
        },
    )


def _facts(run: Any) -> list[dict[str, Any]]:
    said = (
        (_("Added"), run.added),
        (_("Changed"), run.changed),
        (_("Ended"), run.ended),
        (_("Unchanged"), run.unchanged),
        (_("Refused"), run.refused),
    )
    return [{"key": key, "value": f"{number:,}"} for key, number in said]


@page(Do.IMPORT, methods="GET")
def refused(request: Any, pk: int) -> HttpResponse:
    run = fetch(request, runs.listed(), pk)
    return render(request, "imports/templates/refused.html", {"run": run, "page": _paged(request, runs.refused_lines(run))})


@page(Do.IMPORT, methods="POST")
def agree(request: Any, pk: int) -> HttpResponse:
    """The endings are real: it goes on."""
    return _answered(request, fetch(request, runs.listed(), pk), runs.agree_and_go_on, _("It goes on now."))


@page(Do.IMPORT, methods="POST")
def turn_down(request: Any, pk: int) -> HttpResponse:
    return _answered(
        request, fetch(request, runs.listed(), pk), runs.turn_down, _("Turned down: nothing of this file came in.")
    )


def _answered(request: Any, run: Any, verb: Any, words: str) -> HttpResponse:
    try:
        verb(run, by=request.me.colleague, at=request.at)
        messages.success(request, words)
    except CannotAgree as refused:
        messages.warning(request, str(refused))
    return redirect("import_run", run.pk)


@page(Do.IMPORT, methods="GET")
def columns(request: Any) -> HttpResponse:
    """The columns of both files, and the words they may hold."""
    kinds = [{"kind": kind, "columns": COLUMNS[kind]} for kind in ImportKind]
    words: list[tuple[str, Iterable[str]]] = [
        (_("tenancy_type"), codes.TENURES),
        (_("relationship_to_tenant"), codes.RELATIONSHIPS),
        (_("gender"), codes.GENDERS),
        (_("do_not_contact_by"), codes.NEVER_BY),
        (_("kind, of a history"), codes.KINDS),
        (_("department, of a history"), codes.DEPARTMENTS),
    ]
    return render(
        request,
        "imports/templates/columns.html",
        {"kinds": kinds, "words": [(name, ", ".join(table)) for name, table in words]},
    )


@page(Do.IMPORT, methods="GET")
def example(request: Any, kind: str) -> HttpResponse:
    if kind not in ImportKind.values:
        raise Http404
    return HttpResponse(
        empty_file(ImportKind(kind)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="heed-{kind}.csv"'},
    )


def _paged(request: Any, rows: Any) -> Any:
    return Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
