"""Asking somebody with the competence to countersign a draft: it lets them into the case until a day, and tells them (DA-3)."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from heed.domestic_abuse.assessing import note_asked
from heed.domestic_abuse.models import Assessment, MaracReferral
from heed.folders import actions as folders
from heed.folders.choices import COUNTERSIGNS, Why
from heed.folders.models import Access
from heed.organisation.models import Colleague
from heed.policies.competence import who_is_competent


class CannotAsk(Exception):
    """Why this colleague cannot be asked."""


def could_countersign(signed: Assessment | MaracReferral, *, by: Colleague, at: datetime) -> list[Colleague]:
    """Whom `by` may ask: there at an instant (UTC), with the competence, neither its author nor oneself, and not kept out. Two statements."""
    found = [one for one in who_is_competent(at) if one.pk not in (by.pk, signed.by_id)]  # type: ignore[attr-defined]
    with connection.cursor() as c:
        c.execute("select heed_kept_out_of(%s, %s::bigint[])", [signed.folder_id, [one.pk for one in found]])  # type: ignore[attr-defined]
        out = {pk for (pk,) in c.fetchall()}
    return [one for one in found if one.pk not in out]


@transaction.atomic
def ask(signed: Assessment | MaracReferral, whom: Colleague, why: str, *, by: Colleague, at: datetime) -> Access:
    """A dated line that opens the case to whoever is asked. It opens none of the households the case reaches, and no safety plan.

    Raises CannotAsk; CannotAssess when nothing is left to countersign."""
    if whom not in could_countersign(signed, by=by, at=at):
        raise CannotAsk(_("This colleague cannot be asked. Choose somebody else, or ask the Safeguarding Lead."))
    note_asked(signed, whom, why, by=by, at=at)
    return folders.let_in(signed.folder_id, whom, why=Why.COUNTERSIGN, by=by, at=at, until=at + COUNTERSIGNS)  # type: ignore[attr-defined]
