"""Who may know of a case: who has been let in, by whom, why, until when; and, for the lead, who has looked."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heed.pictures import access as shown
from heed.pictures.case.may import may_of
from heed.pictures.case.picture import to_open
from heed.policies.roles import Do
from heed.procedures import access
from heed.procedures.access import CannotLetIn
from heed.web.components.access import LetInForm, looks_page, until_words
from heed.web.door import Verb, fetch, page


@page(Do.SEE_RECORDS)
def who_may_know(request: Any, pk: UUID) -> HttpResponse:
    """Everyone who reads the case reads who else may; whoever answers for it lets somebody in until a day, with the reason."""
    case = fetch(request, to_open(request.me), pk, Verb.LET_IN if request.method == "POST" else None)
    can = may_of(request.me, case).answer_for
    if request.method == "POST" and not can:
        raise Http404
    colleagues = shown.who_can_be_let_in(request.at).exclude(pk__in=[request.user.pk, case.responsible_id])
    form = LetInForm(request.POST or None, now=request.at, colleagues=colleagues) if can else None
    if form and request.method == "POST" and form.is_valid() and _let_in(request, case, form):
        messages.success(request, _("Access given. They are told by e-mail, without any detail."))
        return redirect("case_access", pk)
    lines = [(line, until_words(line.until)) for line in shown.let_in_now(case.folder_id, request.at)]
    return render(request, "cases/templates/access.html", {"case": case, "form": form, "lines": lines})


def _let_in(request: Any, case: Any, form: LetInForm) -> bool:
    said = form.cleaned_data
    try:
        access.let_in(case.folder_id, said["colleague"], said["why"], by=request.user, at=request.at, until=said["until"])
    except CannotLetIn as refused:
        form.add_error(None, str(refused))
    return not form.errors


@page(Do.WORK_CASE, methods="POST")
def end(request: Any, pk: UUID, part: UUID) -> HttpResponse:
    case = fetch(request, to_open(request.me), pk)
    line = shown.let_in_now(case.folder_id, request.at).filter(pk=part).first()
    if line is None or not may_of(request.me, case).answer_for:
        raise Http404
    access.end_grant(line, by=request.user, at=request.at)
    messages.success(request, _("Ended. From now on the record does not exist for them."))
    return redirect("case_access", pk)


@page(Do.WHO_LOOKED, fresh=True, methods="GET")
def looked(request: Any, pk: UUID) -> HttpResponse:
    case = fetch(request, to_open(request.me), pk)
    number = looks_page(request.GET.get("page", "1"))
    looks, more = shown.who_looked(case.pk, number)
    said = {"case": case, "looks": looks, "number": number, "more": more, "newer": number - 1, "older": number + 1}
    return render(request, "cases/templates/looked.html", said)
