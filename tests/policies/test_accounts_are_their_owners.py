"""The second wall alone: who may change an account, and the tables that only some posts keep, even by SQL of their own."""

from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DataError, ProgrammingError, connection, transaction

from heed.deadlines.models import DayOff
from heed.organisation.models import Colleague, Post, Signature
from heed.training.models import Completion, Course
from tests.doing import acting
from tests.people import colleague
from tests.policies.test_writing_is_narrower import refused, sql

pytestmark = pytest.mark.django_db

FOR_OTHERS = (
    "password = 'x'",
    "password_until = now()",
    "email = 'elsewhere@example.org'",
    "is_active = false",
    "left_at = now()",
    "session_salt = 'x'",
    "standing = 'contractor'",
    "line_manager_id = null",
    "display_name = 'Somebody Else'",
    "language = 'cy'",
    "last_login = now()",
)


def column(someone, name: str) -> object:
    return Colleague.objects.values_list(name, flat=True).get(pk=someone.pk)


@pytest.mark.parametrize("change", FOR_OTHERS)
def test_nobody_changes_somebody_elses_account(rita, gail, nia, change):
    for someone in (rita, gail):
        assert refused(someone, f"update organisation_colleague set {change} where id = %s", nia.pk), someone
        assert refused(someone, f"update organisation_colleague set {change} where id <> %s", someone.pk), someone


def test_a_colleague_changes_their_own_password_and_how_pages_look_and_nothing_else(rita):
    own = "update organisation_colleague set {} where id = %s"
    for change in ("password = 'x', password_until = null", "language = 'cy'", "text_size = '150'", "last_login = now()"):
        assert not refused(rita, own.format(change), rita.pk), change
    for change in (
        "email = 'x@example.org'",
        "standing = 'board_member'",
        "line_manager_id = id",
        "left_at = now()",
        "department = 'care'",
    ):
        assert refused(rita, own.format(change), rita.pk), change
    for never in ("username = 'leo2'", "id = 4", "joined_at = now()"):
        assert refused(rita, own.format(never), rita.pk), never


def test_without_anybody_asking_no_account_is_changed(rita):
    with pytest.raises((DataError, ProgrammingError)), transaction.atomic():
        sql("set local role heed_web")
        sql("update organisation_colleague set password = 'x'")


def test_an_administrator_keeps_facts_and_ends_accounts(ada, rita, gail):
    for change in (
        "display_name = 'Rita Rees'",
        "department = 'care'",
        "left_at = now(), is_active = false, session_salt = 'x'",
    ):
        for someone in (rita, gail):
            assert not refused(ada, f"update organisation_colleague set {change} where id = %s", someone.pk), change
    assert refused(ada, "update organisation_colleague set language = 'cy' where id = %s", rita.pk)


def test_an_administrator_alone_resets_only_what_opens_nothing(ada, rita, gail, leo):
    change = "update organisation_colleague set {} where id = %s"
    for what in ("password = 'x', password_until = now()", "email = 'elsewhere@example.org'"):
        assert not refused(ada, change.format(what), rita.pk), what
        for someone in (gail, leo):
            assert refused(ada, change.format(what), someone.pk), what
    assert refused(ada, change.format("email = 'mine@example.org'"), ada.pk), "her own, because her post opens accounts"
    assert column(leo, "email") == "leo@heed.example"


def test_a_post_that_begins_tomorrow_or_a_grant_counts_already(ada, leo, rita, nia, brynfelin, now):
    from heed.folders.choices import Why
    from heed.folders.models import Access
    from tests import factories

    Post.objects.create(colleague=rita, role="group", since=now + timedelta(days=1))
    plain = colleague("plain")
    rees = factories.household(factories.home(brynfelin), "Siân Rees")
    Access.objects.create(
        folder_id=rees.folder_id,
        colleague=plain,
        effect="let_in",
        why=Why.GRANT,
        since=now,
        until=now + timedelta(days=1),
        by=leo,
    )
    for someone in (rita, plain):
        assert refused(ada, "update organisation_colleague set password = 'x' where id = %s", someone.pk), someone
    assert answered(leo, plain) and answered(ada, plain)
    assert not answered(gail_or_other := colleague("other"), plain), gail_or_other


def answered(who, about) -> bool:
    with acting(who), connection.cursor() as c:
        c.execute("select heed_opens_content(%s)", [about.pk])
        return c.fetchone()[0]


