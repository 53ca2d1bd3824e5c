"""The household's screen: what stands on it, who sees it, and that nothing betrays it to anybody else (CFC-6, CFC-7)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heed.audit.models import Look, Verb
from heed.concerns import placing
from heed.concerns.choices import Part
from heed.concerns.models import Concern, Involved
from heed.concerns.reporting import Named
from heed.folders.choices import Why
from heed.folders.models import Access, Place
from heed.households import actions
from heed.households.actions import Contact
from heed.households.choices import FlagKind
from heed.households.models import Flag, Membership, Person, SamePerson
from heed.pictures.history import Narrowed
from heed.pictures.household.picture import household_picture, households
from heed.policies import visible
from heed.timeline.models import Event, Words
from tests import factories
from tests.concerns.test_main_job import reported
from tests.doing import acting
from tests.web.door import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin, "14 Heol Ŵyn"), "Siân Rees", "Darren Pugh")


@pytest.fixture
def olives(olive, seaview):
    """Olive has a caseload of her own: being a manager is not enough."""
    return factories.household(factories.home(seaview, "3 Harbour Street", "ZZ99 1AB"), "Patrick O'Brien")


def url(name: str, household, *more) -> str:
    return reverse(name, args=[household.pk, *more])


def seen(colleague, household, **ask):
    return signed_in(colleague).get(url("household", household), ask)


def happened(
    household, number: int, kind: str = "history.repair", department: str = "repairs", at: datetime | None = None
) -> None:
    """Imported history, one entry an hour back from `at`."""
    at = at or datetime.now(UTC)
    events = [
        Event(
            kind=kind,
            folder_id=household.folder_id,
            department=department,
            occurred_at=at - timedelta(hours=n),
            known_at=at - timedelta(hours=n),
            recorded_at=at,
        )
        for n in range(number)
    ]
    Event.objects.bulk_create(events)
    Words.objects.bulk_create(
        [
            Words(id=event, folder_id=household.folder_id, words={"title": f"Lock {n}", "text": "Front door lock replaced."})
            for n, event in enumerate(events)
        ]
    )


# Who sees it ------------------------------------------------------------------------------------------------------------------
def test_everyone_who_needs_to_know_sees_the_screen_and_nobody_else(
    rita, gail, leo, mo, olive, olives, olwen, nia, ada, tom, cai, rees
):
    reported(rita, rees.home)
    for someone, allowed in (
        (gail, True),
        (leo, True),
        (mo, True),
        (olwen, True),
        (olive, False),
        (nia, False),
        (ada, False),
        (tom, False),
        (rita, False),
        (cai, False),
    ):
        for name in ("household", "household_people"):
            client = signed_in(someone)
            answer = client.get(url(name, rees))
            assert answer.status_code == (200 if allowed else 404), (someone, name)
            assert ("Heol Ŵyn" in answer.content.decode()) == allowed, (someone, name)


def test_each_page_of_a_household_is_closed_to_a_manager_of_another_scheme(olive, olives, leo, rees):
    with acting(leo) as me:
        flag = actions.raise_flag(rees, FlagKind.VICTIM_SAFETY, "SAF1.01", "x", by=leo, at=me.at)
        event = actions.note(rees, "call", "School", "x", by=leo, at=me.at)
    someone, place = Person.objects.get(name="Siân Rees"), Membership.objects.filter(household=rees).first()
    client = signed_in(olive)
    pages = [
        ("household",),
        ("note",),
        ("entry", event.pk),
        ("correct", event.pk),
        ("household_people",),
        ("add_person",),
        ("relate",),
        ("safe_contact", someone.pk),
        ("change_place", place.pk),
        ("flag",),
        ("lift_flag", flag.pk),
        ("print_household",),
        ("who_looked",),
        ("let_in",),
        ("sensitive",),
    ]
    before = Event.objects.count()
    for name, *more in pages:
        for ask in (client.get, client.post):
            answer = ask(url(name, rees, *more))
            assert answer.status_code in (404, 405), (name, answer.status_code)
    # Parts of somebody else's household do not open through one's own.
    for name, part in (
        ("entry", event.pk),
        ("correct", event.pk),
        ("safe_contact", someone.pk),
        ("change_place", place.pk),
        ("lift_flag", flag.pk),
    ):
        assert client.post(url(name, olives, part), {"how": "x", "why": "x", "role": "tenant"}).status_code in (404, 405), name
    assert Event.objects.count() == before
    assert Look.objects.filter(verb=Verb.REFUSED, colleague=olive).exists()


def test_operations_of_another_region_and_somebody_let_in_until_yesterday_see_nothing(olwen, nia, leo, seaview, rees, now):
    elsewhere = factories.household(factories.home(seaview), "Patrick O'Brien")
    assert seen(olwen, elsewhere).status_code == 404 and seen(olwen, rees).status_code == 200
    line = Access.objects.create(
        folder_id=rees.folder_id,
        colleague=nia,
        effect="let_in",
        why=Why.GRANT,
        since=now - timedelta(days=9),
        until=now - timedelta(days=1),
        by=leo,
    )
    assert seen(nia, rees).status_code == 404
    Access.objects.filter(pk=line.pk).update(until=now + timedelta(days=1))
    assert seen(nia, rees).status_code == 200


def test_whoever_is_tied_or_named_sees_nothing_whatever_their_post(rita, mo, leo, gail, rees):
    reported(rita, rees.home, colleagues=[mo])
    assert seen(mo, rees).status_code == 404
    with acting(gail) as me:
        actions.declare_tie(rees.home, "lives_there", colleague=gail, by=gail, at=me.at)
    assert seen(gail, rees).status_code == 404 and seen(leo, rees).status_code == 200


def test_the_reporters_name_is_for_the_group_and_the_lead(rita, gail, leo, mo, rees):
    reported(rita, rees.home)
    for someone, knows in ((gail, True), (leo, True), (mo, False)):
        text = seen(someone, rees).content.decode()
        assert ("Rita Okafor" in text) == knows, someone
        assert ("Reported by a colleague" in text) != knows, someone


def test_a_concern_that_is_hidden_from_a_reader_leaves_no_trace_on_the_screen(rita, gail, mo, rees):
    concern = reported(rita, rees.home)
    Access.objects.create(folder_id=concern.folder_id, colleague=mo, effect="kept_out", why=Why.NAMED, since=concern.sent_at)
    Access.objects.filter(folder_id=rees.folder_id, colleague=mo).delete()
    text = seen(mo, rees).content.decode()
    assert (
        "No concern is open" in text
        and concern.reference not in text
        and "Concerns" not in text.split("Everything that happened")[1].split("</ul>")[0]
    )
    assert "Nothing is owed" in text and "0 entries" in text


# The words that must be right -------------------------------------------------------------------------------------------------
def test_a_re_let_home_starts_an_empty_timeline(rita, leo, rees, now):
    reported(rita, rees.home)
    happened(rees, 3)
    rees.ended_on = date.today()
    rees.save()
    Place.objects.filter(folder=rees.folder_id).update(until=now)
    following = factories.household(rees.home, "Aoife Kelly", began=now - timedelta(hours=1))
    text = seen(leo, following).content.decode()
    assert "Nothing has been noted yet" in text and "Siân" not in text and "Lock" not in text and "Concern reported" not in text


def moved_alone(leo, rees, seaview, now):
    """Siân leaves for Seaview today; Darren stays. The link between the two records of her is the register's."""
    sian = Person.objects.get(folder=rees.folder_id, name="Siân Rees")
    Membership.objects.filter(person=sian).update(until=date.today())
    new = factories.household(factories.home(seaview, "9 Secret Lane", "ZZ99 9ZZ"), "Siân Rees", began=now)
    her = Person.objects.get(folder=new.folder_id)
    Membership.objects.filter(person=her).update(since=date.today())
    SamePerson.objects.create(
        id=her.pk,
        one=sian,
        other=her,
        one_folder_id=rees.folder_id,
        other_folder_id=new.folder_id,
        reason="same_source_id",
        at=now,
    )
    return new


