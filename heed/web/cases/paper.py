"""What leaves a case on paper or as a file: asked for whom and what for, checked for safe contact, kept on the record (B24, U19)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heed.audit.actions import Verb
from heed.pictures.case import abuse, choosing, parts
from heed.pictures.case.clock import clock_of
from heed.pictures.case.may import may_of
from heed.pictures.case.picture import case_picture, to_open
from heed.pictures.history import Narrowed
from heed.policies import leaving, visible
from heed.policies.roles import Do
from heed.procedures.access import note_print
from heed.web.cases.asking import It
from heed.web.cases.forms import PaperForm
from heed.web.cases.questions import there
from heed.web.cases.sharing import named, overrides
from heed.web.components.files import downloaded
from heed.web.door import fetch, page, remember

ON_PAPER = 400  # entries: some thirty sheets


@dataclass(frozen=True)
class Paper:
    """Something of a case that leaves. `make`: what it shows, or 404 where it is not there; `names`: whether anybody stands in it, so that
    the safe-contact check looks at everybody in the case; `give`: the answer itself, where it is no sheet to print."""

    heading: Promise | str
    action: Promise | str
    make: Callable[[It], dict[str, Any]]
    template: str = ""
    names: bool = True
    give: Callable[[dict[str, Any]], HttpResponse] | None = None
    verb: Verb = Verb.PRINTED


def on_paper(paper: Paper) -> Callable[..., HttpResponse]:
    """The page of a row: asks first, then gives it."""

    @page(Do.SEE_RECORDS, fresh=True)
    def view(request: Any, pk: UUID, part: UUID | None = None) -> HttpResponse:
        case = fetch(request, to_open(request.me), pk, Verb.LOOKED)
        if not may_of(request.me, case).take_out:
            raise Http404
        it, people = It(case, request, part), choosing.standing(case)
        shown, found = paper.make(it), leaving.around(_touched(paper, people))
        form, stops = PaperForm(it.data, stopped=any(one.stops for one in found)), named(it.request, found, people)
        if request.method == "POST" and form.is_valid() and (holder := _cleared(request, paper, form, people)):
            remember(request, paper.verb, pk)
            note_print(case.folder_id, f"{paper.heading}. {holder}: {form.cleaned_data['why']}", by=it.me, at=it.at)
            return paper.give(shown) if paper.give else _sheet(request, paper, case, holder, shown)
        said = {"case": case, "form": form, "paper": paper, "stops": stops, "may_override": overrides(request)}
        return render(request, "cases/templates/before_paper.html", said)

    return view


def _touched(paper: Paper, people: Any) -> list[UUID]:
    return [one.person_id for one in people if one.person_id] if paper.names else []


def _cleared(request: Any, paper: Paper, form: PaperForm, people: Any) -> str:
    """Who will hold it, in words; nothing where it may not leave like this."""
    try:
        override = form.cleaned_data.get("override", "")
        leaving.clear((), me=request.me, at=request.at, override=override, beside=_touched(paper, people))
    except (leaving.Stopped, leaving.CannotOverride) as refusal:
        form.add_error(None, str(refusal))
        return ""
    return form.holder(request.user.display_name)


def _sheet(request: Any, paper: Paper, case: Any, holder: str, shown: dict[str, Any]) -> HttpResponse:
    said = {"case": case, "holder": holder, "printed_by": request.user.display_name, "printed_at": request.at}
    return render(request, f"cases/templates/{paper.template}", said | {"reference": case.reference} | shown)


def _document(it: It) -> dict[str, Any]:
    document = there(parts.document(it.case, it.part))
    return {"document": document, "file": document.file, "me": it.request.me}


def _file(shown: dict[str, Any]) -> HttpResponse:
    kept = shown["file"]
    content = there(visible.contents(shown["me"]).filter(file=kept, part="original").first())
    return downloaded(kept, content.content.plain)


CASE = Paper(
    gettext_lazy("The case on paper"),
    gettext_lazy("Show the sheets to print"),
    lambda it: {"picture": case_picture(it.request.me, it.case, Narrowed(at=it.at), ON_PAPER), "most": ON_PAPER},
    "paper.html",
)
NOTICE = Paper(
    gettext_lazy("The form on paper"),
    gettext_lazy("Show the sheets to print"),
    lambda it: {"one": abuse.told(there(abuse.to_bodies(it.case).filter(pk=it.part).first()), it.at)},
    "notice_paper.html",
)
CERTIFICATE = Paper(
    gettext_lazy("The clock’s certificate"),
    gettext_lazy("Show the certificate to print"),
    lambda it: {"clock": there(clock_of(it.request.me, it.case, it.part, it.at))},
    "certificate.html",
    names=False,
)
DOCUMENT = Paper(
    gettext_lazy("A paper or picture of the case"),
    gettext_lazy("Download it"),
    _document,
    give=_file,
    verb=Verb.DOWNLOADED,
)


@page(Do.SEE_RECORDS, methods="GET")
def clock(request: Any, pk: UUID, part: UUID) -> HttpResponse:
    """One clock in full: its rule, the count day by day, who is told when (each clock explains itself)."""
    case = fetch(request, to_open(request.me), pk)
    one = there(clock_of(request.me, case, part, request.at))
    said = {"case": case, "clock": one, "can": may_of(request.me, case), "heading": _("What is due")}
    return render(request, "cases/templates/clock.html", said)
