"""The second signature: what waits for one, and giving or refusing it."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heed.audit.actions import Verb
from heed.deadlines.counting import uk_day
from heed.deadlines.rules import rule
from heed.organisation.actions import CannotSign
from heed.organisation.choices import Role, SignatureKind, Skill
from heed.pictures import clock_values as clocks
from heed.pictures import organisation as pictures
from heed.policies.roles import Do
from heed.procedures import posts
from heed.web.components.times import uk_date
from heed.web.door import fetch, page, remember


@page(Do.SIGN, methods="GET")
def signatures(request: Any) -> HttpResponse:
    remember(request, Verb.LISTED)
    found, together = posts.waiting(request.at), len(_of_a_list(request))
    if together >= SOME:
        found = found.exclude(pk__in=[signature.pk for signature in _of_a_list(request)])
    shown = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    signers = posts.signers(list(shown), request.at, me=request.me.colleague)
    waiting = [
        {
            "signature": signature,
            "about": _about(signature),
            "mine": request.me.colleague in signers[signature.pk],
            "signers": signers[signature.pk],
        }
        for signature in shown
    ]
    return render(
        request,
        "organisation/templates/signatures.html",
        {"waiting": waiting, "page": shown, "together": together if together >= SOME else 0},
    )


SOME, A_PAGE = 3, 50


def _of_a_list(request: Any) -> list[Any]:
    """Addresses and work accounts that whoever looks may sign."""
    found = list(posts.of_a_list(posts.waiting(request.at)))
    mine = posts.signers(found, request.at, me=request.me.colleague)
    return [signature for signature in found if request.me.colleague in mine[signature.pk]]


@page(Do.SIGN, fresh=True)
def together(request: Any) -> HttpResponse:
    """New addresses and work accounts, each as it is and as it would be, a page of them at a time; those ticked are signed."""
    found = _of_a_list(request)
    if request.method == "POST":
        ticked = [signature for signature in found if str(signature.pk) in request.POST.getlist("sign")]
        for signature in ticked:
            remember(request, Verb.CHANGED, signature.pk)
        done, refused = posts.sign_together(ticked, by=request.me.colleague, at=request.at)
        if done:
            messages.success(request, ngettext("%(n)d is signed.", "%(n)d are signed.", len(done)) % {"n": len(done)})
        for signature, why in refused:
            messages.error(request, f"{signature.for_colleague}: {why}")
        if not ticked:
            messages.error(request, _("Tick those that are right. Nothing was signed."))
        return redirect("signatures_together" if len(found) > len(done) else "signatures")
    remember(request, Verb.LISTED)
    return render(
        request,
        "organisation/templates/signatures_together.html",
        {"page": Paginator(found, A_PAGE).get_page(request.GET.get("page"))},
    )


@page(Do.SIGN, fresh=True)
def answer(request: Any, pk: int) -> HttpResponse:
    """The frozen wording, and two buttons. A new password is shown once, to whoever signed, who hands it over."""
    signature = fetch(request, posts.waiting(request.at), pk)
    if request.method == "POST":
        try:
            return _answered(request, signature, give=request.POST.get("answer") == "give")
        except CannotSign as refusal:
            messages.error(request, str(refusal))
            return redirect("signatures")
    return render(
        request,
        "organisation/templates/signature.html",
        {
            "signature": signature,
            "rows": _in_words(signature),
            "mine": posts.may_sign(signature, by=request.me.colleague, at=request.at),
        },
    )


def _answered(request: Any, signature: Any, *, give: bool) -> HttpResponse:
    if not give:
        posts.refuse(signature, by=request.me.colleague, at=request.at)
        messages.success(request, _("Refused. Nothing was changed."))
        return redirect("signatures")
    done = posts.sign(signature, by=request.me.colleague, at=request.at)
    if done.password:
        return render(
            request,
            "organisation/templates/password.html",
            {"colleague": signature.for_colleague, "password": done.password, "post": done.post},
        )
    messages.success(
        request,
        _("Signed. A link to choose a new password is on its way to their own e-mail address.")
        if done.by_letter
        else _("Signed. It is in force."),
    )
    return redirect("signatures")


def _about(signature: Any) -> Any:
    """Whom or what it is about, in a word."""
    if signature.kind == SignatureKind.CLOCK:
        return rule(signature.wanted["rule"]).name
    if signature.kind == SignatureKind.DAY_OFF:
        return uk_date(clocks.day_of(signature))
    if signature.kind == SignatureKind.SCHEME:
        return signature.wanted["was_name"]
    return signature.for_colleague


def _in_words(signature: Any) -> list[dict[str, Any]]:
    """What is being signed, fact by fact."""
    if signature.kind in (SignatureKind.CLOCK, SignatureKind.DAY_OFF):
        return _clock_in_words(signature)
    if signature.kind == SignatureKind.SCHEME:
        return _scheme_in_words(signature)
    wanted = signature.wanted
    facts = [*_who_it_is(signature.for_colleague, signature.asked_at), (_("Asked by"), signature.asked_by)]
    if email := wanted.get("email"):
        facts += [(_("New address"), email)]
    if "directory_id" in wanted:
        facts.append((_("New work account"), wanted["directory_id"] or _("none")))
    if group := wanted.get("directory_group"):
        facts.append((_("By the directory's group"), pictures.directory_group(group)))
    if role := wanted.get("role"):
        facts.append((_("Post"), Role(role).label))
    if scheme := wanted.get("scheme"):
        over = pictures.schemes().get(pk=scheme)
        facts.append((_("Over"), f"{over} ({over.code}), {over.region}"))
    if region := wanted.get("region"):
        facts.append((_("Over"), pictures.regions().get(pk=region)))
    if away := wanted.get("deputises_for"):
        facts.append((_("In place of"), pictures.colleagues().get(pk=away)))
    if skills := wanted.get("skills"):
        facts.append((_("Brings"), ", ".join(str(Skill(skill).label) for skill in skills)))
    if begins := wanted.get("since"):
        facts.append((_("Asked to begin"), uk_date(datetime.fromisoformat(begins))))
    if over := wanted.get("until"):
        facts.append((_("Last day"), uk_date(datetime.fromisoformat(over) - timedelta(microseconds=1))))
    return [{"key": key, "value": value} for key, value in facts]


def _who_it_is(someone: Any, at: datetime) -> list[tuple[Any, Any]]:
    """What tells one colleague from another of the same name: an account is not who its name says (decision 18)."""
    held = [post for post in pictures.posts_of(someone) if not post.until or post.until > at]
    facts = [
        (_("For"), someone),
        (_("User name"), someone.username),
        (_("Job and department"), ", ".join(filter(None, (someone.job_title, str(someone.get_department_display()))))),
        (_("E-mail address"), someone.email or _("none")),
        (_("Work account"), someone.directory_id or _("none")),
        (_("Account made"), uk_date(uk_day(someone.joined_at))),
        (_("Last signed in"), uk_date(uk_day(someone.last_login)) if someone.last_login else _("never")),
        (_("Holds now"), ", ".join(str(Role(post.role).label) for post in held) or _("no post")),
    ]
    if others := pictures.of_the_same_name(someone, at):
        names = ", ".join(other.username for other in others)
        facts.append((_("Take care"), format_lazy(_("Somebody else has the same name. Their user name: {names}"), names=names)))
    return facts


def _scheme_in_words(signature: Any) -> list[dict[str, Any]]:
    wanted, regions = signature.wanted, {region.pk: region for region in pictures.regions()}
    facts = [
        (_("About"), wanted["was_name"]),
        (_("Asked by"), signature.asked_by),
        (_("Name"), wanted["name"] if wanted["name"] != wanted["was_name"] else _("stays")),
        (_("Region now"), regions[wanted["was_region"]]),
    ]
    if wanted["region"] != wanted["was_region"]:
        facts += [
            (_("Region then"), regions[wanted["region"]]),
            (
                _("Who would see what is in it"),
                ", ".join(pictures.over_region(wanted["region"], signature.asked_at)) or _("nobody new"),
            ),
        ]
    return [{"key": key, "value": value} for key, value in facts]


def _clock_in_words(signature: Any) -> list[dict[str, Any]]:
    """What is in force now, what would be, and from when."""
    asked = clocks.asked(signature)
    facts = [
        (_("About"), _about(signature)),
        (_("Asked by"), signature.asked_by),
        (_("Where"), ", ".join(str(nation.label) for nation in asked.nations)),
    ]
    if asked.span and asked.since:
        law = rule(signature.wanted["rule"])
        now = clocks.line(law, signature.asked_at).lengths
        facts += [
            (_("Runs now"), ", ".join(f"{one.span} {one.nation.label if one.nation else ''}".strip() for one in now)),
            (_("Would run"), asked.span),
            (_("The default"), law.span),
            (_("From"), _("the day on which you sign, or, if that is later: ") + uk_date(asked.since)),
        ]
    return [{"key": key, "value": value} for key, value in [*facts, (_("Why"), asked.reason)]]
