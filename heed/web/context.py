"""What every page's template knows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from heed.pictures.my_reports import to_do
from heed.policies.asker import Asker
from heed.policies.roles import Do
from heed.procedures.posts import to_sign


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
    (_("To do"), "my_actions", Do.MY_ACTIONS),
    (_("Desk"), "desk", Do.DESK),
    (_("Cases"), "cases", Do.CASELOAD),
    (_("Households"), "households", Do.SEARCH),
    (_("Agencies"), "agencies", Do.AGENCIES),
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
        "session_minutes": settings.SESSION_IDLE_SECONDS // 60,
        "may": {do.name: True for do in me.may},
        "nav": SimpleLazyObject(lambda: menu(request)),  # a page without the menu does not count for it
    }


def menu(request: HttpRequest) -> list[Item]:
    """The ways that stand open to whoever asks. Their own actions have a place of their own where there is no desk to show them."""
    may = request.me.may  # type: ignore[attr-defined]
    return [
        Item(label, reverse(name), request.path.startswith(reverse(name)), badge(request, name))
        for label, name, do in MENU
        if do in may and not (do == Do.MY_ACTIONS and Do.DESK in may)
    ]


# What waits for whoever asks, by the page where it is done.
WAITS: dict[str, Callable[[Asker], int]] = {"my_actions": to_do, "signatures": to_sign}


def badge(request: HttpRequest, name: str) -> int | None:
    return WAITS[name](request.me) or None if name in WAITS and counts(request) else None  # type: ignore[attr-defined]


def counts(request: HttpRequest) -> bool:
    """Whether anything can be counted here: the pages of the entrance stand outside the wall."""
    return not hasattr(request.resolver_match.func, "heed_do")  # type: ignore[union-attr]
