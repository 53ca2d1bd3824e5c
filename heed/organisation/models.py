"""Who we are: regions, schemes, colleagues, the posts they hold, absence, duty, and the second signature."""

import secrets
from datetime import date, datetime, timedelta
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.lookups import Unaccent
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from heed.organisation.choices import Department, Nation, Role, SchemeKind, SignatureKind, Skill, Standing


def by_name(field: str = "display_name") -> Lower:
    """The order in which people look for names (U24): Ángel under A, ap Rhys under A too. The database's own order goes by code points."""
    return Lower(Unaccent(field))


def in_force(at: datetime, prefix: str = "") -> Q:
    """Rows dated `since`..`until` that hold at an instant (`until` is the first instant at which they no longer do)."""
    return Q(**{f"{prefix}since__lte": at}) & (Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gt": at}))


IN_FORCE = "{0}.since <= %s and ({0}.until is null or {0}.until > %s)"  # the same of the table {0}, written out; it is given the instant twice


def last_day(until: datetime | None) -> date | None:
    """The last UK day of something that ends at an instant (UTC): what is over at midnight was last in force the day before."""
    return localtime(until - timedelta(microseconds=1)).date() if until else None


class Region(models.Model):
    name = models.CharField(max_length=80, unique=True)

    def __str__(self) -> str:
        return self.name


class LocalAuthority(models.Model):
    """Whom a referral goes to. `code` is the ONS/GSS area code where one is known."""

    name = models.CharField(max_length=80, unique=True)
    nation = models.CharField(max_length=8, choices=Nation)
    code = models.CharField(max_length=9, blank=True)

    def __str__(self) -> str:
        return self.name


class Scheme(models.Model):
    """A scheme (court) or a patch of general-needs homes: what a manager answers for."""

    name = models.CharField(max_length=80, unique=True)
    code = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=8, choices=SchemeKind)
    region = models.ForeignKey(Region, models.PROTECT)
    local_authority = models.ForeignKey(LocalAuthority, models.PROTECT)
    nation = models.CharField(max_length=8, choices=Nation)
    registered_care = models.BooleanField(_("registered care service"), default=False)

    def __str__(self) -> str:
        return self.name


class Colleagues(BaseUserManager["Colleague"]):
    def get_by_natural_key(self, username: str | None) -> "Colleague":
        return self.get(username__iexact=username)


class ColleagueSet(models.QuerySet["Colleague"]):
    def here(self, at: datetime) -> "ColleagueSet":
        return self.filter(Q(left_at=None) | Q(left_at__gt=at), is_active=True)

    def holding(self, role: Role, at: datetime) -> "ColleagueSet":
        held = Post.objects.filter(in_force(at), role=role)
        return self.here(at).filter(pk__in=held.values("colleague"))

    def present(self, at: datetime) -> "ColleagueSet":
        return self.here(at).exclude(pk__in=Absence.objects.filter(in_force(at)).values("colleague"))


def _salt() -> str:
    return secrets.token_hex(16)


