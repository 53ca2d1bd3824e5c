"""The cases of the world and the agencies they turn to: who may know of which, and a mark in every word that is kept in them (DA-2, CH-2).

Mo's case came from a concern and touches a household that Olwen and Gwen are kept out of: so they are kept out of the case, whatever post they
hold. Gail opened it and looks for two weeks; Hana was let in. Olive's is another scheme's, and Lena was let in there. A safety plan is for
whoever answers for the case and for the lead, and does not exist for anybody else who sees the case (DA-8)."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile

from heed.agencies import actions, directory
from heed.agencies.actions import Invitation, Sharing
from heed.agencies.choices import AgencyKind, Basis, Consent, MeetingKind, Subject, Way
from heed.agencies.models import Agency, Pathway
from heed.cases import ending, measures, opening, referring, working
from heed.cases.choices import (
    Asked,
    Capacity,
    ChaseKind,
    ChildSeen,
    ExemptionKind,
    Kind,
    MeasureKind,
    MissingRisk,
    Part,
    Risk,
    Safer,
    Seen,
    Uptake,
)
from heed.cases.measures import Taken
from heed.cases.models import Case, Reach
from heed.cases.referring import Going
from heed.cases.working import Known, Said
from heed.concerns import feeding
from heed.concerns.models import Concern, Feed
from heed.deadlines import pausing
from heed.deadlines.models import Clock
from heed.domestic_abuse import assessing, marac, planning, telling
from heed.domestic_abuse.assessing import Sheet
from heed.domestic_abuse.choices import Body, Criterion, Item, Mode
from heed.domestic_abuse.instruments import DASH
from heed.domestic_abuse.planning import Helper
from heed.folders.choices import Why
from heed.folders.models import Access
from heed.households.models import Household, Person
from heed.learning import actions as learning
from heed.learning.actions import Found, Learned
from heed.learning.choices import Audience, Recurrence, RiskNow, Trigger
from heed.learning.models import Lesson
from heed.organisation.choices import Nation
from heed.organisation.models import Colleague, Post
from heed.policies import leaving, visible
from heed.policies.asker import Asker
from heed.procedures import access
from tests.cases.casework import opened, opened_from, worked
from tests.concerning import reported
from tests.doing import acting
from tests.doing import working as sweeping

if TYPE_CHECKING:
    from tests.abuses.world import World

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def build(world: "World", rees: Household, obrien: Household) -> None:
    """Mo's case of abuse and Olive's, each with everything a case can have; one of a child; one that has been evaluated and can close."""
    cast = world.cast
    with acting(cast["leo"]) as me:
        wales, england = _directory(world, me)
    brynfelin, seaview = rees.home.scheme, obrien.home.scheme
    concern = Concern.objects.get(pk=world.thing("the open concern").ids["concern"])
    ours = opened_from(concern, cast["gail"], brynfelin, cast["mo"])
    theirs = opened(cast["olive"], seaview, cast["olive"], title="KNOWN-theirs")
    with worked(theirs, cast["olive"]) as (seen, me):
        opening.reach(seen, obrien.pk, "KNOWN-theirs", by=me.colleague, at=me.at)
    told = reported(cast["olive"], None, where="KNOWN-theirs")
    world.keep("a concern of theirs", "gail gwen hassan leo olive", told.reference, str(told.pk), concern=told.pk)
    with worked(theirs, cast["leo"]) as (seen, me):
        feeding.feed(visible.concerns(me).get(pk=told.pk), seen, by=me.colleague, at=me.at)
    _everything(world, ours, Worker("ours", cast["mo"], cast["hana"], wales, rees), "gail hana leo mo")
    _everything(world, theirs, Worker("theirs", cast["olive"], cast["lena"], england, obrien), "lena leo olive")
    of_a_child(world)
    with worked(_begun(world, "ended", Kind.OTHER), cast["mo"]) as (seen, me):
        _evaluated(seen, me)
        world.keep("the lesson that waits", "leo olwen", lesson=Lesson.objects.get(case=seen).pk)


def of_a_child(world: "World") -> None:
    _begun(world, "child", Kind.CHILD)


def _begun(world: "World", name: str, kind: Kind) -> Case:
    """In Mo's scheme, and touching nothing."""
    mo = world.cast["mo"]
    case = opened(mo, Post.objects.get(colleague=mo).scheme, mo, kind=kind, title=f"KNOWN-{name}")
    world.keep(f"the {name} case", "leo mo olwen", f"KNOWN-{name}", case.reference, str(case.pk), case=case.pk)
    return case


