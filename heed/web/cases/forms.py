"""What the pages of a case ask. Each form hands over words and choices; what they mean is decided in the rooms."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heed.agencies.choices import Basis, Consent, Subject, Way
from heed.cases.choices import (
    Asked,
    Capacity,
    ChildSeen,
    ExemptionKind,
    Kind,
    Label,
    MeasureKind,
    MissingRisk,
    Part,
    Reached,
    ReferralOutcome,
    Risk,
    Safer,
    Seen,
    Uptake,
)
from heed.cases.duties import children
from heed.households.choices import Identity
from heed.learning.choices import Audience, Handling, Principle, Recurrence, RiskNow, Trigger
from heed.pictures.case.choosing import concern_by_reference, described, household_by_reference
from heed.web.components.times import on_uk_clock, uk_time
from heed.web.govform import (
    AutocompleteSelect,
    Checkboxes,
    CountedTextarea,
    DateField,
    GovForm,
    LongTextField,
    Radios,
    WhenField,
    named_refusal,
)

LONG = 10_000
END_OF_DAY = dt.time(17)
LEFT_OUT = [(one.value, one.label) for one in (Subject.CHILD, Subject.ADULT)]


class OneOf(forms.ChoiceField):
    """One of several things, to the thing itself (None where nothing is chosen and nothing has to be). `offer` says which, and how each reads."""

    widget = AutocompleteSelect

    def offer(self, things: Iterable[Any], words: Callable[[Any], str] = str) -> None:
        self.things = {str(thing.pk if hasattr(thing, "pk") else thing.code): thing for thing in things}
        nothing = [] if isinstance(self.widget, Radios) else [("", "")]
        self.choices = [*nothing, *((code, words(thing)) for code, thing in self.things.items())]

    def clean(self, value: Any) -> Any:
        return self.things.get(super().clean(value))


def offer(form: forms.Form, field: str, things: Iterable[Any], words: Callable[[Any], str] = str) -> None:
    form.fields[field].offer(things, words)  # type: ignore[attr-defined]


def named(colleague: Any) -> str:
    """With their job where it is known: two may have one name."""
    return f"{colleague.display_name}, {colleague.job_title}" if colleague.job_title else str(colleague.display_name)


def box(label: Any, *, rows: int = 4, required: bool = True, hint: Any = "") -> LongTextField:
    return LongTextField(
        label=label, max_length=LONG, required=required, help_text=hint, widget=CountedTextarea({"rows": str(rows)})
    )


class Why(GovForm):
    """One box for why."""

    why = box(_("Why?"))

    def __init__(self, *args: Any, label: Any = "", hint: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].label = label or self.fields["why"].label
        self.fields["why"].help_text = hint
        self.fields["why"].error_messages["required"] = _("Write the reason, even if it is only one sentence")


class Words(GovForm):
    """One box for what is to be told."""

    words = box("")

    def __init__(self, *args: Any, label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label
        self.fields["words"].error_messages["required"] = named_refusal(self.fields["words"], label)


class Sure(GovForm):
    """Nothing is asked but to be sure."""


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
    title = forms.CharField(
        label=_("Who, and what about?"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    text = box(
        _("What was said or decided, and why"), required=False, hint=_("What is said in supervision is never written here.")
    )
    when = WhenField(label=_("When"), required=False, help_text=_("Leave it empty if it was just now."))


class VisitForm(GovForm):
    seen = forms.ChoiceField(label=_("How did the visit come out?"), choices=Seen.choices, widget=Radios)
    child = forms.ChoiceField(label=_("Was a child seen?"), choices=ChildSeen.choices, widget=Radios)
    text = box(_("What you saw and heard"), required=False)
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
    about = box(_("What helps to know them"), rows=2, required=False)
    person = forms.ChoiceField(
        label=_("In the register"),
        required=False,
        widget=Radios,
        help_text=_("From the households of this case that you may open."),
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], correcting: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("Not in the register, or not known")), *people]  # type: ignore[attr-defined]
        if not people:
            del self.fields["person"]
        if correcting:
            self.fields["why"] = box(_("Why is it corrected?"), rows=3, hint=_("What stood before stays on record."))

    @staticmethod
    def identity_of(name: str) -> Identity:
        return Identity.KNOWN if name else Identity.UNIDENTIFIED


class IncidentForm(GovForm):
    when = WhenField(label=_("When did it happen?"))
    what = box(_("What happened?"))
    police = forms.BooleanField(label=_("The police were told"), required=False)


class PlanForm(GovForm):
    text = box(_("What we are doing, and why"), rows=10)
    on = forms.IntegerField(widget=forms.HiddenInput)


class RiskForm(GovForm):
    risk = forms.ChoiceField(
        label=_("How high is the risk?"), choices=[c for c in Risk.choices if c[0] != Risk.NOT_ASSESSED], widget=Radios
    )
    why = box(_("Why do you judge it so?"))


class LabelForm(GovForm):
    label = forms.ChoiceField(
        label=_("How does the work stand?"),
        choices=Label.choices,
        widget=Radios,
        help_text=_("A label never ends the 21 days: only concluding the case does."),
    )


class ActionForm(GovForm):
    what = forms.CharField(label=_("What is to be done?"), max_length=300)
    owner = OneOf(label=_("Who does it?"), help_text=_("Type a few letters of the name"))
    due = DateField(label=_("By which day?"))

    def __init__(self, *args: Any, owners: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", owners, named)

    def clean_due(self) -> dt.datetime:
        return on_uk_clock(self.cleaned_data["due"], END_OF_DAY)


class ReachForm(GovForm):
    """A household by its reference, which stands on its screen: nobody adds one they may not open."""

    household = forms.CharField(
        label=_("The household’s reference"),
        max_length=12,
        help_text=_("It stands at the top of the household’s screen, like JM86-2B7S."),
    )
    why = box(_("Why does the case touch it?"), rows=2)

    def __init__(self, *args: Any, me: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.me = me

    def clean_household(self) -> Any:
        found = household_by_reference(self.me, self.cleaned_data["household"])
        if found is None:
            raise forms.ValidationError(
                _("No household that you may open has this reference. Copy it from the household’s screen.")
            )
        return found


class FeedForm(GovForm):
    """A concern that belongs to the case: one of those at its households, or any other by its reference."""

    near = OneOf(label=_("Reported at a household of this case"), required=False)
    reference = forms.CharField(
        label=_("Or its reference"),
        max_length=12,
        required=False,
        help_text=_("It stands at the top of the concern, like JM86-2B7S."),
    )

    def __init__(self, *args: Any, me: Any, concerns: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.me = me
        offer(self, "near", concerns, lambda one: f"{one.reference}, {uk_time(one.sent_at)}")
        if not concerns:
            del self.fields["near"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said["concern"] = said.get("near") or concern_by_reference(self.me, said.get("reference", ""))
        if said["concern"] is None:
            self.add_error("reference", _("No concern that you may open has this reference. Copy it from the concern."))
        return said


class NotReferredForm(GovForm):
    subject = forms.ChoiceField(label=_("Which referral is left out?"), choices=LEFT_OUT, widget=Radios)
    why = box(_("Why is it not referred?"), hint=_("It stays on the record, with your name."))


class MissingForm(GovForm):
    someone = OneOf(label=_("Who is missing?"), required=False, help_text=_("From those in this case."))
    last_seen_at = WhenField(label=_("When were they last seen?"))
    last_seen = box(_("Where, by whom, in what state?"), rows=3)
    risk = forms.ChoiceField(label=_("How high is the risk?"), choices=MissingRisk.choices, widget=Radios)
    told_police = WhenField(
        label=_("When were the police told?"), required=False, help_text=_("Leave it empty if they were not told.")
    )
    police_reference = forms.CharField(label=_("Their reference"), max_length=60, required=False)
    told_others = box(_("Who else was told?"), rows=2, required=False)
    why = box(_("If the police were not told: why?"), rows=2, required=False)

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "someone", people, described)


class PoliceForm(GovForm):
    when = WhenField(label=_("When were they told?"), required=False, help_text=_("Leave it empty if it was just now."))
    reference = forms.CharField(label=_("The police’s reference"), max_length=60, required=False)


class FoundForm(GovForm):
    when = WhenField(label=_("When were they found?"), required=False, help_text=_("Leave it empty if it was just now."))
    words = box(_("Where and how?"), rows=3)


class MeasureForm(GovForm):
    kind = forms.ChoiceField(label=_("What is it?"), choices=[("", ""), *MeasureKind.choices], widget=AutocompleteSelect)
    someone = OneOf(label=_("For or against whom?"), required=False)
    uptake = forms.ChoiceField(label=_("How does it stand?"), choices=Uptake.choices, widget=Radios)
    since = DateField(label=_("In force from"), required=False)
    until = DateField(label=_("Until"), required=False)
    words = box(
        _("What matters about it"), rows=3, required=False, hint=_("Where it was refused: why, in their words if you can.")
    )

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "someone", people, described)


class DocumentForm(GovForm):
    title = forms.CharField(label=_("What is it?"), max_length=160)
    file = forms.FileField(label=_("The file"), help_text=_("At most 20 MB. What it is is judged by its content."))


class VoiceForm(GovForm):
    asked = forms.ChoiceField(label=_("Was the person asked what they want?"), choices=Asked.choices, widget=Radios)
    wants = box(_("What do they want? In their own words"), required=False)
    why_not = box(_("If they were not asked: why?"), rows=2, required=False)
    child_words = box(_("A child’s own words"), rows=3, required=False)
    capacity = forms.ChoiceField(
        label=_("Can they decide this themselves (capacity)?"),
        choices=Capacity.choices,
        initial=Capacity.NOT_RECORDED,
        widget=Radios,
    )
    advocate = forms.CharField(label=_("Who speaks for them (advocate)?"), max_length=200, required=False)


class ExemptForm(GovForm):
    kind = forms.ChoiceField(label=_("Why does it take longer than 21 days?"), choices=ExemptionKind.choices, widget=Radios)
    agency = OneOf(label=_("Which agency is at work?"), required=False)
    why = box(_("The reasons"))
    review_on = DateField(label=_("When is this looked at again?"))

    def __init__(self, *args: Any, agencies: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "agency", agencies)


class PassForm(GovForm):
    to = OneOf(label=_("Who answers for it from now on?"))
    why = box(_("Why does it pass on?"), rows=3)

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to", people, lambda manager: manager.words)


class OpenForm(GovForm):
    """A new case. `managers`: those who may answer for one, each in a scheme. `direct`: no concern was reported first."""

    kind = forms.ChoiceField(label=_("What kind of case is it?"), choices=Kind.choices, widget=Radios)
    title = forms.CharField(
        label=_("A line to know it by"), max_length=120, help_text=_("Without a name: “Forced door, small child”.")
    )
    manager = OneOf(label=_("Who answers for it (Responsible Line Manager)?"))

    def __init__(self, *args: Any, managers: list[Any], direct: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "manager", managers, lambda manager: manager.words)
        if direct:
            self.fields["when"] = WhenField(
                label=_("When was it first reported?"),
                required=False,
                help_text=_("The 21 days run from then. Leave it empty if it was just now."),
            )


# Referrals --------------------------------------------------------------------------------------------------------------------
class Several(forms.MultipleChoiceField):
    """Some of several things, to the things themselves."""

    widget = Checkboxes

    def offer(self, things: Iterable[Any], words: Callable[[Any], str] = str) -> None:
        self.things = {str(thing.pk): thing for thing in things}
        self.choices = [(code, words(thing)) for code, thing in self.things.items()]

    def clean(self, value: Any) -> Any:
        return [self.things[code] for code in super().clean(value)]


class ReferForm(GovForm):
    people = Several(label=_("About whom?"), required=False)
    threshold = box(
        _("Why does it meet the threshold?"), rows=3, hint=_("Limb by limb where you can. “Not known” never stands in the way.")
    )
    officer = OneOf(label=_("To which link officer?"), required=False)
    to = forms.CharField(label=_("To whom, and how reached?"), max_length=200)
    what = box(_("What is sent?"), hint=_("No more than they need."))
    purpose = box(_("Why is it needed, and why would no less do?"), rows=2)
    basis = forms.ChoiceField(label=_("On which lawful basis?"), choices=Basis.choices, widget=Radios)
    consent = forms.ChoiceField(label=_("The person’s consent"), choices=Consent.choices, widget=Radios)
    told = forms.BooleanField(label=_("The person knows that it is shared"), required=False)
    why_not_told = box(_("If they do not know: why not?"), rows=2, required=False)
    way = forms.ChoiceField(label=_("How does it go?"), choices=Way.choices, widget=Radios)
    override = box(_("Only if it was stopped: why must it go all the same?"), rows=2, required=False)

    def __init__(self, *args: Any, pathway: Any, people: list[Any], officers: list[Any], **kwargs: Any) -> None:
        self.children = children(people) if pathway.subject == Subject.CHILD else []
        about = [str(one.pk) for one in self.children]
        super().__init__(*args, initial={"basis": pathway.basis, "to": pathway.agency.name, "people": about}, **kwargs)
        offer(self, "people", people, described)
        offer(self, "officer", officers, lambda one: f"{one.name}, {one.job_title}" if one.job_title else one.name)
        if not officers:
            del self.fields["officer"]
        if not people:
            del self.fields["people"]

    def clean(self) -> dict[str, Any]:
        said = {"people": []} | (super().clean() or self.cleaned_data)
        if self.children and not set(self.children) & set(said["people"]):
            self.add_error(
                "people",
                _("Choose the child it is about, or whoever’s age nobody knows: a referral about nobody is easily lost."),
            )
        return said


class AcknowledgedForm(GovForm):
    reference = forms.CharField(label=_("Their reference, if they gave one"), max_length=60, required=False)


class AnsweredForm(GovForm):
    outcome = forms.ChoiceField(label=_("What did they decide?"), choices=ReferralOutcome.choices, widget=Radios)
    words = box(_("In their words"), rows=3, required=False, hint=_("Where they refused: why. If you do not agree, escalate."))


class ChaseForm(GovForm):
    words = box(_("The letter"), rows=8)


# The end ----------------------------------------------------------------------------------------------------------------------
class LessonForm(GovForm):
    lesson = box(
        _("What should the next colleague know?"),
        rows=3,
        hint=_("Name nobody. “What we did worked, because …” is a lesson too."),
    )
    audience = forms.ChoiceField(label=_("Who is to learn of it?"), choices=Audience.choices, widget=Radios)


class EvaluationForm(LessonForm):
    what_happened = box(_("What happened?"))
    outcomes = box(_("How did it come out?"))
    recurrence = forms.ChoiceField(label=_("Will it happen again?"), choices=Recurrence.choices, widget=Radios)
    risk_now = forms.ChoiceField(label=_("How does the risk stand now?"), choices=RiskNow.choices, widget=Radios)
    reached = forms.ChoiceField(
        label=_("Was what they wanted reached?"),
        choices=[("", _("They were not asked")), *Reached.choices],
        required=False,
        widget=Radios,
    )
    safer = forms.ChoiceField(label=_("Do they feel safer?"), choices=Safer.choices, widget=Radios)
    bodies_told = box(_("Who outside was told that it has ended, or why nobody?"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for principle in Principle:
            self.fields[f"principle_{principle.value}"] = box(principle.label, rows=2, required=False)
        judged = ["what_happened", "outcomes", "recurrence", "risk_now", "reached", "safer"]
        self.order_fields([*judged, *(f"principle_{one}" for one in Principle.values), "bodies_told", "lesson", "audience"])


class HandlingForm(GovForm):
    found = forms.ChoiceField(label=_("How was it handled?"), choices=Handling.choices, widget=Radios)
    words = box(_("What you found"))
    missed = box(_("Which opportunities were missed?"), rows=3, required=False)
    done_about = box(_("What is done about it?"), rows=3, required=False)


class OpenReviewForm(GovForm):
    triggers = forms.MultipleChoiceField(label=_("What brings it about?"), choices=Trigger.choices, widget=Checkboxes)
    why = box(_("Why?"), rows=3)
    officer = OneOf(label=_("Who leads it?"), help_text=_("Somebody who did not work on the case."))
    due_on = DateField(label=_("By which day does it end?"))

    def __init__(self, *args: Any, officers: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "officer", officers, named)


class EndReviewForm(GovForm):
    findings = box(_("What did the review find?"))
    missed = box(_("What was missed?"), rows=3, required=False)
    actions = box(_("What is done about it?"), rows=3, required=False)


# What leaves ------------------------------------------------------------------------------------------------------------------
class PaperForm(GovForm):
    """The page that interrupts: who will hold it, what for, and why it goes although the check stopped it."""

    holder_is = forms.ChoiceField(
        label=_("Who will hold it?"),
        widget=Radios,
        choices=[
            ("me", _("I will, and I destroy it afterwards")),
            ("colleague", _("A colleague who may open this case too")),
            ("partner", _("A partner agency")),
        ],
    )
    why = box(_("What is it for?"), rows=2)
    override = box(
        _("Why must it leave all the same?"),
        rows=2,
        required=False,
        hint=_("The check above stops it. Your reason is kept with your name."),
    )

    def __init__(self, *args: Any, stopped: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not stopped:
            del self.fields["override"]

    def holder(self, me: str) -> str:
        """Who will hold it, in words. `me`: whoever takes it out."""
        chosen = self.cleaned_data["holder_is"]
        return me if chosen == "me" else str(dict(self.fields["holder_is"].choices)[chosen])  # type: ignore[attr-defined]
