"""Beginning a report, and where it is: a home found by its address, or a place described. For oneself or for someone else."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render

from heed.concerns import reporting
from heed.concerns.choices import Form
from heed.households.finding import home_of, homes_like
from heed.pictures import my_reports
from heed.policies.roles import Do
from heed.training.opens import form_is_open
from heed.web.concerns import steps
from heed.web.concerns.forms import BehalfForm, DescribeForm, SearchForm, StartForm
from heed.web.concerns.steps import address
from heed.web.concerns.writing import ask, ask_for_words, gone, keep_and_go, writing
from heed.web.door import Verb, page, remember

HOMES = 20


@page(Do.REPORT)
def start(request: Any, form: Form = Form.CONCERN) -> HttpResponse:
    """The first question at once; and what was begun earlier. Whoever is not yet trained is told whom to tell now. `form`: by which door."""
    if not form_is_open(request.me.colleague, request.at):
        return redirect("not_yet")
    go = request.POST.get("go", "find")
    asked = StartForm(request.POST or None, initial={"key": uuid4()})
    if request.method == "POST" and (asked.is_valid() or go != "find"):
        return _begin(request, asked, form, go)
    return render(
        request,
        "concerns/templates/start.html",
        {
            "form": asked,
            "door": form,
            "unsent": my_reports.unsent(request.me),
            "to_do": my_reports.to_do(request.me),
            "step": steps.how_far(form, 1),
        },
    )


def _begin(request: Any, asked: StartForm, form: Form, go: str) -> HttpResponse:
    draft = reporting.begin(by=request.me.colleague, at=request.at, key=asked.cleaned_data.get("key"))
    remember(request, Verb.CHANGED, draft.pk)
    if elsewhere := gone(request, draft):
        return elsewhere
    to = {"describe": "describe", "behalf": "behalf"}.get(go, "where")
    door = {"form": form} if form != Form.CONCERN else {}
    reporting.keep(draft, asked.written | door, at=request.at)
    return redirect(address(draft, to))


@writing
def where(request: Any, draft: Any) -> HttpResponse:
    if home := home_of(request.POST.get("home", "")):
        return keep_and_go(request, draft, "where", {"home": home.pk, "where": ""})
    form = SearchForm(request.POST or None, initial=draft.answers)
    if request.method == "POST" and form.is_valid():
        reporting.keep(draft, form.written, at=request.at)
        return redirect(address(draft, "where"))
    homes = homes_like(draft.answers.get("sought", ""), HOMES + 1)
    remember(request, Verb.SEARCHED, draft.pk)
    return ask(
        request,
        draft,
        "where",
        form,
        homes=homes[:HOMES],
        more_homes=len(homes) > HOMES,
        sought=draft.answers.get("sought"),
        chosen=home_of(draft.answers.get("home")),
    )


@writing
def describe(request: Any, draft: Any) -> HttpResponse:
    return ask_for_words(request, draft, "describe", DescribeForm, {"home": None})


@writing
def behalf(request: Any, draft: Any) -> HttpResponse:
    """A volunteer, contractor or caller told it first: who, and when they knew (their clock runs from then)."""
    if request.POST.get("go") == "myself":
        return keep_and_go(request, draft, "behalf", {"behalf": None})
    told = draft.answers.get("behalf")
    form = BehalfForm(
        request.POST or None,
        at=request.at,
        incident=steps.form_of(draft) == Form.INCIDENT,
        initial=_kept_behalf(told) if told else {},
    )
    if request.method == "POST" and form.is_valid():
        return keep_and_go(request, draft, "behalf", {"behalf": _behalf_to_keep(form.cleaned_data)})
    return ask(request, draft, "behalf", form, told=told)


def _behalf_to_keep(said: dict[str, Any]) -> dict[str, Any]:
    emailed = said.get("emailed")
    return {
        "who": said["who"],
        "knew": said["knew"].instant.isoformat(),
        **steps.kept_when(said["knew"]),
        "emailed": steps.kept_when(emailed) if emailed else None,
    }


def _kept_behalf(told: dict[str, Any]) -> dict[str, Any]:
    return {"who": told["who"], "knew": steps.when_known(told), "emailed": steps.when_known(told.get("emailed"))}
