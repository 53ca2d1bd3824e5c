"""The words of the organisation."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Nation(models.TextChoices):
    ENGLAND = "england", _("England")
    WALES = "wales", _("Wales")


class SchemeKind(models.TextChoices):
    SCHEME = "scheme", _("Scheme or court")
    PATCH = "patch", _("Patch of general-needs homes")


class Standing(models.TextChoices):
    """What somebody is to us. Contractors, board members and volunteers hold report-only accounts (CH-1, DA-1)."""

    EMPLOYEE = "employee", _("Colleague")
    CONTRACTOR = "contractor", _("Contractor")
    BOARD_MEMBER = "board_member", _("Board member")
    VOLUNTEER = "volunteer", _("Volunteer")


class Department(models.TextChoices):
    """Where an entry comes from; also the filter of a household's timeline (CFC-7)."""

    SAFEGUARDING = "safeguarding", _("Safeguarding")
    REPAIRS = "repairs", _("Repairs")
    HOUSING = "housing", _("Housing")
    ANTISOCIAL = "antisocial", _("Antisocial behaviour")
    INCOME = "income", _("Rent and income")
    CARE = "care", _("Care and support")
    CUSTOMER = "customer", _("Customer services")
    PARTNERS = "partners", _("Partners")
    CORPORATE = "corporate", _("Corporate services")


class Role(models.TextChoices):
    """The posts that open something. What each may do and see stands in policies/roles.py."""

    GROUP = "group", _("Cause for Concern group member")
    LEAD = "lead", _("Safeguarding Lead")
    MANAGER = "manager", _("Scheme or patch manager")
    OPERATIONS = "operations", _("Operations manager")
    HEAD_OF_SERVICE = "head_of_service", _("Head of Service")
    OFFICER = "officer", _("Housing officer")
    TRAINER = "trainer", _("Training officer")
    ADMIN = "admin", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


class Skill(models.TextChoices):
    """What a member of the group brings (CFC-3: "named skills and roles")."""

    DOMESTIC_ABUSE = "domestic_abuse", _("Domestic abuse")
    CHILDREN = "children", _("Children")
    ADULTS = "adults", _("Adults at risk")
    MENTAL_HEALTH = "mental_health", _("Mental health")
    ANTISOCIAL = "antisocial", _("Antisocial behaviour and the law")
    TENANCY = "tenancy", _("Tenancy and moves")
    REPAIRS = "repairs", _("Repairs and the home")
    MONEY = "money", _("Money and debt")
    EXPLOITATION = "exploitation", _("Exploitation and modern slavery")


class SignatureKind(models.TextChoices):
    POST = "post", _("A post")
    RESET = "reset", _("A credential reset")
    EMAIL = "email", _("A new e-mail address")
    ACCOUNT = "account", _("Another work account")
    DEPUTY = "deputy", _("A deputy")
    CLOCK = "clock", _("How long a clock runs")
    DAY_OFF = "day_off", _("A day off of our own")
    SCHEME = "scheme", _("A scheme's name or region")
