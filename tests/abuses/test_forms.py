"""Every form of Heed, posted as meant and with something odd in it: one row in the audit, nothing that was not asked for, no option that was not
offered, never a fault, never slow (B1, B2, B6, B7, B18 to B20). A page that is added is walked without being listed."""

import json
import time
from collections.abc import Iterator
from itertools import count, cycle
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from heed.audit.models import Verb
from heed.concerns.models import Concern
from heed.deadlines.models import Clock
from tests.abuses.forms import CHOICE, TEXT
from tests.abuses.pages import pages
from tests.abuses.walking import Came, Opening, Walk, pages_of, parts
from tests.abuses.world import undone

pytestmark = pytest.mark.django_db
PATIENCE = 5  # seconds

TOKEN_ONLY = ("metrics", "choose_password")  # without the right one there is no such page
# Where nothing is noted, and why; every other post leaves its row.
NO_ROW = {
    "keep_alive": "somebody is still there: once a minute, of no record",
    "report_autosave": "a line every few seconds would bury what matters; the step that is sent leaves its row",
    "case_begun": "as above: only what is sent is on the case",
    "search": "the list it leads to leaves the row, with what it showed",
    "break_glass": "the address is only looked up: breaking it leaves two rows",
    "training_narrow": "the list it leads to leaves the row",
    "colleagues_narrow": "the list it leads to leaves the row",
    "agencies_narrow": "the list it leads to leaves the row",
    "account_login": "whoever is signed in is sent on",
    "account_change_password": "nobody of the world has a password; in test_doors.py",
    "mfa_authenticate": "whoever is signed in is sent on",
    "mfa_reauthenticate": "nobody of the world has an authenticator app; signing in has tests of its own",
    "mfa_activate_totp": "as above",
    "mfa_deactivate_totp": "as above",
    "mfa_generate_recovery_codes": "as above",
    "mfa_add_webauthn": "only a browser with a lock makes a passkey; signing in has journeys of its own",
    "mfa_reauthenticate_webauthn": "as above",
    "demo": "of the demo only",
    "gallery": "of the demo only",
    "gallery_question": "of the demo only",
}
# What looking changes, and why.
READS = {
    "my_report": {"concerns_answer", "timeline_event", "procrastinate_jobs"},  # that its reporter has read the answer
    "report_check": {"concerns_draft"},  # that the page was reached: changes lead back to it
    "case": {"cases_seeing"},  # when its reader looked last: the desk says what has changed since
}
# What can be taken away as a file: a list of courses, an empty example, what somebody sent, one's own calendar, which names nobody and no
# place. No export holds an address.
FILES = {"training_export", "import_example", "file", "case_calendar"}
BOXES = {"report_done", "my_report", "imports", "gallery", "case_document", "staff_list"}
# What nobody may say of themselves or of a record by putting it into a form.
UNASKED = {
    "role": "lead",
    "roles": ["lead", "admin"],
    "is_staff": "1",
    "is_superuser": "1",
    "is_active": "",
    "guarded": "",
    "standing": "employee",
    "username": "root",
    "user": "1",
    "colleague": "1",
    "by": "1",
    "author": "1",
    "owner": "1",
    "reporter": "1",
    "folder": "1",
    "concern": "1",
    "household": "1",
    "state": "closed",
    "sensitive": "1",
    "circle_from": "2020-01-01",
    "sent_at": "2020-01-01",
    "at": "2020-01-01",
    "closed_at": "2020-01-01",
    "reference": "2345-6789",
    "id": "1",
    "pk": "1",
}
SLOW = ("[", "a.", "1e99999 ")


@pytest.fixture(scope="module", params=parts(), ids=lambda part: part or "start")
def part(request) -> str:
    return request.param


@pytest.fixture
def forms(walk: Walk, part: str) -> Iterator[Opening]:
    """Each page of a part of Heed that can be posted, as somebody finds it who may."""
    return (opening for page in pages_of(part) if (opening := walk.opened(page)).posts)


@pytest.fixture
def ways_in(walk: Walk, part: str) -> Iterator[Opening]:
    """The same, one page of those that are rows of one table: for what is judged before anybody asks what the form is about."""
    once = {page.view: page for page in reversed(pages_of(part))}
    return (opening for page in once.values() if (opening := walk.opened(page)).posts)


def test_each_press_is_meant_and_leaves_its_row(walk, forms):
    """B7: who, on which page, which record, from where."""
    for opening in forms:
        name, came = opening.page.name, walk.meant(opening)
        assert came.status in (200, 204, 302), (name, came.status)
        if name in NO_ROW:
            continue
        assert came.looks, f"{name} leaves no row in the audit"
        whom = walk.world.cast[opening.who].pk
        assert {(look.colleague_id, look.page, look.source) for look in came.looks} == {(whom, name, "127.0.0.1")}, name
        assert opening.record is None or opening.record in [look.record for look in came.looks], (
            f"{name} does not say which record"
        )
        did = {look.verb for look in came.looks} - {Verb.LOOKED}
        assert did or not came.written.rows, f"{name} changed {came.written.rows} and says it looked"


