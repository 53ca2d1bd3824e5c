"""The desk, and how long answers take. Filters stand in the address without names; a wrong one is left out."""

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from heed.audit.actions import Verb
from heed.pictures.desk.drawn import drawn
from heed.pictures.desk.narrowing import SHOWS, SORT_WORDS, SORTS, counted, narrowed
from heed.pictures.desk.rows import desk as everything_seen
from heed.pictures.health import MAIL_LATE, asleep
from heed.pictures.loops import loops as loops_since
from heed.policies.roles import Do
from heed.web.components.charts import Bar
from heed.web.components.times import span_in_words
from heed.web.desk import lines
from heed.web.door import page, remember

A_PAGE = 50
AT_A_GLANCE = 10  # at the side, the most pressing; the filter shows them all
PERIODS = {"90": _("Last three months"), "365": _("Last year"), "730": _("Last two years")}


@page(Do.DESK, methods="GET")
def desk(request: Any) -> HttpResponse:
    shows = [show for show in SHOWS if show in request.GET.getlist("show")]
    sort = request.GET.get("sort") if request.GET.get("sort") in SORTS else "worst"
    everything = everything_seen(request.me, request.at)
    page_shown = Paginator(narrowed(everything, shows, sort), A_PAGE).get_page(request.GET.get("page"))
    rows, unplaced = list(page_shown), narrowed(everything, ["unplaced"], "due")
    also = drawn(rows, everything, request.me, request.at)
    remember(request, Verb.LISTED, shown=[row.pk for row in rows])
    return render(
        request,
        "desk/templates/desk.html",
        {
            "page": page_shown,
            "lines": lines.lines(rows, also, request.at),
            "chips": _chips(shows, counted(everything, shows), sort),
            "all_unplaced": _address(["unplaced"], sort),
            "shows": shows,
            "sort": sort,
            "sorts": [(key, words, _address(shows, key)) for key, words in SORT_WORDS.items()],
            "actions": lines.actions(also.actions, request.at),
            "mail": also.mail,
            "asleep": asleep(also.mail.swept, request.at),
            "slow": request.at - MAIL_LATE,
            "unplaced": lines.unplaced(unplaced[:AT_A_GLANCE], request.at),
            "more_unplaced": len(unplaced) if len(unplaced) > AT_A_GLANCE else 0,
        },
    )


def _chips(shows: list[str], counts: dict[str, int], sort: str) -> list[dict[str, Any]]:
    """Each filter with what it would leave; pressing a chosen one takes it off (U29)."""
    return [
        {
            "label": words,
            "url": _address([one for one in shows if one != show] if show in shows else [*shows, show], sort),
            "count": counts[show],
            "chosen": show in shows,
        }
        for show, words in SHOWS.items()
    ]


def _address(shows: list[str], sort: str) -> str:
    query = QueryDict(mutable=True)
    query.setlist("show", shows)
    if sort != "worst":
        query["sort"] = sort
    return f"?{query.urlencode()}"


@page(Do.MEASURES, methods="GET")
def loops(request: Any) -> HttpResponse:
    period = request.GET.get("period") if request.GET.get("period") in PERIODS else "365"
    rows = loops_since(request.at - timedelta(days=int(period)))
    return render(
        request,
        "desk/templates/loops.html",
        {
            "rows": [{"loop": row, "first_voice": _span(row.first_voice), "answer": _span(row.answer)} for row in rows],
            "bars": [Bar(row.team, row.share) for row in rows],
            "chips": [{"label": words, "url": f"?period={key}", "chosen": key == period} for key, words in PERIODS.items()],
        },
    )


def _span(seconds: float | None) -> str:
    return span_in_words(seconds) if seconds is not None else ""
