"""How words are folded before they are kept for searching, and before somebody's search is compared with them.

Both sides go through the same function, so that accents, case, apostrophes, "St" and "Street" and spaces do not matter (CFC-7)."""

import re
import unicodedata

# Letters that are not a plain letter with a mark, so that decomposing them does not help.
LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "ng"}
)
APOSTROPHES = re.compile(r"['’‘ʼ`´ʻ]")
# What becomes of a plain letter's neighbours: an apostrophe goes, any other sign is a space.
PLAIN = {sign: " " for sign in range(128) if not chr(sign).isalnum()} | dict.fromkeys(map(ord, "'`"))
SIGNS = re.compile(r"[\W_]+")
SHORT = {
    "st": "street",
    "str": "street",
    "rd": "road",
    "ave": "avenue",
    "av": "avenue",
    "cl": "close",
    "ct": "court",
    "crt": "court",
    "dr": "drive",
    "ln": "lane",
    "pl": "place",
    "cres": "crescent",
    "gdns": "gardens",
    "gdn": "garden",
    "sq": "square",
    "terr": "terrace",
    "tce": "terrace",
    "ter": "terrace",
    "hse": "house",
    "bldg": "building",
    "bldgs": "buildings",
    "pk": "park",
    "gr": "grove",
    "gro": "grove",
    "est": "estate",
    "flt": "flat",
    "apt": "flat",
    "apartment": "flat",
    "no": "",
    "saint": "street",
    "mt": "mount",
    "ffrd": "ffordd",
}


def fold(words: str) -> str:
    """Lower case, no accents, no apostrophes, other signs as one space: "O’Brien-Llŷr" → "obrien llyr"."""
    bare = words.casefold()
    if bare.isascii():  # most words are, and a household's whole history is folded when somebody looks for words in it
        return " ".join(bare.translate(PLAIN).split())
    marks = unicodedata.normalize("NFKD", bare.translate(LETTERS))
    bare = "".join(letter for letter in marks if not unicodedata.combining(letter)).translate(LETTERS)
    return SIGNS.sub(" ", APOSTROPHES.sub("", bare)).strip()


def fold_name(name: str) -> str:
    """A person's name as searched, at most 160 letters."""
    return fold(name)[:160].rstrip()


def fold_address(*parts: str) -> str:
    """Address, town and scheme as searched, at most 300 letters: "14 A High St." → "14a high street"."""
    words = [SHORT.get(word, word) for word in fold(" ".join(parts)).split()]
    return re.sub(r"\b(\d+) ([a-h])\b", r"\1\2", " ".join(filter(None, words)))[:300].rstrip()


def compact_postcode(postcode: str) -> str:
    """Capitals without the space: "np99 3qx" → "NP993QX"."""
    return "".join(letter for letter in postcode.upper() if letter.isalnum())


def phone_digits(number: str) -> str:
    """Digits only, as rung within the UK, at most 20: "+44 (0)7700 900118" → "07700900118"."""
    digits = "".join(letter for letter in number.replace("(0)", "") if letter in "0123456789")
    if number.strip().startswith("+44") or digits.startswith("0044"):
        digits = "0" + digits.removeprefix("00").removeprefix("44").removeprefix("0")
    return digits[:20]


def sort_key(surname: str, first_names: str) -> str:
    """By surname, then first names, as a Welsh or Polish name is looked for by somebody without those keys."""
    return fold_name(f"{surname} {first_names}") or fold_name(first_names)