def test_looking_leaves_its_row_too(walk, part):
    for page in pages_of(part):
        opening = walk.opened(page)
        if opening.status == 200 and opening.thing:
            assert opening.record in [look.record for look in opening.looks], f"{page.name} shows a record and leaves no row"


def test_looking_changes_nothing_and_is_kept_by_no_browser(walk, part):
    """B10: no press is hidden in a link. B26: no-store on whatever a page answers, files and refusals included; nobody frames it. B24: no
    paper without a page that asks first, and nothing to take away that could hold an address."""
    for page in pages_of(part):
        opening, name = walk.opened(page), page.name
        assert opening.wrote.keys() <= READS.get(name, set()), (name, opening.wrote)
        assert [mark for mark in walk.world.hidden_from(opening.who) if mark in opening.html] == [], name
        assert "no-store" in opening.headers["Cache-Control"], name
        assert opening.headers["X-Content-Type-Options"] == "nosniff" and opening.headers["Referrer-Policy"] == "same-origin", (
            name
        )
        rules = opening.headers["Content-Security-Policy"]
        assert "default-src" in rules and "frame-ancestors 'none'" in rules and "unsafe" not in rules, name
        assert 'class="paper' not in opening.html or name == "gallery_paper", (
            f"{name} gives paper without asking who will hold it"
        )
        assert "attachment" not in opening.headers.get("Content-Disposition", "") or name in FILES, (
            f"{name}: a new export asks first"
        )
        boxes = opening.form and opening.form.of({"file"})
        assert not boxes or name in BOXES, f"{name}: a new place for files is tried in test_uploads.py"


def test_fields_that_nobody_asked_for_change_nothing(walk, forms):
    """B2: as in a profile page that let its user be an administrator."""
    for opening in forms:
        said, meant = opening.said, walk.meant(opening)
        came = walk.post(opening, {name: value for name, value in UNASKED.items() if name not in said} | said, look=True)
        assert (came.status, came.written) == (meant.status, meant.written), opening.page.name


def test_an_option_that_was_not_offered_is_refused_by_name(walk, forms):
    """B6; and B1, since the ids offered are swapped for those of somebody else's records."""
    for opening in forms:
        if opening.form is None or not (choices := opening.form.of(CHOICE)):
            continue
        wrong = {name: walk.not_offered(opening, name) for name in choices}
        came = walk.post(opening, opening.said | wrong)
        assert came.status in (200, 302, 400, 404), (opening.page.name, came.status)
        assert came.written.rows.keys() <= {"concerns_draft"}, (opening.page.name, came.written.rows)
        if came.status == 200:
            assert [name for name in wrong if f'id="id_{name}_error"' not in came.html] == [], opening.page.name


def test_answers_of_another_kind_are_no_fault(walk, forms):
    """B6: lists where one is asked for, objects, files for words and words for files, and a body that is no form at all; in turn."""
    for opening, turn in zip(forms, count(), strict=False):
        names = {*opening.said, *(opening.form.fields if opening.form else ())} - {"csrfmiddlewaretoken"}
        odd: Any = {name: ['["a", {"b": 1}]', "{}"] for name in names}
        how = {}
        if turn % 3 == 1:
            odd = {name: SimpleUploadedFile("x", b"words") for name in names}
        elif turn % 3 == 2:
            odd, how = json.dumps(dict.fromkeys(names, [1, None, {"a": []}])), {"content_type": "application/json"}
        assert walk.post(opening, odd, **how).status in (200, 204, 302, 400, 404, 413), opening.page.name


def test_somebody_elses_form_is_not_theirs_to_send(walk, forms):
    """B1: exactly what its reader would send, from those who may not know of the record: the right post elsewhere, and the powerful."""
    for opening in forms:
        for who in walk.strangers(opening):
            came = walk.post(opening, opening.said, who)
            assert (came.status, came.written.rows) == (404, {}), (opening.page.name, who)
            looked = (
                {Verb.LOOKED} if opening.page.shows == "case_planned" else set()
            )  # the case may be theirs to see, its plan is not
            assert {look.verb for look in came.looks} - looked == {Verb.REFUSED}, (opening.page.name, who)


def test_whoever_is_not_signed_in_sends_nothing(walk, part, client):
    for page in pages_of(part):
        opening = walk.opened(page)
        answer = client.get(opening.address)
        assert answer.status_code in (200, 302, 405, 503) or page.name in TOKEN_ONLY, page.name
        if opening.thing:
            assert answer.status_code == 405 or answer["Location"].startswith("/sign-in/"), page.name
            assert client.post(opening.address, opening.said).status_code in (302, 405), page.name


