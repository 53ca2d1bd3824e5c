"""The organisation's own list of what cuts across kinds of harm (PEER-2)."""

from heed.concerns.models import Theme


def add(code: str, name: str) -> Theme:
    """A theme of that name; the same code twice is the same theme."""
    return Theme.objects.get_or_create(code=code, defaults={"name": name})[0]
