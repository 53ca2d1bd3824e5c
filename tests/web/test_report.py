"""Reporting a concern, page by page, under the web's own role (CFC-1; U1 to U9)."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from heed.concerns.choices import AccountKind, Danger, Part
from heed.concerns.models import Account, Attachment, Concern, Draft, Involved, Reporter
from heed.deadlines.models import Clock
from heed.folders.models import Access, File, FileContent
from heed.households.choices import Identity
from heed.policies import visible
from heed.training.models import Completion, Course
from tests import factories
from tests.doing import acting
from tests.people import LONG_AGO

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def trained(rita, gail, olive):
    course = Course.objects.create(code="cfc", name="Cause for Concern", opens_form=True)
    for someone in (rita, gail, olive):
        Completion.objects.create(colleague=someone, course=course, on=LONG_AGO.date(), recorded_at=LONG_AGO)


@pytest.fixture
def home(brynfelin):
    return factories.home(brynfelin, "14 Heol Ŵyn")


@pytest.fixture
def phone(client, rita):
    """Rita's phone, signed in."""
    client.force_login(rita)
    return client


def begun(phone, **facts):
    phone.post("/report/", {"key": uuid4(), "go": "find", "sought": "NP99 3QX"} | facts)
    return Draft.objects.latest("started_at")


def say(phone, draft, step, **answers):
    return phone.post(f"/report/{draft.pk}/{step}/", answers)


def sent(phone, home, **more):
    draft = begun(phone)
    say(phone, draft, "where", home=home.pk)
    say(phone, draft, "danger", danger="not_now")
    say(phone, draft, "seen", seen="A kicked-in bedroom door.")
    for step, answers in more.items():
        say(phone, draft, step, **answers)
    phone.get(f"/report/{draft.pk}/check/")
    return draft, say(phone, draft, "check")


# The way through --------------------------------------------------------------------------------------------------------------
def test_each_page_leads_to_the_next_and_the_last_to_the_reference(phone, home):
    first = phone.post("/report/", {"key": uuid4(), "go": "find", "sought": "np993qx"})
    draft = Draft.objects.get()
    assert first.url == f"/report/{draft.pk}/where/"
    assert "14 Heol Ŵyn" in phone.get(first.url).text
    for step, answers, following in (
        ("where", {"home": home.pk}, "danger"),
        ("danger", {"danger": "now"}, "seen"),
        ("seen", {"seen": "A child under the bed."}, "worry"),
        ("worry", {"worry": "She is afraid.", "go": "next"}, "who"),
        ("who", {"who_name": "Siân", "who_part": "victim", "go": "next"}, "done"),
        ("done", {"done": "Rang 999", "go": "next"}, "check"),
    ):
        page = phone.get(f"/report/{draft.pk}/{step}/")
        assert page.status_code == 200 and "Ring 999 first" in page.text, step
        assert say(phone, draft, step, **answers).url == f"/report/{draft.pk}/{following}/"
    check = phone.get(f"/report/{draft.pk}/check/").text
    for words in ("14 Heol Ŵyn", "A child under the bed.", "She is afraid.", "Siân", "Rang 999", "In danger now"):
        assert words in check
    confirmation = phone.get(say(phone, draft, "check").url).text
    concern = Concern.objects.get()
    assert concern.reference in confirmation and "Cause for Concern group" in confirmation
    assert concern.home == home and concern.danger == Danger.NOW
    assert Reporter.objects.get().colleague.username == "rita"
    assert {(row.kind, row.words) for row in Account.objects.all()} == {
        (AccountKind.SEEN, "A child under the bed."),
        (AccountKind.WORRY, "She is afraid."),
        (AccountKind.DONE, "Rang 999"),
    }
    named = Involved.objects.get()
    assert (named.name, named.part, named.confirmed_at) == ("Siân", Part.VICTIM, None)


def test_what_was_seen_is_all_that_is_needed(phone):
    draft = begun(phone)
    say(phone, draft, "seen", seen="Shouting every night.")
    assert say(phone, draft, "check").url.endswith("/sent/")
    assert Concern.objects.get().danger == Danger.NOT_KNOWN


