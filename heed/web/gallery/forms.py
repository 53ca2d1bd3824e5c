"""One form with every kind of question, and the page of the report that the sketch shows."""

from django import forms
from django.utils.translation import gettext_lazy as _

from heed.web.govform import (
    AutocompleteSelect,
    Checkboxes,
    DateField,
    GovForm,
    LongTextField,
    ManyFilesField,
    Radios,
    WhenField,
)

KNEW = [("seen", _("I saw or heard it myself")), ("told", _("Somebody told me")), ("unsure", _("I am not sure"))]
DONE = [("rang", _("Rang 999")), ("stayed", _("Stayed until somebody came")), ("nothing", _("Nothing yet"))]
SCHEMES = [("", ""), ("1", "Llys Ŵyn"), ("2", "Brynfelin Court"), ("3", "Maple House"), ("4", "Heol Nguyễn")]


class OneQuestion(GovForm):
    heading = "account"
    account = LongTextField(
        label=_("What did you see or hear?"),
        help_text=_("Just the facts, in the words people used. What worries you comes next."),
        max_length=10000,
        error_messages={"required": _("Write what you saw or heard, even if it is only a few words")},
    )
    knew = forms.ChoiceField(
        label=_("How do you know?"),
        choices=KNEW,
        widget=Radios(hints={"told": _("Say who, on the next page")}, divider_before="unsure"),
        error_messages={"required": _("Choose how you know")},
    )


class EveryQuestion(OneQuestion):
    heading = ""
    name = forms.CharField(
        label=_("Name, if you know it"), help_text=_("Or how you would know them again"), max_length=60, required=False
    )
    email = forms.EmailField(
        label=_("Work e-mail address"), required=False, widget=forms.EmailInput(attrs={"class": "input--20"})
    )
    done = forms.MultipleChoiceField(label=_("What have you done already?"), choices=DONE, widget=Checkboxes)
    agree = forms.BooleanField(
        label=_("I have read this back"), error_messages={"required": _("Read it back, then tick the box")}
    )
    region = forms.ChoiceField(label=_("Region"), choices=[("", _("Choose one")), ("v", "Valleys"), ("n", "North")])
    scheme = forms.ChoiceField(label=_("Scheme"), choices=SCHEMES, widget=AutocompleteSelect)
    born = DateField(label=_("Date of birth"), help_text=_("For example, 27 3 2019"))
    when = WhenField(label=_("When did it happen?"), required=False)
    photo = forms.FileField(label=_("A photo"), required=False)
    others = ManyFilesField(label=_("Other files"), help_text=_("You can choose several"), required=False)
