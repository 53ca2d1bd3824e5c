"""Whoever sends mail fails: no letter is lost, none comes twice (R1, R2; R7 with threads in tests/notifications)."""

import pytest

from faults import mail

pytestmark = pytest.mark.fault


def test_web_and_worker_are_killed_between_the_confirmation_and_the_mail(site):
    mail.killed_before_mail(site)


def test_the_mail_server_is_away_while_reports_come_in(site):
    mail.mail_down(site, reports=5, seconds=0)