def test_the_victim_moves_alone_and_the_old_household_shows_no_trace_of_the_new_one(leo, mo, rees, seaview, now):
    new = moved_alone(leo, rees, seaview, now)
    for someone in (leo, mo):
        text = seen(someone, rees).content.decode()
        assert "Secret Lane" not in text and str(new.pk) not in text and "Darren Pugh" in text and "No longer here" in text, (
            someone
        )
    assert seen(mo, new).status_code == 404
    text = seen(leo, new).content.decode()
    assert "Known before at" in text and str(rees.pk) in text and "Darren" not in text


def test_the_schemes_manager_loses_sight_on_the_day_of_the_move(mo, rees, now):
    assert seen(mo, rees).status_code == 200
    Place.objects.filter(folder=rees.folder_id).update(until=now)
    assert seen(mo, rees).status_code == 404


# As known on ------------------------------------------------------------------------------------------------------------------
def test_a_past_screen_says_so_leaves_out_what_came_later_and_shows_todays_safe_contact(leo, rees, now):
    happened(rees, 1, at=now - timedelta(days=30))
    with acting(leo) as me:
        actions.set_safe_contact(
            Person.objects.get(name="Siân Rees"), Contact("Ring after 9:30am", no_message=True), by=leo, at=me.at
        )
        actions.note(rees, "call", "Rang the school", "Late again", by=leo, at=me.at)
    then = (now - timedelta(days=10)).date()
    text = seen(leo, rees, on=then.isoformat()).content.decode()
    assert "This is the past" in text and "Ring after 9:30am. No message left." in text
    assert "Rang the school" not in text and "Lock 0" in text and "1 entry" in text
    for odd in ("2099-01-01", "yesterday", "2026-02-30", "0001-01-01"):
        assert "This is the past" not in seen(leo, rees, on=odd).content.decode(), odd


