"""The work on a case: notes, visits, who is in it, incidents, the plan, actions, documents, the resident's voice."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from heed.cases.choices import Asked, Capacity, ChildSeen, MissingRisk, Part, Reached, Risk, Safer, Seen
from heed.cases.duties import keep_duties
from heed.cases.models import Case, Document, Incident, MissingEpisode, Plan, Someone, Visit, Voice
from heed.cases.opening import keep_out_the_tied
from heed.cases.workflow import hold_open
from heed.deadlines import clocks
from heed.deadlines.choices import Outcome
from heed.deadlines.clocks import Owed
from heed.deadlines.models import Clock
from heed.folders.actions import is_kept_out
from heed.folders.files import Upload, take
from heed.households.choices import Identity
from heed.households.models import Person
from heed.organisation.models import Colleague
from heed.timeline.actions import record
from heed.timeline.models import Event

AT_ONCE = (MissingRisk.MEDIUM, MissingRisk.HIGH)  # then the police are told at once, or it says why not
NOTE_KINDS = ("note", "call", "contact", "decision", "oversight")


class CannotWork(Exception):
    """What is missing or in the way."""


class Clash(CannotWork):
    """Somebody saved another text meanwhile. `theirs` is what stands now; the page shows both, and nothing is lost (R17)."""

    def __init__(self, theirs: Plan) -> None:
        super().__init__(_("Somebody saved this a moment ago. Both texts stand below: put them together, then save again."))
        self.theirs = theirs


# Notes and visits -------------------------------------------------------------------------------------------------------------
@transaction.atomic
def note(
    case: Case,
    kind: str,
    title: str,
    text: str,
    *,
    by: Colleague,
    at: datetime,
    occurred_at: datetime | None = None,
    people: list[UUID] | None = None,
    corrects: UUID | None = None,
) -> Event:
    """A note, call, contact, decision with its reasons, or management oversight on the case (never what was said in supervision).

    `kind` is one of NOTE_KINDS. Raises CannotWork for a time to come, or a decision without its reasons."""
    if occurred_at and occurred_at > at:
        raise CannotWork(_("That time has not come yet. Give the time it happened."))
    if kind == "decision" and not text.strip():
        raise CannotWork(_("Write the reasons: a decision without them cannot be learned from."))
    return record(
        f"case.{kind}",
        case.folder_id,
        by=by,
        at=at,
        occurred_at=occurred_at,
        words={"title": title, "text": text},
        people=people or [],
        corrects=corrects,
    )


@transaction.atomic
def visit(
    case: Case, seen: Seen, child: ChildSeen, text: str, *, by: Colleague, at: datetime, occurred_at: datetime | None = None
) -> Visit:
    """A home visit: who was seen, and whether a child was seen alone. Raises CannotWork for a time to come."""
    if occurred_at and occurred_at > at:
        raise CannotWork(_("That time has not come yet. Give the time of the visit."))
    words = {"seen": seen, "child": child, "text": text}
    event = record("case.visit", case.folder_id, by=by, at=at, occurred_at=occurred_at, words=words)
    made = Visit(folder_id=case.folder_id, case=case, event=event, at=occurred_at or at, seen=seen, child=child, by=by)
    made.save(force_insert=True)
    return made


# Who is in it -----------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Known:
    """Somebody as they are put down: in which part, who of the register they are (if known), their age (if no date of birth is known)."""

    name: str
    part: Part
    about: str = ""
    identity: Identity = Identity.KNOWN
    person: Person | None = None
    age: int | None = None


@transaction.atomic
def add_someone(case: Case, known: Known, *, by: Colleague, at: datetime, incident: Incident | None = None) -> Someone:
    """Puts somebody into the case, or into one incident of it."""
    hold_open(case)
    someone = _someone(case, known, by, at, incident)
    keep_duties(case, by=by, at=at)
    record("case.someone", case.folder_id, by=by, at=at, words={"who": known.name, "is": known.part}, people=_pk(known.person))
    keep_out_the_tied(case)
    return someone


def _pk(person: Person | None) -> list[UUID]:
    return [person.pk] if person else []


def _someone(
    case: Case,
    known: Known,
    by: Colleague,
    at: datetime,
    incident: Incident | None,
    corrects: Someone | None = None,
    why: str = "",
    person: UUID | None = None,
) -> Someone:
    if not known.name.strip() and known.identity == Identity.KNOWN:
        raise CannotWork(_("Write a name, or say that this person is not identified yet."))
    someone = Someone(
        folder_id=case.folder_id,
        case=case,
        incident=incident,
        person_id=known.person.pk if known.person else person,
        identity=known.identity,
        name=known.name,
        about=known.about,
        part=known.part,
        age=_age(known, at),
        recorded_at=at,
        recorded_by=by,
        why=why,
        corrects=corrects,
    )
    someone.save(force_insert=True)
    return someone


def _age(known: Known, at: datetime) -> int | None:
    """Whole years now: by the register's date of birth, or as somebody gave it. Kept with the row, because whoever reads the case may not see the person."""
    age = known.person.age_on(localdate(at)) if known.person else None
    return known.age if age is None else age


