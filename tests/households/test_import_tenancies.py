"""The register's file: what comes in, what changes, what ends, and what a colleague entered here stays."""

from datetime import date, datetime

import pytest
from django.db import connection

from heed.folders.choices import Effect, Why
from heed.folders.models import Access, Key, Place
from heed.households import actions
from heed.households.choices import FlagKind, Member, NameKind, Origin, Relation, Tenure, TieKind
from heed.households.importing.cells import midnight
from heed.households.models import (
    Flag,
    Home,
    Household,
    Membership,
    Name,
    Person,
    Phone,
    Relationship,
    SafeContact,
    SamePerson,
    StagedRow,
    Tie,
)
from heed.policies import visible
from heed.policies.asker import asker
from heed.timeline.models import About, Event, Words
from tests.households.bringing import AT, bring, mali, neighbour, reasons, sian, street, text
from tests.people import LONG_AGO, later

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("brynfelin")]
NEXT_DAY = later(AT, days=1)


def standing(model, **of):
    return list(model.objects.filter(superseded_at=None, **of))


def kinds(tenancy: str = "T1") -> list[str]:
    return list(
        Event.objects.filter(folder=Household.objects.get(tenancy=tenancy).folder_id)
        .order_by("recorded_at", "occurred_at")
        .values_list("kind", flat=True)
    )


def test_a_first_file_makes_home_household_people_and_one_event(brynfelin):
    run = bring([sian(aliases="Siân Pugh"), mali()])
    assert (run.state, run.rows, run.added, run.refused) == ("done", 2, 2, 0)
    home, household = Home.objects.get(), Household.objects.get()
    assert (home.scheme, home.compact, home.folded) == (brynfelin, "NP993QX", "14 heol wyn brynfelin brynfelin court")
    assert (household.tenure, household.joint, household.started_on, household.ended_on) == (
        Tenure.SECURE_CONTRACT,
        False,
        date(2019, 3, 3),
        None,
    )
    assert {(m.person.name, m.role, m.since) for m in standing(Membership)} == {
        ("Siân Rees", Member.TENANT, date(2019, 3, 3)),
        ("Mali Rees", Member.CHILD, date(2019, 3, 3)),
    }
    assert set(Name.objects.values_list("kind", "folded")) == {
        ("current", "sian rees"),
        ("alias", "sian pugh"),
        ("current", "mali rees"),
    }
    assert Phone.objects.get().digits == "07700900118"
    assert kinds() == ["register.tenancy_began"]
    began = Event.objects.get()
    assert (began.occurred_at, began.known_at, began.recorded_at) == (
        midnight(date(2019, 3, 3)),
        midnight(date(2019, 3, 3)),
        AT,
    )
    assert Words.objects.get().words["text"] == "secure contract"
    assert not StagedRow.objects.exists()


def test_how_they_are_related_is_said_by_the_first_tenant():
    bring([sian(), mali()])
    relation = Relationship.objects.get()
    assert (relation.one.name, relation.kind, relation.other.name, relation.origin) == (
        "Siân Rees",
        Relation.PARENT,
        "Mali Rees",
        Origin.IMPORTED,
    )


def test_alerts_become_flags_with_their_words_sealed():
    bring([sian(person_alert_codes="SAF1.01;10;20-10", alert_comments="Two colleagues for every visit")])
    flags = {flag.code: (flag.kind, flag.words) for flag in Flag.objects.all()}
    assert {code: kind for code, (kind, _) in flags.items()} == {
        "SAF1.01": FlagKind.VICTIM_SAFETY,
        "10": FlagKind.STAFF_SAFETY,
        "20-10": FlagKind.NEED,
    }
    assert flags["10"][1] == "Two colleagues for every visit"
    with connection.cursor() as c:
        c.execute("select words from households_flag")
        assert all(b"colleagues" not in bytes(words) for (words,) in c.fetchall())