def test_without_a_word_of_what_happened_the_page_that_asks_comes_back(phone):
    draft = begun(phone)
    answer = phone.get(say(phone, draft, "check").url)
    assert answer.status_code == 200 and "One sentence is enough" in answer.text and "<title>Error:" in answer.text
    assert not Concern.objects.exists()


def test_the_way_can_be_cut_short_when_that_is_all_i_know(phone):
    draft = begun(phone)
    say(phone, draft, "seen", seen="Shouting.")
    assert say(phone, draft, "worry", worry="", go="check").url.endswith("/check/")


def test_a_change_after_checking_leads_back_to_the_check(phone, home):
    draft = begun(phone)
    say(phone, draft, "seen", seen="Shouting.")
    phone.get(f"/report/{draft.pk}/check/")
    assert say(phone, draft, "danger", danger="today").url.endswith("/check/")


def test_danger_must_be_one_of_the_answers(phone):
    draft = begun(phone)
    answer = say(phone, draft, "danger", danger="perhaps")
    assert answer.status_code == 200 and "Choose one of these" in answer.text


def test_the_clocks_of_a_report_in_danger_are_promised_on_the_confirmation(phone, home):
    draft = begun(phone)
    say(phone, draft, "danger", danger="now")
    say(phone, draft, "seen", seen="Screams.")
    page = phone.get(say(phone, draft, "check").url)
    from heed.web.components.times import uk_time

    assert uk_time(Clock.objects.get(rule="first_advice").due_at) in page.text


# Not everybody ----------------------------------------------------------------------------------------------------------------
def test_somebody_not_yet_trained_is_told_whom_to_tell_now(client, nia):
    client.force_login(nia)
    assert client.get("/report/").url == client.post("/report/", {"key": uuid4(), "sought": "x"}).url == "/training/not-yet/"
    assert not Draft.objects.exists()


def test_nobody_signed_out_reports(client):
    assert client.get("/report/").url.startswith("/sign-in/")


@pytest.mark.parametrize(
    "step", ["where", "describe", "danger", "seen", "worry", "who", "colleague", "done", "behalf", "check", "delete", ""]
)
def test_anothers_draft_is_not_there(phone, client, olive, gail, leo, home, step):
    draft = begun(phone)
    address = f"/report/{draft.pk}/{step}/" if step else f"/report/{draft.pk}/"
    for someone in (olive, gail, leo):
        client.force_login(someone)
        unknown = client.get(address.replace(str(draft.pk), str(uuid4())))
        assert client.get(address).status_code == client.post(address, {"seen": "x", "home": home.pk}).status_code == 404
        assert client.get(address).text == unknown.text
    assert Draft.objects.get().answers == {"sought": "NP99 3QX"} and Draft.objects.get().dropped_at is None


def test_anothers_draft_is_not_kept_into(phone, client, olive):
    draft = begun(phone)
    client.force_login(olive)
    assert client.post(f"/report/{draft.pk}/seen/keep/", {"seen": "mine"}).status_code == 404
    assert "seen" not in Draft.objects.get().answers


# Again, back, late ------------------------------------------------------------------------------------------------------------
def test_a_start_sent_twice_begins_one_report(phone):
    key = uuid4()
    first, again = (phone.post("/report/", {"key": key, "go": "find", "sought": "NP99"}) for _ in range(2))
    assert first.url == again.url and Draft.objects.count() == 1


def test_anothers_key_begins_a_report_of_ones_own(phone, client, olive):
    key = uuid4()
    phone.post("/report/", {"key": key, "go": "find", "sought": "NP99"})
    client.force_login(olive)
    client.post("/report/", {"key": key, "go": "find", "sought": "NP99"})
    assert Draft.objects.count() == 2


