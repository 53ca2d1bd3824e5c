"""Figures for a monitoring system: whoever has the token, and nothing of anybody (docs/running.md)."""

import os
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.test import Client

from heed.cli.place import CHECKOUT
from tests.conftest import WebClient
from tests.web.door import rows

pytestmark = pytest.mark.django_db
TOKEN = {"Authorization": "Bearer a long word that only the monitor has"}


def test_without_a_token_there_is_no_such_page(settings):
    assert Client().get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "a long word that only the monitor has"
    for said in ({}, {"Authorization": "Bearer another"}, {"Authorization": "a long word that only the monitor has"}):
        assert Client().get("/metrics", headers=said).status_code == 404


# prometheus_client decides at its import whether processes add up, so this is asked in a process that starts with it.
ASKED = """
import django
django.setup()
from django.test import Client
ask = Client(SERVER_NAME="localhost").get
for _ in range(3):
    ask("/healthz?words=rees")
print(ask("/metrics", headers={"Authorization": "Bearer a long word"}).content.decode())
"""


def test_it_says_how_long_pages_take_and_whether_heed_is_well(tmp_path, transactional_db, settings):
    db = settings.DATABASES["default"]
    told = os.environ | {
        "HEED_METRICS_TOKEN": "a long word",
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
        "DATABASE_URL": f"postgresql://heed_web@/{db['NAME']}?host={quote(str(db['HOST']), safe='')}",
    }
    done = subprocess.run([sys.executable, "-c", ASKED], env=told, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert 'heed_request_seconds_count{page="healthz",status="503"} 3.0' in done.stdout
    assert 'heed_well{sign="sweep"} 0.0' in done.stdout
    assert "heed_letters_waiting 0.0" in done.stdout
    assert "rees" not in done.stdout


def test_behind_the_proxy_the_audit_has_the_address_that_the_proxy_saw(settings, rita):
    def source(behind):
        settings.BEHIND_PROXY = behind
        with rows() as looks:
            WebClient().post(
                "/sign-in/", {"login": "rita", "password": "wrong"}, headers={"X-Forwarded-For": "6.6.6.6, 203.0.113.9"}
            )
        return looks[-1].source

    assert (source(True), source(False)) == ("203.0.113.9", "127.0.0.1")
