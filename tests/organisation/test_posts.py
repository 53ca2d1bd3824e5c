"""Nobody grants themselves anything, and what opens content needs a second signature."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

from heed.audit.models import Look, Verb
from heed.notifications import telling
from heed.notifications.models import Letter
from heed.organisation import actions
from heed.organisation.actions import CannotAdd, CannotSign
from heed.organisation.choices import Role, Standing
from heed.organisation.group import group_at, on_duty
from heed.organisation.models import Absence, Colleague, Post, Signature
from heed.policies.asker import asker
from heed.policies.roles import POSTS
from heed.procedures import posts
from heed.procedures.posts import CannotEnd, CannotPropose
from tests.doing import acting, working
from tests.people import colleague, holds, later
from tests.web.door import deferred, rows, signed_in

pytestmark = pytest.mark.django_db


def roles(someone, at):
    return asker(someone, at).roles


def sign(asked, by, at):
    with acting(by, at):
        return posts.sign(asked, by=by, at=at)


@pytest.fixture
def priya(db):
    return colleague("priya")


@pytest.mark.parametrize("row", [row for row in POSTS if row.guarded], ids=lambda row: row.role)
def test_a_post_that_guarded_waits_for_the_lead(row, priya, ada, leo, brynfelin, valleys, now):
    asked = posts.propose(priya, row.role, scheme=brynfelin, region=valleys, by=ada, at=now)
    assert isinstance(asked, Signature)
    assert roles(priya, now) == frozenset()
    done = sign(asked, leo, now)
    assert done.post.signature == asked
    assert roles(priya, now) == {row.role}


@pytest.mark.parametrize("row", [row for row in POSTS if not row.guarded], ids=lambda row: row.role)
def test_a_post_that_opens_nothing_begins_at_once(row, priya, ada, now):
    assert isinstance(posts.propose(priya, row.role, by=ada, at=now), Post)
    assert roles(priya, now) == {row.role}


@pytest.mark.parametrize("role", [Role.TRAINER, Role.GROUP])
def test_nobody_proposes_themselves(ada, now, role):
    with pytest.raises(CannotPropose):
        posts.propose(ada, role, by=ada, at=now)


def test_neither_who_asked_nor_who_gains_signs_it(priya, ada, leo, now):
    asked = posts.propose(priya, Role.GROUP, by=leo, at=now)
    holds(priya, Role.LEAD)
    for signer in (leo, priya, ada):
        with pytest.raises(CannotSign):
            sign(asked, signer, now)
    assert not Post.objects.filter(signature=asked).exists()


def test_the_database_itself_refuses_ones_own_signature(priya, ada, now):
    asked = posts.propose(priya, Role.GROUP, by=ada, at=now)
    with pytest.raises(CannotSign):
        actions.give_signature(asked, by=ada, at=now)


def test_signing_twice_begins_one_post(priya, ada, leo, now):
    asked = posts.propose(priya, Role.GROUP, by=ada, at=now)
    stale = Signature.objects.get(pk=asked.pk)
    sign(asked, leo, now)
    with pytest.raises(CannotSign):
        sign(stale, leo, now)
    assert Post.objects.filter(colleague=priya).count() == 1


def test_asking_twice_waits_once(priya, ada, now):
    posts.propose(priya, Role.GROUP, by=ada, at=now)
    with pytest.raises(CannotSign):
        posts.propose(priya, Role.GROUP, by=ada, at=later(now, seconds=1))


def test_a_refused_post_never_begins(priya, ada, leo, now):
    asked = posts.propose(priya, Role.GROUP, by=ada, at=now)
    posts.refuse(asked, by=leo, at=now)
    with pytest.raises(CannotSign):
        sign(asked, leo, now)


def test_who_asked_may_withdraw_it_and_a_bystander_may_not(priya, ada, rita, now):
    asked = posts.propose(priya, Role.GROUP, by=ada, at=now)
    with pytest.raises(CannotSign):
        posts.refuse(asked, by=rita, at=now)
    posts.refuse(asked, by=ada, at=now)


def test_a_post_asked_for_later_begins_then_and_one_signed_late_begins_when_signed(priya, ada, leo, now):
    tomorrow = later(now, days=1)
    asked = posts.propose(priya, Role.GROUP, since=tomorrow, by=ada, at=now)
    assert sign(asked, leo, now).post.since == tomorrow
    other = posts.propose(colleague("late"), Role.GROUP, by=ada, at=now)
    assert sign(other, leo, tomorrow).post.since == tomorrow


def test_a_signature_for_a_time_that_is_over_does_nothing(priya, ada, leo, now):
    asked = posts.propose(priya, Role.GROUP, until=later(now, days=1), by=ada, at=now)
    with pytest.raises(CannotSign):
        sign(asked, leo, later(now, days=2))
    assert Signature.objects.get(pk=asked.pk).given_at is None


def test_contractors_and_board_members_hold_report_only_accounts(cai, ada, now):
    with pytest.raises(CannotPropose):
        posts.propose(cai, Role.OFFICER, by=ada, at=now)


def test_a_manager_is_over_a_scheme(priya, ada, now):
    with pytest.raises(CannotPropose):
        posts.propose(priya, Role.MANAGER, by=ada, at=now)


def test_the_same_post_twice_is_refused(gail, ada, now):
    with pytest.raises(CannotPropose):
        posts.propose(gail, Role.GROUP, by=ada, at=now)


# The lead's own ---------------------------------------------------------------------------------------------------------------
def test_a_new_lead_is_signed_by_the_lead_there_is(priya, ada, leo, now):
    asked = posts.propose(priya, Role.LEAD, by=ada, at=now)
    sign(asked, leo, now)
    assert Role.LEAD in roles(priya, now)


def test_a_head_of_service_signs_what_concerns_a_lead_and_nothing_else(priya, ada, leo, valleys, now):
    head = holds(colleague("hefin"), Role.HEAD_OF_SERVICE, region=valleys)
    with acting(ada, now):
        reset = posts.reset_credentials(leo, by=ada, at=now).waits
        address, account = posts.change_colleague(
            leo, by=ada, at=now, email="leo@elsewhere.example.org", directory_id="another"
        )[::-1]
    assert posts.may_sign(reset, by=head, at=now)
    assert posts.may_sign(address, by=head, at=now) and posts.may_sign(account, by=head, at=now)
    assert posts.may_sign(posts.propose(priya, Role.LEAD, by=ada, at=now), by=head, at=now)
    assert not posts.may_sign(posts.propose(priya, Role.GROUP, by=ada, at=now), by=head, at=now)


# Who is told that one waits ---------------------------------------------------------------------------------------------------
def told(at) -> list[str]:
    """Who was written to."""
    before = set(Letter.objects.values_list("pk", flat=True))
    with working(at):
        telling.signatures(at)
    new = Letter.objects.filter(message="signature_waits").exclude(pk__in=before)
    return sorted(new.values_list("to__username", flat=True))


def test_whoever_may_sign_is_told_once_and_each_week_until_it_is_answered(priya, ada, leo, gail, hana, now):
    asked = posts.propose(priya, Role.GROUP, by=ada, at=now)
    assert (told(now), told(later(now, days=6)), told(later(now, days=7))) == (["leo"], [], ["leo"])
    with acting(leo, now):
        posts.refuse(asked, by=leo, at=now)
    assert told(later(now, days=14)) == []


def test_what_concerns_a_lead_is_told_to_a_head_of_service_and_never_to_whom_it_is_for(ada, leo, hana, now):
    with acting(ada, now):
        posts.reset_credentials(leo, by=ada, at=now)
    assert told(now) == ["hana"]


def test_where_nobody_here_may_sign_the_page_says_so(priya, ada, leo, hana, now):
    mine = posts.propose(priya, Role.GROUP, by=leo, at=now)
    assert posts.signers([mine], now) == {mine.pk: []} and told(now) == []
    page = signed_in(leo).get("/organisation/signatures/").content.decode()
    assert "nobody here can sign" in page and "no other Safeguarding Lead is here" in page
    holds(colleague("lowri"), Role.LEAD)
    page = signed_in(leo).get("/organisation/signatures/").content.decode()
    assert "nobody here can sign" not in page and "Who may sign: Lowri" in page


def test_the_very_first_account_keeps_the_accounts_and_there_is_only_one_such_beginning(now):
    first, password = posts.bootstrap_administrator(
        "first", at=now, display_name="First", email="first@heed.example", job_title="IT"
    )
    assert first.check_password(password) and first.password_until
    assert Post.objects.get(colleague=first).role == Role.ADMIN
    assert Look.objects.get(page="bootstrap_administrator").colleague == first
    with pytest.raises(posts.CannotPropose, match="There is an administrator"):
        posts.bootstrap_administrator("second", at=now, display_name="Second", email="", job_title="")
    assert not Colleague.objects.filter(username="second").exists()


def test_the_first_lead_is_made_from_the_command_line_once(priya, rita, now):
    posts.bootstrap_lead(priya, at=now)
    assert Role.LEAD in roles(priya, now)
    assert Look.objects.get(page="bootstrap_lead").colleague == priya
    with pytest.raises(CannotPropose):
        posts.bootstrap_lead(rita, at=now)


def test_a_contractor_cannot_become_the_first_lead(cai, now):
    assert cai.standing == Standing.CONTRACTOR
    with pytest.raises(CannotPropose):
        posts.bootstrap_lead(cai, at=now)


# Deputies ---------------------------------------------------------------------------------------------------------------------
def test_a_deputy_of_a_manager_sees_her_scheme_only_when_signed_and_only_meanwhile(mo, priya, leo, brynfelin, now):
    until = later(now, days=7)
    absence, (asked,) = posts.go_away(mo, priya, since=now, until=until, by=mo, at=now)
    assert absence.until == until
    assert asker(priya, now).schemes == frozenset()
    sign(asked, leo, now)
    assert asker(priya, later(now, days=1)).schemes == {brynfelin.pk}
    assert asker(priya, until).schemes == frozenset()
    assert Post.objects.get(colleague=priya).deputises_for == mo


def test_an_absence_without_a_deputy_asks_for_nothing(gail, now):
    assert posts.go_away(gail, None, since=now, until=None, by=gail, at=now)[1] == []


def test_a_refused_deputy_takes_the_absence_back_too(mo, cai, now):
    with pytest.raises(CannotPropose):
        posts.go_away(mo, cai, since=now, until=None, by=mo, at=now)
    assert not Absence.objects.exists()


def test_two_absences_do_not_overlap_and_an_end_does_not_come_first(gail, now):
    actions.set_absence(gail, since=now, until=later(now, days=5), at=now)
    with pytest.raises(CannotAdd):
        actions.set_absence(gail, since=later(now, days=4), until=None, at=now)
    with pytest.raises(CannotAdd):
        actions.set_absence(gail, since=later(now, days=9), until=later(now, days=8), at=now)
    actions.set_absence(gail, since=later(now, days=5), until=None, at=now)


# The group --------------------------------------------------------------------------------------------------------------------
def test_the_group_is_its_members_who_are_here(gail, gwen, leo, now):
    actions.set_absence(gwen, since=now, until=None, at=now)
    assert group_at(now).members == (gail,)
    assert not group_at(now).stands_in


def test_when_no_member_is_here_the_lead_stands_in_even_if_she_is_away(gail, leo, now):
    actions.set_absence(gail, since=now, until=None, at=now)
    assert group_at(now).members == (leo,)
    actions.set_absence(leo, since=now, until=None, at=now)
    assert group_at(now).members == (leo,)
    assert group_at(now).stands_in


def test_the_last_member_may_go_while_a_lead_stands_in_and_is_told(gail, leo, now):
    posts.end_post(Post.objects.get(colleague=gail), at=now)
    assert group_at(now).members == (leo,)
    assert len(deferred("group_is_empty")) == 1


def test_one_of_two_members_goes_without_an_alarm(gail, gwen, leo, now):
    posts.end_post(Post.objects.get(colleague=gail), at=now)
    assert deferred("group_is_empty") == []


def test_without_a_lead_the_last_member_stays(gail, now):
    with pytest.raises(CannotEnd):
        posts.end_post(Post.objects.get(colleague=gail), at=now)
    assert group_at(now).members == (gail,)


def test_the_only_lead_stays_until_another_is_signed(leo, gail, now):
    with pytest.raises(CannotEnd):
        posts.end_post(Post.objects.get(colleague=leo), at=now)
    holds(colleague("lena"), Role.LEAD)
    posts.end_post(Post.objects.get(colleague=leo), at=now)
    assert roles(leo, now) == frozenset()


def test_only_members_are_on_duty_and_not_while_away(gail, rita, now):
    actions.set_duty(gail, since=now, until=later(now, hours=12), at=now)
    with pytest.raises(CannotAdd):
        actions.set_duty(rita, since=now, until=later(now, hours=12), at=now)
    assert on_duty(now) == [gail]
    assert on_duty(later(now, hours=12)) == []
    actions.set_absence(gail, since=now, until=None, at=now)
    assert on_duty(now) == []


# Credentials ------------------------------------------------------------------------------------------------------------------
def test_a_reset_that_guarded_waits_for_the_lead_who_is_shown_the_password(gail, ada, leo, now):
    before = Colleague.objects.get(pk=gail.pk)
    with acting(ada, now):
        asked = posts.reset_credentials(gail, by=ada, at=now).waits
    assert Colleague.objects.get(pk=gail.pk).session_salt == before.session_salt
    password = sign(asked, leo, now).password
    after = Colleague.objects.get(pk=gail.pk)
    assert after.check_password(password)
    assert after.session_salt != before.session_salt
    assert after.password_until == now + timedelta(days=3)


def test_the_password_of_an_account_that_nobody_has_used_is_shown_at_once_but_never_ones_own(rita, ada, now):
    assert Colleague.objects.get(pk=rita.pk).password_until is None
    with acting(ada, now):
        password = posts.reset_credentials(rita, by=ada, at=now).password
    assert Colleague.objects.get(pk=rita.pk).check_password(password)
    with pytest.raises(CannotPropose):
        posts.reset_credentials(ada, by=ada, at=now)


# An administrator alone (decision 18) -------------------------------------------------------------------------------------------
def uses_it(someone, now):
    Colleague.objects.filter(pk=someone.pk).update(last_login=now)
    someone.refresh_from_db()
    return someone


def test_whoever_uses_their_account_is_sent_a_link_and_nobody_sees_a_password(rita, ada, now):
    uses_it(rita, now)
    with acting(ada, now):
        done = posts.reset_credentials(rita, by=ada, at=now)
    assert done.by_letter and not done.password and not done.waits
    assert deferred("send_password_link") == [{"colleague": rita.pk}]
    after = Colleague.objects.get(pk=rita.pk)
    assert (after.password, after.session_salt) == (rita.password, rita.session_salt), "until the link is used"


def test_without_an_e_mail_address_it_waits_for_the_lead(rita, ada, now):
    Colleague.objects.filter(pk=rita.pk).update(email="")
    uses_it(rita, now)
    with acting(ada, now):
        assert posts.reset_credentials(rita, by=ada, at=now).waits.kind == "reset"


@pytest.mark.parametrize(("fact", "value"), [("email", "ada@heed.example"), ("directory_id", "adas-own")])
def test_where_letters_go_and_who_signs_in_as_somebody_waits_for_the_lead_once_they_use_their_account(
    fact, value, rita, ada, leo, now
):
    with acting(ada, now):
        assert posts.change_colleague(rita, by=ada, at=now, **{fact: f"first-{value}"}) == []
    uses_it(rita, now)
    with acting(ada, now):
        (asked,) = posts.change_colleague(rita, by=ada, at=now, **{fact: value})
    assert getattr(Colleague.objects.get(pk=rita.pk), fact) == f"first-{value}"
    sign(asked, leo, now)
    assert getattr(Colleague.objects.get(pk=rita.pk), fact) == value


@pytest.mark.parametrize(
    "change",
    [
        "password = 'x'",
        "email = 'ada@heed.example'",
        "directory_id = 'adas-own'",
        "password_until = now()",
        "session_salt = 'x', password = 'x'",
        "line_manager_id = heed_colleague()",
    ],
)
def test_the_database_too_keeps_an_administrator_from_being_somebody_else(change, rita, ada, now):
    uses_it(rita, now)
    with pytest.raises(DatabaseError), acting(ada, now), connection.cursor() as c:
        c.execute(f"update organisation_colleague set {change} where id = %s", [rita.pk])


def new_addresses(ada, now, number=4):
    found = [uses_it(colleague(f"one{n}"), now) for n in range(number)]
    with acting(ada, now):
        for someone in found:
            posts.change_colleague(someone, by=ada, at=now, email=f"new-{someone.username}@heed.example")
    return found


def test_many_new_addresses_are_read_and_signed_together(ada, leo, now):
    new_addresses(ada, now)
    lead = signed_in(leo)
    assert "4 new addresses and work accounts" in lead.get("/organisation/signatures/").content.decode()
    page = lead.get("/organisation/signatures/together/").content.decode()
    assert page.count('name="sign"') == 4 and "one0@heed.example" in page and "new-one0@heed.example" in page
    asked = list(Signature.objects.order_by("pk"))
    assert "Tick those that are right" in lead.post("/organisation/signatures/together/", {}, follow=True).content.decode()
    with rows() as written:
        lead.post("/organisation/signatures/together/", {"sign": [asked[0].pk, asked[2].pk]})
    assert sorted(look.record.int for look in written if look.verb == Verb.CHANGED) == [asked[0].pk, asked[2].pk]
    assert set(Colleague.objects.filter(email__startswith="new-").values_list("username", flat=True)) == {"one0", "one2"}


def test_what_is_not_theirs_to_sign_is_not_signed_together_either(ada, leo, hana, gail, now):
    new_addresses(ada, now)
    uses_it(leo, now)
    with acting(ada, now):
        (leads,) = posts.change_colleague(leo, by=ada, at=now, email="new-leo@heed.example")
        post = posts.propose(gail, Role.LEAD, by=ada, at=now)
    everything = {"sign": list(Signature.objects.values_list("pk", flat=True))}
    signed_in(hana).post("/organisation/signatures/together/", everything)
    assert set(Signature.objects.exclude(given_at=None)) == {leads}, "a lead's for a Head of Service"
    signed_in(leo).post("/organisation/signatures/together/", everything)
    assert Signature.objects.get(pk=post.pk).given_at is None and Signature.objects.exclude(given_at=None).count() == 5


def test_of_what_was_asked_for_at_once_one_letter_tells_and_no_page_asks_of_each(ada, leo, now, django_assert_max_num_queries):
    new_addresses(ada, now, 60)
    assert told(now) == ["leo"] and told(now) == []
    lead = signed_in(leo)
    with django_assert_max_num_queries(40):
        lead.get("/organisation/signatures/")
    with django_assert_max_num_queries(40):
        assert lead.get("/organisation/signatures/together/").content.decode().count('name="sign"') == 50


def test_while_a_post_waits_the_account_is_guarded_as_if_it_were_held(priya, ada, leo, now):
    with acting(ada, now):
        posts.propose(priya, Role.GROUP, by=ada, at=now)
        assert posts.reset_credentials(priya, by=ada, at=now).waits
        assert posts.change_colleague(priya, by=ada, at=now, email="ada@heed.example")


def test_the_first_post_that_opens_content_comes_with_a_new_password_from_whoever_signs(priya, rita, ada, leo, brynfelin, now):
    before = Colleague.objects.get(pk=priya.pk)
    asked = [
        posts.propose(priya, Role.GROUP, by=ada, at=now),
        posts.propose(priya, Role.MANAGER, scheme=brynfelin, by=ada, at=now),
    ]
    first, second = (sign(each, leo, now) for each in asked)
    after = Colleague.objects.get(pk=priya.pk)
    assert after.check_password(first.password) and after.session_salt != before.session_salt
    assert second.password == "" and second.post, "they have opened content before"
    Colleague.objects.filter(pk=rita.pk).update(password="!none")
    assert sign(posts.propose(rita, Role.GROUP, by=ada, at=now), leo, now).password == "", "by the work account alone"


def test_a_head_of_service_is_shown_no_password(priya, leo, ada, hana, gail, now):
    with acting(ada, now):
        reset = posts.reset_credentials(leo, by=ada, at=now).waits
    done = sign(reset, hana, now)
    assert done.by_letter and not done.password and deferred("send_password_link") == [{"colleague": leo.pk}]
    with pytest.raises(CannotSign, match="opens nothing yet"):
        sign(posts.propose(priya, Role.LEAD, by=ada, at=now), hana, now)
    assert sign(posts.propose(gail, Role.LEAD, by=ada, at=now), hana, now).post


def test_by_the_database_too_a_head_of_service_sets_no_password(leo, ada, hana, now):
    with acting(ada, now):
        reset = posts.reset_credentials(leo, by=ada, at=now).waits
    with pytest.raises(DatabaseError), acting(hana, now), connection.cursor() as c:
        actions.give_signature(reset, by=hana, at=now)
        c.execute("update organisation_colleague set password = 'x' where id = %s", [leo.pk])


def test_by_the_database_too_a_head_of_service_signs_what_concerns_a_lead_and_nothing_else(priya, gail, ada, hana, leo, now):
    ordinary, leads = (posts.propose(priya, role, by=ada, at=now) for role in (Role.GROUP, Role.LEAD))
    with pytest.raises(DatabaseError), acting(hana, now):
        actions.give_signature(ordinary, by=hana, at=now)
    with acting(hana, now):
        actions.give_signature(leads, by=hana, at=now)


def test_nobody_makes_themselves_a_line_manager(rita, ada, gail, now):
    with acting(ada, now), pytest.raises(CannotAdd):
        posts.change_colleague(rita, by=ada, at=now, line_manager=ada)
    with acting(ada, now):
        posts.change_colleague(rita, by=ada, at=now, line_manager=gail)


def test_a_password_to_hand_over_meets_our_own_rules_and_is_never_the_same(db, now):
    from django.contrib.auth.password_validation import validate_password

    given = {actions.add_colleague(f"new{number}", display_name="Śliwa", at=now)[1] for number in range(5)}
    assert len(given) == 5
    for words in given:
        validate_password(words)


def test_a_user_name_is_taken_whatever_its_case(rita, now):
    with pytest.raises(CannotAdd):
        actions.add_colleague("RITA", display_name="Another", at=now)


def test_facts_that_are_none_are_not_set(rita):
    with pytest.raises(TypeError):
        actions.change_colleague(rita, is_active=False)
    with pytest.raises(CannotAdd):
        actions.change_colleague(rita, line_manager=rita)