def test_sending_again_from_any_page_shows_the_confirmation_and_makes_nothing(phone, home):
    draft, answer = sent(phone, home)
    for step in ("check", "where", "seen", "who", "done", "danger", "delete", "behalf", "colleague"):
        assert say(phone, draft, step, seen="again", home=home.pk).url == answer.url
        assert phone.get(f"/report/{draft.pk}/{step}/").url == answer.url
    assert "was sent already" in phone.get(answer.url).text
    assert Concern.objects.count() == 1 and Account.objects.count() == 1


def test_a_late_autosave_neither_revives_a_sent_report_nor_swallows_the_next(phone, home):
    draft, _ = sent(phone, home)
    assert phone.post(f"/report/{draft.pk}/seen/keep/", {"seen": "late"}).status_code == 409
    assert Draft.objects.get().answers == {}
    sent(phone, home)
    assert Concern.objects.count() == 2


def test_autosave_keeps_what_is_written_even_when_it_is_too_long(phone):
    draft = begun(phone)
    assert phone.post(f"/report/{draft.pk}/seen/keep/", {"seen": "x" * 12_000}).status_code == 204
    assert len(Draft.objects.get().answers["seen"]) == 12_000
    assert "x" * 12_000 in phone.get(f"/report/{draft.pk}/seen/").text
    check = phone.get(f"/report/{draft.pk}/check/", follow=True)
    assert "Shorten it to 10000" in check.text and not Concern.objects.exists()


def test_an_autosave_that_left_before_its_page_was_sent_does_not_bring_older_words_back(phone):
    draft = begun(phone)
    say(phone, draft, "seen", seen="The whole sentence.")
    assert phone.post(f"/report/{draft.pk}/seen/keep/", {"seen": "The wh"}).status_code == 503
    assert Draft.objects.get().answers["seen"] == "The whole sentence."
    draft = Draft.objects.get()
    earlier = draft.answers["posted"] | {"at": (datetime.now(UTC) - timedelta(seconds=4)).isoformat()}
    with acting(draft.author) as me:
        from heed.concerns import reporting

        reporting.keep(draft, {"posted": earlier}, at=me.at)
    assert phone.post(f"/report/{draft.pk}/seen/keep/", {"seen": "Written after Back."}).status_code == 204


def test_two_tabs_keep_both_what_they_wrote(phone, rita):
    from heed.concerns import reporting

    draft = begun(phone)
    one, other = Draft.objects.get(), Draft.objects.get()
    with acting(rita) as me:
        reporting.keep(one, {"seen": "one"}, at=me.at)
        reporting.keep(other, {"worry": "other"}, at=me.at)
    assert {"seen": "one", "worry": "other"}.items() <= Draft.objects.get(pk=draft.pk).answers.items()


def test_a_report_begun_is_offered_again_where_it_was_left(phone, home):
    draft = begun(phone)
    say(phone, draft, "where", home=home.pk)
    say(phone, draft, "danger", danger="today")
    for page in ("/report/", "/reports/"):
        shown = phone.get(page).text
        assert f"/report/{draft.pk}/" in shown and "Kept, " in shown
    assert phone.get(f"/report/{draft.pk}/").url == f"/report/{draft.pk}/seen/"


def test_a_deleted_draft_is_emptied_offered_no_more_and_says_so(phone):
    draft = begun(phone)
    say(phone, draft, "seen", seen="Never mind.")
    assert phone.get(f"/report/{draft.pk}/delete/").status_code == 200 and Draft.objects.get().dropped_at is None
    say(phone, draft, "delete")
    assert Draft.objects.get().answers == {} and Draft.objects.get().dropped_at
    assert say(phone, draft, "seen", seen="late").url == "/report/"
    assert phone.post(f"/report/{draft.pk}/seen/keep/", {"seen": "late"}).status_code == 409
    page = phone.get("/report/").text
    assert "You deleted that report" in page and str(draft.pk) not in page
    assert not Clock.objects.running().filter(rule="draft_reminder").exists()