def test_a_role_since_corrected_shows_its_correction_on_a_past_screen(rita, gail, leo, rees, now):
    concern = reported(rita, rees.home, people=[Named("Darren", Part.PERPETRATOR)])
    darren = Person.objects.get(name="Darren Pugh")
    with acting(gail) as me:
        first = placing.confirm(visible.involved(me).get(), darren, Part.PERPETRATOR, by=gail, at=me.at)
    past = now - timedelta(days=5)
    Concern.objects.filter(pk=concern.pk).update(sent_at=past)
    Involved.objects.filter(pk=first.pk).update(recorded_at=past)
    connection.cursor().execute("update concerns_placement set at = %s", [past])
    with acting(gail) as me:
        placing.confirm(Involved.objects.get(superseded_at=None), darren, Part.WITNESS, by=gail, at=me.at)
    with acting(leo) as me:
        found = households(me).get(pk=rees.pk)
        then = household_picture(found, me, Narrowed(at=now - timedelta(days=1)))
        today = household_picture(found, me, Narrowed(at=me.at))
    shown = {one.name: one for one in then.people}["Darren Pugh"]
    assert shown.role == "may be causing harm" and "Corrected on" in shown.corrected and "saw or heard it" in shown.corrected
    assert {one.name: one for one in today.people}["Darren Pugh"].role == "saw or heard it"


def test_ages_then_and_now(rees, leo, now):
    someone = Person.objects.get(name="Darren Pugh")
    someone.born_on = date(now.year - 8, now.month, 1) - timedelta(days=40)
    someone.save()
    Membership.objects.filter(person=someone).update(recorded_at=now - timedelta(days=900))
    with acting(leo) as me:
        picture = household_picture(households(me).get(pk=rees.pk), me, Narrowed(at=now - timedelta(days=800)))
    shown = {one.name: one for one in picture.people}["Darren Pugh"]
    assert "then" in shown.age and "now" in shown.age and shown.tone == "warn"


# The cost ---------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["gail", "mo", "leo"])
def test_the_screen_asks_at_most_fifteen_questions_however_long_the_history(rita, who, request, rees):
    someone = request.getfixturevalue(who)
    reported(rita, rees.home)
    asked = []
    for number in (5, 200):
        happened(rees, number)
        client = signed_in(someone)
        client.get(url("household", rees))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = client.get(url("household", rees))
        assert answer.status_code == 200
        asked.append([q["sql"] for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "set role", "reset role"))])
    assert len(asked[0]) == len(asked[1]) <= 17, "\n".join(q[:160] for q in asked[1])


def test_two_thousand_entries_come_a_page_at_a_time(leo, rees):
    happened(rees, 95)
    seen_titles: list[str] = []
    client = signed_in(leo)
    answer = client.get(url("household", rees))
    for _page in range(3):
        seen_titles += [entry.title for entry in answer.context["entries"]]
        if answer.context["older"]:
            answer = client.get(answer.context["older"])
    assert len(seen_titles) == len(set(seen_titles)) == 95 and "95 entries" in answer.content.decode()
    assert len(answer.content) < 60_000


# Narrowing --------------------------------------------------------------------------------------------------------------------
def test_the_timeline_narrows_by_kind_person_department_and_words(leo, rees, now):
    happened(rees, 2)
    happened(rees, 3, "history.arrears", "income")
    sian = Person.objects.get(name="Siân Rees")
    with acting(leo) as me:
        actions.note(rees, "call", "School rang", "Ysgol says Mali is late", by=leo, at=me.at, people=[sian])
    count = lambda **ask: len(seen(leo, rees, **ask).context["entries"])  # noqa: E731
    assert (
        count(),
        count(kind="repairs"),
        count(**{"from": "income"}),
        count(who=str(sian.pk)),
        count(kind="nonsense"),
        count(who="x"),
    ) == (6, 2, 3, 1, 6, 6)
    client = signed_in(leo)
    answer = client.post(url("household_words", rees) + "?kind=contact", {"words": "MALI late"})
    assert "Mali" not in answer["Location"] and "kind=contact" in answer["Location"]
    found = client.get(answer["Location"])
    assert [entry.title for entry in found.context["entries"]] == [
        "Call: School rang"
    ] and "“MALI late”" in found.content.decode()
    client = signed_in(leo)
    assert len(client.get(url("household", rees), {"words": "forged"}).context["entries"]) == 6


