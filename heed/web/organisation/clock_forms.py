"""Forms of the clocks' pages."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heed.deadlines import values
from heed.deadlines.counting import CannotCount, Span, Unit
from heed.deadlines.rules import Rule
from heed.organisation.choices import Nation
from heed.web.govform import Checkboxes, DateField, GovForm, number_box, reason

UNITS = {
    Unit.HOURS: _("hours, day and night"),
    Unit.WORKING_HOURS: _("working hours"),
    Unit.WORKING_DAYS: _("working days"),
    Unit.CALENDAR_DAYS: _("calendar days"),
    Unit.MONTHS: _("months"),
    Unit.CALENDAR_MONTHS: _("months to the day"),
    Unit.SAME_SHIFT: _("hours, within the same shift"),
}


def nations_of(given: dict[str, Any]) -> list[Nation]:
    return [Nation(nation) for nation in given["nations"]]


class NewLength(GovForm):
    """Another length of one clock."""

    amount = forms.DecimalField(
        label=_("How long?"),
        max_digits=6,
        decimal_places=2,
        widget=number_box("input--4"),
        error_messages={"required": _("Say how long, as a number"), "invalid": _("Write the length as a number, such as 3")},
    )
    unit = forms.ChoiceField(label=_("Counted in"))
    nations = forms.MultipleChoiceField(
        label=_("Where?"),
        choices=Nation.choices,
        widget=Checkboxes,
        error_messages={"required": _("Choose where it is to run so")},
    )
    since = DateField(
        label=_("From which day on?"),
        help_text=_(
            "Clocks that run already keep the length they started with. Leave it empty for the day on which it is signed."
        ),
        required=False,
    )
    reason = reason(_("Why?"), most=200)

    def __init__(self, *args: Any, law: Rule, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["unit"].choices = [(unit.value, UNITS[unit]) for unit in values.units(law)]  # type: ignore[attr-defined]
        self.fields["nations"].choices = [(nation.value, nation.label) for nation in law.nations]  # type: ignore[attr-defined]

    def clean_since(self) -> dt.date | None:
        since = self.cleaned_data["since"]
        if since and since < self.today:
            raise forms.ValidationError(_("Give today or a later day: what was counted stays counted"), code="day")
        return since

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "amount" in given and "unit" in given:
            try:
                given["span"] = Span(given["amount"], Unit(given["unit"]))
            except CannotCount as refusal:
                self.add_error("amount", str(refusal))
        return given


class NewDayOff(GovForm):
    day = DateField(label=_("Which day?"))
    name = forms.CharField(label=_("What is it?"), max_length=80, help_text=_("For example: office shut after the storm"))
    nations = forms.MultipleChoiceField(
        label=_("Where?"),
        choices=Nation.choices,
        widget=Checkboxes,
        error_messages={"required": _("Choose where it is a day off")},
    )
