"""A concern's page and what is done on it: who sees it, two voices kept apart, a decision, an answer, an end."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localtime

from heed.concerns import advising, placing
from heed.concerns.choices import Danger, State
from heed.concerns.deciding import ToDo
from heed.concerns.models import Advice, Answer, Concern, Decision, Theme
from heed.deadlines.models import Clock
from heed.folders.actions import keep_out, let_in
from heed.folders.choices import Why
from heed.households import actions as households
from heed.households.actions import Contact
from heed.households.choices import FlagKind
from heed.households.models import Person, Tie
from heed.pictures.concern.dossier import dossier, to_open
from heed.policies import visible
from heed.timeline.models import Event
from tests import factories
from tests.concerning import advised, decided, now, reported
from tests.doing import acting
from tests.web.door import rows, signed_in

pytestmark = pytest.mark.django_db
ASKING = (
    "concern_acting",
    "concern_advise",
    "concern_withdraw",
    "concern_skills",
    "concern_lead",
    "concern_decide",
    "concern_action",
    "concern_answer",
    "concern_nobody",
    "concern_close",
    "concern_reopen",
    "concern_place",
)
ADVICE = {"steps": ["visit"], "sure": "fairly", "words": "Go in pairs, in the morning."}
DECISION = {
    "steps": ["visit"],
    "reasons": "Both say so.",
    "harms": ["domestic"],
    "location": "own_home",
    "source_of_risk": "known",
    "rows": "1",
}


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin), "Siân Rees", "Darren Pugh")


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.DEMO = True


def get(who, concern, name: str = "concern"):
    return signed_in(who).get(reverse(name, args=[concern.pk]))


def post(who, concern, name: str, **said):
    return signed_in(who).post(reverse(name, args=[concern.pk]), said)


def todo(what: str, owner, at, number: int = 0) -> dict[str, str]:
    due = at + timedelta(days=3)
    return {
        f"todo{number}-what": what,
        f"todo{number}-owner": str(owner.pk),
        f"todo{number}-due_day": str(due.day),
        f"todo{number}-due_month": str(due.month),
        f"todo{number}-due_year": str(due.year),
        f"todo{number}-due_time": "10:30am",
    }


# Who sees it -------------------------------------------------------------------------------------------------------------------
def test_the_group_and_the_lead_read_all_of_it_with_the_reporters_name(rita, gail, leo, rees):
    concern = reported(rita, rees.home, child_words="Dad comes when it’s dark.", told="Shouting", told_by="A neighbour")
    for someone in (gail, leo):
        page = get(someone, concern).content.decode()
        for words in ("under the bed", "Dad comes when it’s dark.", "A neighbour", "Rita Okafor", "Who reported it"):
            assert words in page, words


def test_the_schemes_manager_reads_it_without_the_reporters_name_and_can_do_nothing(rita, mo, gail, gwen, rees):
    """Nor on whose behalf, nor by elimination who is not asked for advice, nor from whose draft a reminder once ran."""
    concern = advised(reported(gail, rees.home, on_behalf_of="Agnes, the volunteer at the door"), gwen)
    answer = get(mo, concern)
    page = answer.content.decode()
    assert "under the bed" in page and "Gwen Example" in page
    assert (
        "Gail" not in page
        and "Agnes" not in page
        and "Who reported it" not in page
        and "answered yet" not in page
        and "Unsent report" not in page
    )
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
    for name in ASKING:
        assert get(mo, concern, name).status_code == 404, name
        assert post(mo, concern, name, **ADVICE).status_code == 404, name


@pytest.mark.parametrize("name", ["rita", "olive", "nia", "tom", "ada", "cai"])
def test_it_does_not_exist_for_anybody_else(name, request, rita, gail, seaview, rees):
    """Olive has the right role in the wrong scheme, and a caseload of her own."""
    concern, hers = reported(rita, rees.home), reported(rita, factories.household(factories.home(seaview)).home)
    someone = request.getfixturevalue(name)
    for page in ("concern", *ASKING):
        assert get(someone, concern, page).status_code == 404, page
        if page != "concern":
            assert post(someone, concern, page, **ADVICE | DECISION).status_code == 404, page
    assert get(someone, hers).status_code == (200 if name == "olive" else 404)
    assert not Advice.objects.exists() and not Decision.objects.exists()


@pytest.mark.parametrize("how", ["named", "tied", "withdrawn"])
def test_the_conflicted_meet_404_on_every_page(how, rita, gail, gwen, rees):
    if how == "tied":
        Tie.objects.create(colleague=gail, home=rees.home, kind="related", since=now() - timedelta(days=3), by=gail)
    concern = reported(rita, rees.home, colleagues=[gail] if how == "named" else [])
    if how == "withdrawn":
        answer = post(gail, concern, "concern_withdraw")
        assert answer.status_code == 302 and answer.url == reverse("desk")
    for page in ("concern", *ASKING):
        assert get(gail, concern, page).status_code == 404, page
        assert post(gail, concern, page, **ADVICE).status_code in (404, 405), page
    assert get(gwen, concern).status_code == 200


def test_each_look_leaves_one_row_and_so_does_each_refusal(rita, gail, olive, rees):
    concern = reported(rita, rees.home)
    with rows() as written:
        get(gail, concern)
        get(olive, concern)
    assert [(look.colleague_id, look.verb, look.record) for look in written] == [
        (gail.pk, "looked", concern.pk),
        (olive.pk, "refused", concern.pk),
    ]


def test_its_title_and_address_say_nothing_of_anybody(rita, gail, rees):
    page = get(gail, reported(rita, rees.home)).content.decode()
    title = re.search("<title>(.*?)</title>", page, re.DOTALL)[1]
    assert re.fullmatch(r"Concern \S{4}-\S{4} – Heed", title.strip())


def test_it_costs_no_more_statements_however_much_is_in_it(rita, gail, gwen, mo, rees):
    concern = decided(
        advised(reported(rita, rees.home), gail, gwen), gail, ToDo("Replace the lock", mo, now() + timedelta(days=1))
    )
    with acting(gail) as me, CaptureQueriesContext(connection) as asked:
        dossier(me, to_open(me).get(pk=concern.pk), me.at)
    assert len(asked) <= 15, [one["sql"][:90] for one in asked]


# Two voices ---------------------------------------------------------------------------------------------------------------------
def test_the_first_advice_stands_nowhere_for_the_second_member(rita, gail, gwen, hassan, leo, rees):
    concern = reported(rita, rees.home)
    post(gail, concern, "concern_advise", **ADVICE | {"words": "SECRET-ADVICE ring at ten"})
    paths = [
        reverse("desk"),
        reverse("my_actions"),
        reverse("loops"),
        *(reverse(name, args=[concern.pk]) for name in ("concern", *ASKING)),
        reverse("household", args=[rees.pk]),
    ]
    for member in (gwen, hassan):
        browser = signed_in(member)
        for path in paths:
            page = browser.get(path, follow=True).content.decode()
            assert "SECRET-ADVICE" not in page and "Visit, two together</strong>" not in page, path
    assert "SECRET-ADVICE" in get(leo, concern).content.decode(), "the lead is never blind"
    assert "SECRET-ADVICE" in get(gail, concern).content.decode(), "nor its author"
    post(gwen, concern, "concern_advise", **ADVICE | {"words": "SECOND-ADVICE go now"})
    page = get(gwen, concern).content.decode()
    assert "SECRET-ADVICE" in page and "SECOND-ADVICE" in page


def test_acting_shows_to_all_at_once(rita, gail, gwen, mo, rees):
    concern = reported(rita, rees.home, danger=Danger.NOW)
    assert post(gail, concern, "concern_acting", words="Ringing her now").status_code == 302
    for someone in (gwen, mo):
        assert "Ringing her now" in get(someone, concern).content.decode()


def test_a_reporter_who_is_a_member_can_neither_advise_nor_decide_nor_answer(gail, gwen, hassan, rees):
    concern = reported(gail, rees.home)
    answer = post(gail, concern, "concern_advise", **ADVICE | {"words": "My own view"})
    assert "You reported this concern" in answer.content.decode() and "My own view" in answer.content.decode()
    concern = advised(concern, gwen, hassan)
    answer = post(gail, concern, "concern_decide", **DECISION)
    assert "somebody else decides" in answer.content.decode() and not Decision.objects.exists()
    decided(concern, gwen)
    post(gail, concern, "concern_answer", thanks="Thanks", done="Done", send="1")
    assert not Answer.objects.exists()


def test_advising_twice_keeps_what_was_typed_and_says_why_not(rita, gail, rees):
    concern = advised(reported(rita, rees.home), gail)
    page = post(gail, concern, "concern_advise", **ADVICE).content.decode()
    assert "There is a problem" in page and "Go in pairs, in the morning." in page and Advice.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"steps": ["visit", "nothing"]}, {"steps": ["burn"]}, {"sure": "very"}, {"words": ""}, {"steps": []}]
)
def test_a_wrong_choice_is_refused_in_words_and_the_rest_stays(wrong, rita, gail, rees):
    concern = reported(rita, rees.home)
    page = post(gail, concern, "concern_advise", **ADVICE | wrong).content.decode()
    assert "There is a problem" in page and not Advice.objects.exists()
    assert "words" in wrong or "Go in pairs, in the morning." in page


def test_a_let_in_colleague_who_is_not_of_the_group_reads_and_does_nothing(rita, nia, gail, rees):
    from heed.procedures.access import let_in

    concern = reported(rita, rees.home)
    with acting(gail) as me:
        let_in(concern.folder_id, nia, "She visits on Friday", by=gail, at=me.at, until=me.at + timedelta(days=1))
    page = get(nia, concern).content.decode()
    assert "under the bed" in page and "Rita" not in page
    assert post(nia, concern, "concern_advise", **ADVICE).status_code == 404


def test_skills_wanted_stand_on_the_desk_and_come_off_again(rita, gail, gwen, rees):
    concern = reported(rita, rees.home)
    post(gail, concern, "concern_skills", skills=["children"])
    assert "wanted: Children" in signed_in(gwen).get("/desk/").content.decode()
    post(gail, concern, "concern_skills")
    assert "wanted: Children" not in signed_in(gwen).get("/desk/").content.decode()


# Deciding -----------------------------------------------------------------------------------------------------------------------
def test_a_decision_with_several_actions_tells_each_owner_and_stands_on_the_page(rita, gail, gwen, mo, rees):
    Theme.objects.create(code="damp", name="Damp and mould")
    concern = advised(reported(rita, rees.home), gail, gwen)
    said = (
        DECISION
        | {"themes": ["damp"], "rows": "3"}
        | todo("Replace the lock", mo, now())
        | todo("Ring the school", gail, now(), 2)
    )
    assert post(gail, concern, "concern_decide", **said).status_code == 302
    assert sorted(Clock.objects.filter(rule="action").values_list("owner__username", flat=True)) == ["gail", "mo"]
    assert Event.objects.filter(kind="action.owed").count() == 2
    page = get(gwen, concern).content.decode()
    for words in ("Both say so.", "Domestic abuse", "Damp and mould", "Replace the lock", "Ring the school", "10:30am"):
        assert words in page, words


def test_one_more_row_keeps_what_was_typed_and_complains_of_nothing(rita, gail, gwen, mo, rees):
    concern = advised(reported(rita, rees.home), gail, gwen)
    page = post(
        gail,
        concern,
        "concern_decide",
        **{"reasons": "Half written", "rows": "1", "more": "1"} | todo("Replace the lock", mo, now()),
    ).content.decode()
    assert "Half written" in page and "Replace the lock" in page and "todo1-what" in page and "There is a problem" not in page


@pytest.mark.parametrize("rows_", ["", "0", "-3", "9999999", "x"])
def test_an_odd_number_of_rows_does_not_break_the_page(rows_, rita, gail, gwen, rees):
    concern = advised(reported(rita, rees.home), gail, gwen)
    assert post(gail, concern, "concern_decide", rows=rows_, reasons="x").status_code == 200


def test_a_half_filled_action_is_refused_and_everything_stays(rita, gail, gwen, rees):
    concern = advised(reported(rita, rees.home), gail, gwen)
    page = post(gail, concern, "concern_decide", **DECISION | {"todo0-what": "Ring somebody"}).content.decode()
    assert (
        "Who does it" in page
        and "There is a problem" in page
        and "Ring somebody" in page
        and "Both say so." in page
        and not Decision.objects.exists()
    )


def test_the_conflicted_are_not_in_the_picker_and_cannot_be_given_an_action(rita, gail, gwen, mo, rees):
    concern = advised(reported(rita, rees.home, colleagues=[mo]), gail, gwen)
    assert "Mo Hassan" not in get(gail, concern, "concern_decide").content.decode()
    page = post(gail, concern, "concern_decide", **DECISION | todo("Replace the lock", mo, now())).content.decode()
    assert "There is a problem" in page and not Clock.objects.filter(rule="action").exists()


def test_deciding_second_says_so_and_keeps_the_text(rita, gail, gwen, rees):
    concern = advised(reported(rita, rees.home), gail, gwen)
    assert post(gail, concern, "concern_decide", **DECISION).status_code == 302
    page = post(gwen, concern, "concern_decide", **DECISION | {"reasons": "My long careful reasons"}).content.decode()
    assert "decided already" in page and "My long careful reasons" in page and Decision.objects.count() == 1


def test_before_two_voices_nothing_is_decided_and_a_third_member_does_not_decide(rita, gail, gwen, hassan, rees):
    concern = advised(reported(rita, rees.home), gail)
    assert "Two members advise" in post(gail, concern, "concern_decide", **DECISION).content.decode()
    advised(concern, gwen)
    assert "One of the two who advised" in post(hassan, concern, "concern_decide", **DECISION).content.decode()
    assert not Decision.objects.exists()


def test_asked_to_decide_only_the_lead_decides(rita, gail, gwen, leo, rees):
    concern = advised(reported(rita, rees.home), gail, gwen)
    assert post(gail, concern, "concern_lead", words="We want your view").status_code == 302
    assert "the Safeguarding Lead decides" in post(gail, concern, "concern_decide", **DECISION).content.decode()
    assert post(leo, concern, "concern_decide", **DECISION).status_code == 302


# The answer and the end ----------------------------------------------------------------------------------------------------------
ANSWER = {"thanks": "Thank you, Rita.", "done": "The door is mended.", "look_out": "New damage."}


def test_an_answer_is_seen_first_can_be_changed_and_is_sent_once(rita, gail, gwen, rees):
    concern = decided(advised(reported(rita, rees.home), gail, gwen), gail)
    page = post(gail, concern, "concern_answer", **ANSWER).content.decode()
    assert "This is what the reporter will read" in page and not Answer.objects.exists()
    assert "The door is mended." in post(gail, concern, "concern_answer", **ANSWER, change="1").content.decode()
    assert post(gail, concern, "concern_answer", **ANSWER, send="1").status_code == 302
    again = post(gwen, concern, "concern_answer", **ANSWER | {"done": "Written meanwhile"}, send="1").content.decode()
    assert "answered a moment ago" in again and "Written meanwhile" in again and Answer.objects.count() == 1
    assert Answer.objects.get().words == "Thank you, Rita.\n\nThe door is mended.\n\nNew damage."


def test_the_form_reminds_where_the_answer_names_somebody_in_it(rita, gail, gwen, rees):
    from heed.concerns.choices import Part
    from heed.concerns.reporting import Named

    concern = decided(advised(reported(rita, rees.home, people=[Named("Siân Rees", Part.VICTIM)]), gail, gwen), gail)
    assert "This names Siân" in post(gail, concern, "concern_answer", **ANSWER | {"done": "We spoke to Siân."}).content.decode()


def test_it_closes_only_when_nothing_is_owed_and_says_what_is(rita, gail, gwen, mo, rees):
    concern = decided(
        advised(reported(rita, rees.home), gail, gwen), gail, ToDo("Replace the lock", mo, now() + timedelta(days=1))
    )
    refused = post(gail, concern, "concern_close").content.decode()
    assert "has not been answered" in refused and "Replace the lock" in refused
    post(gail, concern, "concern_answer", **ANSWER, send="1")
    assert "still owed" in post(gail, concern, "concern_close").content.decode()
    signed_in(mo).post(reverse("action", args=[Clock.objects.get(rule="action").pk]), {"outcome": "done"})
    assert post(gail, concern, "concern_close").status_code == 302
    assert Concern.objects.get().state == State.CLOSED
    assert post(gwen, concern, "concern_reopen", words="New damage").status_code == 302
    assert Concern.objects.get().state == State.REOPENED
    page = get(gail, concern).content.decode()
    assert "Thank you, Rita." in page  # what was answered before
    assert Clock.objects.running().get().rule == "answer_reporter"  # the reporter hears of the new decision too
    decided(concern, gail)
    assert "has not been answered" in post(gail, concern, "concern_close").content.decode()
    assert post(gail, concern, "concern_answer", **ANSWER | {"done": "The lock too."}, send="1").status_code == 302
    assert post(gail, concern, "concern_close").status_code == 302 and Answer.objects.count() == 2


def test_after_a_week_a_closing_stands(rita, gail, gwen, rees):
    concern = decided(advised(reported(rita, rees.home), gail, gwen), gail)
    post(gail, concern, "concern_answer", **ANSWER, send="1")
    post(gail, concern, "concern_close")
    Concern.objects.update(closed_at=now() - timedelta(days=8))
    page = post(gail, concern, "concern_reopen", words="Why I want it open").content.decode()
    assert "Why I want it open" in page and Concern.objects.get().state == State.CLOSED


def test_where_the_reporter_has_left_the_lead_records_why_nobody_is_answered(rita, gail, gwen, leo, rees):
    concern = decided(advised(reported(rita, rees.home), gail, gwen), gail)
    assert "cannot be done now" in post(leo, concern, "concern_nobody", words="Gone").content.decode()
    rita.is_active = False
    rita.save()
    assert "cannot be done now" in post(gail, concern, "concern_answer", **ANSWER, send="1").content.decode()
    assert "cannot be done now" in post(gail, concern, "concern_nobody", words="Gone").content.decode()
    assert post(leo, concern, "concern_nobody", words="Left in May, rang twice").status_code == 302
    assert "Left in May" in get(gail, concern).content.decode()


def test_somebody_kept_out_since_cannot_post_what_she_had_open(rita, gail, gwen, rees):
    concern = reported(rita, rees.home)
    keep_out(concern.folder_id, gwen, why=Why.TIE, by=None, at=now() - timedelta(seconds=1))
    assert post(gwen, concern, "concern_advise", **ADVICE).status_code == 404
    with acting(gail) as me:
        assert not advising.who_advised(visible.concerns(me).get())


def test_a_long_concern_shows_what_happened_a_page_at_a_time_and_each_entry_once(rita, gail, gwen, rees):
    concern = advised(reported(rita, rees.home), gail, gwen)
    begun = now() - timedelta(days=5)
    Event.objects.bulk_create(
        Event(
            kind="clock.due_soon",
            folder_id=concern.folder_id,
            occurred_at=begun - timedelta(hours=number // 2),  # two share an instant, so that a page may end between them
            known_at=begun - timedelta(hours=number // 2),
            recorded_at=begun,
        )
        for number in range(90)
    )
    client, seen, pages = signed_in(gail), [], 0
    address = reverse("concern", args=[concern.pk])
    following = ""
    while pages < 9:
        answer = client.get(address + following)
        seen += [entry.pk for entry in answer.context["entries"]]
        pages += 1
        following = answer.context["older"]
        assert ("Back to the newest" in answer.content.decode()) == (pages > 1)
        if not following:
            break
    assert len(seen) == len(set(seen)) == Event.objects.filter(folder=concern.folder_id).count() and pages == 3
    for odd in ("x", "9-9", f"99999999999999999-{concern.pk}", "²-" + str(concern.pk)):
        assert len(client.get(address, {"before": odd}).context["entries"]) == 40, odd


def test_what_somebody_is_doing_stays_in_sight_on_every_page_of_a_long_concern(rita, gail, rees):
    concern = reported(rita, rees.home)
    post(gail, concern, "concern_acting", words="Ringing her now")
    page = signed_in(gail).get(reverse("concern", args=[concern.pk]), {"before": f"1-{concern.pk}"}).content.decode()
    assert "Acting now:" in page and "Ringing her now" in page


# How to be safe there -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def warned(rees, leo):
    """The household with a safe contact and a warning for staff."""
    sian, due = Person.objects.get(folder=rees.folder_id, name="Siân Rees"), now() + timedelta(days=30)
    with acting(leo) as me:
        households.set_safe_contact(sian, Contact("Ring after 9:30am", no_message=True), by=leo, at=me.at)
        households.raise_flag(
            rees,
            FlagKind.STAFF_SAFETY,
            "10",
            "Threatened a plumber.",
            by=leo,
            at=me.at,
            person=Person.objects.get(folder=rees.folder_id, name="Darren Pugh"),
            review_on=due.date(),
            review_at=due,
        )
    return rees


SAFELY = (
    "<strong>Safe contact only: Siân Rees.</strong> Ring after 9:30am. No message left.",
    "<strong>Do not visit alone.</strong> Darren Pugh: Threatened a plumber.",
)


def test_whoever_is_asked_to_ring_or_visit_reads_first_how_to_be_safe_there(rita, gail, gwen, hassan, mo, leo, warned):
    concern = reported(rita, warned.home)
    pages = [get(gail, concern), get(mo, concern), get(gail, concern, "concern_advise")]
    concern = advised(concern, gail, gwen)
    pages += [get(leo, concern, "concern_decide"), post(leo, concern, "concern_decide", reasons="x")]
    decided(concern, gail)
    pages.append(get(gail, concern, "concern_answer"))
    for page in pages:
        text = page.content.decode().split("<main")[1]
        assert page.status_code == 200
        for words in SAFELY:
            assert text.count(words) == 1 and text.index(words) < text.index("What was reported"), words


def test_the_warnings_of_a_household_are_for_those_who_may_open_it_themselves(rita, gail, gwen, olive, leo, warned):
    """Kept out of it because of a tie, or let into the concern alone: nothing on the page tells that there are warnings."""
    concern = reported(rita, warned.home)
    keep_out(warned.folder_id, gwen, why=Why.TIE, by=None, at=now() - timedelta(seconds=1))
    let_in(concern.folder_id, olive, why=Why.GRANT, by=leo, at=now() - timedelta(seconds=1), until=now() + timedelta(days=1))
    for someone in (gwen, olive):
        answer = get(someone, concern)
        page = answer.content.decode()
        assert answer.status_code == 200 and "under the bed" in page
        assert "Safe contact" not in page and "Do not visit alone" not in page and 'class="flags"' not in page
    assert SAFELY[0] in get(gail, concern).content.decode()


def test_of_several_households_each_warning_says_whose_it_is_and_a_lifted_flag_is_gone(rita, gail, leo, brynfelin, warned):
    other = factories.household(factories.home(brynfelin, "15 Heol Ŵyn"), "Mali Price")
    concern = reported(rita, warned.home)
    with acting(leo) as me:
        placing.place(concern, other.pk, "They share a yard", by=leo, at=me.at)
        need = households.raise_flag(other, FlagKind.VICTIM_SAFETY, "SAF1.01", "Old words", by=leo, at=me.at)
    page = get(leo, concern).content.decode().split("<main")[1]
    assert f"No message left. <small>{warned.home}</small>" in page and f"Old words <small>{other.home}</small>" in page
    with acting(leo) as me:
        households.lift_flag(need, "She has moved", by=leo, at=me.at)
    assert "Old words" not in get(leo, concern).content.decode().split("What was reported")[0]


def test_what_stands_around_a_concern_costs_one_statement_and_none_where_nothing_is_linked(rita, gail, warned):
    placed, nowhere = reported(rita, warned.home), reported(rita)
    asked = {}
    for concern in (placed, nowhere):
        with acting(gail) as me:
            found = to_open(me).get(pk=concern.pk)
            with CaptureQueriesContext(connection) as queries:
                seen = dossier(me, found, me.at)
        assert bool(seen.warnings) == (concern == placed)
        asked[concern] = len(queries)
    assert asked[placed] == asked[nowhere] + 1
    browser = signed_in(gail)
    for concern in (placed, nowhere):
        browser.get(reverse("concern", args=[concern.pk]))
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("concern", args=[concern.pk]))
        sent = [q["sql"] for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "set role", "reset role"))]
        assert len(sent) <= 13 + 2, "\n".join(sql[:160] for sql in sent)  # a test's two transactions take their context back


# On a phone ---------------------------------------------------------------------------------------------------------------------
def test_what_was_reported_stands_before_who_has_not_answered_and_those_stand_in_one_line(rita, gail, gwen, hassan, leo, rees):
    concern = advised(reported(rita, rees.home), gwen)
    page = get(leo, concern).content.decode()
    waiting = re.search(r"<li>(\d+) (has|have) not answered yet: ([^<]*)</li>", page)
    assert waiting and int(waiting[1]) == len(waiting[3].split(", ")) and "Gail Prosser" in waiting[3]
    assert "Gwen" not in waiting[3] and page.count("answered yet") == 1
    assert page.index("What was reported") < page.index("Who has answered") < page.index("Everything that happened")


def test_errors_of_a_decision_stand_in_the_order_of_the_page_and_no_empty_row_comes_back(rita, gail, gwen, rees):
    concern = advised(reported(rita, rees.home), gail, gwen)
    page = post(gail, concern, "concern_decide", **{"rows": "3", "todo0-what": "Replace the lock"}).content.decode()
    summary, form = page.split('<form class="dense"')[0], page.split('<form class="dense"')[1]
    links = re.findall(r'href="#(id_[^"]+)"', summary)
    assert [link.removeprefix("id_").split("_0")[0] for link in links] == sorted(
        (link.removeprefix("id_").split("_0")[0] for link in links), key=lambda name: form.index(f'name="{name}')
    )
    assert len(links) >= 7 and links[2].startswith("id_todo0"), links
    assert "todo0-what" in form and "todo1-what" not in form and 'name="rows" value="1"' in form
    kept = post(gail, concern, "concern_decide", **{"rows": "3", "todo1-what": "Ring her"}).content.decode()
    assert "todo1-what" in kept and "todo2-what" not in kept, "an empty row before a filled one keeps the places"


def test_the_desk_says_in_plain_words_where_the_figures_are(leo):
    browser = signed_in(leo)
    assert "How long answers take" in browser.get(reverse("desk")).content.decode()
    page = browser.get(reverse("loops")).content.decode()
    assert "<h1>How long answers take</h1>" in page and "<title>How long answers take" in page.replace("\n", "")


def test_whoever_read_a_households_warnings_by_the_concern_is_found_among_who_has_looked(rita, gail, warned):
    concern = reported(rita, warned.home)
    other = reported(rita, warned.home)
    for name in ("concern", "concern_advise"):
        with rows() as looks:
            assert get(gail, concern, name).status_code == 200
        (listed,) = [look for look in looks if look.verb == "listed"]
        assert set(listed.shown) == {warned.pk, other.pk}, name


def test_an_action_can_be_due_today_or_tomorrow_with_one_press(rita, gail, gwen, mo, rees):
    concern = advised(reported(rita, rees.home), gail, gwen)
    tomorrow = todo("Ring her", mo, now()) | {"todo0-soon": "1"}
    page = post(gail, concern, "concern_decide", **DECISION | tomorrow).content.decode()
    assert "or empty the day" in page and "Ring her" in page, "a day of its own as well: which one is meant?"
    only = {name: said for name, said in tomorrow.items() if "due" not in name}
    page = post(gail, concern, "concern_decide", **DECISION | only | {"todo0-soon": ""}).content.decode()
    assert "Say by when it is to be done." in page
    assert post(gail, concern, "concern_decide", **DECISION | only).status_code == 302
    due = localtime(Clock.objects.get(rule="action").due_at)
    assert (due.date() - localtime(now()).date()).days == 1 and (due.hour, due.minute) == (17, 0)
