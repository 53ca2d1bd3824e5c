"""One colleague: facts, posts, absence, a new password, leaving."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heed.organisation.actions import FACTS, CannotAdd, CannotSign
from heed.pictures import organisation as pictures
from heed.pictures import training
from heed.policies.roles import Do
from heed.procedures import leaving, posts
from heed.procedures.leaving import CannotLeave
from heed.procedures.posts import CannotEnd, CannotPropose
from heed.web.door import fetch, page
from heed.web.organisation.forms import Away, Facts, NewPost, start_of

REFUSALS = (CannotAdd, CannotSign, CannotPropose, CannotEnd, CannotLeave)


@page(Do.ORGANISE, methods="GET")
def colleague(request: Any, pk: int) -> HttpResponse:
    someone = fetch(request, pictures.colleagues(), pk)
    return render(
        request,
        "organisation/templates/colleague.html",
        {
            "colleague": someone,
            "posts": pictures.posts_of(someone),
            "training": training.mine(someone, request.at),
            "absences": pictures.absences_of(someone, request.at),
            "managed": pictures.managed_by(someone, request.at),
            "waiting": posts.waiting(request.at).filter(for_colleague=someone),
        },
    )


@page(Do.ORGANISE)
def change(request: Any, pk: int) -> HttpResponse:
    someone = fetch(request, pictures.colleagues(), pk)
    others = pictures.colleagues_here(request.at).exclude(pk=someone.pk)
    form = Facts(
        request.POST or None, initial={name: getattr(someone, name) for name in FACTS}, offers={"line_manager": others}
    )
    if request.method == "POST" and form.is_valid():
        try:
            waits = posts.change_colleague(someone, by=request.me.colleague, at=request.at, **form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            return _done(
                request,
                someone,
                _("Saved. The new address or work account waits for the Safeguarding Lead's signature.")
                if waits
                else _("Saved."),
            )
    return render(
        request,
        "organisation/templates/form.html",
        {"form": form, "colleague": someone, "title": _("Change the details"), "action": _("Save")},
    )


@page(Do.ORGANISE)
def propose(request: Any, pk: int) -> HttpResponse:
    someone = fetch(request, pictures.colleagues(), pk)
    form = NewPost(request.POST or None, offers={"scheme": pictures.schemes(), "region": pictures.regions()})
    if request.method == "POST" and form.is_valid():
        try:
            asked = posts.propose(someone, by=request.me.colleague, at=request.at, **form.wanted())
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            waits = hasattr(asked, "asked_by_id")
            return _done(
                request, someone, _("It waits for the Safeguarding Lead's signature.") if waits else _("The post has begun.")
            )
    title = _("A post for this colleague")
    return render(
        request,
        "organisation/templates/form.html",
        {"form": form, "colleague": someone, "title": title, "action": _("Propose it")},
    )


@page(Do.ORGANISE)
def end_post(request: Any, pk: int) -> HttpResponse:
    post = fetch(request, pictures.posts(), pk)
    if request.method == "POST":
        try:
            posts.end_post(post, at=request.at)
        except CannotEnd as refusal:
            messages.error(request, str(refusal))
            return redirect("colleague", post.colleague_id)
        return _done(request, post.colleague, _("The post has ended."))
    return render(request, "organisation/templates/end_post.html", {"post": post, "colleague": post.colleague})


@page(Do.ORGANISE)
def away(request: Any, pk: int) -> HttpResponse:
    someone = fetch(request, pictures.colleagues(), pk)
    form = Away(request.POST or None, offers={"deputy": pictures.colleagues_here(request.at).exclude(pk=someone.pk)})
    if request.method == "POST" and form.is_valid():
        since, until = start_of(form.cleaned_data["since"]), start_of(form.cleaned_data["until"])
        try:
            posts.go_away(
                someone,
                form.cleaned_data["deputy"],
                since=max(since, request.at),
                until=until,
                by=request.me.colleague,
                at=request.at,
            )  # type: ignore[type-var,arg-type]
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            return _done(request, someone, _("Noted. A deputy's post that opens records waits for a signature."))
    return render(
        request,
        "organisation/templates/form.html",
        {"form": form, "colleague": someone, "title": _("Away"), "action": _("Save")},
    )


@page(Do.ORGANISE, fresh=True)
def reset(request: Any, pk: int) -> HttpResponse:
    """A new password, for somebody who cannot sign in. Whoever keeps accounts is shown it only where nobody has used the account yet."""
    someone = fetch(request, pictures.colleagues_here(request.at), pk)
    if request.method == "POST":
        try:
            given = posts.reset_credentials(someone, by=request.me.colleague, at=request.at)
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
            return redirect("colleague", someone.pk)
        if given.password:
            return render(request, "organisation/templates/password.html", {"colleague": someone, "password": given.password})
        return _done(
            request,
            someone,
            _("A link to choose a new password is on its way to their own e-mail address.")
            if given.by_letter
            else _("It waits for the Safeguarding Lead's signature. The lead is then shown the password to hand over."),
        )
    return render(request, "organisation/templates/reset.html", {"colleague": someone})


@page(Do.ORGANISE, fresh=True)
def leave(request: Any, pk: int) -> HttpResponse:
    someone = fetch(request, pictures.colleagues_here(request.at), pk)
    if request.method == "POST":
        try:
            leaving.leave(someone, by=request.me.colleague, at=request.at)
        except CannotLeave as refusal:
            messages.error(request, str(refusal))
            return redirect("colleague", someone.pk)
        return _done(
            request, someone, _("The account is closed and every session of it has ended. A lead hands over the open work.")
        )
    return render(
        request,
        "organisation/templates/leave.html",
        {"colleague": someone, "managed": pictures.managed_by(someone, request.at)},
    )


def _done(request: Any, someone: Any, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("colleague", someone.pk)
