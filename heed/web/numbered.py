"""What a log line may say of a request: its number, and which page of ours it asked for."""

from contextvars import ContextVar
from typing import Any

number_of_request: ContextVar[str] = ContextVar("heed_request", default="")


def name_of_page(request: Any) -> str:
    """Of our own list, never the address that was typed."""
    match = getattr(request, "resolver_match", None)
    return match.view_name if match else "no page"
