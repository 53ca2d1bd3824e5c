"""Forms of the directory. Each takes the querysets it offers: a page reads through pictures."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heed.agencies.choices import AgencyKind, Basis, Subject
from heed.agencies.directory import REPLY_RULES
from heed.deadlines.rules import rule
from heed.organisation.choices import Nation
from heed.web.govform import AutocompleteSelect, Checkboxes, CountedTextarea, DateField, GovForm, LongTextField, Radios

LONG = 4_000


def box(label: Any, *, required: bool = True, hint: Any = "") -> LongTextField:
    return LongTextField(label=label, max_length=LONG, required=required, help_text=hint, widget=CountedTextarea({"rows": "4"}))


def one_of(label: Any, hint: Any = "", *, required: bool = False) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        queryset=None, label=label, required=required, empty_label="", widget=AutocompleteSelect, help_text=hint
    )


def number(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=40, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"}))


class Narrow(GovForm):
    words = forms.CharField(label=_("Name, authority, number or link officer"), max_length=80, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Every kind")), *AgencyKind.choices], required=False)
    ended = forms.BooleanField(label=_("Those that have ended"), required=False)


class Kept(GovForm):
    """`offers`: field → the records it offers."""

    def __init__(self, *args: Any, offers: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, records in (offers or {}).items():
            self.fields[name].queryset = records  # type: ignore[attr-defined]


class AgencyForm(Kept):
    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(
        label=_("What kind of agency is it?"), choices=[("", ""), *AgencyKind.choices], widget=AutocompleteSelect
    )
    nation = forms.ChoiceField(label=_("In which nation?"), choices=Nation.choices, widget=Radios)
    local_authority = one_of(_("Of which local authority, if of one"))
    telephone = number(_("Telephone"))
    out_of_hours = number(_("Telephone out of hours"))
    email = forms.EmailField(label=_("E-mail"), required=False)
    secure = forms.BooleanField(label=_("This e-mail may carry personal data: somebody has checked it"), required=False)
    checked_on = DateField(label=_("On which day was it checked?"), required=False)


class OfficerForm(Kept):
    name = forms.CharField(label=_("Name"), max_length=120)
    job_title = forms.CharField(label=_("Job title"), max_length=80, required=False)
    telephone = number(_("Telephone"))
    email = forms.EmailField(label=_("E-mail"), required=False)
    over = one_of(_("Whom do we ring when they are silent?"), _("Somebody of the same agency."))


class PathwayForm(Kept):
    name = forms.CharField(label=_("Name of this way"), max_length=120)
    subject = forms.ChoiceField(label=_("What is it for?"), choices=Subject.choices, widget=Radios)
    nation = forms.ChoiceField(label=_("In which nation?"), choices=Nation.choices, widget=Radios)
    threshold = box(_("When is it taken (threshold)?"))
    what_to_send = box(_("What is sent?"), hint=_("No more than they need."))
    basis = forms.ChoiceField(
        label=_("On which lawful basis, as a rule?"), choices=Basis.choices, initial=Basis.SAFEGUARDING, widget=Radios
    )
    protocol = one_of(_("Under which protocol, if there is one"))
    reply_rule = forms.ChoiceField(label=_("Under which clock does their answer run?"), widget=Radios)
    by_itself = forms.BooleanField(
        label=_("The duty applies by itself, without anybody deciding it"),
        required=False,
        help_text=_("A child, or somebody whose age is not known."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        laws = [rule(code) for code in REPLY_RULES]
        self.fields["reply_rule"].choices = [(law.code, f"{law.name}: {law.span}") for law in laws]  # type: ignore[attr-defined]


class ProtocolForm(Kept):
    name = forms.CharField(label=_("Name of the protocol"), max_length=160)
    parties: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        queryset=None, label=_("Agreed with"), widget=Checkboxes
    )
    may_share = box(_("What may be shared?"))
    powers = box(_("Under which powers?"), required=False)
    agreed_on = DateField(label=_("Agreed on"))
    review_on = DateField(label=_("To be reviewed on"))
    owner = one_of(_("Who of us keeps it?"), required=True)


class Sure(GovForm):
    """Nothing is asked but to be sure."""
