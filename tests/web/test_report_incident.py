"""The domestic abuse incident form and the preventative form, page by page, and the 24 hours they start (DA-1, DA-3, DA-4; D6, D7)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.timezone import localtime

from heed.cases.choices import Kind
from heed.concerns import deciding, feeding, placing
from heed.concerns.choices import AccountKind, Danger, Form, Harm
from heed.concerns.deciding import CannotClose, Course
from heed.concerns.models import Account, Concern, Draft
from heed.deadlines.choices import Outcome
from heed.deadlines.models import Clock
from heed.domestic_abuse import telling as bodies
from heed.domestic_abuse.choices import Body
from heed.domestic_abuse.models import Notice
from heed.notifications import telling
from heed.notifications.models import Letter
from heed.organisation.choices import Nation
from heed.policies import visible
from heed.timeline.models import Event
from heed.training.models import Completion
from heed.training.models import Course as Training
from tests import factories
from tests.cases.casework import opened, opened_from, worked
from tests.concerning import COURSE, advised, reported
from tests.doing import acting, working
from tests.people import LONG_AGO, colleague, scheme
from tests.web.door import signed_in

pytestmark = pytest.mark.django_db
AUTHORITY, REGULATOR = "external_report", "cqc_notification"


@pytest.fixture(autouse=True)
def trained(rita, gail, mo):
    course = Training.objects.create(code="cfc", name="Cause for Concern", opens_form=True)
    for someone in (rita, gail, mo):
        Completion.objects.create(colleague=someone, course=course, on=LONG_AGO.date(), recorded_at=LONG_AGO)


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin, "14 Heol Ŵyn"), "Siân Rees")


@pytest.fixture
def lena(rita):
    """Rita's line manager: she opens no record."""
    above = colleague("lena", display_name="Lena Nowak")
    rita.line_manager = above
    rita.save()
    return above


@pytest.fixture
def phone(client, rita):
    client.force_login(rita)
    return client


def begun(phone, door="incident"):
    phone.post(f"/report/{door}/", {"key": uuid4(), "go": "find", "sought": "NP99 3QX"})
    return Draft.objects.latest("started_at")


def say(phone, draft, step, **answers):
    return phone.post(f"/report/{draft.pk}/{step}/", answers)


def sent(phone, home, door="incident", **more):
    draft = begun(phone, door)
    for step, answers in ({"where": {"home": home.pk}, "seen": {"seen": "He shouted and threw a plate."}} | more).items():
        assert say(phone, draft, step, **answers).status_code == 302, step
    return phone.get(say(phone, draft, "check").url)


def runs(code=AUTHORITY, **of):
    return Clock.objects.running().filter(rule=code, **of)


def told_of(event="concern.sent"):
    """Who got which letter when that was told."""
    with working() as at:
        for happened in Event.objects.filter(kind=event):
            telling.tell(str(happened.pk), at)
    return {(letter.message, letter.to.username) for letter in Letter.objects.select_related("to")}


def course(*harms):
    return Course(**{**COURSE.__dict__, "harms": list(harms)})


def decide(concern, by, *harms):
    with acting(by) as me:
        deciding.decide(visible.concerns(me).get(pk=concern.pk), course(*harms), by=by, at=me.at, lead=me.everything)


