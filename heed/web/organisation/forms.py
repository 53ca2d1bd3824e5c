"""Forms of the organisation's pages. Each takes the querysets it offers: a page reads through pictures."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from heed.organisation.choices import Department, Nation, Role, SchemeKind, Skill, Standing
from heed.web.components.times import on_uk_clock
from heed.web.govform import AutocompleteSelect, Checkboxes, DateField, GovForm, Radios, WhenField

USERNAME = RegexValidator(r"^[a-zA-Z0-9._-]+$", _("Use letters, numbers, full stops, hyphens and underscores only"))


class Offering(GovForm):
    """`offers`: field → the records it offers."""

    def __init__(self, *args: Any, offers: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, records in (offers or {}).items():
            self.fields[name].queryset = records  # type: ignore[attr-defined]


def start_of(day: dt.date | None) -> dt.datetime | None:
    return on_uk_clock(day, dt.time(0)) if day else None


def end_of(day: dt.date | None) -> dt.datetime | None:
    """Whoever says "until 30 June" means that day too."""
    return start_of(day + dt.timedelta(days=1)) if day else None


class Narrow(GovForm):
    words = forms.CharField(label=_("Name, user name or job"), max_length=80, required=False)
    department = forms.ChoiceField(
        label=_("Department"), choices=[("", _("Every department")), *Department.choices], required=False
    )
    left = forms.BooleanField(label=_("Those who have left"), required=False)


class Facts(Offering):
    display_name = forms.CharField(label=_("Name"), max_length=120, error_messages={"required": _("Type their name")})
    email = forms.EmailField(
        label=_("Work e-mail address"),
        max_length=254,
        required=False,
        help_text=_("Without one they are told nothing by e-mail"),
    )
    telephone = forms.CharField(label=_("Work telephone"), max_length=20, required=False)
    job_title = forms.CharField(label=_("Job title"), max_length=80, required=False)
    department = forms.ChoiceField(label=_("Department"), choices=Department.choices)
    standing = forms.ChoiceField(label=_("What they are to us"), choices=Standing.choices, widget=Radios)
    line_manager: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label=_("Line manager"), required=False, empty_label="", widget=AutocompleteSelect
    )
    directory_id = forms.CharField(
        label=_("Work account"),
        max_length=120,
        required=False,
        help_text=_(
            "What the directory calls them for good: in Microsoft Entra the object ID. With it they sign in with their work account."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.OPENID:  # nobody can sign in so: what is there stays as it is
            del self.fields["directory_id"]


class NewColleague(Facts):
    username = forms.CharField(
        label=_("User name"), max_length=60, validators=[USERNAME], error_messages={"required": _("Give them a user name")}
    )

    field_order = ["username"]


class StaffList(GovForm):
    file = forms.FileField(
        label=_("The list, as a CSV file"),
        required=False,
        help_text=_(
            "With a heading: user name, name, and any of e-mail, telephone, job title, department, line manager, work account, left"
        ),
    )
    text = forms.CharField(
        label=_("Or paste it here"), required=False, max_length=900_000, strip=False, widget=forms.Textarea(attrs={"rows": 6})
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if (file := given.get("file")) and file.size > LARGEST_LIST:
            self.add_error(
                "file", _("This file is larger than 900 kB. A list of colleagues is smaller: check that it is the right one.")
            )
        elif file:
            given["text"] = _decoded(file.read())
        elif not given.get("text", "").strip():
            self.add_error("file", _("Choose the file, or paste the list"))
        return given


LARGEST_LIST = 900_000


def _decoded(content: bytes) -> str:
    """UTF-8, or what spreadsheets in Britain write when asked for CSV."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


class AboutAPost(Offering):
    """Which post, and over what."""

    role = forms.ChoiceField(label=_("Which post?"), choices=Role.choices, widget=Radios)
    scheme: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None,
        label=_("Over which scheme or patch?"),
        required=False,
        empty_label="",
        widget=AutocompleteSelect,
        help_text=_("For a scheme or patch manager"),
    )
    region: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None,
        label=_("Over which region?"),
        required=False,
        empty_label="",
        help_text=_("For an operations manager or Head of Service"),
    )

    def over(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "role": Role(given["role"]),
            "scheme": given["scheme"] if given["role"] == Role.MANAGER else None,
            "region": given["region"] if given["role"] in {Role.OPERATIONS, Role.HEAD_OF_SERVICE} else None,
        }


