"""Edits, deletions, a cut tail and rewriting are noticed every time (R23); what is vouched for is said."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection

from heed.audit import actions, sealing
from heed.audit.models import Look, Seal, Verb
from heed.policies.cluster import AUDITOR
from heed.policies.inside import inside

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def anchor(tmp_path, settings):
    settings.ANCHOR_FILE = tmp_path / "anchor" / "audit.jsonl"


@pytest.fixture
def sealed(rita):
    """Three batches of five looks."""
    for batch in range(3):
        at = NOW + timedelta(minutes=batch)
        actions.remember_all(
            [actions.look(Verb.LOOKED, at=at, colleague=rita.pk, page="household", source="127.0.0.1") for _ in range(5)]
        )
        with inside(AUDITOR, job=1, at=at):
            assert sealing.seal(at) == 5
    return Look.objects.order_by("at", "pk")


def verdict(at=NOW + timedelta(minutes=5)):
    with inside(AUDITOR, job=1, at=at):
        return sealing.verify(at)


def sql(*statements: str) -> None:
    with connection.cursor() as c:
        for statement in statements:
            c.execute(statement)


def test_an_untouched_audit_verifies_and_says_until_when(sealed):
    found = verdict()
    assert found.ok and found.rows == 15 and found.seals == 3 and found.vouched_until == NOW + timedelta(minutes=2)


@pytest.mark.parametrize(
    "tampering",
    [
        "update audit_look set colleague_id = null where id = (select min(id::text)::uuid from audit_look)",
        "update audit_look set page = 'desk' where id = (select max(id::text)::uuid from audit_look)",
        "update audit_look set at = at - interval '1 second' where id = (select min(id::text)::uuid from audit_look)",
        "update audit_look set verb = 'listed' where true",
        "update audit_look set source = '10.0.0.1' where id = (select min(id::text)::uuid from audit_look)",
        "update audit_look set shown = array[gen_random_uuid()] where id = (select min(id::text)::uuid from audit_look)",
        "delete from audit_sealed where look_id = (select look_id from audit_sealed limit 1)",
        "delete from audit_sealed; delete from audit_look",
        "delete from audit_sealed where seal_id = 3; delete from audit_look l where not exists (select from audit_sealed s where s.look_id = l.id); delete from audit_seal where number = 3",
        "delete from audit_sealed where seal_id > 1; delete from audit_look l where not exists (select from audit_sealed s where s.look_id = l.id); delete from audit_seal where number > 1",
        "delete from audit_sealed; delete from audit_look; delete from audit_seal",
        "update audit_sealed set place = place + 100 where seal_id = 2 and place = 0",
        "update audit_seal set rows = 4 where number = 2; delete from audit_sealed where seal_id = 2 and place = 4",
        "update audit_seal set root = repeat('0', 64) where number = 1",
        "update audit_seal set previous = repeat('0', 64) where number = 2",
        "update audit_seal set at = at + interval '1 hour' where number = 3",
    ],
)
def test_every_tampering_is_noticed(sealed, tampering):
    sql(*tampering.split(";"))
    assert not verdict().ok


def test_a_rewriting_with_the_right_key_is_noticed_by_the_anchor(sealed, rita):
    """Somebody with the database and the program, but not the anchor file."""
    kept = settings.ANCHOR_FILE.read_text()
    sql("delete from audit_sealed", "delete from audit_seal", "update audit_look set colleague_id = null")
    with inside(AUDITOR, job=1, at=NOW):
        sealing.seal(NOW)
    settings.ANCHOR_FILE.write_text(kept)
    assert not verdict().ok


def test_a_look_put_there_by_hand_is_noticed(sealed, rita):
    actions.remember_all([actions.look(Verb.LOOKED, at=NOW - timedelta(days=3), colleague=rita.pk, page="household")])
    assert not verdict().ok


def test_the_anchor_holds_no_person(sealed):
    assert set(json.loads(settings.ANCHOR_FILE.read_text().splitlines()[0])) == {"number", "total", "mark", "at"}


def test_web_can_neither_read_nor_change_the_audit(rita):
    from django.db import ProgrammingError

    from tests.doing import acting

    for deed in (
        "select count(*) from audit_look",
        "update audit_look set page = ''",
        "delete from audit_look",
        "truncate audit_look cascade",
    ):
        with pytest.raises(ProgrammingError), acting(rita):
            sql(deed)
    assert Seal.objects.count() == 0
