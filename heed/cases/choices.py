"""The words of a case (DA-2, CH-2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    DOMESTIC_ABUSE = "domestic_abuse", _("Domestic abuse")
    CHILD = "child", _("A child")
    ADULT = "adult", _("An adult at risk")
    MISSING = "missing", _("A missing person")
    OTHER = "other", _("Other")


class State(models.TextChoices):
    """Holding area: every case that is not yet concluded. Only conclusion ends its 21 days."""

    HOLDING = "holding", _("in the holding area")
    CONCLUDED = "concluded", _("concluded, waiting for its end")
    CLOSED = "closed", _("closed")
    REOPENED = "reopened", _("reopened, in the holding area again")


class Label(models.TextChoices):
    """How the work stands. A label never ends the count of days."""

    NEW = "new", _("new")
    WORKED_ON = "worked_on", _("being worked on")
    WITH_AGENCIES = "with_agencies", _("with statutory agencies")


class Risk(models.TextChoices):
    NOT_ASSESSED = "not_assessed", _("Risk not assessed yet")
    STANDARD = "standard", _("Standard risk")
    MEDIUM = "medium", _("Medium risk")
    HIGH = "high", _("High risk")


class Part(models.TextChoices):
    """What somebody is in a case or in one incident; corrected, never overwritten."""

    VICTIM = "victim", _("the person harmed or at risk")
    CHILD = "child", _("a child harmed or at risk")
    PERPETRATOR = "perpetrator", _("the alleged perpetrator")
    BOTH = "both", _("harmed, and alleged to have caused harm")
    WITNESS = "witness", _("a witness")
    FAMILY = "family", _("family")
    OTHER = "other", _("someone else")


class ExemptionKind(models.TextChoices):
    """Why a case may stay longer than 21 days in the holding area. It never stops the count (D8x)."""

    STATUTORY = "statutory", _("A statutory agency is at work")
    LEGAL = "legal", _("Legal action is going on")
    COMPLEX = "complex", _("It is complex (the manager's reasons)")


class Seen(models.TextChoices):
    """How a visit came out."""

    SEEN = "seen", _("Seen")
    NOT_SEEN = "not_seen", _("Not seen")
    REFUSED = "refused", _("Refused")
    NO_ACCESS = "no_access", _("No access")


class ChildSeen(models.TextChoices):
    NO_CHILD = "no_child", _("No child there")
    ALONE = "alone", _("Child seen alone")
    WITH_OTHERS = "with_others", _("Child seen, not alone")
    NOT_SEEN = "not_seen", _("Child not seen")


class Asked(models.TextChoices):
    """Making Safeguarding Personal: was the person asked what they want (the Safeguarding Adults Collection; DA-18)?"""

    EXPRESSED = "expressed", _("Asked, and said what they want")
    NONE_EXPRESSED = "none_expressed", _("Asked, and said nothing they want")
    NOT_ASKED = "not_asked", _("Not asked")
    DONT_KNOW = "dont_know", _("Don't know")


class Capacity(models.TextChoices):
    LACKED = "lacked", _("Lacks capacity for this decision")
    HAD = "had", _("Has capacity for this decision")
    DONT_KNOW = "dont_know", _("Don't know")
    NOT_RECORDED = "not_recorded", _("Not recorded")


class Reached(models.TextChoices):
    FULLY = "fully", _("Fully reached")
    PARTLY = "partly", _("Partly reached")
    NOT = "not", _("Not reached")


class Safer(models.TextChoices):
    YES = "yes", _("Feels safer")
    SAME = "same", _("Feels the same")
    NO = "no", _("Feels less safe")
    NOT_ASKED = "not_asked", _("Could not be asked")


class ReferralState(models.TextChoices):
    SENT = "sent", _("sent, not acknowledged")
    ACKNOWLEDGED = "acknowledged", _("acknowledged, no decision yet")
    ANSWERED = "answered", _("answered")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ReferralOutcome(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    EARLY_HELP = "early_help", _("Early help")
    CHILD_IN_NEED = "child_in_need", _("Child in need (section 17)")
    CHILD_PROTECTION = "child_protection", _("Child protection enquiry (section 47)")
    STRATEGY = "strategy", _("Strategy discussion")
    ADULT_ENQUIRY = "adult_enquiry", _("Adult enquiry (section 42, or 126 in Wales)")
    ADVICE = "advice", _("Advice given")
    REFUSED = "refused", _("Refused")


class ChaseKind(models.TextChoices):
    CHASE = "chase", _("a reminder")
    ESCALATION = "escalation", _("an escalation")


class MissingRisk(models.TextChoices):
    """The police's four levels (College of Policing)."""

    NO_APPARENT = "no_apparent", _("No apparent risk")
    LOW = "low", _("Low risk")
    MEDIUM = "medium", _("Medium risk")
    HIGH = "high", _("High risk")


class MeasureKind(models.TextChoices):
    """What protects somebody: a court's order, a police notice, our own action, something offered."""

    NON_MOLESTATION = "non_molestation", _("Non-molestation order")
    OCCUPATION = "occupation", _("Occupation order")
    DAPN = "dapn", _("Domestic abuse protection notice (DAPN)")
    DAPO = "dapo", _("Domestic abuse protection order (DAPO)")
    INJUNCTION = "injunction", _("Injunction")
    RESTRAINING = "restraining", _("Restraining order")
    BAIL = "bail", _("Bail condition")
    TENANCY_ENFORCEMENT = "tenancy_enforcement", _("Tenancy enforcement against the perpetrator")
    REMOVAL = "removal", _("Taken off the tenancy")
    TARGET_HARDENING = "target_hardening", _("Locks, lights, security at home (target hardening)")
    SANCTUARY = "sanctuary", _("Sanctuary: a safe room")
    MANAGEMENT_MOVE = "management_move", _("Management move")
    SUPPORT = "support", _("Support service")
    PERPETRATOR_PROGRAMME = "perpetrator_programme", _("Programme for people who harm")
    OTHER = "other", _("Other")


ORDERS = (
    MeasureKind.NON_MOLESTATION,
    MeasureKind.OCCUPATION,
    MeasureKind.DAPN,
    MeasureKind.DAPO,
    MeasureKind.INJUNCTION,
    MeasureKind.RESTRAINING,
    MeasureKind.BAIL,
)


class Uptake(models.TextChoices):
    OFFERED = "offered", _("offered, no answer yet")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    DONE = "done", _("done")
    IN_FORCE = "in_force", _("in force")
    APPLIED = "applied", _("applied for")
    NOT_GRANTED = "not_granted", _("not granted")
    ENDED = "ended", _("ended")