def test_a_form_of_another_site_is_refused(walk, ways_in):
    for opening in ways_in:
        with undone():
            answer = walk.browser(opening.who, strict=True).post(
                opening.address, opening.said, headers={"origin": "https://evil.example"}
            )
        assert answer.status_code == 403 and "<h1>" in answer.text, opening.page.name


def test_five_thousand_fields_and_a_broken_body_are_answered_in_words(walk, ways_in):
    """B18: before anything is asked of the database about a record."""
    bodies = (
        ("&".join(f"f{number}=x" for number in range(5_000)), "application/x-www-form-urlencoded"),
        (b'--b\r\nContent-Disposition: form-data; name="words"; filename="x\r\n\r\nhalf', "multipart/form-data; boundary=b"),
        (b"--b\r\n" * 20_000, "multipart/form-data; boundary=b"),
        (b"", "multipart/form-data"),
    )
    for opening, (body, kind) in zip(ways_in, cycle(bodies), strict=False):
        began = time.perf_counter()
        with undone():
            answer = walk.browser(opening.who, strict=True).post(opening.address, body, content_type=kind)
        assert 400 <= answer.status_code < 500 and "<h1>" in answer.text, (opening.page.name, answer.status_code)
        assert time.perf_counter() - began < PATIENCE, opening.page.name


def test_two_files_in_one_box_are_taken_or_refused(walk, forms):
    """B18."""
    for opening in forms:
        if boxes := opening.form and opening.form.of({"file"}):
            two = {name: [SimpleUploadedFile(f"{number}.txt", b"words\n") for number in (1, 2)] for name in boxes}
            assert walk.post(opening, opening.said | two).status in (200, 302), opening.page.name


def test_a_megabyte_of_brackets_dots_or_enormous_numbers_is_quickly_answered(walk, ways_in):
    """B19, in every text field, in turn."""
    turn = cycle(SLOW)
    for opening in ways_in:
        fields = (
            opening.form.of(TEXT) if opening.form else [name for name, value in opening.said.items() if isinstance(value, str)]
        )
        words = {name: piece * (900_000 // len(piece) // len(fields)) for name, piece in zip(fields, turn, strict=False)}
        if words:
            came = walk.post(opening, opening.said | words)
            assert came.status in (200, 204, 302, 400, 404) and came.seconds < PATIENCE, (
                opening.page.name,
                came.status,
                came.seconds,
            )


@pytest.mark.parametrize("day", [("31", "12", "9999"), ("1", "1", "0001")], ids=["the last day", "the first day"])
def test_no_day_is_too_far_for_an_answer_in_words(walk, forms, day):
    for opening in forms:
        for name in [name.removesuffix("_day") for name in opening.said if name.endswith("_day")]:
            if opening.page.name not in TOO_FAR:
                assert far(walk, opening, name, day).status in (200, 302), (opening.page.name, name)


def far(walk, opening: Opening, name: str, day: tuple[str, str, str]) -> Came:
    came = walk.post(
        opening, opening.said | {f"{name}_{part}": said for part, said in zip(("day", "month", "year"), day, strict=True)}
    )
    assert came.seconds < PATIENCE, (opening.page.name, name)
    return came


# Faults that this walk found in rooms of others: each test below says so when it is mended, and its mark goes.
TOO_FAR = {"concern_decide": "todo0-due", "concern_action": "due"}


@pytest.mark.parametrize("name", TOO_FAR)
def test_an_action_due_in_the_year_9999_is_refused_in_words(walk, name):
    opening = walk.opened(next(page for page in pages() if page.name == name))
    assert far(walk, opening, TOO_FAR[name], ("31", "12", "9999")).status == 200


def test_passing_on_an_answer_that_nobody_waits_for_is_no_fault(walk):
    with undone():
        for report in walk.world.of("report"):
            if "rita" in report.may:
                Concern.objects.filter(pk=report.ids["report"]).update(on_behalf=False)
                Clock.objects.filter(rule="pass_on_answer").delete()
                assert walk.browser("rita").post(f"/reports/{report.ids['report']}/passed-on/").status_code in (302, 404)


ODD = {
    "sort": ["password", "-display_name", "name; drop table x", "colleague__password"],
    "show": ["x", "overdue"],
    "field": "password",
    "page": "99999999999999999999999",
    "period": "9999999",
    "on": "9999-12-31",
    "kind": "x",
    "from": "x",
    "who": "x",
    "before": "99999999999999999-00000000-0000-0000-0000-000000000000",
    "found": "é",
    "search": "x",
    "words": "x",
    "next": "//evil.example",
    "check": "[]",
}


def test_what_stands_after_the_question_mark_chooses_from_a_list_or_nothing(walk, part):
    """B20."""
    for page in pages_of(part):
        opening = walk.opened(page)
        for ask in (ODD, dict.fromkeys(ODD, "'")) if page.asks and opening.status == 200 else ():
            with undone():
                answer = walk.browser(opening.who).get(opening.address, ask)
            assert answer.status_code == 200, (page.name, ask)
