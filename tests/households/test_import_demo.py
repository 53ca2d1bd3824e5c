"""The demo's register: recognisably invented, the same every time, and taken in whole by the real importer."""

import csv
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from heed.cli import demo
from heed.cli.demo import homes, houses, people, provider, register
from heed.households.importing import runs
from heed.households.models import Household, Person
from heed.organisation.choices import Role
from heed.organisation.demo import PARTS
from heed.organisation.models import Colleague, Post
from heed.timeline.models import Event
from heed.training.models import Completion

TODAY = datetime(2026, 11, 21, 12, tzinfo=UTC)
DRAMA = re.compile(r"07700 900\d{3}|01632 960\d{3}|029 2018 0\d{3}")  # Ofcom's numbers for drama
NEVER_ISSUED = re.compile(r"NP99 \d[A-Z]{2}|(LL99|BS99) \d[A-Z]*[CIKMOV][A-Z]*")  # no such district; letters never used there


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> tuple[Path, Path]:
    return register.write(tmp_path_factory.mktemp("demo"), 1500, TODAY.date())


def test_everything_in_it_is_recognisably_invented(files):
    people_in_homes, history = map(rows, files)
    numbers = [number for row in people_in_homes for number in row["telephone_numbers"].split(";") if number]
    assert numbers
    assert not [number for number in numbers if not DRAMA.fullmatch(number)]
    assert not {row["postcode"] for row in people_in_homes if not NEVER_ISSUED.fullmatch(row["postcode"])}
    assert all(row["uprn"].startswith("99999") and len(row["uprn"]) == 12 for row in [*people_in_homes, *history])
    assert all("(invented)" in area.authority for area in provider.AREAS)


def test_the_same_for_the_same_size_and_day(files, tmp_path):
    again = register.write(tmp_path, 1500, TODAY.date())
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in files]


def test_it_has_every_kind_of_name_and_household(files):
    found = rows(files[0])
    names = {f"{row['first_names']} {row['surname']}" for row in found}
    assert any(len(name) >= 60 for name in names)
    assert "X E" in names
    assert {"Welsh", "Polish", "Somali", "Urdu", "Irish", "Vietnamese"} <= {row["preferred_language"] for row in found}
    assert any("'" in name or "’" in name for name in names)
    tenancies = {row["tenancy_id"]: row for row in found}
    assert len(tenancies) == 1500
    assert len({row["scheme_code"] for row in found}) == 12
    assert sum(1 for row in tenancies.values() if row["tenancy_end_date"]) > 50
    assert 2.0 < len(found) / len(tenancies) < 3.0
    addresses = Counter((row["address_line_1"], row["scheme_code"], row["uprn"]) for row in tenancies.values())
    assert len({(address, scheme) for address, scheme, _ in addresses}) == len({uprn for *_, uprn in addresses})


def test_two_years_of_history_at_ten_a_tenancy(files):
    history = rows(files[1])
    assert len(history) >= 15_000
    assert len({(row["system"], row["source_id"]) for row in history}) == len(history)
    days = [row["occurred_on"] for row in history]
    assert min(days) >= "2024-11-21"
    assert max(days) < "2026-11-21"


@pytest.mark.django_db
def test_the_whole_demo_comes_in_without_a_refused_line(monkeypatch):
    monkeypatch.setattr(demo, "tell_stories", lambda at: None)
    assert demo.run(tenancies=60) == 0
    tenancies_run, history_run = runs.listed().order_by("pk")
    assert (tenancies_run.state, tenancies_run.refused, history_run.state, history_run.refused) == ("done", 0, "done", 0)
    assert Household.objects.count() == 60
    told = Household.objects.get(tenancy=houses.HEOL_WYN)
    assert Event.objects.filter(folder=told.folder_id, kind="history.repair").count() == 5
    moved = Person.objects.filter(source_id="P990061")
    assert len({person.folder_id for person in moved}) == 2
    _everybody_is_there()
    with pytest.raises(Exception, match="There is a demo already"):
        demo.run()


def _everybody_is_there() -> None:
    staff = Colleague.objects.all()
    assert staff.count() == people.ALL
    assert {part.username for part in PARTS} <= {someone.username for someone in staff}
    assert all(someone.email.endswith("@heed.example") and DRAMA.fullmatch(someone.telephone) for someone in staff)
    assert Post.objects.filter(role=Role.GROUP).count() == 8
    assert Post.objects.filter(role=Role.MANAGER).values("scheme").distinct().count() == 12
    assert 100 < Completion.objects.count() < people.ALL


def test_a_street_has_no_home_twice_at_any_size():
    found = [(home["address_line_1"], home["postcode"], home["scheme_code"]) for home in homes.homes(46_000)]
    assert len({(line, scheme) for line, _, scheme in found}) == len(found)
