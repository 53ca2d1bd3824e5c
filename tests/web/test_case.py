"""A case on one screen: who sees it, what it does not open, the questions about it, the list of cases."""

from datetime import timedelta

import pytest
from django.urls import reverse

from heed.cases import working
from heed.cases.choices import Kind, Part, State
from heed.cases.models import Case, Plan, Someone
from heed.cases.opening import reach
from heed.cases.working import Known
from heed.concerns.choices import Danger
from heed.deadlines.models import Clock
from heed.households import actions as households
from heed.households.actions import Contact
from heed.households.models import Person
from heed.pictures import history
from heed.timeline.models import Event
from tests import factories
from tests.cases.casework import opened, worked
from tests.concerning import advised, now, reported
from tests.doing import acting
from tests.web.door import rows, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.DEMO = True


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin, "14 Heol Ŵyn"), "Siân Rees", "Darren Pugh")


@pytest.fixture
def case(mo, brynfelin) -> Case:
    return opened(mo, brynfelin, mo, title="Forced door, small child")


def get(who, case, page: str = "case"):
    return signed_in(who).get(reverse(page, args=[case.pk]))


def post(who, case, page: str, **said):
    return signed_in(who).post(reverse(page, args=[case.pk]), said, follow=True)


# Who sees it ------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["mo", "olwen", "leo"])
def test_its_manager_the_operations_manager_and_the_lead_read_it(name, request, case):
    page = get(request.getfixturevalue(name), case).content.decode()
    assert case.reference in page and "Forced door, small child" in page and "Day 1 of 21" in page


@pytest.mark.parametrize("name", ["olive", "rita", "nia", "tom", "ada", "gail"])
def test_it_does_not_exist_for_anybody_else(name, request, case):
    who = request.getfixturevalue(name)
    with rows() as looks:
        assert get(who, case).status_code == 404
    assert [look.verb for look in looks] == ["refused"]
    assert case.reference not in signed_in(who).get(reverse("cases")).content.decode()


def test_its_title_and_address_say_nothing_of_anybody(case, mo):
    page = get(mo, case).content.decode()
    assert "Forced" not in page.split("<title>")[1].split("</title>")[0]


def test_seeing_a_case_opens_none_of_the_households_it_reaches(mo, olive, leo, brynfelin, seaview, rees):
    """Perpetrator in one scheme, victim moved to another: the first scheme's manager learns no address and no safe contact (B24)."""
    moved = factories.household(factories.home(seaview, "3 Pobbles Row"), "Siân Rees")
    case = opened(mo, brynfelin, mo)
    with acting(leo) as me:
        person = Person.objects.get(folder=moved.folder_id)
        households.set_safe_contact(person, Contact("Ring after 9:30am"), by=leo, at=me.at)
        seen = Case.objects.get(pk=case.pk)
        reach(seen, moved.pk, "She lives there now", by=leo, at=me.at)
        working.add_someone(seen, Known("Siân Rees", Part.VICTIM, person=person), by=leo, at=me.at)
    page = get(mo, case).content.decode()
    assert "Siân Rees" in page and "A household that you may not open" in page
    assert "Pobbles" not in page and "9:30am" not in page and "She lives there now" not in page
    page = get(leo, case).content.decode()
    assert "Pobbles" in page and "9:30am" in page


# Opening one ------------------------------------------------------------------------------------------------------------------
def test_a_decision_on_a_concern_opens_a_case_and_its_manager_is_told(rita, gail, gwen, mo, rees, brynfelin):
    concern = advised(reported(rita, rees.home, danger=Danger.TODAY), gail, gwen)
    browser = signed_in(gail)
    assert reverse("case_new_from", args=[concern.pk]) in browser.get(reverse("concern", args=[concern.pk])).content.decode()
    answer = browser.post(
        reverse("case_new_from", args=[concern.pk]),
        {"kind": "domestic_abuse", "title": "Forced door", "manager": f"{mo.pk}:{brynfelin.pk}"},
        follow=True,
    )
    case = Case.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("case", args=[case.pk]) and case.entered_at == concern.sent_at
    page = get(mo, case).content.decode()
    assert concern.reference in page and "14 Heol Ŵyn" in page


def test_a_case_opened_directly_runs_from_when_it_was_first_reported(mo, brynfelin):
    day = (now() - timedelta(days=3)).date()
    said = {"kind": "child", "title": "Not at school", "manager": f"{mo.pk}:{brynfelin.pk}"}
    said |= {"when_day": day.day, "when_month": day.month, "when_year": day.year}
    assert signed_in(mo).post(reverse("case_new"), said).status_code == 302
    assert (now() - Case.objects.get().entered_at).days >= 2
    assert Clock.objects.filter(rule="refer_child", met_at=None).exists(), "a child: the duty applies by itself"


