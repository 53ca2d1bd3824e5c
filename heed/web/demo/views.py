"""Only in the demo: one-click sign-in, and a page to read the mail that was caught."""

from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.internal.flows.logout import logout
from allauth.account.models import Login
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render

from heed.organisation.demo import PARTS, PASSWORD
from heed.pictures.organisation import colleagues_here
from heed.web.demo import maildir
from heed.web.door import page


@page(None, anyone=True)
def demo(request: Any) -> HttpResponse:
    """Whom one can be. A POST names one of the demo's own sign-ins, never anybody else."""
    here = {
        someone.username: someone
        for someone in colleagues_here(request.at).filter(username__in=[part.username for part in PARTS])
    }
    if request.method == "POST":
        return _become(request, here.get(request.POST.get("who", "")))
    parts = [(here[part.username], part.words) for part in PARTS if part.username in here]
    return render(request, "demo/templates/demo.html", {"parts": parts, "password": PASSWORD})


def _become(request: Any, someone: Any) -> HttpResponse:
    if not settings.DEMO or someone is None:
        raise Http404
    logout(request, show_message=False)
    return perform_login(request, Login(user=someone))


@page(None, methods="GET", anyone=True)
def mail(request: Any) -> HttpResponse:
    letters = maildir.messages(settings.MAIL_FOLDER)
    return render(request, "demo/templates/mail.html", {"page": Paginator(letters, 20).get_page(request.GET.get("page"))})
