"""What the pages of the desk ask. Each form hands over words and choices; what they mean is decided in the rooms."""

import datetime as dt
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Self

from django import forms
from django.forms.utils import ErrorDict
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from heed.concerns.choices import Harm, Location, Part, SourceOfRisk, Step, Sure
from heed.deadlines.choices import Outcome
from heed.organisation.choices import Skill
from heed.web.components.times import on_uk_clock
from heed.web.govform import AutocompleteSelect, Checkboxes, CountedTextarea, GovForm, LongTextField, Radios, When, WhenField

END_OF_DAY, MIDNIGHT = dt.time(17), dt.time(23, 59)
SOON = [("0", _("Today")), ("1", _("Tomorrow")), ("7", _("In a week")), ("", _("On the day below"))]  # days from today
CHILDREN = [choice for choice in Harm.choices if choice[0].startswith("child_")]
ADULTS = [choice for choice in Harm.choices if not choice[0].startswith("child_") and choice[0] != Harm.NONE]
NO_ABUSE = [choice for choice in Harm.choices if choice[0] == Harm.NONE]


def area(rows: int) -> CountedTextarea:
    return CountedTextarea({"rows": str(rows)})


class Acting(GovForm):
    words = forms.CharField(
        label=_("What are you doing?"),
        max_length=300,
        help_text=_("Everybody on this concern sees it at once. For example: ringing her now"),
        error_messages={"required": _("Write what you are doing, even if it is only a few words")},
    )


class Advise(GovForm):
    steps = forms.MultipleChoiceField(
        label=_("What should be done?"),
        choices=Step.choices,
        widget=Checkboxes(divider_before=Step.NOTHING),
        error_messages={"required": _("Choose at least one step, or “No further action”")},
    )
    sure = forms.ChoiceField(
        label=_("How sure are you?"),
        choices=Sure.choices,
        widget=Radios,
        error_messages={"required": _("Choose how sure you are")},
    )
    words = LongTextField(
        label=_("Why, and what else matters"),
        max_length=10000,
        widget=area(6),
        error_messages={"required": _("Write why you advise this, even if it is only one sentence")},
    )

    def clean_steps(self) -> list[str]:
        return only_nothing_alone(self.cleaned_data["steps"])


def only_nothing_alone(steps: list[str]) -> list[str]:
    if Step.NOTHING in steps and len(steps) > 1:
        raise forms.ValidationError(_("“No further action” stands alone. Take it off, or take off the other steps."))
    return steps


