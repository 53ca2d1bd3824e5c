"""The words of working with other agencies (MA-7, CH-2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AgencyKind(models.TextChoices):
    ADULTS = "adults", _("Local authority: adults")
    CHILDREN = "children", _("Local authority: children")
    POLICE = "police", _("Police")
    REGULATOR = "regulator", _("Care regulator (CQC, CIW)")
    MARAC = "marac", _("MARAC: the meeting on domestic abuse where the risk is high")
    ADVISER = "adviser", _("Independent domestic violence adviser (IDVA)")
    SPECIALIST = "specialist", _("Specialist or voluntary service")
    HEALTH = "health", _("Health")
    EARLY_HELP = "early_help", _("Early help")
    ALLEGATIONS = "allegations", _("Officer for allegations against people who work with children (LADO)")
    PROBATION = "probation", _("Probation")
    FIRE = "fire", _("Fire and rescue")
    SCHOOL = "school", _("School or college")
    OTHER = "other", _("Other")


class Subject(models.TextChoices):
    """What a pathway is for."""

    CHILD = "child", _("A child")
    ADULT = "adult", _("An adult at risk")
    DOMESTIC_ABUSE = "domestic_abuse", _("Domestic abuse")
    MISSING = "missing", _("A missing person")
    ALLEGATION = "allegation", _("Somebody who works with children or adults at risk")
    OTHER = "other", _("Something else")


class Basis(models.TextChoices):
    """Why personal data may be shared (UK GDPR Art 6 as amended in 2025, Art 9; Data Protection Act 2018 Sch 1)."""

    SAFEGUARDING = "safeguarding", _("Safeguarding a child or an adult at risk (Sch 1 para 18), recognised legitimate interest")
    VITAL = "vital", _("To save a life (vital interests)")
    LEGAL = "legal", _("The law requires it (legal obligation)")
    CRIME = "crime", _("To prevent or detect a crime (Sch 1 para 10)")
    PUBLIC_TASK = "public_task", _("A task set by law (public task)")
    LEGITIMATE = "legitimate", _("Legitimate interests, weighed and written down")
    CONSENT = "consent", _("The person's explicit consent")
    COURT = "court", _("A court order or a legal request")


class Consent(models.TextChoices):
    GIVEN = "given", _("Given")
    REFUSED = "refused", _("Refused")
    NOT_SAFE = "not_safe", _("Not safe to ask")
    NO_CAPACITY = "no_capacity", _("Cannot give it (capacity)")
    PREJUDICE = "prejudice", _("Not sought: asking would put their protection at risk")
    NOT_SOUGHT = "not_sought", _("Not sought: could not reasonably be got")


class Way(models.TextChoices):
    """How it went. Words spoken count as sharing."""

    SECURE_EMAIL = "secure_email", _("Secure e-mail")
    PORTAL = "portal", _("The agency's own form or portal")
    TELEPHONE = "telephone", _("Telephone")
    MEETING = "meeting", _("At a meeting")
    PAPER = "paper", _("On paper")


class MeetingKind(models.TextChoices):
    CHILD_CONFERENCE = "child_conference", _("Child protection conference")
    CHILD_REVIEW = "child_review", _("Child protection review")
    CORE_GROUP = "core_group", _("Core group")
    STRATEGY = "strategy", _("Strategy meeting")
    ENQUIRY = "enquiry", _("Section 42 or section 126 enquiry meeting (adult at risk)")
    CASE_CONFERENCE = "case_conference", _("Adult case conference")
    REVIEW = "review", _("Review of a death or serious harm")
    PROFESSIONALS = "professionals", _("Professionals' meeting")
    OTHER = "other", _("Other meeting")


class Going(models.TextChoices):
    ASKED = "asked", _("asked to go")
    GOING = "going", _("going")
    WENT = "went", _("went")
    APOLOGIES = "apologies", _("sent apologies")
    REPORT_ONLY = "report_only", _("sent a report instead")
    MISSED = "missed", _("did not go")