# The form ---------------------------------------------------------------------------------------------------------------------
def test_a_care_worker_reports_an_incident_on_her_phone_and_is_answered(phone, rita, gail, gwen, mo, rees):
    assert 'href="/report/incident/"' in phone.get("/report/").text
    first = phone.post("/report/incident/", {"key": uuid4(), "go": "find", "sought": "np993qx"})
    draft = Draft.objects.get()
    assert first.url == f"/report/{draft.pk}/where/"
    for step, answers, following in (
        ("where", {"home": rees.home.pk}, "danger"),
        ("danger", {"danger": "not_now"}, "seen"),
        ("seen", {"seen": "He threw a plate."}, "incident"),
        (
            "incident",
            {
                "police": "yes",
                "police_number": "NP-99-1",
                "hurt": "A cut hand, nobody has seen it.",
                "children": "not_known",
                "care_harmed": "yes",
                "care_alleged": "not_known",
                "reach": "At ten, never at night.",
                "agreed": "A call from Gail.",
                "go": "next",
            },
            "worry",
        ),
        ("worry", {"worry": "", "go": "next"}, "who"),
        ("who", {"go": "next"}, "done"),
        ("done", {"done": "", "go": "next"}, "check"),
    ):
        page = phone.get(f"/report/{draft.pk}/{step}/").text
        assert " of 7" in page, step
        assert say(phone, draft, step, **answers).url == f"/report/{draft.pk}/{following}/"
    check = phone.get(f"/report/{draft.pk}/check/").text
    for words in ("NP-99-1", "A cut hand", "I do not know", "At ten, never at night.", f"/report/{draft.pk}/incident/"):
        assert words in check
    confirmation = phone.get(say(phone, draft, "check").url).text
    concern = Concern.objects.get()
    assert concern.form == Form.INCIDENT and concern.reference in confirmation
    assert "Tell your line manager now, in this shift" in confirmation and "I have told them" in confirmation
    mine = phone.get(f"/reports/{concern.pk}/").text
    assert "A call from Gail." in mine and "Domestic abuse incident" in mine and "not_known" not in mine
    desk = signed_in(gail).get(f"/desk/{concern.pk}/", follow=True)
    assert desk.status_code == 200
    for words in ("Domestic abuse incident", "NP-99-1", "I do not know", "Open a case: they are told from there."):
        assert words in desk.text, words
    advised(concern, gail, gwen)
    decide(concern, gail, Harm.DOMESTIC)
    with acting(gail) as me:
        deciding.answer(visible.concerns(me).get(), "Thank you. She is safe tonight.", by=gail, at=me.at)
    assert "She is safe tonight." in phone.get(f"/reports/{concern.pk}/").text


def test_nothing_of_it_has_to_be_answered_and_it_is_kept_while_it_is_typed(phone, rees):
    draft = begun(phone)
    say(phone, draft, "seen", seen="Shouting.")
    assert phone.post(f"/report/{draft.pk}/incident/keep/", {"reach": "Her sis"}).status_code == 204
    assert "Her sis" in phone.get(f"/report/{draft.pk}/incident/").text
    assert say(phone, draft, "incident", reach="").url.endswith("/worry/")
    assert say(phone, draft, "check").url.endswith("/sent/")
    assert {row.kind for row in Account.objects.all()} == {AccountKind.SEEN}


def test_what_is_no_answer_is_refused_in_words_and_nothing_is_lost(phone):
    draft = begun(phone)
    page = say(phone, draft, "incident", police="perhaps", hurt="A cut hand.")
    assert page.status_code == 200 and "A cut hand." in page.text and "<title>Error:" in page.text
    say(phone, draft, "seen", seen="Shouting.")
    assert say(phone, draft, "check").url.startswith(f"/report/{draft.pk}/incident/")


def test_an_ordinary_report_is_not_asked_more(phone):
    phone.post("/report/", {"key": uuid4(), "go": "find", "sought": "NP99 3QX"})
    draft = Draft.objects.get()
    assert say(phone, draft, "seen", seen="Shouting.").url.endswith("/worry/")
    for page in ("incident", "early"):
        assert phone.get(f"/report/{draft.pk}/{page}/").url.endswith("/seen/")
    assert " of 6" in phone.get(f"/report/{draft.pk}/worry/").text
    say(phone, draft, "check")
    assert Concern.objects.get().form == Form.CONCERN and not runs().exists()


def test_the_preventative_form_asks_of_early_signs_and_starts_no_24_hours(phone, rees, gail):
    draft = begun(phone, "early")
    assert "What have you noticed?" in phone.get(f"/report/{draft.pk}/seen/").text
    assert say(phone, draft, "seen", seen="She no longer comes to the garden.").url.endswith("/early/")
    assert say(phone, draft, "early", since="Since May", offered="A coffee", helps="Mornings").url.endswith("/worry/")
    page = phone.get(say(phone, draft, "check").url).text
    assert "Tell your line manager" not in page
    concern = Concern.objects.get()
    assert concern.form == Form.PREVENTATIVE and not runs().exists()
    assert "Since May" in signed_in(gail).get(f"/desk/{concern.pk}/").text
    assert Clock.objects.filter(rule="first_advice").exists()


def test_told_my_line_manager_is_noted_once(phone, rees, gail):
    sent(phone, rees.home)
    concern = Concern.objects.get()
    for _number in range(2):
        phone.post(f"/reports/{concern.pk}/manager-told/")
    assert Event.objects.filter(kind="concern.manager_told").count() == 1
    page = phone.get(f"/reports/{concern.pk}/sent/").text
    assert "You told them: noted" in page and "I have told them" not in page
    assert "The reporter told their line manager" in signed_in(gail).get(f"/desk/{concern.pk}/").text


