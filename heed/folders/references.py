"""References: what people say on the phone. Random, with a check letter, saying nothing of kind or number (decision 5)."""

import re
import secrets

# Without letters that are misheard or misread: no I, L, O, U, 0, 1.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
SAID = re.compile(r"(?=\b([0-9A-Za-z]{4}[-–\s]?[0-9A-Za-z]{4})\b)")


def new_reference() -> str:
    """Seven random letters and a check letter, in two groups, such as `7KMP-2QXD` (30**7: one in 20 thousand million)."""
    body = "".join(secrets.choice(LETTERS) for _ in range(7))
    return f"{body[:4]}-{body[4:]}{check_letter(body)}"


def check_letter(body: str) -> str:
    """Weighted sum, so that one wrong letter or two swapped neighbours do not pass."""
    return LETTERS[sum(place * LETTERS.index(letter) for place, letter in enumerate(body, start=2)) % len(LETTERS)]


def tidy_reference(said: str) -> str | None:
    """What somebody typed, as a reference, or None when it cannot be one (wrong length, letter or check letter)."""
    body = "".join(letter for letter in said.upper() if letter.isalnum())
    if len(body) != 8 or any(letter not in LETTERS for letter in body) or check_letter(body[:7]) != body[7]:
        return None
    return f"{body[:4]}-{body[4:]}"


def references_in(words: str) -> list[str]:
    """The references that stand in some words, tidied. A word of eight letters is none, though its last letter happen to fit."""
    said = [
        one for one in SAID.findall(words) if any(letter.isdigit() for letter in one) or one.isupper() and not one.isalpha()
    ]
    return [reference for one in said if (reference := tidy_reference(one))]