@transaction.atomic
def correct(someone: Someone, known: Known, why: str, *, by: Colleague, at: datetime, same_person: bool = False) -> Someone:
    """Who somebody is, or their part, was wrong. The old row stays and says until when it stood. `same_person`: whoever corrects it may not see
    whose record they are linked to, and leaves that as it is. Raises CannotWork when somebody was quicker."""
    if not why.strip():
        raise CannotWork(_("Write why this is corrected. What stood before stays on record."))
    if not Someone.objects.filter(pk=someone.pk, superseded_at=None).update(superseded_at=at):
        raise CannotWork(_("Somebody corrected this a moment ago. Read what is new, then correct it if need be."))
    hold_open(someone.case)
    linked = someone.person_id if same_person else None
    corrected = _someone(someone.case, known, by, at, someone.incident, someone, why, linked)
    keep_duties(someone.case, by=by, at=at)
    words = {"who": known.name, "was": someone.part, "is": known.part, "text": why}
    record("case.part_corrected", someone.folder_id, by=by, at=at, words=words, people=_pk(known.person))
    keep_out_the_tied(someone.case)
    return corrected


@transaction.atomic
def incident(
    case: Case,
    what: str,
    *,
    by: Colleague,
    at: datetime,
    occurred_at: datetime,
    whole_day: bool = False,
    police_told: bool = False,
    parts: list[Known] | None = None,
) -> Incident:
    """One thing that happened, with the parts people had in it. Raises CannotWork for a time to come or without a word of what happened."""
    if occurred_at > at:
        raise CannotWork(_("That time has not come yet. Give the time it happened."))
    if not what.strip():
        raise CannotWork(_("Write what happened. One sentence is enough."))
    hold_open(case)
    happened = Incident(
        folder_id=case.folder_id,
        case=case,
        occurred_at=occurred_at,
        whole_day=whole_day,
        what=what,
        police_told=police_told,
        by=by,
        at=at,
    )
    happened.save(force_insert=True)
    for known in parts or []:
        _someone(case, known, by, at, happened)
    keep_duties(case, by=by, at=at)
    people = [known.person.pk for known in parts or [] if known.person]
    record(
        "case.incident",
        case.folder_id,
        by=by,
        at=at,
        occurred_at=occurred_at,
        whole_day=whole_day,
        words={"text": what},
        people=people,
    )
    keep_out_the_tied(case)
    return happened


# The plan ---------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def save_plan(case: Case, text: str, *, on: int, by: Colleague, at: datetime) -> Plan:
    """What we are doing and why. `on`: the version the writer had before them (0: none). Raises Clash when another stands now."""
    plan = Plan(folder_id=case.folder_id, case=case, version=on + 1, text=text, by=by, at=at)
    try:
        with transaction.atomic():
            plan.save(force_insert=True)
    except IntegrityError:
        raise Clash(Plan.objects.filter(case=case).latest("version")) from None
    record("case.plan", case.folder_id, by=by, at=at)
    return plan


