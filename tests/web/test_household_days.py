"""A day is the UK's: in the first hour of a summer's day it is still yesterday in UTC (U23)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from heed.households.models import Household
from heed.procedures.access import NothingThere, folder_living_at
from tests import factories
from tests.doing import acting

pytestmark = pytest.mark.django_db
HALF_PAST_MIDNIGHT = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # 0:30 on 2 July in Cardiff
TODAY = date(2026, 7, 2)


def test_a_tenancy_that_begins_today_lives_there_from_midnight(brynfelin, nia):
    made = factories.household(factories.home(brynfelin), "Siân Rees")
    Household.objects.filter(pk=made.pk).update(started_on=TODAY)
    with acting(nia, HALF_PAST_MIDNIGHT) as me:
        assert folder_living_at(made.home, by=nia, at=me.at) == made.folder_id
    with (
        acting(nia, HALF_PAST_MIDNIGHT - timedelta(hours=1)) as me,
        pytest.raises(NothingThere),
    ):
        folder_living_at(made.home, by=nia, at=me.at)


def test_a_tenancy_that_ended_today_no_longer_does(brynfelin, nia):
    made = factories.household(factories.home(brynfelin), "Siân Rees", ended_on=TODAY)
    with acting(nia, HALF_PAST_MIDNIGHT) as me, pytest.raises(NothingThere):
        folder_living_at(made.home, by=nia, at=me.at)
