"""Telling people is part of what happened: what did not happen is told to nobody (B14; B12 and B13 are tried in tests/notifications)."""

import pytest

from heed.concerns import reporting
from heed.concerns.models import Concern, Draft
from heed.notifications.models import Letter
from tests.web.door import deferred

pytestmark = pytest.mark.django_db
SMALL = True


def test_a_report_that_breaks_half_way_is_told_to_nobody_and_stays_as_it_was_written(walk, monkeypatch):
    """The last step fails, after the event was recorded and the telling deferred."""
    draft, jobs, letters = walk.world.thing("a draft").ids["draft"], deferred("tell"), Letter.objects.count()
    concerns = Concern.objects.count()
    recorded = []

    def breaks(*given, **how):
        recorded.append(given[0])
        real(*given, **how)
        raise RuntimeError

    real = reporting.record
    monkeypatch.setattr(reporting, "record", breaks)
    answer = walk.browser("rita").post(f"/report/{draft}/check/")
    assert answer.status_code == 500 and "<h1>" in answer.text and recorded == ["concern.sent"]
    assert deferred("tell") == jobs and Letter.objects.count() == letters and Concern.objects.count() == concerns
    assert Draft.objects.get(pk=draft).answers["seen"] == "DRAFTED words"
    monkeypatch.undo()
    assert walk.browser("rita").post(f"/report/{draft}/check/").status_code == 302
    assert Concern.objects.count() == concerns + 1 and len(deferred("tell")) == len(jobs) + 1
