"""Where somebody was known before, and where she went: a wrong link is undone, and a hidden new address stays hidden (U21, B24)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from heed.audit.models import Verb
from heed.folders.choices import Effect, Why
from heed.folders.models import Access, Folder
from heed.households.models import Membership, NewAddress, Person, SamePerson
from heed.policies import leaving
from heed.policies.cluster import FEED, WORKER
from heed.policies.inside import inside
from heed.timeline.models import Event
from tests import factories
from tests.concerns.test_main_job import reported
from tests.doing import acting
from tests.households.bringing import AT, bring, mali, sian
from tests.people import later
from tests.web.door import rows, signed_in

pytestmark = pytest.mark.django_db
HIDDEN = "The Swan refuge, 9 Secret Lane, ZZ99 9ZZ. Her sister knows."


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin, "14 Heol Ŵyn"), "Siân Rees", "Darren Pugh")


@pytest.fixture
def her(rees) -> Person:
    return Person.objects.get(folder=rees.folder_id, name="Siân Rees")


@pytest.fixture
def moved(rees, seaview, now):
    """Siân leaves for Seaview today, and the register says that both records are of her."""
    sian = Person.objects.get(folder=rees.folder_id, name="Siân Rees")
    Membership.objects.filter(person=sian).update(until=date.today())
    new = factories.household(factories.home(seaview, "9 Secret Lane", "ZZ99 9ZZ"), "Siân Rees", began=now)
    Membership.objects.filter(household=new).update(since=date.today())
    there = Person.objects.get(folder=new.folder_id)
    SamePerson.objects.create(
        id=there.pk,
        one=sian,
        other=there,
        one_folder_id=rees.folder_id,
        other_folder_id=new.folder_id,
        reason="same_source_id",
        at=now,
    )
    return new


def url(name: str, household, *more) -> str:
    return reverse(name, args=[household.pk, *more])


def said(answer) -> str:
    return answer.content.decode()


# The same person --------------------------------------------------------------------------------------------------------------
def test_a_link_is_undone_with_a_reason_and_its_history_stays(leo, rees, moved):
    lead, link = signed_in(leo), SamePerson.objects.get()
    people = said(lead.get(url("household_people", moved)))
    assert "Known to us before" in people and url("undo_link", moved, link.pk) in people
    page = said(lead.get(url("undo_link", moved, link.pk)))
    for fact in ("Siân Rees", "14 Heol Ŵyn", "date of birth not known", "gives them the same number"):
        assert fact in page, fact
    assert "There is a problem" in said(lead.post(url("undo_link", moved, link.pk), {"why": ""}))
    with rows() as written:
        answer = lead.post(url("undo_link", moved, link.pk), {"why": "Two women of one name, born ten years apart."})
    assert answer["Location"] == url("household_people", moved)
    assert [(look.verb, look.record) for look in written] == [(Verb.CHANGED, moved.pk)]
    link.refresh_from_db()
    assert link.undone_by == leo and link.undone_at
    assert "Known to us before" not in said(lead.get(url("household_people", moved)))
    screen = said(lead.get(url("household", moved)))
    assert "Known before at" not in screen and "born ten years apart" in screen
    assert lead.post(url("undo_link", moved, link.pk), {"why": "Again"}).status_code == 404


def test_the_household_left_behind_shows_no_link_and_learns_nothing_of_its_end(leo, mo, rees, moved):
    link = SamePerson.objects.get()
    for someone in (leo, mo):
        browser = signed_in(someone)
        people = said(browser.get(url("household_people", rees)))
        assert "Known to us before" not in people and "Secret Lane" not in people, someone
        assert browser.get(url("undo_link", rees, link.pk)).status_code == 404, someone
    signed_in(leo).post(url("undo_link", moved, link.pk), {"why": "Somebody else"})
    assert [event.folder_id for event in Event.objects.filter(kind="person.link_undone")] == [moved.folder_id]


def test_a_colleague_links_two_records_and_may_link_them_again_after_undoing(leo, rees, moved):
    SamePerson.objects.all().delete()
    lead, place = signed_in(leo), Person.objects.get(folder=moved.folder_id)
    there = Person.objects.get(folder=rees.folder_id, name="Siân Rees")
    assert url("link_person", moved, place.pk) in said(lead.get(url("household_people", moved)))
    with rows() as written:
        page = said(lead.get(url("link_person", moved, place.pk)))
    assert "Siân Rees, date of birth not known, at 14 Heol Ŵyn" in page and "Darren" not in page
    assert (Verb.SEARCHED, [rees.pk]) in [(look.verb, look.shown) for look in written]
    for _time in range(2):
        answer = lead.post(url("link_person", moved, place.pk), {"record": str(there.pk), "why": "She says so herself."})
        assert answer["Location"] == url("household_people", moved)
        link = SamePerson.objects.get(undone_at=None)
        assert (link.reason, link.by) == ("confirmed", leo)
        screen = said(lead.get(url("household", moved)))
        assert "Known before at" in screen and "She says so herself." in screen and "earlier record: Siân Rees" in screen
        assert "No earlier record that you may open" in said(lead.get(url("link_person", moved, place.pk)))
        lead.post(url("undo_link", moved, link.pk), {"why": "Not so sure."})
    assert SamePerson.objects.count() == 2, "each link and its end stay on record"
    assert not Event.objects.filter(kind__startswith="person.link", folder=rees.folder_id).exists()


def test_only_an_earlier_record_that_one_may_open_is_offered(leo, mo, olive, rees, moved, her):
    SamePerson.objects.all().delete()
    place = Person.objects.get(folder=moved.folder_id)
    assert "No earlier record that you may open" in said(signed_in(olive).get(url("link_person", moved, place.pk)))
    answer = signed_in(olive).post(url("link_person", moved, place.pk), {"record": str(her.pk), "why": "x"})
    assert answer.status_code == 200 and not SamePerson.objects.exists()
    assert signed_in(mo).get(url("link_person", moved, place.pk)).status_code == 404
    darren = Person.objects.get(name="Darren Pugh")
    lead = signed_in(leo)
    assert "No earlier record" in said(lead.get(url("link_person", rees, darren.pk)))
    assert "Secret Lane" not in said(lead.get(url("link_person", rees, her.pk))), (
        "never from the household left behind to the new one"
    )
    Membership.objects.filter(person=place).update(since=None)
    assert "do not know since when" in said(lead.get(url("link_person", moved, place.pk)))


def test_a_link_is_not_undone_by_whoever_sees_only_one_of_the_two_households(mo, olive, rita, leo, rees, moved):
    link = SamePerson.objects.get()
    for someone, household in ((mo, rees), (olive, moved), (rita, moved)):
        browser = signed_in(someone)
        assert browser.get(url("undo_link", household, link.pk)).status_code == 404, someone
        assert browser.post(url("undo_link", household, link.pk), {"why": "x"}).status_code == 404, someone
    assert SamePerson.objects.get().undone_at is None


def test_somebody_let_in_who_only_notes_is_offered_no_change(rita, leo, rees, now):
    Access.objects.create(
        folder_id=rees.folder_id,
        colleague=rita,
        effect=Effect.LET_IN,
        why=Why.GRANT,
        since=now,
        until=later(now, days=1),
        by=leo,
    )
    people = said(signed_in(rita).get(url("household_people", rees)))
    assert "Darren Pugh" in people
    for name in ("add_person", "relate", "flag"):
        assert url(name, rees) not in people, name
    assert "safe-contact" not in people and "new-address" not in people


# The hidden new address -------------------------------------------------------------------------------------------------------
def hide(colleague, household, person, address: str = HIDDEN):
    return signed_in(colleague).post(url("new_address", household, person.pk), {"address": address})


def test_the_group_the_lead_and_whoever_wrote_it_read_a_hidden_address_and_nobody_else(
    rita, gail, leo, mo, olwen, nia, ada, rees, her, now
):
    reported(rita, rees.home)
    for someone, why in ((nia, Why.BREAK_GLASS), (rita, Why.GRANT)):
        Access.objects.create(
            folder_id=rees.folder_id,
            colleague=someone,
            effect=Effect.LET_IN,
            why=why,
            since=now,
            until=later(now, hours=4),
            by=leo,
        )
    with rows() as written:
        assert hide(mo, rees, her).status_code == 302
    assert (Verb.CHANGED, rees.pk) in [(look.verb, look.record) for look in written]
    for someone, reads in ((gail, True), (leo, True), (mo, True), (olwen, False), (nia, False)):
        answer = signed_in(someone).get(url("new_address", rees, her.pk))
        assert answer.status_code == 200 and ("Secret Lane" in said(answer)) == reads, someone
        assert ("No new address that you may read" in said(answer)) != reads, someone
    for someone in (rita, ada):  # neither sets safe contact; one of them may open the household
        assert signed_in(someone).get(url("new_address", rees, her.pk)).status_code == 404, someone


def test_the_writer_reads_it_only_while_the_household_is_open_to_them(mo, leo, rees, her, now):
    hide(mo, rees, her)
    Folder.objects.filter(pk=rees.folder_id).update(sensitive=True)
    assert signed_in(mo).get(url("new_address", rees, her.pk)).status_code == 404
    with acting(mo):
        assert not NewAddress.objects.exists()
    with acting(leo):
        assert NewAddress.objects.get().address == HIDDEN


def test_whoever_is_kept_out_of_the_household_is_kept_out_of_the_address_by_the_second_wall_too(rita, gail, mo, rees, her, now):
    reported(rita, rees.home)
    hide(mo, rees, her)
    Access.objects.create(folder_id=rees.folder_id, colleague=gail, effect=Effect.KEPT_OUT, why=Why.TIE, since=now)
    with acting(gail):
        assert not NewAddress.objects.exists()


def test_an_address_that_one_may_not_read_reads_like_none(olwen, mo, rees, her):
    browser = signed_in(olwen)
    before = said(browser.get(url("new_address", rees, her.pk)))
    hide(mo, rees, her)
    after = said(browser.get(url("new_address", rees, her.pk)))
    assert _plain(before) == _plain(after)


def _plain(page: str) -> str:
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_a_hidden_address_stands_on_no_other_page_and_on_no_paper(rita, gail, leo, mo, rees, her):
    reported(rita, rees.home)
    browser = signed_in(gail)
    pages = ("household", "household_people", "let_in", "note")
    before = {name: said(browser.get(url(name, rees))) for name in pages}
    hide(gail, rees, her)
    for name in pages:
        after = said(browser.get(url(name, rees)))
        assert "Secret" not in after and "Swan" not in after and "sister" not in after, name
        if name == "household":
            assert after.count('class="entry') == before[name].count('class="entry'), (
                "nothing on the timeline says that she moved"
            )
    ask = {"who_for": "me", "why": "Panel", "contact": "on", "why_contact": "Visit tonight"}
    paper = said(browser.post(url("print_household", rees), ask))
    assert "CONFIDENTIAL" in paper and "Secret" not in paper
    for words in ("Secret Lane", "ZZ99 9ZZ", "Swan refuge"):
        found = browser.get(browser.post(reverse("search"), {"words": words})["Location"])
        assert "Nothing found that you may open" in said(found), words
    page = said(browser.get(url("new_address", rees, her.pk)))
    assert "Secret Lane" in page.split('class="unprinted"')[1].split("only-on-paper")[0], "not even by the browser's own print"


def test_the_check_before_anything_leaves_tells_of_a_hidden_address_only_whoever_may_read_it(rita, gail, leo, mo, rees, her):
    """Otherwise a manager would learn by a paper's page that she has moved."""
    reported(rita, rees.home)
    hide(gail, rees, her)
    told = {}
    for someone in (gail, leo, mo):
        with acting(someone):
            told[someone.username] = {one.hazard for one in leaving.look([her.pk])}
    assert leaving.Hazard.HIDDEN_ADDRESS in told["gail"] & told["leo"] and leaving.Hazard.HIDDEN_ADDRESS not in told["mo"]