def test_the_same_rows_again_change_nothing():
    bring([sian(person_alert_codes="10", safe_contact="Ring after ten", do_not_contact_by="letter"), mali()])
    before = {
        model: model.objects.count()
        for model in (Person, Name, Membership, Phone, Flag, SafeContact, Relationship, Event, Place)
    }
    run = bring([mali(), sian(person_alert_codes="10", safe_contact="Ring after ten", do_not_contact_by="letter")], at=NEXT_DAY)
    assert (run.state, run.added, run.changed, run.ended, run.unchanged) == ("done", 0, 0, 0, 2)
    assert before == {model: model.objects.count() for model in before}


def test_a_corrected_row_changes_and_says_so_and_the_old_name_is_still_found():
    bring([sian(), mali()])
    run = bring([sian(surname="Prosser", telephone_numbers="07700 900119"), mali()], at=NEXT_DAY)
    assert (run.changed, run.unchanged) == (1, 1)
    person = Person.objects.get(source_id="P1")
    assert (person.name, person.sort_key) == ("Siân Prosser", "prosser sian")
    assert set(Name.objects.filter(person=person).values_list("kind", "text")) == {
        (NameKind.FORMER, "Siân Rees"),
        (NameKind.CURRENT, "Siân Prosser"),
    }
    assert [phone.number for phone in standing(Phone)] == ["07700 900119"]
    assert kinds() == ["register.tenancy_began", "register.corrected"]
    words = Words.objects.get(pk=Event.objects.get(kind="register.corrected")).words["text"]
    assert words == "Siân Prosser: name, telephone numbers"


def test_a_role_corrected_is_a_new_version():
    bring([sian(), mali()])
    bring([sian(), mali(relationship_to_tenant="lodger")], at=NEXT_DAY)
    was, now = Membership.objects.filter(person__source_id="P2").order_by("recorded_at")
    assert (was.role, was.superseded_at, now.role, now.superseded_at) == (Member.CHILD, NEXT_DAY, Member.LODGER, None)


def test_somebody_new_moves_in_and_leaves_one_event():
    bring([sian()])
    bring([sian(), mali(member_from="2026-11-20", recorded_on="")], at=NEXT_DAY)
    assert kinds() == ["register.tenancy_began", "register.moved_in"]
    moved = Event.objects.get(kind="register.moved_in")
    assert moved.occurred_at == midnight(date(2026, 11, 20))
    assert {about.person for about in About.objects.filter(event=moved)} == {None, Person.objects.get(source_id="P2").pk}


def test_somebody_the_file_no_longer_has_has_left():
    bring([sian(), mali(), *street()])
    run = bring([sian(), *street()], at=NEXT_DAY)
    assert (run.state, run.ended) == ("done", 1)
    assert [m.until for m in standing(Membership, person__source_id="P2")] == [date(2026, 11, 22)]
    assert kinds() == ["register.tenancy_began", "register.left"]


def test_nobody_has_left_where_a_line_of_the_tenancy_was_refused():
    bring([sian(), mali(), *street()])
    run = bring([sian(), mali(date_of_birth="the first of June"), *street()], at=NEXT_DAY)
    assert (run.ended, run.refused) == (0, 1)
    assert [m.until for m in standing(Membership, person__source_id="P2")] == [None]


def test_a_tenancy_the_file_no_longer_has_ends(brynfelin):
    bring([sian(), *street()])
    run = bring(street(), at=NEXT_DAY)
    household = Household.objects.get(tenancy="T1")
    assert (run.state, run.ended, household.ended_on) == ("done", 2, date(2026, 11, 22))
    assert Place.objects.get(folder=household.folder_id).until == midnight(date(2026, 11, 22))
    assert kinds() == ["register.tenancy_began", "register.tenancy_ended"]


def test_no_tenancy_ends_when_a_refused_line_does_not_say_its_tenancy():
    bring([sian(), *street()])
    run = bring([*street(), neighbour(500, tenancy_id="")], at=NEXT_DAY)
    assert (run.state, run.ended, run.refused) == ("done", 0, 1)


def test_the_manager_loses_sight_on_the_day_it_ends(mo):
    bring([sian(), *street()])
    bring([sian(tenancy_end_date="2026-11-23"), *street()], at=NEXT_DAY)
    before, after = (
        visible.households(asker(mo, midnight(day))).filter(tenancy="T1").exists()
        for day in (date(2026, 11, 22), date(2026, 11, 23))
    )
    assert (before, after) == (True, False)


