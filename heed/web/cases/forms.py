"""What the pages of a case ask. Each form hands over words and choices; what they mean is decided in the rooms."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heed.cases.choices import Asked, Capacity, ChildSeen, ExemptionKind, Kind, Label, Part, Risk, Seen
from heed.households.choices import Identity
from heed.web.components.times import on_uk_clock
from heed.web.govform import AutocompleteSelect, CountedTextarea, DateField, GovForm, LongTextField, Radios, WhenField

LONG = 10_000
END_OF_DAY = dt.time(17)


def words(label: Any, *, rows: int = 4, required: bool = True, hint: Any = "") -> LongTextField:
    return LongTextField(label=label, max_length=LONG, required=required, help_text=hint, widget=CountedTextarea({"rows": str(rows)}))


class Why(GovForm):
    """One box for why."""

    why = words(_("Why?"))

    def __init__(self, *args: Any, label: Any = "", hint: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].label = label or self.fields["why"].label
        self.fields["why"].help_text = hint
        self.fields["why"].error_messages["required"] = _("Write the reason, even if it is only one sentence")


class Note(GovForm):
    """A call in half a minute."""

    kind = forms.ChoiceField(
        label=_("What was it?"),
        choices=[
            ("call", _("A call")),
            ("contact", _("Another contact")),
            ("note", _("A note")),
            ("decision", _("A decision, with its reasons")),
            ("oversight", _("Management oversight")),
        ],
        initial="call",
        widget=Radios,
    )
    title = forms.CharField(label=_("Who, and what about?"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    text = words(_("What was said or decided, and why"), required=False, hint=_("What is said in supervision is never written here."))
    when = WhenField(label=_("When"), required=False, help_text=_("Leave it empty if it was just now."))


class VisitForm(GovForm):
    seen = forms.ChoiceField(label=_("How did the visit come out?"), choices=Seen.choices, widget=Radios)
    child = forms.ChoiceField(label=_("Was a child seen?"), choices=ChildSeen.choices, widget=Radios)
    text = words(_("What you saw and heard"), required=False)
    when = WhenField(label=_("When"), required=False, help_text=_("Leave it empty if it was just now."))


class SomeoneForm(GovForm):
    name = forms.CharField(
        label=_("Name"), max_length=160, required=False, help_text=_("Leave it empty for somebody who is not identified yet.")
    )
    part = forms.ChoiceField(label=_("What are they in this case?"), choices=Part.choices, widget=Radios)
    age = forms.IntegerField(
        label=_("Age, if you know it"),
        required=False,
        min_value=0,
        max_value=120,
        help_text=_("Nobody knows: leave it empty. The duties to children then apply."),
    )
    about = words(_("What helps to know them"), rows=2, required=False)
    person = forms.ChoiceField(
        label=_("In the register"), required=False, widget=Radios, help_text=_("From the households of this case that you may open.")
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], correcting: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("Not in the register, or not known")), *people]  # type: ignore[attr-defined]
        if not people:
            del self.fields["person"]
        if correcting:
            self.fields["why"] = words(_("Why is it corrected?"), rows=3, hint=_("What stood before stays on record."))

    @property
    def identity(self) -> Identity:
        return Identity.KNOWN if self.cleaned_data["name"].strip() else Identity.UNIDENTIFIED


class IncidentForm(GovForm):
    when = WhenField(label=_("When did it happen?"))
    what = words(_("What happened?"))
    police = forms.BooleanField(label=_("The police were told"), required=False)


class PlanForm(GovForm):
    text = words(_("What we are doing, and why"), rows=10)
    on = forms.IntegerField(widget=forms.HiddenInput)


class RiskForm(GovForm):
    risk = forms.ChoiceField(label=_("How high is the risk?"), choices=[c for c in Risk.choices if c[0] != Risk.NOT_ASSESSED], widget=Radios)
    why = words(_("Why do you judge it so?"))


class LabelForm(GovForm):
    label = forms.ChoiceField(
        label=_("How does the work stand?"), choices=Label.choices, widget=Radios, help_text=_("A label never ends the 21 days: only concluding the case does.")
    )


class ActionForm(GovForm):
    what = forms.CharField(label=_("What is to be done?"), max_length=300)
    owner = forms.ChoiceField(label=_("Who does it?"), widget=AutocompleteSelect)
    due = DateField(label=_("By which day?"))

    def __init__(self, *args: Any, owners: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", ""), *owners]  # type: ignore[attr-defined]

    def clean_due(self) -> dt.datetime:
        return on_uk_clock(self.cleaned_data["due"], END_OF_DAY)


class DocumentForm(GovForm):
    title = forms.CharField(label=_("What is it?"), max_length=160)
    file = forms.FileField(label=_("The file"), help_text=_("At most 20 MB. What it is is judged by its content."))


class VoiceForm(GovForm):
    asked = forms.ChoiceField(label=_("Was the person asked what they want?"), choices=Asked.choices, widget=Radios)
    wants = words(_("What do they want? In their own words"), required=False)
    why_not = words(_("If they were not asked: why?"), rows=2, required=False)
    child_words = words(_("A child’s own words"), rows=3, required=False)
    capacity = forms.ChoiceField(label=_("Can they decide this themselves (capacity)?"), choices=Capacity.choices, initial=Capacity.NOT_RECORDED, widget=Radios)
    advocate = forms.CharField(label=_("Who speaks for them (advocate)?"), max_length=200, required=False)


class ExemptForm(GovForm):
    kind = forms.ChoiceField(label=_("Why does it take longer than 21 days?"), choices=ExemptionKind.choices, widget=Radios)
    agency = forms.ChoiceField(label=_("Which agency is at work?"), required=False, widget=AutocompleteSelect)
    why = words(_("The reasons"))
    review_on = DateField(label=_("When is this looked at again?"))

    def __init__(self, *args: Any, agencies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [("", ""), *agencies]  # type: ignore[attr-defined]


class PassForm(GovForm):
    to = forms.ChoiceField(label=_("Who answers for it from now on?"), widget=AutocompleteSelect)
    why = words(_("Why does it pass on?"), rows=3)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", ""), *people]  # type: ignore[attr-defined]


class OpenForm(GovForm):
    """A new case. `managers`: "colleague:scheme" pairs of those who may answer for one."""

    kind = forms.ChoiceField(label=_("What kind of case is it?"), choices=Kind.choices, widget=Radios)
    title = forms.CharField(label=_("A line to know it by"), max_length=120, help_text=_("Without a name: “Forced door, small child”."))
    manager = forms.ChoiceField(label=_("Who answers for it (Responsible Line Manager)?"), widget=AutocompleteSelect)

    def __init__(self, *args: Any, managers: list[tuple[str, str]], direct: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["manager"].choices = [("", ""), *managers]  # type: ignore[attr-defined]
        if direct:
            self.fields["when"] = WhenField(
                label=_("When was it first reported?"), required=False, help_text=_("The 21 days run from then. Leave it empty if it was just now.")
            )
