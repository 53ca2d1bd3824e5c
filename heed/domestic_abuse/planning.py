"""The safety plan: the resident's own, apart from the case, shared item by item as they agree (DA-8)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from heed.agencies.actions import Sharing, disclose
from heed.agencies.choices import Basis, Consent, Way
from heed.agencies.clearing import Cleared
from heed.agencies.models import Agency
from heed.cases.models import Case
from heed.deadlines import clocks
from heed.deadlines.clocks import Owed
from heed.deadlines.counting import end_of_work
from heed.domestic_abuse.choices import Item
from heed.domestic_abuse.models import ItemConsent, PlanContact, PlanItem, PlanShare, SafetyPlan
from heed.folders.actions import open_plan_folder
from heed.organisation.models import Colleague
from heed.timeline.actions import record

LONGEST_REVIEW = timedelta(days=92)  # a plan nobody has looked at for three months protects nobody (ours)


class CannotPlan(Exception):
    """What is missing, or why it may not be shared."""


@dataclass(frozen=True)
class Helper:
    """Somebody who helps: who, how they are reached, and what they may be told, no more than that."""

    who: str
    reach: str
    may_be_told: str
    agency: Agency | None = None


@transaction.atomic
def make(case: Case, review_on: date, *, by: Colleague, at: datetime) -> SafetyPlan:
    """A plan in a folder of its own: its maker and the Responsible Line Manager are let in, nobody else by post but the lead.

    Raises CannotPlan for a review day that is past or too far away, or when there is a plan already."""
    _check_review(review_on, at)
    if SafetyPlan.objects.filter(case=case, ended_at=None).exists():
        raise CannotPlan(_("There is a safety plan already. Add to it, or end it first."))
    folder = open_plan_folder(case.folder_id, by=by, at=at)
    if folder is None:
        raise CannotPlan(_("You cannot make a safety plan for this case. Ask its Responsible Line Manager."))
    plan = SafetyPlan(folder=folder, case=case, case_folder_id=case.folder_id, made_at=at, by=by, review_on=review_on)
    plan.save(force_insert=True)
    _owe_review(plan, case, at)
    record("safety_plan.made", plan.folder_id, by=by, at=at)
    return plan


def _check_review(review_on: date, at: datetime) -> None:
    if not localdate(at) < review_on <= localdate(at) + LONGEST_REVIEW:
        raise CannotPlan(_("Choose a day in the next three months on which the plan is looked at again."))


def _owe_review(plan: SafetyPlan, case: Case, at: datetime) -> None:
    owed = Owed(plan.folder_id, case.responsible, about=plan.pk)
    clocks.start("safety_plan_review", owed, at=at, due=end_of_work(plan.review_on), nation=case.nation)


@transaction.atomic
def put(
    plan: SafetyPlan, kind: Item, words: str, *, by: Colleague, at: datetime, instead_of: PlanItem | None = None
) -> PlanItem:
    """One part of the plan, in the resident's words; a changed part is a new row, and its consents are asked again."""
    if not words.strip():
        raise CannotPlan(_("Write what the plan says here."))
    if instead_of and not PlanItem.objects.filter(pk=instead_of.pk, superseded_at=None).update(superseded_at=at):
        raise CannotPlan(_("Somebody changed this part a moment ago. Look again."))
    item = PlanItem(folder_id=plan.folder_id, plan=plan, kind=kind, words=words, by=by, at=at)
    item.save(force_insert=True)
    record("safety_plan.changed", plan.folder_id, by=by, at=at, words={"kind": kind})
    return item


@transaction.atomic
def add_contact(plan: SafetyPlan, helper: Helper, *, by: Colleague, at: datetime) -> PlanContact:
    """Raises CannotPlan without saying what they may be told."""
    if not helper.may_be_told.strip():
        raise CannotPlan(_("Write what this person may be told. If nothing, write “nothing”."))
    contact = PlanContact(
        folder_id=plan.folder_id,
        plan=plan,
        agency=helper.agency,
        who=helper.who,
        reach=helper.reach,
        may_be_told=helper.may_be_told,
        by=by,
        at=at,
    )
    contact.save(force_insert=True)
    record("safety_plan.contact", plan.folder_id, by=by, at=at)
    return contact


