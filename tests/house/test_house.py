"""The rules of the house that no linter sees."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.template import engines

from heed.notifications.messages import MESSAGES, TOLD
from heed.policies import walls

HEED = Path(__file__).resolve().parents[2] / "heed"
DOORS = ("web", "jobs", "cli")
FLOORS = [
    "organisation",
    "folders",
    "timeline",
    "deadlines audit",
    "households",
    "concerns",
    "training",
    "policies",
    "notifications",
    "web",
]


def sources(*folders: str) -> list[Path]:
    return [
        path for folder in folders or ("",) for path in sorted((HEED / folder).rglob("*.py")) if "migrations" not in path.parts
    ]


def test_the_floors_hold():
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=HEED.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.django_db
def test_every_table_has_its_wall_and_no_wall_is_without_a_table():
    with connection.cursor() as c:
        c.execute("select tablename from pg_tables where schemaname = 'public'")
        tables = {name for (name,) in c.fetchall()}
    named = [wall.table for wall in walls.WALLS]
    assert len(named) == len(set(named))
    assert set(named) == tables


@pytest.mark.django_db
def test_whatever_is_kept_in_a_folder_is_behind_a_forced_policy():
    with connection.cursor() as c:
        c.execute("select relname from pg_class where relkind = 'r' and relrowsecurity and relforcerowsecurity")
        guarded = {name for (name,) in c.fetchall()}
    kept = {
        model._meta.db_table for model in apps.get_models() if any(field.name == "folder" for field in model._meta.fields)
    } - {"folders_key"}
    assert kept <= guarded


@pytest.mark.django_db
def test_no_role_of_a_process_is_a_superuser_or_passes_the_wall():
    with connection.cursor() as c:
        c.execute("select rolname from pg_roles where rolname like 'heed%%' and (rolsuper or rolbypassrls) order by 1")
        assert c.fetchall() == [(walls.BACKUP,), (walls.DEFINER,)]
        c.execute("select distinct privilege_type from information_schema.table_privileges where grantee = %s", [walls.BACKUP])
        assert c.fetchall() == [("SELECT",)]


def test_foreign_keys_look_down():
    floor = {room: number for number, rooms in enumerate(FLOORS) for room in rooms.split()}
    for model in apps.get_models():
        here = floor.get(model._meta.app_label)
        for field in model._meta.fields:
            there = floor.get(field.related_model._meta.app_label) if field.related_model else None
            assert here is None or there is None or there <= here, f"{model.__name__}.{field.name}"


def test_confidential_models_cannot_be_walked_backwards():
    for model in apps.get_models():
        for field in model._meta.fields:
            if field.is_relation and any(other.name == "folder" for other in model._meta.fields):
                assert field.remote_field.related_name == "+", f"{model.__name__}.{field.name}"


def test_doors_touch_no_tables():
    for path in sources(*DOORS):
        text = path.read_text()
        assert ".objects" not in text and "get_model" not in text, path


def test_every_event_kind_is_told_or_deliberately_not():
    for kind in recorded_kinds():
        assert kind in TOLD or kind.rsplit(".", 1)[0] in TOLD, kind
    assert {code for codes in TOLD.values() for code in codes} <= set(MESSAGES)


def recorded_kinds() -> set[str]:
    """Literal first arguments of record(…) anywhere in Heed, both arms of an `if` included."""
    found: set[str] = set()
    for path in sources():
        for call in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(call, ast.Call)
                and getattr(call.func, "id", getattr(call.func, "attr", "")) == "record"
                and call.args
            ):
                found |= {
                    part.value
                    for part in ast.walk(call.args[0])
                    if isinstance(part, ast.Constant) and isinstance(part.value, str) and "." in part.value
                }
    return {kind for kind in found if not kind.endswith(".")}


def test_every_deferred_name_is_a_task():
    from procrastinate.contrib.django import app

    app.perform_import_paths()
    deferred = {name for path in sources() for name in re.findall(r'configure_task\("([^"]+)"', path.read_text())}
    assert deferred <= set(app.tasks), deferred - set(app.tasks)


def test_every_template_compiles():
    for path in sorted((HEED / "web").rglob("*.html")):
        engines["django"].get_template(str(path.relative_to(HEED / "web")))


def test_no_machine_path_and_no_registry_stands_in_the_project():
    lists = [path.read_text() for path in (HEED.parent / "requirements").glob("*.txt")]
    assert not any(re.search(r"https?:|--\S*index|find-links", text) for text in lists)


def test_titles_and_addresses_carry_no_record():
    """A page's title is made of words and references, never of a variable that could be a name."""
    for path in sorted((HEED / "web").rglob("*.html")):
        for title in re.findall(r"{% block title %}(.*?){% endblock %}", path.read_text(), re.DOTALL):
            for variable in re.findall(r"{{\s*([^}|]+)", title):
                assert variable.strip().split(".")[-1] in {"reference", "title", "question", "number", "heading"}, (
                    f"{path}: {variable}"
                )