def test_a_hidden_address_is_sealed_and_changed_without_losing_what_stood_before(mo, leo, rees, her):
    hide(mo, rees, her)
    hide(leo, rees, her, "10 Quiet Row")
    with connection.cursor() as c:
        c.execute("select string_agg(encode(address, 'escape'), '') from households_newaddress")
        assert "Secret" not in c.fetchone()[0]
    assert Folder.objects.filter(kind="address").count() == 1, "one access list, whoever changes it"
    page = said(signed_in(mo).get(url("new_address", rees, her.pk)))
    assert page.index("10 Quiet Row") < page.index("What stood here before") < page.index("Secret Lane")


def test_a_new_address_written_by_somebody_who_could_not_read_the_first_loses_neither(mo, olwen, leo, rees, her):
    hide(mo, rees, her)
    hide(olwen, rees, her, "10 Quiet Row")
    page = said(signed_in(leo).get(url("new_address", rees, her.pk)))
    assert "Secret Lane" in page and "10 Quiet Row" in page
    assert "Secret Lane" not in said(signed_in(olwen).get(url("new_address", rees, her.pk)))


def test_a_hidden_address_is_taken_out_and_that_it_stood_there_is_kept(mo, nia, rees, her):
    hide(mo, rees, her)
    version = NewAddress.objects.get()
    out, this = url("take_out_new_address", rees, her.pk), {"version": str(version.pk)}
    browser = signed_in(mo)
    assert browser.get(out).status_code == 405
    with rows() as written:
        assert browser.post(out, this).status_code == 302
    assert Verb.CHANGED in {look.verb for look in written}
    page = said(browser.get(url("new_address", rees, her.pk)))
    assert "No new address that you may read" in page and "What stood here before" in page
    assert "a moment ago" in said(browser.post(out, this, follow=True))