@transaction.atomic
def end_part(item: PlanItem, why: str, *, by: Colleague, at: datetime) -> list[PlanShare]:
    """The part no longer holds, and nothing comes in its place. It stays on record; answers who holds it already. Raises CannotPlan."""
    held = PlanItem.objects.select_for_update().filter(pk=item.pk, superseded_at=None).first()
    if held is None:
        raise CannotPlan(_("Somebody changed this part a moment ago. Look again."))
    if not why.strip():
        raise CannotPlan(_("Write why this part ends."))
    held.superseded_at, held.ended_why = at, why
    held.save(update_fields=["superseded_at", "ended_why"])
    record("safety_plan.part_ended", item.folder_id, by=by, at=at, words={"kind": item.kind, "text": why})
    return holders(item)


@transaction.atomic
def tell_more_or_less(contact: PlanContact, reach: str, may_be_told: str, *, by: Colleague, at: datetime) -> None:
    """What this contact may be told from now on, and how they are reached. What stood before stays on record. Raises CannotPlan."""
    if not may_be_told.strip():
        raise CannotPlan(_("Write what this person may be told. If nothing, write “nothing”."))
    held = _standing(contact)
    was = held.may_be_told
    held.reach, held.may_be_told = reach, may_be_told
    held.save(update_fields=["reach", "may_be_told"])
    words = {"who": held.who, "text": f"{was} → {may_be_told}"}
    record("safety_plan.contact_changed", contact.folder_id, by=by, at=at, words=words)


@transaction.atomic
def end_contact(contact: PlanContact, why: str, *, by: Colleague, at: datetime) -> list[PlanShare]:
    """They no longer help: nothing more goes to them. They stay on record; answers what they hold already. Raises CannotPlan."""
    if not why.strip():
        raise CannotPlan(_("Write why they no longer help."))
    held = _standing(contact)
    held.ended_at, held.ended_why = at, why
    held.save(update_fields=["ended_at", "ended_why"])
    record("safety_plan.contact_ended", contact.folder_id, by=by, at=at, words={"who": held.who, "text": why})
    return list(PlanShare.objects.filter(contact=contact).select_related("item").order_by("-at", "-pk"))


def _standing(contact: PlanContact) -> PlanContact:
    held = PlanContact.objects.select_for_update().filter(pk=contact.pk, ended_at=None).first()
    if held is None:
        raise CannotPlan(_("This person no longer helps. Put them down again if they do."))
    return held


# Consent, item by item --------------------------------------------------------------------------------------------------------
@transaction.atomic
def consents(item: PlanItem, contact: PlanContact, *, by: Colleague, at: datetime) -> ItemConsent:
    """The resident agrees that this part goes to this contact. Raises CannotPlan when they have already."""
    given = ItemConsent(folder_id=item.folder_id, item=item, contact=contact, given_at=at, by=by)
    try:
        with transaction.atomic():
            given.save(force_insert=True)
    except IntegrityError:
        raise CannotPlan(_("They have agreed to this already.")) from None
    record("safety_plan.consent_given", item.folder_id, by=by, at=at, words={"kind": item.kind})
    return given


@transaction.atomic
def withdraws(given: ItemConsent, *, by: Colleague, at: datetime) -> list[PlanShare]:
    """The resident no longer agrees. Answers who holds it already: they are to be told that it was withdrawn."""
    if ItemConsent.objects.filter(pk=given.pk, withdrawn_at=None).update(withdrawn_at=at, withdrawn_by=by):
        record("safety_plan.consent_withdrawn", given.folder_id, by=by, at=at, words={"kind": given.item.kind})
    return holders(given.item, given.contact)


def holders(item: PlanItem, contact: PlanContact | None = None) -> list[PlanShare]:
    """Who holds this part already, the latest first."""
    shares = PlanShare.objects.filter(item=item).select_related("contact").order_by("-at", "-pk")
    return list(shares.filter(contact=contact) if contact else shares)


