"""How loops close: how many reporters were answered and how long it took, by the reporter's team (CFC-5; K7 and K8).

Counted behind the wall over every concern, so that nobody's need-to-know bends the figure; teams with fewer than five reports are
counted together, or not shown at all (heed.policies.functions, `heed_loops`)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from heed.organisation.choices import Department


@dataclass(frozen=True)
class Loop:
    """One team. Seconds to the first voice and to the answer are medians; None where there is none yet."""

    team: str
    reported: int
    answered: int
    open: int
    first_voice: float | None
    answer: float | None

    @property
    def share(self) -> int:
        """Per cent of its reports that were answered."""
        return round(100 * self.answered / self.reported)


def loops(since: datetime) -> list[Loop]:
    """Concerns sent since then (UTC), by team."""
    with connection.cursor() as c:
        c.execute("select team, reported, answered, open, first_voice, answer from heed_loops(%s)", [since])
        return [Loop(str(Department(team).label) if team else _("Other teams together"), *rest) for team, *rest in c.fetchall()]
