"""Tables as files for a spreadsheet. No cell can be a formula, also behind invisible or full-width signs (B5)."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

STARTS_A_FORMULA = tuple("=+-@|%\t\r\n")
UNSEEN = {"Cc", "Cf", "Co", "Cn", "Zs", "Zl", "Zp", "Mn"}


def safe_cell(value: object) -> str:
    """The value as text. What a spreadsheet might take for a formula gets an apostrophe in front."""
    text = "" if value is None else str(value)
    first = next((letter for letter in text if unicodedata.category(letter) not in UNSEEN), "")
    risky = text[:1] in {"\t", "\r", "\n"} or unicodedata.normalize("NFKC", first).startswith(STARTS_A_FORMULA)
    return f"'{text}" if risky else text


def csv_answer(name: str, heads: Sequence[object], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A download in UTF-8 with the mark that makes Excel read it as such. `name` says what it is, never of whom."""
    page = io.StringIO()
    writer = csv.writer(page)
    writer.writerows([safe_cell(cell) for cell in row] for row in [heads, *rows])
    answer = HttpResponse(page.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
