"""Pages of a case on which something longer is written: what was begun is kept for whoever writes it, and stands there again (U4).

Kept while they type, and by the button where there is no JavaScript; sent or thrown away, it is gone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import FileField, Form
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from heed.audit.actions import Verb
from heed.cases import beginning
from heed.pictures.case.picture import to_open
from heed.policies.roles import Do
from heed.web.door import page, remember

View = Callable[..., HttpResponse]
OURS = {"csrfmiddlewaretoken", "then", "begun_on"}  # fields that are not the writer's


def keeping(view: View, heading: Promise | str) -> View:
    """Marks a page of a case as one that keeps what is begun on it. `heading`: what the case's page calls it."""
    view.begins = heading  # type: ignore[attr-defined]
    return view


# On such a page ---------------------------------------------------------------------------------------------------------------
def gone_on_with(request: Any, case: Any, form: Form) -> dict[str, Any]:
    """Fills the blank form with what its writer had begun, and gives what cases/templates/keeps.html needs."""
    here = _within(request.path, case)
    held = beginning.begun(case, here, request.me.colleague) if request.method == "GET" else None
    if held:
        _fill(form, held.words)
    where = reverse("case_begun", args=[case.pk])
    return {"keeps_at": where, "begun_on": here, "begun_at": held.at if held else None}


def sent(request: Any, case: Any) -> None:
    beginning.done(case, _within(request.path, case), request.me.colleague)


def _within(path: str, case: Any) -> str:
    """The page's address without the case's own."""
    return path.removeprefix(reverse("case", args=[case.pk]))


def _fill(form: Form, words: dict[str, list[str]]) -> None:
    said = QueryDict(mutable=True)
    for name, written in words.items():
        said.setlist(name, written)
    for name, field in form.fields.items():
        key = form.add_prefix(name)
        if not isinstance(field, FileField) and not field.widget.value_omitted_from_data(said, {}, key):
            form.initial[name] = field.widget.value_from_datadict(said, {}, key)


# Keeping it -------------------------------------------------------------------------------------------------------------------
@page(Do.SEE_RECORDS, methods="POST")
def begun(request: Any, pk: UUID) -> HttpResponse:
    """Keeps what stands on the page `begun_on` (204 while somebody types; back to the case by "Keep for later"), or throws it away
    (`then`: "again" leads back to the page, "away" to the case, because the page itself may have gone meanwhile). Nobody looked at anything, so no look is written; only a refusal is."""
    case = to_open(request.me).filter(pk=pk).first()
    here = request.POST.get("begun_on", "")
    if case is None or _heading(here, pk) is None:
        remember(request, Verb.REFUSED, pk)
        raise Http404
    then = request.POST.get("then")
    if then in ("again", "away"):
        beginning.done(case, here, request.me.colleague)
        return redirect(f"{reverse('case', args=[pk])}{here if then == 'again' else ''}")
    words = {name: written for name, written in request.POST.lists() if name not in OURS}
    kept = beginning.keep(case, here, words, by=request.me.colleague, at=request.at)
    if then != "later":
        return HttpResponse(status=204 if kept else 413)
    if kept:
        messages.success(request, _("Kept for you alone. It stands on the case until you go on with it."))
    else:
        messages.error(request, _("That is more than can be kept. Send it, or make it shorter."))
    return redirect("case", pk)


@dataclass(frozen=True)
class Unfinished:
    """A page its reader has begun to write on: what it is, where it goes on, since when (UTC)."""

    heading: str
    url: str
    page: str  # its address within the case's
    at: datetime


def unfinished(pages: tuple[tuple[str, datetime], ...], case: UUID) -> list[Unfinished]:
    """Of what this reader has begun (address within the case's, when), that which is a page of the case still."""
    its, named = reverse("case", args=[case]), ((_heading(here, case), here, at) for here, at in pages)
    return [Unfinished(heading, f"{its}{here}", here, at) for heading, here, at in named if heading is not None]


def _heading(here: str, case: UUID) -> str | None:
    if len(here) > beginning.LONGEST:  # no page's own: a checklist's code is any word to the router
        return None
    try:
        heading = getattr(resolve(f"{reverse('case', args=[case])}{here}").func, "begins", None)
    except Resolver404:
        return None
    return None if heading is None else str(heading)