def test_nobody_opens_one_for_a_manager_who_is_not_offered(mo, olive, seaview):
    said = {"kind": "child", "title": "x", "manager": f"{olive.pk}:{seaview.pk}"}
    assert signed_in(mo).post(reverse("case_new"), said).status_code == 200
    assert not Case.objects.exists()


# The work ---------------------------------------------------------------------------------------------------------------------
QUESTIONS = {
    "note": {"note-kind": "call", "note-title": "Her sister rang", "note-text": "He is back."},
    "visit": {"seen": "no_access", "child": "not_seen", "text": "The curtains were drawn."},
    "risk": {"risk": "high", "why": "He has a knife."},
    "someone": {"name": "Mali", "part": "child", "age": "7"},
    "voice": {"asked": "expressed", "wants": "To be left in peace.", "capacity": "had"},
    "label": {"label": "worked_on"},
    "measure": {"kind": "sanctuary", "uptake": "offered", "words": "A safe room"},
    "conclude": {"why": "They have moved."},
}


@pytest.mark.parametrize("code", QUESTIONS)
def test_each_question_is_asked_answered_and_stands_on_the_case(code, case, mo):
    assert get(mo, case, f"case_{code}").status_code == 200
    before = Event.objects.filter(folder=case.folder_id).count()
    answer = post(mo, case, f"case_{code}", **QUESTIONS[code])
    assert answer.redirect_chain and Event.objects.filter(folder=case.folder_id).count() == before + 1


@pytest.mark.parametrize("code", ["label", "exempt", "conclude", "pass"])
def test_who_only_works_on_it_does_not_answer_for_it(code, case, mo, nia):
    from heed.folders.actions import let_in
    from heed.folders.choices import Why

    let_in(case.folder_id, nia, why=Why.GRANT, by=mo, at=now(), until=now() + timedelta(days=3))
    assert get(nia, case).status_code == 200 and get(nia, case, f"case_{code}").status_code == 404


def test_a_refusal_keeps_what_was_typed(case, mo):
    page = post(mo, case, "case_risk", risk="high", why="").content.decode()
    assert "Write the reason" in page or "Why do you judge it so" in page
    page = post(mo, case, "case_voice", asked="expressed", child_words="Dad shouts", capacity="had").content.decode()
    assert "in their own words" in page and "Dad shouts" in page


def test_two_write_the_plan_and_the_second_sees_both_texts(case, mo, olwen):
    assert post(mo, case, "case_plan", text="First", on="0").redirect_chain
    page = post(olwen, case, "case_plan", text="Second", on="0").content.decode()
    assert "First" in page and "Second" in page and 'name="on" value="1"' in page
    assert post(olwen, case, "case_plan", text="Both", on="1").redirect_chain
    assert Plan.objects.count() == 2


def test_a_part_is_corrected_and_the_page_says_until_when_the_old_one_stood(case, mo):
    with worked(case, mo) as (seen, me):
        someone = working.add_someone(seen, Known("Siân", Part.PERPETRATOR, age=38), by=mo, at=me.at)
    where = reverse("case_correct_of", args=[case.pk, someone.pk])
    said = {"name": "Siân", "part": "victim", "age": "38", "why": "He said so to the police; she is the one harmed."}
    assert signed_in(mo).post(where, said).status_code == 302
    page = get(mo, case).content.decode()
    assert "recorded as the alleged perpetrator until" in page and Someone.objects.count() == 2
    assert signed_in(mo).get(where).status_code == 404, "the old one no longer stands"


def test_it_ends_when_it_is_concluded_and_nothing_is_owed(case, mo):
    post(mo, case, "case_conclude", why="They have moved.")
    page = post(mo, case, "case_close").content.decode()
    assert "still owed" in page and Case.objects.get().state == State.CONCLUDED


# What happened, narrowed ------------------------------------------------------------------------------------------------------
def test_what_happened_is_narrowed_by_its_chapter_and_by_words_that_stand_in_no_address(case, mo, nia, olive):
    for code in ("note", "risk", "measure"):
        post(mo, case, f"case_{code}", **QUESTIONS[code])
    browser, where = signed_in(mo), reverse("case", args=[case.pk])

    def titles(query: str = "") -> list[str]:
        return [entry.title for entry in browser.get(where + query).context["picture"].line.entries]

    everything = titles()
    assert len(everything) == 4 and titles("?kind=nonsense&who=x&from=income&on=2020-01-01") == everything
    assert titles("?kind=contact") == ["Call: Her sister rang"] and len(titles("?kind=risk")) == 1
    asked = browser.post(reverse("case_words", args=[case.pk]) + "?kind=contact", {"words": "SISTER back"})
    assert "ister" not in asked["Location"] and "kind=contact" in asked["Location"]
    found = browser.get(asked["Location"])
    assert [entry.title for entry in found.context["picture"].line.entries] == ["Call: Her sister rang"]
    assert "“SISTER back”" in found.content.decode()
    nothing = browser.post(reverse("case_words", args=[case.pk]), {"words": "nobody said this"}, follow=True).content.decode()
    assert "Nothing of that kind" in nothing and "Show everything" in nothing
    for stranger in (nia, olive):
        assert signed_in(stranger).post(reverse("case_words", args=[case.pk]), {"words": "sister"}).status_code == 404


