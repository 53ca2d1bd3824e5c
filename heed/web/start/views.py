"""Where one begins: signed in, at the page one needs first; otherwise at a choice of two."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from heed.policies.roles import Do
from heed.web.door import page

# What somebody may do → the page they need first. The first that fits; everyone may report.
FIRST = (
    (Do.DESK, "desk"),
    (Do.ANSWER_FOR_CASE, "cases"),
    (Do.SEARCH, "households"),
    (Do.TRAIN, "training"),
    (Do.ORGANISE, "organisation"),
    (Do.REPORT, "report"),
)


@page(None, methods="GET", anyone=True)
def start(request: Any) -> HttpResponse:
    if request.me is None:
        return render(request, "start/templates/start.html")
    return redirect(next(name for do, name in FIRST if do in request.me.may))
