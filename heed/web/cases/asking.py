"""Pages that ask one thing about one case: fetch, form, one action, back to the case. A refusal stands above the words, which stay.

Each question is a row: `Asks`. A page that needs more than this is a view of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heed.agencies.actions import CannotMeet, CannotShare
from heed.cases.duties import CannotLeaveOut
from heed.cases.ending import CannotEnd, CannotExempt
from heed.cases.measures import CannotMeasure
from heed.cases.opening import CannotOpen
from heed.cases.referring import CannotRefer
from heed.cases.workflow import CannotMove
from heed.cases.working import CannotWork
from heed.pictures.case import May, may_of, to_open
from heed.policies.roles import Do
from heed.web.door import fetch, page

REFUSALS = (
    CannotOpen,
    CannotWork,
    CannotMove,
    CannotEnd,
    CannotExempt,
    CannotRefer,
    CannotShare,
    CannotMeet,
    CannotMeasure,
    CannotLeaveOut,
)


@dataclass(frozen=True)
class Asks:
    """A question page. `form`: made of the case, the request and what was sent; `do` gets the case, what was said, and the request.

    `may`: whether this reader can do it now (otherwise the page is not there); `then`: the page it leads back to."""

    form: Callable[[Any, Any, Any], Any]
    do: Callable[[Any, dict[str, Any], Any], object]
    heading: Promise | str
    button: Promise | str
    done: Promise | str
    may: Callable[[May], bool] = lambda may: may.work
    then: str = "case"
    tone: str = ""
    lead: Promise | str = ""
    template: str = "ask.html"


def ask(request: Any, pk: UUID, asks: Asks, **more: Any) -> HttpResponse:
    case = fetch(request, to_open(request.me), pk)
    if not asks.may(may_of(request.me, case)):
        raise Http404
    form = asks.form(case, request, (request.POST, request.FILES) if request.method == "POST" else (None, None))
    if request.method == "POST" and form.is_valid():
        try:
            asks.do(case, form.cleaned_data, request)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(asks.done))
            return redirect(asks.then, pk)
    said = {"case": case, "form": form, "heading": asks.heading, "button": asks.button, "tone": asks.tone, "lead": asks.lead}
    return render(request, f"cases/templates/{asks.template}", said | more)


def asked(asks: Asks, do: Do) -> Callable[..., HttpResponse]:
    """The page of a row: a view for urls.py."""

    @page(do)
    def view(request: Any, pk: UUID) -> HttpResponse:
        return ask(request, pk, asks)

    return view


DONE = _("Noted on the case.")
