"""Whom do I tell? Open without signing in. Names are for those who are signed in: the number alone is enough to be heard."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from heed.organisation.choices import Role
from heed.organisation.group import group_at, on_duty
from heed.policies.visible import holders
from heed.web.door import page


@page(None, methods="GET", anyone=True)
def whom_to_tell(request: Any) -> HttpResponse:
    people = {"leads": holders(Role.LEAD, request.at), "duty": on_duty(request.at), "group": group_at(request.at).members}
    return render(request, "whom/templates/whom_to_tell.html", people)


@page(None, methods="GET", anyone=True)
def help_page(request: Any) -> HttpResponse:
    return render(request, "whom/templates/help.html")
