"""What is asked about a meeting we are asked to (CH-3, DA-16)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heed.agencies.choices import Going, MeetingKind
from heed.pictures.case.meetings import Seat
from heed.web.cases.forms import OneOf, box, named, offer
from heed.web.components.times import NoSuchTime, on_uk_clock, read_clock
from heed.web.govform import AutocompleteSelect, GovForm, Radios, When, WhenField

CAME = [(one.value, one.label) for one in (Going.WENT, Going.APOLOGIES, Going.REPORT_ONLY, Going.MISSED)]


class InvitationForm(GovForm):
    """`at`: now (UTC). `cleaned_data`: starts_at and ends_at as instants, asked_at as one (now where it was left empty)."""

    kind = forms.ChoiceField(
        label=_("What kind of meeting is it?"), choices=[("", ""), *MeetingKind.choices], widget=AutocompleteSelect
    )
    agency = OneOf(label=_("Who holds it?"), required=False, help_text=_("From the directory of agencies."))
    starts = WhenField(label=_("When is it?"), help_text=_("With the time, like 9:30am."))
    ends = forms.CharField(
        label=_("Until when, if you know it"),
        max_length=10,
        required=False,
        help_text=_("A time on the same day, like 11am."),
        widget=forms.TextInput(attrs={"class": "input input--6", "autocomplete": "off"}),
    )
    where = forms.CharField(label=_("Where?"), max_length=200, required=False, help_text=_("A place, or how to join."))
    about = box(_("What is it about, and what do they want from us?"), rows=3, required=False)
    going = OneOf(
        label=_("Who goes?"),
        required=False,
        help_text=_(
            "Whoever goes may open this case from now on until the day after the meeting. You can send more than one afterwards."
        ),
    )
    asked = WhenField(
        label=_("When did the invitation come?"), required=False, help_text=_("Leave it empty if it was just now.")
    )

    def __init__(self, *args: Any, agencies: Iterable[Any], colleagues: Iterable[Any], at: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        offer(self, "agency", agencies)
        offer(self, "going", colleagues, named)

    def clean_starts(self) -> When:
        when: When = self.cleaned_data["starts"]
        if not when.time_known:
            raise forms.ValidationError(_("Write the time as well: whoever goes has to know it."), code="time")
        return when

    def clean_ends(self) -> dt.datetime | None:
        said, starts = self.cleaned_data["ends"], self.cleaned_data.get("starts")
        if not said or not starts:
            return None
        time = read_clock(said)
        try:
            ends = on_uk_clock(starts.day, time) if time else None
        except NoSuchTime:
            ends = None
        if ends is None:
            raise forms.ValidationError(_("Write the time like 11am or 15:30, or leave it empty."))
        return ends

    def clean_asked(self) -> dt.datetime:
        when = self.cleaned_data["asked"]
        if when and when.instant > self.at:
            raise forms.ValidationError(
                _("That is still to come. Write when the invitation came, or leave it empty."), code="day"
            )
        return when.instant if when else self.at


class SendForm(GovForm):
    """One more of ours."""

    colleague = OneOf(
        label=_("Who goes?"),
        help_text=_("They may open this case from now on until the day after the meeting."),
    )

    def __init__(self, *args: Any, colleagues: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "colleague", colleagues, named)


class NotedForm(GovForm):
    """What we said, what was decided, and of each of ours whether they went. `cleaned_data["went"]`: seat → how it came."""

    said = box(_("What did we say there?"), rows=4, required=False)
    decided = box(_("What was decided?"), rows=4, hint=_("If nothing was decided, say so."))

    def __init__(self, *args: Any, seats: Iterable[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {f"seat_{number}": seat for number, seat in enumerate(seats)}
        for field, seat in self.seats.items():
            label = _("Did %(name)s go?") % {"name": seat.name}
            self.fields[field] = forms.ChoiceField(label=label, choices=CAME, initial=Going.WENT, widget=Radios)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        return said | {"went": {seat.pk: Going(said[field]) for field, seat in self.seats.items() if field in said}}
