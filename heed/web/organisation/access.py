"""Who can see what: gone through each quarter by the lead, ended where it is not needed any more, and confirmed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heed.audit.actions import Verb
from heed.organisation.choices import Role
from heed.pictures import organisation as pictures
from heed.pictures import reviewing
from heed.policies.roles import Do
from heed.procedures import access, access_review, posts
from heed.procedures.access_review import CannotConfirm
from heed.procedures.posts import CannotEnd
from heed.web.door import fetch, page, remember

NOT_HERE = (Role.LEAD, Role.HEAD_OF_SERVICE)  # what concerns a lead, or who answers for the lead, is the administrators' to end


@page(Do.CONFIRM_ACCESS, fresh=True)
def review(request: Any) -> HttpResponse:
    if request.method == "POST":
        try:
            access_review.confirm(request.POST.get("seal", ""), by=request.me.colleague, at=request.at)
        except CannotConfirm as refusal:
            remember(request, Verb.REFUSED)
            messages.error(request, str(refusal))
        else:
            remember(request, Verb.CHANGED)
            messages.success(request, _("Confirmed. You are asked again in three months."))
        return redirect("access_review")
    found = reviewing.review(request.at)
    remember(request, Verb.LISTED, shown={one.line.folder_id for person in found.people for one in person.lines})
    overdue = found.due is not None and found.due < request.at
    return render(request, "organisation/templates/access_review.html", {"found": found, "overdue": overdue})


@page(Do.CONFIRM_ACCESS, fresh=True)
def end_post(request: Any, pk: int) -> HttpResponse:
    """Taking away needs no second signature."""
    post = fetch(request, pictures.posts().filter(role__in=access_review.GUARDED).exclude(role__in=NOT_HERE), pk)
    if request.method == "POST":
        try:
            posts.end_post(post, at=request.at)
        except CannotEnd as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The post has ended."))
        return redirect("access_review")
    return render(request, "organisation/templates/access_end_post.html", {"post": post, "colleague": post.colleague})


@page(Do.CONFIRM_ACCESS, methods="POST", fresh=True)
def end_line(request: Any, pk: UUID) -> HttpResponse:
    access.end_grant(fetch(request, access_review.let_in(request.at), pk), by=request.me.colleague, at=request.at)
    messages.success(request, _("That access has ended."))
    return redirect("access_review")
