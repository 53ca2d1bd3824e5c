"""The house book says what the code does."""

from pathlib import Path

from heed.cli import book

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "house-book"


def test_the_house_book_is_not_stale():
    for name, text in book.chapters().items():
        assert (FOLDER / name).read_text() == text, f"{name} is stale: type `.venv/bin/heed book`"