def test_an_end_taken_back_gives_it_back(mo):
    bring([sian(tenancy_end_date="2026-11-01"), *street()])
    assert not visible.households(asker(mo, AT)).filter(tenancy="T1").exists()
    bring([sian(), *street()], at=NEXT_DAY)
    assert visible.households(asker(mo, later(NEXT_DAY, hours=1))).filter(tenancy="T1").exists()
    assert Household.objects.get(tenancy="T1").ended_on is None


def test_ending_more_than_two_in_a_hundred_waits_for_somebody():
    bring([sian(), *street()])
    run = bring([sian(), *street(100)], at=NEXT_DAY)
    assert (run.state, run.would_end) == ("waiting", 20)
    assert not Household.objects.exclude(ended_on=None).exists()
    agreed = bring([sian(), *street(100)], at=NEXT_DAY, agree=True)
    assert (agreed.pk, agreed.state, Household.objects.exclude(ended_on=None).count()) == (run.pk, "done", 20)


def test_end_dates_given_to_many_wait_for_somebody_too():
    bring(street(50))
    run = bring([row | {"tenancy_end_date": "2026-11-01"} for row in street(50)], at=NEXT_DAY)
    assert (run.state, run.would_end) == ("waiting", 50)


def test_people_lost_from_many_tenancies_wait_for_somebody():
    bring(
        [
            row
            for number in range(30)
            for row in (neighbour(number), neighbour(number, person_id=f"X{number}", relationship_to_tenant="son"))
        ]
    )
    run = bring(street(30), at=NEXT_DAY)
    assert (run.state, run.would_end) == ("waiting", 30)


def test_a_later_file_takes_the_place_of_one_that_waits():
    bring(street(50))
    waits = bring(street(10), at=NEXT_DAY)
    bring([*street(50), sian()], at=later(NEXT_DAY, hours=1))
    waits.refresh_from_db()
    assert (waits.state, waits.problem) == ("refused", "A later file was brought in instead.")
    assert not StagedRow.objects.filter(run=waits).exists()


# What a colleague entered here ------------------------------------------------------------------------------------------------
@pytest.fixture
def rees():
    bring([sian(person_alert_codes="10", safe_contact="Ring any time"), mali()])
    return Household.objects.get(tenancy="T1")


def person(number: str = "P1") -> Person:
    return Person.objects.get(source_id=number)


def test_safe_contact_entered_here_is_not_overwritten(rees, gail, now):
    actions.set_safe_contact(
        person(), actions.Contact("Never ring. Text Mali's school.", no_call=True), by=gail, at=later(AT, hours=1)
    )
    bring([sian(person_alert_codes="10", safe_contact="Ring at home"), mali()], at=NEXT_DAY)
    bring([sian(person_alert_codes="10"), mali()], at=later(NEXT_DAY, hours=1))
    [contact] = standing(SafeContact)
    assert (contact.origin, contact.no_call, contact.words["how"]) == (Origin.ENTERED, True, "Never ring. Text Mali's school.")


def test_a_file_without_the_column_does_not_clear_what_it_said_before(rees):
    without = {
        name: words
        for name, words in sian(person_alert_codes="10").items()
        if name not in ("safe_contact", "do_not_contact_by")
    }
    bring(text([without, mali()], list(without)), at=NEXT_DAY)
    assert [contact.words["how"] for contact in standing(SafeContact)] == ["Ring any time"]


def test_a_flag_entered_here_stays_when_the_file_has_none(rees, gail):
    actions.raise_flag(
        rees, FlagKind.VICTIM_SAFETY, "SAF1.01", "Says he has a key", by=gail, at=later(AT, hours=1), person=person()
    )
    bring([sian(), mali()], at=NEXT_DAY)
    assert [(flag.code, flag.origin) for flag in standing(Flag)] == [("SAF1.01", Origin.ENTERED)]


def test_a_flag_lifted_here_is_not_raised_again_by_the_file(rees, gail):
    actions.lift_flag(Flag.objects.get(), "He has moved away", by=gail, at=later(AT, hours=1))
    bring([sian(person_alert_codes="10"), mali()], at=NEXT_DAY)
    assert standing(Flag) == []