class NewDirectoryGroup(AboutAPost):
    name = forms.CharField(
        label=_("What do you call this group?"), max_length=80, error_messages={"required": _("Give it a name")}
    )
    said = forms.CharField(
        label=_("What does the directory call it?"),
        max_length=120,
        help_text=_("In Microsoft Entra the object ID of the group"),
        error_messages={"required": _("Give the directory's own name of the group")},
    )

    field_order = ["name", "said"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("role") == Role.MANAGER and not given.get("scheme"):
            self.add_error("scheme", _("Choose the scheme that this post is over"))
        if given.get("role") in {Role.OPERATIONS, Role.HEAD_OF_SERVICE} and not given.get("region"):
            self.add_error("region", _("Choose the region that this post is over"))
        return given

    def wanted(self) -> dict[str, Any]:
        return {"name": self.cleaned_data["name"], "said": self.cleaned_data["said"], **self.over()}


class NewPost(AboutAPost):
    skills = forms.MultipleChoiceField(
        label=_("What do they bring to the group?"), choices=Skill.choices, required=False, widget=Checkboxes
    )
    since = DateField(label=_("From which day?"), required=False, help_text=_("Leave it empty for now"))
    until = DateField(label=_("Until which day?"), required=False, help_text=_("The last day. Leave it empty if it has no end"))

    def clean_until(self) -> dt.date | None:
        day = self.cleaned_data["until"]
        if day and day.year >= dt.MAXYEAR:
            raise forms.ValidationError(_("Leave it empty if it has no end."), code="invalid")
        return day

    def wanted(self) -> dict[str, Any]:
        given = self.cleaned_data
        skills = given["skills"] if given["role"] == Role.GROUP else []
        return {"since": start_of(given["since"]), "until": end_of(given["until"]), "skills": skills, **self.over()}


class Skills(GovForm):
    skills = forms.MultipleChoiceField(
        label=_("What do they bring to the group?"),
        choices=Skill.choices,
        required=False,
        widget=Checkboxes,
        help_text=_("Whoever reads the desk sees it, and asks for it by name. It opens no record."),
    )


class Away(Offering):
    since = DateField(label=_("First day away"))
    until = DateField(label=_("First day back"), required=False, help_text=_("Leave it empty if it is not known yet"))
    deputy: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label=_("Who stands in?"), required=False, empty_label="", widget=AutocompleteSelect
    )


class NewScheme(Offering):
    name = forms.CharField(label=_("Name"), max_length=80)
    code = forms.CharField(label=_("Code in the housing management system"), max_length=20)
    kind = forms.ChoiceField(label=_("Kind"), choices=SchemeKind.choices, widget=Radios)
    region: forms.ModelChoiceField = forms.ModelChoiceField(queryset=None, label=_("Region"), empty_label=_("Choose one"))
    local_authority: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label=_("Local authority"), empty_label=_("Choose one")
    )
    nation = forms.ChoiceField(label=_("Nation"), choices=Nation.choices, widget=Radios)
    registered_care = forms.BooleanField(label=_("A registered care service"), required=False)


class SchemeFacts(NewScheme):
    code = None  # type: ignore[assignment]  # the housing management system's own: it does not change


class NewRegion(GovForm):
    name = forms.CharField(label=_("Name of the region"), max_length=80)


class NewAuthority(GovForm):
    name = forms.CharField(label=_("Name of the local authority"), max_length=80)
    nation = forms.ChoiceField(label=_("Nation"), choices=Nation.choices, widget=Radios)
    code = forms.CharField(label=_("Area code (GSS), if you know it"), max_length=9, required=False)


class NewDuty(Offering):
    colleague: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label=_("Who is on duty?"), empty_label=_("Choose one")
    )
    since = WhenField(label=_("From"), help_text=_("Day and time"))
    until = WhenField(label=_("Until"), help_text=_("Day and time"))

    def clean(self) -> dict[str, Any]:
        """A rota without hours would leave a gap that nobody sees: no time never becomes midnight (U23)."""
        given = super().clean() or self.cleaned_data
        for name in ("since", "until"):
            if (when := given.get(name)) and not when.time_known:
                self.add_error(name, forms.ValidationError(_("Give the time as well, such as 5pm"), code="time"))
        return given


class Successor(Offering):
    successor: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None,
        label=_("Who takes over?"),
        empty_label="",
        widget=AutocompleteSelect,
        error_messages={"required": _("Choose who takes over")},
    )
