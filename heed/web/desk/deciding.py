"""Deciding: the course of action with reasons, what kind of harm it is, and who does what by when."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heed.concerns import deciding
from heed.concerns.choices import Harm, Location, SourceOfRisk, Step
from heed.pictures.concern.choosing import could_own, themes
from heed.pictures.concern.dossier import to_open
from heed.policies.roles import Do
from heed.web.desk.asking import NOT_NOW, REFUSALS
from heed.web.desk.concern import seen_by
from heed.web.desk.forms import Decide, ToDo, picker
from heed.web.door import fetch, page
from heed.web.govform import errors_for_summary, target

MOST_ACTIONS = 12
BEFORE_ACTIONS = ("steps", "reasons")  # of the questions, those that the page asks above the actions


@page(Do.DECIDE)
def decide(request: Any, pk: UUID) -> HttpResponse:
    concern = fetch(request, to_open(request.me), pk)
    seen = seen_by(request, concern)
    if request.method != "POST" and not seen.can.decide:
        messages.info(request, seen.can.why_not_decide or NOT_NOW)
        return redirect("concern", pk)
    people = could_own(concern, request.at)
    data = request.POST if request.method == "POST" else None
    form, todos = Decide(data, themes=themes(request.at)), _todos(request, people)
    if data is not None and "more" in data:
        form, todos = form.unjudged(), [todo.unjudged() for todo in todos]
    elif data is not None and all([form.is_valid(), *(todo.is_valid() for todo in todos)]):
        if _decided(request, concern, seen, form, todos, people):
            messages.success(
                request, _("Decided. Whoever has something to do has been told. Now write the answer to the reporter.")
            )
            return redirect("concern", pk)
    elif data is not None and not seen.can.decide:
        form.add_error(None, seen.can.why_not_decide or NOT_NOW)
    if "more" not in request.POST:
        todos = _without_empty_end(todos)
    errors = _in_page_order(form, todos)
    return render(
        request,
        "desk/templates/decide.html",
        {"seen": seen, "form": form, "todos": todos, "rows": len(todos), "errors": errors, "page_has_errors": errors},
    )


def _todos(request: Any, people: list[Any]) -> list[ToDo]:
    """As many rows as the page had, and one more where that was asked for."""
    said = request.POST.get("rows", "")
    rows = min(MOST_ACTIONS, max(1, int(said) if said.isdecimal() and len(said) < 4 else 1)) if request.method == "POST" else 1
    rows = min(MOST_ACTIONS, rows + ("more" in request.POST))
    choices = picker(people)
    return [
        ToDo(
            request.POST if request.method == "POST" else None,
            prefix=f"todo{number}",
            people=choices,
            at=request.at,
            empty_permitted=True,
        )
        for number in range(rows)
    ]


def _without_empty_end(todos: list[ToDo]) -> list[ToDo]:
    """A page that comes back with a refusal keeps what was typed, and no row after it that was asked for and left empty."""
    filled = [number for number, todo in enumerate(todos, 1) if todo.has_changed()]
    return todos[: max([1, *filled])]


def _in_page_order(form: Decide, todos: list[ToDo]) -> list[tuple[str, str]]:
    """Errors with their links, top down as the page asks: the actions stand between the questions."""
    above = {"", *(f"#{target(form[name])}" for name in BEFORE_ACTIONS)}
    asked = errors_for_summary(form)
    of_actions = [error for todo in todos for error in errors_for_summary(todo)]
    return [
        *(error for error in asked if error[1] in above),
        *of_actions,
        *(error for error in asked if error[1] not in above),
    ]


def _decided(request: Any, concern: Any, seen: Any, form: Decide, todos: list[ToDo], people: list[Any]) -> bool:
    """False, with the refusal in the form, when it may not be decided, or somebody was quicker: nothing typed is lost (R17)."""
    if not seen.can.decide:
        form.add_error(None, seen.can.why_not_decide or NOT_NOW)
        return False
    said, owners = form.cleaned_data, {str(one.pk): one for one in people}
    actions = [
        deciding.ToDo(todo.cleaned_data["what"], owners[todo.cleaned_data["owner"]], todo.cleaned_data["due"])
        for todo in todos
        if todo.has_changed()
    ]
    course = deciding.Course(
        [Step(step) for step in said["steps"]],
        said["reasons"],
        [Harm(harm) for harm in said["harms"]],
        Location(said["location"]),
        SourceOfRisk(said["source_of_risk"]),
        said.get("themes", []),
        actions,
    )
    try:
        deciding.decide(concern, course, by=request.me.colleague, at=request.at, lead=request.me.everything)
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@page(Do.DECIDE)
def another_action(request: Any, pk: UUID) -> HttpResponse:
    """One more thing to do, after the decision."""
    concern = fetch(request, to_open(request.me), pk)
    seen = seen_by(request, concern)
    people = could_own(concern, request.at)
    form = ToDo(request.POST if request.method == "POST" else None, people=picker(people), at=request.at)
    if not (seen.open and seen.decisions):
        messages.info(request, _("Actions come with a decision. Decide first, or open the concern again."))
        return redirect("concern", pk)
    if request.method == "POST" and form.is_valid():
        owner = next(one for one in people if str(one.pk) == form.cleaned_data["owner"])
        try:
            deciding.owe_action(
                concern,
                deciding.ToDo(form.cleaned_data["what"], owner, form.cleaned_data["due"]),
                by=request.me.colleague,
                at=request.at,
            )
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Given. Whoever has to do it has been told."))
            return redirect("concern", pk)
    return render(
        request,
        "desk/templates/ask.html",
        {"seen": seen, "form": form, "heading": _("Give another action"), "button": _("Give this action")},
    )
