"""An organisation's own lengths of clocks and its days off: proposed by one, signed by another, from a day on, and never past the law."""

from datetime import date, timedelta

import pytest
from django.db import Error, connection, transaction

from heed.deadlines import values
from heed.deadlines.clocks import Owed, span_in_force, start
from heed.deadlines.counting import Span, Unit
from heed.deadlines.models import Clock, DayOff, RuleValue
from heed.deadlines.rules import FIXED, NOT_YET, RULES, rule
from heed.deadlines.values import CannotSet
from heed.organisation.actions import CannotSign
from heed.organisation.choices import Nation, Role, SignatureKind
from heed.organisation.models import Signature
from heed.policies.roles import Do, roles_that_may
from heed.procedures import clock_values, posts
from tests import factories
from tests.doing import acting
from tests.people import later
from tests.web.door import rows, signed_in

pytestmark = pytest.mark.django_db

PAGE = "/organisation/clocks/second_advice/"
TWO_DAYS = Span(2, Unit.WORKING_DAYS)
GIVEN = {
    "amount": "2",
    "unit": "working_days",
    "nations": ["wales"],
    "since_day": "",
    "since_month": "",
    "since_year": "",
    "reason": "Six of us",
}
A_THURSDAY = date(2027, 1, 14)


def propose(by, law="second_advice", span=TWO_DAYS, nations=(Nation.WALES,), **facts):
    with acting(by) as me:
        return clock_values.propose_length(
            rule(law), nations, span, since=facts.pop("since", me.at), reason="Six of us", by=by, at=me.at, **facts
        )


def sign(signature, by):
    with acting(by) as me:
        posts.sign(Signature.objects.get(pk=signature.pk), by=by, at=me.at)


def in_force(law, nation, at):
    return span_in_force(rule(law), nation, at)[0]


def said(answer) -> str:
    return answer.content.decode()


# A length ---------------------------------------------------------------------------------------------------------------------
def test_it_is_in_force_once_somebody_else_has_signed_and_only_where_it_was_asked_for(ada, leo, now):
    asked = propose(ada)
    assert in_force("second_advice", Nation.WALES, later(now, hours=1)) == rule("second_advice").span
    sign(asked, leo)
    assert in_force("second_advice", Nation.WALES, later(now, hours=1)) == TWO_DAYS
    assert in_force("second_advice", Nation.ENGLAND, later(now, hours=1)) == rule("second_advice").span
    value = RuleValue.objects.get()
    assert (value.by, value.signature.given_by, value.reason) == (ada, leo, "Six of us")


def test_a_running_clock_keeps_the_length_it_started_with(ada, leo, gail, rees, now):
    before = start("second_advice", Owed(rees.folder_id, gail), at=now, nation=Nation.WALES)
    sign(propose(ada), leo)
    after = start("second_advice", Owed(rees.folder_id, gail), at=later(now, hours=1), nation=Nation.WALES)
    kept = Clock.objects.get(pk=before.pk)
    assert (kept.value, kept.due_at) == (None, before.due_at) and after.value == RuleValue.objects.get()


def test_in_danger_what_is_set_makes_nothing_longer(ada, leo, now):
    sign(propose(ada), leo)
    assert (
        span_in_force(rule("second_advice"), Nation.WALES, later(now, hours=1), danger=True)[0]
        == rule("second_advice").danger_span
    )


def test_in_danger_a_length_of_our_own_that_ends_sooner_stands(ada, leo, now):
    sign(propose(ada, span=Span(0.5, Unit.HOURS)), leo)
    in_danger, value = span_in_force(rule("second_advice"), Nation.WALES, later(now, hours=1), danger=True)
    assert in_danger == Span(0.5, Unit.HOURS) and value == RuleValue.objects.get().pk


def test_it_begins_on_the_day_that_was_asked_for_and_not_before_it_is_signed(ada, leo, now):
    sign(propose(ada, since=later(now, days=10)), leo)
    assert in_force("second_advice", Nation.WALES, later(now, days=9)) == rule("second_advice").span
    assert in_force("second_advice", Nation.WALES, later(now, days=11)) == TWO_DAYS


def test_nobody_signs_what_they_asked_for_and_an_administrator_signs_nothing(ada, leo, hana):
    asked, leads = propose(ada), propose(leo, law="first_advice", span=Span(6, Unit.WORKING_HOURS))
    for signature, by in ((asked, ada), (leads, leo), (leads, ada), (asked, hana)):
        with pytest.raises(CannotSign):
            sign(signature, by)
    sign(leads, hana)  # who answers for the lead
    assert RuleValue.objects.get().rule == "first_advice"


