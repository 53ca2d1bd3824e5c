"""The lessons one is to learn of; for whoever holds the monthly forum also those that wait for it, each sent on or kept in its case (DA-7)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heed.audit.actions import Verb
from heed.cases.choices import Kind
from heed.learning import sharing
from heed.learning.choices import Audience, LessonState
from heed.pictures import lessons as pictures
from heed.policies.roles import Do
from heed.web.door import fetch, page, remember
from heed.web.govform import GovForm
from heed.web.lessons.forms import KeepForm, SendForm

A_PAGE = 20


@page(Do.LESSONS, methods="GET")
def lessons(request: Any) -> HttpResponse:
    """Newest first, narrowed by the kind of case they come from. Nothing says which case, whose, or who sent it."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in Kind.values else ""
    shown = Paginator(pictures.to_read(request.me, kind), A_PAGE).get_page(request.GET.get("page"))
    waiting = pictures.waiting(request.me) if Do.FORUM in request.me.may else pictures.Waiting()
    remember(request, Verb.LISTED, shown=[lesson.case_id for lesson in waiting.lessons])
    said = {"page": shown, "chips": _chips(pictures.kinds(request.me), kind), "chosen": kind, "waiting": waiting}
    return render(request, "lessons/templates/lessons.html", said)


def _chips(kinds: dict[Kind, int], chosen: str) -> list[dict[str, Any]]:
    return [
        {"label": one.label, "url": "?" if one == chosen else f"?kind={one}", "count": number, "chosen": one == chosen}
        for one, number in kinds.items()
    ]


@page(Do.FORUM)
def send(request: Any, pk: UUID) -> HttpResponse:
    """After the forum: in words that name nobody, to whoever is to learn of it."""
    lesson = fetch(request, pictures.at_the_forum(request.me), pk)
    form = SendForm(_posted(request), initial={"words": lesson.words, "audience": lesson.audience})

    def sent(said: dict[str, Any]) -> None:
        sharing.send(lesson, said["words"], Audience(said["audience"]), by=request.me.colleague, at=request.at)

    return _ask(
        request,
        "send.html",
        lesson,
        form,
        sent,
        _("Sent. Those who are to learn of it can read it, and are told that it is there."),
    )


@page(Do.FORUM)
def keep(request: Any, pk: UUID) -> HttpResponse:
    """It goes to nobody, and the case says why."""
    lesson = fetch(request, pictures.at_the_forum(request.me), pk)

    def kept(said: dict[str, Any]) -> None:
        sharing.keep(lesson, said["why"], by=request.me.colleague, at=request.at)

    return _ask(request, "keep.html", lesson, KeepForm(_posted(request)), kept, _("Kept in the case, with your reason."))


def _posted(request: Any) -> Any:
    return request.POST if request.method == "POST" else None


def _ask(
    request: Any, template: str, lesson: Any, form: GovForm, do: Callable[[dict[str, Any]], None], done: str
) -> HttpResponse:
    if request.method != "POST" and lesson.state != LessonState.WAITING:
        messages.info(request, _("This lesson does not wait any more: it was sent, or kept in its case."))
        return redirect("lessons")
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data)
        except sharing.CannotSend as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("lessons")
    remember(request, Verb.LISTED, shown=[lesson.case_id])  # its words are the case's
    return render(request, f"lessons/templates/{template}", {"lesson": lesson, "form": form})
