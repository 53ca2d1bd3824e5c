"""Log lines that carry no person: where in our code something went wrong, never the words of an exception or a query."""

import logging
import traceback
from typing import Any


class PlainLine(logging.Formatter):
    """Time, level, logger and message. An exception is written as its kind and places, not its text (quality.md U11)."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatException(self, ei: Any) -> str:  # noqa: N802 (the name is logging's)
        kind, _, trace = ei
        places = "".join(f"\n  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace))
        return f"{kind.__name__}{places}"
