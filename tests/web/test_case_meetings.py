"""Meetings we are asked to: from the invitation to what was decided; and the calendar file, which names nobody."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.timezone import localtime

from heed.agencies.choices import AgencyKind, Going
from heed.agencies.models import Agency, Attendance, Meeting
from heed.cases.choices import ExemptionKind
from heed.cases.ending import exempt
from heed.domestic_abuse import planning
from heed.folders.models import Access
from heed.learning.actions import open_review
from heed.learning.choices import Trigger
from heed.timeline.models import Event
from heed.web.cases import ical
from tests.cases.casework import opened, worked
from tests.concerning import now
from tests.web.door import rows, signed_in

pytestmark = pytest.mark.django_db
PLACE = "Room 4, Invented House"


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.DEMO = True


@pytest.fixture
def case(mo, brynfelin):
    return opened(mo, brynfelin, mo, title="Forced door, small child")


@pytest.fixture
def council(db):
    return Agency.objects.create(name="Bro Felin children (invented)", kind=AgencyKind.CHILDREN, nation="wales")


def when(field: str, at: datetime, time: str = "10:00") -> dict[str, object]:
    day = localtime(at)
    return {f"{field}_day": day.day, f"{field}_month": day.month, f"{field}_year": day.year, f"{field}_time": time}


def invitation(days: int = 3, **more) -> dict[str, object]:
    said = {"kind": "strategy", "where": PLACE, "about": "The child of 14 Heol Ŵyn", "ends": "11:30am"}
    return said | when("starts", now() + timedelta(days=days)) | more


def put_down(who, case, **said):
    return signed_in(who).post(reverse("case_invited", args=[case.pk]), said, follow=True)


def to(who, case, page: str, part=None, **said):
    where = reverse(page, args=[case.pk, *([part] if part else [])])
    browser = signed_in(who)
    return browser.post(where, said, follow=True) if said else browser.get(where)


# The meeting ------------------------------------------------------------------------------------------------------------------
def test_an_invitation_stands_to_come_with_who_goes_and_lets_them_in(case, mo, nia, council):
    assert to(nia, case, "case").status_code == 404
    page = put_down(mo, case, **invitation(agency=council.pk, going=nia.pk)).content.decode()
    assert "To come" in page and "Strategy meeting" in page and PLACE in page and council.name in page
    assert nia.display_name in page and "going" in page
    assert to(nia, case, "case").status_code == 200, "whoever goes reads what it is about"
    line = Access.objects.get(folder=case.folder_id, colleague=nia)
    meeting = Meeting.objects.get()
    assert line.until == meeting.ends_at + timedelta(days=1)
    assert (localtime(meeting.starts_at).hour, localtime(meeting.ends_at).minute) == (10, 30)
    assert Event.objects.filter(kind="meeting.asked", folder=case.folder_id).exists()


def test_afterwards_what_we_said_and_what_was_decided_is_noted_with_who_went(case, mo, nia, olwen):
    put_down(mo, case, **invitation(-1, going=nia.pk))
    meeting = Meeting.objects.get()
    assert olwen.display_name in to(mo, case, "meeting_send", meeting.pk, colleague=olwen.pk).content.decode()
    page = to(mo, case, "case_meetings").content.decode()
    assert "Past" in page and "not noted yet" in page
    form = to(mo, case, "meeting_note", meeting.pk).content.decode()
    assert f"Did {nia.display_name} go?" in form and f"Did {olwen.display_name} go?" in form
    said = {"said": "We heard him shout", "decided": "A section 47 enquiry", "seat_0": "went", "seat_1": "apologies"}
    page = to(mo, case, "meeting_note", meeting.pk, **said).content.decode()
    assert "We heard him shout" in page and "A section 47 enquiry" in page and "sent apologies" in page
    assert sorted(Attendance.objects.values_list("going", flat=True)) == [Going.APOLOGIES, Going.WENT]
    assert to(mo, case, "meeting_note", meeting.pk).status_code == 404, "what stands is not written over"
    assert "A section 47 enquiry" in to(mo, case, "case").content.decode()


def test_one_more_is_sent_and_nobody_twice(case, mo, nia, tom):
    put_down(mo, case, **invitation(3, going=nia.pk))
    meeting = Meeting.objects.get()
    form = to(mo, case, "meeting_send", meeting.pk).content.decode()
    assert tom.display_name in form and nia.display_name not in form
    assert tom.display_name in to(mo, case, "meeting_send", meeting.pk, colleague=tom.pk).content.decode()
    assert to(tom, case, "case").status_code == 200
    to(mo, case, "meeting_send", meeting.pk, colleague=nia.pk)
    assert Attendance.objects.filter(meeting=meeting).count() == 2


def test_a_meeting_put_down_afterwards_lets_nobody_in(case, mo, nia):
    assert put_down(mo, case, **invitation(-9, going=nia.pk)).redirect_chain
    assert Attendance.objects.get().colleague == nia
    assert not Access.objects.filter(folder=case.folder_id, colleague=nia).exists()
    assert to(nia, case, "case_meetings").status_code == 404


def test_a_meeting_to_come_is_not_noted_yet(case, mo):
    put_down(mo, case, **invitation(3))
    page = to(mo, case, "meeting_note", Meeting.objects.get().pk, said="", decided="Already clear").content.decode()
    assert "has not begun yet" in page and "Already clear" in page
    assert Meeting.objects.get().noted_at is None


def test_one_that_does_not_take_place_stays_as_cancelled(case, mo):
    put_down(mo, case, **invitation(3))
    meeting = Meeting.objects.get()
    page = to(mo, case, "meeting_cancel", meeting.pk, sure="yes").content.decode()
    assert "cancelled" in page and "To come" not in page
    assert to(mo, case, "meeting_cancel", meeting.pk).status_code == 404
    assert to(mo, case, "meeting_note", meeting.pk).status_code == 404


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"starts_time": ""}, "Write the time as well"),
        ({"ends": "elevenish"}, "Write the time like 11am"),
        ({"ends": "9am"}, "would end before it begins"),
        ({"kind": ""}, "What kind of meeting is it?"),
        (when("asked", datetime(2199, 1, 1, tzinfo=UTC)), "That is still to come"),
    ],
)
def test_a_refusal_says_what_to_do_and_keeps_what_was_typed(more, sentence, case, mo):
    page = put_down(mo, case, **invitation(3) | more).content.decode()
    assert sentence in page and PLACE in page
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("name", ["olive", "rita", "tom", "ada", "gail"])
def test_for_anybody_else_neither_the_case_nor_its_meetings_exist(name, request, case, mo):
    who = request.getfixturevalue(name)
    put_down(mo, case, **invitation(3))
    with rows() as looks:
        assert to(who, case, "case_meetings").status_code == 404
        assert put_down(who, case, **invitation(3)).status_code == 404
        assert to(who, case, "meeting_cancel", Meeting.objects.get().pk, sure="yes").status_code == 404
    assert {look.verb for look in looks} == {"refused"}
    assert Meeting.objects.get().cancelled_at is None


def test_a_meeting_of_another_case_is_not_there(case, mo, brynfelin):
    other = opened(mo, brynfelin, mo, title="Another")
    put_down(mo, other, **invitation(3))
    assert to(mo, case, "meeting_cancel", Meeting.objects.get().pk, sure="yes").status_code == 404


# The calendar file ------------------------------------------------------------------------------------------------------------
def lines(who) -> list[str]:
    answer = signed_in(who).get(reverse("case_calendar"))
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar") and "attachment" in answer["Content-Disposition"]
    text = answer.content.decode()
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return text.replace("\r\n ", "").split("\r\n")


def test_ones_own_calendar_has_the_meetings_one_goes_to_and_names_nobody(case, mo, nia, council):
    put_down(mo, case, **invitation(3, agency=council.pk, going=nia.pk))
    meeting = Meeting.objects.get()
    with rows() as looks:
        found = lines(nia)
    assert [look.verb for look in looks] == ["listed"] and looks[0].shown == [case.pk]
    assert f"UID:{meeting.pk}@heed" in found and f"DTSTART:{meeting.starts_at:%Y%m%dT%H%M%SZ}" in found
    assert f"DTEND:{meeting.ends_at:%Y%m%dT%H%M%SZ}" in found
    text = "\n".join(found)
    for secret in (PLACE, "Heol", council.name, "Strategy", case.reference, "Forced", nia.display_name, mo.display_name):
        assert secret not in text
    assert reverse("case_meetings", args=[case.pk]) in text


def test_nobody_elses_meeting_and_none_that_is_cancelled_stands_in_it(case, mo, nia, olive):
    put_down(mo, case, **invitation(3, going=nia.pk))
    for other in (mo, olive):
        assert "BEGIN:VEVENT" not in lines(other)
    to(mo, case, "meeting_cancel", Meeting.objects.get().pk, sure="yes")
    assert "BEGIN:VEVENT" not in lines(nia)


def test_who_was_kept_out_since_learns_nothing_from_it(case, mo, nia):
    from heed.folders.actions import keep_out
    from heed.folders.choices import Why

    put_down(mo, case, **invitation(3, going=nia.pk))
    keep_out(case.folder_id, nia, why=list(Why)[0], by=mo, at=now())
    assert "BEGIN:VEVENT" not in lines(nia)


def test_a_case_review_one_leads_stands_on_its_day(case, olwen, leo):
    due = (now() + timedelta(days=40)).date()
    with worked(case, leo) as (seen, me):
        open_review(seen, [list(Trigger)[0]], "A serious risk", olwen, due, by=leo, at=me.at)
    found = lines(olwen)
    assert f"DTSTART;VALUE=DATE:{due:%Y%m%d}" in found and "SUMMARY:Case review ends (Heed)" in found
    assert "BEGIN:VEVENT" not in lines(leo)


def test_the_days_to_look_again_stand_in_it_for_whoever_answers(case, mo, olwen):
    day = (now() + timedelta(days=12)).date()
    with worked(case, mo) as (seen, me):
        exempt(seen, ExemptionKind.COMPLEX, "Legal action", day, by=mo, at=me.at)
        planning.make(seen, day, by=mo, at=me.at)
    found = lines(mo)
    assert found.count(f"DTSTART;VALUE=DATE:{day:%Y%m%d}") == 2 and found.count("SUMMARY:A day to look again (Heed)") == 2
    assert "plan" not in "\n".join(found).lower() and "BEGIN:VEVENT" not in lines(olwen)


def test_it_is_for_those_who_are_signed_in(client):
    assert client.get(reverse("case_calendar")).status_code == 302


def test_a_long_line_is_folded_between_letters_and_what_is_special_is_escaped():
    at = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    summary = "Ŵ" * 80 + "; one, two\nand \\ three"
    entry = ical.Entry(uuid4(), summary, day=date(2027, 12, 31))
    made = ical.calendar([entry], at)
    assert all(len(line) <= 75 and line.decode() is not None for line in made.split(b"\r\n"))
    unfolded = made.replace(b"\r\n ", b"").decode()
    assert "SUMMARY:" + "Ŵ" * 80 + "\\; one\\, two\\nand \\\\ three\r\n" in unfolded
    assert "DTSTAMP:20270328T003000Z\r\n" in unfolded and "DTEND;VALUE=DATE:20280101\r\n" in unfolded
