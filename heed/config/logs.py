"""Log lines that carry no person: where in our code something went wrong, never the words of an exception, a query or an address."""

import logging
import traceback
from copy import copy
from typing import Any


class PlainLine(logging.Formatter):
    """Time, level, logger and message. An exception is written as its kind and places, not its text (U11)."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """About a request: its status and the name of its page. Whatever was typed as an address may be a name, so it is left out."""
        line = copy(record)
        line.exc_text = None  # another formatter's, with the exception's words
        if (request := getattr(record, "request", None)) is not None:
            line.msg, line.args = "%s at %s", (getattr(record, "status_code", "-"), _page(request))
        return super().format(line)

    def formatException(self, ei: Any) -> str:  # noqa: N802 (the name is logging's)
        kind, _, trace = ei
        places = "".join(f"\n  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace))
        return f"{kind.__name__}{places}"


def _page(request: Any) -> str:
    match = getattr(request, "resolver_match", None)
    return match.view_name if match else "no page"
