"""Template words for every page (a builtin library: no {% load %} needed). Each piece is drawn in its own file beside."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import template
from django.forms import BaseForm
from django.template.loader import render_to_string
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe

from heed.web.components import charts, family, times
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
    return _time(instant, times.uk_time(instant)) if instant else ""


@register.filter
def due_in(due: dt.datetime | None, now: dt.datetime) -> str:
    """{{ due|due_in:now }}: "in 3 h 10 min" in a <time> whose title is the day and hour."""
    return _time(due, times.due_in(due, now)) if due else ""


@register.filter
def due_tone(due: dt.datetime | None, now: dt.datetime) -> str:
    """{{ due|due_tone:now }}: "danger", "warn" or "", the class that goes with due_in."""
    return times.due_tone(due, now) if due else ""


def _time(instant: dt.datetime, words: str) -> SafeString:
    machine = instant.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return format_html('<time datetime="{}" title="{}">{}</time>', machine, times.uk_time(instant), words)


# Text -------------------------------------------------------------------------------------------------------------


@register.filter
def paragraphs(text: str | None) -> str:
    """{{ text|paragraphs }}: someone's own words, escaped, in paragraphs as they wrote them. Addresses stay plain text."""
    return mark_safe(linebreaks(text, autoescape=True)) if text else ""  # noqa: S308 (escaped by linebreaks)


@register.filter
def summary_errors(form: BaseForm) -> list[tuple[str, str]]:
    """{{ form|summary_errors }}: (message, link to its input) of any form."""
    return errors_for_summary(form)


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


# Pictures, each with its words ------------------------------------------------------------------------------------


@register.inclusion_tag("components/family_picture.html")
def family_picture(people: Sequence[family.Person], ties: Sequence[family.Tie]) -> dict:
    """{% family_picture people ties %}"""
    return {"picture": family.picture(people, ties), "sentences": family.sentences(people, ties)}


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