# A search is no report --------------------------------------------------------------------------------------------------------
def test_whoever_only_came_and_searched_is_reminded_of_nothing(phone, home):
    for go in ("find", "describe", "behalf"):
        draft = begun(phone, go=go)
        for step in ("where", "describe", "danger", "seen", "done", "behalf", "check"):
            phone.get(f"/report/{draft.pk}/{step}/")
        say(phone, draft, "where", sought="Heol Wyn")
        phone.post(f"/report/{draft.pk}/seen/keep/", {"seen": "  "})
    for page in ("/report/", "/reports/"):
        assert "a report that is not sent" not in phone.get(page).text, page
    assert Draft.objects.count() == 3 and not Clock.objects.filter(rule="draft_reminder").exists()


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("danger", {"danger": "not_known"}),
        ("describe", {"where": "Behind the shop"}),
        ("seen/keep", {"seen": "Sh"}),
        ("seen", {"seen": "x" * 10_001}),
        ("worry", {"worry": "She is afraid."}),
        ("who", {"who_about": "tall man"}),
        ("who", {"works_here": "on"}),
        ("behalf", {"who": "Bronwen", "knew_day": "3", "knew_month": "6", "knew_year": "2026", "knew_time": ""}),
        ("done", {"uploads": SimpleUploadedFile("note.txt", b"She rang.")}),
    ],
)
def test_whatever_is_told_first_is_offered_again_and_reminded_of_once(phone, step, told):
    draft = begun(phone)
    say(phone, draft, step, **told)
    say(phone, draft, "worry", worry="")
    say(phone, draft, "worry", worry="It happens each night.")
    assert f"/report/{draft.pk}/" in phone.get("/report/").text and f"/report/{draft.pk}/" in phone.get("/reports/").text
    reminder = Clock.objects.get(rule="draft_reminder")
    assert reminder.owner.username == "rita" and reminder.due_at - reminder.started_at == timedelta(hours=2)
    assert reminder.started_at > Draft.objects.get().started_at, "from when something was told, not from the search"


def test_a_home_that_was_chosen_is_kept_and_offered_again(phone, home):
    draft = begun(phone)
    say(phone, draft, "where", home=home.pk)
    assert f"/report/{draft.pk}/" in phone.get("/reports/").text
    assert "You chose:" in phone.get(f"/report/{draft.pk}/where/").text


@pytest.mark.django_db(transaction=True)
def test_two_presses_in_the_same_instant_make_one_report(rita, home):
    """Each press on a connection of its own, as two workers would take them."""
    import threading

    from django.db import connection

    from heed.concerns import reporting
    from heed.concerns.reporting import Report

    key = uuid4()

    def twice(step):
        barrier, made = threading.Barrier(2), []

        def press() -> None:
            try:
                barrier.wait(10)
                with acting(rita) as me:
                    made.append(step(me.at).pk)
            finally:
                connection.close()

        presses = [threading.Thread(target=press) for _ in range(2)]
        for one in presses:
            one.start()
        for one in presses:
            one.join(20)
        assert len(made) == 2 and len(set(made)) == 1

    twice(lambda at: reporting.begin(by=rita, at=at, key=key))
    draft = Draft.objects.get()
    twice(lambda at: reporting.send(draft, Report(danger=Danger.NOT_NOW, seen="x"), by=rita, at=at))
    assert Concern.objects.count() == 1


# Where ------------------------------------------------------------------------------------------------------------------------
def test_the_search_shows_addresses_and_nothing_else(phone, brynfelin, rees_of_14):
    draft = begun(phone)
    page = phone.get(f"/report/{draft.pk}/where/").text
    assert "14 Heol Ŵyn" in page and "Siân" not in page and "Rees" not in page
    say(phone, draft, "where", sought="Siân Rees")
    assert "No home of ours was found" in phone.get(f"/report/{draft.pk}/where/").text


@pytest.fixture
def rees_of_14(home):
    return factories.household(home, "Siân Rees")


def test_a_place_without_an_address_is_described(phone):
    draft = begun(phone, go="describe", sought="")
    assert say(phone, draft, "describe", where="The yellow house behind the shop").url.endswith("/danger/")
    say(phone, draft, "seen", seen="x")
    say(phone, draft, "check")
    assert Account.objects.get(kind=AccountKind.WHERE).words == "The yellow house behind the shop"
    assert Concern.objects.get().home is None and Clock.objects.running().filter(rule="place_it").exists()


