"""Log lines that carry no person: where in our code something went wrong, never the words of an exception, a query or an address.

For people to read, or a JSON object a line for what gathers them from several machines (HEED_LOG=json). The number of a request stands in
each of its lines and on the page of a fault, so that somebody who saw that page can name it."""

import json
import logging
import traceback
from copy import copy
from datetime import UTC, datetime
from typing import Any

from heed.web.numbered import name_of_page, number_of_request


class PlainLine(logging.Formatter):
    """Time, level, logger and message. An exception is written as its kind and places, not its text (U11)."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (the name is logging's)
        number = number_of_request.get()
        return super().formatMessage(record) + (f" [{number}]" if number else "")

    def format(self, record: logging.LogRecord) -> str:
        """About a request: its status and the name of its page. Whatever was typed as an address may be a name, so it is left out."""
        line = copy(record)
        line.exc_text = None  # another formatter's, with the exception's words
        if (request := getattr(record, "request", None)) is not None:
            line.msg, line.args = "%s at %s", (getattr(record, "status_code", "-"), name_of_page(request))
        return super().format(line)

    def formatException(self, ei: Any) -> str:  # noqa: N802 (the name is logging's)
        return f"{ei[0].__name__}" + "".join(f"\n  {place}" for place in _places(ei))


class JsonLine(PlainLine):
    """As PlainLine: `at` (UTC), `level`, `logger`, `words`; in a request its `request`; of a fault its `kind` and `places`; what a line counts beside."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if number := number_of_request.get():
            said["request"] = number
        if (request := getattr(record, "request", None)) is not None:
            said |= {
                "words": "refused or broken",
                "status": getattr(record, "status_code", None),
                "page": name_of_page(request),
            }
        else:
            said["words"] = record.getMessage()
        said |= getattr(record, "counted", {})
        if record.exc_info and record.exc_info[0]:
            said |= {"kind": record.exc_info[0].__name__, "places": _places(record.exc_info)}
        return json.dumps(said, ensure_ascii=False)


def _places(ei: Any) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(ei[2])]
