"""Joiners, changes and leavers by a list of everybody: compared first, done by the same verbs, and nobody gains or loses a post in silence."""

import pytest

from heed.organisation.choices import Role
from heed.organisation.models import Colleague, Post, Signature
from heed.organisation.staff_list import CannotRead, read
from heed.procedures import joining
from tests.doing import acting
from tests.people import colleague

pytestmark = pytest.mark.django_db

HEADING = "User name,Name,E-mail,Job title,Department,Line manager,Work account,Left"


def listed(*lines: str, heading: str = HEADING) -> str:
    return "\n".join((heading, *lines))


def compared(text: str, by: Colleague, now) -> joining.Compared:
    with acting(by, now):
        return joining.compare(text, by=by, at=now)


def followed(text: str, by: Colleague, now, **more) -> joining.Done:
    with acting(by, now):
        return joining.bring_up_to_date(text, by=by, at=now, **more)


def test_what_a_list_would_do_is_said_and_nothing_is_done(ada, rita, mo, now):
    before = Colleague.objects.count()
    found = compared(
        listed(
            "new.one,Siân Rees,new@heed.example,Joiner,Repairs,rita,oid-1,",
            f"rita,Rita Okafor,{rita.email},Plumber,{rita.department},,,",
            "mo,Mo Hassan,,,,,,01/11/2026",
        ),
        ada,
        now,
    )
    assert [line.username for line in found.joiners] == ["new.one"]
    assert [(change.colleague, set(change.facts)) for change in found.changes] == [(rita, {"job_title"})]
    assert found.leavers == [mo] and Colleague.objects.count() == before


def test_joiners_get_an_account_and_no_post_and_leavers_lose_theirs(ada, rita, mo, now):
    done = followed(
        listed(
            "sian,Siân Rees,sian@heed.example,Joiner,Repairs,lukasz,oid-1,",
            "lukasz,Łukasz Nowak,,Manager,Repairs,,,",
            "mo,Mo Hassan,,,,,,2026-11-01",
        ),
        ada,
        now,
    )
    sian, lukasz = Colleague.objects.get(username="sian"), Colleague.objects.get(username="lukasz")
    assert sian.line_manager == lukasz and not sian.has_usable_password() and sian.directory_id == "oid-1"
    assert [
        (who, lukasz.check_password(words) or Colleague.objects.get(pk=who.pk).check_password(words))
        for who, words in done.passwords
    ] == [(lukasz, True)]
    assert not Post.objects.filter(colleague__in=[sian, lukasz]).exists()
    mo.refresh_from_db()
    assert mo.left_at == now and not Post.objects.filter(colleague=mo, until=None).exists()
    assert followed(listed("sian,Siân Rees,sian@heed.example,Joiner,Repairs,lukasz,oid-1,"), ada, now).changed == []


def test_whoever_is_not_on_the_list_stays_unless_ticked_by_name(ada, rita, mo, now):
    text = listed(f"rita,Rita Okafor,{rita.email},,,,,")
    assert mo in compared(text, ada, now).missing and ada not in compared(text, ada, now).missing
    assert followed(text, ada, now).left == []
    assert followed(text, ada, now, ended=[mo.pk, rita.pk]).left == [mo], "somebody on the list is not ended by a number"


def test_contractors_are_not_missed(ada, now):
    contractor = colleague("plumber", standing="contractor")
    assert contractor not in compared(listed("someone,Some One,,,,,,"), ada, now).missing


def test_what_an_adviser_is_reached_by_or_signs_in_with_waits_for_the_lead(ada, gail, leo, now):
    text = listed("gail,Gail Prosser,elsewhere@heed.example,,,,oid-9,")
    assert followed(text, ada, now).waits == 2
    gail.refresh_from_db()
    assert gail.directory_id == "" and gail.email != "elsewhere@heed.example"
    assert followed(text, ada, now).refused == [], "the same list again asks for nothing twice"
    assert Signature.objects.filter(for_colleague=gail).count() == 2


def test_whoever_presses_does_not_end_themselves(ada, now):
    done = followed(listed("ada,Ada,,,,,,2020-01-01"), ada, now)
    assert [who for who, _why in done.refused] == ["ada"] and done.left == []


def test_nobody_takes_over_the_account_of_somebody_who_left(ada, mo, now):
    followed(listed("mo,Mo Hassan,,,,,,2026-11-01"), ada, now)
    found = compared(listed("mo,Another Mo,,,,,,"), ada, now)
    assert [line.number for line in found.wrong] == [2] and not found.joiners


def test_anothers_work_account_is_refused_and_the_rest_done(ada, rita, now):
    Colleague.objects.filter(pk=rita.pk).update(directory_id="oid-1")
    done = followed(listed("one,One,,,,,OID-1,", "two,Two,,,,,oid-2,"), ada, now)
    assert [who for who, _why in done.refused] == ["one"] and [who.username for who in done.joined] == ["two"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (",Nobody,,,,,,", "user name"),
        ("a b,Two Words,,,,,,", "user name"),
        ("one,,,,,,,", "no name"),
        ("one,One,not-an-address,,,,,", "e-mail"),
        ("one,One,,,Astrology,,,", "department"),
        ("one,One,,,,,,someday", "no day"),
        (f"one,{'x' * 121},,,,,,", "longer"),
    ],
)
def test_a_line_that_cannot_be_is_said_by_its_number_and_the_rest_is_taken(line, why):
    taken, wrong = read(listed("fine,Fine Person,,,,,,", line))
    assert not taken.wrong and wrong.number == 3 and why in wrong.wrong


def test_the_same_name_twice_is_taken_once():
    one, two = read(listed("one,One,,,,,,", "ONE,One,,,,,,"))
    assert not one.wrong and "earlier line" in two.wrong


@pytest.mark.parametrize(
    "text", ["", "\x00", "User name,Name", "Name;E-mail\nOne;x", "PK\x03\x04\n\x00\x01", "a" * 200_000 + "\nx"]
)
def test_what_is_no_list_is_refused_in_words(text):
    with pytest.raises(CannotRead):
        read(text)


def test_semicolons_other_headings_and_a_byte_order_mark_are_understood():
    (line,) = read("\ufeffuserPrincipalName;displayName;jobTitle;objectId\nsian.rees@heed.example;Siân Rees;Joiner;abc")
    assert (line.username, line.facts["display_name"], line.facts["directory_id"], line.line_manager) == (
        "sian.rees",
        "Siân Rees",
        "abc",
        None,
    )


def test_nobody_else_follows_a_list(leo, gail, now):
    with pytest.raises(Exception, match="row-level security|permission"), acting(gail, now):
        joining.bring_up_to_date(listed("one,One,,,,,oid,"), by=gail, at=now)
    assert not Colleague.objects.filter(username="one").exists()


def test_a_group_seat_ends_with_its_holder_and_the_lead_is_told(ada, gail, leo, now):
    followed(listed("gail,Gail Prosser,,,,,,2026-11-01"), ada, now)
    assert not Post.objects.filter(colleague=gail, role=Role.GROUP, until=None).exists()