@pytest.mark.parametrize("odd", ["999999999", "-1", "abc", "1e9", "١٢", "9" * 40, ""])
def test_an_odd_home_changes_nothing(phone, odd):
    draft = begun(phone)
    assert say(phone, draft, "where", home=odd).status_code == 200
    assert not Draft.objects.get().answers.get("home")


# Who --------------------------------------------------------------------------------------------------------------------------
def test_several_people_are_named_one_after_another_and_taken_out_again(phone, home):
    draft = begun(phone)
    assert say(phone, draft, "who", who_name="Mali", who_part="child", go="another").url.endswith("/who/")
    say(phone, draft, "who", who_about="Tall man, grey car", who_part="perpetrator", go="another")
    say(phone, draft, "who", who_name="Mali", who_part="child", go="another")
    people = Draft.objects.get().answers["people"]
    assert [(each["name"], each["identity"]) for each in people] == [
        ("Mali", Identity.KNOWN),
        ("", Identity.UNIDENTIFIED),
    ]
    assert "Unidentified person" in phone.get(f"/report/{draft.pk}/who/").text
    say(phone, draft, "who", remove=people[0]["id"])
    assert len(Draft.objects.get().answers["people"]) == 1
    say(phone, draft, "seen", seen="x")
    say(phone, draft, "check")
    assert Involved.objects.get().about == "Tall man, grey car"


def test_a_name_without_a_part_is_asked_for_and_kept(phone):
    draft = begun(phone)
    answer = say(phone, draft, "who", who_name="O’Brien", go="next")
    assert "Choose how they are part of it" in answer.text and "O’Brien" in answer.text
    assert Draft.objects.get().answers["who_name"] == "O’Brien"


def test_a_name_that_was_only_kept_goes_with_the_report(phone):
    draft = begun(phone)
    say(phone, draft, "seen", seen="x")
    phone.post(f"/report/{draft.pk}/who/keep/", {"who_name": "Nguyễn"})
    assert "Nguyễn" in phone.get(f"/report/{draft.pk}/check/").text
    say(phone, draft, "check")
    assert Involved.objects.get().name == "Nguyễn"


def test_a_part_outside_the_list_is_refused(phone):
    draft = begun(phone)
    answer = say(phone, draft, "who", who_name="Mali", who_part="president", go="next")
    assert answer.status_code == 200 and "people" not in Draft.objects.get().answers


def test_a_colleague_named_is_blind_to_it_from_the_first_second(phone, home, rees_of_14, mo, leo):
    draft = begun(phone)
    say(phone, draft, "where", home=home.pk)
    say(phone, draft, "seen", seen="He shouted at her.")
    assert say(phone, draft, "who", works_here="on", go="next").url.endswith("/colleague/")
    found = say(phone, draft, "colleague", words="hassan").text
    assert "Mo Hassan" in found and "Leo" not in found
    say(phone, draft, "colleague", add=mo.pk)
    assert "Mo Hassan" in phone.get(f"/report/{draft.pk}/check/").text
    say(phone, draft, "check")
    assert Access.objects.filter(colleague=mo, effect="kept_out", folder=Concern.objects.get().folder_id).exists()
    for someone, sees in ((mo, False), (leo, True)):
        with acting(someone) as me:
            assert visible.concerns(me).exists() == sees


def test_a_colleague_chosen_by_mistake_is_taken_out(phone, mo):
    draft = begun(phone)
    say(phone, draft, "colleague", add=mo.pk)
    say(phone, draft, "colleague", remove=mo.pk)
    assert Draft.objects.get().answers["colleagues"] == []
    for odd in ("0", "abc", "99999999", ""):
        assert say(phone, draft, "colleague", add=odd).status_code in (200, 302)
    assert Draft.objects.get().answers["colleagues"] == []


