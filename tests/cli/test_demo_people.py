"""The demo's colleagues were trained long ago: loading them writes to nobody."""

from datetime import timedelta

import pytest

from heed.cli.demo import people, provider
from heed.organisation.models import Colleague
from heed.training.models import Completion
from tests.web.door import deferred

pytestmark = pytest.mark.django_db


def test_they_were_trained_long_ago_and_no_link_to_the_form_waits_to_be_sent(now):
    people.make(*provider.make(), now)
    assert Colleague.objects.count() == people.ALL and Completion.objects.count() > 100
    assert not Completion.objects.filter(recorded_at__gt=now - timedelta(days=39)).exists()
    assert deferred("send_form_link") == []