class Reason(GovForm):
    """One box for why."""

    words = LongTextField(label=_("Why?"), max_length=5000, widget=area(4))

    def __init__(self, *args: Any, label: Any = "", hint: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label or self.fields["words"].label
        self.fields["words"].help_text = hint
        self.fields["words"].error_messages["required"] = _("Write the reason, even if it is only one sentence")


class Wanted(GovForm):
    skills = forms.MultipleChoiceField(
        label=_("Which skills are wanted?"),
        choices=Skill.choices,
        widget=Checkboxes,
        required=False,
        help_text=_("Take them all off when none is wanted any more"),
    )


class Sureness(GovForm):
    """Nothing is asked but to be sure."""


# Deciding ---------------------------------------------------------------------------------------------------------------------
class Unjudged(GovForm):
    def unjudged(self) -> Self:
        """Shown again as it was typed, without complaining of what is not filled in yet."""
        self._errors = ErrorDict()  # type: ignore[attr-defined]
        return self


class Decide(Unjudged):
    steps = forms.MultipleChoiceField(
        label=_("What is done?"),
        choices=Step.choices,
        widget=Checkboxes(divider_before=Step.NOTHING),
        error_messages={"required": _("Choose at least one step, or “No further action”")},
    )
    reasons = LongTextField(
        label=_("Reasons"),
        max_length=10000,
        widget=area(5),
        help_text=_("Also where you did not follow one of the two"),
        error_messages={"required": _("Write the reasons for what you decide")},
    )
    harms = forms.MultipleChoiceField(
        label=_("Kind of harm"),
        choices=[(_("Adults"), ADULTS), (_("Children"), CHILDREN), (_("Neither"), NO_ABUSE)],
        widget=Checkboxes,
        error_messages={"required": _("Choose at least one kind of harm, or “No kind of abuse”")},
    )
    location = forms.ChoiceField(
        label=_("Where it happens"),
        choices=[("", _("Choose one")), *Location.choices],
        error_messages={"required": _("Choose where it happens")},
    )
    source_of_risk = forms.ChoiceField(
        label=_("Source of risk"),
        choices=SourceOfRisk.choices,
        widget=Radios,
        error_messages={"required": _("Choose the source of risk")},
    )
    themes = forms.MultipleChoiceField(
        label=_("Themes"),
        choices=[],
        widget=Checkboxes,
        required=False,
        help_text=_("Our own list: what cuts across kinds of harm"),
    )

    def __init__(self, *args: Any, themes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].choices = themes  # type: ignore[attr-defined]
        if not themes:
            del self.fields["themes"]

    def clean_steps(self) -> list[str]:
        return only_nothing_alone(self.cleaned_data["steps"])


def picker(people: Iterable[Any]) -> list[tuple[str, str]]:
    """Colleagues to choose from, with their job where it is known: two may have one name."""
    return [
        ("", ""),
        *((str(one.pk), f"{one.display_name}, {one.job_title}" if one.job_title else one.display_name) for one in people),
    ]


class ToDo(Unjudged):
    """One action. A row left wholly empty is not an action."""

    what = forms.CharField(label=_("What is to be done"), max_length=300)
    owner = forms.ChoiceField(
        label=_("Who does it"), choices=[], widget=AutocompleteSelect, help_text=_("Type a few letters of the name")
    )
    soon = forms.ChoiceField(label=_("By when"), choices=SOON, widget=Radios, required=False)
    due = WhenField(label=_("The day"), required=False, help_text=_("Without a time it is due at 5pm"))

    def __init__(self, *args: Any, people: list[tuple[str, str]], at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = people  # type: ignore[attr-defined]
        self.at = at

    def clean(self) -> dict[str, Any]:
        """`due` becomes the instant (UTC): 5pm where no time was said, and today after that midnight."""
        said = super().clean() or self.cleaned_data
        if not self.has_changed() or "due" in self.errors:
            return said
        try:
            said["due"] = self._instant(said.get("soon", ""), said.get("due"))
        except forms.ValidationError as refused:
            self.add_error("due", refused)
        return said

    def _instant(self, soon: str, when: When | None) -> datetime:
        if soon and when:
            raise forms.ValidationError(_("Choose “On the day below”, or empty the day."))
        if not soon and not when:
            raise forms.ValidationError(_("Say by when it is to be done."))
        today = localtime(self.at).date()
        day = when.day if when else today + timedelta(days=int(soon))
        due = on_uk_clock(day, (when and when.time) or END_OF_DAY)
        if due <= self.at and soon == "0":
            return on_uk_clock(day, MIDNIGHT)
        if due <= self.at:
            raise forms.ValidationError(_("That is in the past. Choose a later day or time."))
        return due


class Answer(GovForm):
    done = LongTextField(
        label=_("What was done"),
        max_length=4000,
        widget=area(4),
        help_text=_("Say that something was done because they spoke up. No name, no address, no detail of anybody’s life."),
        error_messages={"required": _("Write what was done, as far as the reporter may know")},
    )
    thanks = forms.CharField(
        label=_("Thanks"),
        max_length=600,
        initial=_("Thank you for speaking up. It made a difference."),
        error_messages={"required": _("Thank them: it is what makes people report again")},
    )
    look_out = LongTextField(
        label=_("What to look out for"),
        max_length=2000,
        widget=area(3),
        required=False,
        help_text=_("Anything they might notice next, and that they should then report again"),
    )

    @property
    def letter(self) -> str:
        """The answer as the reporter will read it."""
        said = self.cleaned_data
        return "\n\n".join(part.strip() for part in (said["thanks"], said["done"], said["look_out"]) if part.strip())


# Placing ----------------------------------------------------------------------------------------------------------------------
class Search(GovForm):
    words = forms.CharField(
        label=_("Name, address, postcode, telephone or UPRN"),
        max_length=200,
        error_messages={"required": _("Type a name, an address or a postcode")},
    )


class Placing(GovForm):
    household = forms.ChoiceField(
        label=_("Which household is it about?"),
        choices=[],
        widget=Radios,
        error_messages={"required": _("Choose the household, or search again")},
    )
    reason = LongTextField(
        label=_("How do you know?"),
        max_length=2000,
        widget=area(3),
        help_text=_("For example: the reporter described the blue door at number 14"),
        error_messages={"required": _("Write how you know that it is this household")},
    )

    def __init__(self, *args: Any, found: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["household"]
        field.choices = [(str(one.pk), one.address) for one in found]  # type: ignore[attr-defined]
        field.widget.hints = {str(one.pk): lives_there(one) for one in found}  # type: ignore[attr-defined]


def lives_there(found: Any) -> str:
    people = ", ".join(f"{one.name} ({one.age})" if one.age is not None else one.name for one in found.people)
    return people or str(_("Nobody is registered here"))


class Confirm(GovForm):
    NOBODY = "nobody"
    person = forms.ChoiceField(
        label=_("Who is it?"),
        choices=[],
        widget=Radios(divider_before=NOBODY),
        error_messages={"required": _("Choose who it is")},
    )
    part = forms.ChoiceField(
        label=_("Their part in it"), choices=Part.choices, widget=Radios, error_messages={"required": _("Choose their part")}
    )

    def __init__(self, *args: Any, people: list[tuple[Any, str, int | None, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(str(pk), f"{name}, {age}" if age is not None else name) for pk, name, age, _role in people]
        field = self.fields["person"]
        field.choices = [*known, (self.NOBODY, _("Not one of them, or not identified yet"))]  # type: ignore[attr-defined]
        field.widget.hints = {str(pk): role for pk, _name, _age, role in people}  # type: ignore[attr-defined]
        if not known:
            field.widget.divider_before = None  # type: ignore[attr-defined]


# Actions ----------------------------------------------------------------------------------------------------------------------
class Settle(GovForm):
    outcome = forms.ChoiceField(
        label=_("What became of it?"),
        widget=Radios(hints={Outcome.HANDED_ON: _("Somebody outside has taken it on, an agency for example: say who")}),
        choices=[
            (Outcome.DONE, _("Done")),
            (Outcome.NOT_DONE, _("Not done")),
            (Outcome.NOT_POSSIBLE, _("Not possible any more")),
            (Outcome.HANDED_ON, _("Handed on outside")),
        ],
        error_messages={"required": _("Choose what became of it")},
    )
    why = LongTextField(
        label=_("In a few words"), required=False, max_length=2000, widget=area(3), help_text=_("Needed unless it is done")
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("outcome") not in (None, Outcome.DONE) and not said.get("why", "").strip():
            self.add_error("why", _("Write why, or who has taken it on"))
        return said


class HandOn(GovForm):
    to = forms.ChoiceField(
        label=_("Who takes it on?"),
        choices=[],
        widget=AutocompleteSelect,
        help_text=_("Type a few letters of the name. They are told at once."),
        error_messages={"required": _("Choose who takes it on")},
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = people  # type: ignore[attr-defined]
