"""The list of abuses says what is tried."""

import re
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]


def test_every_test_on_the_list_of_abuses_is_there():
    path, gone = "", []
    for file, name in re.findall(r"`([\w/.]*)::(\w+)`", (HERE / "docs" / "abuses.md").read_text()):
        path = file or path
        if not re.search(rf"^def {name}\(", (HERE / path).read_text(), re.MULTILINE):
            gone.append(f"{path}::{name}")
    assert gone == []