@transaction.atomic
def set_risk(case: Case, risk: Risk, why: str, *, by: Colleague, at: datetime) -> None:
    """How high the risk is, by professional judgement, with its reasons. Raises CannotWork without them."""
    if not why.strip():
        raise CannotWork(_("Write why you judge the risk so."))
    Case.objects.filter(pk=case.pk).update(risk=risk)
    record("case.risk", case.folder_id, by=by, at=at, words={"was": case.risk, "is": risk, "text": why})
    case.risk = risk


@transaction.atomic
def owe(case: Case, what: str, owner: Colleague, due: datetime, *, by: Colleague, at: datetime) -> Clock:
    """Somebody owes something by a time (UTC); the case cannot close before it is settled. Raises CannotWork."""
    if is_kept_out(case.folder_id, owner):
        raise CannotWork(_("%(name)s cannot take this on. Choose somebody else.") % {"name": owner.display_name})
    if due <= at:
        raise CannotWork(_("That would be due in the past. Choose a later day or time."))
    hold_open(case)
    words = {"what": what, "from": by.display_name}
    clock = clocks.start(
        "action", Owed(case.folder_id, owner, case.folder_id, case.pk, words), at=at, due=due, nation=case.nation
    )
    clocks.tell_owner(clock, owner, what, by=by, at=at)
    return clock


@transaction.atomic
def add_document(case: Case, upload: Upload, title: str, *, by: Colleague, at: datetime) -> Document:
    """A paper or picture for the case. Raises CannotTake for what cannot be kept."""
    file = take(upload, folder=case.folder_id, by=by, at=at)
    document = Document(folder_id=case.folder_id, case=case, file=file, title=title, by=by, at=at)
    document.save(force_insert=True)
    record("case.document", case.folder_id, by=by, at=at, words={"title": title})
    return document


@transaction.atomic
def take_off(document: Document, why: str, *, by: Colleague, at: datetime) -> None:
    """A paper that does not belong to the case: it is on no page any more; that it stood there, and why it went, stays on record.
    Raises CannotWork without a reason, or when it was taken off already."""
    if not why.strip():
        raise CannotWork(_("Write why it does not belong here."))
    if not Document.objects.filter(pk=document.pk, removed_at=None).update(removed_at=at):
        raise CannotWork(_("It was taken off already."))
    record("case.document_taken_off", document.folder_id, by=by, at=at, words={"title": document.title, "text": why})


# The resident's voice ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Said:
    """What the resident wants, in their own words; at the end, whether it was reached and whether they feel safer (DA-18)."""

    asked: Asked
    wants: str = ""
    why_not: str = ""
    child_words: str = ""
    capacity: Capacity = Capacity.NOT_RECORDED
    advocate: str = ""
    reached: Reached | None = None
    safer: Safer | None = None


@transaction.atomic
def hear(case: Case, said: Said, *, by: Colleague, at: datetime, someone: Someone | None = None) -> Voice:
    """A new version of the resident's voice; earlier ones stay. Raises CannotWork where they were not asked and nobody says why."""
    if said.asked == Asked.NOT_ASKED and not said.why_not.strip():
        raise CannotWork(_("Say why they were not asked what they want."))
    if said.asked == Asked.EXPRESSED and not said.wants.strip():
        raise CannotWork(_("Write what they want, in their own words."))
    Voice.objects.filter(case=case, someone=someone, superseded_at=None).update(superseded_at=at)
    voice = Voice(
        folder_id=case.folder_id,
        case=case,
        someone=someone,
        asked=said.asked,
        why_not=said.why_not,
        wants=said.wants,
        child_words=said.child_words,
        capacity=said.capacity,
        advocate=said.advocate,
        reached=said.reached or "",
        safer=said.safer or "",
        by=by,
        at=at,
    )
    voice.save(force_insert=True)
    record("case.voice", case.folder_id, by=by, at=at, words={"text": said.wants or said.child_words})
    return voice


