"""Reading the forms of a page as a browser does, and filling them in as somebody who means it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

TEXT = {"text", "search", "email", "tel", "number", "password", "textarea"}
CHOICE = {"radio", "select", "checkbox"}
EARLIER = {
    "on",
    "born_on",
    "knew",
    "when",
    "asked",
    "last_seen_at",
    "told_police",
    "agreed_on",
    "checked_on",
}  # days that have been; every other is to come
LATER_STILL = {"until", "review_on"}


@dataclass
class Field:
    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)

    @property
    def is_switch(self) -> bool:
        """A single box: ticked or not, whatever its value."""
        return self.kind == "checkbox" and len(self.values) == 1


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)

    def of(self, kinds: set[str]) -> list[str]:
        return [each.name for each in self.fields.values() if each.kind in kinds and not each.is_switch]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.within: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self.form)
        elif self.form is not None and tag in ("input", "select", "textarea") and given.get("name"):
            self._field(self.form, tag, given)
        elif tag == "option" and self.within and self.within.kind == "select":
            self.within.values.append(given.get("value", ""))
            if "selected" in given:
                self.within.chosen.append(given.get("value", ""))

    def _field(self, form: Form, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text") if tag == "input" else tag
        if kind in ("submit", "image"):
            return
        one = form.fields.setdefault(given["name"], Field(given["name"], kind))
        if tag != "input":
            self.within = one
        elif kind not in ("radio", "checkbox"):
            one.chosen = [given.get("value", "")]
        else:
            one.values.append(given.get("value", "on"))
            if "checked" in given:
                one.chosen.append(given.get("value", "on"))

    def handle_data(self, data: str) -> None:
        if self.within and self.within.kind == "textarea":
            self.within.chosen = ["".join(self.within.chosen) + data]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        if tag in ("select", "textarea"):
            self.within = None


def read(html: str) -> list[Form]:
    reader = _Reader()
    reader.feed(html)
    return [form for form in reader.forms if form.method == "post"]


def filled(form: Form, **own: Any) -> dict[str, Any]:
    """What somebody would send who answers every question; `own`: answers that must be something in particular."""
    said = {each.name: _answer(each) for each in form.fields.values() if each.name != "csrfmiddlewaretoken"}
    return {name: value for name, value in said.items() if value is not None} | own


def _answer(each: Field) -> Any:
    if each.kind == "hidden":
        return each.chosen[0] if each.chosen else ""
    if each.kind == "file":
        return SimpleUploadedFile("letter.txt", b"A letter.")
    if each.kind == "checkbox":
        return each.chosen or (each.values[:1] if len(each.values) > 1 else None)
    if each.kind in CHOICE:
        return next((value for value in [*each.chosen, *each.values] if value), None)
    return _day(each.name) or next((words for words in each.chosen if words.strip()), "Some words")


def _day(name: str) -> str | None:
    """A part of a date: yesterday, in two months, or in three."""
    question, _sign, part = name.rpartition("_")
    if part not in ("day", "month", "year", "time"):
        return None
    question = question.rpartition("-")[2]
    days = -1 if question in EARLIER else 90 if question in LATER_STILL else 60
    when: datetime = timezone.localtime() + timedelta(days=days)
    return "9:30am" if part == "time" else str(getattr(when, part))
