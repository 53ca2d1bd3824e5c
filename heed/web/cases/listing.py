"""The manager's desk: her cases and those she may see, and the hand-over digest of them."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from heed.audit.actions import Verb
from heed.pictures.case import caseload as load
from heed.pictures.case.caseload import SHOWS, SORTS
from heed.pictures.case.handover import digest
from heed.policies.roles import Do
from heed.web.cases.lines import lines
from heed.web.components.access import looks_page
from heed.web.door import page, remember

A_PAGE = 50
CLOSED = "closed"  # beside the filters of open cases: another list


@page(Do.CASELOAD, methods="GET")
def cases(request: Any) -> HttpResponse:
    """What is due next in each, what changed since I looked, who waits for whom."""
    said = request.GET.getlist("show")
    return _closed(request) if CLOSED in said else _open(request, [show for show in SHOWS if show in said])


def _open(request: Any, shows: list[str]) -> HttpResponse:
    sort = request.GET.get("sort", "due")
    sort = sort if sort in SORTS else "due"
    everything = load.caseload(request.me)
    left = sorted(load.narrowed(everything, shows, request.at), key=SORTS[sort][1])
    shown = Paginator(left, A_PAGE).get_page(request.GET.get("page"))
    remember(request, Verb.LISTED, shown=[line.pk for line in shown])
    return _list(
        request,
        load.rows(request.me, list(shown)),
        chips=_chips(shows, load.counted(left, request.at), sort),
        sorts=[{"label": words, "url": _address(shows, code), "chosen": code == sort} for code, (words, _key) in SORTS.items()],
        page=shown,
        shows=shows,
    )


def _closed(request: Any) -> HttpResponse:
    number = looks_page(request.GET.get("page", "1"))
    found, more = load.closed(request.me, number, A_PAGE)
    remember(request, Verb.LISTED, shown=[line.pk for line in found])
    chips = [{"label": _("Closed"), "url": "?", "chosen": True}]
    pages = {"newer": number - 1, "older": number + 1 if more else 0}
    return _list(request, load.rows(request.me, found), chips=chips, ended=True, shows=[CLOSED], **pages)


def _list(request: Any, found: list[Any], **said: Any) -> HttpResponse:
    return render(request, "cases/templates/cases.html", {"rows": lines(found, request.at), **said})


def _chips(shows: list[str], counts: dict[str, int], sort: str) -> list[dict[str, Any]]:
    """Each filter with what it would leave; pressing a chosen one takes it off (U29)."""
    chips = [
        {
            "label": words,
            "url": _address([one for one in shows if one != show] if show in shows else [*shows, show], sort),
            "count": counts[show],
            "chosen": show in shows,
        }
        for show, (words, _holds) in SHOWS.items()
    ]
    return [*chips, {"label": _("Closed"), "url": f"?show={CLOSED}", "chosen": False}]


def _address(shows: list[str], sort: str) -> str:
    query = QueryDict(mutable=True)
    query.setlist("show", shows)
    if sort != "due":
        query["sort"] = sort
    return f"?{query.urlencode()}"


@page(Do.CASELOAD, methods="GET")
def handover(request: Any) -> HttpResponse:
    """For whoever takes over for a while: each of my cases in a few lines, without a name of anybody it is about."""
    found = digest(request.me, request.at)
    remember(request, Verb.LISTED, shown=[one.pk for one in found])
    return render(request, "cases/templates/handover.html", {"found": found})
