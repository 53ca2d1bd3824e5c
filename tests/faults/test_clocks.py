"""Nobody looked at the clocks for a day (R6, R20)."""

import pytest

from faults import clocks

pytestmark = pytest.mark.fault


def test_the_worker_was_dead_for_a_day_and_everybody_sees_it_and_nothing_is_told_twice(whole_site):
    clocks.dead_for_a_day(whole_site)
