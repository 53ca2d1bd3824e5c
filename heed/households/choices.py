"""The words of homes, tenancies and people (HACT UK Housing Data Standards)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tenure(models.TextChoices):
    SECURE = "secure", _("secure tenancy")
    ASSURED = "assured", _("assured tenancy")
    STARTER = "starter", _("starter tenancy")
    FIXED = "fixed", _("fixed-term tenancy")
    SECURE_CONTRACT = "secure_contract", _("secure contract")
    STANDARD_CONTRACT = "standard_contract", _("standard contract")
    LICENCE = "licence", _("licence")
    TEMPORARY = "temporary", _("temporary accommodation")
    SHARED_OWNER = "shared_owner", _("shared ownership")
    LEASEHOLD = "leasehold", _("leasehold")
    OTHER = "other", _("other tenure")


class Member(models.TextChoices):
    """What somebody is to the tenancy."""

    TENANT = "tenant", _("tenant")
    JOINT_TENANT = "joint_tenant", _("joint tenant")
    OCCUPANT = "occupant", _("lives here")
    CHILD = "child", _("child")
    LODGER = "lodger", _("lodger")
    VISITOR = "visitor", _("visitor")
    CARER = "carer", _("carer")
    EX_PARTNER = "ex_partner", _("ex-partner")
    OTHER = "other", _("other")


class Identity(models.TextChoices):
    """An unknown person is a person of their own kind, never a fake record."""

    KNOWN = "known", _("known")
    UNIDENTIFIED = "unidentified", _("unidentified")
    UNBORN = "unborn", _("unborn child")


class Gender(models.TextChoices):
    FEMALE = "female", _("female")
    MALE = "male", _("male")
    OTHER = "other", _("other")
    NOT_KNOWN = "not_known", _("not known")


class NameKind(models.TextChoices):
    CURRENT = "current", _("name")
    ALIAS = "alias", _("also known as")
    FORMER = "former", _("former name")


class FlagKind(models.TextChoices):
    """A marker for the person's safety is kept apart from one for our staff's safety."""

    VICTIM_SAFETY = "victim_safety", _("keeps a person safe")
    STAFF_SAFETY = "staff_safety", _("keeps colleagues safe")
    NEED = "need", _("a need to know about")


class Origin(models.TextChoices):
    """What a person entered here is never cleared or overwritten by an import."""

    ENTERED = "entered", _("entered here")
    IMPORTED = "imported", _("from the housing management system")


class Relation(models.TextChoices):
    PARTNER = "partner", _("partner of")
    EX_PARTNER = "ex_partner", _("ex-partner of")
    PARENT = "parent", _("parent of")
    CHILD = "child", _("child of")
    STEP_PARENT = "step_parent", _("step-parent of")
    STEP_CHILD = "step_child", _("step-child of")
    SIBLING = "sibling", _("brother or sister of")
    GRANDPARENT = "grandparent", _("grandparent of")
    GRANDCHILD = "grandchild", _("grandchild of")
    RELATIVE = "relative", _("relative of")
    CARER = "carer", _("carer of")
    CARED_FOR = "cared_for", _("cared for by")
    FRIEND = "friend", _("friend of")
    NEIGHBOUR = "neighbour", _("neighbour of")
    OTHER = "other", _("knows")


INVERSE = {
    Relation.PARENT: Relation.CHILD,
    Relation.CHILD: Relation.PARENT,
    Relation.STEP_PARENT: Relation.STEP_CHILD,
    Relation.STEP_CHILD: Relation.STEP_PARENT,
    Relation.GRANDPARENT: Relation.GRANDCHILD,
    Relation.GRANDCHILD: Relation.GRANDPARENT,
    Relation.CARER: Relation.CARED_FOR,
    Relation.CARED_FOR: Relation.CARER,
}


def inverse(kind: Relation) -> Relation:
    """How the other one stands to the first: a parent's child, a partner's partner."""
    return INVERSE.get(kind, kind)


class TieKind(models.TextChoices):
    LIVES_THERE = "lives_there", _("lives there")
    RELATED = "related", _("is related to someone there")
    KNOWS = "knows", _("knows someone there well")


class ImportKind(models.TextChoices):
    TENANCIES = "tenancies", _("Homes, tenancies and people")
    HISTORY = "history", _("History from other departments")


class ImportState(models.TextChoices):
    RECEIVED = "received", _("received")
    STAGED = "staged", _("read, being checked in")
    WAITING = "waiting", _("waiting for a person to agree")
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")
    FAILED = "failed", _("stopped, will be resumed")
