"""Whose name stands in some words? For whatever is to name nobody: a lesson (DA-7), CQC's form (DA-5), an answer (CFC-5)."""

import re
import unicodedata
from collections.abc import Iterable

from heed.households.folding import fold

WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
OF_SOMEBODY = re.compile(r"['’ʼ]s?$")  # Caron’s, James’
TITLES = frozenset(["mr", "mrs", "miss", "ms", "mx", "dr", "rev", "sir", "lady"])
# Names that are words as well: they count where they are written with a capital letter, and so does every name of two letters.
# fmt: off
WORDS_TOO = frozenset([
    "april", "art", "august", "baker", "bill", "black", "brown", "chance", "church", "cook", "dawn", "day", "down", "early", "faith", "field",
    "ford", "fox", "frank", "gold", "grace", "grant", "green", "grey", "home", "hope", "house", "joy", "june", "king", "law", "little", "long",
    "love", "major", "mark", "may", "miles", "moss", "page", "park", "penny", "pope", "power", "price", "rich", "rob", "robin", "rose", "short",
    "small", "snow", "spring", "star", "summer", "wade", "walker", "ward", "way", "west", "white", "will", "winter", "wise", "woods", "worth",
    "young",
])
# fmt: on


def names_in(words: str, names: Iterable[str]) -> list[str]:
    """Of these names the parts that stand in the words, each as it is written in its name; a name without a capital letter only whole.

    Case, accents and apostrophes do not matter, and “Caron’s” is Caron."""
    written = _written(words)
    said, capital = {fold(word) for word in written}, {fold(word) for word in written if word[0].isupper()}
    found: set[str] = set()
    for name in names:
        if parts := [part for part in _letters(name) if _is_one(part)]:
            found |= {part for part in parts if fold(part) in (capital if _needs_capital(part) else said)}
        elif whole_names_in(words, [name]):
            found.add(name)
    return sorted(found)


def whole_names_in(words: str, names: Iterable[str]) -> list[str]:
    """Of these names those that stand in the words from their first word to their last."""
    in_a_row = _in_a_row(_written(words))
    return sorted({name for name in names if name.strip() and _in_a_row(_letters(name)) in in_a_row})


def _in_a_row(words: list[str]) -> str:
    return f" {' '.join(map(fold, words))} "


def _letters(words: str) -> list[str]:
    return WORD.findall(unicodedata.normalize("NFC", words))


def _written(words: str) -> list[str]:
    return [OF_SOMEBODY.sub("", word) for word in _letters(words)]


def _is_one(part: str) -> bool:
    return len(part) > 1 and part[0].isupper() and fold(part) not in TITLES


def _needs_capital(part: str) -> bool:
    return len(part) == 2 or fold(part) in WORDS_TOO
