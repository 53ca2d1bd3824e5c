"""The meetings of a case we are asked to, and one's own calendar of them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from heed.agencies import actions
from heed.agencies.actions import Invitation
from heed.agencies.choices import MeetingKind
from heed.audit.actions import Verb
from heed.pictures.case import choosing, meetings
from heed.pictures.case.may import may_of
from heed.pictures.case.meetings import What
from heed.pictures.case.picture import to_open
from heed.policies.roles import Do
from heed.web.cases import ical
from heed.web.cases.asking import Asks, It, ask
from heed.web.cases.forms import Sure
from heed.web.cases.meeting_forms import InvitationForm, NotedForm, SendForm
from heed.web.cases.questions import there
from heed.web.door import fetch, page, remember


@page(Do.SEE_RECORDS, methods="GET")
def asked_to(request: Any, pk: UUID) -> HttpResponse:
    """Those to come, and those that have been with what was decided."""
    case = fetch(request, to_open(request.me), pk)
    said = {"case": case, "meetings": meetings.meetings(case, request.at), "can": may_of(request.me, case)}
    return render(request, "cases/templates/meetings.html", said)


def _invited(it: It, said: dict[str, Any]) -> None:
    invitation = Invitation(
        MeetingKind(said["kind"]),
        said["asked"],
        said["starts"].instant,
        where=said["where"],
        about=said["about"],
        ends_at=said["ends"],
        agency=said["agency"],
    )
    going = [said["going"]] if said["going"] else []
    actions.asked_to(it.case.folder_id, invitation, going, by=it.me, at=it.at)


def _standing(it: It) -> Any:
    return there(meetings.meeting(it.case, it.part))


def _could_go(it: It) -> list[Any]:
    """Who does not go already, of those whom this colleague may send."""
    going = meetings.going_to(_standing(it))
    return [one for one in _may_send(it) if one.pk not in going]


def _may_send(it: It) -> list[Any]:
    """Whoever answers for the case sends anybody who could work on it; others go themselves: to send is to let in."""
    if may_of(it.request.me, it.case).answer_for:
        return choosing.could_own(it.case, it.at)
    return [it.me]


INVITED = Asks(
    gettext_lazy("Asked to a meeting"),
    gettext_lazy("Put it down"),
    lambda it: InvitationForm(it.data, agencies=choosing.agencies(it.at), colleagues=_may_send(it), at=it.at),
    _invited,
    then="case_meetings",
)
SENT = Asks(
    gettext_lazy("Send somebody to the meeting"),
    gettext_lazy("They go"),
    lambda it: SendForm(it.data, colleagues=_could_go(it)),
    lambda it, said: actions.send(_standing(it), said["colleague"], by=it.me, at=it.at),
    then="case_meetings",
)
NOTED = Asks(
    gettext_lazy("What was said and decided"),
    gettext_lazy("Keep it"),
    lambda it: NotedForm(it.data, seats=meetings.seats_of(it.case, _standing(it).pk)),
    lambda it, said: actions.note_meeting(_standing(it), said["said"], said["decided"], said["went"], by=it.me, at=it.at),
    gettext_lazy("Noted. If something is to be done now, give it to somebody on the case."),
    then="case_meetings",
    keeps=True,
)
CANCELLED = Asks(
    gettext_lazy("The meeting does not take place"),
    gettext_lazy("It is cancelled"),
    lambda it: Sure(it.data) if _standing(it) else None,
    lambda it, said: actions.cancel_meeting(_standing(it), by=it.me, at=it.at),
    then="case_meetings",
    lead=gettext_lazy("It stays on the case, as cancelled, and leaves everybody’s calendar file."),
)


def of_a_meeting(asks: Asks) -> Callable[..., HttpResponse]:
    @page(Do.WORK_CASE)
    def view(request: Any, pk: UUID, part: UUID) -> HttpResponse:
        return ask(request, pk, part, asks)

    return view


# The calendar file ------------------------------------------------------------------------------------------------------------
@page(Do.SEE_RECORDS, methods="GET")
def calendar(request: Any) -> HttpResponse:
    """One's own meetings and case reviews, for the calendar on one's desk. It names nobody and no place: whoever may know follows the link."""
    appointments = meetings.calendar(request.me)
    remember(request, Verb.LISTED, shown=[one.case for one in appointments if one.case])
    return HttpResponse(
        ical.calendar([_entry(one) for one in appointments], request.at),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="heed.ics"'},
    )


# What stands in the calendar, and the page it leads to. Of a safety plan not even that it is one: whoever may open it knows.
ENTRIES = {
    What.MEETING: (gettext_lazy("Meeting (Heed)"), "case_meetings"),
    What.CASE_REVIEW: (gettext_lazy("Case review ends (Heed)"), "case"),
    What.EXEMPTION: (gettext_lazy("A day to look again (Heed)"), "case"),
    What.PLAN: (gettext_lazy("A day to look again (Heed)"), "case_risk_page"),
}


def _entry(one: meetings.Appointment) -> ical.Entry:
    words, name = ENTRIES[one.what]
    return ical.Entry(
        one.pk,
        str(words),
        link=f"{settings.SITE_URL}{reverse(name, args=[one.case])}" if one.case else "",
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        day=one.day,
    )
