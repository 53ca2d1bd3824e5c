"""The form layer: Django's forms, drawn and worded the way GOV.UK's are.

A page writes `{{ form.name }}` and gets the whole group: label, hint, error and input, tied together for a screen
reader. Fields here exist where Django's own would mislead (a date in three boxes, a time that may be unknown, text
that the browser would cut silently). Markup is in components/field.html and components/inputs/.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import pretty_name
from django.forms.widgets import Input
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from heed.deadlines.counting import YEARS
from heed.web.components.times import NoSuchTime, on_uk_clock, read_clock

CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "box"),
    (forms.RadioSelect, "box"),
    (forms.Textarea, "input input--area"),
    (forms.Select, "input input--select"),
    (forms.FileInput, "input--file"),
    (Input, "input"),
)


class GovBoundField(BoundField):
    """Gives each input its class, and each error a place to jump to."""

    def build_widget_attrs(self, attrs: dict, widget: forms.Widget | None = None) -> dict:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        named = next((css for kind, css in CLASSES if isinstance(widget, kind)), "")
        css = " ".join(str(part) for part in (named, widget.attrs.get("class"), attrs.get("class")) if part)
        return {**attrs, "class": css} if css else attrs

    @property
    def aria_describedby(self) -> str | None:
        described = super().aria_describedby
        if isinstance(self.field.widget, CountedTextarea) and "maxlength" in self.field.widget.attrs:
            described = " ".join(filter(None, (described, f"{self.auto_id}_count")))
        return described

    @property
    def is_single_checkbox(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_heading(self) -> bool:
        return getattr(self.form, "heading", "") == self.name

    @property
    def error_target(self) -> str:
        """The id of the input that an error summary should put the reader in."""
        if not self.use_fieldset:
            return self.auto_id
        codes = [error.code for error in self.form.errors.as_data().get(self.name, [])]
        parts = getattr(self.field, "parts", ())
        return f"{self.auto_id}_{next((parts.index(c) for c in codes if c in parts), 0)}"


class GroupBoundField(GovBoundField):
    def __str__(self) -> SafeString:
        return self.as_widget() if self.is_hidden else self.as_field_group()


class GovRenderer(TemplatesSetting):
    """For settings.FORM_RENDERER. Any form, also a library's, then gets these groups from `{{ form }}`."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    bound_field_class = GovBoundField


class GovForm(forms.Form):
    """The form of every Heed page. `{{ form.name }}` is the whole group; `.as_widget` is the bare input.

    `heading` names the field whose question is also the page's h1.
    The browser's own bubbles are off (no `required`): they vanish, cannot be translated and skip the summary.
    """

    use_required_attribute = False
    heading = ""
    bound_field_class = GroupBoundField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = named_refusal(field, label_of(name, field))

    def errors_for_summary(self) -> list[tuple[str, str]]:
        return errors_for_summary(self)


def label_of(name: str, field: forms.Field) -> str:
    """What Django would show. Not asked of `self[name]`: that is kept, and a form that gives its field other words afterwards would show the old ones."""
    return str(pretty_name(name) if field.label is None else field.label)


def named_refusal(field: forms.Field, label: str) -> str:
    """A bare "This field is required" read in a summary says nothing: name the question."""
    if isinstance(field, forms.ChoiceField):
        return _("Choose an answer to “%(label)s”") % {"label": label}
    return _("Fill in “%(label)s”") % {"label": label}


def errors_for_summary(form: forms.BaseForm) -> list[tuple[str, str]]:
    """Each error of any form with the link that leads to its input ("" for an error of the whole form), top down."""
    whole = [(str(message), "") for message in form.non_field_errors()]
    hidden = [(str(message), "") for field in form.hidden_fields() for message in field.errors]
    fields = [(str(message), f"#{target(field)}") for field in form.visible_fields() for message in field.errors]
    return [*whole, *hidden, *fields]


def target(field: BoundField) -> str:
    return field.error_target if isinstance(field, GovBoundField) else field.auto_id


# Choices ----------------------------------------------------------------------------------------------------------


class Radios(forms.RadioSelect):
    """Options that may carry a hint each, and an "or" before one of them.

    `Radios(hints={"seen": _("You were there")}, divider_before="unknown")`; keys are the values as text.
    """

    template_name = "components/inputs/choices.html"

    def __init__(self, *args: Any, hints: dict | None = None, divider_before: Any = None, **kwargs: Any) -> None:
        self.hints = hints or {}
        self.divider_before = divider_before
        super().__init__(*args, **kwargs)

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        divider = self.divider_before is not None and str(value) == str(self.divider_before)
        return {**option, "hint": self.hints.get(str(value), ""), "divider": divider}


class Checkboxes(Radios, forms.CheckboxSelectMultiple):
    """As Radios, for several answers. A grouped choice list gets its group names as headings."""


class AutocompleteSelect(forms.Select):
    """A list too long to scroll. Without JavaScript it stays a list; its file is fetched only where it is used."""

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict:
        source = {
            "data-autocomplete": static("vendor/accessible-autocomplete.min.js"),
            "data-none": _("Nothing found"),
            "data-how": _("Type a few letters, then use the up and down arrows and press Enter, or touch an answer."),
        }
        return super().get_context(name, value, {**(attrs or {}), **source})


# Text -------------------------------------------------------------------------------------------------------------


