"""Who is involved, as the reporter names them; and who of us, so that they are blind to the report from its first second."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse

from heed.concerns import reporting
from heed.concerns.choices import Part
from heed.pictures import my_reports
from heed.web.concerns import steps
from heed.web.concerns.forms import ColleagueForm, WhoForm
from heed.web.concerns.steps import address, after
from heed.web.concerns.writing import ask, keep_and_go, writing
from heed.web.door import Verb, remember


@writing
def who(request: Any, draft: Any) -> HttpResponse:
    if request.method != "POST":
        form = WhoForm(initial={"works_here": bool(draft.answers.get("colleagues")), **draft.answers})
        return ask(request, draft, "who", form, people=_people(draft))
    if gone := request.POST.get("remove"):
        people = [each for each in draft.answers.get("people", []) if each["id"] != gone]
        return keep_and_go(request, draft, "who", {"people": people}, to=address(draft, "who"))
    form = WhoForm(request.POST)
    if not form.is_valid():
        reporting.keep(draft, form.written, at=request.at)
        return ask(request, draft, "who", form, people=_people(draft))
    return _name_them(request, draft, form)


def _name_them(request: Any, draft: Any, form: WhoForm) -> HttpResponse:
    people = list(draft.answers.get("people", []))
    known = [{name: value for name, value in each.items() if name != "id"} for each in people]
    people += [{"id": uuid4().hex[:8], **each} for each in steps.being_named(form.cleaned_data) if each not in known]
    works_here = form.cleaned_data["works_here"]
    answers = {"people": people, "who_name": "", "who_part": "", "who_about": "", "works_here": works_here}
    if not works_here:
        answers["colleagues"] = []
    go = request.POST.get("go")
    to = (
        address(draft, "who")
        if go == "another"
        else address(draft, "colleague")
        if works_here
        else address(draft, "check")
        if go == "check"
        else ""
    )
    return keep_and_go(request, draft, "who", answers, to=to)


def _people(draft: Any) -> list[dict[str, Any]]:
    return [{**each, "part": Part(each["part"]).label} for each in draft.answers.get("people", [])]


@writing
def colleague(request: Any, draft: Any) -> HttpResponse:
    """Those named here are blind to the report from the first second."""
    named = my_reports.colleagues_of(draft.answers.get("colleagues", []), request.at)
    pks = [each.pk for each in named]
    if added := _number(request.POST.get("add")):
        added_to = list(dict.fromkeys([*pks, *(each.pk for each in my_reports.colleagues_of([added], request.at))]))
        return keep_and_go(
            request,
            draft,
            "colleague",
            {"colleagues": added_to, "works_here": True, "colleague_words": ""},
            to=address(draft, "colleague"),
        )
    if removed := _number(request.POST.get("remove")):
        return keep_and_go(
            request, draft, "colleague", {"colleagues": [pk for pk in pks if pk != removed]}, to=address(draft, "colleague")
        )
    form = ColleagueForm(request.POST or None)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    found = [each for each in my_reports.colleagues_like(words, request.at, but=request.me) if each.pk not in pks]
    if words:
        remember(request, Verb.SEARCHED, draft.pk)
    return ask(request, draft, "colleague", form, named=named, found=found, words=words, next_url=after(draft, "colleague"))


def _number(said: str | None) -> int | None:
    return int(said) if said and said.isdecimal() and len(said) < 16 else None