def test_writing_and_reading_a_hidden_address_ask_for_the_password_again(mo, rees, her):
    browser = signed_in(mo, fresh=False)
    for ask in (browser.get, browser.post):
        assert "password-again" in ask(url("new_address", rees, her.pk))["Location"]


def test_nobody_takes_out_what_they_cannot_read(mo, olwen, nia, olive, seaview, rees, her, leo):
    hide(mo, rees, her)
    theirs = factories.household(factories.home(seaview), "Patrick O'Brien")
    his, version = Person.objects.get(folder=theirs.folder_id), {"version": str(NewAddress.objects.get().pk)}
    for household, person, status in ((rees, her, 404), (theirs, her, 404), (theirs, his, 302)):
        assert signed_in(olive).post(url("take_out_new_address", household, person.pk), version).status_code == status
    assert "a moment ago" in said(signed_in(olwen).post(url("take_out_new_address", rees, her.pk), version, follow=True))
    assert signed_in(nia).post(url("take_out_new_address", rees, her.pk), version).status_code == 404
    for odd in ("", "x", str(her.pk)):
        signed_in(mo).post(url("take_out_new_address", rees, her.pk), {"version": odd})
    assert NewAddress.objects.get().superseded_at is None


def test_no_import_and_no_job_can_touch_a_hidden_address(mo, gail, leo, brynfelin):
    bring([sian(safe_contact="Ring after 9:30am"), mali()])
    her = Person.objects.get(source_id="P1")
    household = Membership.objects.get(person=her).household
    hide(mo, household, her)
    bring([sian(safe_contact="", telephone_numbers=""), mali()], at=later(AT, days=1))
    assert NewAddress.objects.get().address == HIDDEN and NewAddress.objects.get().superseded_at is None
    for role in (FEED, WORKER):
        with (
            pytest.raises(ProgrammingError),
            transaction.atomic(),
            inside(role, job=1, at=datetime.now(UTC) + timedelta(days=1)),
        ):
            NewAddress.objects.exists()
