"""What the pages of domestic abuse work ask: the checklist, the referral to MARAC, telling the local authority and CQC, the safety plan."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heed.agencies.choices import Basis, Consent, Way
from heed.domestic_abuse.choices import Answer, Band, Criterion, Item, Mode
from heed.domestic_abuse.instruments import Instrument
from heed.households.naming import whole_names_in
from heed.pictures.case.choosing import described
from heed.web.cases.forms import OneOf, Several, box, named, offer
from heed.web.components.times import uk_time
from heed.web.govform import Checkboxes, DateField, GovForm, Radios, When, WhenField


class ChecklistForm(GovForm):
    """An instrument, topic by topic. `licensed`: the provider's own wording by topic, where there is one. Nothing has to be answered."""

    someone = OneOf(label=_("About whom?"), required=False, help_text=_("From those harmed in this case who are 16 or over."))
    mode = forms.ChoiceField(label=_("How is it answered?"), choices=Mode.choices, widget=Radios)
    raised_to = forms.ChoiceField(
        label=_("Do you judge the risk higher than the answers suggest?"),
        choices=[("", _("No, as the answers suggest")), *((band.value, band.label) for band in (Band.MEDIUM, Band.HIGH))],
        required=False,
        widget=Radios,
        help_text=_("Your professional judgement may raise the level. Nothing lowers it."),
    )
    reasons = box(_("If so: why?"), rows=3, required=False)

    def __init__(
        self, *args: Any, instrument: Instrument, licensed: Mapping[str, str], people: Iterable[Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.instrument = instrument
        offer(self, "someone", people, described)
        if not self.fields["someone"].things:  # type: ignore[attr-defined]
            del self.fields["someone"]
        for number, topic in enumerate(instrument.topics, 1):
            self._ask(topic.code, f"{number}. {licensed.get(topic.code) or topic.asks}", topic.note)

    def _ask(self, code: str, asks: Any, note: Any) -> None:
        self.fields[f"topic_{code}"] = forms.ChoiceField(
            label=asks, help_text=note, choices=Answer.choices, required=False, widget=Radios
        )
        self.fields[f"comment_{code}"] = box(_("Comment"), rows=2, required=False)
        self.fields[f"source_{code}"] = forms.CharField(
            label=_("Who said so, if it was not the person themselves?"), max_length=200, required=False
        )

    @property
    def topics(self) -> list[dict[str, Any]]:
        """Each topic's three fields, and whether its folded part has anything in it."""
        return [self._topic(topic.code) for topic in self.instrument.topics]

    def _topic(self, code: str) -> dict[str, Any]:
        folded = [self[f"comment_{code}"], self[f"source_{code}"]]
        return {"answer": self[f"topic_{code}"], "folded": folded, "opened": any(one.value() for one in folded)}


class AskSignatureForm(GovForm):
    """`colleagues`: those with the competence who may be asked."""

    colleague = OneOf(
        label=_("Whom do you ask?"), help_text=_("They are let into the case for 14 days, and every look is noted.")
    )
    why = box(
        _("What should they know?"), rows=2, required=False, hint=_("It stays on the case. Nothing of it is in the e-mail.")
    )

    def __init__(self, *args: Any, colleagues: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "colleague", colleagues, named)


class WordingForm(GovForm):
    """A provider's licensed wording of an instrument. `licensed`: what stands by now, by topic."""

    licence = forms.CharField(
        label=_("Which licence allows it, and until when?"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, instrument: Instrument, licensed: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instrument = instrument
        for number, topic in enumerate(instrument.topics, 1):
            field = box(f"{number}. {topic.asks}", rows=2, required=False)
            field.initial = licensed.get(topic.code, "")
            self.fields[f"topic_{topic.code}"] = field

    def texts(self) -> dict[str, str]:
        """What was written, by topic."""
        return {topic.code: self.cleaned_data[f"topic_{topic.code}"] for topic in self.instrument.topics}


# What is shared ---------------------------------------------------------------------------------------------------------------
class SharingForm(GovForm):
    """Why something may leave, and what it is (see agencies.actions.Sharing). `people`: those in the case it can be about."""

    people = Several(label=_("About whom?"), required=False)
    to = forms.CharField(label=_("To whom, and how reached?"), max_length=200)
    what = box(_("What is sent?"), hint=_("No more than they need."))
    purpose = box(_("Why is it needed, and why would no less do?"), rows=2)
    basis = forms.ChoiceField(label=_("On which lawful basis?"), choices=Basis.choices, widget=Radios)
    consent = forms.ChoiceField(label=_("The person’s consent"), choices=Consent.choices, widget=Radios)
    told = forms.BooleanField(label=_("The person knows that it is shared"), required=False)
    why_not_told = box(_("If they do not know: why not?"), rows=2, required=False)
    way = forms.ChoiceField(label=_("How does it go?"), choices=Way.choices, widget=Radios)
    override = box(_("Only if it was stopped: why must it go all the same?"), rows=2, required=False)

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "people", people, described)
        if not people:
            del self.fields["people"]


class SendForm(SharingForm):
    """The same to a body outside. `agencies`: those of the directory it can go to."""

    agency = OneOf(label=_("To which agency?"), required=False, help_text=_("From the directory, so that it is counted there."))

    def __init__(self, *args: Any, agencies: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "agency", agencies)
        self.order_fields(["agency", "to", "people"])


class DisclosureForm(SendForm):
    """Something shared beside a referral or a form: on the telephone, at a door, by their asking; or decided not to be."""

    direction = forms.ChoiceField(
        label=_("What happened?"),
        widget=Radios,
        choices=[("out", _("We share something")), ("in", _("They told us something")), ("not", _("We decided not to share"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].required = False
        self.order_fields(["direction", "agency", "to", "people"])


class NoticeSendForm(SendForm):
    when = WhenField(label=_("When was it sent?"), required=False, help_text=_("Leave it empty if it was just now."))


# Forms for others, box by box -------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Box:
    """One box of a form that goes out."""

    code: str
    label: Promise
    rows: int = 2
    hint: Promise | str = ""


MARAC_BOXES = (
    Box("referrer", _("Who refers, and how are they reached?")),
    Box("harmed", _("The person harmed"), 3, _("Name, other names, date of birth, address, telephone.")),
    Box("safe_call", _("Is it safe to ring, and when? Who is safe to talk to, and who is not?"), 3),
    Box("equality", _("What matters about them"), 2, _("Language and interpreter, disability, faith, pregnancy.")),
    Box("perpetrators", _("The alleged perpetrators"), 3, _("Name, date of birth, address, how they are related.")),
    Box("children", _("The children"), 3, _("Name, date of birth, school, whose they are, where they live.")),
    Box("afraid", _("Whom are they afraid of, and of what?"), 3),
    Box("happened", _("What has happened, and what has been done?"), 5),
    Box("home", _("The home"), 2, _("Landlord, tenancy, repairs to doors and locks.")),
    Box("wants", _("What do they want to happen?"), 3),
    Box("aware", _("Do they know of this referral, and have they agreed? If not: why not?")),
    Box("elsewhere", _("Have they been to MARAC before: where and when?")),
)
LOCAL_AUTHORITY_BOXES = (
    Box("referrer", _("Who reports, and how are they reached?")),
    Box("harmed", _("The person harmed"), 3, _("Name, date of birth, address, how they can be reached safely.")),
    Box("safe_call", _("How can they be reached without danger?")),
    Box("happened", _("What happened, when and where?"), 5),
    Box("perpetrators", _("The alleged perpetrators"), 2),
    Box("children", _("The children"), 2),
    Box("needs", _("Care and support needs, and capacity"), 2),
    Box("done", _("What has been done to protect them? Who else was told?"), 3),
    Box("wants", _("What do they want to happen?"), 2),
)
CQC_BOXES = (
    Box("own_reference", _("Our own reference"), 1),
    Box("location", _("The location, its address and its CQC number"), 2),
    Box("activity", _("The regulated activity"), 1),
    Box(
        "identifier",
        _("An identifier for the person, no name"),
        1,
        _("Also their age band and since when they use the service."),
    ),
    Box("happened", _("What happened, when and where? No names"), 5),
    Box("role", _("The alleged abuser’s part: who they are to the person, no name"), 2),
    Box("done", _("What has been done to protect them?"), 3),
    Box("authority", _("Was the local authority told, and when?"), 1),
    Box("police", _("Were the police told, and their reference"), 1),
    Box("referrer", _("Who fills this in?"), 1),
)


def filled_in(boxes: Iterable[Box], form: Mapping[str, str]) -> list[dict[str, Any]]:
    """The boxes with what stands in them, for components/summary_list.html."""
    return [{"key": one.label, "value": form.get(one.code, ""), "is_text": True} for one in boxes]


class Boxes(GovForm):
    """A form that goes out. Nothing has to be filled in: it is kept as written so far."""

    def __init__(self, *args: Any, boxes: tuple[Box, ...], form: Mapping[str, str], **kwargs: Any) -> None:
        initial = {f"box_{code}": words for code, words in form.items()} | kwargs.pop("initial", {})
        super().__init__(*args, initial=initial, **kwargs)
        self.boxes = boxes
        for one in boxes:
            self.fields[f"box_{one.code}"] = box(one.label, rows=one.rows, required=False, hint=one.hint)


class MaracForm(Boxes):
    """`met`: the criteria that stand by what is on record."""

    criteria = forms.MultipleChoiceField(
        label=_("Why does this go to MARAC? One reason is enough"), choices=Criterion.choices, required=False, widget=Checkboxes
    )
    reasons = box(_("Why do you judge it so?"), rows=3, required=False, hint=_("Professional judgement needs its reasons."))

    def __init__(self, *args: Any, met: Iterable[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, boxes=MARAC_BOXES, **kwargs)
        hint = gettext("Met, by what is on record.")
        self.fields["criteria"].widget.hints = {str(one): hint for one in met}  # type: ignore[attr-defined]


class NoticeForm(Boxes):
    """`names`: those in the case, where the body wants an identifier and no name."""

    extenuating = box(_("If it goes later than 24 hours: the extenuating circumstances"), rows=2, required=False)

    def __init__(self, *args: Any, names: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = list(names)
        self.order_fields([name for name in self.fields if name != "extenuating"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for code, words in list(said.items()):
            if code.startswith("box_") and whole_names_in(words, self.names):
                self.add_error(code, gettext("This form wants an identifier and no name. Take the name out."))
        return said


def ask_when_known(form: GovForm, at: dt.datetime, since: dt.datetime | None, entered: When) -> None:
    """When it was known, which is when its 24 hours began. `at` (UTC): now, which it cannot lie after. `since`: its clock counts from then,
    and only a correction is asked, with its reason; otherwise `entered` is offered."""

    def not_to_come(when: When) -> None:
        if when.instant > at:
            raise forms.ValidationError(_("That time has not come yet. Give the time when it was known."))

    volunteers = gettext("For a volunteer’s report: when the volunteer knew.")
    if since is None:
        words, hint, initial = _("When was it known?"), gettext("Its 24 hours run from then."), entered
    else:
        words, initial = _("Only if that is wrong: when was it known?"), None
        hint = gettext("Its 24 hours run from %(when)s.") % {"when": uk_time(since)}
    form.fields["when"] = WhenField(
        label=words, help_text=f"{hint} {volunteers}", initial=initial, required=since is None, validators=[not_to_come]
    )
    if since is not None:
        form.fields["why"] = box(_("If you correct it: why?"), rows=2, required=False)
    form.order_fields(["when", "why"])


YES_NO_UNKNOWN = [("yes", _("Yes")), ("no", _("No")), ("", _("Nobody knows yet"))]


class GateForm(GovForm):
    """CQC's two questions. Not known never means no."""

    victim = forms.ChoiceField(
        label=_("Does the person harmed get care from a registered service of ours?"),
        choices=YES_NO_UNKNOWN,
        required=False,
        widget=Radios,
    )
    perpetrator = forms.ChoiceField(
        label=_("Does the alleged perpetrator get care where we provide it?"),
        choices=YES_NO_UNKNOWN,
        required=False,
        widget=Radios,
    )
    reasons = box(_("If both are no: why need CQC not be told?"), rows=3, required=False)


# The safety plan --------------------------------------------------------------------------------------------------------------
class ReviewDayForm(GovForm):
    review_on = DateField(label=_("When is the plan looked at again?"), help_text=_("Within the next three months."))


class ReviewForm(ReviewDayForm):
    words = box(_("What came of it?"), hint=_("Go through the plan with the resident, where it is safe."))

    field_order = ("words", "review_on")


class PartForm(GovForm):
    kind = forms.ChoiceField(label=_("Which part of the plan?"), choices=Item.choices, widget=Radios)
    words = box(_("What does the plan say here?"), hint=_("In the resident’s own words where you can."))


class ChangePartForm(GovForm):
    words = box(_("What does the plan say here now?"), hint=_("What stood before stays on record. Consent is asked again."))


class HelperForm(GovForm):
    who = forms.CharField(label=_("Who helps?"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    agency = OneOf(label=_("From which agency, if from one?"), required=False)
    reach = forms.CharField(
        label=_("How are they reached?"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    may_be_told = box(_("What may they be told?"), rows=2, hint=_("No more than that is shared. If nothing, write “nothing”."))

    def __init__(self, *args: Any, agencies: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "agency", agencies)


class ToldForm(GovForm):
    """What a contact may be told from now on."""

    reach = forms.CharField(
        label=_("How are they reached?"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    may_be_told = box(
        _("What may they be told from now on?"),
        rows=2,
        hint=_("What they may be told until now stays on record. If nothing, write “nothing”."),
    )


class PrintPlanForm(GovForm):
    """The page that interrupts. `contacts`: who helps; each gets on paper what the resident agreed they get, and no more."""

    holder_is = forms.ChoiceField(label=_("Who will hold this paper?"), widget=Radios)
    agreed = forms.BooleanField(label=_("If it is not for the resident: they agree that it is printed"), required=False)
    why = box(_("What is it for?"), rows=2, hint=_("It stays on the record."))
    override = box(_("Only if it was stopped: why must it go all the same?"), rows=2, required=False)

    def __init__(self, *args: Any, contacts: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contacts = {str(one.pk): one for one in contacts}
        self.fields["holder_is"].choices = [  # type: ignore[attr-defined]
            ("resident", _("The resident: it is their own copy")),
            ("me", _("I will, and I shred it afterwards")),
            *((code, helping(one)) for code, one in self.contacts.items()),
        ]

    @property
    def own(self) -> bool:
        return self.cleaned_data["holder_is"] == "resident"

    @property
    def contact(self) -> Any:
        """The one who helps and will hold it, if it is one of them."""
        return self.contacts.get(self.cleaned_data["holder_is"])

    def holder(self, me: str) -> str:
        """Who will hold it, in words. `me`: whoever prints it."""
        if self.own:
            return gettext("The resident")
        return ", ".join(filter(None, [self.contact.who, self.contact.reach])) if self.contact else me


class ConsentForm(GovForm):
    contact = OneOf(label=_("To whom may this part go?"), widget=Radios)

    def __init__(self, *args: Any, contacts: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "contact", contacts, helping)


class SharePartForm(SharingForm):
    contact = OneOf(label=_("To whom?"), widget=Radios)

    def __init__(self, *args: Any, contacts: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "contact", contacts, helping)
        del self.fields["to"]
        self.order_fields(["contact", "people", "what"])


def helping(contact: Any) -> str:
    """A contact of a plan with what they may be told, so that nobody is told more."""
    return gettext("%(who)s: may be told %(what)s") % {"who": contact.who, "what": contact.may_be_told}
