"""The answer to the reporter: written, looked at as they will read it, sent (CFC-5: "the most important element")."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heed.concerns import deciding
from heed.households.naming import names_in
from heed.pictures.concern.dossier import Dossier, to_open
from heed.policies.roles import Do
from heed.web.desk.asking import NOT_NOW, REFUSALS
from heed.web.desk.concern import seen_by
from heed.web.desk.forms import Answer
from heed.web.door import fetch, page


@page(Do.DECIDE)
def answer(request: Any, pk: UUID) -> HttpResponse:
    """Posted three ways: to see it first, to change it, to send it. Only what was seen is sent."""
    concern = fetch(request, to_open(request.me), pk)
    seen = seen_by(request, concern)
    if request.method != "POST":
        if not seen.can.answer:
            messages.info(request, NOT_NOW)
            return redirect("concern", pk)
        return _page(request, seen, Answer())
    form = Answer(request.POST)
    if not form.is_valid() or "change" in request.POST:
        return _page(request, seen, form)
    if "send" not in request.POST:
        return _page(request, seen, form, letter=form.letter, names=names_in(form.letter, [one.name for one in seen.people]))
    try:
        if not seen.can.answer:
            raise deciding.CannotAnswer(_already(seen))
        deciding.answer(concern, form.letter, by=request.me.colleague, at=request.at)
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return _page(request, seen, form)
    messages.success(request, _("The answer is sent. The reporter gets an e-mail that it is waiting, and nothing else."))
    return redirect("concern", pk)


def _already(seen: Dossier) -> str:
    if seen.answers:
        return _("The reporter was answered a moment ago. Read that answer; nothing you wrote is lost on this page.")
    return str(NOT_NOW)


def _page(request: Any, seen: Dossier, form: Answer, letter: str = "", names: list[str] | None = None) -> HttpResponse:
    return render(request, "desk/templates/answer.html", {"seen": seen, "form": form, "letter": letter, "names": names or []})
