"""What a reporter tells: danger, what was seen, why it worries, what was done, and photos."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from heed.concerns import reporting
from heed.concerns.choices import Danger, Form
from heed.concerns.reporting import CannotSend
from heed.folders.files import CannotTake
from heed.pictures import my_reports
from heed.web.concerns.forms import DoneForm, EarlyForm, IncidentForm, NoticedForm, ReportForm, SeenForm, WorryForm
from heed.web.concerns.steps import address, form_of, way
from heed.web.concerns.writing import as_kept, ask, ask_for_words, keep_and_go, writing


@writing
def danger(request: Any, draft: Any) -> HttpResponse:
    said = request.POST.get("danger")
    if said in Danger.values:
        return keep_and_go(request, draft, "danger", {"danger": said})
    wrong = [(_("Choose one of these"), "#danger")] if request.method == "POST" else []
    return ask(
        request,
        draft,
        "danger",
        errors=wrong,
        page_has_errors=wrong,
        chosen=draft.answers.get("danger"),
        answers=[
            (Danger.NOW, _("Yes, right now"), _("Ring 999 first. Then send this: it reaches the group at once.")),
            (Danger.TODAY, _("Yes, some time today"), ""),
            (Danger.NOT_NOW, _("No, not today"), ""),
            (Danger.NOT_KNOWN, _("I do not know"), ""),
        ],
    )


@writing
def seen(request: Any, draft: Any) -> HttpResponse:
    early = form_of(draft) == Form.PREVENTATIVE
    return ask_for_words(request, draft, "seen", NoticedForm if early else SeenForm, early=early)


@writing
def incident(request: Any, draft: Any) -> HttpResponse:
    """What a domestic abuse incident asks besides (DA-1)."""
    return _besides(request, draft, "incident", IncidentForm)


@writing
def early(request: Any, draft: Any) -> HttpResponse:
    """What the preventative form asks besides (DA-3)."""
    return _besides(request, draft, "early", EarlyForm)


def _besides(request: Any, draft: Any, name: str, kind: type[ReportForm]) -> HttpResponse:
    """Of a report that came by another door the page is not asked."""
    if name not in way(form_of(draft)):
        return redirect(address(draft, "seen"))
    return ask_for_words(request, draft, name, kind)


@writing
def worry(request: Any, draft: Any) -> HttpResponse:
    return ask_for_words(request, draft, "worry", WorryForm)


# Done, and files --------------------------------------------------------------------------------------------------------------
@writing
def done(request: Any, draft: Any) -> HttpResponse:
    """What was done, and files. Adding and removing files come back here, and keep what else stands on the page."""
    form = as_kept(request, draft, DoneForm)
    if request.method == "POST":
        form, removed = DoneForm(request.POST, request.FILES), _id(request.POST.get("remove"))
        if removed:
            reporting.detach(draft, removed, at=request.at)
        if form.is_valid() and _take_files(request, draft, form):
            stays = removed or request.POST.get("go") == "add"
            return keep_and_go(request, draft, "done", form.written, to=address(draft, "done") if stays else "")
        if not reporting.keep(draft, form.written, at=request.at):
            return keep_and_go(request, draft, "done", {})
    return ask(request, draft, "done", form, attached=my_reports.attached(request.me, draft))


def _take_files(request: Any, draft: Any, form: DoneForm) -> bool:
    """Takes each file that can be taken; says of the others why not."""
    for upload in form.cleaned_data["uploads"]:
        try:
            reporting.attach(draft, upload, at=request.at)
        except (CannotTake, CannotSend) as refused:
            form.add_error("uploads", f"{upload.name}: {refused}")
    return not form.errors


def _id(said: str | None) -> UUID | None:
    try:
        return UUID(said or "")
    except ValueError:
        return None