# For someone else -------------------------------------------------------------------------------------------------------------
def test_a_report_for_a_volunteer_names_them_and_when_they_knew(phone, home):
    draft = begun(phone, go="behalf", sought="")
    say(phone, draft, "behalf", who="Bronwen, volunteer", knew_day="3", knew_month="6", knew_year="2026", knew_time="9:30am")
    say(phone, draft, "seen", seen="x")
    assert "Wed 3 Jun 2026, 9:30am" in phone.get(f"/report/{draft.pk}/check/").text
    say(phone, draft, "check")
    assert Concern.objects.get().on_behalf
    assert Reporter.objects.get().knew_at == datetime(2026, 6, 3, 8, 30, tzinfo=UTC)
    assert Account.objects.get(kind=AccountKind.ON_BEHALF).words == "Bronwen, volunteer"


def test_a_time_to_come_is_refused_in_words_and_it_can_be_taken_back(phone):
    draft = begun(phone)
    answer = say(phone, draft, "behalf", who="Bronwen", knew_day="1", knew_month="1", knew_year="2100", knew_time="")
    assert "That time has not come yet" in answer.text
    say(phone, draft, "behalf", who="Bronwen", knew_day="1", knew_month="1", knew_year="2026", knew_time="")
    page = phone.get(f"/report/{draft.pk}/behalf/").text
    assert "Bronwen" in page and "12:00" not in page and "00:00" not in page
    say(phone, draft, "behalf", go="myself")
    assert Draft.objects.get().answers["behalf"] is None


# Bad input --------------------------------------------------------------------------------------------------------------------
def test_too_many_letters_are_refused_in_words_and_kept(phone):
    draft = begun(phone)
    answer = say(phone, draft, "seen", seen="a" * 10_001)
    assert "Shorten it to 10000" in answer.text and "a" * 10_001 in answer.text
    assert len(Draft.objects.get().answers["seen"]) == 10_001
    assert say(phone, draft, "seen", seen="a\r\n" * 5_000).status_code == 302


def test_a_nul_is_taken_out(phone):
    draft = begun(phone)
    say(phone, draft, "seen", seen="before\x00after")
    phone.post(f"/report/{draft.pk}/worry/keep/", {"worry": "a\x00b"})
    say(phone, draft, "who", who_name="\x00", go="next")
    say(phone, draft, "where", sought="NP99\x00")
    assert Draft.objects.get().answers["seen"] == "beforeafter" and Draft.objects.get().answers["worry"] == "ab"
    assert say(phone, draft, "check").status_code == 302


def test_ten_megabytes_and_five_thousand_fields_are_refused_in_words(phone):
    draft = begun(phone)
    for body in ({"seen": "x" * 10_000_000}, {f"f{number}": "x" for number in range(5_000)}):
        answer = say(phone, draft, "seen", **body)
        assert 400 <= answer.status_code < 500 and "<h1>" in answer.text


@pytest.mark.parametrize("odd", ["not-an-id", "1", "%00", "../../etc/passwd", "00000000-0000-0000-0000-000000000000"])
def test_odd_ids_are_not_there(phone, odd):
    for address in (
        f"/report/{odd}/seen/",
        f"/reports/{odd}/",
        f"/reports/{odd}/sent/",
        f"/files/{odd}/",
        f"/files/{odd}/view/",
        f"/report/{odd}/seen/keep/",
    ):
        assert phone.get(address).status_code in (400, 404, 405), address


def test_words_that_try_to_be_a_page_stay_words(phone):
    draft = begun(phone)
    say(phone, draft, "seen", seen="<script>alert(1)</script>")
    assert "<script>alert(1)" not in phone.get(f"/report/{draft.pk}/check/").text


