"""My reports, the answer, adding to it; and files, for whoever may see them only (CFC-5; B1, B4, B15, U8)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from heed.audit.models import Look, Verb
from heed.concerns import advising, deciding, placing, reporting
from heed.concerns.choices import AccountKind, Danger, Harm, Location, Part, SourceOfRisk, Step, Sure
from heed.concerns.deciding import Course
from heed.concerns.models import Account, Answer, Attachment, Concern, Involved
from heed.concerns.reporting import Named, Report
from heed.folders.models import File, FileContent
from heed.households.choices import Identity
from heed.pictures import my_reports
from heed.policies import visible
from heed.web.components.times import uk_time
from tests import factories
from tests.doing import acting

pytestmark = pytest.mark.django_db

COURSE = Course(
    steps=[Step.CALL_NOW],
    reasons="Seven words of the group alone.",
    harms=[Harm.PHYSICAL],
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
            reporting.attach(draft, SimpleUploadedFile("door.jpg", photo), at=me.at)
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


def test_what_is_done_is_said_as_done_and_what_is_to_come_as_to_come(phone, rita, gail, gwen, home):
    concern = reported(rita, home)
    to_come = ("Two people give advice", "The group decides what to do", "You get an answer")
    done = ("Two people have given advice", "The group has decided what to do", "You have an answer")
    next_steps = ("One of them reads it by", "At least two people say", "You get an answer by")
    past_steps = ("and has read it", "Two people have said", "Your answer is here")
    pages = f"/reports/{concern.pk}/", f"/reports/{concern.pk}/sent/"
    before = [phone.get(page).text for page in pages]
    answered(concern, gail, gwen)
    after = [phone.get(page).text for page in pages]
    for at, (coming, past) in enumerate([(to_come, done), (next_steps, past_steps)]):
        for now, then in zip(coming, past, strict=True):
            assert now in before[at] and then not in before[at], now
            assert then in after[at] and now not in after[at], then


def test_under_the_answer_stands_the_way_to_reply_which_leads_to_the_box(phone, rita, gail, gwen, home):
    concern = reported(rita, home)
    assert "Reply or add something" not in phone.get(f"/reports/{concern.pk}/").text
    answered(concern, gail, gwen)
    page = phone.get(f"/reports/{concern.pk}/").text
    reply = '<a class="button button--secondary" href="#add">Reply or add something</a>'
    assert page.count(reply) == 1 and page.count('id="add"') == 1
    assert page.index("We have spoken to her.") < page.index(reply) < page.index('id="add"') < page.index('id="id_more"')


def test_a_reference_is_marked_so_that_it_breaks_nowhere(phone, rita, home):
    concern = reported(rita, home)
    for page in ("/reports/", f"/reports/{concern.pk}/", f"/reports/{concern.pk}/sent/"):
        shown = phone.get(page).text.split("<main")[1]
        marked = shown.split(concern.reference)[0].rsplit("<", 1)[1]
        assert shown.count(concern.reference) == 1 and "reference" in marked.split('class="')[1].split('"')[0].split(), page


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


def test_two_photos_with_the_same_words_are_two(phone, rita, home, jpeg):
    concern = reported(rita, home)
    for content in (jpeg, jpeg + b"another", jpeg):
        upload = SimpleUploadedFile("door.jpg", content)
        phone.post(f"/reports/{concern.pk}/", {"more": "See photo", "key": uuid4(), "uploads": upload})
    assert Account.objects.filter(kind=AccountKind.ADDED).count() == Attachment.objects.count() == 2


def test_an_answer_for_somebody_else_is_passed_on_and_noted_once(phone, rita, gail, gwen, home, now):
    concern = reported(rita, home, on_behalf_of="Bronwen, volunteer", knew_at=now - timedelta(hours=3))
    answered(concern, gail, gwen)
    assert "I have passed the answer on" in phone.get(f"/reports/{concern.pk}/").text
    for _ in range(2):
        assert phone.post(f"/reports/{concern.pk}/passed-on/").status_code == 302
    assert Answer.objects.get().passed_on_at and "You passed it on" in phone.get(f"/reports/{concern.pk}/").text


# What she sent ----------------------------------------------------------------------------------------------------------------
def test_the_reporter_sees_whom_she_named_in_her_own_words_and_never_what_the_group_made_of_them(
    phone, rita, gail, leo, mo, home
):
    told = [
        Named("Siân", Part.CHILD, "about seven, red coat"),
        Named("", Part.PERPETRATOR, "tall man, grey car", Identity.UNIDENTIFIED),
    ]
    concern = reported(rita, home, people=told)
    before = phone.get(f"/reports/{concern.pk}/").text
    with acting(gail) as me:
        for someone in visible.involved(me).filter(superseded_at=None):
            person = visible.people(me).get() if someone.part == Part.CHILD else None
            placing.confirm(someone, person, Part.WITNESS, by=gail, at=me.at, identity=Identity.KNOWN)
    page = phone.get(f"/reports/{concern.pk}/").text
    for words in (
        "Who you named",
        "about seven, red coat",
        "a child who may be harmed",
        "Unidentified person",
        "tall man, grey car",
    ):
        assert words in before and words in page, words
    for others in ("Rees", "saw or heard it", "confirmed", "Gail"):
        assert others not in page, others
    assert _named(page) == _named(before) == 2
    with acting(rita):
        assert not Involved.objects.exists(), "the second wall: not one of the group's rows"
    with acting(mo) as me, connection.cursor() as c:
        c.execute("select count(*) from heed_named_by_me(%s)", [concern.pk])
        assert c.fetchone() == (0,), "for the reporter alone"


def _named(page: str) -> int:
    return page.split("Who you named")[1].split("</ul>")[0].count("<li>")


def test_the_reporter_sees_the_files_she_sent_as_downloads_and_pictures_we_made(phone, rita, home, jpeg):
    concern = reported(rita, home, photo=jpeg)
    key, later = uuid4(), SimpleUploadedFile("note.txt", b"She rang again.")
    phone.post(f"/reports/{concern.pk}/", {"more": "", "key": key, "uploads": later})
    page = phone.get(f"/reports/{concern.pk}/").text
    assert "door.jpg" in page and "note.txt" in page and "virus" not in page
    first, second = Attachment.objects.order_by("file__at")
    assert f'src="/files/{first.file_id}/small/"' in page and f'href="/files/{first.file_id}/view/"' in page
    assert f'src="/files/{second.file_id}' not in page
    original = phone.get(f"/files/{first.file_id}/")
    assert original.content == jpeg and original["Content-Disposition"].startswith('attachment; filename="file-')
    assert "sandbox" in original["Content-Security-Policy"] and original["X-Content-Type-Options"] == "nosniff"
    for size in ("view", "small"):
        drawn = phone.get(f"/files/{first.file_id}/{size}/")
        assert drawn["Content-Type"] == "image/jpeg" and b"Exif" not in drawn.content
    assert phone.get(f"/files/{second.file_id}/").content == b"She rang again."
    assert Look.objects.filter(verb=Verb.DOWNLOADED, record=first.file_id, colleague=rita).count() == 1


def test_a_file_that_is_not_hers_is_not_there_for_the_reporter(phone, rita, gail, home, jpeg):
    concern = reported(rita, home, photo=jpeg)
    File.objects.update(by=gail)
    file = File.objects.get()
    assert phone.get(f"/files/{file.pk}/").status_code == phone.get(f"/files/{file.pk}/small/").status_code == 404
    assert "door.jpg" not in phone.get(f"/reports/{concern.pk}/").text
    with acting(rita):
        assert not File.objects.exists() and not FileContent.objects.exists() and not Attachment.objects.exists()


def test_what_the_reporter_took_out_before_sending_is_not_shown(phone, rita, home, jpeg):
    concern = reported(rita, home, photo=jpeg)
    Attachment.objects.update(removed_at=concern.sent_at)
    assert "door.jpg" not in phone.get(f"/reports/{concern.pk}/").text


def test_seeing_what_she_sent_lets_the_reporter_change_nothing_of_it(phone, rita, home, jpeg):
    reported(rita, home, photo=jpeg)
    with acting(rita), connection.cursor() as c:
        c.execute("update concerns_attachment set removed_at = now()")
        assert c.rowcount == 0


def test_another_reporter_has_nothing_of_it(client, rita, olive, home, jpeg):
    concern = reported(rita, home, photo=jpeg, people=[Named("Siân", Part.CHILD)])
    reported(olive, home, people=[Named("Ifor", Part.WITNESS)])
    file = Attachment.objects.get().file
    with acting(olive) as me:
        assert not visible.my_attachments(me).exists() and not File.objects.exists()
        assert my_reports.people(concern) == []
    client.force_login(olive)
    assert client.get(f"/files/{file.pk}/").status_code == client.get(f"/files/{file.pk}/small/").status_code == 404


def test_each_text_stands_with_its_day_and_files_alone_are_said_in_the_readers_language(phone, rita, home, jpeg):
    concern = reported(rita, home, worry="It did not feel right.", told="He shouts.", told_by="a neighbour")
    phone.post(f"/reports/{concern.pk}/", {"more": "She was crying today.", "key": uuid4()})
    phone.post(f"/reports/{concern.pk}/", {"more": "", "key": uuid4(), "uploads": SimpleUploadedFile("later.jpg", jpeg)})
    page = phone.get(f"/reports/{concern.pk}/").text
    for account in Account.objects.all():
        assert account.words in page and uk_time(account.at) in page
    assert "a neighbour" in page and page.count("Added later") == 2
    files_alone = Account.objects.latest("at")
    files_alone.words = ""
    files_alone.save()
    assert "Files were added." in phone.get(f"/reports/{concern.pk}/").text
    phone.post("/me/preferences/", {"language": "cy"})
    welsh = phone.get(f"/reports/{concern.pk}/").text
    assert "Files were added." not in welsh and "Ychwanegwyd ffeiliau." in welsh and "She was crying today." in welsh


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