def test_what_was_refused_is_never_in_force(ada, leo, now):
    asked = propose(ada)
    with acting(leo) as me:
        posts.refuse(asked, by=leo, at=me.at)
    with pytest.raises(CannotSign):
        sign(asked, leo)
    assert not RuleValue.objects.exists()


@pytest.mark.parametrize(
    ("law", "span", "nations", "why"),
    [
        ("return_talk", Span(96, Unit.HOURS), [Nation.WALES], "is the most that its source allows"),
        ("return_talk", Span(3, Unit.WORKING_DAYS), [Nation.WALES], "counted as its source counts it"),
        ("cqc_notification", Span(12, Unit.HOURS), [Nation.WALES], "does not run in Wales"),
        ("marac_repeat", Span(6, Unit.CALENDAR_MONTHS), [Nation.WALES], "no length that an organisation sets"),
        ("action", Span(6, Unit.WORKING_DAYS), [Nation.WALES], "no length that an organisation sets"),
        ("hazard_emergency", Span(6, Unit.HOURS), [Nation.ENGLAND], "no length that an organisation sets"),
    ],
)
def test_what_cannot_be_set_is_refused_with_what_can(law, span, nations, why, ada):
    with pytest.raises(CannotSet, match=why):
        propose(ada, law=law, span=span, nations=nations)
    assert not Signature.objects.exists()


def test_less_than_the_law_asks_may_be_set(ada, leo, now):
    sign(propose(ada, law="return_talk", span=Span(48, Unit.HOURS)), leo)
    assert in_force("return_talk", Nation.WALES, later(now, hours=1)) == Span(48, Unit.HOURS)


def test_what_stands_as_not_yet_started_is_started_nowhere(request):
    """And whatever else has a length is: otherwise it would be offered, and nothing would come of it."""
    code = "\n".join(
        path.read_text()
        for path in (request.config.rootpath / "heed").rglob("*.py")
        if path.name != "rules.py" and "migrations" not in path.parts
    )
    started = {law.code for law in RULES.values() if f'"{law.code}"' in code}
    assert started & NOT_YET == set() and set(RULES) - started - NOT_YET == set() and set(RULES) > FIXED


# The second wall --------------------------------------------------------------------------------------------------------------
def test_the_database_takes_no_length_that_was_not_signed_word_for_word(ada, leo, now):
    asked = propose(ada)
    row = "insert into deadlines_rulevalue (rule, nation, amount, unit, since, by_id, reason, signature_id) values (%s, %s, %s, 'working_days', %s, %s, 'x', %s)"

    def refused(who, law="second_advice", nation="wales", amount=2, *, signed=True, signature=asked):
        with acting(who) as me:
            try:
                with transaction.atomic(), connection.cursor() as c:
                    if signed:
                        Signature.objects.filter(pk=asked.pk).update(given_by=who, given_at=me.at)
                    c.execute(row, [law, nation, amount, me.at, ada.pk, signature and signature.pk])
                    transaction.set_rollback(True)
            except Error:
                return True
        return False

    assert not refused(leo)  # the statement itself is whole
    assert refused(leo, signed=False) and refused(leo, signature=None)
    assert refused(leo, amount=20) and refused(leo, nation="england") and refused(leo, law="first_advice")
    assert refused(ada)  # an administrator signs nothing


def test_a_length_in_force_is_never_changed_or_taken_away(ada, leo):
    sign(propose(ada), leo)
    for statement in ("update deadlines_rulevalue set amount = 99", "delete from deadlines_rulevalue"):
        with acting(leo), pytest.raises(Error), transaction.atomic(), connection.cursor() as c:
            c.execute(statement)
    assert RuleValue.objects.get().amount == 2


# Days off ---------------------------------------------------------------------------------------------------------------------
def test_a_day_off_is_signed_and_no_longer_counted_and_may_be_taken_back(ada, leo, now):
    with acting(ada) as me:
        asked = clock_values.propose_day_off(A_THURSDAY, [Nation.WALES], "Office moves", by=ada, at=me.at)
    assert not DayOff.objects.exists()
    sign(asked, leo)
    off = DayOff.objects.get()
    assert (off.day, off.nation, off.name) == (A_THURSDAY, "wales", "Office moves")
    with acting(ada):
        values.take_back_day_off(off)
    assert not DayOff.objects.exists()


