"""My reports: what was sent, where it stands, the answer, and adding to it (CFC-5; U8)."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heed.concerns import deciding, reporting
from heed.folders.files import CannotTake
from heed.pictures import my_reports as picture
from heed.policies import visible
from heed.policies.roles import Do
from heed.web.concerns.forms import AddForm
from heed.web.door import Verb, fetch, page, remember


@page(Do.MY_REPORTS, methods="GET")
def my_reports(request: Any) -> HttpResponse:
    lines = picture.lines(request.me)
    remember(request, Verb.LISTED, shown=[line.concern.pk for line in lines])
    return render(request, "concerns/templates/my_reports.html", {"lines": lines, "unsent": picture.unsent(request.me)})


@page(Do.MY_REPORTS, methods="GET")
def sent(request: Any, pk: UUID) -> HttpResponse:
    """Sent: the reference, who reads it and by when, what happens next."""
    report = fetch(request, visible.my_reports(request.me).select_related("home__scheme"), pk)
    said = {"report": report, "expected": picture.expected(report), "manager": picture.tells_manager(request.me, report)}
    return render(request, "concerns/templates/sent.html", said)


@page(Do.MY_REPORTS)
def report(request: Any, pk: UUID) -> HttpResponse:
    """One of my reports. Opening it reads the answer; a POST adds to it."""
    mine = fetch(request, visible.my_reports(request.me).select_related("home__scheme"), pk)
    form = AddForm(request.POST or None, request.FILES or None, initial={"key": uuid4()})
    if request.method == "POST" and form.is_valid() and _add(request, mine, form):
        return redirect("my_report", mine.pk)
    answers = list(picture.answers(request.me, mine))
    for answer in answers:
        deciding.read_answer(answer, at=request.at)
    return render(
        request,
        "concerns/templates/report.html",
        {
            "report": mine,
            "form": form,
            "answers": answers,
            "way": picture.way(mine),
            "state": picture.in_words(mine),
            "accounts": picture.accounts(request.me, mine),
            "people": picture.people(mine),
            "attached": picture.files(request.me, mine),
        },
    )


def _add(request: Any, mine: Any, form: AddForm) -> bool:
    try:
        added = reporting.add_to_report(
            mine,
            form.cleaned_data["more"],
            at=request.at,
            uploads=form.cleaned_data["uploads"],
            once=form.cleaned_data["key"],
        )
    except CannotTake as refused:
        form.add_error("uploads", str(refused))
        return False
    messages.success(request, _("Thank you. It was added, and the group is told.") if added else _("That was added already."))
    return True


@page(Do.MY_REPORTS, methods="POST")
def manager_told(request: Any, pk: UUID) -> HttpResponse:
    """The reporter of an incident has told their line manager, in the shift (DA-1)."""
    mine = fetch(request, visible.my_reports(request.me), pk)
    if picture.tells_manager(request.me, mine).asked:
        reporting.told_line_manager(mine, at=request.at)
    messages.success(request, _("Thank you. It is noted that you told your line manager."))
    return redirect("report_sent", mine.pk)


@page(Do.MY_REPORTS, methods="POST")
def passed_on(request: Any, pk: UUID) -> HttpResponse:
    """Whoever entered a report for somebody else has told them the answer."""
    mine = fetch(request, visible.my_reports(request.me), pk)
    for answer in picture.answers(request.me, mine).filter(passed_on_at=None):
        deciding.pass_on(answer, by=request.me.colleague, at=request.at)
    messages.success(request, _("Thank you. It is noted that you passed the answer on."))
    return redirect("my_report", mine.pk)
