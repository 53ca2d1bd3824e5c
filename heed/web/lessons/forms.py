"""What is asked before a lesson goes, or stays."""

from django import forms
from django.utils.translation import gettext_lazy as _

from heed.learning.choices import Audience
from heed.web.govform import CountedTextarea, GovForm, LongTextField, Radios

LONG = 10_000
WHO = {
    Audience.TEAM: _("Those with a post over the scheme, its operations manager, the lead"),
    Audience.FORUM: _("All managers and operations managers, the lead"),
    Audience.REGION: _("Those with a post in the region or one of its schemes, the lead"),
    Audience.EVERYONE: _("Everybody who signs in here"),
}


class SendForm(GovForm):
    words = LongTextField(
        label=_("The lesson, as others will read it"),
        max_length=LONG,
        help_text=_("No name, no reference, nothing by which anybody could be known."),
        widget=CountedTextarea({"rows": "5"}),
    )
    audience = forms.ChoiceField(label=_("Who is to learn of it?"), choices=Audience.choices, widget=Radios(hints=WHO))


class KeepForm(GovForm):
    why = LongTextField(
        label=_("Why does it stay in the case?"),
        max_length=LONG,
        help_text=_("It stands on the case, with your name."),
        widget=CountedTextarea({"rows": "3"}),
    )
