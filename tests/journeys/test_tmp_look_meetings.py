from datetime import date, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from heed.agencies import actions, directory
from heed.agencies.actions import Invitation
from heed.agencies.choices import AgencyKind, Going, MeetingKind, Subject
from heed.agencies.models import Attendance
from tests.cases.casework import opened, worked
from tests.concerning import now
from tests.doing import acting
from tests.journeys.conftest import DESK, PHONE

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_look(page: Page, live_server, just_signed_in, look, mo, leo, nia, olwen, brynfelin):
    case = opened(mo, brynfelin, mo, title="Forced door, small child")
    with acting(leo) as me:
        council = directory.add_agency("Cyngor Bro Felin, plant a theuluoedd (invented)", AgencyKind.CHILDREN, "wales", telephone="01632 960100", out_of_hours="01632 960199", email="drws@example.org", secure=True, checked_on=date(2026, 2, 3))
        directory.add_agency("Bro Felin police (invented)", AgencyKind.POLICE, "wales", telephone="01632 960130")
        first = directory.add_officer(council, "Bethan Invented", job_title="Duty manager", telephone="01632 960110", email="bethan.invented@example.org")
        second = directory.add_officer(council, "Carys Invented", over=first)
        gone = directory.add_officer(council, "Dai Invented")
        directory.end_officer(gone, at=me.at)
        protocol = directory.add_protocol("Gwent protocol (invented)", [council], owner=leo, agreed_on=date(2024, 2, 1), review_on=date(2025, 2, 1), may_share="What keeps a child safe.")
        way = directory.add_pathway("Children’s front door", Subject.CHILD, council, nation="wales", threshold="A child is or may be at risk.", what_to_send="What was seen.", protocol=protocol, by_itself=True, reply_rule="child_referral_reply")
    with worked(case, mo) as (seen, me):
        at = me.at
        invite = lambda days, kind: actions.asked_to(seen.folder_id, Invitation(kind, at - timedelta(days=9), at + timedelta(days=days), "Room 4, Invented House", "Two questions to us: the lock, and the rent.", at + timedelta(days=days, hours=2), council), [nia, olwen], by=mo, at=at)
        coming, past, past2 = invite(3, MeetingKind.ENQUIRY), invite(-2, MeetingKind.STRATEGY), invite(-5, MeetingKind.CHILD_CONFERENCE)
        seats = dict.fromkeys(Attendance.objects.filter(meeting=past).values_list("pk", flat=True), Going.WENT)
        actions.note_meeting(past, "He shouts at night.", "A section 47 enquiry.", seats, by=mo, at=at)
        actions.cancel_meeting(past2, by=mo, at=at)
        past3 = invite(-1, MeetingKind.CORE_GROUP)
    just_signed_in(page, mo)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        for name, ids in (("case_meetings", [case.pk]), ("case_invited", [case.pk]), ("meeting_note", [case.pk, past3.pk]), ("meeting_cancel", [case.pk, coming.pk]), ("agency", [council.pk])):
            page.goto(live_server.url + reverse(name, args=ids))
            look(page, name)
    just_signed_in(page, leo)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        for name, ids in (("agencies", []), ("agency", [council.pk]), ("agency_add", []), ("pathway_change", [council.pk, way.pk]), ("protocol_add", [council.pk]), ("officer_change", [council.pk, second.pk]), ("pathway_end", [council.pk, way.pk])):
            page.goto(live_server.url + reverse(name, args=ids))
            look(page, "lead_" + name)
