"""Forms of the training record."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from heed.organisation.choices import Department
from heed.training.choices import Gives
from heed.training.classlist import read_class_list
from heed.training.refreshers import State
from heed.web.govform import AutocompleteSelect, DateField, GovForm, Radios


class Narrow(GovForm):
    """What the list shows. By POST, because a name must not stand in an address."""

    words = forms.CharField(label=_("Name or user name"), max_length=80, required=False)
    course: forms.ModelChoiceField = forms.ModelChoiceField(queryset=None, label=_("Course"), empty_label=None)
    department = forms.ChoiceField(
        label=_("Department"), choices=[("", _("Every department")), *Department.choices], required=False
    )
    state = forms.ChoiceField(label=_("How they stand"), choices=[("", _("Everybody")), *State.choices], required=False)

    def __init__(self, *args: Any, courses: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = courses  # type: ignore[attr-defined]


class Class(GovForm):
    """One person from the list, a pasted class list, or both."""

    course: forms.ModelChoiceField = forms.ModelChoiceField(queryset=None, label=_("Which course?"), empty_label=None)
    on = DateField(label=_("On which day?"), help_text=_("For example, 21 11 2026"))
    person: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label=_("Who did it?"), required=False, empty_label="", widget=AutocompleteSelect
    )
    people = forms.CharField(
        label=_("Or a class list"),
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("Paste user names or e-mail addresses, one a line."),
    )

    def __init__(self, *args: Any, courses: Any, colleagues: Any, at: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self.fields["course"].queryset = courses  # type: ignore[attr-defined]
        self.fields["person"].queryset = colleagues  # type: ignore[attr-defined]

    def clean_people(self) -> list[Any]:
        listed = read_class_list(self.cleaned_data["people"], self.at)
        if listed.unknown:
            lines = ", ".join(map(str, listed.unknown))
            raise forms.ValidationError(
                ngettext(
                    "Line %(lines)s names nobody who is here. Correct it, then record the class: nothing was recorded yet.",
                    "Lines %(lines)s name nobody who is here. Correct them, then record the class: nothing was recorded yet.",
                    len(listed.unknown),
                )
                % {"lines": lines}
            )
        return list(listed.found)

    def attended(self) -> list[Any]:
        one = self.cleaned_data["person"]
        return [*([one] if one else []), *self.cleaned_data["people"]]


class NewCourse(GovForm):
    name = forms.CharField(label=_("Name of the course"), max_length=120)
    code = forms.SlugField(
        label=_("Short code"), max_length=30, help_text=_("Small letters and hyphens, such as cause-for-concern")
    )
    months = forms.IntegerField(label=_("Refresher due after how many months?"), min_value=1, max_value=120, initial=12)
    opens_form = forms.BooleanField(label=_("Doing it opens the cause for concern form"), required=False)
    gives = forms.ChoiceField(
        label=_("What else does it give?"),
        choices=Gives.choices,
        required=False,
        widget=Radios,
        help_text=_(
            "Whoever holds the competence countersigns risk checklists and MARAC referrals in cases they are let into."
        ),
    )
