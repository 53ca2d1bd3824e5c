"""A pasted class list: one user name or e-mail address a line. What is not known is listed by line, and nothing is recorded before it is."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Lower

from heed.organisation.models import Colleague


@dataclass(frozen=True)
class ClassList:
    """`unknown`: the number of each line (from 1) that names nobody who is here."""

    found: tuple[Colleague, ...]
    unknown: tuple[int, ...]


def read_class_list(text: str, at: datetime) -> ClassList:
    """Two queries however long the list. Commas and semicolons part names too; an e-mail address may stand in <>."""
    lines = [
        [_plain(part) for part in re.split(r"[,;]", line) if _plain(part)] for line in text.replace("\x00", "").splitlines()
    ]
    wanted = {name for line in lines for name in line}
    here = Colleague.objects.here(at).annotate(user=Lower("username"), mail=Lower("email"))
    known = {someone.user: someone for someone in here.filter(user__in=wanted)}
    known = {someone.mail: someone for someone in here.filter(mail__in=wanted)} | known
    found = tuple(dict.fromkeys(known[name] for line in lines for name in line if name in known))
    return ClassList(found, tuple(number for number, line in enumerate(lines, 1) if any(name not in known for name in line)))


def _plain(part: str) -> str:
    inside = re.search(r"<([^<>]*)>", part)
    return (inside.group(1) if inside else part).strip().strip('"').lower()