def test_of_anothers_incident_nobody_says_that(client, gail, phone, rees):
    sent(phone, rees.home)
    client.force_login(gail)
    assert client.post(f"/reports/{Concern.objects.get().pk}/manager-told/").status_code == 404


# The 24 hours -----------------------------------------------------------------------------------------------------------------
def test_they_run_from_sending_and_wait_for_the_schemes_manager(phone, rees, mo):
    sent(phone, rees.home)
    clock, concern = runs().get(), Concern.objects.get()
    assert (clock.started_at, clock.due_at) == (concern.sent_at, concern.sent_at + timedelta(hours=24))
    assert clock.owner == mo and clock.holds_id == concern.folder_id
    assert not runs(REGULATOR).exists(), "no registered care, and Wales"


def test_for_a_volunteer_they_run_from_when_the_volunteer_knew(client, mo, rees, now):
    client.force_login(mo)
    draft = begun(client)
    knew, wrote = localtime(now - timedelta(hours=5)), localtime(now - timedelta(hours=4))
    parts = {
        f"{name}_{part}": value
        for name, when in (("knew", knew), ("emailed", wrote))
        for part, value in (("day", when.day), ("month", when.month), ("year", when.year), ("time", when.strftime("%H:%M")))
    }
    assert "When did they write the e-mail" in client.get(f"/report/{draft.pk}/behalf/").text
    say(client, draft, "behalf", who="Bronwen, volunteer", **parts)
    again = client.get(f"/report/{draft.pk}/behalf/").text
    assert "Bronwen" in again and again.count(f'value="{wrote.year}"') == 2
    say(client, draft, "where", home=rees.home.pk)
    say(client, draft, "seen", seen="He locked her out.")
    assert "Their e-mail came" in client.get(f"/report/{draft.pk}/check/").text
    say(client, draft, "check")
    assert runs().get().started_at == knew.replace(second=0, microsecond=0)
    assert Account.objects.filter(kind=AccountKind.EMAILED).exists()


def test_without_a_scheme_nobody_owns_it_until_it_is_placed(rita, gail, mo, rees):
    concern = reported(rita, form=Form.INCIDENT)
    assert runs().get().owner is None
    with acting(gail) as me:
        placing.place(visible.concerns(me).get(pk=concern.pk), rees.pk, "The lock.", by=gail, at=me.at)
    assert runs().get().owner == mo


def test_the_manager_named_in_it_owes_and_hears_nothing(rita, gail, mo, rees):
    reported(rita, rees.home, form=Form.INCIDENT, colleagues=[mo])
    assert runs().get().owner is None
    assert "mo" not in {who for _message, who in told_of()}


@pytest.mark.parametrize(
    ("nation", "registered", "owed"),
    [(Nation.ENGLAND, True, True), (Nation.ENGLAND, False, False), (Nation.WALES, True, False)],
)
def test_cqc_is_owed_only_where_care_is_registered_in_england(rita, coast, nation, registered, owed):
    there = scheme("Maple House", coast, nation, registered_care=registered)
    reported(rita, factories.home(there, "1 Maple"), form=Form.INCIDENT)
    assert runs(REGULATOR).exists() == owed and runs().exists()


def test_cqc_is_owed_from_when_it_is_known_that_it_is_there(rita, gail, coast):
    there = scheme("Maple House", coast, Nation.ENGLAND, registered_care=True)
    concern = reported(rita, form=Form.INCIDENT)
    home = factories.household(factories.home(there, "1 Maple"), "Ann Sample")
    with acting(gail) as me:
        placing.place(visible.concerns(me).get(pk=concern.pk), home.pk, "She said so.", by=gail, at=me.at)
    assert runs(REGULATOR).get().started_at == concern.sent_at and runs().count() == 1


# Who is told ------------------------------------------------------------------------------------------------------------------
def test_line_manager_and_schemes_manager_are_told_at_once_without_detail(rita, lena, gail, mo, olive, rees):
    concern = reported(rita, rees.home, form=Form.INCIDENT)
    told = told_of()
    assert {("incident_in_your_team", "lena"), ("incident_in_your_scheme", "mo"), ("new_concern", "gail")} <= told
    assert "olive" not in {who for _message, who in told} and ("in_your_scheme", "mo") not in told
    letter = Letter.objects.get(to=lena)
    assert (letter.path, letter.reference) == ("/whom-do-i-tell/", "")
    assert Letter.objects.get(to=mo).path == f"/desk/{concern.pk}/"


