"""A scheme's name and its region: asked for by one, signed by another.

Whoever is over a region sees what is in its schemes, and whoever signs for a post reads the scheme's name: so moving or renaming one opens
records as surely as a post does (decision 18). Everything else about a scheme changes at once."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from heed.organisation import actions
from heed.organisation.actions import CannotAdd, CannotSign
from heed.organisation.choices import SignatureKind
from heed.organisation.models import Colleague, Region, Scheme, Signature


@dataclass(frozen=True)
class WantedScheme:
    """A scheme as it was asked for: the frozen wording of its signature. `was_name` and `was_region` are what whoever asked found. All ids but names."""

    scheme: int
    name: str
    region: int
    was_name: str
    was_region: int


@transaction.atomic
def change_scheme(scheme: Scheme, *, by: Colleague, at: datetime, **facts: Any) -> Signature | None:
    """New facts. Answers the signature that a new name or region waits for. Raises CannotAdd, CannotSign."""
    name, region = facts.pop("name", scheme.name), facts.pop("region", scheme.region)
    actions.change_scheme(scheme, **facts)
    if (name, region) == (scheme.name, scheme.region):
        return None
    actions.refuse_anothers_name(scheme, name)
    wanted = WantedScheme(scheme.pk, name, region.pk, scheme.name, scheme.region_id)
    return actions.ask_signature(SignatureKind.SCHEME, asdict(wanted), for_colleague=by, by=by, at=at)


def put_in_force(signature: Signature) -> None:
    """What was signed. Raises CannotSign where the scheme is no longer what it was when somebody asked."""
    wanted = WantedScheme(**signature.wanted)
    scheme = Scheme.objects.get(pk=wanted.scheme)
    try:
        if (scheme.name, scheme.region_id) != (wanted.was_name, wanted.was_region):
            raise CannotAdd(_("It was changed meanwhile. Refuse this, and have it asked for again."))
        actions.refuse_anothers_name(scheme, wanted.name)
    except CannotAdd as refusal:
        raise CannotSign(str(refusal)) from refusal
    actions.change_scheme(scheme, name=wanted.name, region=Region.objects.get(pk=wanted.region))