def test_people_and_relations_entered_here_stay(rees, gail):
    man = actions.add_person(rees, actions.Newcomer("Unidentified man", Member.VISITOR), by=gail, at=later(AT, hours=1))
    actions.relate(person(), Relation.STEP_PARENT, person("P2"), by=gail, at=later(AT, hours=1))
    run = bring([sian(person_alert_codes="10", telephone_numbers="07700 900777"), mali()], at=NEXT_DAY)
    assert run.ended == 0
    assert [m.until for m in standing(Membership, person=man)] == [None]
    assert [relation.kind for relation in standing(Relationship)] == [Relation.STEP_PARENT]


def test_a_phone_entered_here_stays(rees):
    Phone.objects.create(
        folder_id=rees.folder_id,
        person=person(),
        number="01632 960118",
        digits="01632960118",
        origin=Origin.ENTERED,
        recorded_at=AT,
    )
    bring([sian(person_alert_codes="10", telephone_numbers="07700 900777"), mali()], at=NEXT_DAY)
    assert {phone.digits for phone in standing(Phone)} == {"01632960118", "07700900777"}


def test_an_end_entered_here_is_not_taken_back(rees, gail):
    actions.change_membership(
        Membership.objects.get(person=person("P2")), Member.CHILD, None, date(2026, 11, 1), by=gail, at=later(AT, hours=1)
    )
    bring([sian(person_alert_codes="10"), mali()], at=NEXT_DAY)
    assert [m.until for m in standing(Membership, person=person("P2"))] == [date(2026, 11, 1)]


def test_a_link_undone_here_stays_undone(rees, gail):
    bring(
        [sian(person_alert_codes="10"), mali(), sian(tenancy_id="T2", uprn="999990000099", address_line_1="1 Maes y Bont")],
        at=NEXT_DAY,
    )
    link = SamePerson.objects.get()
    actions.undo_link(link, link.other, "Two women of one name", by=gail, at=NEXT_DAY)
    bring(
        [sian(), mali(), sian(tenancy_id="T2", uprn="999990000099", address_line_1="1 Maes y Bont")], at=later(NEXT_DAY, days=1)
    )
    assert SamePerson.objects.get().undone_at == NEXT_DAY


# Moving -----------------------------------------------------------------------------------------------------------------------
def test_a_move_is_a_new_person_in_a_new_folder_and_nothing_of_it_shows_on_the_old(rees, mo, seaview, olive):
    elsewhere = {
        "tenancy_id": "T9",
        "uprn": "999990000777",
        "address_line_1": "7 Harbour Row",
        "scheme_code": "seaview-court",
        "tenancy_start_date": "2026-11-22",
    }
    bring([sian(person_alert_codes="10", member_until="2026-11-22"), mali(), *street(), sian(**elsewhere)], at=NEXT_DAY)
    old, new = (
        Person.objects.get(source_id="P1", folder=rees.folder_id),
        Person.objects.exclude(folder=rees.folder_id).get(source_id="P1"),
    )
    link = SamePerson.objects.get()
    assert (link.one, link.other, link.reason) == (old, new, "same_source_id")
    assert not visible.people(asker(mo, NEXT_DAY)).filter(pk=new.pk).exists()
    assert not visible.people(asker(olive, NEXT_DAY)).filter(pk=old.pk).exists()
    assert all("Harbour" not in str(words.words) for words in Words.objects.filter(folder=rees.folder_id))


def test_a_home_let_again_begins_an_empty_timeline(rees):
    bring(
        [
            sian(tenancy_end_date="2026-11-22"),
            mali(tenancy_end_date="2026-11-22"),
            *street(),
            sian(tenancy_id="T2", person_id="P7", first_names="Grace", tenancy_start_date="2026-11-22", recorded_on=""),
        ],
        at=NEXT_DAY,
        agree=True,
    )
    assert kinds("T2") == ["register.tenancy_began"]
    assert Household.objects.get(tenancy="T2").home == rees.home
    assert Household.objects.get(tenancy="T2").folder_id != rees.folder_id


