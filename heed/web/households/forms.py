"""The questions of a household's pages."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heed.households.alerts import codes
from heed.households.choices import FlagKind, Identity, Member, Relation
from heed.web.components.times import UK
from heed.web.govform import Checkboxes, DateField, GovForm, LongTextField, Radios, WhenField, reason

LONG = 10_000
NOTES = [("call", _("A call")), ("visit", _("A visit")), ("letter", _("A letter")), ("fact", _("Something else"))]


class NoteForm(GovForm):
    kind = forms.ChoiceField(label=_("What was it?"), choices=NOTES, initial="call", widget=Radios)
    title = forms.CharField(
        label=_("Who, and what about?"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    text = LongTextField(label=_("What was said or seen"), max_length=LONG, required=False)
    when = WhenField(label=_("When"), required=False, help_text=_("Leave it empty if it was just now."))
    people = forms.MultipleChoiceField(
        label=_("About whom?"),
        required=False,
        widget=Checkboxes,
        help_text=_("Nobody here? Leave it empty and name them above."),
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = people  # type: ignore[attr-defined]
        if not people:
            del self.fields["people"]


class SafeContactForm(GovForm):
    how = forms.CharField(
        label=_("How can this person be reached safely?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "When, on which number, what to say who you are. For example: ring after 9:30am, say it is about the boiler."
        ),
    )
    never = forms.MultipleChoiceField(
        label=_("What must never be used?"),
        required=False,
        widget=Checkboxes,
        choices=[
            ("no_call", _("A call")),
            ("no_message", _("A message left on the phone or with somebody")),
            ("no_text", _("A text message")),
            ("no_letter", _("A letter")),
            ("no_email", _("An e-mail")),
        ],
    )
    who_not = forms.CharField(
        label=_("Through whom never?"), required=False, max_length=200, help_text=_("Somebody who must not hear of it.")
    )


class SamePersonForm(GovForm):
    record = forms.ChoiceField(label=_("Which record is of the same person?"), widget=Radios)
    why = reason(_("How do you know?"))

    def __init__(self, *args: Any, records: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["record"].choices = records  # type: ignore[attr-defined]


class NewAddressForm(GovForm):
    address = forms.CharField(
        label=_("Where is this person now?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        help_text=_(
            "The address, and whoever else knows it. Write it here and nowhere else: not in a note, not in safe contact."
        ),
    )


class FlagForm(GovForm):
    code = forms.ChoiceField(label=_("What should everyone know?"), widget=Radios)
    person = forms.ChoiceField(label=_("About whom?"), required=False, widget=Radios)
    words = forms.CharField(
        label=_("In your words: what is it, and what is it based on?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    review_on = DateField(
        label=_("When is it looked at again?"),
        required=False,
        help_text=_("A warning that keeps colleagues safe needs a day, at most a year from now. An old warning can do harm."),
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        kinds = [
            (kind.label, [(alert.code, alert.name) for alert in codes().values() if alert.kind == kind]) for kind in FlagKind
        ]
        self.fields["code"].choices = kinds  # type: ignore[attr-defined]
        self.fields["code"].widget.hints = {alert.code: alert.hint for alert in codes().values()}
        self.fields["person"].choices = [("", _("The whole household")), *people]  # type: ignore[attr-defined]

    def clean_review_on(self) -> Any:
        day = self.cleaned_data["review_on"]
        today = self.now.astimezone(UK).date()
        if day and not today < day <= today + timedelta(days=366):
            raise forms.ValidationError(_("Choose a day from tomorrow to a year from now."), code="invalid")
        return day


class PersonForm(GovForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=160,
        required=False,
        help_text=_("If nobody knows it, leave it empty and choose below."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    identity = forms.ChoiceField(
        label=_("Do we know who it is?"),
        choices=[
            (Identity.KNOWN, _("Yes")),
            (Identity.UNIDENTIFIED, _("No: an unidentified person")),
            (Identity.UNBORN, _("It is an unborn child")),
        ],
        widget=Radios,
        initial=Identity.KNOWN,
    )
    role = forms.ChoiceField(label=_("What is this person to the household?"), choices=Member, widget=Radios)
    born_on = DateField(label=_("Date of birth"), required=False)
    since = DateField(label=_("There since"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("identity") == Identity.KNOWN and not given.get("name"):
            self.add_error("name", _("Give the name, or say that it is an unidentified person."))
        return given


class PlaceForm(GovForm):
    role = forms.ChoiceField(label=_("What is this person to the household?"), choices=Member, widget=Radios)
    since = DateField(label=_("There since"), required=False)
    until = DateField(
        label=_("No longer there since"),
        required=False,
        help_text=_("The first day on which this person was no longer there. Leave it empty if they live here."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", _("Nobody leaves before they come. Check both days."))
        return given


class RelateForm(GovForm):
    one = forms.ChoiceField(label=_("Who"), widget=forms.Select)
    kind = forms.ChoiceField(label=_("is"), choices=Relation, widget=forms.Select)
    other = forms.ChoiceField(label=_("of whom"), widget=forms.Select)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("one", "other"):
            self.fields[name].choices = [("", _("Choose")), *people]  # type: ignore[attr-defined]


class WhyForm(GovForm):
    why = reason(_("Why?"))


class PrintForm(GovForm):
    """The page that interrupts. Nobody of the household is offered who may be causing harm or is no longer there (B24)."""

    who_for = forms.ChoiceField(label=_("Who will hold this paper?"), widget=Radios)
    why = reason(_("What is it for?"))
    contact = forms.BooleanField(label=_("Print safe contact and telephone numbers too"), required=False)
    why_contact = forms.CharField(label=_("Why must they be on paper?"), required=False, max_length=500)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who_for"].choices = [  # type: ignore[attr-defined]
            ("me", _("I will, and I shred it afterwards")),
            ("colleague", _("A colleague who may open this record too")),  # type: ignore[attr-defined]
            ("partner", _("A partner agency")),
            *people,
        ]

    def holder(self, me: str) -> str:
        """Who will hold the paper, in words. `me`: whoever prints it."""
        chosen = self.cleaned_data["who_for"]
        return me if chosen == "me" else str(dict(self.fields["who_for"].choices)[chosen])  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("contact") and not given.get("why_contact"):
            self.add_error("why_contact", _("Say why safe contact must be on paper, or leave it out."))
        if given.get("contact") and given.get("who_for") not in ("me", "colleague", None):
            self.add_error("contact", _("Safe contact and numbers stay within Heed: leave them out of what others will hold."))
        return given


class GlassForm(GovForm):
    home = forms.ChoiceField(label=_("Which address?"), widget=Radios)
    why = forms.CharField(
        label=_("What is the emergency?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The Safeguarding Lead reads it at once, and somebody else looks whether it was needed."),
    )

    def __init__(self, *args: Any, homes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["home"].choices = homes  # type: ignore[attr-defined]


class ReviewForm(GovForm):
    fitting = forms.ChoiceField(
        label=_("Was it needed?"), widget=Radios, choices=[("yes", _("Yes, it was needed")), ("no", _("No: close it now"))]
    )
    words = reason(_("Why do you say so?"))
