"""Each requirement and each document that code, tests or notes name is here, where a reader looks for it."""

import re
from pathlib import Path

HERE = Path(__file__).parents[2]
NAMED = re.compile(r"\b(?:CFC|PEER|CH|DA|U|K)-?\d+\b")
LISTED = re.compile(r"^\| ([A-Z]+-?\d+) \|", re.MULTILINE)
CITED = re.compile(r"[\w./-]+\.md\b")
# What planned the work, by number: a reader has only what came of it.
PLANS = re.compile(r"\b(?:issue|domain|quality|finding|design choice)s?,? \d|\bseeds?[ /]\d|\bseeds/", re.IGNORECASE)
FOLDERS = ("heed", "tests", "faults", "bench", "scripts", "docs", "requirements")
KINDS = {".py", ".md", ".html", ".txt", ".css", ".js", ".json", ".toml", ".in", ".po"}


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


def written() -> list[Path]:
    found = [*HERE.glob("*"), *(file for folder in FOLDERS for file in (HERE / folder).rglob("*"))]
    return [file for file in found if file.is_file() and (file.suffix in KINDS or file.name == "Makefile")]


def is_here(cited: str, file: Path) -> bool:
    return any((folder / cited).is_file() for folder in (HERE, file.parent, HERE / "docs", HERE / "docs/house-book"))


def test_every_document_that_is_cited_is_in_the_project():
    cited = [(file, name) for file in written() for name in CITED.findall(file.read_text())]
    assert (HERE / "README.md", "docs/requirements.md") in cited, "this test would not notice any"
    assert [f"{file.relative_to(HERE)}: {name}" for file, name in cited if not is_here(name, file)] == []


def test_nothing_refers_to_what_planned_the_work():
    assert PLANS.search("(" + "issue" + " 2, section 1)"), "this test would not notice any"
    found = [(file, each.group()) for file in written() for each in PLANS.finditer(file.read_text())]
    assert [f"{file.relative_to(HERE)}: {words}" for file, words in found] == []


def test_no_figure_is_left_open_and_each_test_that_is_cited_exists():
    text = (HERE / "docs/reliability.md").read_text()
    assert re.findall(r"@R\d+@", text) == []
    assert [path for path in re.findall(r"tests/[\w/]+\.py", text) if not (HERE / path).exists()] == []
