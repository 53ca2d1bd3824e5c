"""The second wall alone: a row of the audit is written in one's own name and at this instant, or not at all."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DataError, ProgrammingError, connection, transaction

from heed.audit.models import Look
from heed.policies.cluster import WEB
from heed.policies.inside import inside

pytestmark = pytest.mark.django_db

ROW = "insert into audit_look (id, realm, at, colleague_id, verb, page, shown) values (%s, 'safeguarding', %s, %s, %s, 'household', '{}')"


def written(asker: object, about: object, *, verb: str = "looked", off: timedelta = timedelta(0)) -> bool:
    at = datetime.now(UTC)
    try:
        with inside(WEB, colleague=asker.pk if asker else "", at=at), connection.cursor() as c:
            c.execute(ROW, [uuid4(), at + off, about.pk if about else None, verb])
    except (ProgrammingError, DataError):
        return False
    return True


def test_a_look_is_written_in_ones_own_name_only(rita, gail):
    assert written(rita, rita)
    for verb in ("looked", "sign_in_failed", "refused"):
        assert not written(rita, gail, verb=verb), verb
        assert not written(rita, None, verb=verb), verb
    assert set(Look.objects.values_list("colleague", flat=True)) == {rita.pk}


@pytest.mark.parametrize("off", [timedelta(days=-30), timedelta(seconds=-1), timedelta(microseconds=1), timedelta(days=1)])
def test_a_look_is_of_this_instant(rita, off):
    assert not written(rita, rita, off=off)


def test_before_anybody_has_signed_in_only_a_failed_sign_in_names_an_account(rita):
    assert written(None, None) and written(None, rita, verb="sign_in_failed") and written(None, None, verb="sign_in_failed")
    assert not written(None, rita) and not written(None, rita, verb="signed_in")


def test_nobody_reads_changes_or_takes_out_a_row(leo, ada):
    written(leo, leo)
    for someone in (leo, ada):
        for statement in ("select count(*) from audit_look", "update audit_look set page = 'x'", "delete from audit_look"):
            with pytest.raises(ProgrammingError), inside(WEB, colleague=someone.pk, at=datetime.now(UTC)), transaction.atomic():
                connection.cursor().execute(statement)
