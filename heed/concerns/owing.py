"""Domestic abuse owes telling the local authority and CQC within 24 hours, case or not (DA-4; D6, D7): from sending, or from when a
volunteer knew. An incident owes it by itself; another concern from when it is decided that it is domestic abuse."""

from datetime import datetime

from django.db import connection

from heed.cases.duties import AUTHORITY, BODIES, owe_bodies
from heed.concerns.choices import Harm
from heed.concerns.models import Concern
from heed.deadlines import clocks
from heed.deadlines.clocks import Owed
from heed.organisation.choices import Nation
from heed.organisation.models import Colleague, Scheme


def known_at(concern: Concern) -> datetime:
    """When it was known (UTC). Asked behind the wall: whoever opens a case may not know who reported, and needs the instant only."""
    with connection.cursor() as c:
        c.execute("select heed_known_at(%s)", [concern.folder_id])
        return c.fetchone()[0] or concern.sent_at


def owe(concern: Concern, scheme: Scheme | None = None) -> None:
    """Starts what it owes and never owed. `scheme`: where its case is worked on; else the home's."""
    owed = Owed(concern.folder_id, holds=concern.folder_id, about=concern.pk)
    where = scheme or concern.scheme
    owe_bodies(owed, where, nation=where.nation if where else Nation.ENGLAND, known_at=known_at(concern))


def owe_by_decision(concern: Concern, harms: list[Harm], *, by: Colleague, at: datetime) -> None:
    """Decided: domestic abuse owes it from when it was sent or known, anything else owes it no longer. Where it feeds a case, the case does."""
    if Harm.DOMESTIC not in harms:
        for code in BODIES:
            clocks.not_owed(concern.folder_id, code, by=by, at=at)
        return
    owe(concern)
    go_with_the_case(concern)


def owe_where_it_lies(concern: Concern) -> None:
    """It is known now where it is: where that is registered care, CQC is owed telling too."""
    if clocks.running_in(concern.folder_id).filter(rule=AUTHORITY).exists():
        owe(concern)


def go_with_the_case(concern: Concern) -> None:
    """What it owes is owed by the case it feeds, if it feeds one."""
    for code in BODIES:
        clocks.move(concern.folder_id, code)
