"""Lessons leave a case in words that name nobody, for those who are to learn of them and nobody else (DA-7)."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heed.cases import ending, working
from heed.cases.choices import Kind, Part, Risk
from heed.cases.models import Case
from heed.cases.working import Known
from heed.folders.actions import keep_out
from heed.folders.choices import Why
from heed.jobs import tasks  # noqa: F401  # the tasks' names
from heed.learning import actions as learning
from heed.learning.actions import Learned
from heed.learning.choices import Audience, LessonState
from heed.learning.models import Evaluation, Lesson, SharedLesson
from heed.notifications import outbox, telling
from heed.notifications.models import Letter
from heed.organisation.choices import Role
from heed.policies.audiences import lessons
from heed.timeline.models import Event
from tests.cases.casework import opened, worked
from tests.doing import acting
from tests.doing import working as at_work
from tests.notifications.conftest import post_office  # noqa: F401
from tests.people import LONG_AGO, colleague, holds, scheme
from tests.web.door import deferred, rows, signed_in

pytestmark = pytest.mark.django_db
WORDS = "Meeting at the library worked, because nobody could listen."


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.DEMO = True


@pytest.fixture
def case(mo, brynfelin) -> Case:
    case = opened(mo, brynfelin, mo, title="Forced door, small child")
    with worked(case, mo) as (seen, me):
        working.add_someone(seen, Known("Caron Llŷr-Hughes", Part.VICTIM, age=34), by=mo, at=me.at)
        working.add_someone(seen, Known("Will Baker", Part.PERPETRATOR, age=36), by=mo, at=me.at)
    return case


@pytest.fixture
def everybody(rita, gail, leo, mo, olive, olwen, nia, tom, ada, cai, coast, valleys, brynfelin) -> dict:
    """The cast, and beside it: an officer with a post over the scheme, an officer of another scheme of the region, operations of the other
    region, the heads of both, and somebody whose post over the scheme is over."""
    officer = holds(colleague("oswyn"), Role.OFFICER, scheme=brynfelin)
    near = holds(colleague("nerys"), Role.OFFICER, scheme=scheme("Bryn Uchaf", valleys))
    far = holds(colleague("farah"), Role.OPERATIONS, region=coast)
    heads = [holds(colleague(name), Role.HEAD_OF_SERVICE, region=where) for name, where in (("hana", valleys), ("hugo", coast))]
    was = colleague("wendy")
    holds(was, Role.MANAGER, scheme=brynfelin, until=LONG_AGO + timedelta(days=900))
    people = [rita, gail, leo, mo, olive, olwen, nia, tom, ada, cai, officer, near, far, *heads, was]
    return {one.username: one for one in people}


def high(case: Case, by) -> None:
    with worked(case, by) as (seen, me):
        working.set_risk(seen, Risk.HIGH, "He found her", by=by, at=me.at)


def add(who, case: Case, words: str = WORDS, audience: str = "team"):
    return signed_in(who).post(reverse("case_lesson", args=[case.pk]), {"lesson": words, "audience": audience}, follow=True)


def waits(case: Case, by, words: str = WORDS, audience: str = Audience.TEAM) -> Lesson:
    with worked(case, by) as (seen, me):
        return learning.learn(seen, Learned(words, Audience(audience), by), by=by, at=me.at)


def page(who, **said) -> str:
    return signed_in(who).get(reverse("lessons"), said).content.decode()


def press(who, lesson: Lesson, name: str = "lesson_send", **said):
    return signed_in(who).post(reverse(name, args=[lesson.pk]), said, follow=True)


def letters() -> set[str]:
    """As the worker would: what was deferred is told. Comes back with who was told of a lesson."""
    with at_work() as at:
        for job in deferred("tell_lesson"):
            telling.lesson(job["lesson"], at)
    return set(Letter.objects.filter(message="lesson_sent").values_list("to__username", flat=True))


# Who reads one ----------------------------------------------------------------------------------------------------------------
OVER_IT = {"leo", "mo", "olwen", "oswyn"}
READS = {
    "team": OVER_IT,
    "region": {*OVER_IT, "nerys", "hana"},
    "forum": {"leo", "mo", "olive", "olwen", "farah"},
}


@pytest.mark.parametrize("audience", Audience.values)
def test_high_risk_is_read_at_once_by_those_it_is_for_and_by_nobody_else(audience, case, mo, everybody):
    high(case, mo)
    add(mo, case, audience=audience)
    assert Lesson.objects.get().state == LessonState.SENT
    reads = READS.get(audience, set(everybody))
    assert {name for name, who in everybody.items() if WORDS in page(who)} == reads
    for name, who in everybody.items():
        with acting(who) as me:
            wall = SharedLesson.objects.defer("sent_by").exists()  # the second wall alone
        assert (wall, lessons(me).exists()) == (name in reads, name in reads), name  # as owner, the first wall alone


@pytest.mark.parametrize("audience", Audience.values)
def test_they_are_told_that_there_is_one_and_no_more(audience, case, mo, everybody, request):
    office = request.getfixturevalue("post_office")
    high(case, mo)
    add(mo, case, audience=audience)
    told = letters()
    assert told == READS.get(audience, READS["forum"]) - {"mo"}, "not whoever sent it; what is for everyone floods nobody"
    assert letters() == told and Letter.objects.filter(message="lesson_sent").count() == len(told), "told once"
    with at_work() as at:
        pass
    outbox.deliver(at, 1)
    mails = [mail for _to, mail in office.taken if "lesson" in mail]
    assert len(mails) == len(told)
    for mail in mails:
        assert "/lessons/" in mail and "library" not in mail and "Caron" not in mail and "Brynfelin" not in mail
        assert case.reference not in mail and str(case.pk) not in mail and "omestic" not in mail


def test_nothing_of_it_leads_to_its_case(case, mo, olive, leo):
    high(case, mo)
    add(mo, case, audience="everyone")
    shared = SharedLesson.objects.get()
    assert shared.scheme is None and shared.region is None, "no more of where it comes from than its audience needs"
    html = page(olive)
    for mark in (
        case.reference,
        str(case.pk),
        "Brynfelin",
        "Valleys",
        mo.display_name,
        "Forced door",
        str(Lesson.objects.get().pk),
    ):
        assert mark not in html, mark
    letters()
    event = Event.objects.get(kind="lesson.sent_at_once")
    assert not Letter.objects.filter(message="lesson_sent", key__contains=str(event.pk)).exists()
    assert str(case.pk) not in str(deferred("tell_lesson")) and str(case.folder_id) not in str(deferred("tell_lesson"))


def test_whoever_is_kept_out_of_the_case_neither_reads_nor_is_told(case, mo, olwen, leo):
    """A lesson would tell them that there is a case."""
    with acting(mo) as me:
        at = me.at
    keep_out(case.folder_id, olwen, why=Why.TIE, by=None, at=at)
    high(case, mo)
    add(mo, case)
    assert WORDS not in page(olwen) and WORDS in page(leo)
    assert letters() == {"leo"}
    with acting(olwen) as me:
        assert not SharedLesson.objects.defer("sent_by").exists() and not lessons(me).exists()


def test_it_is_narrowed_by_kind_and_turned_over_by_pages(case, mo, brynfelin):
    other = opened(mo, brynfelin, mo, kind=Kind.ADULT)
    for one in (case, other):
        high(one, mo)
    for number in range(21):
        waits(case, mo, f"Lesson number {number}.")
    waits(other, mo, "Ask the pharmacist.")
    first = page(mo)
    assert first.index("Ask the pharmacist.") < first.index("Lesson number 20.") < first.index("Lesson number 2.")
    assert "Lesson number 1.<" not in first and "Lesson number 1." in page(mo, page=2)
    one = page(mo, kind="adult")
    assert "Ask the pharmacist." in one and "Lesson number" not in one
    assert "no lesson of this kind" in page(mo, kind="missing") and "Lesson number 20." in page(mo, kind="nonsense")


# It names nobody --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "words",
    [
        "Caron Llyr-Hughes chose the library.",
        "caron chose the library.",
        "We asked Caron’s sister first.",
        "Ms LLŶR HUGHES was asked first.",
        "Will was in the next room.",
        "Baker was in the next room.",
    ],
)
def test_a_lesson_with_a_name_of_the_case_is_refused_and_its_words_stay(words, case, mo):
    high(case, mo)
    answer = add(mo, case, words)
    html = answer.content.decode()
    assert "names nobody" in html and words in html.replace("&#x27;", "'") and not Lesson.objects.exists()
    assert not SharedLesson.objects.exists() and not deferred("tell_lesson")


@pytest.mark.parametrize("words", ["We will ask the baker.", "Carnations are not a code.", "The well-kept hall was safe."])
def test_words_that_only_look_like_a_name_are_none(words, case, mo):
    high(case, mo)
    add(mo, case, words)
    assert SharedLesson.objects.get().words == words


def test_a_reference_is_refused_too(case, mo):
    high(case, mo)
    small = [case.reference.lower()] if any(map(str.isdigit, case.reference)) else []  # of letters only it might be two words
    for said in (case.reference, case.reference.replace("-", " "), *small):
        assert "A reference leads back" in add(mo, case, f"As in {said}: meet at the library.").content.decode()
    assert not Lesson.objects.exists()


def test_a_name_that_stood_there_once_still_counts_and_an_evaluation_with_one_is_not_kept(case, mo):
    with worked(case, mo) as (seen, me):
        one = next(one for one in working.Someone.objects.filter(case=seen) if one.name == "Will Baker")
        working.correct(one, Known("Wil Becker", Part.PERPETRATOR, age=36), "Misheard", by=mo, at=me.at)
        ending.conclude(seen, "He has left", by=mo, at=me.at)
    said = {
        "what_happened": "He hurt her.",
        "outcomes": "She is safe.",
        "recurrence": "low",
        "risk_now": "removed",
        "safer": "yes",
    }
    said |= {"bodies_told": "Nobody", "reached": "", "lesson": "Baker was too near.", "audience": "team"}
    html = signed_in(mo).post(reverse("case_evaluate", args=[case.pk]), said).content.decode()
    assert "names nobody" in html and "Baker was too near." in html and not Evaluation.objects.exists()


# The forum --------------------------------------------------------------------------------------------------------------------
def test_others_wait_and_nobody_reads_them_until_the_lead_sends_them(case, mo, olive, olwen, leo):
    add(mo, case)
    lesson = Lesson.objects.get()
    assert lesson.state == LessonState.WAITING and not SharedLesson.objects.exists() and not deferred("tell_lesson")
    for who in (leo, olwen):
        html = page(who)
        assert WORDS in html and case.reference in html and reverse("lesson_send", args=[lesson.pk]) in html
    for who in (mo, olive):
        assert WORDS not in page(who) and "Waiting for the monthly forum" not in page(who)
    with rows() as looks:
        html = press(leo, lesson, words="Meet where nobody listens.", audience="forum").content.decode()
    assert [look.record for look in looks if look.verb == "changed"] == [lesson.pk]
    assert "Meet where nobody listens." in html and "Waiting for the monthly forum" not in html
    assert "Meet where nobody listens." in page(olive) and "Meet where nobody listens." in page(mo)
    assert letters() == {"mo", "olive", "olwen"}
    shown = signed_in(mo).get(reverse("case", args=[case.pk])).content.decode()
    assert "Lesson sent after the forum" in shown and "Meet where nobody listens." in shown and WORDS in shown
    assert Event.objects.filter(kind="lesson.sent", by=leo).count() == 1


@pytest.mark.parametrize("name", ["mo", "olive", "rita", "gail", "nia", "tom", "ada", "farah"])
def test_nobody_else_sends_or_keeps_one(name, case, mo, everybody):
    lesson, who = waits(case, mo), everybody[name]
    for way in ("lesson_send", "lesson_keep"):
        assert signed_in(who).get(reverse(way, args=[lesson.pk])).status_code == 404
        assert press(who, lesson, way, words=WORDS, audience="team", why="x").status_code == 404
    assert WORDS not in page(who) and Lesson.objects.get().state == LessonState.WAITING


def test_the_wall_lets_nobody_else_send_one_either(case, mo, rita):
    lesson = waits(case, mo)
    with worked(case, mo) as (seen, me):
        assert Lesson.objects.filter(pk=lesson.pk).update(state=LessonState.SENT) == 0
    facts = {"words": "x", "audience": "everyone", "kind": "other"}
    for who, by in ((rita, rita), (mo, rita)):
        with pytest.raises(ProgrammingError), acting(who) as me:
            SharedLesson(**facts, sent_at=me.at, sent_by=by).save(force_insert=True)


def test_an_operations_manager_takes_those_of_her_region_to_the_forum_and_no_others(mo, olive, olwen, leo, brynfelin, seaview):
    ours, theirs = opened(mo, brynfelin, mo), opened(olive, seaview, olive)
    lesson, other = waits(ours, mo, "Ours: ring first."), waits(theirs, olive, "Theirs: write first.")
    assert "Ours: ring first." in page(olwen) and "Theirs" not in page(olwen)
    assert press(olwen, other, words="x", audience="team").status_code == 404
    assert press(olwen, lesson, words="Ours: ring first.", audience="everyone").status_code == 200
    assert SharedLesson.objects.get().words == "Ours: ring first."
    assert "Theirs: write first." in page(leo)


def test_words_that_name_somebody_are_refused_at_the_forum_too(case, mo, leo):
    lesson = waits(case, mo)
    with worked(case, mo) as (seen, me):
        working.add_someone(seen, Known("Gethin Library", Part.WITNESS, age=60), by=mo, at=me.at)
    html = press(leo, lesson, words=WORDS, audience="team").content.decode()
    assert "names nobody" in html and WORDS in html and not SharedLesson.objects.exists()
    press(leo, lesson, words="Meet where nobody listens.", audience="team")
    assert SharedLesson.objects.get().words == "Meet where nobody listens."


def test_one_is_kept_in_the_case_with_the_reason(case, mo, leo):
    lesson = waits(case, mo)
    assert (
        "error" in press(leo, lesson, "lesson_keep", why="").content.decode()
        and Lesson.objects.get().state == LessonState.WAITING
    )
    with rows() as looks:
        html = press(leo, lesson, "lesson_keep", why="Everybody in the scheme would know.").content.decode()
    assert [look.record for look in looks if look.verb == "changed"] == [lesson.pk]
    assert WORDS not in html and not SharedLesson.objects.exists() and not deferred("tell_lesson")
    shown = signed_in(mo).get(reverse("case", args=[case.pk])).content.decode()
    assert "Lesson kept in the case" in shown and "Everybody in the scheme would know." in shown and "kept in the case" in shown
    assert Event.objects.filter(kind="lesson.kept", by=leo).count() == 1


def test_the_second_of_two_hears_that_it_is_done(case, mo, olwen, leo):
    lesson = waits(case, mo)
    press(leo, lesson, words=WORDS, audience="team")
    assert "a moment ago" in press(olwen, lesson, "lesson_keep", why="No").content.decode()
    assert (
        "does not wait any more" in signed_in(olwen).get(reverse("lesson_send", args=[lesson.pk]), follow=True).content.decode()
    )
    assert SharedLesson.objects.count() == 1 and Lesson.objects.get().state == LessonState.SENT


def test_the_list_says_that_one_has_waited_for_more_than_a_month(case, mo, leo):
    lesson = waits(case, mo)
    assert "waited for more than a month" not in page(leo)
    Lesson.objects.filter(pk=lesson.pk).update(at=lesson.at - timedelta(days=40))
    assert "waited for more than a month" in page(leo)


def test_looking_at_what_waits_is_a_look_at_its_case(case, mo, leo):
    lesson = waits(case, mo)
    with rows() as looks:
        page(leo)
        signed_in(leo).get(reverse("lesson_send", args=[lesson.pk]))
    assert [case.pk in look.shown for look in looks if look.verb == "listed"] == [True, True]


# Where it stands, and what it costs -------------------------------------------------------------------------------------------
def test_it_is_found_from_the_cases_and_from_ones_own_reports(mo, rita):
    there = f'href="{reverse("lessons")}"'
    assert there in signed_in(mo).get(reverse("cases")).content.decode()
    assert there in signed_in(rita).get(reverse("my_reports")).content.decode()


def test_the_page_costs_the_same_however_many_there_are(case, mo, leo):
    def cost() -> int:
        browser = signed_in(leo)
        browser.get(reverse("lessons"))
        with CaptureQueriesContext(connection) as asked:
            browser.get(reverse("lessons"))
        return len(asked)

    waits(case, mo)
    few = cost()
    for number in range(5):
        waits(case, mo, f"Number {number}.")
    high(case, mo)
    waits(case, mo)
    one = cost()
    for number in range(5):
        waits(case, mo, f"Sent {number}.")
    assert cost() == one and one - few <= 1