# The directory ----------------------------------------------------------------------------------------------------------------
def _directory(world: "World", me: Asker) -> tuple[Pathway, Pathway]:
    """What stands and what has ended. Everyone who works here reads it; the lead keeps it. Comes back with a way out in each nation."""
    council = directory.add_agency("Council of Bro Felin", AgencyKind.ADULTS, Nation.WALES, telephone="01632 960100")
    conference = directory.add_agency("MARAC of Bro Felin", AgencyKind.MARAC, Nation.WALES)
    once = directory.add_agency("Council that was", AgencyKind.CHILDREN, Nation.WALES)
    directory.end_agency(once, at=me.at)
    stands, was = _kept_of(council, "now", me), _kept_of(council, "once", me)
    directory.end_officer(was["officer"], at=me.at)
    directory.end_pathway(was["pathway"], at=me.at)
    directory.end_protocol(was["protocol"], at=me.at)
    world.keep("an agency", " ".join(world.cast), agency=council.pk)
    for name, rows in (("an agency", stands), ("an agency once", was)):
        world.keep(f"what is kept of {name}", "leo", kept_agency=council.pk, **{kind: row.pk for kind, row in rows.items()})
    world.keep("an agency without a pathway", "leo", kept_agency=conference.pk)
    world.keep("an agency that has ended", "leo", kept_agency=once.pk)
    return stands["pathway"], _pathway(council, Nation.ENGLAND, "east")


def _kept_of(agency: Agency, name: str, me: Asker) -> dict[str, Any]:
    return {
        "officer": directory.add_officer(agency, f"Bethan {name}"),
        "pathway": _pathway(agency, Nation.WALES, name),
        "protocol": directory.add_protocol(
            f"Protocol {name}",
            [agency],
            owner=me.colleague,
            may_share="What is needed",
            agreed_on=me.at.date() - DAY,
            review_on=me.at.date() + 365 * DAY,
        ),
    }


def _pathway(agency: Agency, nation: Nation, name: str) -> Pathway:
    facts = {"nation": nation, "threshold": "An adult at risk", "what_to_send": "What was seen", "reply_rule": "referral_reply"}
    return directory.add_pathway(f"Adult at risk, {name}", Subject.ADULT, agency, **facts)


# A case with everything in it -------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Worker:
    """Who answers for a case, who else works on it, the way out of it, the household it touches. `name` is in every word they write."""

    name: str
    answers: Colleague
    beside: Colleague
    way: Pathway
    household: Household

    @property
    def words(self) -> str:
        return f"KNOWN-{self.name}"


