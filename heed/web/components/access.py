"""Letting a colleague into a record by name: what is asked, and until when in words. The same for a household and a case."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heed.web.components.times import UK, on_uk_clock, uk_date, uk_time
from heed.web.govform import AutocompleteSelect, DateField, GovForm, reason


class LetInForm(GovForm):
    """Who, why, and the last day. `colleague` cleans to the colleague, `until` to the end of that day (UTC)."""

    colleague = forms.ChoiceField(label=gettext_lazy("Who needs to know?"), widget=AutocompleteSelect)
    why = reason(gettext_lazy("Why?"))
    until = DateField(label=gettext_lazy("Until which day?"), help_text=gettext_lazy("The last day on which they can open it."))

    def __init__(self, *args: Any, colleagues: Iterable[Any], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = now.astimezone(UK).date()
        self.offered = {str(one.pk): one for one in colleagues}
        named = [
            (code, f"{one.display_name}, {one.job_title or one.get_department_display()}") for code, one in self.offered.items()
        ]
        self.fields["colleague"].choices = [("", _("Choose")), *named]  # type: ignore[attr-defined]

    def clean_colleague(self) -> Any:
        return self.offered[self.cleaned_data["colleague"]]

    def clean_until(self) -> datetime:
        """A need to know is looked at again within a year (ours)."""
        day = self.cleaned_data["until"]
        if day > self.today + timedelta(days=366):
            raise forms.ValidationError(
                _("Choose a day within a year from now. They can be given access again then."), code="invalid"
            )
        return on_uk_clock(day + timedelta(days=1), time(0))


def until_words(ends: datetime | None) -> str:
    """A grant ends with a day, a broken glass at an hour: no midnight that nobody chose (U23)."""
    if ends is None:
        return ""
    if ends.astimezone(UK).time() == time(0):
        return _("until the end of %(day)s") % {"day": uk_date(ends - timedelta(microseconds=1))}
    return _("until %(when)s") % {"when": uk_time(ends)}


MOST_PAGES = 200


def looks_page(said: str) -> int:
    """Which page of looks is asked for, from 1; anything odd is the first."""
    return min(max(int(said), 1), MOST_PAGES) if said.isdecimal() and len(said) < 6 else 1
