"""The questions about a case, one row each (see asking.py)."""

from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from heed.agencies.choices import Subject
from heed.cases import duties, ending, measures, opening, working
from heed.cases.choices import (
    Asked,
    Capacity,
    ChildSeen,
    ExemptionKind,
    Label,
    MeasureKind,
    MissingRisk,
    Part,
    Risk,
    Seen,
    Uptake,
)
from heed.cases.measures import Taken
from heed.cases.working import Known, Said
from heed.concerns import feeding
from heed.deadlines import pausing
from heed.pictures.case import choosing, parts
from heed.pictures.case.may import may_of
from heed.pictures.case.owing import owing
from heed.procedures import correcting
from heed.web.cases import forms
from heed.web.cases.asking import LIST, Asks, It


def happened(said: dict[str, Any]) -> datetime | None:
    """When it was, in UTC; None: just now."""
    return said["when"].instant if said["when"] else None


def there(found: Any) -> Any:
    """A part of the case that was looked for: there, or 404."""
    if found is None:
        raise Http404
    return found


def why(label: Any, hint: Any = "") -> Any:
    return lambda it: forms.Why(it.data, label=label, hint=hint)


def _owners(it: It) -> list[Any]:
    if may_of(it.request.me, it.case).answer_for:
        return choosing.could_own(it.case, it.at)
    return choosing.working_on(it.case, it.request.me, it.at)


def _owed(it: It) -> dict[str, Any]:
    """What runs in the case, for whoever would end it, and whether its risk still stands as high."""
    running = [one for one in owing(it.request.me, it.case, it.at) if one.met_at is None]
    return {"owed": running, "high": it.case.risk == Risk.HIGH}


def _feed_form(it: It) -> forms.FeedForm:
    near = choosing.concerns_near(it.request.me, it.case)
    asked_for = it.request.GET.get("concern", "")
    return forms.FeedForm(it.data, me=it.request.me, concerns=near, initial={"near": asked_for})


# The work ---------------------------------------------------------------------------------------------------------------------
NOTE = Asks(
    _("Note a call"),
    _("Keep the note"),
    lambda it: forms.Note(it.data, prefix="note"),
    lambda it, said: working.note(
        it.case, said["kind"], said["title"], said["text"], by=it.me, at=it.at, occurred_at=happened(said)
    ),
    keeps=True,
)
VISIT = Asks(
    _("Note a visit"),
    _("Keep the visit"),
    lambda it: forms.VisitForm(it.data),
    lambda it, said: working.visit(
        it.case, Seen(said["seen"]), ChildSeen(said["child"]), said["text"], by=it.me, at=it.at, occurred_at=happened(said)
    ),
    keeps=True,
)
INCIDENT = Asks(
    _("Something happened"),
    _("Put it down"),
    lambda it: forms.IncidentForm(it.data),
    lambda it, said: working.incident(
        it.case,
        said["what"],
        by=it.me,
        at=it.at,
        occurred_at=said["when"].instant,
        whole_day=not said["when"].time_known,
        police_told=said["police"],
    ),
    keeps=True,
)
RISK = Asks(
    _("Judge the risk"),
    _("Keep the judgement"),
    lambda it: forms.RiskForm(it.data),
    lambda it, said: working.set_risk(it.case, Risk(said["risk"]), said["why"], by=it.me, at=it.at),
)
LABEL = Asks(
    _("Change the label"),
    _("Change it"),
    lambda it: forms.LabelForm(it.data, initial={"label": it.case.label}),
    lambda it, said: opening.label(it.case, Label(said["label"]), by=it.me, at=it.at),
    may=lambda may: may.answer_for,
)
ACTION = Asks(
    _("Give somebody something to do"),
    _("Give it"),
    lambda it: forms.ActionForm(it.data, owners=_owners(it)),
    lambda it, said: working.owe(it.case, said["what"], said["owner"], said["due"], by=it.me, at=it.at),
    _("They are told by e-mail. It stands on the case until it is done, or not done and why."),
)
DOCUMENT = Asks(
    _("Add a paper or picture"),
    _("Add it"),
    lambda it: forms.DocumentForm(it.data, it.files),
    lambda it, said: working.add_document(it.case, said["file"], said["title"], by=it.me, at=it.at),
)
TAKE_OFF = Asks(
    _("It does not belong to this case"),
    _("Take it off"),
    why(_("Why does it not belong here?")),
    lambda it, said: working.take_off(there(parts.document(it.case, it.part)), said["why"], by=it.me, at=it.at),
    _("Taken off. That it stood here, and why it went, stays on record."),
    about=parts.document,
)
VOICE = Asks(
    _("What they want"),
    _("Keep it"),
    lambda it: forms.VoiceForm(it.data, initial=choosing.voice_of(it.case)),
    lambda it, said: working.hear(
        it.case,
        Said(
            Asked(said["asked"]),
            said["wants"],
            said["why_not"],
            said["child_words"],
            Capacity(said["capacity"]),
            said["advocate"],
        ),
        by=it.me,
        at=it.at,
    ),
    keeps=True,
)


