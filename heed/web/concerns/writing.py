"""What every page of a report being written does: it is its author's alone, keeps each step, and once sent shows that it was.

Back, double tap and replay never make a second record or lose the next one (CFC-1; U1 to U9)."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heed.concerns import reporting
from heed.policies import visible
from heed.policies.roles import Do
from heed.web.components.times import uk_time
from heed.web.concerns import steps
from heed.web.concerns.forms import ReportForm
from heed.web.concerns.steps import STEPS, address, after, before
from heed.web.door import fetch, page


def writing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of a report being written, for its author alone. One that was sent leads to its confirmation."""

    @page(Do.REPORT)
    @wraps(view)
    def opened(request: Any, draft: UUID) -> HttpResponse:
        held = fetch(request, visible.drafts(request.me), draft)
        return gone(request, held) or view(request, held)

    return opened


def gone(request: Any, draft: Any) -> HttpResponse | None:
    if draft.sent_at:
        if request.resolver_match.view_name != "report_check":
            messages.info(
                request, _("This report was sent already, on %(when)s. You can add to it.") % {"when": uk_time(draft.sent_at)}
            )
        if (sent := visible.my_reports(request.me).filter(folder=draft.folder_id).first()) is None:
            raise Http404
        return redirect("report_sent", sent.pk)
    if draft.dropped_at:
        messages.info(request, _("You deleted that report. Nothing was sent. You can start a new one here."))
        return redirect("report")
    return None


def keep_and_go(request: Any, draft: Any, name: str, answers: dict[str, Any], to: str = "") -> HttpResponse:
    """Keeps the answers and goes on; where another tab sent the report meanwhile, to its confirmation."""
    posted = {"posted": {"step": name, "at": request.at.isoformat()}}
    if not reporting.keep(draft, answers | posted, at=request.at):
        draft.refresh_from_db()
        return gone(request, draft) or redirect("report")
    return redirect(to or after(draft, name))


def ask(request: Any, draft: Any, name: str, form: Any = None, **more: Any) -> HttpResponse:
    told = {
        "draft": draft,
        "form": form,
        "back_url": before(draft, name),
        "step": steps.place(draft, name),
        "kept_at": _kept_at(draft),
    }
    if STEPS[name].form:
        told["autosave_url"] = f"{address(draft, name)}keep/"
    return render(request, f"concerns/templates/{name}.html", told | more)


def _kept_at(draft: Any) -> datetime | None:
    return draft.saved_at if draft.answers else None


def ask_for_words(
    request: Any, draft: Any, name: str, kind: type[ReportForm], also: dict[str, Any] | None = None, **more: Any
) -> HttpResponse:
    """A page of words. They are kept even when they are too long, and the page then says so."""
    if request.method != "POST":
        return ask(request, draft, name, as_kept(request, draft, kind), **more)
    form = kind(request.POST)
    if form.is_valid():
        return keep_and_go(
            request,
            draft,
            name,
            form.written | (also or {}),
            to=address(draft, "check") if request.POST.get("go") == "check" else "",
        )
    if not reporting.keep(draft, form.written, at=request.at):
        return keep_and_go(request, draft, name, {})
    return ask(request, draft, name, form, **more)


def as_kept(request: Any, draft: Any, kind: type[ReportForm]) -> ReportForm:
    """The page with what was kept; with what is wrong in it, when the check led here."""
    return kind(draft.answers) if "check" in request.GET else kind(initial=draft.answers)
