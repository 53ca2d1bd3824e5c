"""The second wall alone: what somebody with an ordinary context may not write, even by SQL of their own."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection

from heed.folders.models import Access, Folder
from heed.organisation.models import Post
from tests import factories
from tests.concerns.test_main_job import advised, reported
from tests.doing import acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin), "Siân Rees")


def sql(statement: str, *given: object) -> int:
    with connection.cursor() as c:
        c.execute(statement, given)
        return c.rowcount


def refused(someone, statement: str, *given: object) -> bool:
    """Refused outright, or nothing was touched."""
    try:
        with acting(someone):
            return sql(statement, *given) == 0
    except ProgrammingError:
        return True


def test_somebody_kept_out_cannot_end_or_move_their_own_line(rita, mo, rees):
    concern = reported(rita, rees.home, colleagues=[mo])
    assert refused(mo, "update folders_access set until = now() - interval '1 s' where effect = 'kept_out'")
    assert refused(mo, "update folders_access set folder_id = gen_random_uuid() where colleague_id = %s", mo.pk)
    with acting(mo):
        assert not Folder.objects.filter(pk=concern.folder_id).exists()


def test_a_reporter_cannot_open_her_sent_report_again(rita, gail, rees):
    reported(rita, rees.home)
    assert refused(rita, "update folders_access set until = null where why = 'writes'")


def break_glass(who, folder, until: str) -> tuple:
    return (
        "insert into folders_access (id, folder_id, colleague_id, effect, why, since, until, by_id) values (%s, %s, %s, 'let_in', 'break_glass', now(), "
        + until
        + ", %s)",
        uuid4(),
        folder,
        who.pk,
        who.pk,
    )


def test_the_glass_breaks_for_some_for_a_short_time_and_on_households_only(rita, nia, cai, rees):
    concern = reported(rita, rees.home)
    assert refused(cai, *break_glass(cai, rees.folder_id, "now() + interval '1 hour'")), "a contractor"
    assert refused(nia, *break_glass(nia, rees.folder_id, "timestamptz '9999-01-01'")), "for ever"
    assert refused(nia, *break_glass(nia, concern.folder_id, "now() + interval '1 hour'")), "a concern"
    assert not refused(nia, *break_glass(nia, rees.folder_id, "now() + interval '1 hour'"))


def test_nobody_gives_themselves_a_post(rita, ada, gail):
    post = "insert into organisation_post (colleague_id, role, since, skills) values (%s, %s, now(), '{}')"
    assert (
        refused(rita, post, rita.pk, "lead") and refused(ada, post, ada.pk, "trainer") and refused(ada, post, rita.pk, "lead")
    )
    assert refused(rita, "update organisation_post set role = 'lead' where colleague_id = %s", gail.pk)
    assert not refused(ada, post, rita.pk, "trainer")
    assert not Post.objects.filter(colleague=rita, role="lead").exists()


def test_a_signature_is_given_in_ones_own_name_by_somebody_who_may(rita, ada, leo, gail):
    from heed.organisation.models import Signature

    asked = Signature.objects.create(kind="post", wanted={}, for_colleague=rita, asked_by=ada, asked_at=datetime.now(UTC))
    give = "update organisation_signature set given_by_id = %s, given_at = heed_at() where id = %s"
    assert refused(gail, give, gail.pk, asked.pk) and refused(gail, give, leo.pk, asked.pk)
    assert not refused(leo, give, leo.pk, asked.pk)


def test_a_reader_who_does_not_decide_changes_nothing_of_a_concern(rita, gail, gwen, leo, mo, rees):
    concern = advised(reported(rita, rees.home), gail)
    folder = concern.folder_id
    assert refused(mo, "update concerns_concern set advised_at = now()")
    assert refused(mo, "update concerns_concern set state = 'closed', closed_by_id = %s, closed_at = now()", leo.pk)
    assert refused(mo, "update folders_folder set kind = 'draft', circle_until = now() where id = %s", folder)
    line = "insert into folders_access (id, folder_id, colleague_id, effect, why, since) values (%s, %s, %s, 'kept_out', 'named', now())"
    assert refused(mo, line, uuid4(), folder, leo.pk) and refused(gail, line, uuid4(), folder, leo.pk)
    event = (
        "insert into timeline_event (id, folder_id, kind, department, by_id, occurred_at, whole_day, known_at, recorded_at)"
        " values (%s, %s, 'advice.given', 'safeguarding', %s, now(), false, now(), now())"
    )
    assert refused(gail, event, uuid4(), folder, gwen.pk), "in somebody else's name"
    with acting(leo):
        assert Folder.objects.filter(pk=folder).exists()


def test_a_manager_reads_the_reporter_in_no_column(rita, gail, mo, rees):
    reported(rita, rees.home)
    with acting(mo):
        for table, column in (
            ("concerns_draft", "author_id"),
            ("concerns_reporter", "colleague_id"),
            ("deadlines_clock", "owner_id"),
            ("folders_access", "colleague_id"),
            ("timeline_event", "by_id"),
            ("folders_file", "by_id"),
        ):
            with connection.cursor() as c:
                c.execute(f"select count(*) from {table} where {column} = %s", [rita.pk])
                assert c.fetchone()[0] == 0, table


def test_a_forged_reporter_opens_nothing(rita, cai, rees):
    concern = reported(rita, rees.home)
    forged = "insert into concerns_reporter (id, folder_id, concern_id, colleague_id, knew_at) values (%s, %s, %s, %s, now())"
    assert refused(cai, forged, uuid4(), concern.folder_id, concern.pk, cai.pk)


def test_who_is_tied_to_a_home_is_not_to_be_asked(rita):
    assert refused(rita, "select heed_tied_to(array[1]::bigint[])")


def test_a_contractor_is_not_let_in(mo, cai, rees, now):
    from datetime import timedelta

    from heed.procedures.access import CannotLetIn, let_in

    with acting(mo) as me, pytest.raises(CannotLetIn):
        let_in(rees.folder_id, cai, "x", by=mo, at=me.at, until=me.at + timedelta(days=1))
    assert not Access.objects.filter(colleague=cai).exists()
