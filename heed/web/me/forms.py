"""Forms of one's own page."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heed.households.choices import TieKind
from heed.web.components.times import on_uk_clock
from heed.web.govform import AutocompleteSelect, DateField, GovForm, Radios

LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg (Welsh)")]
TEXT_SIZES = [("100", _("Normal")), ("125", _("Larger")), ("150", _("Largest"))]
CONTRASTS = [("", _("Normal")), ("high", _("Strong: light on black"))]


class Preferences(GovForm):
    """Any of the three may be left out: the language switch of each page sends one alone."""

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, widget=Radios, required=False)
    text_size = forms.ChoiceField(label=_("Text size"), choices=TEXT_SIZES, widget=Radios, required=False)
    contrast = forms.ChoiceField(label=_("Contrast"), choices=CONTRASTS, widget=Radios, required=False)

    def chosen(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if name in self.data and (value or name == "contrast")}


class Away(GovForm):
    since = DateField(label=_("First day away"), help_text=_("For example, 21 12 2026"))
    until = DateField(label=_("First day back"), help_text=_("Leave it empty if you do not know yet"), required=False)
    deputy: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None,
        label=_("Who stands in for you?"),
        required=False,
        empty_label=_("Nobody"),
        widget=AutocompleteSelect,
        help_text=_("If your post opens other people's records, the Safeguarding Lead signs for it first."),
    )

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = colleagues  # type: ignore[attr-defined]

    def instants(self, at: dt.datetime) -> dict[str, Any]:
        """UK days as instants; a first day that is today or past begins now."""
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        return {"since": max(at, on_uk_clock(since, dt.time(0))), "until": on_uk_clock(until, dt.time(0)) if until else None}


class FindHome(GovForm):
    words = forms.CharField(
        label=_("Postcode or address"), max_length=120, error_messages={"required": _("Type a postcode or part of an address")}
    )


class NewTie(GovForm):
    home: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None,
        label=_("Which address?"),
        widget=Radios,
        empty_label=None,
        error_messages={"required": _("Choose the address")},
    )
    kind = forms.ChoiceField(
        label=_("What ties you to it?"),
        choices=[
            (kind.value, words)
            for kind, words in (
                (TieKind.LIVES_THERE, _("I live there")),
                (TieKind.RELATED, _("I am related to somebody there")),
                (TieKind.KNOWS, _("I know somebody there well")),
            )
        ],
        widget=Radios,
        error_messages={"required": _("Choose what ties you to it")},
    )

    def __init__(self, *args: Any, homes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["home"].queryset = homes  # type: ignore[attr-defined]
