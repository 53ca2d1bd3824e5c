"""What an operator types, and what comes back."""

import json
import os

from heed.cli.place import CHECKOUT


def test_doctor_speaks_to_machines(heed, place):
    place.make_keys(database_exists=False)
    done = heed("doctor", "--json", **place.environment(), DATABASE_URL=os.environ["DATABASE_URL"])
    said = json.loads(done.stdout)
    found = {row["name"]: row for row in said["findings"]}
    assert set(said) == {"ok", "findings"}
    assert all(set(row) == {"name", "ok", "words", "mend"} for row in said["findings"])
    assert {"tables", "mail server", "anchor", "bank holidays", "signs of life"} <= set(found)
    assert found["roles"]["ok"]
    assert found["database"]["ok"]
    assert not found["key backup"]["ok"]
    assert done.returncode == (0 if said["ok"] else 1) == 1


def test_doctor_sees_a_superuser_a_readable_key_and_mail_that_goes_nowhere(heed, place):
    place.make_keys(database_exists=False)
    place.key.chmod(0o644)
    settings = place.environment(smtp="smtp://127.0.0.1:9", site="http://heed.example")
    url = os.environ["DATABASE_URL"].replace("heed_owner@/heed", "postgres@/heed")
    real_site = {"HEED_DEMO": "0", "HEED_HOSTS": "heed.example", "DATABASE_URL": url}
    said = json.loads(heed("doctor", "--json", **settings | real_site).stdout)
    wrong = {row["name"] for row in said["findings"] if row["ok"] is False}
    assert {"key", "logged in as", "mail server", "site", "tables"} <= wrong


def test_the_connection_string_of_a_real_site_is_not_printed(heed):
    done = heed("dsn", DATABASE_URL="postgresql://heed_web:secret-word@db.example/heed", HEED_DEMO="0")
    assert done.returncode == 1
    assert "secret-word" not in done.stdout + done.stderr


def test_without_a_database_every_command_says_what_to_type_first(heed):
    for words in (("dsn",), ("verify-audit",)):
        done = heed(*words)
        assert done.returncode == 1
        assert "There is no database yet: type `make run` first" in done.stderr


def test_demo_people_never_go_into_a_real_site(heed):
    done = heed("demo", DATABASE_URL="postgresql://heed_owner@db.example/heed", HEED_HOSTS="heed.example")
    assert done.returncode == 1
    assert "never mixed with real ones" in done.stderr


def test_ci_runs_what_the_readme_says():
    assert (CHECKOUT / ".ci" / "run").read_text().splitlines()[-1] == "make test"
    assert os.access(CHECKOUT / ".ci" / "run", os.X_OK)