def test_a_line_manager_who_is_named_hears_nothing(rita, lena, rees):
    reported(rita, rees.home, form=Form.INCIDENT, colleagues=[lena])
    assert "lena" not in {who for _message, who in told_of()}


def test_of_an_ordinary_concern_no_line_manager_hears(rita, lena, mo, rees):
    reported(rita, rees.home)
    assert told_of() == {("in_your_scheme", "mo"), ("new_concern", "gail")}


def test_in_danger_the_group_is_called_as_ever(rita, lena, gail, rees):
    reported(rita, rees.home, form=Form.INCIDENT, danger=Danger.NOW)
    assert {("new_concern_danger", "gail"), ("incident_in_your_team", "lena")} <= told_of()


# The decision -----------------------------------------------------------------------------------------------------------------
def test_decided_to_be_domestic_abuse_they_start_from_when_it_was_known(rita, gail, gwen, mo, rees, now):
    knew = now - timedelta(hours=3)
    concern = advised(reported(rita, rees.home, on_behalf_of="Bronwen", knew_at=knew), gail, gwen)
    assert not runs().exists()
    decide(concern, gail, Harm.DOMESTIC)
    assert (runs().get().started_at, runs().get().owner) == (knew, mo)
    with acting(gail) as me:
        deciding.answer(visible.concerns(me).get(), "Thank you.", by=gail, at=me.at)
    with acting(gail) as me, pytest.raises(CannotClose, match="Open a case"):
        deciding.close(visible.concerns(me).get(), by=gail, at=me.at)


def test_decided_not_to_be_domestic_abuse_they_were_not_owed(rita, gail, gwen, leo, rees):
    concern = advised(reported(rita, rees.home, form=Form.INCIDENT), gail, gwen)
    decide(concern, gail, Harm.FINANCIAL)
    assert Clock.objects.get(rule=AUTHORITY).outcome == Outcome.NOT_POSSIBLE
    with acting(leo) as me:
        deciding.reopen(visible.concerns(me).get(), "He hits her.", by=leo, at=me.at)
    decide(concern, leo, Harm.DOMESTIC)
    assert runs().get().started_at == concern.sent_at


# The case ---------------------------------------------------------------------------------------------------------------------
def test_a_case_opened_directly_owes_from_its_entry(mo, brynfelin, now):
    entered = now - timedelta(hours=2)
    case = opened(mo, brynfelin, mo, kind=Kind.DOMESTIC_ABUSE, entered_at=entered)
    clock = runs(folder=case.folder_id).get()
    assert (clock.started_at, clock.owner, clock.holds_id) == (entered, mo, case.folder_id)
    other = opened(mo, brynfelin, mo, kind=Kind.OTHER)
    assert not runs(folder=other.folder_id).exists()


def test_from_a_concern_they_move_once_and_are_not_started_again(rita, gail, gwen, leo, mo, rees, brynfelin):
    concern = advised(reported(rita, rees.home, form=Form.INCIDENT), gail, gwen)
    case = opened_from(concern, gail, brynfelin, mo, kind=Kind.DOMESTIC_ABUSE)
    clock = runs().get()
    assert (clock.folder_id, clock.holds_id, clock.owner, clock.started_at) == (
        case.folder_id,
        case.folder_id,
        mo,
        concern.sent_at,
    )
    decide(concern, gail, Harm.DOMESTIC)
    assert Clock.objects.filter(rule=AUTHORITY).count() == 1
    Clock.objects.filter(rule=AUTHORITY).update(met_at=clock.due_at, met_by=mo, outcome=Outcome.DONE, next_at=None)
    opened_from(concern, leo, brynfelin, mo, kind=Kind.DOMESTIC_ABUSE)
    assert Clock.objects.filter(rule=AUTHORITY).count() == 1, "it was told of already"


def test_a_case_of_a_concern_not_yet_decided_owes_from_when_it_was_sent(rita, gail, mo, rees, brynfelin):
    concern = reported(rita, rees.home)
    case = opened_from(concern, gail, brynfelin, mo, kind=Kind.DOMESTIC_ABUSE)
    assert (runs().get().folder_id, runs().get().started_at) == (case.folder_id, concern.sent_at)


def test_decided_after_a_case_was_fed_the_case_owes_it(rita, gail, gwen, mo, rees, brynfelin):
    concern = advised(reported(rita, rees.home), gail, gwen)
    case = opened_from(concern, gail, brynfelin, mo, kind=Kind.OTHER)
    decide(concern, gwen, Harm.DOMESTIC)
    assert runs().get().folder_id == case.folder_id