def _everything(world: "World", case: Case, worker: Worker, may: str) -> None:
    with worked(case, worker.answers) as (seen, me):
        rows = _people(seen, worker, me) | _measured(seen, worker, me) | _sent(seen, worker, me)
        _noted(seen, worker, me)
        access.let_in(case.folder_id, worker.beside, worker.words, by=me.colleague, at=me.at, until=me.at + 9 * DAY)
        rows["meeting"] = _asked_to(seen, worker, me)
        todo = working.owe(seen, f"TODO-{worker.name}", world.cast["tom"], me.at + 3 * DAY, by=me.colleague, at=me.at)
    with worked(case, worker.beside) as (seen, me):
        rows |= _waiting_for_a_signature(seen, worker, me)
    with worked(case, world.cast["leo"]) as (seen, me):
        until = me.at.date() + 30 * DAY
        triggers, leads = [Trigger.SERIOUS_RISK], worker.beside
        rows["review"] = learning.open_review(seen, triggers, worker.words, leads, until, by=me.colleague, at=me.at)
    rows["clock"] = Clock.objects.get(rule="holding_area", folder=case.folder_id)
    rows["waits"] = Clock.objects.get(rule="referral_reply", folder=case.folder_id)
    rows["paused"] = Clock.objects.get(rule="case_review", folder=case.folder_id)
    with worked(case, worker.answers) as (_seen, me):
        pausing.pause(rows["paused"], worker.words, by=me.colleague, at=me.at)
    rows["allowed"] = (
        Access.objects.filter(folder=case.folder_id, colleague=worker.beside, why=Why.GRANT).order_by("since").first()
    )
    with sweeping() as at:
        referring.draft_chase(rows["referral"], ChaseKind.CHASE, at=at)
    world.keep(
        f"{worker.name} case",
        may,
        *(worker.words, f"TAUGHT-{worker.name}", f"Caron {worker.name.title()}wen", case.reference, str(case.pk)),
        case=case.pk,
        pathway=worker.way.pk,
        **{kind: row.pk for kind, row in rows.items()},
    )
    world.keep(f"{worker.name} case's action", f"{may} tom", f"TODO-{worker.name}", action=todo.pk)
    _planned(world, case, worker)


def _people(case: Case, worker: Worker, me: Asker) -> dict[str, Any]:
    """Somebody known by name only; and the first of the household, whose safe contact is on record."""
    harmed = Known(f"Caron {worker.name.title()}wen", Part.VICTIM, worker.words, age=34)
    first = Person.objects.filter(folder_id=worker.household.folder_id).order_by("sort_key").first()
    working.add_someone(case, Known(worker.words, Part.WITNESS, age=51, person=first), by=me.colleague, at=me.at)
    touched = Reach.objects.get(case=case, household=worker.household)
    fed = Feed.objects.get(case=case)
    return {"someone": working.add_someone(case, harmed, by=me.colleague, at=me.at), "reach": touched, "feed": fed}


def _noted(case: Case, worker: Worker, me: Asker) -> None:
    """Whatever is written about a case and is no page of its own."""
    words, by, at = worker.words, me.colleague, me.at
    working.note(case, "call", words, words, by=by, at=at)
    working.visit(case, Seen.SEEN, ChildSeen.NO_CHILD, words, by=by, at=at)
    working.incident(case, words, by=by, at=at, occurred_at=at - DAY)
    working.set_risk(case, Risk.HIGH, words, by=by, at=at)
    working.save_plan(case, words, on=0, by=by, at=at)
    working.hear(case, Said(Asked.EXPRESSED, words, capacity=Capacity.HAD, advocate=words), by=by, at=at)
    learning.learn(case, Learned(f"TAUGHT-{worker.name}", Audience.TEAM, by), by=by, at=at)  # at once: the risk is high
    agency, look_again = worker.way.agency, at.date() + 20 * DAY
    ending.exempt(case, ExemptionKind.STATUTORY, words, look_again, by=by, at=at, agency=agency)


def _measured(case: Case, worker: Worker, me: Asker) -> dict[str, Any]:
    words, by, at = worker.words, me.colleague, me.at
    paper = SimpleUploadedFile("letter.txt", words.encode())
    episode = working.went_missing(case, at - 3 * DAY, words, MissingRisk.LOW, words, by=by, at=at, police_reference=words)
    order = Taken(MeasureKind.NON_MOLESTATION, Uptake.IN_FORCE, words, since=at.date() - DAY, until=at.date() + 90 * DAY)
    return {
        "episode": episode,
        "measure": measures.take(case, order, by=by, at=at),
        "document": working.add_document(case, paper, words, by=by, at=at),
    }


