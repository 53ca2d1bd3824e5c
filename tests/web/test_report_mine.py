"""My reports, the answer, adding to it; and files, for whoever may see them only (CFC-5; quality.md B1, B4, B15, U8)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from heed.audit.models import Look, Verb
from heed.concerns import advising, deciding, reporting
from heed.concerns.choices import AccountKind, Danger, Harm, Location, SourceOfRisk, Step, Sure
from heed.concerns.deciding import Course
from heed.concerns.models import Account, Answer, Attachment, Concern
from heed.concerns.reporting import Report
from heed.policies import visible
from tests import factories
from tests.doing import acting

pytestmark = pytest.mark.django_db

COURSE = Course(
    steps=[Step.CALL_NOW],
    reasons="Seven words of the group alone.",
    harms=[Harm.DOMESTIC],
    location=Location.OWN_HOME,
    source_of_risk=SourceOfRisk.KNOWN,
)


@pytest.fixture
def home(brynfelin):
    return factories.household(factories.home(brynfelin, "14 Heol Ŵyn"), "Siân Rees").home


def reported(by, home, *, photo: bytes = b"", **told) -> Concern:
    with acting(by) as me:
        draft = reporting.begin(by=by, at=me.at)
    with acting(by) as me:
        if photo:
            reporting.attach(draft, SimpleUploadedFile("door.jpg", photo), by=by, at=me.at)
    with acting(by) as me:
        return reporting.send(
            draft, Report(danger=Danger.NOT_NOW, home=home, seen="A kicked-in door.", **told), by=by, at=me.at
        )


def answered(concern, *members) -> None:
    for member in members:
        with acting(member) as me:
            advising.advise(
                visible.concerns(me).get(pk=concern.pk), [Step.CALL_NOW], Sure.SURE, "Ring her.", by=member, at=me.at
            )
    with acting(members[0]) as me:
        seen = visible.concerns(me).get(pk=concern.pk)
        deciding.decide(seen, COURSE, by=members[0], at=me.at)
        deciding.answer(seen, "Thank you. We have spoken to her.", by=members[0], at=me.at)


@pytest.fixture
def phone(client, rita):
    client.force_login(rita)
    return client


# My reports -------------------------------------------------------------------------------------------------------------------
def test_an_empty_list_says_what_to_do(phone):
    assert "You have sent no reports" in phone.get("/reports/").text


def test_where_a_report_stands_and_that_an_answer_waits(phone, rita, gail, gwen, home):
    concern = reported(rita, home)
    assert "sent" in phone.get("/reports/").text and "answer is waiting" not in phone.get("/reports/").text
    answered(concern, gail, gwen)
    assert "answer is waiting" in phone.get("/reports/").text and "decided" in phone.get("/reports/").text


def test_the_report_shows_ones_own_words_the_way_and_the_answer_and_nobody_elses_data(phone, rita, gail, gwen, home):
    concern = reported(rita, home)
    page = phone.get(f"/reports/{concern.pk}/").text
    assert "A kicked-in door." in page and "Two people give advice" in page and "You get an answer" in page
    answered(concern, gail, gwen)
    page = phone.get(f"/reports/{concern.pk}/").text
    assert "We have spoken to her." in page and Answer.objects.get().read_at
    for others in ("Gail", "Gwen", "Ring her", "Seven words", "Siân", "Rees"):
        assert others not in page, others
    assert "answer is waiting" not in phone.get("/reports/").text


def test_anothers_report_is_not_there(phone, client, rita, gail, gwen, olive, mo, home):
    concern = reported(rita, home)
    answered(concern, gail, gwen)
    for someone in (olive, mo, gail):
        client.force_login(someone)
        assert str(concern.reference) not in client.get("/reports/").text
        for address in ("", "sent/", "passed-on/"):
            assert client.get(f"/reports/{concern.pk}/{address}").status_code in (404, 405)
            assert client.post(f"/reports/{concern.pk}/{address}", {"more": "mine", "key": uuid4()}).status_code in (404, 405)
    assert Account.objects.count() == 1 and Answer.objects.get().read_at is None
    assert Look.objects.filter(verb=Verb.REFUSED, record=concern.pk).count() >= 3


def test_more_is_added_once_and_the_first_words_stay(phone, rita, home):
    concern = reported(rita, home)
    key = uuid4()
    for _ in range(2):
        assert phone.post(f"/reports/{concern.pk}/", {"more": "She was crying today.", "key": key}).status_code == 302
    phone.post(f"/reports/{concern.pk}/", {"more": "She was crying today.", "key": uuid4()})
    assert [row.words for row in Account.objects.order_by("at")] == ["A kicked-in door.", "She was crying today."]
    phone.post(f"/reports/{concern.pk}/", {"more": "And again on Monday.", "key": uuid4()})
    assert Account.objects.filter(kind=AccountKind.ADDED).count() == 2


def test_nothing_too_much_or_an_odd_key_adds_nothing_and_says_so(phone, rita, home):
    concern = reported(rita, home)
    for given, words in (
        ({"more": ""}, "Write what you want to add"),
        ({"more": "x" * 10_001}, "Shorten it"),
        ({"more": "x", "key": "odd"}, "UUID"),
    ):
        answer = phone.post(f"/reports/{concern.pk}/", {"key": uuid4()} | given)
        assert answer.status_code == 200 and words in answer.text
    assert Account.objects.count() == 1


def test_a_photo_added_later_reaches_the_group(phone, client, rita, gail, home, jpeg):
    concern = reported(rita, home)
    answer = phone.post(
        f"/reports/{concern.pk}/", {"more": "", "key": uuid4(), "uploads": SimpleUploadedFile("later.jpg", jpeg)}
    )
    assert answer.status_code == 302
    with acting(gail) as me:
        assert visible.attachments(me).get().file.name == "later.jpg"


def test_an_answer_for_somebody_else_is_passed_on_and_noted_once(phone, rita, gail, gwen, home, now):
    concern = reported(rita, home, on_behalf_of="Bronwen, volunteer", knew_at=now - timedelta(hours=3))
    answered(concern, gail, gwen)
    assert "I have passed the answer on" in phone.get(f"/reports/{concern.pk}/").text
    for _ in range(2):
        assert phone.post(f"/reports/{concern.pk}/passed-on/").status_code == 302
    assert Answer.objects.get().passed_on_at and "You passed it on" in phone.get(f"/reports/{concern.pk}/").text


# Files ------------------------------------------------------------------------------------------------------------------------
def test_the_group_downloads_the_original_and_is_noted(client, rita, gail, home, jpeg):
    reported(rita, home, photo=jpeg)
    file = Attachment.objects.get().file
    client.force_login(gail)
    answer = client.get(f"/files/{file.pk}/")
    assert answer.content == jpeg
    assert (
        answer["Content-Disposition"].startswith('attachment; filename="file-') and "door" not in answer["Content-Disposition"]
    )
    assert answer["X-Content-Type-Options"] == "nosniff" and "sandbox" in answer["Content-Security-Policy"]
    assert Look.objects.filter(verb=Verb.DOWNLOADED, record=file.pk, colleague=gail).count() == 1


def test_only_pictures_we_drew_are_shown(client, rita, gail, home, jpeg):
    reported(rita, home, photo=jpeg)
    file = Attachment.objects.get().file
    client.force_login(gail)
    for size in ("view", "small"):
        answer = client.get(f"/files/{file.pk}/{size}/")
        assert (
            answer["Content-Disposition"] == "inline"
            and answer["Content-Type"] == "image/jpeg"
            and "sandbox" in answer["Content-Security-Policy"]
        )
        assert b"Exif" not in answer.content
    assert client.get(f"/files/{file.pk}/original/").status_code == client.get(f"/files/{file.pk}/huge/").status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"%PDF-1.7\n%\xe2\xe3\n<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>",
    ],
    ids=["page", "drawing", "pdf"],
)
def test_what_has_a_script_in_it_is_only_ever_a_download(phone, client, rita, gail, home, content):
    concern = reported(rita, home)
    phone.post(
        f"/reports/{concern.pk}/",
        {"more": "", "key": uuid4(), "uploads": SimpleUploadedFile("x.html", content, content_type="text/html")},
    )
    file = Attachment.objects.get().file
    client.force_login(gail)
    answer = client.get(f"/files/{file.pk}/")
    assert (
        answer.content == content
        and answer["Content-Disposition"].startswith("attachment")
        and "html" not in answer["Content-Type"]
    )
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["Content-Security-Policy"].startswith(
        "default-src 'none'; sandbox"
    )
    assert client.get(f"/files/{file.pk}/view/").status_code == 404


def test_whoever_may_not_see_the_report_gets_no_file(client, rita, olive, nia, ada, home, jpeg):
    reported(rita, home, photo=jpeg)
    file = Attachment.objects.get().file
    for someone in (olive, nia, ada):
        client.force_login(someone)
        for address in ("", "view/", "small/"):
            assert client.get(f"/files/{file.pk}/{address}").status_code == 404
            assert client.get(f"/files/{file.pk}/{address}").text == client.get(f"/files/{uuid4()}/{address}").text
    client.logout()
    assert client.get(f"/files/{file.pk}/").status_code == 302
