"""The questions of a report. Texts are kept even where something is wrong: a form's `written` is what goes into the draft."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from heed.concerns.choices import AccountKind, Known, Part
from heed.web.govform import CountedTextarea, GovForm, LongTextField, ManyFilesField, Radios, WhenField

MOST = 10_000
PICKABLE = "image/*,video/*,audio/*,.heic,.pdf,.txt,.doc,.docx,.xlsx,.odt,.eml"


class ReportForm(GovForm):
    """`keeps`: the fields that are kept in the draft as they were written."""

    keeps: tuple[str, ...] = ()

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(_without_nul(data), *args, **kwargs)

    @property
    def written(self) -> dict[str, Any]:
        """What stands in the boxes, right or wrong, with plain line ends. A box that was not sent is no reason to lose what was in it."""
        boxes = {name: (self.fields[name].widget, self.add_prefix(name)) for name in self.keeps}
        return {
            name: _plain(box.value_from_datadict(self.data, self.files, key))
            for name, (box, key) in boxes.items()
            if not box.value_omitted_from_data(self.data, self.files, key)
        }


def _plain(value: Any) -> Any:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _without_nul(data: Any) -> Any:
    """PostgreSQL refuses a NUL and nobody types one on purpose."""
    if not isinstance(data, QueryDict) or not any("\x00" in value for name in data for value in data.getlist(name)):
        return data
    clean = data.copy()
    for name in data:
        clean.setlist(name, [value.replace("\x00", "") for value in data.getlist(name)])
    return clean


class SearchForm(ReportForm):
    sought = forms.CharField(
        label=_("Postcode, street or scheme"),
        help_text=_("For example: NP99 4AB, or Heol Wyn"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "search"}),
        error_messages={
            "required": _("Type a postcode, a street or a scheme"),
            "max_length": _("Type fewer words: a postcode or a street is enough"),
        },
    )
    keeps = ("sought",)


class StartForm(SearchForm):
    """The first question. `key` marks the page, so that sending it twice begins one report."""

    key = forms.UUIDField(widget=forms.HiddenInput)


class DescribeForm(ReportForm):
    where = LongTextField(
        label=_("Where is it?"),
        help_text=_("Say where it is, what it is near, or who lives there."),
        max_length=MOST,
        error_messages={"required": _("Write what you know about the place, or go back and search")},
    )
    keeps = ("where",)


class SeenForm(ReportForm):
    seen = LongTextField(
        label=_("What did you see or hear?"),
        help_text=_("Just the facts, in the words people used. What worries you comes next."),
        max_length=MOST,
        required=False,
    )
    told = LongTextField(label=_("What did they tell you?"), max_length=MOST, required=False)
    told_by = forms.CharField(
        label=_("Who told you?"), max_length=300, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    child_words = LongTextField(
        label=_("What did the child say?"),
        help_text=_("Their own words, just as they said them."),
        max_length=MOST,
        required=False,
    )
    keeps = ("seen", "told", "told_by", "child_words")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not any(given.get(name) for name in ("seen", "told", "child_words")):
            self.add_error("seen", _("Write what you saw, heard or were told. One sentence is enough."))
        return given


class NoticedForm(SeenForm):
    """The same, as the preventative form asks it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].label = _("What have you noticed?")


def _known(kind: AccountKind, hint: Any = "") -> forms.ChoiceField:
    """Yes, no, or not known; nothing has to be answered."""
    return forms.ChoiceField(label=kind.label, help_text=hint, choices=Known, required=False, widget=Radios)


def _words(kind: AccountKind, hint: Any = "", *, label: Any = "") -> LongTextField:
    return LongTextField(
        label=label or kind.label,
        help_text=hint,
        max_length=MOST,
        required=False,
        widget=CountedTextarea({"rows": "2"}),
    )


