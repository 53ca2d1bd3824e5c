"""Gathers every sentence into the Welsh catalogue, keeps what is translated, and compiles it: `python scripts/words.py`.

Needs no gettext tools. What nobody reviewed stays in use and is marked: each entry carries "not yet reviewed by a Welsh speaker"."""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from babel.messages import extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "heed" / "locale" / "cy" / "LC_MESSAGES" / "django.po"
UNREVIEWED = "not yet reviewed by a Welsh speaker"
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "gettext_noop": None,
}
Sentence = tuple[str | None, str, str | None]  # context, sentence, plural


def sentences() -> dict[Sentence, list[str]]:
    """Every sentence of code and templates → where it stands."""
    found: dict[Sentence, list[str]] = {}
    for path in sorted((ROOT / "heed").rglob("*.py")):
        if "migrations" not in path.parts:
            _gather(found, path, path.read_bytes())
    for path in sorted((ROOT / "heed" / "web").rglob("*.html")):
        _gather(found, path, templatize(path.read_text(), origin=str(path)).encode())
    return found


def _gather(found: dict[Sentence, list[str]], path: Path, source: bytes) -> None:
    for sentence in _sentences_of(source):
        found.setdefault(sentence, []).append(str(path.relative_to(ROOT)))


def _sentences_of(source: bytes) -> Iterator[Sentence]:
    for _, _, message, _, context in (
        (line, 0, *rest) for line, *rest in extract.extract("python", io.BytesIO(source), keywords=KEYWORDS)
    ):
        words, plural = (message[0], message[1]) if isinstance(message, tuple) else (message, None)
        if words:
            yield context, words, plural


def gather() -> polib.POFile:
    """The catalogue as it should be: every sentence once, translations kept, what is gone dropped."""
    old = {
        (entry.msgctxt, entry.msgid, entry.msgid_plural or None): entry
        for entry in (polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else [])
    }
    made = polib.POFile(wrapwidth=0)
    made.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "cy",
        "Plural-Forms": "nplurals=6; plural=(n==0) ? 0 : (n==1) ? 1 : (n==2) ? 2 : (n==3) ? 3 : (n==6) ? 4 : 5;",
    }
    for (context, words, plural), places in sorted(sentences().items(), key=lambda item: (item[1][0], item[0][1])):
        kept = old.get((context, words, plural))
        entry = polib.POEntry(msgid=words, msgctxt=context, occurrences=[(place, "") for place in sorted(set(places))])
        if "%(" in words or "%s" in words or "%d" in words:
            entry.flags = ["python-format"]
        if plural:
            entry.msgid_plural, entry.msgstr_plural = plural, kept.msgstr_plural if kept else dict.fromkeys(range(6), "")
        entry.msgstr = kept.msgstr if kept and not plural else ""
        if entry.msgstr or (plural and any(entry.msgstr_plural.values())):
            entry.tcomment = kept.tcomment or UNREVIEWED
        made.append(entry)
    return made


def main() -> None:
    made = gather()
    made.save(str(CATALOGUE))
    made.save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
    done = len(made.translated_entries())
    print(f"{len(made)} sentences, {done} in Welsh.")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
