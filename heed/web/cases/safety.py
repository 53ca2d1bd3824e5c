"""The safety plan: the resident's own, in a folder of its own. Every page asks for the case and then for the plan: both, or 404 (DA-8)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heed.agencies.choices import Basis, Consent
from heed.domestic_abuse import planning
from heed.domestic_abuse.choices import Item
from heed.domestic_abuse.planning import Helper
from heed.pictures.case import choosing
from heed.pictures.case import safety as picture
from heed.pictures.case.may import may_of
from heed.pictures.case.picture import to_open
from heed.policies.roles import Do
from heed.web.cases import sharing
from heed.web.cases.abuse_forms import (
    ChangePartForm,
    ConsentForm,
    HelperForm,
    PartForm,
    ReviewDayForm,
    ReviewForm,
    SharePartForm,
    ToldForm,
)
from heed.web.cases.asking import Asks, It, ask
from heed.web.cases.forms import Sure, Why
from heed.web.door import fetch, page


@page(Do.SAFETY_PLAN, methods="GET")
def plans(request: Any, pk: UUID) -> HttpResponse:
    """The plans this colleague is let into. To whoever is not, it reads the same whether there is one or not."""
    case = fetch(request, to_open(request.me), pk)
    rows = list(picture.plans(request.me, case))
    if len(rows) == 1 and rows[0].ended_at is None:
        return redirect("case_safety_plan", pk, rows[0].pk)
    said = {"case": case, "plans": rows, "can": may_of(request.me, case)}
    said["none_stands"] = all(row.ended_at for row in rows)
    return render(request, "cases/templates/safety_plans.html", said)


@page(Do.SEE_RECORDS, methods="GET")
def plan(request: Any, pk: UUID, part: UUID) -> HttpResponse:
    """One plan: its parts, who helps and what each may be told, who holds which part."""
    case = fetch(request, to_open(request.me), pk)
    found = fetch(request, picture.plans(request.me, case), part)
    can = may_of(request.me, case).plan and found.ended_at is None
    said = {"case": case, "picture": picture.shown(found), "can_plan": can, "can_withdraw": Do.SAFETY_PLAN in request.me.may}
    return render(request, "cases/templates/safety_plan.html", said)


# What can be asked of it: each page fetches its plan, part or consent before anything is shown -------------------------------
def _about(rows: Callable[[Any, Any], Any], held: Callable[[Any], Any] = lambda about: ()) -> Callable[[Asks], Any]:
    def of(asks: Asks) -> Any:
        @page(Do.SAFETY_PLAN)
        def view(request: Any, pk: UUID, part: UUID) -> HttpResponse:
            case = to_open(request.me).filter(pk=pk).first()
            request.about = fetch(request, rows(request.me, case), part) if case else None
            more = {"about": request.about, "held": held(request.about) if request.about else ()}
            return ask(request, pk, part, asks, more)

        return view

    return of


of_a_plan, of_an_item, of_a_consent = _about(picture.standing), _about(picture.items), _about(picture.given)
ending_an_item, of_a_helper = _about(picture.items, picture.holding), _about(picture.helpers, picture.held_by)


def about(it: It) -> Any:
    """What the page is about, as its door has found it."""
    return it.request.about


def _contacts(it: It) -> Any:
    return picture.contacts(about(it).plan)


MAKE = Asks(
    _("Make a safety plan"),
    _("Make the plan"),
    lambda it: ReviewDayForm(it.data),
    lambda it, said: planning.make(it.case, said["review_on"], by=it.me, at=it.at),
    _("The plan is there. You, the Responsible Line Manager and the Safeguarding Lead see it; nobody else."),
    may=lambda may: may.plan and may.work,
    then="case_safety",
    lead=_("It is the resident’s own. Make it with them, where it is safe; it stays apart from the case."),
)
PART = Asks(
    _("Add a part to the plan"),
    _("Add it"),
    lambda it: PartForm(it.data),
    lambda it, said: planning.put(about(it), Item(said["kind"]), said["words"], by=it.me, at=it.at),
    _("Added. It goes to nobody until the resident agrees."),
    may=lambda may: may.plan,
    then="case_safety",
)
CHANGE = Asks(
    _("Change a part of the plan"),
    _("Change it"),
    lambda it: ChangePartForm(it.data, initial={"words": about(it).words}),
    lambda it, said: planning.put(
        about(it).plan, Item(about(it).kind), said["words"], by=it.me, at=it.at, instead_of=about(it)
    ),
    _("Changed. Ask for consent again; whoever holds the old words is shown on the plan."),
    may=lambda may: may.plan,
    then="case_safety",
)
HELPER = Asks(
    _("Somebody who helps"),
    _("Add them"),
    lambda it: HelperForm(it.data, agencies=choosing.agencies(it.at)),
    lambda it, said: planning.add_contact(
        about(it), Helper(said["who"], said["reach"], said["may_be_told"], said["agency"]), by=it.me, at=it.at
    ),
    _("Put down."),
    may=lambda may: may.plan,
    then="case_safety",
)
END_PART = Asks(
    _("End a part of the plan"),
    _("End it"),
    lambda it: Why(it.data, label=_("Why does this part end?"), hint=_("It stays on record, with who holds it already.")),
    lambda it, said: planning.end_part(about(it), said["why"], by=it.me, at=it.at),
    _("Ended. Tell those who hold it already that it no longer holds."),
    may=lambda may: may.plan,
    then="case_safety",
    tone="danger",
    template="safety_end_part.html",
)
TOLD = Asks(
    _("What they may be told"),
    _("Change it"),
    lambda it: ToldForm(it.data, initial={"reach": about(it).reach, "may_be_told": about(it).may_be_told}),
    lambda it, said: planning.tell_more_or_less(about(it), said["reach"], said["may_be_told"], by=it.me, at=it.at),
    _("Changed. What goes to them still needs the resident’s consent, part by part."),
    may=lambda may: may.plan,
    then="case_safety",
    template="safety_of_helper.html",
)
HELPER_END = Asks(
    _("They no longer help"),
    _("End it"),
    lambda it: Why(
        it.data, label=_("Why do they no longer help?"), hint=_("They stay on record, with what they hold already.")
    ),
    lambda it, said: planning.end_contact(about(it), said["why"], by=it.me, at=it.at),
    _("Noted: nothing more goes to them."),
    may=lambda may: may.plan,
    then="case_safety",
    tone="danger",
    template="safety_of_helper.html",
)
CONSENT = Asks(
    _("The resident agrees that this part is shared"),
    _("They agree"),
    lambda it: ConsentForm(it.data, contacts=_contacts(it)),
    lambda it, said: planning.consents(about(it), said["contact"], by=it.me, at=it.at),
    _("Noted. They can withdraw it at any time."),
    may=lambda may: may.plan,
    then="case_safety",
    lead=_("Consent is for this part and this person only. Ask when nobody else can hear."),
    template="safety_ask.html",
)
WITHDRAW = Asks(
    _("The resident no longer agrees"),
    _("They withdraw it"),
    lambda it: Sure(it.data),
    lambda it, said: _withdrawn(it),
    _("Noted: nothing more goes out. Whoever holds it already is marked below; tell them that it was withdrawn."),
    may=lambda may: True,
    then="case_safety",
    tone="danger",
    template="safety_withdraw.html",
)
REVIEW = Asks(
    _("The plan was looked at again"),
    _("Keep the review"),
    lambda it: ReviewForm(it.data),
    lambda it, said: planning.review(about(it), said["review_on"], said["words"], by=it.me, at=it.at),
    _("Noted. The next review is owed on the day you gave."),
    may=lambda may: may.plan,
    then="case_safety",
)
END = Asks(
    _("End the plan"),
    _("End it"),
    lambda it: Why(it.data, label=_("Why is the plan no longer needed?"), hint=_("It stays sealed, for who sees it now.")),
    lambda it, said: planning.end(about(it), said["why"], by=it.me, at=it.at),
    _("Ended. Tell those who helped."),
    may=lambda may: may.plan,
    then="case_safety",
    tone="danger",
)
OF_A_PLAN = {"add": PART, "helper": HELPER, "review": REVIEW, "end": END}


def _withdrawn(it: It) -> None:
    planning.withdraws(about(it), by=it.me, at=it.at)


@page(Do.SAFETY_PLAN)
def share(request: Any, pk: UUID, part: UUID) -> HttpResponse:
    """Gives one part to one contact: with the resident's consent for exactly that, or without it by the lead, on a lawful basis."""
    case = fetch(request, to_open(request.me), pk)
    item = fetch(request, picture.items(request.me, case), part)
    if not may_of(request.me, case).plan:
        raise Http404
    people, contacts = choosing.standing(case), picture.contacts(item.plan)
    initial = {"what": item.words, "basis": Basis.CONSENT, "consent": Consent.GIVEN}
    form = SharePartForm(request.POST if request.method == "POST" else None, people=people, contacts=contacts, initial=initial)

    def give(what: Any) -> None:
        authorised = Do.SHARE_PLAN in request.me.may
        chosen = form.cleaned_data["contact"]
        planning.share(item, chosen, what, by=request.me.colleague, at=request.at, authorised=authorised)

    tried = sharing.attempt(request, form, people, give, **_to(form))
    if tried.went:
        messages.success(request, gettext("Noted as shared, with whom and why."))
        return redirect("case_safety", pk)
    said = {"case": case, "form": form, "item": item, "kind": Item(item.kind).label, "stops": tried.stops}
    said |= {"may_override": sharing.overrides(request), "without_consent": Do.SHARE_PLAN in request.me.may}
    return render(request, "cases/templates/safety_share.html", said)


def _to(form: SharePartForm) -> dict[str, Any]:
    """The contact chosen, as the record of what was shared names them."""
    if not form.is_bound or not form.is_valid():
        return {}
    contact = form.cleaned_data["contact"]
    return {"to": ", ".join(filter(None, [contact.who, contact.reach])), "agency": contact.agency}
