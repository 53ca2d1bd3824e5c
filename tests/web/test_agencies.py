"""The directory of agencies: everyone reads it, the lead keeps it, and nothing in it may lead nowhere."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heed.agencies import directory
from heed.agencies.choices import AgencyKind, Subject
from heed.agencies.models import Agency, LinkOfficer, Pathway, Protocol
from tests.concerning import now
from tests.doing import acting
from tests.web.door import rows, signed_in

pytestmark = pytest.mark.django_db
KEPT = {"name": "Cyngor Bro Felin (invented)", "kind": "children", "nation": "wales"}
WAY = {
    "name": "Children’s front door",
    "subject": "child",
    "nation": "wales",
    "threshold": "A child is or may be at risk.",
    "what_to_send": "What was seen and said.",
    "basis": "safeguarding",
    "reply_rule": "child_referral_reply",
}


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.DEMO = True


@pytest.fixture
def council(leo):
    with acting(leo):
        return directory.add_agency(
            "Cyngor Bro Felin (invented)", AgencyKind.CHILDREN, "wales", telephone="01632 960100", out_of_hours="01632 960199"
        )


@pytest.fixture
def way(leo, council):
    with acting(leo):
        return directory.add_pathway(
            "Children’s front door",
            Subject.CHILD,
            council,
            nation="wales",
            threshold="A child is or may be at risk.",
            what_to_send="What was seen and said.",
        )


def protocol_of(council, leo, **more):
    return {
        "name": "Gwent sharing protocol (invented)",
        "parties": [council.pk],
        "may_share": "What keeps a child safe.",
        "owner": leo.pk,
        "agreed_on_day": 1,
        "agreed_on_month": 2,
        "agreed_on_year": 2026,
        "review_on_day": 1,
        "review_on_month": 2,
        "review_on_year": 2028,
    } | more


def get(who, page: str, *ids) -> str:
    return signed_in(who).get(reverse(page, args=ids)).content.decode()


def post(who, page: str, *ids, **said) -> str:
    return signed_in(who).post(reverse(page, args=ids), said, follow=True).content.decode()


# Reading ----------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["rita", "nia", "olive", "tom", "ada"])
def test_everyone_who_works_here_reads_it_and_is_offered_nothing_to_change(name, request, council, way):
    who = request.getfixturevalue(name)
    assert council.name in get(who, "agencies")
    page = get(who, "agency", council.pk)
    assert "01632 960199" in page and way.name in page and "1 working day" not in page and "2 working days" in page
    assert "Add an agency" not in get(who, "agencies") and "Add a pathway" not in page and "End it" not in page
    assert ">Agencies</a>" not in page.split("<main")[0]


def test_its_keeper_finds_it_in_the_menu(leo, council):
    assert reverse("agencies") in get(leo, "agencies").split("<main")[0]


def test_it_is_narrowed_by_words_and_kind_and_the_words_stand_in_no_address(nia, leo, council):
    with acting(leo):
        police = directory.add_agency("Bro Felin police (invented)", AgencyKind.POLICE, "wales")
        directory.add_officer(council, "Siân Invented", job_title="Duty manager")
    browser = signed_in(nia)

    def narrowed(**said):
        answer = browser.post(reverse("agencies_narrow"), said, follow=True)
        return answer.redirect_chain[-1][0], answer.content.decode()

    address, page = narrowed(words="sian duty")
    assert council.name in page and police.name not in page and "sian" not in address.lower()
    assert police.name in narrowed(kind="police")[1] and council.name not in narrowed(kind="police")[1]
    assert "No agency fits that" in narrowed(words="nowhere")[1]
    assert "No agency fits that" in narrowed(ended="on")[1]


def test_an_empty_directory_says_whom_to_ask(nia, leo):
    assert "The Safeguarding Lead keeps this list" in get(nia, "agencies")
    assert "Begin with those you ring most" in get(leo, "agencies")


def test_one_agency_costs_as_many_statements_with_much_as_with_little(leo, council, way):
    def kept(number):
        with acting(leo):
            officer = directory.add_officer(council, f"Officer {number}")
            directory.add_officer(council, f"Deputy {number}", over=officer)
            days = {"agreed_on": date(2026, 2, 1), "review_on": date(2028, 2, 1)}
            directory.add_protocol(f"Protocol {number}", [council], owner=leo, may_share="x", **days)

    def cost():
        with CaptureQueriesContext(connection) as asked:
            browser.get(reverse("agency", args=[council.pk]))
        return len(asked)

    browser = signed_in(leo)
    kept(0)
    cost()
    little = cost()
    for number in range(1, 6):
        kept(number)
    assert cost() == little <= 22


# Keeping ----------------------------------------------------------------------------------------------------------------------
def test_an_agency_is_added_changed_ended_and_taken_up_again(leo):
    with rows() as looks:
        page = post(leo, "agency_add", **KEPT, telephone="01632 960100")
    council = Agency.objects.get()
    assert "Kept." in page and council.name in page
    assert "changed" in {look.verb for look in looks}
    checked = {"checked_on_day": 3, "checked_on_month": 2, "checked_on_year": 2026}
    page = post(leo, "agency_change", council.pk, **KEPT, email="door@example.org", secure="on", **checked)
    assert "Yes, checked" in page and "Tue 3 Feb 2026" in page
    assert "ended" in post(leo, "agency_end", council.pk, sure="yes")
    assert council.name not in get(leo, "agencies")
    assert "It stands again" in post(leo, "agency_resume", council.pk)
    assert council.name in get(leo, "agencies")


def test_a_link_officer_a_pathway_and_a_protocol_are_added_changed_and_ended(leo, council):
    post(leo, "officer_add", council.pk, name="Bethan Invented", job_title="Duty manager")
    first = LinkOfficer.objects.get()
    post(leo, "officer_add", council.pk, name="Carys Invented", over=first.pk)
    assert "When they are silent: Bethan Invented" in get(leo, "agency", council.pk)
    post(leo, "protocol_add", council.pk, **protocol_of(council, leo))
    protocol = Protocol.objects.get()
    assert list(protocol.parties.all()) == [council]
    post(leo, "pathway_add", council.pk, **WAY, protocol=protocol.pk, by_itself="on")
    page = get(leo, "agency", council.pk)
    assert "Reply to a child referral: 1 working day" in page and "the duty applies by itself" in page
    way = Pathway.objects.get()
    assert (way.agency, way.protocol) == (council, protocol)

    form = get(leo, "pathway_change", council.pk, way.pk)
    assert "A child is or may be at risk." in form, "it begins with what stands"
    post(leo, "pathway_change", council.pk, way.pk, **WAY | {"name": "The front door"})
    way.refresh_from_db()
    assert (way.name, way.protocol, way.by_itself) == ("The front door", None, False)
    post(leo, "officer_change", council.pk, first.pk, name="Bethan Pretend")
    post(leo, "protocol_change", council.pk, protocol.pk, **protocol_of(council, leo, powers="Children Act 1989"))
    page = get(leo, "agency", council.pk)
    assert "Bethan Pretend" in page and "Children Act 1989" in page

    for code, row in (("officer", first), ("pathway", way), ("protocol", protocol)):
        assert row.name.split()[0] in get(leo, f"{code}_end", council.pk, row.pk)
        post(leo, f"{code}_end", council.pk, row.pk)
        row.refresh_from_db()
        assert row.until and row.until <= now()
    post(leo, "officer_resume", council.pk, first.pk)
    first.refresh_from_db()
    assert first.until is None


def test_a_protocol_whose_review_is_past_says_so(leo, council):
    late = {"agreed_on_year": 2020, "review_on_year": 2022}
    assert "review overdue" in post(leo, "protocol_add", council.pk, **protocol_of(council, leo, **late))


# Refusals ---------------------------------------------------------------------------------------------------------------------
def test_nothing_leads_to_an_agency_that_has_ended(leo, council, way):
    page = post(leo, "agency_end", council.pk, sure="yes")
    assert "leads there. End it first." in page and Agency.objects.get().until is None
    post(leo, "pathway_end", council.pk, way.pk)
    post(leo, "agency_end", council.pk, sure="yes")
    assert "Take it up again first" in post(leo, "pathway_add", council.pk, **WAY | {"name": "Another"})
    assert "The agency has ended" in post(leo, "pathway_resume", council.pk, way.pk)
    way.refresh_from_db()
    assert way.until


def test_a_protocol_does_not_end_under_a_pathway(leo, council):
    post(leo, "protocol_add", council.pk, **protocol_of(council, leo))
    protocol = Protocol.objects.get()
    post(leo, "pathway_add", council.pk, **WAY, protocol=protocol.pk)
    assert "rests on it" in post(leo, "protocol_end", council.pk, protocol.pk)
    protocol.refresh_from_db()
    assert protocol.until is None


def test_nobody_is_rung_after_themselves(leo, council):
    with acting(leo):
        first = directory.add_officer(council, "Bethan Invented")
        second = directory.add_officer(council, "Carys Invented", over=first)
    page = post(leo, "officer_change", council.pk, first.pk, name="Bethan Invented", over=second.pk)
    assert "must not run in a circle" in page
    first.refresh_from_db()
    assert first.over is None


@pytest.mark.parametrize(
    ("page", "said", "sentence"),
    [
        ("agency_add", KEPT | {"name": "cyngor bro felin (INVENTED)"}, "There is one of that name already"),
        ("agency_add", KEPT | {"name": "Another", "secure": "on"}, "Say on which day somebody checked"),
        ("agency_add", {}, "Fill in “Name”"),
        ("pathway_add", WAY | {"nation": "england", "reply_rule": "wales_adult_enquiry"}, "does not run in this nation"),
        ("pathway_add", WAY | {"reply_rule": "holding_area"}, "is not one of the available choices"),
    ],
)
def test_a_refusal_says_what_to_do_and_keeps_what_was_typed(page, said, sentence, leo, council):
    ids = () if page == "agency_add" else (council.pk,)
    answer = post(leo, page, *ids, **said)
    assert sentence in answer and said.get("name", "") in answer
    assert Agency.objects.count() == 1 and not Pathway.objects.exists()


def test_a_protocol_is_agreed_with_somebody_and_reviewed_later(leo, council):
    assert "The review comes after the agreement" in post(
        leo, "protocol_add", council.pk, **protocol_of(council, leo, review_on_year=2025)
    )
    assert "Agreed with" in post(leo, "protocol_add", council.pk, **protocol_of(council, leo, parties=[]))
    assert not Protocol.objects.exists()


# Whose it is ------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["olive", "mo", "gail", "nia", "ada"])
def test_who_does_not_keep_it_finds_no_page_that_changes_it(name, request, council, way):
    who = request.getfixturevalue(name)
    browser = signed_in(who)
    with rows() as looks:
        for page, ids in (
            ("agency_add", []),
            ("agency_change", [council.pk]),
            ("agency_end", [council.pk]),
            ("officer_add", [council.pk]),
            ("pathway_change", [council.pk, way.pk]),
            ("pathway_end", [council.pk, way.pk]),
            ("protocol_add", [council.pk]),
        ):
            assert browser.get(reverse(page, args=ids)).status_code == 404
            assert browser.post(reverse(page, args=ids), KEPT).status_code == 404
    assert {look.verb for look in looks} == {"refused"}


def test_the_wall_refuses_whoever_comes_past_the_pages(olive, council):
    with acting(olive), pytest.raises(DatabaseError), transaction.atomic():
        directory.add_officer(council, "Nobody Invented")
    with acting(olive), pytest.raises(DatabaseError), transaction.atomic():
        directory.end_agency(council, at=now())
    assert Agency.objects.get().until is None


def test_a_part_of_another_agency_is_not_there(leo, council, way):
    with acting(leo):
        other = directory.add_agency("Another (invented)", AgencyKind.ADULTS, "wales")
    assert signed_in(leo).post(reverse("pathway_end", args=[other.pk, way.pk])).status_code == 404
    way.refresh_from_db()
    assert way.until is None
