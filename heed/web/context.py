"""What every page's template knows."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from heed.policies.roles import Do


@dataclass(frozen=True)
class Item:
    label: Any
    url: str
    current: bool
    badge: int | None = None


# The way around, in the order it stands on the page: label, name of the page, what one must be able to do.
MENU = (
    (_("Report a concern"), "report", Do.REPORT),
    (_("My reports"), "my_reports", Do.MY_REPORTS),
    (_("Desk"), "desk", Do.DESK),
    (_("Households"), "households", Do.SEARCH),
    (_("Training"), "training", Do.TRAIN),
    (_("Organisation"), "organisation", Do.ORGANISE),
    (_("Register"), "imports", Do.IMPORT),
    (_("Signatures"), "signatures", Do.SIGN),
)


def every_page(request: HttpRequest) -> dict[str, Any]:
    me = getattr(request, "me", None)
    said: dict[str, Any] = {"demo": settings.DEMO, "provider": settings.PROVIDER_NAME, "now": getattr(request, "at", None)}
    if me is None:
        return said
    return said | {
        "me": me,
        "signed_in_as": me.colleague.display_name,
        "prefs": me.colleague,
        "can_search": Do.SEARCH in me.may,
        "session_seconds": settings.SESSION_IDLE_SECONDS,
        "may": {do.name: True for do in me.may},
        "nav": [Item(label, reverse(name), request.path.startswith(reverse(name))) for label, name, do in MENU if do in me.may],
    }