def _sent(case: Case, worker: Worker, me: Asker) -> dict[str, Any]:
    """A referral that went and is not answered, and what the local authority has not been told yet."""
    filled = telling.Filled({"happened": worker.words}, worker.words)
    return {
        "referral": referring.refer(case, Going(worker.way, worker.words, _sharing(worker, me)), by=me.colleague, at=me.at),
        "notice": telling.draft(case, Body.LOCAL_AUTHORITY, filled, known_at=case.entered_at, by=me.colleague, at=me.at),
    }


def _sharing(worker: Worker, me: Asker, **facts: Any) -> Sharing:
    facts = {"agency": worker.way.agency, "basis": Basis.SAFEGUARDING, "cleared": leaving.clear((), me=me, at=me.at)} | facts
    return Sharing(worker.words, worker.words, worker.words, consent=Consent.GIVEN, way=Way.TELEPHONE, told=True, **facts)


def _asked_to(case: Case, worker: Worker, me: Asker) -> Any:
    """A meeting that has begun an hour ago: whoever went is let in until tomorrow."""
    began = me.at - HOUR
    invitation = Invitation(MeetingKind.STRATEGY, began - DAY, began, worker.words, worker.words)
    return actions.asked_to(case.folder_id, invitation, [worker.beside], by=me.colleague, at=me.at)


def _waiting_for_a_signature(case: Case, worker: Worker, me: Asker) -> dict[str, Any]:
    """A checklist and a referral to MARAC by somebody whose own signature is not enough."""
    answers = {topic.code: assessing.Said("yes", worker.words, worker.words) for topic in DASH.topics[:15]}
    sheet, filled = (
        Sheet(DASH, Mode.WITH, answers),
        marac.Filled([Criterion.VISIBLE_HIGH], worker.words, {"afraid": worker.words}),
    )
    return {
        "assessment": assessing.assess(case, sheet, by=me.colleague, at=me.at, competent=False),
        "marac": marac.draft(case, filled, by=me.colleague, at=me.at, competent=False),
    }


# The safety plan --------------------------------------------------------------------------------------------------------------
def _planned(world: "World", case: Case, worker: Worker) -> None:
    """A part that the resident has agreed to share with somebody who holds it, and one that nobody has asked about yet."""
    words = f"PLANNED-{worker.name}"
    with worked(case, worker.answers) as (seen, me):
        by, at = me.colleague, me.at
        plan = planning.make(seen, at.date() + 30 * DAY, by=by, at=at)
        helper = planning.add_contact(plan, Helper(words, words, words), by=by, at=at)
        bag, pets = (planning.put(plan, kind, words, by=by, at=at) for kind in (Item.BAG, Item.PETS))
        agreed = planning.consents(bag, helper, by=by, at=at)
        planning.share(bag, helper, _sharing(worker, me, agency=None, basis=Basis.CONSENT), by=by, at=at)
    ids = {"case_planned": case.pk, "plan": plan.pk, "helper": helper.pk}
    may = f"leo {worker.answers.username}"
    world.keep(f"{worker.name} plan", may, words, str(plan.pk), item=bag.pk, consent=agreed.pk, **ids)
    world.keep(f"{worker.name} plan's other part", may, words, item=pets.pk, **ids)


# The end ----------------------------------------------------------------------------------------------------------------------
def _evaluated(case: Case, me: Asker) -> None:
    found = Found("KNOWN-ended", "KNOWN-ended", Recurrence.LOW, RiskNow.REMOVED, Safer.YES, "Nobody: nobody knew")
    lesson = Learned("KNOWN-ended", Audience.TEAM, me.colleague)
    ending.conclude(case, "KNOWN-ended", by=me.colleague, at=me.at)
    learning.evaluate(case, replace(found, lessons=[lesson]), by=me.colleague, at=me.at)
