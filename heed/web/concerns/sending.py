"""Checking a report, sending it once, going on with it later or deleting it; and keeping it while somebody types."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heed.concerns import reporting
from heed.concerns.choices import ASKED_BY, PLAIN, AccountKind, Known
from heed.concerns.reporting import CannotSend, Report
from heed.pictures import my_reports
from heed.policies import visible
from heed.policies.roles import Do
from heed.web.concerns import steps
from heed.web.concerns.steps import STEPS, address
from heed.web.concerns.writing import ask, writing
from heed.web.door import Verb, page, remember

STILL_UNDER_WAY = timedelta(seconds=3)  # an autosave that left before its page was sent lands within this


@writing
def check(request: Any, draft: Any) -> HttpResponse:
    """Everything on one page, each with a way to change it; then sent, once."""
    if name := steps.wrong(draft):
        return redirect(f"{address(draft, name)}?check")
    if request.method == "POST":
        try:
            concern = reporting.send(draft, steps.report_of(draft, request.at), by=request.me.colleague, at=request.at)
        except CannotSend as refused:
            return ask(request, draft, "check", errors=[(str(refused), address(draft, "seen"))], **_told_so_far(request, draft))
        remember(request, Verb.CHANGED, concern.pk)
        return redirect("report_sent", concern.pk)
    if not draft.answers.get("checked"):
        reporting.keep(draft, {"checked": True}, at=request.at)
    return ask(request, draft, "check", **_told_so_far(request, draft))


def _told_so_far(request: Any, draft: Any) -> dict[str, Any]:
    return {
        "rows": _rows(request, draft),
        "behalf": draft.answers.get("behalf"),
        "door": steps.form_of(draft),
    }


def _rows(request: Any, draft: Any) -> list[dict[str, Any]]:
    report, told = steps.report_of(draft, request.at), draft.answers
    people = "\n".join(
        f"{each.name or _('Unidentified person')}: {each.part.label}{f'. {each.about}' if each.about else ''}"
        for each in report.people
    )
    files = "\n".join(each.file.name for each in my_reports.attached(request.me, draft))
    knew = steps.when_known(told.get("behalf"))
    rows = [
        (_("Told first to"), report.on_behalf_of, "behalf", _("who told you")),
        (_("They knew"), steps.in_words(knew) if knew else "", "behalf", _("when they knew")),
        (AccountKind.EMAILED.label, report.emailed, "behalf", _("when their e-mail came")),
        (_("Where"), str(report.home) if report.home else report.where or _("Not said"), "where", _("where it is")),
        (_("In danger"), report.danger.label, "danger", _("whether anyone is in danger")),
        (_("What you saw or heard"), report.seen, "seen", _("what you saw or heard")),
        (
            _("What you were told"),
            _told(report),
            "seen",
            _("what you were told"),
        ),
        (_("The child’s own words"), report.child_words, "seen", _("the child’s own words")),
        *_besides(report),
        (_("Why it worries you"), report.worry or _("Nothing written"), "worry", _("why it worries you")),
        (_("Who is involved"), people or _("Nobody named"), "who", _("who is involved")),
        (
            _("Works with us"),
            "\n".join(each.display_name for each in report.colleagues),
            "colleague",
            _("who of us is involved"),
        ),
        (_("What you did already"), report.done or _("Nothing written"), "done", _("what you did already")),
        (_("Photos and files"), files or _("None"), "done", _("photos and files")),
    ]
    return [
        {"key": key, "value": value, "is_text": True, "change_url": address(draft, name), "change_words": words}
        for key, value, name, words in rows
        if value
    ]


def _besides(report: Report) -> list[tuple[str, str, str, str]]:
    """What its form asks besides: each with its answer, or that there is none yet."""
    said = {kind: Known(words).label if kind in PLAIN else words for kind, words in report.asked.items()}
    return [
        (str(kind.label), str(said.get(kind) or _("Nothing written")), steps.BESIDES[report.form], str(kind.label).lower())
        for kind in ASKED_BY[report.form]
    ]


@writing
def go_on(request: Any, draft: Any) -> HttpResponse:
    """To where a report begun earlier was left."""
    return redirect(steps.reached(draft))


@writing
def delete(request: Any, draft: Any) -> HttpResponse:
    """Asks, and deletes on a POST."""
    if request.method != "POST":
        return render(request, "concerns/templates/delete.html", {"draft": draft, "back_url": address(draft, "")})
    reporting.drop(draft, by=request.me.colleague, at=request.at)
    messages.success(request, _("The report was deleted. Nothing was sent."))
    return redirect("report")


# Keeping while somebody types -------------------------------------------------------------------------------------------------
@page(Do.REPORT, methods="POST")
def autosave(request: Any, draft: UUID, step: str) -> HttpResponse:
    """Keeps what stands in the boxes. 204 kept; 409 the report was sent or deleted; 503 ask again in a moment.

    One that left before its page was sent and lands after it would bring older words back: it is asked to come again."""
    kind = STEPS[step].form if step in STEPS else None
    held = visible.drafts(request.me).filter(pk=draft).first()
    if kind is None or held is None:
        remember(request, Verb.REFUSED, draft)
        raise Http404
    posted = held.answers.get("posted", {})
    if posted.get("step") == step and request.at - datetime.fromisoformat(posted["at"]) < STILL_UNDER_WAY:
        return HttpResponse(status=503, headers={"Retry-After": str(STILL_UNDER_WAY.seconds)})
    if not reporting.keep(held, kind(request.POST).written, at=request.at):
        return JsonResponse({"sent": bool(held.sent_at)}, status=409)
    return HttpResponse(status=204)


def _told(report: Any) -> str:
    """What was told, and by whom."""
    by = report.told_by or _("not said")
    return f"{report.told}\n\n{_('Told by')}: {by}" if report.told else ""