def given(kind: str, someone, ada, leo, at: datetime, **wanted) -> Signature:
    return Signature.objects.create(
        kind=kind, wanted=wanted, for_colleague=someone, asked_by=ada, asked_at=at, given_by=leo, given_at=at
    )


@pytest.mark.parametrize(("when", "who"), [("now", "leo"), ("before", "leo"), ("now", "ada"), ("now", "gail")])
def test_a_signature_opens_one_account_once_in_the_signers_own_hands(when, who, request, ada, leo, gail, gwen):
    at = datetime.now(UTC)
    given("reset", gwen, ada, leo, at if when == "now" else at - timedelta(seconds=1))
    given("email", gwen, ada, leo, at if when == "now" else at - timedelta(seconds=1), email="gwen@example.org")
    someone, allowed = request.getfixturevalue(who), (when, who) == ("now", "leo")

    def done(change: str, whom) -> bool:
        try:
            with acting(someone, at):
                return sql(f"update organisation_colleague set {change} where id = %s", whom.pk) == 1
        except Exception:  # noqa: BLE001 (refused, in whatever way)
            return False

    assert done("password = 'x', password_until = now(), session_salt = 'y'", gwen) is allowed
    assert done("email = 'gwen@example.org'", gwen) is allowed
    assert not done("email = 'other@example.org'", gwen) and not done("password = 'x'", ada if who == "leo" else leo)


def test_an_account_is_added_by_an_administrator(rita, leo, ada):
    new = (
        "insert into organisation_colleague (username, display_name, email, telephone, job_title, department, standing, joined_at, is_active, session_salt,"
        " directory_id, language, text_size, contrast, password) values ('new', 'New', '', '', '', 'care', 'employee', now(), true, 'x', '', 'en-gb', '100', '', 'x')"
    )
    assert refused(rita, new) and refused(leo, new) and not refused(ada, new)


# Posts and signatures ---------------------------------------------------------------------------------------------------------
def test_a_signature_begins_the_post_it_was_given_for_and_no_other(ada, leo, rita, brynfelin):
    at = datetime.now(UTC)
    post = "insert into organisation_post (colleague_id, role, since, skills, signature_id, scheme_id) values (%s, %s, now(), '{}', %s, %s)"
    old = given("post", rita, ada, leo, at - timedelta(days=1), role="group")
    fresh = given("post", rita, ada, leo, at, role="manager", scheme=brynfelin.pk, region=None)

    def begins(who, role: str, signature, scheme=None) -> bool:
        try:
            with acting(who, at):
                return sql(post, rita.pk, role, signature.pk, scheme) == 1
        except Exception:  # noqa: BLE001
            return False

    assert not begins(leo, "group", old) and not begins(leo, "lead", fresh) and not begins(ada, "manager", fresh, brynfelin.pk)
    assert begins(leo, "manager", fresh, brynfelin.pk)


def test_what_waits_for_a_signature_is_not_reworded(ada, gail, leo, rita):
    asked = Signature.objects.create(
        kind="post", wanted={"role": "trainer"}, for_colleague=rita, asked_by=ada, asked_at=datetime.now(UTC)
    )
    for change in ('wanted = \'{"role": "lead"}\'', f"for_colleague_id = {gail.pk}", f"asked_by_id = {rita.pk}"):
        for someone in (ada, gail, leo):
            assert refused(someone, f"update organisation_signature set {change} where id = %s", asked.pk)


def test_a_post_that_is_over_is_not_taken_up_again(ada, leo, gail, now):
    post = Post.objects.get(colleague=gail)
    change = "update organisation_post set until = {} where id = %s"
    for until in ("now() + interval '1 year'", "now() - interval '1 day'"):
        for someone in (ada, leo):
            assert refused(someone, change.format(until), post.pk)
    assert not refused(leo, "update organisation_post set skills = '{}' where id = %s", post.pk)
    assert not refused(ada, change.format("heed_at()"), post.pk)
    for someone in (ada, leo):
        assert refused(someone, change.format("null"), post.pk)


# What only some posts keep ----------------------------------------------------------------------------------------------------
@pytest.fixture
def course(db):
    return Course.objects.create(code="cfc", name="Cause for Concern", opens_form=True)