@transaction.atomic
def share(
    item: PlanItem, contact: PlanContact, sharing: Sharing, *, by: Colleague, at: datetime, authorised: bool = False
) -> PlanShare:
    """This part goes to that contact. With consent for exactly this part and contact; or without, by somebody `authorised`, on a lawful basis.

    Raises CannotPlan, CannotShare."""
    _standing(contact)
    given = ItemConsent.objects.filter(item=item, contact=contact, withdrawn_at=None).first()
    if given is None and sharing.basis == Basis.CONSENT:
        raise CannotPlan(
            _("The resident has not agreed that this part goes to this person. Ask them first, if it is safe to ask.")
        )
    if given is None and not authorised:
        raise CannotPlan(
            _(
                "Without the resident's consent only the Safeguarding Lead shares a safety plan, on a lawful basis. Ask the lead."
            )
        )
    if given is not None and sharing.consent != Consent.GIVEN:
        raise CannotPlan(_("The resident has agreed to this: choose “given”."))
    disclosure = disclose(item.folder_id, sharing, by=by, at=at)
    shared = PlanShare(
        folder_id=item.folder_id,
        item=item,
        contact=contact,
        consent=given,
        basis=sharing.basis,
        disclosure=disclosure,
        at=at,
        by=by,
    )
    shared.save(force_insert=True)
    return shared


# On paper ---------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Copy:
    """A copy on paper: who will hold it, what for. `contact`: one who helps gets what the resident agreed they get, and no more.

    `own`: it is the resident's. `agreed`: the resident agreed that it is printed for somebody else. `cleared`: the safe-contact check."""

    holder: str
    why: str
    cleared: Cleared | None
    contact: PlanContact | None = None
    own: bool = False
    agreed: bool = False


@transaction.atomic
def printed(plan: SafetyPlan, copy: Copy, *, by: Colleague, at: datetime) -> list[PlanItem]:
    """The parts that stand on the paper. Given to a contact it is a sharing, part by part, and stands among what they hold.

    Raises CannotPlan where the resident has not agreed."""
    if copy.cleared is None:
        raise RuntimeError("Nothing leaves without the safe-contact check (policies.leaving.clear).")
    if not copy.why.strip():
        raise CannotPlan(_("Write what the paper is for."))
    if not (copy.own or copy.agreed):
        raise CannotPlan(
            _("The plan is printed for somebody else only if the resident agrees. Ask them first, if it is safe to ask.")
        )
    parts = PlanItem.objects.filter(plan=plan, superseded_at=None).order_by("at", "pk")
    if copy.contact:
        agreed = ItemConsent.objects.filter(contact=_standing(copy.contact), withdrawn_at=None).values("item")
        parts = parts.filter(pk__in=agreed)
    found = sorted(parts, key=lambda item: Item.values.index(item.kind))
    if not found:
        raise CannotPlan(_("There is no part of the plan that the resident has agreed to give to this person."))
    if copy.contact:
        for item in found:
            share(item, copy.contact, _on_paper(item, copy), by=by, at=at)
    override = copy.cleared.override
    words = {"name": copy.holder, "text": " ".join(filter(None, [f"{copy.holder}:", copy.why, override]))}
    record("safety_plan.printed", plan.folder_id, by=by, at=at, words=words)
    return found


def _on_paper(item: PlanItem, copy: Copy) -> Sharing:
    return Sharing(
        to=copy.holder,
        what=item.words or "",
        purpose=copy.why,
        basis=Basis.CONSENT,
        consent=Consent.GIVEN,
        way=Way.PAPER,
        agency=copy.contact.agency if copy.contact else None,
        told=True,
        cleared=copy.cleared,
    )


@transaction.atomic
def review(plan: SafetyPlan, next_on: date, words: str, *, by: Colleague, at: datetime) -> None:
    """Somebody went through the plan with the resident. The next review is owed on the day given."""
    _check_review(next_on, at)
    SafetyPlan.objects.filter(pk=plan.pk).update(reviewed_at=at, review_on=next_on)
    plan.reviewed_at, plan.review_on = at, next_on
    clocks.meet_if_owed(plan.folder_id, "safety_plan_review", by=by, at=at)
    _owe_review(plan, plan.case, at)
    record("safety_plan.reviewed", plan.folder_id, by=by, at=at, words={"text": words})


@transaction.atomic
def end(plan: SafetyPlan, why: str, *, by: Colleague, at: datetime) -> None:
    """The plan is no longer needed. It stays sealed in its folder."""
    if SafetyPlan.objects.filter(pk=plan.pk, ended_at=None).update(ended_at=at):
        clocks.meet_if_owed(plan.folder_id, "safety_plan_review", by=by, at=at)
        record("safety_plan.ended", plan.folder_id, by=by, at=at, words={"text": why})
