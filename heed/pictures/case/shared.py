"""All that was shared out of a case and into it, and what was decided not to be: each with its basis and the person's consent."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from heed.agencies.choices import Basis, Consent, Way
from heed.agencies.models import Disclosure
from heed.cases.models import Case


@dataclass(frozen=True)
class Shared:
    """One sharing. `inward`: they told us; not `shared`: it was decided not to. `at` in UTC."""

    pk: UUID
    inward: bool
    shared: bool
    to: str
    agency: str
    what: str
    purpose: str
    basis: str
    consent: str
    way: str
    told: bool
    why_not_told: str
    override: str
    by: str
    authorised_by: str
    at: datetime


def disclosures(case: Case) -> tuple[Shared, ...]:
    """Of a case that was opened, the latest first. One statement."""
    rows = (
        Disclosure.objects.filter(folder=case.folder_id).select_related("agency", "by", "authorised_by").order_by("-at", "-pk")
    )
    return tuple(
        Shared(
            pk=row.pk,
            inward=row.inward,
            shared=row.shared,
            to=row.to or "",
            agency=row.agency.name if row.agency else "",
            what=row.what or "",
            purpose=row.purpose or "",
            basis=str(Basis(row.basis).label),
            consent=str(Consent(row.consent).label),
            way=str(Way(row.way).label),
            told=row.told,
            why_not_told=row.why_not_told or "",
            override=row.override or "",
            by=row.by.display_name,
            authorised_by=row.authorised_by.display_name if row.authorised_by else "",
            at=row.at,
        )
        for row in rows
    )
