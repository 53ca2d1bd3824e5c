"""Groups of the organisation's directory, and what each is worth here."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heed.audit.actions import Verb
from heed.organisation import actions
from heed.organisation.actions import CannotAdd
from heed.pictures import organisation as pictures
from heed.policies.roles import ROLES, Do
from heed.procedures.directory import groups
from heed.web.door import fetch, page, remember
from heed.web.organisation.forms import NewDirectoryGroup


@page(Do.ORGANISE, fresh=True)
def directory(request: Any) -> HttpResponse:
    form = NewDirectoryGroup(request.POST or None, offers={"scheme": pictures.schemes(), "region": pictures.regions()})
    if request.method == "POST" and form.is_valid():
        wanted = form.wanted()
        try:
            actions.add_directory_group(**wanted, by=request.me.colleague, at=request.at)
        except CannotAdd as refusal:
            form.add_error("said", str(refusal))
        else:
            remember(request, Verb.CHANGED)
            messages.success(
                request,
                _("Noted. Whoever of that group signs in next is proposed for the post, and the lead signs.")
                if ROLES[wanted["role"]].guarded
                else _("Noted. Whoever of that group signs in next has the post."),
            )
            return redirect("directory")
    remember(request, Verb.LISTED)
    return render(
        request,
        "organisation/templates/directory.html",
        {"form": form, "found": pictures.directory_groups(request.at), "set_up": bool(settings.OPENID)},
    )


@page(Do.ORGANISE, methods="POST", fresh=True)
def end(request: Any, pk: int) -> HttpResponse:
    actions.end_directory_group(fetch(request, groups(request.at), pk), at=request.at)
    messages.success(request, _("From now on that group gives no post. Those it gave stay until you end them."))
    return redirect("directory")