def test_where_two_run_in_one_case_the_first_to_be_due_stands(rita, gail, leo, mo, rees, brynfelin):
    case = opened(mo, brynfelin, mo, kind=Kind.DOMESTIC_ABUSE)
    first = runs().get()
    concern = reported(rita, rees.home, form=Form.INCIDENT)
    with acting(leo) as me:
        feeding.feed(visible.concerns(me).get(pk=concern.pk), visible.cases(me).get(pk=case.pk), by=leo, at=me.at)
    assert runs().get() == first
    assert Clock.objects.filter(rule=AUTHORITY, outcome=Outcome.HANDED_ON).count() == 1


# Telling them -----------------------------------------------------------------------------------------------------------------
def test_when_it_was_known_comes_from_the_clock_and_is_corrected_with_a_reason(mo, brynfelin, now):
    case = opened(mo, brynfelin, mo, kind=Kind.DOMESTIC_ABUSE, entered_at=now - timedelta(hours=2))
    browser, where = signed_in(mo), f"/cases/{case.pk}/told/local-authority/"
    page = browser.get(where).text
    assert "Its 24 hours run from" in page and "Only if that is wrong" in page
    right = localtime(now - timedelta(hours=6)).replace(second=0, microsecond=0)
    when = {"when_day": right.day, "when_month": right.month, "when_year": right.year, "when_time": right.strftime("%H:%M")}
    assert "Write why it was known at another time" in browser.post(where, {"box_happened": "x", **when}).text
    assert browser.post(where, {"box_happened": "He threw a plate.", "why": "She rang at noon.", **when}).status_code == 302
    assert runs().get().started_at == right
    assert Event.objects.filter(kind="notice.known_corrected").exists()
    with worked(case, mo) as (seen, _me):
        assert bodies.known_since(seen, Body.LOCAL_AUTHORITY) == right


def test_it_was_known_no_later_than_it_was_reported_and_those_above_learn_of_a_correction(
    mo, leo, rees, brynfelin, now, gail, rita
):
    case = opened_from(reported(rita, rees.home, form=Form.INCIDENT), gail, brynfelin, mo, kind=Kind.DOMESTIC_ABUSE)
    since = runs().get().started_at
    with worked(case, mo) as (seen, me):
        with pytest.raises(bodies.CannotTell, match="by then it had been reported"):
            bodies.correct_known(seen, me.at, "It suits us.", by=mo, at=me.at)
        bodies.correct_known(seen, since - timedelta(hours=1), "He rang before.", by=mo, at=me.at)
    assert told_of("notice.known_corrected") == {("known_corrected", leo.username)}


def test_cqc_need_not_be_told_becomes_to_be_told(mo, brynfelin):
    brynfelin.registered_care = True
    brynfelin.nation = Nation.ENGLAND
    brynfelin.save()
    case = opened(mo, brynfelin, mo, kind=Kind.DOMESTIC_ABUSE)
    with worked(case, mo) as (seen, me):
        known = {"known_at": seen.entered_at, "by": mo, "at": me.at}
        bodies.decide(seen, bodies.Gate(False, False), "Neither gets care from us.", **known)
        bodies.decide(seen, bodies.Gate(True, False), "", **known)
        assert runs(REGULATOR).get().due_at == case.entered_at + timedelta(hours=24)
        with pytest.raises(bodies.CannotTell, match="begun"):
            bodies.decide(seen, bodies.Gate(True, True), "", **known)
        bodies.decide(seen, bodies.Gate(False, False), "Neither, after all: another household.", **known)
    assert not runs(REGULATOR).exists() and not Notice.objects.filter(state="draft").exists(), "a yes by mistake has a way back"


def test_what_the_form_said_of_care_stands_in_the_gate(rita, gail, mo, rees, brynfelin):
    asked = {AccountKind.CARE_HARMED: "yes", AccountKind.CARE_ALLEGED: "not_known"}
    concern = reported(rita, rees.home, form=Form.INCIDENT, asked=asked)
    case = opened_from(concern, gail, brynfelin, mo, kind=Kind.DOMESTIC_ABUSE)
    page = signed_in(mo).get(f"/cases/{case.pk}/told/cqc/")
    form = page.context["form"]
    assert (form["victim"].value(), form["perpetrator"].value()) == ("yes", None)
    assert page.text.count(" checked") == 2, "nobody knows yet stands for the other"
