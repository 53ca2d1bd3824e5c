"""The worker's minutes when the machine's clock was wrong (R18; with a real worker in `make faults`)."""

import pytest
from procrastinate import periodic
from procrastinate.contrib.django import app

NOON = 1_795_348_800  # a full minute


@pytest.fixture
def minutes():
    """minutes(now, since): the full minutes that are asked for at `now` when `since` was the last."""
    app.perform_import_paths()
    deferrer = periodic.PeriodicDeferrer(registry=app.periodic_registry)
    sweep = next(task for (name, _), task in app.periodic_registry.periodic_tasks.items() if name == "sweep")
    return lambda now, since=None: list(deferrer.get_timestamps(sweep, since, now))


def test_each_minute_is_asked_for_once(minutes):
    assert minutes(NOON + 61, NOON) == [NOON + 60]
    assert minutes(NOON + 59, NOON) == []
    assert minutes(NOON + 185, NOON) == [NOON + 60, NOON + 120, NOON + 180]


def test_a_worker_that_starts_asks_for_the_last_minute(minutes):
    assert minutes(NOON + 20) == [NOON]


def test_a_clock_that_jumped_a_day_ahead_makes_no_burst(minutes):
    assert minutes(NOON + 86_400 + 5, NOON) == [NOON + 86_400]


def test_a_clock_that_was_set_back_a_day_does_not_stop_the_sweep_for_a_day(minutes):
    assert minutes(NOON + 5, NOON + 86_400) == [NOON]
