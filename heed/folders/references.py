"""References: what people say on the phone. Random, with a check letter, saying nothing of kind or number (decision 5)."""

import secrets

# Without letters that are misheard or misread: no I, L, O, U, 0, 1.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


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
