"""The pages of domestic abuse work: the checklist and what follows from it, MARAC, telling others, the safety plan."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localtime

from heed.agencies.choices import Basis, Consent
from heed.agencies.models import Disclosure
from heed.cases import working
from heed.cases.choices import Part, Risk
from heed.cases.models import Case
from heed.cases.opening import reach
from heed.cases.working import Known
from heed.deadlines.models import Clock
from heed.domestic_abuse import assessing, planning
from heed.domestic_abuse.assessing import CannotAssess
from heed.domestic_abuse.instruments import DASH, SEVERITY
from heed.domestic_abuse.models import (
    Assessment,
    ItemConsent,
    MaracReferral,
    Notice,
    PlanContact,
    PlanItem,
    PlanShare,
    SafetyPlan,
)
from heed.domestic_abuse.planning import CannotPlan
from heed.folders.actions import keep_out, let_in
from heed.folders.choices import Why
from heed.folders.models import Access
from heed.households.models import Person
from heed.notifications.models import Letter
from heed.notifications.telling import tell
from heed.organisation.choices import Role
from heed.organisation.models import Absence
from heed.policies import visible
from heed.timeline.models import Event, Words
from heed.training.models import Completion, Course
from tests import factories
from tests.cases.casework import opened, worked
from tests.cases.test_referrals import sharing
from tests.concerning import now
from tests.doing import acting
from tests.doing import working as as_worker
from tests.people import colleague, holds
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


# Who stands behind it ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def champion(tom):
    """Makes somebody a champion: a course that gives the competence, recorded by the trainer."""

    def did(someone):
        browser = signed_in(tom)
        browser.post("/training/courses/", {"name": "Champion", "code": "champion", "months": "24", "gives": "abuse_risk"})
        course = Course.objects.get(code="champion")
        browser.post(
            "/training/record/",
            {"course": course.pk, "on_day": "2", "on_month": "11", "on_year": "2024", "person": someone.pk},
        )
        return Completion.objects.get(colleague=someone)

    return did


@pytest.fixture
def nans(db):
    """Another housing officer."""
    return holds(colleague("nans", display_name="Nans Pryce"), Role.OFFICER)


@pytest.fixture
def drafted(case, nia_in) -> Assessment:
    send(nia_in, case, *DASH_PAGE, **yes(14))
    return Assessment.objects.get()


def test_a_champion_completes_it_alone_until_the_course_is_withdrawn(case, mo, nia_in, tom, champion):
    done = champion(nia_in)
    assert "not countersigned" not in send(nia_in, case, *DASH_PAGE, **yes(2))
    send(nia_in, case, "case_marac_new", criteria=["judgement"], reasons="He follows her.")
    assert MaracReferral.objects.get().countersigned_by == nia_in
    signed_in(tom).post(reverse("training_withdraw", args=[done.pk]))
    assert "not countersigned" in send(nia_in, case, *DASH_PAGE, **yes(3))


def test_a_champion_who_is_asked_is_let_in_for_a_fortnight_and_countersigns(case, drafted, nia_in, nans, champion, rita, olive):
    where, ask = ("case_countersign", drafted.pk), ("case_ask_countersignature", drafted.pk)
    champion(nans)
    assert signed_in(nans).get(url(case, *where)).status_code == 404
    page = read(nia_in, case, *ask)
    assert "Nans Pryce" in page and "Rita Okafor" not in page and f'value="{nia_in.pk}"' not in page
    page = send(nia_in, case, *ask, colleague=nans.pk, why="Please read topic 15.")
    assert "asked Nans Pryce on" in page and "Ask somebody else" in page
    line = Access.objects.get(colleague=nans)
    assert line.why == Why.COUNTERSIGN and line.until - line.since == timedelta(days=14)
    assert "Please read topic 15." in read(nia_in, case, "case")
    waits = read(nans, case, "case_to_countersign")
    assert url(case, *where) in waits and "not countersigned" in waits
    assert "not countersigned" not in send(nans, case, *where)
    assert Assessment.objects.get().countersigned_by == nans
    assert "Nothing waits" in read(nans, case, "case_to_countersign")
    assert signed_in(nans).get(url(case, "case_safety")).status_code == 404
    for stranger in (olive, rita):
        for page in (where, ask, ("case_to_countersign",)):
            assert signed_in(stranger).get(url(case, *page)).status_code == 404


def test_the_letting_in_ends_by_its_date(case, drafted, nia_in, nans, champion):
    champion(nans)
    send(nia_in, case, "case_ask_countersignature", drafted.pk, colleague=nans.pk)
    for days, sees in ((13, True), (15, False)):
        with acting(nans, now() + timedelta(days=days)) as me:
            assert visible.cases(me).exists() == sees == Case.objects.exists(), days


def test_who_is_asked_is_told_and_the_letter_says_nothing_of_the_case(case, drafted, nia_in, nans, champion):
    champion(nans)
    send(nia_in, case, "case_ask_countersignature", drafted.pk, colleague=nans.pk, why="Strangled twice.")
    asked = Event.objects.get(kind="assessment.countersign_asked")
    with as_worker() as at:
        assert tell(str(asked.pk), at) == 1
    letter = Letter.objects.get(message="countersign_asked")
    assert letter.to == nans and letter.path == url(case, "case_to_countersign")
    assert not letter.reference and "assess" not in letter.path and "marac" not in letter.path


@pytest.mark.parametrize("who", ["nobody with the competence", "kept out", "away", "the author"])
def test_who_cannot_be_asked_is_not_offered_and_not_let_in(who, case, drafted, nia_in, mo, nans, champion):
    asks, whom = nia_in, nans
    if who != "nobody with the competence":
        champion(nans)
    if who == "kept out":
        keep_out(case.folder_id, nans, why=Why.NAMED, by=None, at=now() - timedelta(minutes=1))
    if who == "away":
        Absence.objects.create(colleague=nans, since=now() - timedelta(days=1), until=now() + timedelta(days=1))
    if who == "the author":
        champion(nia_in)
        asks, whom = mo, nia_in
    ask = ("case_ask_countersignature", drafted.pk)
    assert whom.display_name not in read(asks, case, *ask).split("<main")[1]
    send(asks, case, *ask, colleague=whom.pk)
    assert not Access.objects.filter(why=Why.COUNTERSIGN).exists() and Assessment.objects.get().asked is None


def test_the_wall_itself_takes_no_countersignature_and_no_letting_in_without_the_competence(case, drafted, nia_in, nans, mo):
    with acting(nia_in) as me:
        with pytest.raises(CannotAssess, match="recorded competence"):
            assessing.countersign(drafted, by=nia_in, at=me.at, competent=False)
        with pytest.raises(DatabaseError), transaction.atomic():
            Assessment.objects.filter(pk=drafted.pk).update(countersigned_by=nia_in, countersigned_at=me.at)
        with pytest.raises(DatabaseError), transaction.atomic():
            Assessment.objects.filter(pk=drafted.pk).update(countersigned_by=mo, countersigned_at=me.at)
        for whom, days in ((nans, 14), (mo, 15)):
            with pytest.raises(DatabaseError), transaction.atomic():
                let_in(case.folder_id, whom, why=Why.COUNTERSIGN, by=nia_in, at=me.at, until=me.at + timedelta(days=days))
    assert not Assessment.objects.get().countersigned


def test_words_changed_after_a_countersignature_wait_for_another(case, mo, nia_in, leo):
    send(nia_in, case, "case_marac_new", criteria=["judgement"], reasons="He follows her.")
    made = MaracReferral.objects.get()
    send(mo, case, "marac_countersign", made.pk)
    send(nia_in, case, "marac_change", made.pk, criteria=["judgement"], reasons="He followed her once.")
    assert "not countersigned" in read(nia_in, case, "case_marac_referral", made.pk)
    assert "countersigns this first" in send(nia_in, case, "marac_send", made.pk, **SHARING)
    page = send(nia_in, case, "marac_ask_countersignature", made.pk, colleague=leo.pk)
    assert f"asked {leo.display_name} on" in page
    send(leo, case, "marac_countersign", made.pk)
    assert "Sent, and written down" in send(nia_in, case, "marac_send", made.pk, **SHARING)


def test_the_competence_is_asked_for_only_where_a_page_needs_it(case, mo, nia_in):
    def asked(who, page: str) -> int:
        browser = signed_in(who)
        with CaptureQueriesContext(connection) as taken:
            assert browser.get(url(case, page)).status_code == 200
        return sum("training_completion" in one["sql"] for one in taken)

    assert asked(nia_in, "case_risk_page") == asked(nia_in, "case") == 0
    for _number in range(2):
        send(mo, case, *DASH_PAGE, **yes(1))
    Assessment.objects.update(countersigned_by=None, countersigned_at=None)
    assert asked(nia_in, "case_risk_page") == 1 and asked(mo, "case_risk_page") == 0


# The wording ------------------------------------------------------------------------------------------------------------------
def test_a_licensed_wording_is_asked_in_place_of_ours_and_only_the_lead_puts_it_in(case, mo, leo):
    where = reverse("checklist_wording", args=[DASH.code, DASH.version])
    assert signed_in(mo).get(where).status_code == 404
    assert where in read(leo, case, "case_risk_page") and where not in read(mo, case, "case_risk_page")
    browser = signed_in(leo)
    page = browser.post(where, {"topic_injury": "Licensed: injured?"}, follow=True).content.decode()
    assert "Write which licence" in page and "Licensed: injured?" in page
    browser.post(where, {"licence": "Invented licence 7, until 2030", "topic_injury": "Licensed: injured?"})
    page = read(mo, case, *DASH_PAGE)
    assert "1. Licensed: injured?" in page and str(DASH.topics[1].asks) in page
    assert str(DASH.topics[0].asks) not in page


def test_so_called_honour_is_one_of_the_24_topics():
    assert [number for number, topic in enumerate(DASH.topics, 1) if "honour" in str(topic.asks)] == [17]
    assert "honour" in str(DASH.topic("others").escalator)


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


def test_a_part_that_ends_stays_on_record_with_its_reason_and_who_holds_it(case, mo, olive, bag, sister):
    send(mo, case, "safety_consent", bag.pk, contact=sister.pk)
    send(mo, case, "safety_share", bag.pk, **shared(sister))
    assert "Her sister" in read(mo, case, "safety_part_end", bag.pk), "who holds it already is shown first"
    assert "Write the reason" in send(mo, case, "safety_part_end", bag.pk, why="")
    page = send(mo, case, "safety_part_end", bag.pk, why="He found the bag.")
    assert "Parts that have ended" in page and "He found the bag." in page and "Under the stairs." in page
    assert "Who holds it already" in page and url(case, "safety_share", bag.pk) not in page
    for who in (mo, olive):
        for name in ("safety_part_end", "safety_share"):
            assert signed_in(who).get(url(case, name, bag.pk)).status_code == 404


def test_who_no_longer_helps_gets_nothing_more_and_stays_on_record(case, mo, olive, olwen, bag, sister):
    send(mo, case, "safety_consent", bag.pk, contact=sister.pk)
    send(mo, case, "safety_share", bag.pk, **shared(sister))
    page = read(mo, case, "safety_helper_end", sister.pk)
    assert "What they hold already" in page and "Bag packed" in page
    page = send(mo, case, "safety_helper_end", sister.pk, why="She has gone back to him.")
    assert "No longer help" in page and "She has gone back to him." in page and "no longer helps" in page
    assert f'value="{sister.pk}"' not in read(mo, case, "safety_share", bag.pk)
    with acting(mo) as me, pytest.raises(CannotPlan):
        planning.share(bag, sister, sharing(basis=Basis.CONSENT, consent=Consent.GIVEN, told=True), by=mo, at=me.at)
    for who in (mo, olive, olwen):
        for name in ("safety_helper_end", "safety_told"):
            assert signed_in(who).get(url(case, name, sister.pk)).status_code == 404


def test_what_somebody_may_be_told_is_changed_and_what_stood_before_stays_on_record(case, mo, sister):
    assert "where the bag is" in read(mo, case, "safety_told", sister.pk)
    page = send(mo, case, "safety_told", sister.pk, reach="by letter", may_be_told="nothing")
    assert "May be told: nothing" in page and "by letter" in page
    changed = Event.objects.get(kind="safety_plan.contact_changed")
    assert "where the bag is" in Words.objects.get(pk=changed.pk).words["text"]


# On paper
def paper(**said) -> dict[str, object]:
    return {"holder_is": "resident", "why": "She keeps it at work.", "override": ""} | said


def test_the_residents_own_copy_names_nobody_who_helps_and_is_written_down(case, mo, bag, sister):
    send(mo, case, "safety_consent", bag.pk, contact=sister.pk)
    assert url(case, "safety_print", bag.plan_id) in read(mo, case, "case_safety")
    page = read(mo, case, "safety_print", bag.plan_id)
    assert "Who will hold this paper?" in page and "Under the stairs." not in page
    page = send(mo, case, "safety_print", bag.plan_id, **paper(why=""))
    assert "There is a problem" in page and "Under the stairs." not in page
    with rows() as looks:
        page = send(mo, case, "safety_print", bag.plan_id, **paper())
    assert "Under the stairs." in page and "sister" not in page and "CONFIDENTIAL" in page
    assert "printed" in [look.verb for look in looks]
    assert "Siân" not in page.split("<title>")[1].split("</title>")[0]
    assert Event.objects.filter(kind="safety_plan.printed", folder=bag.folder_id).count() == 1
    assert not Disclosure.objects.exists()


def test_for_anybody_else_the_resident_agrees_and_who_helps_gets_their_own_parts_only(case, mo, bag, sister):
    send(mo, case, "safety_add", bag.plan_id, kind="code_word", words="Is the kettle on?")
    page = send(mo, case, "safety_print", bag.plan_id, **paper(holder_is="me"))
    assert "only if the resident agrees" in page and "Under the stairs." not in page
    assert "Is the kettle on?" in send(mo, case, "safety_print", bag.plan_id, **paper(holder_is="me", agreed="on"))
    to_her = paper(holder_is=str(sister.pk), agreed="on")
    assert "no part of the plan that the resident has agreed" in send(mo, case, "safety_print", bag.plan_id, **to_her)
    send(mo, case, "safety_consent", bag.pk, contact=sister.pk)
    page = send(mo, case, "safety_print", bag.plan_id, **to_her)
    assert "Under the stairs." in page and "Is the kettle on?" not in page and "Held by:" in page
    assert Disclosure.objects.get().way == "paper" and PlanShare.objects.get().contact == sister
    assert "Who holds it already" in read(mo, case, "case_safety")


def test_paper_is_stopped_where_it_could_be_found_by_who_is_feared(case, mo, bag, brynfelin):
    home = factories.household(factories.home(brynfelin, "14 Heol Ŵyn"), "Siân Rees", "Darren Pugh")
    named = {person.name: person for person in Person.objects.filter(folder=home.folder_id)}
    with worked(case, mo) as (seen, me):
        reach(seen, home.pk, "They live there", by=mo, at=me.at)
        for name, part in (("Siân Rees", Part.VICTIM), ("Darren Pugh", Part.PERPETRATOR)):
            working.add_someone(seen, Known(name, part, age=34, person=named[name]), by=mo, at=me.at)
    page = send(mo, case, "safety_print", bag.plan_id, **paper())
    assert "this could put somebody in danger" in page and "Siân Rees:" in page and "Under the stairs." not in page
    assert not Event.objects.filter(kind="safety_plan.printed").exists()
    page = send(mo, case, "safety_print", bag.plan_id, **paper(override="She keeps it in her locker."))
    assert "Under the stairs." in page


def test_the_page_that_prints_is_there_only_for_who_is_let_into_the_plan(case, mo, olwen, olive, nia_in, bag):
    for who in (olwen, olive, nia_in):
        with rows() as looks:
            assert signed_in(who).get(url(case, "safety_print", bag.plan_id)).status_code == 404
        assert "refused" in [look.verb for look in looks] and "printed" not in [look.verb for look in looks]
    answer = signed_in(mo, fresh=False).get(url(case, "safety_print", bag.plan_id))
    assert answer.status_code == 302, "the password is asked again"


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


def test_fourteen_on_the_checklist_is_not_said_without_a_checklist(case, mo, nia_in):
    send(mo, case, "case_marac_new", criteria=["visible_high"])
    made = MaracReferral.objects.get()
    assert "No checklist in this case comes to 14" in send(mo, case, "marac_send", made.pk, **SHARING)
    send(nia_in, case, "marac_change", made.pk, criteria=["judgement"], reasons="He has a gun.")
    assert "put the risk down as high" in send(nia_in, case, "marac_send", made.pk, **SHARING)
    send(nia_in, case, "case_risk", risk="high", why="He has a gun and knows where she is.")
    assert "Sent, and written down" in send(nia_in, case, "marac_send", made.pk, **SHARING), "nobody waits for a signature"


@pytest.mark.parametrize("gone", [False, True])
def test_a_referral_is_withdrawn_with_a_reason_and_stays_on_record(gone, case, mo, olive, nia_in):
    send(mo, case, "case_marac_new", criteria=["judgement"], reasons="He follows her.")
    made = MaracReferral.objects.get()
    if gone:
        send(mo, case, "marac_send", made.pk, **SHARING)
    assert "Write the reason" in send(mo, case, "marac_withdraw", made.pk, why=" ")
    page = send(mo, case, "marac_withdraw", made.pk, why="The wrong household.")
    assert "withdrawn" in page and "The wrong household." in page
    page = read(mo, case, "case_marac_referral", made.pk)
    assert "He follows her." in page and url(case, "marac_withdraw", made.pk) not in page
    assert url(case, "marac_send", made.pk) not in page and "The wrong household." in read(nia_in, case, "case")
    assert "a moment ago" in send(mo, case, "marac_send", made.pk, **SHARING)
    assert "a moment ago" in send(mo, case, "marac_withdraw", made.pk, why="Again.")
    assert MaracReferral.objects.get().sent_at is not None if gone else not Disclosure.objects.exists()
    assert not Clock.objects.running().filter(rule="marac_repeat").exists()
    assert signed_in(olive).get(url(case, "marac_withdraw", made.pk)).status_code == 404


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
    assert "Kept with the case" in page and not Notice.objects.exists()
    assert Clock.objects.running().get(rule="cqc_notification").holds_id == case.folder_id, "it counts as to be told"
    assert "Write why CQC need not be told" in send(mo, case, "case_tell_cqc", **when, victim="no", perpetrator="no")
    page = send(mo, case, "case_tell_cqc", **when, victim="no", perpetrator="no", reasons="Neither gets care from us.")
    assert "decided: not to be told" in page and "Neither gets care from us." in page
    later = at(now() + timedelta(hours=2))
    assert "has not come yet" in send(mo, case, "case_tell_cqc", **later, victim="yes", perpetrator="no")
    assert "being written" in send(mo, case, "case_tell_cqc", **when, victim="yes", perpetrator="no"), (
        "it was to be told after all"
    )
    assert "has begun this already" in send(
        mo, case, "case_tell_cqc", **when, victim="yes", perpetrator="yes", why="As before."
    )


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
