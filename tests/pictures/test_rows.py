"""A row that came along as JSON is the row itself: its ids, times and days, and its sealed words, which only its folder's key opens."""

from datetime import timedelta

import pytest
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef

from heed.concerns.models import Account, Concern
from heed.folders import keys
from heed.folders.models import Key
from heed.households.models import Membership, Person
from heed.pictures.rows import as_json, from_json, hold_key
from tests import factories
from tests.concerning import SEEN, now, reported

pytestmark = pytest.mark.django_db


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin), "Siân O’Brien-Rees", "Darren Pugh")


@pytest.mark.parametrize("model", [Person, Membership])
def test_a_row_comes_back_as_it_was(model, rees):
    row = model.objects.order_by("pk").first()
    with connection.cursor() as c:
        c.execute(f"select to_json(t) from {model._meta.db_table} t where t.id = %s", [row.pk])
        again = from_json(model, c.fetchone()[0])
    assert again == row
    assert {field.attname: getattr(again, field.attname) for field in model._meta.concrete_fields} == {
        field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields
    }


def with_accounts(concern):
    rows = Account.objects.filter(concern=OuterRef("pk")).order_by("at", "pk")
    found = Concern.objects.filter(pk=concern.pk).values(
        accounts=ArraySubquery(rows.values(row=as_json(Account, of="concern__reference")))
    )
    return found.get()["accounts"]


def test_sealed_words_come_sealed_and_open_with_their_folders_key(rita, rees):
    concern = reported(rita, rees.home)
    (came, *_) = [row for row in with_accounts(concern) if row["row"]["kind"] == "seen"]
    assert SEEN not in str(came) and came["of"] == concern.reference
    account = from_json(Account, came["row"])
    assert account.words == SEEN and account.at - concern.sent_at < timedelta(seconds=1)


def test_without_a_key_what_was_sealed_is_erased(rita, rees):
    concern = reported(rita, rees.home)
    keys.forget_keys()
    hold_key(concern.folder_id, None, None)
    assert from_json(Account, with_accounts(concern)[0]["row"]).words == keys.ERASED
    keys.forget_keys()
    key = Key.objects.get(folder=concern.folder_id)
    hold_key(concern.folder_id, key.wrapped, key.key_id)
    assert from_json(Account, with_accounts(concern)[0]["row"]).words != keys.ERASED


def test_part_of_a_row_is_enough(rita, rees):
    concern = reported(rita, rees.home)
    with connection.cursor() as c:
        c.execute(
            "select json_build_object('id', id, 'sent_at', sent_at, 'closed_at', closed_at) from concerns_concern where id = %s",
            [concern.pk],
        )
        part = from_json(Concern, c.fetchone()[0])
    assert part.pk == concern.pk and part.sent_at == concern.sent_at <= now() and part.closed_at is None