# Missing ----------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def went_missing(
    case: Case,
    last_seen_at: datetime,
    last_seen: str,
    risk: MissingRisk,
    why: str,
    *,
    by: Colleague,
    at: datetime,
    someone: Someone | None = None,
    told_police_at: datetime | None = None,
    police_reference: str = "",
    told_others: str = "",
) -> MissingEpisode:
    """Somebody cannot be found (PEER-3). Nobody waits 24 hours: at medium and high risk the police are told now, or it says why not."""
    if last_seen_at > at:
        raise CannotWork(_("That time has not come yet. Give the time they were last seen."))
    if risk in AT_ONCE and not (told_police_at or why.strip()):
        raise CannotWork(_("Tell the police now (101, or 999 in danger) and give the time, or write why they are not told."))
    episode = MissingEpisode(
        folder_id=case.folder_id,
        case=case,
        someone=someone,
        last_seen_at=last_seen_at,
        last_seen=last_seen,
        risk=risk,
        why=why,
        told_police_at=told_police_at,
        police_reference=police_reference,
        told_others=told_others,
        found="",
        talk="",
        by=by,
        at=at,
    )
    hold_open(case)
    episode.save(force_insert=True)
    if risk in AT_ONCE and not told_police_at:
        owed = Owed(case.folder_id, case.responsible, case.folder_id, episode.pk)
        clocks.start("missing_police", owed, at=at, nation=case.nation)
    record("missing.reported", case.folder_id, by=by, at=at, occurred_at=last_seen_at, words={"risk": risk, "text": last_seen})
    return episode


@transaction.atomic
def police_told(episode: MissingEpisode, told_at: datetime, reference: str, *, by: Colleague, at: datetime) -> None:
    """The police know, since an instant (UTC). Raises CannotWork for a time to come or before they were last seen, or when it was put down."""
    if not episode.last_seen_at <= told_at <= at:
        raise CannotWork(_("Give the time the police were told: after they were last seen, and not in the future."))
    if not MissingEpisode.objects.filter(pk=episode.pk, told_police_at=None).update(told_police_at=told_at):
        raise CannotWork(_("Somebody has put down already that the police were told. Look again."))
    episode.told_police_at, episode.police_reference = told_at, reference
    episode.save(update_fields=["police_reference"])
    clocks.meet_about(episode.folder_id, episode.pk, by=by, at=at)
    record("missing.police_told", episode.folder_id, by=by, at=at, occurred_at=told_at)


@transaction.atomic
def was_found(episode: MissingEpisode, words: str, *, by: Colleague, at: datetime, found_at: datetime) -> None:
    """They are back, or known to be safe. A talk on return is owed within three days (statutory for children; ours for adults)."""
    if found_at < episode.last_seen_at or found_at > at:
        raise CannotWork(_("Give the time they were found: after they were last seen, and not in the future."))
    hold_open(episode.case)
    if not MissingEpisode.objects.filter(pk=episode.pk, found_at=None).update(found_at=found_at):
        raise CannotWork(_("Somebody has put down that they were found. Look again."))
    episode.found_at, episode.found = found_at, words
    episode.save(update_fields=["found"])
    clocks.meet_about(
        episode.folder_id, episode.pk, by=by, at=at, outcome=Outcome.NOT_POSSIBLE
    )  # the police, if nobody told them
    owed = Owed(episode.folder_id, by, episode.folder_id, episode.pk)
    clocks.start("return_talk", owed, at=found_at, nation=episode.case.nation)
    record("missing.found", episode.folder_id, by=by, at=at, occurred_at=found_at, words={"text": words})


@transaction.atomic
def talked(episode: MissingEpisode, words: str, *, by: Colleague, at: datetime) -> None:
    """The talk on return took place, or was offered and declined (the words say which). Raises CannotWork before they were found, or when it
    was put down already."""
    if not MissingEpisode.objects.select_for_update().filter(pk=episode.pk, talked_at=None).exclude(found_at=None).exists():
        raise CannotWork(_("The talk is put down once, after they were found. Look again; what is new goes into a note."))
    episode.talked_at, episode.talk = at, words
    episode.save(update_fields=["talked_at", "talk"])
    clocks.meet_about(episode.folder_id, episode.pk, by=by, at=at)
    record("missing.talked", episode.folder_id, by=by, at=at, words={"text": words})
