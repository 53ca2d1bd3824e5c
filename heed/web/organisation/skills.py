"""What each member of the group brings, kept by whoever signs for the posts: no new post and no signature, for a skill opens nothing."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heed.audit.actions import Verb
from heed.organisation import actions
from heed.organisation.actions import CannotAdd
from heed.pictures import organisation as pictures
from heed.policies.roles import Do
from heed.web.door import fetch, page, remember
from heed.web.organisation.forms import Skills


@page(Do.SIGN, methods="GET")
def members(request: Any) -> HttpResponse:
    held = pictures.members(request.at)
    remember(request, Verb.LISTED)
    return render(
        request,
        "organisation/templates/skills.html",
        {"members": held, "missing": pictures.missing_skills(held) if held else []},
    )


@page(Do.SIGN)
def change(request: Any, pk: int) -> HttpResponse:
    post = fetch(request, pictures.seats(request.at), pk)
    # Not `POST or None`: a form without a tick is still an answer.
    form = Skills(request.POST if request.method == "POST" else None, initial={"skills": post.skills})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_skills(post, form.cleaned_data["skills"], at=request.at)
        except CannotAdd as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. The desk shows it from now on."))
            return redirect("group_skills")
    return render(request, "organisation/templates/change_skills.html", {"form": form, "colleague": post.colleague})