# Noting -----------------------------------------------------------------------------------------------------------------------
def test_a_call_is_noted_and_a_wrong_note_is_corrected_by_a_new_one(mo, rees):
    client = signed_in(mo)
    assert (
        client.post(
            url("note", rees), {"note-kind": "call", "note-title": "School rang", "note-text": "Late again\n\nthree times"}
        ).status_code
        == 302
    )
    first = Event.objects.get(kind="note.call")
    assert first.by == mo and first.folder_id == rees.folder_id
    assert (
        client.post(
            url("correct", rees, first.pk), {"note-kind": "call", "note-title": "School rang about Iestyn", "note-text": "x"}
        ).status_code
        == 302
    )
    assert Event.objects.get(corrects=first).occurred_at == first.occurred_at
    text = seen(mo, rees).content.decode()
    assert "Corrected on" in text and "Corrects the entry of" in text and "School rang about Iestyn" in text
    assert client.get(url("correct", rees, first.pk)).status_code == 404, "what was corrected is corrected once"


def test_a_note_without_words_or_from_the_future_keeps_what_was_written(mo, rees, now):
    client = signed_in(mo)
    tomorrow = now + timedelta(days=2)
    answer = client.post(
        url("note", rees),
        {
            "note-kind": "visit",
            "note-title": "Nobody in",
            "note-text": "Knocked twice",
            "note-when_day": tomorrow.day,
            "note-when_month": tomorrow.month,
            "note-when_year": tomorrow.year,
            "note-when_time": "",
        },
    )
    assert (
        answer.status_code == 200
        and "has not come yet" in answer.content.decode()
        and "Knocked twice" in answer.content.decode()
    )
    answer = client.post(url("note", rees), {"note-kind": "nonsense", "note-title": ""})
    assert answer.status_code == 200 and not Event.objects.exists()


def test_safe_contact_flags_people_and_ties_are_kept_and_shown(mo, rees, now):
    client = signed_in(mo)
    sian, darren = (Person.objects.get(name=name) for name in ("Siân Rees", "Darren Pugh"))
    client.post(
        url("safe_contact", rees, sian.pk),
        {"how": "Ring after 9:30am", "never": ["no_message", "no_letter"], "who_not": "Darren"},
    )
    due = now + timedelta(days=30)
    assert client.post(url("flag", rees), {"code": "10", "words": "Threatened a plumber.", "person": ""}).status_code == 200, (
        "a staff warning needs its day"
    )
    client.post(
        url("flag", rees),
        {
            "code": "10",
            "words": "Threatened a plumber.",
            "person": str(darren.pk),
            "review_on_day": due.day,
            "review_on_month": due.month,
            "review_on_year": due.year,
        },
    )
    client.post(url("add_person", rees), {"name": "", "identity": "unidentified", "role": "visitor"})
    client.post(url("add_person", rees), {"name": "", "identity": "unborn", "role": "child"})
    client.post(url("relate", rees), {"one": str(sian.pk), "kind": "ex_partner", "other": str(darren.pk)})
    place = Membership.objects.get(person=darren)
    client.post(
        url("change_place", rees, place.pk), {"role": "ex_partner", "until_day": "21", "until_month": "6", "until_year": "2026"}
    )
    text = seen(mo, rees).content.decode()
    for said in (
        "Ring after 9:30am. No message left, no letter. Never through Darren.",
        "Do not visit alone.",
        "Threatened a plumber.",
        "Unidentified person",
        "Unborn child",
        "No longer here",
        "left 21 Jun 2026",
        "family__node",
        "Family: Siân Rees is ex-partner of Darren Pugh",
    ):
        assert said in text, said
    flag = Flag.objects.get()
    client.post(url("lift_flag", rees, flag.pk), {"why": "He has moved out."})
    text = seen(mo, rees).content.decode()
    assert "flag--warn" not in text and "Flag lifted: Do not visit alone" in text


def test_identities_and_roles_outside_the_lists_are_refused(mo, rees):
    client = signed_in(mo)
    before = Person.objects.count()
    assert client.post(url("add_person", rees), {"name": "X", "identity": "alien", "role": "king"}).status_code == 200
    assert client.post(url("flag", rees), {"code": "SAF9.99", "words": "x"}).status_code == 200
    assert Person.objects.count() == before and not Flag.objects.exists()