@pytest.mark.parametrize(
    ("day", "why"),
    [(date(2027, 1, 16), "Nobody counts"), (date(2026, 12, 25), "Nobody counts"), (date(2020, 1, 2), "is over")],
    ids=["a Saturday", "Christmas", "long ago"],
)
def test_a_day_of_which_nothing_would_come_is_refused(day, why, ada):
    with acting(ada) as me, pytest.raises(CannotSet, match=why):
        clock_values.propose_day_off(day, [Nation.WALES], "Office moves", by=ada, at=me.at)


# The pages --------------------------------------------------------------------------------------------------------------------
def test_the_pages_are_theirs_who_may_set_clocks_and_nobody_elses(ada, leo, hana, gail, mo, rita, tom, nia):
    pages = ("/organisation/clocks/", PAGE, "/organisation/days-off/")
    assert roles_that_may(Do.CLOCKS) == [Role.LEAD, Role.HEAD_OF_SERVICE, Role.ADMIN]
    for who, status in ((ada, 200), (leo, 200), (hana, 200), (gail, 404), (mo, 404), (rita, 404), (tom, 404), (nia, 404)):
        browser = signed_in(who)
        assert {browser.get(path).status_code for path in pages} == {status}, who


def test_it_is_proposed_on_the_page_and_signed_on_another(ada, leo):
    browser = signed_in(ada)
    with rows() as written:
        assert browser.post(PAGE, GIVEN).status_code == 302
    assert written
    assert "Waits for a signature" in said(browser.get(PAGE)) and "waits for a signature" in said(
        browser.get("/organisation/clocks/")
    )
    asked, lead = Signature.objects.get(kind=SignatureKind.CLOCK), signed_in(leo)
    assert 'Signatures <span class="badge">1</span>' in said(lead.get("/me/"))
    assert "How long a clock runs: Second adviser answers" in said(lead.get("/organisation/signatures/"))
    wording = said(lead.get(f"/organisation/signatures/{asked.pk}/"))
    assert "1 working day" in wording and "2 working days" in wording and "Six of us" in wording
    assert lead.post(f"/organisation/signatures/{asked.pk}/", {"answer": "give"}).status_code == 302
    page = said(lead.get(PAGE))
    assert "our own" in page and "proposed by Ada Example, signed by Leo Marchetti" in page and "it would be due" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"amount": "0"}, "above 0"),
        ({"amount": "1.5"}, "counted whole"),
        ({"amount": "x"}, "as a number"),
        ({"amount": "9999"}, "at most"),
        ({"nations": []}, "Choose where"),
        ({"reason": ""}, "Why?"),
        ({"since_day": "1", "since_month": "1", "since_year": "2020"}, "today or a later day"),
        ({"unit": "calendar_months"}, "Select a valid choice"),
    ],
)
def test_a_length_that_cannot_be_is_refused_in_words_and_nothing_typed_is_lost(change, words, ada):
    answer = signed_in(ada).post(PAGE, GIVEN | change)
    assert answer.status_code == 200 and words in said(answer) and ("Six of us" in said(answer) or "reason" in change)
    assert not Signature.objects.exists()


@pytest.mark.parametrize("code", ["action", "marac_repeat", "hazard_emergency", "no_such_clock"])
def test_a_clock_that_nobody_sets_has_no_page(code, ada):
    assert signed_in(ada).get(f"/organisation/clocks/{code}/").status_code == 404


def test_days_off_stand_among_the_bank_holidays_with_a_way_to_take_them_out(ada, leo, now):
    browser = signed_in(ada)
    day = {"day_day": "14", "day_month": "1", "day_year": "2027", "name": "Office moves", "nations": ["wales", "england"]}
    assert browser.post("/organisation/days-off/", day).status_code == 302
    sign(Signature.objects.get(), leo)
    page = said(browser.get("/organisation/days-off/"))
    assert page.count("Office moves") == 2 and "Thu 14 Jan 2027" in page and "Good Friday" in page
    off = DayOff.objects.filter(nation="wales").get()
    assert browser.post(f"/organisation/days-off/{off.pk}/remove/").status_code == 302
    assert DayOff.objects.get().nation == "england"
    DayOff.objects.update(day=now.date() - timedelta(days=3))
    assert browser.post(f"/organisation/days-off/{DayOff.objects.get().pk}/remove/").status_code == 404


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin), "Siân Rees")
