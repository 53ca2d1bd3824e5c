"""The pages of domestic abuse work: the checklist and what follows from it, MARAC, telling others, the safety plan."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localtime

from heed.agencies.models import Disclosure
from heed.cases import working
from heed.cases.choices import Part, Risk
from heed.cases.models import Case
from heed.cases.opening import reach
from heed.cases.working import Known
from heed.domestic_abuse import telling
from heed.domestic_abuse.instruments import DASH, SEVERITY
from heed.domestic_abuse.models import Assessment, ItemConsent, MaracReferral, Notice, PlanContact, PlanItem, SafetyPlan
from heed.folders.actions import let_in
from heed.folders.choices import Why
from heed.households.models import Person
from tests import factories
from tests.cases.casework import opened, worked
from tests.concerning import now
from tests.web.door import rows, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.DEMO = True


@pytest.fixture
def case(mo, brynfelin) -> Case:
    return opened(mo, brynfelin, mo, title="Forced door, small child")


@pytest.fixture
def nia_in(case, nia, mo):
    """A housing officer who was let in: she works on the case, and holds no post that stands behind a checklist."""
    let_in(case.folder_id, nia, why=Why.GRANT, by=mo, at=now(), until=now() + timedelta(days=3))
    return nia


def url(case, page: str, *parts) -> str:
    return reverse(page, args=[case.pk, *parts])


def read(who, case, page: str, *parts) -> str:
    answer = signed_in(who).get(url(case, page, *parts), follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def send(by, case, page: str, /, *parts, **said) -> str:
    answer = signed_in(by).post(url(case, page, *parts), said, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


DASH_PAGE = ("case_assess", DASH.code, DASH.version)


def yes(number: int, **said) -> dict[str, str]:
    return {"mode": "with"} | {f"topic_{topic.code}": "yes" for topic in DASH.topics[:number]} | said


# Risk -------------------------------------------------------------------------------------------------------------------------
def test_a_checklist_is_answered_and_says_what_it_came_to_and_what_follows(case, mo):
    page = read(mo, case, "case_risk_page")
    assert "No checklist has been answered" in page and url(case, *DASH_PAGE) in page and str(SEVERITY.name) in page
    page = read(mo, case, *DASH_PAGE)
    assert page.count('type="radio" name="topic_') == 24 * 3 and page.count("<details") >= 24
    page = send(mo, case, *DASH_PAGE, **yes(15, topic_animals="dont_know", comment_injury="A broken wrist", source_injury="GP"))
    assert "Risk: High" in page and "15 of 24 yes" in page and "9 not known" in page
    assert "Strangulation, even once" in page and "The criteria are met" in page and "14 or more on the checklist" in page
    assert "A broken wrist" in page and "GP" in page and "not countersigned" not in page
    assert Case.objects.get().risk == Risk.HIGH
    assert "Risk: High" in read(mo, case, "case_risk_page")


def test_a_low_number_lowers_nothing_and_judgement_raises_it_with_reasons(case, mo):
    page = send(mo, case, *DASH_PAGE, **yes(2, raised_to="high", comment_low="Cries all day"))
    assert "Write why you judge" in page and "Cries all day" in page and not Assessment.objects.exists()
    assert page.count("checked") == 4, "two answers, the mode and the judgement are as they were"
    page = send(mo, case, *DASH_PAGE, **yes(2, raised_to="high", reasons="He has her passport."))
    assert "The answers suggest Standard; judged High" in page and "He has her passport." in page
    send(mo, case, *DASH_PAGE, **yes(0))
    assert Case.objects.get().risk == Risk.HIGH


def test_without_the_competence_it_counts_at_once_and_waits_for_a_countersignature(case, mo, nia_in):
    page = send(nia_in, case, *DASH_PAGE, **yes(14))
    assert "not countersigned" in page and Case.objects.get().risk == Risk.HIGH
    made = Assessment.objects.get()
    where = ("case_countersign", made.pk)
    assert url(case, *where) not in page
    assert signed_in(nia_in).get(url(case, *where)).status_code == 404
    assert url(case, *where) in read(mo, case, "case_risk_page")
    page = send(mo, case, *where)
    assert "not countersigned" not in page and Assessment.objects.get().countersigned_by == mo


@pytest.mark.parametrize(
    ("age", "says"),
    [
        (12, "Under 16: the child&#x27;s route"),
        (17, "16 or 17: both routes"),
        (None, "both routes until it is known"),
        (34, None),
    ],
)
def test_the_age_of_who_is_harmed_says_which_route(case, mo, age, says):
    with worked(case, mo) as (seen, me):
        working.add_someone(seen, Known("Mali Rees", Part.VICTIM, age=age), by=mo, at=me.at)
    page = read(mo, case, "case_risk_page")
    assert says in page if says else "both routes" not in page
    assert ("Mali Rees" in read(mo, case, *DASH_PAGE)) == (age != 12), "under 16 the checklist is not theirs"


PAGES = ["case_risk_page", DASH_PAGE, "case_marac", "case_marac_new", "case_told"]


@pytest.mark.parametrize("name", ["olive", "nia", "tom"])
def test_for_strangers_none_of_it_is_there(name, request, case):
    browser = signed_in(request.getfixturevalue(name))
    for page in PAGES:
        where = url(case, *((page,) if isinstance(page, str) else page))
        with rows() as looks:
            assert browser.get(where).status_code == 404, page
        assert [look.verb for look in looks] == ["refused"]


def test_titles_and_addresses_name_nobody(case, mo):
    with worked(case, mo) as (seen, me):
        working.add_someone(seen, Known("Mali Rees", Part.VICTIM, age=34), by=mo, at=me.at)
    for page in PAGES:
        shown = read(mo, case, *((page,) if isinstance(page, str) else page))
        assert "Mali" not in shown.split("<title>")[1].split("</title>")[0]
        assert 'style="' not in shown


# The safety plan --------------------------------------------------------------------------------------------------------------
def on(days: int) -> dict[str, int]:
    day = now().date() + timedelta(days=days)
    return {"review_on_day": day.day, "review_on_month": day.month, "review_on_year": day.year}


@pytest.fixture
def plan(case, mo) -> SafetyPlan:
    send(mo, case, "case_safety_new", **on(30))
    return SafetyPlan.objects.get()


@pytest.fixture
def bag(plan, case, mo) -> PlanItem:
    send(mo, case, "safety_add", plan.pk, kind="bag", words="Under the stairs.")
    return PlanItem.objects.get()


@pytest.fixture
def sister(plan, case, mo) -> PlanContact:
    send(mo, case, "safety_helper", plan.pk, who="Her sister", reach="by telephone", may_be_told="where the bag is")
    return PlanContact.objects.get()


def shared(contact, **said) -> dict[str, object]:
    first = {"contact": contact.pk, "what": "Where the bag is.", "purpose": "She fetches it.", "way": "telephone", "told": "on"}
    return first | {"basis": "consent", "consent": "given", "why_not_told": "", "override": ""} | said


def test_a_plan_is_made_filled_and_looked_at_again(case, mo, bag, sister):
    page = read(mo, case, "case_safety")
    assert "Under the stairs." in page and "Her sister" in page and "May be told: where the bag is" in page
    assert "Under the stairs." not in read(mo, case, "case"), "the case says nothing of it"
    assert "next three months" in send(mo, case, "safety_review", bag.plan_id, words="Went through it.", **on(200))
    send(mo, case, "safety_review", bag.plan_id, words="Went through it.", **on(60))
    assert SafetyPlan.objects.get().review_on == now().date() + timedelta(days=60)
    send(mo, case, "safety_change", bag.pk, words="At the neighbour's.")
    page = read(mo, case, "case_safety")
    assert "At the neighbour" in page and "Under the stairs." not in page, "nobody holds the old words"


def test_whoever_sees_the_case_does_not_thereby_see_the_plan_nor_that_there_is_one(case, mo, olwen, nia_in, request):
    def entry():
        return read(olwen, case, "case_safety").split("<main")[1].split("</main>")[0]

    before = entry()
    bag = request.getfixturevalue("bag")
    assert entry() == before and "Under the stairs." not in before
    for who in (olwen, nia_in):
        browser = signed_in(who)
        assert browser.get(url(case, "case_safety_plan", bag.plan_id)).status_code == 404
        for page, part in [("safety_add", bag.plan_id), ("safety_change", bag.pk), ("safety_share", bag.pk)]:
            with rows() as looks:
                assert browser.get(url(case, page, part)).status_code == 404, page
            assert "refused" in [look.verb for look in looks]
    assert signed_in(nia_in).get(url(case, "case_safety")).status_code == 404
    assert "Under the stairs." in read(mo, case, "case_safety")


def test_consent_is_for_one_part_and_one_person_and_can_be_withdrawn(case, mo, bag, sister):
    page = send(mo, case, "safety_share", bag.pk, **shared(sister))
    assert "has not agreed that this part goes to this person" in page and "She fetches it." in page
    assert "Under the stairs." in read(mo, case, "safety_consent", bag.pk)
    send(mo, case, "safety_consent", bag.pk, contact=sister.pk)
    assert "agreed to this already" in send(mo, case, "safety_consent", bag.pk, contact=sister.pk)
    page = send(mo, case, "safety_share", bag.pk, **shared(sister))
    assert "Who holds it already" in page and "tell them" not in page
    assert Disclosure.objects.get().to == "Her sister, by telephone"
    given = ItemConsent.objects.get()
    assert "Her sister" in read(mo, case, "safety_withdraw", given.pk)
    page = send(mo, case, "safety_withdraw", given.pk)
    assert "withdrawn since: tell them" in page
    assert "has not agreed" in send(mo, case, "safety_share", bag.pk, **shared(sister))
    assert signed_in(mo).get(url(case, "safety_withdraw", given.pk)).status_code == 404, "it is withdrawn already"


def test_without_consent_only_the_lead_shares_and_says_on_which_basis(case, mo, leo, bag, sister):
    without = shared(sister, basis="vital", consent="not_safe", told="", why_not_told="He reads her post.")
    assert "only the Safeguarding Lead shares" in send(mo, case, "safety_share", bag.pk, **without)
    page = send(leo, case, "safety_share", bag.pk, **without)
    assert "shared without consent" in page and Disclosure.objects.get().by == leo


def test_an_ended_plan_stays_sealed_and_another_can_be_made(case, mo, bag):
    page = send(mo, case, "safety_end", bag.plan_id, why="They have moved away.")
    assert "ended" in page and "Make a safety plan" in page
    page = read(mo, case, "case_safety_plan", bag.plan_id)
    assert "Under the stairs." in page and url(case, "safety_change", bag.pk) not in page
    assert signed_in(mo).get(url(case, "safety_change", bag.pk)).status_code == 404


# MARAC ------------------------------------------------------------------------------------------------------------------------
SHARING = {
    "to": "The coordinator",
    "what": "The form.",
    "purpose": "They cannot protect her without it.",
    "way": "secure_email",
}
SHARING |= {"basis": "safeguarding", "consent": "not_safe", "why_not_told": "He reads her post."}


def test_a_referral_begins_with_what_is_known_is_kept_and_is_sent(case, mo):
    with worked(case, mo) as (seen, me):
        working.add_someone(seen, Known("Siân Rees", Part.VICTIM, age=34), by=mo, at=me.at)
        working.add_someone(seen, Known("Darren Pugh", Part.PERPETRATOR, age=36), by=mo, at=me.at)
    send(mo, case, *DASH_PAGE, **yes(15))
    page = read(mo, case, "case_marac_new")
    assert "Siân Rees, 34" in page and "Darren Pugh, 36" in page and "Met, by what is on record." in page
    assert 'value="visible_high" ' in page and page.count("checked") == 1
    send(mo, case, "case_marac_new", criteria=["visible_high"], box_afraid="That he comes back.")
    made = MaracReferral.objects.get()
    assert "That he comes back." in read(mo, case, "case_marac_referral", made.pk)
    send(mo, case, "marac_change", made.pk, criteria=["visible_high", "repeat"], box_afraid="His brothers too.")
    page = send(mo, case, "marac_send", made.pk, **SHARING | {"why_not_told": ""})
    assert "was told, or why" in page and "They cannot protect her" in page
    page = send(mo, case, "marac_send", made.pk, **SHARING)
    assert "Sent, and written down" in page and Disclosure.objects.get().to == "The coordinator"
    page = send(mo, case, "marac_change", made.pk, criteria=["repeat"], box_afraid="One thing more.")
    assert "has gone already" in page and "One thing more." in page
    assert "His brothers too." in read(mo, case, "case_marac_referral", made.pk)


def test_a_draft_waits_for_a_countersignature_unless_the_risk_is_high(case, mo, nia_in):
    send(nia_in, case, "case_marac_new", criteria=["judgement"], reasons="He follows her.")
    made = MaracReferral.objects.get()
    assert "not countersigned" in read(nia_in, case, "case_marac_referral", made.pk)
    assert "countersigns this first" in send(nia_in, case, "marac_send", made.pk, **SHARING)
    assert signed_in(nia_in).get(url(case, "marac_countersign", made.pk)).status_code == 404
    send(mo, case, "marac_countersign", made.pk)
    assert "Sent, and written down" in send(nia_in, case, "marac_send", made.pk, **SHARING)
    send(nia_in, case, *DASH_PAGE, **yes(14))
    send(nia_in, case, "case_marac_new", criteria=["visible_high"])
    high = MaracReferral.objects.latest("at")
    assert "may go before it is countersigned" in read(nia_in, case, "case_marac_referral", high.pk)
    assert "Sent, and written down" in send(nia_in, case, "marac_send", high.pk, **SHARING)


def test_nothing_leaves_before_the_safe_contact_check(case, mo, nia_in, brynfelin):
    home = factories.household(factories.home(brynfelin, "14 Heol Ŵyn"), "Siân Rees", "Darren Pugh")
    named = {person.name: person for person in Person.objects.filter(folder=home.folder_id)}
    sian, darren = named["Siân Rees"], named["Darren Pugh"]
    with worked(case, mo) as (seen, me):
        reach(seen, home.pk, "They live there", by=mo, at=me.at)
        her = working.add_someone(seen, Known("Siân Rees", Part.VICTIM, age=34, person=sian), by=mo, at=me.at)
        working.add_someone(seen, Known("Darren Pugh", Part.PERPETRATOR, age=36, person=darren), by=mo, at=me.at)
    send(mo, case, *DASH_PAGE, **yes(15))
    send(nia_in, case, "case_marac_new", criteria=["visible_high"])
    made = MaracReferral.objects.get()
    page = send(nia_in, case, "marac_send", made.pk, **SHARING, people=[her.pk])
    assert "this could put somebody in danger" in page and "Siân Rees:" in page and not Disclosure.objects.exists()
    assert "lets this go" in send(nia_in, case, "marac_send", made.pk, **SHARING, people=[her.pk], override="By hand.")
    page = send(mo, case, "marac_send", made.pk, **SHARING, people=[her.pk], override="Handed over in person.")
    assert "Sent, and written down" in page and Disclosure.objects.get().override == "Handed over in person."


# Telling the local authority and CQC ------------------------------------------------------------------------------------------
def at(instant) -> dict[str, object]:
    uk = localtime(instant)
    return {"when_day": uk.day, "when_month": uk.month, "when_year": uk.year, "when_time": uk.strftime("%H:%M")}


def test_the_gate_asks_again_while_nobody_knows_and_both_no_is_a_decision(case, mo):
    when = at(case.entered_at)
    page = send(mo, case, "case_tell_cqc", **when, victim="no", perpetrator="")
    assert "until both answers are known" in page and not Notice.objects.exists()
    assert "Write why CQC need not be told" in send(mo, case, "case_tell_cqc", **when, victim="no", perpetrator="no")
    page = send(mo, case, "case_tell_cqc", **when, victim="no", perpetrator="no", reasons="Neither gets care from us.")
    assert "decided: not to be told" in page and "Neither gets care from us." in page
    assert "has begun this already" in send(mo, case, "case_tell_cqc", **when, victim="yes", perpetrator="no")
    later = at(now() + timedelta(hours=2))
    assert "has not come yet" in send(mo, case, "case_tell_cqc", **later, victim="yes", perpetrator="no")


def test_cqcs_form_takes_no_name_and_its_reference_is_kept(case, mo):
    with worked(case, mo) as (seen, me):
        working.add_someone(seen, Known("Siân Rees", Part.VICTIM, age=34), by=mo, at=me.at)
    send(mo, case, "case_tell_cqc", **at(case.entered_at), victim="yes", perpetrator="")
    made = Notice.objects.get()
    page = read(mo, case, "notice_change", made.pk)
    assert case.reference in page and "Siân" not in page
    page = send(mo, case, "notice_change", made.pk, box_happened="Siân Rees was pushed.")
    assert "an identifier and no name" in page and "Siân Rees was pushed." in page
    send(mo, case, "notice_change", made.pk, box_happened="Person A was pushed.")
    assert "Person A was pushed." in read(mo, case, "case_notice", made.pk)
    assert "Sent, and written down" in send(mo, case, "notice_send", made.pk, **SHARING)
    assert "ENQ1-77" in send(mo, case, "notice_reference", made.pk, reference="ENQ1-77")
    assert "has gone already" in send(mo, case, "notice_change", made.pk, box_happened="More.")


def test_late_it_says_why_and_goes_all_the_same(mo, brynfelin):
    case = opened(mo, brynfelin, mo, entered_at=now() - timedelta(hours=30))
    with worked(case, mo) as (seen, me):
        telling.owe(seen, known_at=seen.entered_at, at=me.at)
    send(mo, case, "case_tell_authority", **at(case.entered_at), box_happened="He broke the door.")
    made = Notice.objects.get()
    assert "later than 24 hours" in read(mo, case, "case_told")
    assert "extenuating circumstances; it can go now" in send(mo, case, "notice_send", made.pk, **SHARING)
    send(mo, case, "notice_change", made.pk, box_happened="He broke the door.", extenuating="The line was down.")
    assert "Sent, and written down" in send(mo, case, "notice_send", made.pk, **SHARING)
    page = read(mo, case, "case_notice", made.pk)
    assert "The line was down." in page and "He broke the door." in page


def test_who_works_on_the_case_without_the_post_reads_who_was_told_and_tells_nobody(case, nia_in):
    assert "Nobody has been told yet" in read(nia_in, case, "case_told")
    for page in ("case_tell_cqc", "case_tell_authority"):
        assert signed_in(nia_in).get(url(case, page)).status_code == 404
