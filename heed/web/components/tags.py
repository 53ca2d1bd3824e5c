"""Template words for every page (a builtin library: no {% load %} needed). Each piece is drawn in its own file beside."""

import datetime as dt
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from django import template
from django.forms import BaseForm
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils.html import linebreaks
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from heed.pictures.family import Bond, Figure, sentences
from heed.web.components import charts, times
from heed.web.components.family import picture
from heed.web.govform import errors_for_summary

register = template.Library()


# Time -------------------------------------------------------------------------------------------------------------


@register.filter
def uk_time(instant: dt.datetime | None) -> str:
    """{{ instant|uk_time }}: "Sat 21 Nov 2026, 9:32am"."""
    return times.uk_time(instant) if instant else ""


@register.filter
def uk_date(day: dt.date | None) -> str:
    """{{ day|uk_date }}: "Sat 21 Nov 2026"."""
    return times.uk_date(day) if day else ""


@register.filter
def timestamp(instant: dt.datetime | None) -> str:
    """{{ instant|timestamp }}: the same words in a <time> that a machine can read."""
    return _time(instant, None) if instant else ""


@register.filter
def due_in(due: dt.datetime | None, now: dt.datetime) -> str:
    """{{ due|due_in:now }}: "in 3 h 10 min" in a <time> whose title is the day and hour."""
    return _time(due, times.due_in(due, now)) if due else ""


@register.filter
def due_tone(due: dt.datetime | None, now: dt.datetime) -> str:
    """{{ due|due_tone:now }}: "danger", "warn" or "", the class that goes with due_in."""
    return times.due_tone(due, now) if due else ""


def _time(instant: dt.datetime, words: str | None) -> SafeString:
    return time(instant, times.uk_time(instant), words)


def time(instant: dt.datetime, said: str, words: str | None = None) -> SafeString:
    """A <time> that shows `words` and says day and hour (`said`) as its title; without `words` it shows day and hour."""
    machine, said = instant.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), escape(said)
    shown = said if words is None else escape(words)
    return SafeString(f'<time datetime="{machine}" title="{said}">{shown}</time>')


# Text -------------------------------------------------------------------------------------------------------------


@register.filter
def paragraphs(text: str | None) -> str:
    """{{ text|paragraphs }}: someone's own words, escaped, in paragraphs as they wrote them. Addresses stay plain text."""
    if not text:
        return ""
    one_line = "\n" not in text and "\r" not in text
    return SafeString(f"<p>{escape(text)}</p>" if one_line else linebreaks(text, autoescape=True))


@register.filter
def summary_errors(form: BaseForm) -> list[tuple[str, str]]:
    """{{ form|summary_errors }}: (message, link to its input) of any form."""
    return errors_for_summary(form)


@register.filter
def attributes(given: dict[str, Any]) -> str:
    """<input{{ widget.attrs|attributes }}>: an input's attributes; True stands by itself, False and None are left out."""
    return flatatt(given)


# Pieces that hold other markup ------------------------------------------------------------------------------------


@register.simple_block_tag
def card(content: str, title: str = "", note: str = "", level: int = 2, tone: str = "") -> str:
    """{% card title=… note=… %} … {% endcard %}"""
    return _piece("card", content=content, title=title, note=note, level=level, tone=tone)


@register.simple_block_tag
def expander(content: str, summary: str, opened: bool = False) -> str:
    """{% expander summary=… %} … {% endexpander %}: for what not everyone needs."""
    return _piece("expander", content=content, summary=summary, opened=opened)


@register.simple_block_tag
def inset(content: str) -> str:
    """{% inset %} … {% endinset %}: somebody's words, or something set apart."""
    return _piece("inset", content=content)


def _piece(name: str, **context: Any) -> str:
    return render_to_string(f"components/{name}.html", context)


# What happened ----------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Iterable[Any]) -> dict:
    """{% timeline entries %}. Each has .occurred_at and .title; optional .time_known (False: only the day is shown), .known_at, .text, .source,
    .tone ("danger", "quiet"), .tag, .corrected (words), .url."""
    return {"entries": [_entry(one if isinstance(one, dict) else vars(one)) for one in entries]}


def _entry(entry: dict[str, Any]) -> dict[str, Any]:
    """What each entry says is put together here and not in the template, which is drawn for every one of forty."""
    tone, when = entry.get("tone", ""), entry["occurred_at"]
    known = _("known here since %(when)s") % {"when": times.uk_time(entry["known_at"])} if entry.get("known_at") else ""
    return {
        "kind": f" entry--{tone}" if tone else "",
        "when": times.uk_date(when) if entry.get("time_known") is False else timestamp(when),
        "url": entry.get("url", ""),
        "title": entry["title"],
        "tag": entry.get("tag", ""),
        "tag_kind": f" tag--{tone}" if tone else "",
        "corrected": entry.get("corrected", ""),
        "text": paragraphs(entry.get("text", "")),
        "source": " · ".join(filter(None, (entry.get("source", ""), known))),
    }


# Pictures, each with its words ------------------------------------------------------------------------------------


@register.inclusion_tag("components/family_picture.html")
def family_picture(figures: Sequence[Figure], bonds: Sequence[Bond]) -> dict:
    """{% family_picture figures bonds %}"""
    return {"picture": picture(figures, bonds), "sentences": sentences(figures, bonds)}


@register.inclusion_tag("components/step_chart.html")
def step_chart(title: str, points: Sequence[charts.Point], threshold: int | None = None, threshold_label: str = "") -> dict:
    """{% step_chart title points threshold threshold_label %}: a number that holds until it next changes."""
    return {"chart": charts.steps(points, threshold), "title": title, "points": points, "threshold_label": threshold_label}


@register.inclusion_tag("components/bar_list.html")
def bar_list(title: str, bars: Sequence[charts.Bar]) -> dict:
    """{% bar_list title bars %}: how many of each."""
    return {"title": title, "rows": charts.bar_rows(bars)}


@register.filter
def page_links(page: Any) -> list:
    """{{ page|page_links }}: page numbers to show of a Django Page, with "…" for those left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
