"""Place it: the register by name, address and age only; each search noted; nothing in an address; and actions of those who see nothing else."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from heed.concerns import placing
from heed.concerns.choices import Part
from heed.concerns.deciding import ToDo
from heed.concerns.models import Concern, Involved, Placement
from heed.concerns.reporting import Named
from heed.deadlines.models import Clock
from heed.folders.actions import keep_out
from heed.folders.choices import Why
from heed.households.choices import Origin
from heed.households.models import Person, Phone, Tie
from heed.pictures.register import in_register
from heed.timeline.models import Event, Words
from tests import factories
from tests.concerning import advised, decided, now, reported
from tests.doing import acting
from tests.web.door import rows, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def rees(brynfelin):
    return factories.household(
        factories.home(brynfelin, "14 Heol Ŵyn"), "Siân O’Brien-Rees", "Darren Pugh", born=date(1988, 3, 1)
    )


@pytest.fixture
def lost(rita):
    return reported(rita, None, where="The house with the blue door", people=[Named("Shan", Part.VICTIM, "about 35")])


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.DEMO = True


def found(who, words: str) -> list[str]:
    with acting(who) as me:
        return [one.address for one in in_register(words, me.at)]


@pytest.mark.parametrize(
    "words",
    [
        "obrien rees",
        "Sian O'Brien-Rees",
        "Shan Obrien Rees",
        "14 heol wyn",
        "NP99 3QX",
        "np993qx",
        "heol wyn np99 3qx",
        "Pugh",
        "01632 960118",
    ],
)
def test_it_is_found_however_it_is_typed(words, gail, rees):
    someone = Person.objects.get(name__startswith="Si")
    Phone.objects.create(
        folder_id=rees.folder_id,
        person=someone,
        number="01632 960118",
        digits="01632960118",
        origin=Origin.ENTERED,
        recorded_at=now(),
    )
    assert found(gail, words) == ["14 Heol Ŵyn, Brynfelin, NP99 3QX"], words


def test_it_answers_nobody_but_the_group_and_the_lead(gail, leo, mo, nia, ada, rita, rees):
    for someone, number in ((gail, 1), (leo, 1), (mo, 0), (nia, 0), (ada, 0), (rita, 0)):
        assert len(found(someone, "Pugh")) == number, someone


def test_never_where_the_searcher_is_kept_out(gail, gwen, rees):
    keep_out(rees.folder_id, gail, why=Why.TIE, by=None, at=now() - timedelta(seconds=1))
    assert found(gail, "Pugh") == [] == found(gail, "14 heol wyn") and len(found(gwen, "Pugh")) == 1


@pytest.mark.parametrize("words", ["", "%", "'; drop table x", "(((((((", "x" * 5000, "ééé\u202e", "1e99999"])
def test_odd_words_find_nothing_and_break_nothing(words, gail, lost, rees):
    answer = signed_in(gail).post(reverse("concern_place", args=[lost.pk]), {"words": words}, follow=True)
    assert answer.status_code == 200 and "14 Heol" not in answer.content.decode()


def test_what_is_searched_stands_in_no_address_and_back_works(gail, gwen, lost, rees):
    client = signed_in(gail)
    away = client.post(reverse("concern_place", args=[lost.pk]), {"words": "Darren Pugh"})
    assert away.status_code == 302 and "Pugh" not in away.url and "Darren" not in away.url
    with rows() as written:
        page = client.get(away.url).content.decode()
    assert "14 Heol Ŵyn" in page and "Darren Pugh (38)" in page
    assert [(look.verb, look.record, look.shown) for look in written if look.verb == "searched"] == [
        ("searched", lost.pk, [rees.pk])
    ]
    assert client.get(away.url).status_code == 200
    with connection.cursor() as c:
        c.execute("select string_agg(session_data, '') from django_session")
        assert "Pugh" not in str(client.session.items()) and "Pugh" not in c.fetchone()[0]
    theirs = signed_in(gwen).get(away.url)
    assert theirs.status_code == 200 and "14 Heol" not in theirs.content.decode(), "what one searched opens for nobody else"
    assert client.get(f"{away.url}x").status_code == client.get(away.url.split("=")[0] + "=made+up").status_code == 200


def test_it_is_linked_with_the_reason_and_undone_with_one(gail, gwen, mo, lost, rees):
    client = signed_in(gail)
    where = client.post(reverse("concern_place", args=[lost.pk]), {"words": "Pugh"}).url
    refused = client.post(where, {"household": str(rees.pk)}).content.decode()
    assert "how you know" in refused and "checked" in refused
    assert client.post(where, {"household": str(rees.pk), "reason": "The blue door"}).status_code == 302
    assert signed_in(mo).get(reverse("concern", args=[lost.pk])).status_code == 200, "its scheme's manager sees it now"
    again = client.post(where, {"household": str(rees.pk), "reason": "The blue door again"}).content.decode()
    assert "linked to that household already" in again and "The blue door again" in again
    undo = reverse("placement_undo", args=[Placement.objects.get().pk])
    assert client.post(undo, {"words": "The wrong one"}).status_code == 302
    assert signed_in(mo).get(reverse("concern", args=[lost.pk])).status_code == 404
    assert "undone already" in client.post(undo, {"words": "Twice"}).content.decode() or client.get(undo).status_code == 404
    assert Concern.objects.get().placed_at is None


def test_somebody_elses_ids_place_nothing(gail, gwen, mo, olive, lost, rees, seaview):
    hers = factories.household(factories.home(seaview, "9 Sea Lane"))
    keep_out(hers.folder_id, gail, why=Why.TIE, by=None, at=now() - timedelta(seconds=1))
    client = signed_in(gail)
    where = client.post(reverse("concern_place", args=[lost.pk]), {"words": "Pugh"}).url
    for pk in (hers.pk, uuid4(), "x"):
        assert client.post(where, {"household": str(pk), "reason": "Mine"}).status_code == 200
    assert not Placement.objects.exists()
    for someone in (mo, olive):
        assert signed_in(someone).post(where, {"household": str(rees.pk), "reason": "Mine"}).status_code == 404


def test_a_colleague_found_to_be_tied_to_the_home_goes_blind_and_owes_nothing(rita, gail, gwen, hassan, rees, lost):
    Tie.objects.create(colleague=hassan, home=rees.home, kind="related", since=now() - timedelta(days=3), by=hassan)
    concern = decided(advised(lost, gail, gwen), gail, ToDo("Ring the school", hassan, now() + timedelta(days=1)))
    client = signed_in(gail)
    where = client.post(reverse("concern_place", args=[concern.pk]), {"words": "Pugh"}).url
    client.post(where, {"household": str(rees.pk), "reason": "The blue door"})
    assert Clock.objects.get(rule="action").owner is None
    assert signed_in(hassan).get(reverse("concern", args=[concern.pk])).status_code == 404
    assert signed_in(hassan).get(reverse("action", args=[Clock.objects.get(rule="action").pk])).status_code == 404


def test_somebody_named_is_confirmed_and_what_the_reporter_said_stays(gail, lost, rees):
    client = signed_in(gail)
    where = client.post(reverse("concern_place", args=[lost.pk]), {"words": "Pugh"}).url
    client.post(where, {"household": str(rees.pk), "reason": "The blue door"})
    someone, sian = Involved.objects.get(), Person.objects.get(name__startswith="Si")
    page = reverse("involved_confirm", args=[someone.pk])
    assert "Siân O’Brien-Rees, 38" in client.get(page).content.decode()
    assert client.post(page, {"person": str(uuid4()), "part": "victim"}).status_code == 200
    assert client.post(page, {"person": str(sian.pk), "part": "witness"}).status_code == 302
    seen = client.get(reverse("concern", args=[lost.pk])).content.decode()
    assert "confirmed" in seen and "First named as:" in seen and "may be harmed" in seen
    assert Involved.objects.count() == 2 and Involved.objects.get(superseded_at=None).person == sian
    assert "a moment ago" in client.post(page, {"person": "nobody", "part": "victim"}).content.decode()


def test_somebody_unknown_stays_unidentified(gail, lost, rees):
    signed_in(gail).post(reverse("involved_confirm", args=[Involved.objects.get().pk]), {"person": "nobody", "part": "victim"})
    standing = Involved.objects.get(superseded_at=None)
    assert standing.person is None and standing.identity == "unidentified" and standing.name == "Shan"


# Actions ------------------------------------------------------------------------------------------------------------------------
@pytest.fixture
def given(rita, gail, gwen, nia, rees):
    """Nia owes something in a concern she may not see."""
    decided(advised(reported(rita, rees.home), gail, gwen), gail, ToDo("Ring the school", nia, now() + timedelta(days=1)))
    return Clock.objects.get(rule="action")


def test_its_owner_sees_what_by_when_and_from_whom_and_nothing_else(given, nia, rees):
    client = signed_in(nia)
    page = client.get(reverse("action", args=[given.pk])).content.decode()
    assert "Ring the school" in page and "Gail Prosser" in page
    for hidden in ("Rita", "under the bed", "Heol", "Siân", Concern.objects.get().reference):
        assert hidden not in page, hidden
    assert "Ring the school" in client.get(reverse("my_actions")).content.decode()
    assert client.get(reverse("concern", args=[Concern.objects.get().pk])).status_code == 404


def test_its_owner_settles_it_and_the_timeline_says_why(given, nia, gail):
    client = signed_in(nia)
    page = client.post(reverse("action", args=[given.pk]), {"outcome": "not_done"}).content.decode()
    assert "There is a problem" in page
    assert (
        client.post(reverse("action", args=[given.pk]), {"outcome": "not_done", "why": "The school was shut."}).status_code
        == 302
    )
    assert "The school was shut." in signed_in(gail).get(reverse("concern", args=[Concern.objects.get().pk])).content.decode()
    again = client.post(reverse("action", args=[given.pk]), {"outcome": "not_done", "why": "And I typed this"}).content.decode()
    assert "a moment ago" in again and "And I typed this" in again


@pytest.mark.parametrize("name", ["rita", "olive", "tom", "ada", "hassan_kept_out"])
def test_it_does_not_exist_for_anybody_else(name, request, given):
    if name == "hassan_kept_out":
        someone = request.getfixturevalue("hassan")
        keep_out(given.folder_id, someone, why=Why.NAMED, by=None, at=now() - timedelta(seconds=1))
    else:
        someone = request.getfixturevalue(name)
    for page in ("action", "action_hand_on"):
        assert signed_in(someone).get(reverse(page, args=[given.pk])).status_code == 404
        assert (
            signed_in(someone).post(reverse(page, args=[given.pk]), {"outcome": "done", "to": str(someone.pk)}).status_code
            == 404
        )
    assert Clock.objects.get(rule="action").met_at is None


def test_the_schemes_manager_reads_an_action_and_does_not_settle_anothers(given, mo):
    client = signed_in(mo)
    page = client.get(reverse("action", args=[given.pk])).content.decode()
    assert "Ring the school" in page and "<form" not in page.split("<main")[1].split("</main>")[0]
    assert "not yours to settle" in client.post(reverse("action", args=[given.pk]), {"outcome": "done"}).content.decode()
    assert Clock.objects.get(rule="action").met_at is None


def test_the_group_hands_it_on_and_the_other_is_told_and_owes_it(given, gail, nia, tom, rees):
    client = signed_in(nia)
    assert signed_in(gail).post(reverse("action_hand_on", args=[given.pk]), {"to": str(tom.pk)}).status_code == 302
    assert client.get(reverse("action", args=[given.pk])).status_code == 404, "what is no longer hers is no longer shown"
    assert "Ring the school" in signed_in(tom).get(reverse("action", args=[given.pk])).content.decode()
    assert Event.objects.filter(kind="action.owed").count() == 2 and Words.objects.filter(id__kind="action.owed").count() == 2


def test_its_owner_asks_the_group_and_learns_nothing_of_who_is_kept_out(given, nia, gail, mo, tom):
    keep_out(given.folder_id, mo, why=Why.NAMED, by=None, at=now() - timedelta(seconds=1))
    client, page = signed_in(nia), reverse("action_hand_on", args=[given.pk])
    assert "Ask the group" in client.get(page).content.decode() and "Mo Hassan" not in client.get(page).content.decode()
    tries = [client.post(page, {"to": str(someone.pk)}).content.decode() for someone in (mo, tom)]
    assert all("There is a problem" in answer for answer in tries) and Clock.objects.get(rule="action").owner == nia
    assert client.post(page, {"to": str(mo.pk), "words": "I am away from Monday. Mo could."}).status_code == 302
    assert Clock.objects.get(rule="action").owner == nia, "it is never nobody's"
    seen = signed_in(gail).get(reverse("concern", args=[Concern.objects.get().pk])).content.decode()
    assert "Somebody else is needed" in seen and "I am away from Monday" in seen


def test_a_manager_who_owes_it_asks_too_though_she_reads_the_concern(given, mo):
    Clock.objects.filter(pk=given.pk).update(owner=mo)
    client, page = signed_in(mo), reverse("action_hand_on", args=[given.pk])
    assert 'name="to"' not in client.get(page).content.decode()


def test_the_group_is_not_offered_whoever_is_kept_out(given, gail, mo, tom):
    keep_out(given.folder_id, mo, why=Why.NAMED, by=None, at=now() - timedelta(seconds=1))
    page = signed_in(gail).get(reverse("action_hand_on", args=[given.pk])).content.decode()
    assert "Tom Example" in page and "Mo Hassan" not in page


def test_a_stranger_who_owes_something_can_write_nothing_else_into_the_concern(given, nia):
    """The second wall: only events of actions, only in that folder."""
    from django.db import ProgrammingError, transaction

    from heed.timeline.actions import record

    with acting(nia) as me, pytest.raises(ProgrammingError), transaction.atomic():
        record("concern.acting", given.folder_id, by=nia, at=me.at, words={"text": "I was never here"})
    assert not Event.objects.filter(kind="concern.acting").exists()


def test_a_concern_about_nobody_in_the_register_says_why_and_waits_no_longer(gail, lost):
    browser = signed_in(gail)
    place, why = (reverse(name, args=[lost.pk]) for name in ("concern_place", "concern_cannot_place"))
    assert why in browser.get(place).text
    assert "There is a problem" in browser.post(why, {"words": ""}).text
    with rows() as written:
        assert browser.post(why, {"words": "In the street, nobody knows him."})["Location"] == reverse(
            "concern", args=[lost.pk]
        )
    assert [(look.colleague, look.record) for look in written] == [(gail, lost.pk)]
    clock = Clock.objects.get(rule="place_it")
    assert clock.outcome == "not_possible" and clock.met_by == gail
    assert "In the street, nobody knows him." in browser.get(reverse("concern", args=[lost.pk])).text
    assert "said already that it cannot be" in browser.post(why, {"words": "Again."}).text


def test_a_concern_linked_to_a_home_in_wales_keeps_welsh_days_from_then_on(gail, rees, lost):
    assert Concern.objects.get().nation == "england", "until anybody knows where it is"
    with acting(gail) as me:
        placing.place(lost, rees.pk, "Blue door.", by=gail, at=me.at)
    assert Concern.objects.get().nation == "wales"


def test_a_link_that_is_undone_is_owed_again(gail, rees, lost):
    with acting(gail) as me:
        link = placing.place(lost, rees.pk, "Blue door.", by=gail, at=me.at)
    assert not Clock.objects.running().filter(rule="place_it").exists()
    with acting(gail) as me:
        placing.undo_placement(link, "Another blue door.", by=gail, at=me.at)
    assert Clock.objects.running().get(rule="place_it").holds_id == lost.folder_id
