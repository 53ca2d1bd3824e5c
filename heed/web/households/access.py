"""Who may see a household, and who has."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heed.audit.actions import Verb
from heed.pictures import access as shown
from heed.pictures.household.picture import households
from heed.policies.roles import Do
from heed.procedures import access
from heed.procedures.access import CannotLetIn, CannotMark
from heed.web.components.access import LetInForm, looks_page, until_words
from heed.web.door import fetch, page
from heed.web.households.forms import WhyForm
from heed.web.households.views import within


@page(Do.WHO_LOOKED, fresh=True, methods="GET")
def who_looked(request: Any, pk: UUID) -> HttpResponse:
    household = fetch(request, households(request.me), pk)
    number = looks_page(request.GET.get("page", "1"))
    looks, more = shown.who_looked(household.pk, number)
    return render(
        request,
        "households/templates/who_looked.html",
        {
            "household": household,
            "opened": [look for look in looks if look.opened],
            "appeared": [look for look in looks if not look.opened],
            "number": number,
            "more": more,
            "newer": number - 1,
            "older": number + 1,
        },
    )


@page(Do.LET_IN, fresh=True)
def let_in(request: Any, pk: UUID) -> HttpResponse:
    """Lets a colleague in until a day, with the reason; and who is let in now."""
    household = fetch(request, households(request.me), pk, Verb.LET_IN if request.method == "POST" else None)
    colleagues = shown.who_can_be_let_in(request.at).exclude(pk=request.user.pk)
    form = LetInForm(request.POST or None, now=request.at, colleagues=colleagues)
    if request.method == "POST" and form.is_valid() and _let_in(request, household, form):
        messages.success(request, _("Access given. They are told by e-mail, without any detail."))
        return redirect("let_in", pk)
    return render(
        request,
        "households/templates/let_in.html",
        {
            "household": household,
            "form": form,
            "lines": [(line, until_words(line.until)) for line in shown.let_in_now(household.folder_id, request.at)],
        },
    )


def _let_in(request: Any, household: Any, form: LetInForm) -> bool:
    given = form.cleaned_data
    try:
        access.let_in(
            household.folder_id,
            given["colleague"],
            given["why"],
            by=request.user,
            at=request.at,
            until=given["until"],
        )
    except CannotLetIn as refused:
        form.add_error(None, str(refused))
    return not form.errors


@page(Do.LET_IN, fresh=True, methods="POST")
def end(request: Any, pk: UUID, line: UUID) -> HttpResponse:
    household = fetch(request, households(request.me), pk)
    access.end_grant(within(request, shown.let_in_now(household.folder_id, request.at), line), by=request.user, at=request.at)
    messages.success(request, _("Ended. From now on the record does not exist for them."))
    return redirect("let_in", pk)


@page(Do.MARK_SENSITIVE, fresh=True)
def sensitive(request: Any, pk: UUID) -> HttpResponse:
    """Marks the record as sensitive, or no longer."""
    household = fetch(request, households(request.me), pk)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            access.mark_sensitive(
                household.folder,
                not household.folder.sensitive,
                form.cleaned_data["why"],
                by=request.user,
                at=request.at,
            )
        except CannotMark as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Marked."))
            return redirect("let_in", pk)
    heading = _("No longer sensitive") if household.folder.sensitive else _("Mark as sensitive")
    return render(
        request,
        "households/templates/asking.html",
        {"form": form, "household": household, "heading": heading, "action": heading},
    )