def test_words_are_found_however_far_back_and_page_by_page(case, mo, monkeypatch):
    monkeypatch.setattr(history, "A_SCAN", 2)
    monkeypatch.setattr(history, "MORE", 3)
    with worked(case, mo) as (seen, me):
        for number in range(45):
            working.note(seen, "call", f"Her sister, {number}", "", by=mo, at=me.at - timedelta(minutes=60 - number))
        working.note(seen, "call", "The school", "", by=mo, at=me.at)
    browser = signed_in(mo)
    first = browser.post(reverse("case_words", args=[case.pk]), {"words": "sister"}, follow=True)
    page = [entry.title for entry in first.context["picture"].line.entries]
    assert page == [f"Call: Her sister, {number}" for number in range(44, 4, -1)]
    rest = browser.get(first.context["older"]).context["picture"].line.entries
    assert [entry.title for entry in rest] == [f"Call: Her sister, {number}" for number in range(4, -1, -1)]


# The list of cases ------------------------------------------------------------------------------------------------------------
def test_the_list_shows_what_is_due_what_changed_and_narrows(case, mo, olwen, brynfelin):
    other = opened(mo, brynfelin, mo, kind=Kind.CHILD, title="Not at school")
    browser = signed_in(mo)
    page = browser.get(reverse("cases")).content.decode()
    assert "Forced door" in page and "Not at school" in page and "2 cases" in page
    get(mo, case)
    with worked(case, olwen) as (seen, me):
        working.note(seen, "call", "Her sister", "", by=olwen, at=me.at)
    page = browser.get(reverse("cases") + "?show=changed").content.decode()
    assert case.reference in page and "1 new" in page
    assert other.reference not in browser.get(reverse("cases") + "?show=high").content.decode()


def test_a_case_worked_on_alone_for_too_long_is_shown(mo, brynfelin):
    old = opened(mo, brynfelin, mo, kind=Kind.ADULT, title="Old", entered_at=now() - timedelta(days=9))
    new = opened(mo, brynfelin, mo, kind=Kind.ADULT, title="New")
    page = signed_in(mo).get(reverse("cases") + "?show=alone").content.decode()
    assert old.reference in page and new.reference not in page


def test_the_list_is_sorted_and_closed_cases_stand_apart(mo, brynfelin):
    old = opened(mo, brynfelin, mo, kind=Kind.ADULT, title="Old", entered_at=now() - timedelta(days=9))
    new = opened(mo, brynfelin, mo, kind=Kind.ADULT, title="New")
    browser = signed_in(mo)
    page = browser.get(reverse("cases") + "?sort=newest").content.decode()
    assert page.index(new.reference) < page.index(old.reference)
    page = browser.get(reverse("cases") + "?sort=longest").content.decode()
    assert page.index(old.reference) < page.index(new.reference)
    ended = {"state": State.CLOSED, "concluded_at": now(), "concluded_by": mo, "closed_at": now(), "closed_by": mo}
    Case.objects.filter(pk=old.pk).update(**ended)
    assert old.reference not in browser.get(reverse("cases")).content.decode()
    closed = browser.get(reverse("cases") + "?show=closed").content.decode()
    assert old.reference in closed and new.reference not in closed and "closed " in closed


def test_the_hand_over_digest_names_nobody_a_case_is_about(mo, olwen, brynfelin):
    case = opened(mo, brynfelin, mo, kind=Kind.ADULT, title="Forced door, Siân")
    with worked(case, mo) as (seen, me):
        working.add_someone(seen, Known("Siân Rees", Part.VICTIM, age=34), by=mo, at=me.at)
        working.owe(seen, "Ring Siân", mo, me.at + timedelta(days=2), by=mo, at=me.at)
    page = signed_in(mo).get(reverse("case_handover")).content.decode()
    assert case.reference in page and "Decided action" in page and "Day 1 of 21" in page and "Siân" not in page
    assert case.reference not in signed_in(olwen).get(reverse("case_handover")).content.decode(), "her own only"


def test_many_cases_cost_no_more_statements_than_two(mo, brynfelin, django_assert_max_num_queries):
    for number in range(6):
        opened(mo, brynfelin, mo, title=f"Case {number}")
    browser = signed_in(mo)
    browser.get(reverse("cases"))
    with django_assert_max_num_queries(18):
        browser.get(reverse("cases"))
