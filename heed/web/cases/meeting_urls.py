"""Meetings of a case, and one's own calendar file."""

from django.urls import path

from heed.web.cases import meetings
from heed.web.cases.asking import asked

urlpatterns = [
    path("calendar.ics", meetings.calendar, name="case_calendar"),
    path("<uuid:pk>/meetings/", meetings.asked_to, name="case_meetings"),
    path("<uuid:pk>/meetings/new/", asked(meetings.INVITED), name="case_invited"),
    path("<uuid:pk>/meetings/<uuid:part>/send/", meetings.of_a_meeting(meetings.SENT), name="meeting_send"),
    path("<uuid:pk>/meetings/<uuid:part>/note/", meetings.of_a_meeting(meetings.NOTED), name="meeting_note"),
    path("<uuid:pk>/meetings/<uuid:part>/cancel/", meetings.of_a_meeting(meetings.CANCELLED), name="meeting_cancel"),
]
