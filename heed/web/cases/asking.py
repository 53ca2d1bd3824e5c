"""Pages that ask one thing about one case: fetch, form, one action, back to the case. A refusal stands above the words, which stay.

Each question is a row: `Asks`. A page that needs more than this is a view of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
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
from heed.cases.working import CannotWork
from heed.concerns.feeding import CannotFeed
from heed.deadlines.pausing import CannotPause
from heed.domestic_abuse import marac
from heed.domestic_abuse.assessing import CannotAssess
from heed.domestic_abuse.planning import CannotPlan
from heed.domestic_abuse.telling import CannotTell
from heed.folders.files import CannotTake
from heed.folders.workflow import CannotMove
from heed.learning.actions import CannotEvaluate, CannotReview
from heed.learning.sharing import CannotSend
from heed.pictures.case.may import May, may_of
from heed.pictures.case.picture import to_open
from heed.policies.roles import Do
from heed.procedures.countersigning import CannotAsk
from heed.web.cases.begun import gone_on_with, keeping, sent
from heed.web.door import fetch, page

LIST = "cases"  # where one goes on who may not see the case any more
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
    CannotFeed,
    CannotTake,
    CannotEvaluate,
    CannotReview,
    CannotSend,
    CannotAssess,
    marac.CannotRefer,
    CannotTell,
    CannotPlan,
    CannotPause,
    CannotAsk,
)


@dataclass(frozen=True)
class It:
    """What a question is asked of: a case, the request, and the id of a part of the case where the page is about one."""

    case: Any
    request: Any
    of: UUID | None = None

    @property
    def part(self) -> UUID:
        """The part's id, on a page that is about one."""
        assert self.of is not None
        return self.of

    @property
    def me(self) -> Any:
        return self.request.me.colleague

    @property
    def at(self) -> datetime:
        return self.request.at

    @property
    def data(self) -> Any:
        """What was sent; None while nothing was."""
        return self.request.POST if self.request.method == "POST" else None

    @property
    def files(self) -> Any:
        return self.request.FILES if self.request.method == "POST" else None


@dataclass(frozen=True)
class Asks:
    """A question page. `form`: made for the case; `do`: what is done with what was said. Raises Http404 where a part is not there.

    `may`: whether this reader can do it now (otherwise the page is not there); `then`: the page it leads back to (of the case,
    or LIST); `tone`: of its button; `about`: finds the part of the case that the page is about, or None; `shows`: what else its template shows."""

    heading: Promise | str
    button: Promise | str
    form: Callable[[It], Any]
    do: Callable[[It, dict[str, Any]], object]
    done: Promise | str = _("Noted on the case.")
    may: Callable[[May], bool] = lambda may: may.work
    then: str = "case"
    tone: str = ""
    lead: Promise | str = ""
    template: str = "ask.html"
    about: Callable[[Any, UUID], Any] | None = None
    keeps: bool = False  # what is begun and not sent is kept for whoever writes it (web/cases/begun.py)
    shows: Callable[[It], dict[str, Any]] = lambda it: {}


def ask(request: Any, pk: UUID, part: UUID | None, asks: Asks, more: dict[str, Any] | None = None) -> HttpResponse:
    case = fetch(request, to_open(request.me), pk)
    if not asks.may(may_of(request.me, case)):
        raise Http404
    if asks.about and part and asks.about(case, part) is None:
        raise Http404
    it = It(case, request, part)
    form = asks.form(it)
    begun = gone_on_with(request, case, form) if asks.keeps else {}
    if request.method == "POST" and form.is_valid():
        try:
            asks.do(it, form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            if asks.keeps:
                sent(request, case)
            messages.success(request, str(asks.done))
            return redirect(asks.then) if asks.then == LIST else redirect(asks.then, pk)
    said = {"case": case, "form": form, "heading": asks.heading, "button": asks.button, "tone": asks.tone, "lead": asks.lead}
    return render(request, f"cases/templates/{asks.template}", said | begun | asks.shows(it) | (more or {}))


def asked(asks: Asks, do: Do = Do.WORK_CASE) -> Callable[..., HttpResponse]:
    """The page of a row: a view for urls.py."""

    @page(do)
    def view(request: Any, pk: UUID, part: UUID | None = None) -> HttpResponse:
        return ask(request, pk, part, asks)

    return keeping(view, asks.heading) if asks.keeps else view
