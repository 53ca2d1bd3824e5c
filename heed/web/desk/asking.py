"""Pages that ask one thing about one concern: fetch, form, one action, back to the concern. A refusal stands above the words, which stay."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heed.concerns import advising, deciding
from heed.concerns.advising import CannotAdvise
from heed.concerns.choices import Step, Sure
from heed.concerns.deciding import CannotAnswer, CannotClose, CannotDecide
from heed.folders.workflow import CannotMove
from heed.organisation.choices import Skill
from heed.pictures.concern.dossier import Dossier, to_open
from heed.pictures.concern.next_steps import Can
from heed.policies.roles import Do
from heed.web.desk.concern import seen_by
from heed.web.desk.forms import Acting, Advise, Reason, Sureness, Wanted
from heed.web.door import fetch, page

REFUSALS = (CannotAdvise, CannotDecide, CannotAnswer, CannotClose, CannotMove)
NOT_NOW = _("This cannot be done now. Look at the concern: somebody may have moved it on a moment ago.")


@dataclass(frozen=True)
class Asks:
    """A question page. `may`: whether it can be done now; `do` gets the concern, what was said, and the request; `then`: where it leads (a page's name)."""

    form: Callable[..., Any]
    may: Callable[[Can], bool]
    do: Callable[[Any, dict[str, Any], Any], object]
    done: Promise | str
    template: str
    heading: Promise | str = ""
    button: Promise | str = ""
    tone: str = ""
    why_not: Callable[[Can], str] = lambda can: ""
    then: str = "concern"


def ask(request: Any, pk: UUID, asks: Asks) -> HttpResponse:
    concern = fetch(request, to_open(request.me), pk)
    seen = seen_by(request, concern)
    form = asks.form(seen)(request.POST if request.method == "POST" else None)
    if not asks.may(seen.can):
        refusal = asks.why_not(seen.can) or NOT_NOW
        if request.method != "POST":
            messages.info(request, refusal)
            return redirect("concern", pk)
        form.is_valid()
        form.add_error(None, refusal)
    elif request.method == "POST" and form.is_valid():
        try:
            asks.do(concern, form.cleaned_data, request)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(asks.done))
            return redirect("desk") if asks.then == "desk" else redirect(asks.then, pk)
    return render(
        request,
        f"desk/templates/{asks.template}",
        {"seen": seen, "form": form, "heading": asks.heading, "button": asks.button, "tone": asks.tone},
    )


def reason(label: Promise | str, hint: Promise | str = "") -> Callable[[Dossier], Any]:
    return lambda seen: lambda data: Reason(data, label=label, hint=hint)


ACTING = Asks(
    lambda seen: Acting,
    lambda can: can.act,
    lambda concern, said, request: advising.say_acting(concern, said["words"], by=request.me.colleague, at=request.at),
    _("Everybody on this concern can see what you are doing."),
    "ask.html",
    _("Say what you are doing"),
    _("Say so"),
)
ADVISE = Asks(
    lambda seen: Advise,
    lambda can: can.advise,
    lambda concern, said, request: advising.advise(
        concern,
        [Step(step) for step in said["steps"]],
        Sure(said["sure"]),
        said["words"],
        by=request.me.colleague,
        at=request.at,
    ),
    _("Thank you: your advice is in."),
    "advise.html",
    why_not=lambda can: can.why_not_advise,
)
WITHDRAW = Asks(
    lambda seen: Sureness,
    lambda can: can.withdraw,
    lambda concern, said, request: advising.withdraw(concern, by=request.me.colleague, at=request.at),
    _("You have stepped aside. The concern is no longer shown to you; the others have been left to advise."),
    "withdraw.html",
    then="desk",
)
SKILLS = Asks(
    lambda seen: lambda data: Wanted(data, initial={"skills": seen.concern.wanted_skills}),
    lambda can: can.skills,
    lambda concern, said, request: advising.want_skills(
        concern, [Skill(skill) for skill in said["skills"]], by=request.me.colleague, at=request.at
    ),
    _("The desk now shows which skills are wanted."),
    "ask.html",
    _("Skills wanted"),
    _("Save"),
)
LEAD = Asks(
    reason(_("Why should the Safeguarding Lead decide?")),
    lambda can: can.ask_lead,
    lambda concern, said, request: advising.ask_the_lead(concern, said["words"], by=request.me.colleague, at=request.at),
    _("The Safeguarding Lead has been asked to decide."),
    "ask.html",
    _("Ask the lead to decide"),
    _("Ask the lead"),
)
CLOSE = Asks(
    lambda seen: Sureness,
    lambda can: can.close,
    lambda concern, said, request: deciding.close(concern, by=request.me.colleague, at=request.at),
    _("Closed. You can open it again for a week."),
    "close.html",
)
REOPEN = Asks(
    reason(_("Why is it opened again?")),
    lambda can: can.reopen,
    lambda concern, said, request: deciding.reopen(concern, said["words"], by=request.me.colleague, at=request.at),
    _("Opened again. It needs a new decision."),
    "ask.html",
    _("Open this concern again"),
    _("Open it again"),
)
NOBODY = Asks(
    reason(_("Why can nobody be answered?"), _("The reporter has left. What was tried to reach them?")),
    lambda can: can.nobody,
    lambda concern, said, request: deciding.nobody_to_answer(concern, said["words"], by=request.me.colleague, at=request.at),
    _("Recorded. The concern can now be closed when nothing else is owed."),
    "ask.html",
    _("Nobody to answer"),
    _("Record this"),
)


@page(Do.ADVISE)
def say_acting(request: HttpRequest, pk: UUID) -> HttpResponse:
    return ask(request, pk, ACTING)


@page(Do.ADVISE)
def advise(request: HttpRequest, pk: UUID) -> HttpResponse:
    return ask(request, pk, ADVISE)


@page(Do.ADVISE)
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    return ask(request, pk, WITHDRAW)


@page(Do.ADVISE)
def skills(request: HttpRequest, pk: UUID) -> HttpResponse:
    return ask(request, pk, SKILLS)


@page(Do.ADVISE)
def ask_the_lead(request: HttpRequest, pk: UUID) -> HttpResponse:
    return ask(request, pk, LEAD)


@page(Do.CLOSE)
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    return ask(request, pk, CLOSE)


@page(Do.CLOSE)
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    return ask(request, pk, REOPEN)


@page(Do.DECIDE)
def nobody_to_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    return ask(request, pk, NOBODY)
