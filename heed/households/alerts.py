"""Alert codes of the HACT UK Housing Data Standards and of the UKHDS draft, as data with their version and source."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from heed.households.choices import FlagKind
from heed.households.importing.codes import alert

FILE = Path(__file__).parent / "data" / "alert_codes.json"


@dataclass(frozen=True)
class Alert:
    """One code: which list it stands in, what it says, what to do, and whom it keeps safe."""

    code: str
    list: str
    name: str
    kind: FlagKind
    hint: str = ""


@cache
def codes() -> MappingProxyType[str, Alert]:
    """Code → alert, in the order of the file."""
    rows = json.loads(FILE.read_text())["codes"]
    return MappingProxyType({row["code"]: Alert(kind=alert(row["code"]) or FlagKind.NEED, **row) for row in rows})


@cache
def named(code: str) -> str:
    """What a code says; one the list does not spell out by its family, an unknown one by itself."""
    if known := codes().get(code):
        return known.name
    families = json.loads(FILE.read_text())["families"]
    return next((name for family, name in families.items() if code.startswith(family)), code)
