"""Each requirement that code or a test names is listed, in our own words, where a reader looks for it."""

import re
from pathlib import Path

HERE = Path(__file__).parents[2]
NAMED = re.compile(r"\b(?:CFC|PEER|CH|DA|U|K)-?\d+\b")
LISTED = re.compile(r"^\| ([A-Z]+-?\d+) \|", re.MULTILINE)


def test_every_requirement_that_is_named_is_listed():
    files = [
        file
        for part in ("heed", "tests", "faults", "bench")
        for kind in ("py", "html")
        for file in (HERE / part).rglob(f"*.{kind}")
    ]
    named = {
        each for file in files for each in NAMED.findall(file.read_text()) if "-" in each or each[0] in "UK" and len(each) <= 3
    }
    listed = set(LISTED.findall((HERE / "docs/requirements.md").read_text()))
    assert {"CFC-1", "U12"} <= named, "this test would not notice any"
    assert named - listed == set()


def test_no_figure_is_left_open_and_each_test_that_is_cited_exists():
    text = (HERE / "docs/reliability.md").read_text()
    assert re.findall(r"@R\d+@", text) == []
    assert [path for path in re.findall(r"tests/[\w/]+\.py", text) if not (HERE / path).exists()] == []
