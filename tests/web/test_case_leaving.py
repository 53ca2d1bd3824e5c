"""Who may know of a case; each clock in full and its certificate; what leaves on paper or as a file, after the safe-contact check (B24)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localtime

from heed.agencies.choices import AgencyKind, Subject
from heed.agencies.models import Agency, Disclosure, Pathway
from heed.audit.models import Verb
from heed.cases import measures, working
from heed.cases.choices import ChildSeen, Kind, MeasureKind, MissingRisk, Part, Seen, Uptake
from heed.cases.duties import duty_done
from heed.cases.measures import Taken
from heed.cases.models import Case, Document, Referral, Someone
from heed.cases.opening import reach
from heed.cases.working import Known
from heed.deadlines import clocks
from heed.deadlines.clocks import Owed
from heed.deadlines.models import Clock, Told
from heed.folders.actions import let_in
from heed.folders.choices import Why
from heed.folders.models import Access
from heed.households.actions import Contact, set_safe_contact
from heed.households.models import Person
from heed.timeline.models import Event
from tests import factories
from tests.cases.casework import opened, worked
from tests.cases.test_referrals import pathway
from tests.doing import acting
from tests.web.door import rows, signed_in
from tests.web.test_case_abuse import SHARING

__all__ = ["pathway"]
pytestmark = pytest.mark.django_db
LETTER = b"Jaden was not at school on Monday.\n"
PAPER = {"holder_is": "me", "why": "For the conference on Thursday."}


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.DEMO = True


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin, "14 Heol Ŵyn"), "Siân Rees", "Darren Pugh")


@pytest.fixture
def case(mo, brynfelin, rees) -> Case:
    """Whoever is said to harm her lives with her: whatever leaves is stopped."""
    made = opened(mo, brynfelin, mo, title="Forced door", kind=Kind.CHILD)
    sian, darren = (Person.objects.get(folder=rees.folder_id, name=name) for name in ("Siân Rees", "Darren Pugh"))
    with worked(made, mo) as (seen, me):
        reach(seen, rees.pk, "Her home", by=mo, at=me.at)
        working.add_someone(seen, Known("Siân Rees", Part.VICTIM, person=sian, age=34), by=mo, at=me.at)
        working.add_someone(seen, Known("Darren Pugh", Part.PERPETRATOR, person=darren, age=39), by=mo, at=me.at)
        set_safe_contact(sian, Contact("Ring 07700 900118 after 9"), by=mo, at=me.at)
    return made


@pytest.fixture
def paper(case, mo) -> Document:
    with worked(case, mo) as (seen, me):
        scan = SimpleUploadedFile("letter.txt", LETTER)
        return working.add_document(seen, scan, "The letter from school", by=mo, at=me.at)


def page_of(who, name: str, *ids):
    return signed_in(who).get(reverse(name, args=ids))


def send(who, name: str, *ids, **said):
    return signed_in(who).post(reverse(name, args=ids), said)


def letting(someone) -> dict[str, str]:
    """Let in for a week."""
    until = localtime() + timedelta(days=7)
    day = {"until_day": str(until.day), "until_month": str(until.month), "until_year": str(until.year)}
    return {"colleague": str(someone.pk), "why": "She visits on Tuesdays."} | day


# Who may know -----------------------------------------------------------------------------------------------------------------
def test_whoever_answers_for_it_lets_somebody_in_until_a_day_and_ends_it(case, mo, nia, leo):
    assert page_of(nia, "case", case.pk).status_code == 404
    said = letting(nia)
    assert send(mo, "case_access", case.pk, **said).status_code == 302
    page = page_of(nia, "case", case.pk).content.decode()
    assert "needs to know" in page and nia.display_name in page, "who has been let in stands on the case"
    assert page_of(nia, "case_access", case.pk).status_code == 200
    assert send(nia, "case_access", case.pk, **said).status_code == 404, "who works on it lets nobody in"
    line = Access.objects.get(folder=case.folder_id, colleague=nia)
    assert send(nia, "case_access_end", case.pk, line.pk).status_code == 404
    assert send(mo, "case_access_end", case.pk, line.pk).status_code == 302
    assert page_of(nia, "case", case.pk).status_code == 404
    assert "the case" in page_of(leo, "case_looked", case.pk).content.decode()


@pytest.mark.parametrize("name", ["olive", "rita", "nia", "gail", "ada"])
def test_for_strangers_none_of_it_is_there(name, request, case, paper):
    stranger, clock = request.getfixturevalue(name), Clock.objects.filter(folder=case.folder_id).first()
    for page, *ids in (
        ("case_access",),
        ("case_looked",),
        ("case_print",),
        ("case_clock", clock.pk),
        ("case_certificate", clock.pk),
        ("case_paper", paper.pk),
    ):
        assert page_of(stranger, page, case.pk, *ids).status_code == 404, page


# One clock --------------------------------------------------------------------------------------------------------------------
def test_a_clock_says_what_started_it_how_it_is_counted_and_who_is_told_when(case, mo):
    clock = Clock.objects.get(folder=case.folder_id, rule="holding_area")
    page = page_of(mo, "case_clock", case.pk, clock.pk).content.decode()
    assert (
        "21 calendar days" in page
        and "Housing 21" in page
        and "(004)" not in page
        and "Day 21 of 21" in page
        and "operations" in page
    )
    assert "certificate" not in page, "nothing is met yet"


def test_a_clock_that_was_met_is_printed_as_a_certificate_that_names_nobody(case, mo):
    signed_in(mo).post(reverse("case_conclude", args=[case.pk]), {"why": "They have moved."})
    clock = Clock.objects.get(folder=case.folder_id, rule="holding_area")
    assert clock.met_at and "certificate" in page_of(mo, "case_clock", case.pk, clock.pk).content.decode()
    sheet = send(mo, "case_certificate", case.pk, clock.pk, **PAPER).content.decode()
    assert "Case concluded" in sheet and "in time" in sheet and case.reference in sheet and mo.display_name in sheet
    assert not any(word in sheet for word in ("Siân", "Darren", "Heol", "They have moved"))


def test_a_clock_that_waits_for_an_answer_of_ours_is_paused_with_a_reason_and_goes_on_due_as_much_later(case, mo, nia):
    with worked(case, mo) as (_seen, me):
        clocks.start("referral_reply", Owed(case.folder_id, mo, case.folder_id), at=me.at)
    clock = Clock.objects.get(rule="referral_reply")
    assert "Write the reason" in send(mo, "case_pause_of", case.pk, clock.pk, why="").content.decode()
    assert send(mo, "case_pause_of", case.pk, clock.pk, why="They asked for her date of birth.").status_code == 302
    assert clocks.sweep(clock.due_at + timedelta(days=3)) == 0 or not Told.objects.filter(clock=clock).exists(), (
        "nobody is told"
    )
    assert "paused" in page_of(mo, "case", case.pk).content.decode()
    assert send(mo, "case_resume_of", case.pk, clock.pk, sure="yes").status_code == 302
    now = Clock.objects.get(pk=clock.pk)
    assert now.paused_at is None and now.due_at > clock.due_at and now.next_at == now.soon_at
    assert Event.objects.filter(folder=case.folder_id, kind__in=["clock.paused", "clock.resumed"]).count() == 2


def test_what_the_policy_counts_never_pauses(case, mo):
    clock = Clock.objects.get(folder=case.folder_id, rule="holding_area")
    assert "never pauses" in send(mo, "case_pause_of", case.pk, clock.pk, why="Busy").content.decode()
    assert "Pause it" not in page_of(mo, "case_clock", case.pk, clock.pk).content.decode()
    assert Clock.objects.get(pk=clock.pk).paused_at is None


def test_a_clock_of_another_case_is_not_there(case, mo, brynfelin):
    other = opened(mo, brynfelin, mo)
    assert page_of(mo, "case_clock", case.pk, Clock.objects.filter(folder=other.folder_id).first().pk).status_code == 404


# What leaves ------------------------------------------------------------------------------------------------------------------
def test_the_case_leaves_on_paper_only_past_the_check_and_without_an_address(case, mo):
    asked = page_of(mo, "case_print", case.pk).content.decode()
    assert "lives in the same household" in asked and "paper__sheet" not in asked
    with rows() as looks:
        stopped = send(mo, "case_print", case.pk, **PAPER).content.decode()
    assert "Stop:" in stopped and "paper__sheet" not in stopped and Verb.PRINTED not in {look.verb for look in looks}
    with rows() as looks:
        sheet = send(mo, "case_print", case.pk, **PAPER, override="The judge asks for it.").content.decode()
    assert "Siân Rees" in sheet and "Forced door" not in sheet.split("<main")[0]
    assert not any(word in sheet for word in ("Heol", "NP99", "07700", "after 9"))
    assert Verb.PRINTED in {look.verb for look in looks}
    assert Event.objects.filter(folder=case.folder_id, kind="access.printed").exists()


def test_who_may_not_print_takes_nothing_out(case, paper, mo, nia):
    send(mo, "case_access", case.pk, **letting(nia))
    assert page_of(nia, "case", case.pk).status_code == 200
    assert page_of(nia, "case_print", case.pk).status_code == 404
    assert page_of(nia, "case_paper", case.pk, paper.pk).status_code == 404


def test_a_paper_of_the_case_is_downloaded_past_the_check_under_a_name_that_says_nothing(case, paper, mo):
    assert "The letter from school" in page_of(mo, "case", case.pk).content.decode()
    assert send(mo, "case_paper", case.pk, paper.pk, **PAPER).headers["Content-Type"].startswith("text/html"), "stopped"
    with rows() as looks:
        came = send(mo, "case_paper", case.pk, paper.pk, **PAPER, override="The school asks what it wrote.")
    assert came.content == LETTER and came.headers["Content-Disposition"].startswith('attachment; filename="file-')
    assert Verb.DOWNLOADED in {look.verb for look in looks}


# The page ---------------------------------------------------------------------------------------------------------------------
def test_what_protects_and_who_is_missing_stand_on_the_page_until_they_change(case, mo):
    with worked(case, mo) as (seen, me):
        measures.take(
            seen, Taken(MeasureKind.NON_MOLESTATION, Uptake.IN_FORCE, "Against him", since=me.at.date()), by=mo, at=me.at
        )
        working.went_missing(
            seen, me.at - timedelta(hours=2), "The bus stop", MissingRisk.HIGH, "Nine years old", by=mo, at=me.at
        )
        working.visit(seen, Seen.SEEN, ChildSeen.ALONE, "He drew a house.", by=mo, at=me.at)
    page = page_of(mo, "case", case.pk).content.decode()
    assert all(
        words in page for words in ("Non-molestation order", "in force", "The bus stop", "Police not told", "They were found")
    )


def test_the_page_costs_as_many_statements_however_much_is_in_it(case, paper, mo, leo):
    def cost(who) -> int:
        browser = signed_in(who)
        browser.get(reverse("case", args=[case.pk]))
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(reverse("case", args=[case.pk])).status_code == 200
        return len([q for q in asked if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "set role", "reset role"))])

    before = cost(mo)
    with worked(case, mo) as (seen, me):
        for number in range(30):
            working.note(seen, "call", f"Call {number}", "", by=mo, at=me.at)
            working.add_someone(seen, Known(f"Somebody {number}", Part.WITNESS, age=40), by=mo, at=me.at)
    assert cost(mo) == before <= 15 + 2, "two transactions of the door stand in the test's own"
    assert cost(leo) <= before


# What is shared ---------------------------------------------------------------------------------------------------------------
SHARED = {
    "direction": "out",
    "to": "The duty desk, by telephone",
    "what": "That he has a key.",
    "purpose": "They decide tonight.",
    "basis": "safeguarding",
    "consent": "given",
    "way": "telephone",
    "told": "on",
}


def test_whatever_is_shared_stands_with_its_basis_and_nobody_gets_past_the_check_by_ticking_nobody(case, mo):
    stopped = send(mo, "case_share", case.pk, **SHARED).content.decode()
    assert "lives in the same household" in stopped and not Disclosure.objects.exists()
    assert send(mo, "case_share", case.pk, **SHARED, override="The police are at the door.").status_code == 302
    page = page_of(mo, "case_told", case.pk).content.decode()
    assert "That he has a key." in page and f"Let go by {mo.display_name}" in page and "The police are at the door." in page


@pytest.mark.parametrize(("direction", "says"), [("in", "They told us:"), ("not", "Not shared:")])
def test_what_we_are_told_and_what_we_keep_is_put_down_without_a_check(direction, says, case, mo):
    assert send(mo, "case_share", case.pk, **SHARED | {"direction": direction}).status_code == 302
    row = Disclosure.objects.get()
    assert (row.inward, row.shared) == (direction == "in", direction != "not")
    assert says in page_of(mo, "case_told", case.pk).content.decode()


def test_whoever_works_on_a_case_meets_what_is_owed_in_it_and_only_who_answers_ends_it(case, mo, nia, olwen):
    send(mo, "case_access", case.pk, **letting(nia))
    assert Clock.objects.get(folder=case.folder_id, rule="refer_child").met_at is None
    with worked(case, nia) as (seen, me):
        duty_done(seen, Subject.CHILD, by=nia, at=me.at)
    assert Clock.objects.get(folder=case.folder_id, rule="refer_child").met_by == nia
    with worked(case, nia) as (seen, me), pytest.raises(RuntimeError):
        clocks.meet_if_owed(seen.folder_id, "holding_area", by=nia, at=me.at)
    with worked(case, olwen) as (seen, me):
        clocks.meet_if_owed(seen.folder_id, "holding_area", by=olwen, at=me.at)
    assert Clock.objects.get(folder=case.folder_id, rule="holding_area").met_by == olwen


def test_whoever_is_missing_stands_on_top_until_found_and_the_police_are_told_within_the_hour(case, mo, nia):
    with worked(case, mo) as (seen, me):
        seen_last = me.at - timedelta(hours=2)
        episode = working.went_missing(seen, seen_last, "The bus stop", MissingRisk.HIGH, "Ringing now", by=mo, at=me.at)
    clock = Clock.objects.get(rule="missing_police")
    assert clock.due_at == clock.started_at + timedelta(hours=1) and clock.holds_id == case.folder_id
    browser = signed_in(mo)
    page = browser.get(reverse("case", args=[case.pk])).content.decode()
    assert page.index("Police not told") < page.index("What is due") and "The police are told" in page
    assert "somebody is missing" in browser.get(reverse("cases")).content.decode()
    where = reverse("case_police_of", args=[case.pk, episode.pk])
    assert browser.post(where, {"reference": "INC-77"}).status_code == 302
    assert "put down already" in browser.post(where, {"reference": "INC-78"}).content.decode()
    assert Clock.objects.get(pk=clock.pk).met_by == mo
    assert "INC-77" in browser.get(reverse("case", args=[case.pk])).content.decode()
    assert signed_in(nia).get(where).status_code == 404


def test_who_would_end_a_case_sees_what_is_still_owed(case, mo):
    browser = signed_in(mo)
    browser.post(reverse("case_risk", args=[case.pk]), {"risk": "high", "why": "He has a gun."})
    for name in ("case_conclude", "case_close"):
        page = browser.get(reverse(name, args=[case.pk])).content.decode()
        assert "The risk stands as high" in page and "Still owed" in page and "Case concluded" in page


def test_whoever_was_let_in_reads_why_and_until_when_and_a_reference_is_found(case, mo, nia, olive):
    until = localtime() + timedelta(days=3)
    let_in(case.folder_id, nia, why=Why.GRANT, by=mo, at=localtime(), until=until)
    assert "You see this case for a time" in signed_in(nia).get(reverse("case", args=[case.pk])).content.decode()
    assert "You see this case for a time" not in signed_in(mo).get(reverse("case", args=[case.pk])).content.decode()
    asked = {"words": case.reference.lower().replace("-", " ")}
    assert signed_in(mo).post(reverse("search"), asked).url == reverse("case", args=[case.pk])
    assert signed_in(olive).post(reverse("search"), asked).url.startswith(reverse("households"))


def test_nothing_asks_for_an_override_before_something_was_stopped(case, mo, pathway):
    where = reverse("case_refer", args=[case.pk, pathway.pk])
    browser = signed_in(mo)
    assert 'name="override"' not in browser.get(where).content.decode()
    stopped = browser.post(
        where,
        {
            **SHARING,
            "threshold": "A child is afraid",
            "to": "The duty worker",
            "people": [str(Someone.objects.get(case=case, part=Part.VICTIM).pk)],
        },
    ).content.decode()
    assert "this could put somebody in danger" in stopped and 'name="override"' in stopped


def test_a_referral_to_childrens_services_says_about_which_child(case, mo, leo, brynfelin):
    with acting(leo) as me:
        agency = Agency.objects.create(name="Bridges, children (invented)", kind=AgencyKind.CHILDREN, nation="wales")
        way = Pathway.objects.create(
            name="A child at risk", subject=Subject.CHILD, agency=agency, nation="wales", threshold="x", what_to_send="x"
        )
        seen = Case.objects.get(pk=case.pk)
        mali = working.add_someone(seen, Known("Mali Example", Part.CHILD, age=7), by=leo, at=me.at)
    where, browser = reverse("case_refer", args=[case.pk, way.pk]), signed_in(mo)
    assert str(mali.pk) in browser.get(where).context["form"]["people"].value(), "ticked before anybody asks"
    said = SHARING | {"threshold": "She is afraid", "to": "The duty worker"}
    page = browser.post(where, said | {"people": [str(Someone.objects.get(case=case, part=Part.VICTIM).pk)]})
    assert "Choose the child it is about" in page.content.decode() and not Referral.objects.filter(pathway=way).exists()


def test_a_paper_of_another_case_is_taken_off_with_a_reason_and_that_it_stood_there_stays(case, paper, mo, olive):
    where, page = reverse("case_take_off_of", args=[case.pk, paper.pk]), reverse("case", args=[case.pk])
    browser = signed_in(mo)
    assert where in browser.get(page).content.decode()
    assert signed_in(olive).get(where).status_code == 404
    assert "Why does it not belong here?" in browser.post(where, {"why": " "}).content.decode()
    assert browser.post(where, {"why": "It is her brother’s."}).status_code == 302
    assert browser.post(where, {"why": "It is her brother’s."}).status_code == 404
    assert browser.get(reverse("case_paper", args=[case.pk, paper.pk])).status_code == 404
    text = browser.get(page).content.decode()
    assert where not in text and "Paper or picture taken off" in text and "her brother’s" in text


def test_whoever_is_missing_stands_first_on_the_paper(case, mo):
    with worked(case, mo) as (seen, me):
        working.went_missing(seen, me.at - timedelta(hours=2), "The bus stop", MissingRisk.HIGH, "Ringing now", by=mo, at=me.at)
    sheet = send(mo, "case_print", case.pk, **PAPER, override="The police ask for it.").content.decode()
    assert sheet.index("Police not told.") < sheet.index("Who is in it")