# Who is in it -----------------------------------------------------------------------------------------------------------------
def known(it: It, said: dict[str, Any], form: type[forms.SomeoneForm] = forms.SomeoneForm) -> Known:
    """Somebody as the form has put them down; a person of the register only where the reader may open their household."""
    people = {str(person.pk): person for person, _words in choosing.in_the_register(it.request.me, it.case, it.at)}
    person = people.get(said.get("person") or "")
    name = said["name"].strip() or (person.name if person else "")
    return Known(name, Part(said["part"]), said["about"], form.identity_of(name), person, said["age"])


def someone_form(it: It, *, correcting: Any = None) -> forms.SomeoneForm:
    people = [(str(person.pk), words) for person, words in choosing.in_the_register(it.request.me, it.case, it.at)]
    initial = (
        {
            "name": correcting.name,
            "part": correcting.part,
            "age": correcting.age,
            "about": correcting.about,
            "person": str(correcting.person_id or ""),
        }
        if correcting
        else None
    )
    return forms.SomeoneForm(it.data, people=people, correcting=bool(correcting), initial=initial)


def _correct(it: It, now: Known, why: str) -> None:
    offered = {person.pk for person, _words in choosing.in_the_register(it.request.me, it.case, it.at)}
    correcting.correct(there(parts.someone(it.case, it.part)), now, why, me=it.request.me, at=it.at, known_to_me=offered)


SOMEONE = Asks(
    _("Add a person"),
    _("Add them"),
    someone_form,
    lambda it, said: working.add_someone(it.case, known(it, said), by=it.me, at=it.at),
    lead=_("What is owed follows from who they are: a child, or somebody whose age nobody knows, is referred."),
)
CORRECT = Asks(
    _("Correct who somebody is"),
    _("Keep the correction"),
    lambda it: someone_form(it, correcting=there(parts.someone(it.case, it.part))),
    lambda it, said: _correct(it, known(it, said), said["why"]),
    lead=_("What stood before stays on record, and says until when it stood."),
    about=parts.someone,
)
REACH = Asks(
    _("Add a household"),
    _("Add it"),
    lambda it: forms.ReachForm(it.data, me=it.request.me),
    lambda it, said: opening.reach(it.case, said["household"].pk, said["why"], by=it.me, at=it.at),
    lead=_("The case then stands on that household’s screen, for those who may see the case."),
)
FEED = Asks(
    _("Add a concern"),
    _("Add it"),
    lambda it: _feed_form(it),
    lambda it, said: feeding.feed(said["concern"], it.case, by=it.me, at=it.at),
    may=lambda may: may.answer_for,
    lead=_(
        "A concern that belongs to this case. Whoever answers for the case may then read it, and the case reaches its households."
    ),
)
UNFEED = Asks(
    _("It does not belong to this case"),
    _("Take it off"),
    why(_("Why does it not belong here?")),
    lambda it, said: feeding.undo_feed(there(parts.feed(it.case, it.part)), said["why"], by=it.me, at=it.at),
    may=lambda may: may.answer_for,
    lead=_(
        "What the concern owes goes back to it. The households that came with it stay with the case: take off those that are wrong, one by one."
    ),
    about=parts.feed,
)
UNREACH = Asks(
    _("It is the wrong household"),
    _("Take it off"),
    why(_("Why does the case not belong there?")),
    lambda it, said: opening.undo_reach(there(parts.reach(it.case, it.part)), said["why"], by=it.me, at=it.at),
    about=parts.reach,
)


# Missing, protected -----------------------------------------------------------------------------------------------------------
MISSING = Asks(
    _("Somebody is missing"),
    _("Put it down"),
    lambda it: forms.MissingForm(it.data, people=choosing.standing(it.case)),
    lambda it, said: working.went_missing(
        it.case,
        said["last_seen_at"].instant,
        said["last_seen"],
        MissingRisk(said["risk"]),
        said["why"],
        by=it.me,
        at=it.at,
        someone=said["someone"],
        told_police_at=said["told_police"].instant if said["told_police"] else None,
        police_reference=said["police_reference"],
        told_others=said["told_others"],
    ),
    lead=_("Nobody waits 24 hours. In danger, ring 999; otherwise tell the police on 101 now."),
    tone="danger",
)
POLICE = Asks(
    _("The police are told"),
    _("Put it down"),
    lambda it: forms.PoliceForm(it.data),
    lambda it, said: working.police_told(
        there(parts.episode(it.case, it.part)), happened(said) or it.at, said["reference"], by=it.me, at=it.at
    ),
    about=parts.episode,
)
FOUND = Asks(
    _("They were found"),
    _("Put it down"),
    lambda it: forms.FoundForm(it.data),
    lambda it, said: working.was_found(
        there(parts.episode(it.case, it.part)), said["words"], by=it.me, at=it.at, found_at=happened(said) or it.at
    ),
    _("Noted. A talk on return is owed within three days."),
    about=parts.episode,
)
TALKED = Asks(
    _("The talk on return"),
    _("Keep it"),
    lambda it: forms.Words(it.data, label=_("What came of the talk, or that it was offered and declined")),
    lambda it, said: working.talked(there(parts.episode(it.case, it.part)), said["words"], by=it.me, at=it.at),
    about=parts.episode,
    keeps=True,
)
MEASURE = Asks(
    _("An order or protection"),
    _("Keep it"),
    lambda it: forms.MeasureForm(it.data, people=choosing.standing(it.case)),
    lambda it, said: measures.take(
        it.case,
        Taken(MeasureKind(said["kind"]), Uptake(said["uptake"]), said["words"], said["someone"], said["since"], said["until"]),
        by=it.me,
        at=it.at,
        corrects=parts.measure(it.case, it.part) if it.of else None,
    ),
    lead=_(
        "An order or notice with its dates, something done about a perpetrator, something offered and whether it was taken up."
    ),
    about=parts.measure,
)

