"""What became of the letters: by message, for whoever sees figures; and to whom nothing gets through, for whoever can mend an address."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from heed.organisation.models import Colleague

LATELY = timedelta(days=30)


@dataclass(frozen=True)
class Became:
    """Of one message, since a day: how many went, how many went within another letter, wait, or were given up; when the last one went (UTC)."""

    sent: int
    folded: int
    owed: int
    dead: int
    last: datetime | None


def became(since: datetime) -> dict[str, Became]:
    """By the message's code, of letters made since an instant (UTC). Empty for whoever sees no figures."""
    with connection.cursor() as c:
        c.execute("select message, sent, folded, owed, dead, last from heed_mail_by_message(%s)", [since])
        return {message: Became(*counts) for message, *counts in c.fetchall()}


@dataclass(frozen=True)
class Refused:
    """A colleague to whom letters were given up. `trouble`: the mail server's code, or what broke off; `last` in UTC."""

    colleague: Colleague
    letters: int
    last: datetime
    trouble: str


def refused() -> list[Refused]:
    """By name; nobody, for whoever keeps no accounts."""
    with connection.cursor() as c:
        c.execute("select colleague, letters, last, trouble from heed_mail_refused()")
        rows = {pk: facts for pk, *facts in c.fetchall()}
    return [Refused(one, *rows[one.pk]) for one in Colleague.objects.filter(pk__in=rows)]