class CountedTextarea(forms.Textarea):
    """Says how much room is left. The browser's maxlength is left out: it cuts a pasted account without a word (U25)."""

    template_name = "components/inputs/textarea.html"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__({"rows": "5", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict:
        context = super().get_context(name, value, attrs)
        given = context["widget"]["attrs"]
        given.pop("cols", None)
        context["widget"]["limit"] = given["data-maxlength"] = given.pop("maxlength", None)
        if not given["data-maxlength"]:
            del given["data-maxlength"]
        return context


class LongTextField(forms.CharField):
    """An account in someone's own words: a counted box. Line ends count as one character, as the counter says."""

    widget = CountedTextarea
    default_error_messages = {"max_length": _("That is %(show_value)d characters. Shorten it to %(limit_value)d or fewer.")}

    def to_python(self, value: Any) -> str | None:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


# Dates and times --------------------------------------------------------------------------------------------------


def number_box(css: str) -> forms.TextInput:
    """Text with a number pad: type=number drops what it cannot read and scrolls away what it can."""
    return forms.TextInput(attrs={"class": css, "inputmode": "numeric", "autocomplete": "off"})


class Parts(forms.MultiWidget):
    """Several boxes for one answer, each with a label of its own."""

    template_name = "components/inputs/date.html"
    labels: tuple = ()

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for box, label in zip(context["widget"]["subwidgets"], self.labels, strict=True):
            box["label"] = label
        return context


DATE_LABELS = (_("Day"), _("Month"), _("Year"))
DATE_BOXES = {"day": "input input--2", "month": "input input--2", "year": "input input--4"}


class DateParts(Parts):
    labels = DATE_LABELS

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__({part: number_box(css) for part, css in DATE_BOXES.items()}, attrs)

    def decompress(self, value: dt.date | None) -> list:
        return [value.day, value.month, value.year] if value else [None, None, None]


class WhenParts(Parts):
    labels = (*DATE_LABELS, _("Time, if you know it"))

    def __init__(self, attrs: dict | None = None) -> None:
        time = forms.TextInput(attrs={"class": "input input--6", "autocomplete": "off"})
        super().__init__({**{part: number_box(css) for part, css in DATE_BOXES.items()}, "time": time}, attrs)

    def decompress(self, value: "When | None") -> list:
        if not value:
            return [None] * 4
        time = value.time.strftime("%H:%M") if value.time else None
        return [value.day.day, value.day.month, value.day.year, time]


class PartedField(forms.Field):
    """What a date and a "when" share. An error's code is the part it is about, which is where its link leads."""

    parts: tuple[str, ...] = ("day", "month", "year")
    default_error_messages = {
        "required": _("Enter the date"),
        "day": _("The date must include a day"),
        "month": _("The date must include a month"),
        "year": _("The date must include a year"),
        "number": _("Write the date in numbers, for example 21 11 2026"),
        "short_year": _("The year must have 4 numbers, for example 2026"),
        "invalid": _("That is not a real date. Check the day and the month"),
        "far": _("Check the year: it must lie between %(first)s and %(last)s"),
    }

    def day(self, given: list[str]) -> dt.date | None:
        if not any(given):
            return None
        for part, text in zip(PartedField.parts, given, strict=True):
            if not text:
                raise ValidationError(self.error_messages[part], code=part)
        return self.real_date(*given)

    def real_date(self, day: str, month: str, year: str) -> dt.date:
        if not all(text.isascii() and text.isdigit() for text in (day, month, year)):
            raise ValidationError(self.error_messages["number"], code="number")
        if len(year) != 4:
            raise ValidationError(self.error_messages["short_year"], code="year")
        try:
            found = dt.date(int(year), int(month), int(day))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if found.year not in YEARS:
            raise ValidationError(self.error_messages["far"] % {"first": YEARS[0], "last": YEARS[-1]}, code="year")
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return (initial or None) != self.to_python(data)
        except ValidationError:
            return True


class DateField(PartedField):
    """Day, month and year, to a datetime.date. An error names the box it is about and leads there."""

    widget = DateParts

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values or isinstance(value, dt.date):
            return value or None
        return self.day([str(part or "").strip() for part in value])


@dataclass(frozen=True)
class When:
    """A UK day and, if it is known, the time. `instant` is UTC; without a time it is the start of that UK day."""

    day: dt.date
    time: dt.time | None = None

    @property
    def instant(self) -> dt.datetime:
        return on_uk_clock(self.day, self.time or dt.time(0))

    @property
    def time_known(self) -> bool:
        return self.time is not None


class WhenField(PartedField):
    """A UK date and perhaps a time, to a `When`. No time stays "not known": it never becomes midnight (U23)."""

    widget = WhenParts
    parts = (*PartedField.parts, "time")
    default_error_messages = {
        "time": _("Write the time like 9:30am or 14:15, or leave it empty if you do not know it"),
        "no_date": _("Enter the date as well as the time"),
        "skipped": _("The clocks went forward that night, so that time did not happen. Check the time"),
    }

    def to_python(self, value: Any) -> When | None:
        if value in self.empty_values or isinstance(value, When):
            return value or None
        *date, said = (str(part or "").strip() for part in value)
        day = self.day(date)
        if day is None and said:
            raise ValidationError(self.error_messages["no_date"], code="day")
        return When(day, self.time_on(day, said)) if day else None

    def time_on(self, day: dt.date, said: str) -> dt.time | None:
        time = read_clock(said)
        if said and time is None:
            raise ValidationError(self.error_messages["time"], code="time")
        try:
            on_uk_clock(day, time or dt.time(12))
        except NoSuchTime:
            raise ValidationError(self.error_messages["skipped"], code="time") from None
        return time


# Files ------------------------------------------------------------------------------------------------------------


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files at once, to a list (empty if none was chosen)."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        if not files and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return [super(ManyFilesField, self).clean(file, initial) for file in files]


def reason(label: Any, most: int = 1000) -> forms.CharField:
    """Why somebody does what they do: a few lines that stay on the record."""
    return forms.CharField(
        label=label, max_length=most, help_text=_("It stays on the record."), widget=forms.Textarea(attrs={"rows": 3})
    )