def test_a_colleague_tied_to_the_home_is_kept_out_of_the_new_household(rees, mo):
    Tie.objects.create(colleague=mo, home=rees.home, kind=TieKind.RELATED, since=LONG_AGO, by=mo)
    bring([sian(), mali(), sian(tenancy_id="T2", person_id="P7", tenancy_start_date="2026-11-22")], at=NEXT_DAY)
    new = Household.objects.get(tenancy="T2")
    line = Access.objects.get(folder=new.folder_id)
    assert (line.colleague, line.effect, line.why) == (mo, Effect.KEPT_OUT, Why.TIE)
    assert not visible.households(asker(mo, later(NEXT_DAY, hours=1))).filter(pk=new.pk).exists()


def test_another_scheme_takes_the_folder_with_it(rees, mo, olive, seaview):
    bring([sian(scheme_code="seaview-court"), mali(scheme_code="seaview-court")], at=NEXT_DAY)
    seen = [visible.households(asker(who, later(NEXT_DAY, hours=1))).filter(pk=rees.pk).exists() for who in (mo, olive)]
    assert seen == [False, True]


# Refused lines ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"postcode": "NP99"}, "postcode is not a UK postcode."),
        ({"uprn": "12345678901234"}, "uprn is not a number of up to 12 digits."),
        ({"tenancy_start_date": "31/02/2019"}, "tenancy_start_date is not a date. Write it as 2019-03-27 or 27/03/2019."),
        ({"tenancy_end_date": "2018-01-01"}, "tenancy_end_date is before the first day."),
        ({"date_of_birth": "2030-01-01"}, "date_of_birth is in the future."),
        ({"tenancy_type": "ninety-nine years"}, "tenancy_type is not a word we know. The list of words says which there are."),
        ({"scheme_code": "nowhere"}, "scheme_code is not the code of a scheme or patch in Heed. Add it there first."),
        (
            {"person_alert_codes": "XYZ1"},
            "person_alert_codes holds a code that is in neither list of the housing data standards.",
        ),
        ({"surname": "=cmd|' /C calc'!A0"}, "surname begins like a spreadsheet formula. Export it as plain text."),
        ({"surname": "Re\u202ees"}, "surname holds characters that cannot be shown."),
        ({"surname": "R" * 81}, "surname is longer than 80 characters."),
        ({"surname": "", "first_names": ""}, "Neither surname nor first_names says a name."),
        ({"person_id": ""}, "person_id is empty."),
        ({"telephone_numbers": "ask her"}, "telephone_numbers holds something that is not a telephone number."),
    ],
)
def test_a_line_that_cannot_come_in_is_listed_with_its_reason_and_the_others_come_in(wrong, why):
    run = bring([sian(**wrong), neighbour(1)])
    assert (run.state, run.added, run.refused) == ("done", 1, 1)
    assert reasons(run) == {2: why}


def test_lines_of_one_tenancy_that_contradict_each_other():
    run = bring([sian(), mali(uprn="999990000015"), mali(), mali()])
    assert reasons(run) == {
        3: "The home or the tenancy is described otherwise than on the first line of this tenancy.",
        5: "The same person stands twice in this tenancy.",
    }
    assert run.added == 2


def test_names_of_every_kind_are_kept_as_they_are_written():
    names = ["O’Brien", "Nguyễn", "Żółciński", "X", "F" * 60, "Cawaale", "Llŷn"]
    bring([neighbour(number, surname=name) for number, name in enumerate(names)])
    assert set(Person.objects.values_list("name", flat=True)) == {f"Ann {name}" for name in names}
    assert {"ann obrien", "ann nguyen", "ann zolcinski", "ann llyn"} <= set(Name.objects.values_list("folded", flat=True))


def test_dates_in_either_form_and_summer_time():
    bring([sian(tenancy_start_date="01/07/2019")])
    assert Event.objects.get().occurred_at == datetime.fromisoformat("2019-06-30T23:00:00+00:00")


def test_a_household_that_was_erased_takes_nothing_and_stops_nobody_else(rees):
    Key.objects.filter(folder=rees.folder_id).delete()
    run = bring([sian(person_alert_codes="10"), mali(), *street(3)], at=NEXT_DAY)
    assert (run.state, run.added, run.refused) == ("done", 3, 2)