# Longer, passed on, ended -----------------------------------------------------------------------------------------------------
EXEMPT = Asks(
    _("It takes longer than 21 days"),
    _("Keep the exemption"),
    lambda it: forms.ExemptForm(it.data, agencies=choosing.agencies(it.at)),
    lambda it, said: ending.exempt(
        it.case, ExemptionKind(said["kind"]), said["why"], said["review_on"], by=it.me, at=it.at, agency=said["agency"]
    ),
    _("The days go on counting. An update is owed every week, and goes to the manager’s own line manager."),
    may=lambda may: may.answer_for,
)
UPDATE = Asks(
    _("How it stands with the agency"),
    _("Send the update"),
    lambda it: forms.Words(it.data, label=_("How does it stand? Two sentences are enough")),
    lambda it, said: ending.update(there(parts.exemption(it.case)), said["words"], by=it.me, at=it.at),
    _("Noted. The next update is owed in a week."),
    may=lambda may: may.answer_for,
)
END_EXEMPTION = Asks(
    _("End the exemption"),
    _("End it"),
    lambda it: forms.Sure(it.data),
    lambda it, said: ending.end_exemption(there(parts.exemption(it.case)), by=it.me, at=it.at),
    may=lambda may: may.answer_for,
)
NOT_REFERRED = Asks(
    _("Record why it is not referred"),
    _("Keep the reasons"),
    lambda it: forms.NotReferredForm(it.data),
    lambda it, said: duties.leave_out(it.case, Subject(said["subject"]), said["why"], by=it.me, at=it.at),
    lead=_("If you are not sure, refer: an unknown never stands in the way."),
    may=lambda may: may.answer_for,
)
PASS = Asks(
    _("Pass the case on"),
    _("Pass it on"),
    lambda it: forms.PassForm(it.data, people=choosing.managers_for(it.request.me, it.at, anywhere=True)),
    lambda it, said: opening.pass_on(it.case, said["to"].colleague, said["to"].scheme, said["why"], by=it.me, at=it.at),
    _("Passed on. Everything that was owed goes with it; they are told by e-mail."),
    may=lambda may: may.answer_for,
    then=LIST,
)
CONCLUDE = Asks(
    _("Conclude the case"),
    _("Conclude it"),
    why(_("How did it end, and why is it concluded?")),
    lambda it, said: ending.conclude(it.case, said["why"], by=it.me, at=it.at),
    _("Concluded: its 21 days have ended. Its evaluation is owed before it can close."),
    may=lambda may: may.answer_for,
    lead=_("Its 21 days end, and an evaluation is owed. Whatever else is owed goes on, and is settled before it closes."),
    template="ask_owed.html",
    shows=lambda it: _owed(it),
)
CLOSE = Asks(
    _("Close the case"),
    _("Close it"),
    lambda it: forms.Sure(it.data),
    lambda it, said: ending.close(it.case, by=it.me, at=it.at),
    _("Closed. It can be opened again for four weeks."),
    may=lambda may: may.end,
    template="ask_owed.html",
    shows=lambda it: _owed(it),
)
REOPEN = Asks(
    _("Open the case again"),
    _("Open it again"),
    why(_("Why is it opened again?")),
    lambda it, said: ending.reopen(it.case, said["why"], by=it.me, at=it.at),
    _("Open again. Its days count from its entry, as before."),
    may=lambda may: may.end,
)
PAUSE = Asks(
    _("Pause the clock"),
    _("Pause it"),
    why(_("Why does it wait, and for whom?")),
    lambda it, said: pausing.pause(there(parts.clock(it.case, it.part)), said["why"], by=it.me, at=it.at),
    _("Paused. Nobody is reminded until it goes on; it stands on the case that it waits."),
    may=lambda may: may.answer_for,
    about=parts.clock,
)
RESUME = Asks(
    _("Let the clock go on"),
    _("Let it go on"),
    lambda it: forms.Sure(it.data),
    lambda it, said: pausing.resume(there(parts.clock(it.case, it.part)), by=it.me, at=it.at),
    _("It runs again, and is due as much later as it stood still."),
    may=lambda may: may.answer_for,
    about=parts.clock,
)