class Colleague(AbstractBaseUser):
    """Someone who works with us and signs in. Leaving, or a new password, changes `session_salt`, so that every session ends at once."""

    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=20, blank=True)
    job_title = models.CharField(max_length=80, blank=True)
    department = models.CharField(max_length=12, choices=Department, default=Department.HOUSING)
    standing = models.CharField(max_length=12, choices=Standing, default=Standing.EMPLOYEE)
    directory_id = models.CharField(max_length=120, blank=True, default="")  # what the organisation's directory calls them
    line_manager = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    session_salt = models.CharField(max_length=32, default=_salt)
    password_until = models.DateTimeField(
        null=True, blank=True
    )  # a password made for somebody: it lets in until then, or until it is changed
    language = models.CharField(max_length=5, default="en-gb")
    text_size = models.CharField(max_length=3, default="100")
    contrast = models.CharField(max_length=4, blank=True, default="")

    objects = Colleagues.from_queryset(ColleagueSet)()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = [by_name(), "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(left_at=None) | Q(left_at__gte=F("joined_at")), name="left_after_joined"),
            models.UniqueConstraint(Lower("directory_id"), condition=~Q(directory_id=""), name="one_colleague_a_work_account"),
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_session_auth_hash(self) -> str:
        from django.utils.crypto import salted_hmac

        return salted_hmac("heed.session", self.password + self.session_salt, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        return self.display_name

    # Django's own admin is not part of Heed; nobody is staff.
    is_staff = False
    is_superuser = False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class Signature(models.Model):
    """A second pair of eyes: asked by one person, given or refused by another, on one frozen piece of wording.

    `wanted` is what will be done when it is given, as plain ids (never narrative)."""

    kind = models.CharField(max_length=8, choices=SignatureKind)
    wanted = models.JSONField()
    for_colleague = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    given_by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(Colleague, models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="signature_given_whole",
                condition=Q(given_by=None, given_at=None) | Q(given_by__isnull=False, given_at__isnull=False),
            ),
            models.CheckConstraint(
                name="signature_refused_whole",
                condition=Q(refused_by=None, refused_at=None) | Q(refused_by__isnull=False, refused_at__isnull=False),
            ),
            models.CheckConstraint(name="signature_not_both", condition=Q(given_at=None) | Q(refused_at=None)),
            models.CheckConstraint(
                name="signature_is_anothers",
                condition=Q(given_by=None) | ~Q(given_by=F("asked_by")) & ~Q(given_by=F("for_colleague")),
            ),
        ]


class DirectoryGroup(models.Model):
    """A group of the organisation's directory (Microsoft Entra, say) and the post that being in it is worth: the standing word of the
    administrator who wrote it, followed in their name and under their rights whenever somebody of the group signs in."""

    said = models.CharField(max_length=120)  # what the directory calls it: in Entra its object id
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=16, choices=Role)
    scheme = models.ForeignKey(Scheme, models.PROTECT, null=True, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True)
    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(name="group_ends_after_it_begins", condition=Q(until=None) | Q(until__gte=F("since")))
        ]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A role somebody holds, over a scheme, a region or the whole organisation, from one instant until another.

    Exists only once its signature was given (nobody grants themselves anything). A deputy is a post with an end and `deputises_for`."""

    colleague = models.ForeignKey(Colleague, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=16, choices=Role)
    scheme = models.ForeignKey(Scheme, models.PROTECT, null=True, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True)
    skills = ArrayField(models.CharField(max_length=16, choices=Skill), default=list, blank=True)
    deputises_for = models.ForeignKey(Colleague, models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    signature = models.ForeignKey(Signature, models.PROTECT, null=True, related_name="+")
    directory_group = models.ForeignKey(DirectoryGroup, models.PROTECT, null=True, related_name="+")  # ends with it

    class Meta:
        ordering = ["role", "since", "pk"]
        indexes = [models.Index(fields=["colleague", "role"])]
        constraints = [
            models.CheckConstraint(name="post_ends_after_it_begins", condition=Q(until=None) | Q(until__gte=F("since"))),
            models.CheckConstraint(name="manager_of_a_scheme", condition=~Q(role=Role.MANAGER) | Q(scheme__isnull=False)),
            models.CheckConstraint(
                name="operations_over_a_region",
                condition=~Q(role__in=[Role.OPERATIONS, Role.HEAD_OF_SERVICE]) | Q(region__isnull=False),
            ),
        ]

    @property
    def last_day(self) -> date | None:
        return last_day(self.until)


class AccessReview(models.Model):
    """A lead went through who can see what and found it right: each post and each colleague let in, by the number of its row."""

    by = models.ForeignKey(Colleague, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    posts = ArrayField(models.BigIntegerField())
    lines = ArrayField(models.UUIDField())

    class Meta:
        ordering = ["-at", "-pk"]


class Absence(models.Model):
    """Away: not told, not waited for, skipped by escalation."""

    colleague = models.ForeignKey(Colleague, models.PROTECT, related_name="absences")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(name="absence_ends_after_it_begins", condition=Q(until=None) | Q(until__gte=F("since")))
        ]

    @property
    def last_day(self) -> date | None:
        return last_day(self.until)


class Duty(models.Model):
    """Who of the group answers out of hours (D4: danger is answered day and night)."""

    colleague = models.ForeignKey(Colleague, models.PROTECT, related_name="duties")
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering = ["since", "pk"]
        verbose_name_plural = "duties"
        constraints = [models.CheckConstraint(name="duty_ends_after_it_begins", condition=Q(until__gt=F("since")))]