# Files ------------------------------------------------------------------------------------------------------------------------
def test_files_are_added_shown_and_taken_out_again(phone, jpeg):
    draft = begun(phone)
    phone.post(
        f"/report/{draft.pk}/done/",
        {"done": "x", "go": "add", "uploads": [SimpleUploadedFile("door.jpg", jpeg), SimpleUploadedFile("note.txt", b"hello")]},
    )
    page = phone.get(f"/report/{draft.pk}/done/").text
    assert "door.jpg" in page and "note.txt" in page and "virus" not in page
    assert page.index('id="id_uploads"') < page.index("Added so far") < page.index(">Continue</button>"), "beside its box"
    picture = Attachment.objects.get(file__picture=True)
    small = phone.get(f"/files/{picture.file_id}/small/")
    assert small.status_code == 200 and small["Content-Type"] == "image/jpeg"
    say(phone, draft, "done", remove=picture.pk)
    assert "door.jpg" not in phone.get(f"/report/{draft.pk}/done/").text
    assert phone.get(f"/files/{picture.file_id}/").status_code == 404 and File.objects.get().name == "note.txt", "nothing stays"
    say(phone, draft, "seen", seen="x")
    say(phone, draft, "check")
    assert Attachment.objects.filter(concern=Concern.objects.get(), removed_at=None).count() == 1


def test_with_a_report_that_is_dropped_its_files_go(phone, jpeg):
    draft = begun(phone)
    phone.post(f"/report/{draft.pk}/done/", {"done": "x", "go": "add", "uploads": [SimpleUploadedFile("door.jpg", jpeg)]})
    assert FileContent.objects.count() == 3
    phone.post(f"/report/{draft.pk}/delete/")
    assert not (File.objects.exists() or FileContent.objects.exists() or Attachment.objects.exists())


def test_adding_with_nothing_chosen_says_so_at_the_box_and_loses_nothing(phone, jpeg):
    draft = begun(phone)
    say(phone, draft, "done", done="Rang her", go="add", uploads=SimpleUploadedFile("door.jpg", jpeg))
    answer = say(phone, draft, "done", done="Rang her twice", go="add")
    assert answer.status_code == 200 and "<title>Error:" in answer.text
    at_the_box = answer.text.split('id="id_uploads_error"')[1].split("</p>")[0]
    assert "Choose a photo or a file here first. Then press “Add these files”." in at_the_box
    assert 'href="#id_uploads"' in answer.text and "Rang her twice" in answer.text and "door.jpg" in answer.text
    assert Draft.objects.get().answers["done"] == "Rang her twice" and Attachment.objects.count() == 1
    assert say(phone, draft, "done", done="", go="next").status_code == 302, "nobody has to add a file"


def test_taking_a_file_out_keeps_the_words_and_the_files_chosen_beside_it(phone, jpeg):
    draft = begun(phone)
    say(phone, draft, "done", done="Rang", go="add", uploads=SimpleUploadedFile("door.jpg", jpeg))
    chosen = SimpleUploadedFile("note.txt", b"She rang.")
    answer = say(phone, draft, "done", remove=Attachment.objects.get().pk, done="Rang her twice", uploads=chosen)
    assert answer.url == f"/report/{draft.pk}/done/"
    page = phone.get(answer.url).text
    assert "Rang her twice" in page and "note.txt" in page and "door.jpg" not in page
    say(phone, draft, "done", remove=Attachment.objects.get(removed_at=None).pk)
    assert Draft.objects.get().answers["done"] == "Rang her twice", "a box that was not sent keeps what was in it"


def test_the_same_file_twice_is_one(phone, jpeg):
    draft = begun(phone)
    for _ in range(2):
        phone.post(f"/report/{draft.pk}/done/", {"done": "", "go": "next", "uploads": SimpleUploadedFile("door.jpg", jpeg)})
    assert Attachment.objects.count() == 1


def test_a_file_that_cannot_be_taken_says_why_and_the_others_stay(phone, jpeg):
    draft = begun(phone)
    answer = phone.post(
        f"/report/{draft.pk}/done/",
        {
            "done": "Rang her",
            "go": "next",
            "uploads": [SimpleUploadedFile("door.jpg", jpeg), SimpleUploadedFile("evil.exe", b"MZ\x90\x00" + b"\x00" * 200)],
        },
    )
    assert answer.status_code == 200 and "cannot be taken" in answer.text and "door.jpg" in answer.text
    assert Draft.objects.get().answers["done"] == "Rang her"
    say(phone, draft, "seen", seen="x")
    assert say(phone, draft, "check").url.endswith("/sent/")