def kept_tables(gail, now) -> dict[str, tuple[str, str]]:
    """Statement → who may."""
    when = f"'{now.isoformat()}', '{(now + timedelta(days=1)).isoformat()}'"
    return {
        "insert into organisation_region (name) values ('Hills')": "ada",
        "update organisation_region set name = 'x'": "",
        "insert into organisation_localauthority (name, nation, code) values ('Hills Council', 'wales', '')": "ada",
        "update organisation_scheme set registered_care = not registered_care": "ada",
        "update organisation_scheme set code = 'other'": "",
        f"insert into organisation_duty (colleague_id, since, until) values ({gail.pk}, {when})": "ada",
        f"insert into organisation_absence (colleague_id, since, until) values ({gail.pk}, {when})": "ada gail",
        "insert into deadlines_dayoff (day, nation, name) values (now(), 'wales', 'x')": "",
        "insert into deadlines_rulevalue (rule, nation, amount, unit, since, by_id, reason)"
        f" values ('first_advice', 'wales', 99, 'days', now(), {gail.pk}, 'x')": "",
        "insert into concerns_theme (code, name) values ('x', 'x')": "",
        "insert into training_course (code, name, opens_form, months, gives) values ('x', 'x', true, 12, '')": "ada tom leo",
        "update training_course set opens_form = false": "",
        "insert into households_importrun (kind, digest, state, at, rows, done_to, refused, added, changed, ended, unchanged, would_end, problem)"
        " values ('tenancies', 'x', 'received', now(), 0, 0, 0, 0, 0, 0, 0, 0, '')": "ada",
    }


@pytest.mark.parametrize("number", range(13))
def test_each_of_these_is_written_by_whose_post_it_is(number, rita, gail, leo, ada, tom, mo, brynfelin, course, now):
    statement, allowed = list(kept_tables(gail, now).items())[number]
    cast = {"rita": rita, "gail": gail, "leo": leo, "ada": ada, "tom": tom, "mo": mo}
    with taken_back():
        assert sql(statement) == 1, "the owner may, so the statement is whole"
    assert {name for name, someone in cast.items() if writes(someone, statement)} == set(allowed.split()), statement


class TakenBack(Exception):
    """So that the next finds everything as it was."""


@contextmanager
def taken_back():
    with suppress(TakenBack), transaction.atomic():
        yield
        raise TakenBack


def writes(someone, statement: str) -> bool:
    answers = []
    with taken_back():
        answers.append(refused(someone, statement))
    return answers == [False]


def test_nobody_ends_anothers_absence_or_duty(rita, mo, gail, ada, now):
    from heed.organisation.models import Absence, Duty

    Absence.objects.create(colleague=gail, since=now)
    Duty.objects.create(colleague=gail, since=now, until=now + timedelta(days=1))
    for table in ("organisation_absence", "organisation_duty"):
        for change in (f"delete from {table}", f"update {table} set until = now() + interval '2 days'"):
            assert refused(rita, change) and refused(mo, change), change
    assert refused(gail, "delete from organisation_duty") and not refused(gail, "delete from organisation_absence")
    assert not refused(ada, "delete from organisation_duty")


def test_training_is_recorded_by_a_trainer_in_their_own_name_and_for_others(rita, tom, ada, mo, course):
    did = 'insert into training_completion (colleague_id, course_id, "on", recorded_by_id, recorded_at) values (%s, %s, now(), %s, now())'
    assert refused(rita, did, rita.pk, course.pk, rita.pk) and refused(mo, did, rita.pk, course.pk, mo.pk)
    assert refused(tom, did, rita.pk, course.pk, ada.pk) and refused(tom, did, tom.pk, course.pk, tom.pk)
    assert not refused(tom, did, rita.pk, course.pk, tom.pk)
    for change in ("withdrawn_at = now()", "colleague_id = colleague_id"):
        assert refused(rita, f"update training_completion set {change}")
    assert Completion.objects.get().withdrawn_at is None and not DayOff.objects.exists()


def test_a_job_is_asked_for_in_ones_own_name(rita, mo, leo):
    """Handing over moves grants to whom it names, if whoever is said to have asked may do that."""
    job = (
        "insert into procrastinate_jobs (queue_name, task_name, args) values"
        " ('tell', 'hand_over', jsonb_build_object('leaver', %s::bigint, 'successor', %s::bigint, 'by', %s::bigint))"
    )
    assert refused(rita, job, mo.pk, rita.pk, leo.pk)
    assert not refused(leo, job, mo.pk, rita.pk, leo.pk)
    assert not refused(
        rita, "insert into procrastinate_jobs (queue_name, task_name, args) values ('tell', 'tell', '{\"event\": \"x\"}')"
    )