class IncidentForm(ReportForm):
    """What a domestic abuse incident asks besides (DA-1). Nothing has to be answered, and not known never means no (DA-5)."""

    police = _known(AccountKind.POLICE)
    police_number = forms.CharField(
        label=AccountKind.POLICE_NUMBER.label,
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    hurt = _words(AccountKind.HURT, _("What, and has a doctor or nurse seen it?"))
    children = _known(AccountKind.CHILDREN)
    children_who = _words(AccountKind.CHILDREN_WHO, _("How old, and what they saw or heard."))
    care_harmed = _known(AccountKind.CARE_HARMED)
    care_alleged = _known(AccountKind.CARE_ALLEGED)
    reach = _words(
        AccountKind.REACH,
        _("A number, a place, a time. And when not."),
        label=_("How can we reach her or him safely?"),
    )
    agreed = _words(AccountKind.AGREED, _("Whom we may tell, what we may do."), label=_("What did they say they agree to?"))
    keeps = ("police", "police_number", "hurt", "children", "children_who", "care_harmed", "care_alleged", "reach", "agreed")


class EarlyForm(ReportForm):
    """What the preventative form asks besides (DA-3)."""

    since = _words(AccountKind.SINCE, label=_("Since when, and how often?"))
    offered = _words(AccountKind.OFFERED, label=_("What was talked about or offered?"))
    helps = _words(AccountKind.HELPS, label=_("What helps?"))
    keeps = ("since", "offered", "helps")


class WorryForm(ReportForm):
    worry = LongTextField(
        label=_("Why does it worry you?"),
        help_text=_("What you think or feel is going on. You can leave this empty."),
        max_length=MOST,
        required=False,
    )
    keeps = ("worry",)


class WhoForm(ReportForm):
    who_name = forms.CharField(
        label=_("Name, if you know it"), max_length=160, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    who_part = forms.ChoiceField(label=_("How are they part of it?"), choices=Part, required=False, widget=Radios)
    who_about = LongTextField(
        label=_("How would we know them?"),
        help_text=_("Their age, how they look, who they are to the others. Leave it empty if the name says it all."),
        max_length=MOST,
        required=False,
    )
    works_here = forms.BooleanField(label=_("Somebody who works with us is involved"), required=False)
    keeps = ("who_name", "who_part", "who_about")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (given.get("who_name") or given.get("who_about")) and not given.get("who_part") and "who_part" not in self.errors:
            self.add_error("who_part", _("Choose how they are part of it"))
        return given


class ColleagueForm(ReportForm):
    words = forms.CharField(
        label=_("Their name"),
        max_length=120,
        error_messages={"required": _("Type a first name or a surname")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "search"}),
    )


class DoneForm(ReportForm):
    done = LongTextField(
        label=_("What have you done already?"),
        help_text=_("Who you rang, what you said. “Nothing yet” is fine."),
        max_length=MOST,
        required=False,
    )
    uploads = ManyFilesField(
        label=_("Photos or files"), help_text=_("Up to 20 MB each. You can leave this empty."), required=False
    )
    keeps = ("done",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uploads"].widget.attrs["accept"] = PICKABLE

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.data.get("go") == "add" and not given.get("uploads") and "uploads" not in self.errors:
            self.add_error("uploads", _("Choose a photo or a file here first. Then press “Add these files”."))
        return given


class BehalfForm(ReportForm):
    who = forms.CharField(
        label=_("Who told you about it?"),
        help_text=_("Their name, what they do for us, and how to reach them."),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write who told you")},
    )
    knew = WhenField(
        label=_("When did they know?"),
        help_text=_("When they saw or heard it. For example, 21 11 2026, 9:30am."),
        error_messages={"required": _("Enter the day on which they knew")},
    )

    emailed = WhenField(
        label=_("When did they write the e-mail about it?"),
        help_text=_(
            "A volunteer tells you at once, then in an e-mail. Attach it on the last page, or say here when it was sent."
        ),
        required=False,
    )

    def __init__(self, *args: Any, at: datetime, incident: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        if not incident:
            del self.fields["emailed"]

    def clean_knew(self) -> Any:
        return self._past("knew")

    def clean_emailed(self) -> Any:
        return self._past("emailed")

    def _past(self, name: str) -> Any:
        when = self.cleaned_data[name]
        if when and when.instant > self.at:
            raise ValidationError(_("That time has not come yet. Check the day and the time"), code="day")
        return when


class AddForm(ReportForm):
    more = LongTextField(
        label=_("What else do you know now?"),
        help_text=_("What you wrote first stays as it is. The group is told that there is more."),
        max_length=MOST,
        required=False,
    )
    uploads = ManyFilesField(
        label=_("Photos or files"), help_text=_("Up to 20 MB each. You can leave this empty."), required=False
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uploads"].widget.attrs["accept"] = PICKABLE

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not given.get("more") and not given.get("uploads"):
            self.add_error("more", _("Write what you want to add, or choose a file"))
        return given
