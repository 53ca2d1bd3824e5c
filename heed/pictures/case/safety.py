"""Safety plans as their pages show them: only to whoever is let into the plan's own folder (DA-8). Seeing the case opens none of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from heed.agencies.choices import Basis
from heed.cases.models import Case
from heed.domestic_abuse.choices import Item
from heed.domestic_abuse.models import ItemConsent, PlanContact, PlanItem, PlanShare, SafetyPlan
from heed.policies import visible
from heed.policies.asker import Asker


# What there is to open --------------------------------------------------------------------------------------------------------
def plans(me: Asker, case: Case) -> QuerySet[SafetyPlan]:
    """This case's plans that this colleague is let into, the newest first."""
    return visible.kept(SafetyPlan, me).filter(case=case).select_related("by").order_by("-made_at", "pk")


def standing(me: Asker, case: Case) -> QuerySet[SafetyPlan]:
    return plans(me, case).filter(ended_at=None)


def items(me: Asker, case: Case) -> QuerySet[PlanItem]:
    """Parts that stand, of plans that have not ended."""
    rows = visible.kept(PlanItem, me).filter(plan__case=case, plan__ended_at=None, superseded_at=None)
    return rows.select_related("plan")


def given(me: Asker, case: Case) -> QuerySet[ItemConsent]:
    """Consents that stand, also where the plan has ended: it can be withdrawn at any time."""
    rows = visible.kept(ItemConsent, me).filter(item__plan__case=case, withdrawn_at=None)
    return rows.select_related("item", "contact")


def helpers(me: Asker, case: Case) -> QuerySet[PlanContact]:
    """Who helps now, of plans that have not ended."""
    rows = visible.kept(PlanContact, me).filter(plan__case=case, plan__ended_at=None, ended_at=None)
    return rows.select_related("plan", "agency")


def held_by(contact: PlanContact) -> list[PlanShare]:
    """What this contact holds already, the latest first."""
    return list(PlanShare.objects.filter(contact=contact).select_related("item", "by").order_by("-at", "-pk"))


def contacts(plan: SafetyPlan) -> list[PlanContact]:
    return list(PlanContact.objects.filter(plan=plan, ended_at=None).select_related("agency").order_by("at", "pk"))


# One plan ---------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Agreed:
    """That a part may go to a contact. `withdrawn_at` (UTC): since when no more. `helps`: the contact still does."""

    pk: UUID
    who: str
    given_at: datetime
    withdrawn_at: datetime | None
    helps: bool


@dataclass(frozen=True)
class Held:
    """A contact who has this part already. `no_longer_agreed`: then they are to be told that it was withdrawn."""

    who: str
    at: datetime
    by: str
    basis: str
    consented: bool
    no_longer_agreed: bool


@dataclass(frozen=True)
class PartShown:
    """One part of the plan, in the resident's words. `earlier`: no longer stands, and shown for who holds it still; `ended_why`: then
    nothing came in its place."""

    pk: UUID
    kind: str
    words: str
    by: str
    at: datetime
    earlier: bool
    ended_at: datetime | None
    ended_why: str
    agreed: tuple[Agreed, ...]
    held: tuple[Held, ...]


@dataclass(frozen=True)
class PlanShown:
    plan: SafetyPlan
    parts: tuple[PartShown, ...]
    contacts: tuple[PlanContact, ...]
    no_longer: tuple[PlanContact, ...]

    @property
    def now(self) -> tuple[PartShown, ...]:
        return tuple(part for part in self.parts if not part.earlier)

    @property
    def earlier(self) -> tuple[PartShown, ...]:
        """Changed since; only those that somebody holds."""
        return tuple(part for part in self.parts if part.earlier and part.held and not part.ended_why)

    @property
    def ended(self) -> tuple[PartShown, ...]:
        return tuple(part for part in self.parts if part.ended_why)


def shown(plan: SafetyPlan) -> PlanShown:
    """The plan with its parts in the order of their kinds. `plan` comes from `plans(me, case)`. Four statements."""
    order = Item.values
    rows = PlanItem.objects.filter(plan=plan).select_related("by").order_by("at", "pk")
    agreed = list(ItemConsent.objects.filter(item__plan=plan).select_related("contact").order_by("given_at", "pk"))
    shares = list(PlanShare.objects.filter(item__plan=plan).select_related("contact", "by", "consent").order_by("-at", "pk"))
    parts = [_part(row, agreed, shares) for row in sorted(rows, key=lambda row: order.index(row.kind))]
    people = list(PlanContact.objects.filter(plan=plan).select_related("agency").order_by("at", "pk"))
    helping = tuple(one for one in people if one.ended_at is None)
    return PlanShown(plan, tuple(parts), helping, tuple(one for one in people if one.ended_at))


def _part(row: PlanItem, agreed: Iterable[ItemConsent], shares: Iterable[PlanShare]) -> PartShown:
    return PartShown(
        pk=row.pk,
        kind=str(Item(row.kind).label),
        words=row.words or "",
        by=row.by.display_name,
        at=row.at,
        earlier=row.superseded_at is not None,
        ended_at=row.superseded_at,
        ended_why=row.ended_why or "",
        agreed=tuple(
            Agreed(one.pk, one.contact.who or "", one.given_at, one.withdrawn_at, one.contact.ended_at is None)
            for one in agreed
            if one.item_id == row.pk
        ),
        held=held(one for one in shares if one.item_id == row.pk),
    )


def holding(item: PlanItem) -> tuple[Held, ...]:
    """Who holds this part already, the latest first."""
    return held(PlanShare.objects.filter(item=item).select_related("contact", "by", "consent").order_by("-at", "-pk"))


def held(shares: Iterable[PlanShare]) -> tuple[Held, ...]:
    return tuple(
        Held(
            one.contact.who or "",
            one.at,
            one.by.display_name,
            str(Basis(one.basis).label),
            one.consent is not None,
            one.consent is not None and one.consent.withdrawn_at is not None,
        )
        for one in shares
    )
