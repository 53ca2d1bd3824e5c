"""What operators are given fits what there is: variables, commands, queues (docs/running.md)."""

import re
import shlex

import pytest
import yaml
from procrastinate.contrib.django import app

from heed.cli.main import heed
from heed.cli.place import CHECKOUT
from heed.cli.serve import NOT_SEALING

DEPLOY = [path for path in sorted((CHECKOUT / "deploy").rglob("*")) if path.is_file()]
WORDS = {path.relative_to(CHECKOUT).as_posix(): path.read_text() for path in (*DEPLOY, CHECKOUT / "docs" / "running.md")}
VARIABLE, COMMAND = re.compile(r"HEED_[A-Z_]+"), re.compile(r"(?:bin/heed|\[heed,|`heed|exec heed|sh -c .heed) ?([a-z-]+)")


@pytest.mark.parametrize("name", WORDS)
def test_each_variable_is_read_and_explained(name):
    settings, readme = ((CHECKOUT / path).read_text() for path in ("heed/config/settings.py", "README.md"))
    for variable in set(VARIABLE.findall(WORDS[name])):
        read = variable in settings or variable.removesuffix("_FILE") in settings
        assert read, f"{variable} is read nowhere"
        assert variable in readme or variable.removesuffix("_FILE") in readme, f"the README does not say what {variable} is"


@pytest.mark.parametrize("name", WORDS)
def test_each_command_is_there(name):
    for command in COMMAND.findall(WORDS[name]):
        assert command in heed.commands, f"there is no `heed {command}`"


def test_every_unit_starts_something_with_options_that_it_knows():
    for path in DEPLOY:
        for line in re.findall(r"^ExecStart(?:Pre)?=(.+)$", path.read_text(), re.MULTILINE):
            _, command, *given = shlex.split(line)
            known = {option for parameter in heed.commands[command].params for option in parameter.opts}
            assert {word for word in given if word.startswith("--")} <= known, line


def test_every_container_has_an_image_and_every_secret_a_file():
    said = yaml.safe_load((CHECKOUT / "deploy" / "container" / "compose.yaml").read_text())
    for name, service in said["services"].items():
        assert service.get("image"), name
        assert set(service.get("secrets", ())) <= set(said["secrets"]), name


def test_a_worker_that_does_not_seal_does_everything_else():
    app.perform_import_paths()
    assert {task.queue for task in app.tasks.values() if task.name.count(".") == 0} - {"seal"} == set(NOT_SEALING)
