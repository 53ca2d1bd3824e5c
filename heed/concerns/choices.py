"""The words of a cause for concern. Kinds of harm, location and source of risk are those of the Safeguarding Adults Collection
(NHS England, guidance 2025 to 2026) with the four categories of abuse of children (Working Together 2023)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    SENT = "sent", _("sent, waiting for advice")
    ADVISED = "advised", _("being advised on")
    DECIDED = "decided", _("decided")
    CLOSED = "closed", _("closed")
    REOPENED = "reopened", _("reopened")


class Danger(models.TextChoices):
    NOW = "now", _("In danger now")
    TODAY = "today", _("In danger today")
    NOT_NOW = "not_now", _("Not in danger today")
    NOT_KNOWN = "not_known", _("Danger not known")


class Form(models.TextChoices):
    """The door a report came by. Whichever it was, it is one concern (DA-1, DA-3)."""

    CONCERN = "concern", _("Cause for concern")
    INCIDENT = "incident", _("Domestic abuse incident")
    PREVENTATIVE = "preventative", _("Early signs (preventative form)")


class Known(models.TextChoices):
    """An answer to a plain question. Not known never means no (DA-5)."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_KNOWN = "not_known", _("I do not know")


class Part(models.TextChoices):
    """What somebody is in what happened, as the reporter named it until it is confirmed; corrected, never overwritten."""

    VICTIM = "victim", _("may be harmed")
    CHILD = "child", _("a child who may be harmed")
    PERPETRATOR = "perpetrator", _("may be causing harm")
    WITNESS = "witness", _("saw or heard it")
    OTHER = "other", _("someone else involved")


class AccountKind(models.TextChoices):
    """An account is rows, not a blob: fact apart from hearsay, a child's own words apart from both, opinion apart from all."""

    SEEN = "seen", _("Seen or heard")
    TOLD = "told", _("Told by someone")
    CHILD_WORDS = "child_words", _("The child's own words")
    WORRY = "worry", _("Why it worries")
    DONE = "done", _("Done already")
    WHERE = "where", _("Where")
    ADDED = "added", _("Added later")
    ON_BEHALF = "on_behalf", _("Told first to")
    EMAILED = "emailed", _("Their e-mail came")
    POLICE = "police", _("Were the police or 999 called?")
    POLICE_NUMBER = "police_number", _("The police’s reference")
    HURT = "hurt", _("Is anybody hurt?")
    CHILDREN = "children", _("Were children there?")
    CHILDREN_WHO = "children_who", _("Which children")
    CARE_HARMED = "care_harmed", _("Does the person harmed get care from us?")
    CARE_ALLEGED = "care_alleged", _("Does whoever is said to have done it get care from us?")
    REACH = "reach", _("How to reach her or him safely")
    AGREED = "agreed", _("What they agree to")
    SINCE = "since", _("Since when, and how often")
    OFFERED = "offered", _("What was talked about or offered")
    HELPS = "helps", _("What helps")
    MANAGER_TOLD = "manager_told", _("Line manager told in the shift")


# What each of the two further forms asks besides, in the order of its page.
ASKED_BY: dict[Form, tuple[AccountKind, ...]] = {
    Form.CONCERN: (),
    Form.INCIDENT: (
        AccountKind.POLICE,
        AccountKind.POLICE_NUMBER,
        AccountKind.HURT,
        AccountKind.CHILDREN,
        AccountKind.CHILDREN_WHO,
        AccountKind.CARE_HARMED,
        AccountKind.CARE_ALLEGED,
        AccountKind.REACH,
        AccountKind.AGREED,
    ),
    Form.PREVENTATIVE: (AccountKind.SINCE, AccountKind.OFFERED, AccountKind.HELPS),
}
# Their words are one of `Known`.
PLAIN = frozenset(
    {
        AccountKind.POLICE,
        AccountKind.CHILDREN,
        AccountKind.CARE_HARMED,
        AccountKind.CARE_ALLEGED,
        AccountKind.MANAGER_TOLD,
    }
)


class Step(models.TextChoices):
    """What an adviser advises and a decider decides."""

    CALL_POLICE = "call_police", _("Call the police (999)")
    CALL_NOW = "call_now", _("Ring the person now, safely")
    VISIT = "visit", _("Visit, two together")
    LOCAL_AUTHORITY_ADULT = "la_adult", _("Tell the local authority: adult")
    LOCAL_AUTHORITY_CHILD = "la_child", _("Tell the local authority: child")
    DOMESTIC_ABUSE = "domestic_abuse", _("Domestic abuse support and risk assessment")
    HEALTH = "health", _("Health or mental health service")
    REPAIR = "repair", _("Repair or make the home safe")
    TARGET_HARDENING = "target_hardening", _("Locks, lights, security at home (target hardening)")
    TENANCY = "tenancy", _("Tenancy or money help")
    WATCH = "watch", _("Keep watching, look again on a day")
    NOTHING = "nothing", _("No further action")


class Sure(models.TextChoices):
    SURE = "sure", _("Sure")
    FAIRLY = "fairly", _("Fairly sure")
    NOT_SURE = "not_sure", _("Not sure: I want another view")


class Harm(models.TextChoices):
    PHYSICAL = "physical", _("Physical abuse")
    SEXUAL = "sexual", _("Sexual abuse")
    PSYCHOLOGICAL = "psychological", _("Psychological or emotional abuse")
    FINANCIAL = "financial", _("Financial or material abuse")
    DISCRIMINATORY = "discriminatory", _("Discriminatory abuse")
    ORGANISATIONAL = "organisational", _("Organisational abuse")
    NEGLECT = "neglect", _("Neglect and acts of omission")
    DOMESTIC = "domestic", _("Domestic abuse")
    SEXUAL_EXPLOITATION = "sexual_exploitation", _("Sexual exploitation")
    MODERN_SLAVERY = "modern_slavery", _("Modern slavery")
    SELF_NEGLECT = "self_neglect", _("Self-neglect")
    CHILD_PHYSICAL = "child_physical", _("Child: physical abuse")
    CHILD_EMOTIONAL = "child_emotional", _("Child: emotional abuse")
    CHILD_SEXUAL = "child_sexual", _("Child: sexual abuse")
    CHILD_NEGLECT = "child_neglect", _("Child: neglect")
    NONE = "none", _("No kind of abuse: a welfare worry")


class Location(models.TextChoices):
    OWN_HOME = "own_home", _("Own home")
    COMMUNITY = "community", _("In the community (excluding community services)")
    COMMUNITY_SERVICE = "community_service", _("In a community service")
    CARE_NURSING = "care_nursing", _("Care home, nursing")
    CARE_RESIDENTIAL = "care_residential", _("Care home, residential")
    HOSPITAL_ACUTE = "hospital_acute", _("Hospital, acute")
    HOSPITAL_MENTAL = "hospital_mental", _("Hospital, mental health")
    HOSPITAL_COMMUNITY = "hospital_community", _("Hospital, community")
    OTHER = "other", _("Other")


class SourceOfRisk(models.TextChoices):
    SERVICE = "service", _("Service provider")
    KNOWN = "known", _("Other, known to the person")
    UNKNOWN = "unknown", _("Other, unknown to the person")
