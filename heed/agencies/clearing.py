"""The token without which nothing about a person leaves: on paper, in a referral, in a form (B24). Only `policies.leaving` makes one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from heed.organisation.models import Colleague


@dataclass(frozen=True)
class Cleared:
    """Looked at: about whom, when (UTC), and, where the check had stopped it, who let it go all the same and why."""

    people: tuple[UUID, ...]
    at: datetime
    override: str = ""
    override_by: Colleague | None = None
