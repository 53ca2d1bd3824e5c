"""Every piece in every state, with invented people. No database and nobody's record: it may be seen by anyone."""

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from heed.web.gallery import samples
from heed.web.gallery.forms import EveryQuestion, OneQuestion

NOW = dt.datetime(2026, 11, 21, 14, 5, tzinfo=dt.UTC)


@require_http_methods(["GET", "HEAD", "POST"])
def gallery(request: HttpRequest) -> HttpResponse:
    form = EveryQuestion(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        messages.success(request, _("Nothing was wrong with that."))
    shown = Paginator(range(500), 25).get_page(request.GET.get("page", 4))
    return render(
        request, "gallery/templates/gallery.html", {**samples.everything(NOW), "form": form, "now": NOW, "page": shown}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest) -> HttpResponse:
    context = {"form": OneQuestion(request.POST or None), "back_url": request.path, "step": _("3 of 6"), "kept_at": NOW}
    return render(request, "gallery/templates/question.html", {**context, "autosave_url": request.path})


@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    context = {**samples.everything(NOW), "now": NOW, "printed_by": "Gail Prosser", "printed_at": NOW, "reference": "K7QX-3H"}
    return render(request, "gallery/templates/paper.html", context)
