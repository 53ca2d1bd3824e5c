"""The reporter's pages in plain words: reading age nine at most, no acronym without its words (U28).

Reading age = Flesch-Kincaid grade + 5 (Kincaid and others, 1975): .39 words a sentence + 11.8 syllables a word - 15.59."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

import pytest

from tests.conftest import WebClient
from tests.web.door import signed_in
from tests.web.test_reporter_pages import SIGNED_OUT, addresses, draft, home, phone, sent  # noqa: F401  (the same pages)

pytestmark = pytest.mark.django_db

OLDEST, HARDEST = 9.0, 12.0
BLOCKS = {
    *("p", "h1", "h2", "h3", "li", "dt", "dd", "label", "legend", "button", "summary", "div", "ol", "ul", "form", "section"),
    *("main", "dialog", "fieldset", "details", "dl", "br", "time", "strong"),
}
UNSAID = {"script", "style", "svg", "header", "footer", "time", "option"}
SUBTLE_E = re.compile(r"(?:[^laeiouy]es|[^dtaeiouy]ed|[^laeiouy]e)$|^y")
VOWELS = re.compile(r"[aeiouy]{1,2}")
# Not ours to simplify: names of people and places, and what the law and the field call a thing.
NAMES = re.compile(
    r"\b(Rita|Okafor|Leo|Marchetti|Gail|Prosser|Heol|Ŵyn|Brynfelin|Court|Cymraeg|English|NP99|3QX|Heed|PDF|MB|UPRN)\b"
)
DAYS = re.compile(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} \w+ \d{4}(, [\d:]+[ap]m)?")
TERMS = re.compile(r"\b(Cause for Concern|Safeguarding Lead|safeguarding|administrator)\b")
ACRONYM = re.compile(r"\b[A-Z]{3,}\b")


class Words(HTMLParser):
    """The words of a page as somebody reads them: a piece a block. Words on a button or a label are left out by `sentences_of`."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.pieces, self.silent = [""], 0
        self.feed(page)

    def handle_starttag(self, tag, attrs) -> None:
        self.silent += tag in UNSAID
        if tag in BLOCKS or "hint" in dict(attrs).get("class", "") or "choice__label" in dict(attrs).get("class", ""):
            self.pieces.append("")

    def handle_endtag(self, tag) -> None:
        self.silent -= tag in UNSAID
        if tag in BLOCKS:
            self.pieces.append("")

    def handle_data(self, data) -> None:
        if not self.silent:
            self.pieces[-1] += data


@dataclass(frozen=True)
class Prose:
    sentences: int
    words: int
    syllables: int

    @property
    def age(self) -> float:
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59 + 5


ODD = {"colleague": 2, "colleagues": 2, "somebody": 3, "something": 2, "everyone": 3, "people": 2, "create": 2, "being": 2}


def syllables(word: str) -> int:
    if word.lower() in ODD:
        return ODD[word.lower()]
    plain = re.sub(r"[^a-z]", "", word.lower())
    if len(plain) <= 3:
        return 1
    return max(1, len(VOWELS.findall(SUBTLE_E.sub("", plain))))


def sentences_of(page: str) -> list[str]:
    pieces = Words(page.split("<body")[1].split("<main")[1].join(["<main", ""])).pieces
    said = [re.sub(r"\s+", " ", TERMS.sub("group", NAMES.sub("", DAYS.sub("today", piece)))).strip() for piece in pieces]
    whole = [sentence for piece in said for sentence in re.split(r"(?<=[.!?:])\s+", piece)]
    return [sentence for sentence in whole if sentence.endswith((".", "?", "!")) or prose([sentence]).words > 4]


def prose(sentences: list[str]) -> Prose:
    words = [word for sentence in sentences for word in re.findall(r"[A-Za-z’']+", sentence)]
    return Prose(len(sentences), max(1, len(words)), sum(map(syllables, words)))


@pytest.mark.parametrize(
    ("word", "how_many"),
    [
        *(("safe", 1), ("seen", 1), ("told", 1), ("choose", 1), ("report", 2), ("address", 2), ("concern", 2), ("involved", 2)),
        *(("danger", 2), ("table", 2), ("colleague", 2), ("somebody", 3), ("anybody", 4), ("emergency", 4), ("2026", 1)),
    ],
)
def test_the_measure_counts_syllables_as_people_do(word, how_many):
    assert syllables(word) == how_many


def test_the_measure_tells_plain_words_from_others():
    plain = ["The cat sat on the mat.", "It was warm there."]
    others = ["Notwithstanding the aforementioned considerations, organisational accountability necessitates documentation."]
    assert prose(plain).age < 6 < 16 < prose(others).age


def test_every_page_reads_at_nine_or_younger_and_no_sentence_is_hard(phone, draft, sent, nia, leo):  # noqa: F811
    found = {name: sentences_of(phone.get(address).text) for name, address in addresses(draft, sent).items()}
    found["not yet trained"] = sentences_of(signed_in(nia).get("/training/not-yet/").text)
    found |= {f"signed out {address}": sentences_of(WebClient().get(address).text) for address in SIGNED_OUT}
    assert {name: prose(said).age for name, said in found.items() if prose(said).age > OLDEST} == {}
    hard = {sentence: round(prose([sentence]).age, 1) for said in found.values() for sentence in said if is_hard(sentence)}
    assert hard == {}
    assert sum(len(said) for said in found.values()) > 150, "the pages were read"


def is_hard(sentence: str) -> bool:
    """One long word makes a short sentence look hard, so a single sentence may be somewhat above the page."""
    return sentence.endswith((".", "?", "!")) and prose([sentence]).words > 4 and prose([sentence]).age > HARDEST


def test_no_acronym_comes_without_its_words(phone, draft, sent):  # noqa: F811
    pages = {name: phone.get(address).text for name, address in addresses(draft, sent).items()}
    pages |= {address: WebClient().get(address).text for address in SIGNED_OUT}
    for name, page in pages.items():
        said = " ".join(Words(page).pieces).replace(sent.reference, "")
        assert set(ACRONYM.findall(NAMES.sub("", said))) == set(), name
