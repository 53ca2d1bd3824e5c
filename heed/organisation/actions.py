"""What can happen to colleagues, posts, absence, duty, places and signatures. Who may ask for it, and what needs a second
signature, is said in policies and procedures.posts; here each verb does one thing and refuses what cannot be. Who pressed is in the audit,
which the door writes: `by` is asked for only where a row keeps it."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from heed.organisation.choices import Nation, Role, SchemeKind, SignatureKind
from heed.organisation.models import (
    Absence,
    AccessReview,
    Colleague,
    DirectoryGroup,
    Duty,
    LocalAuthority,
    Post,
    Region,
    Scheme,
    Signature,
    in_force,
)

FACTS = ("display_name", "email", "telephone", "job_title", "department", "standing", "line_manager", "directory_id")
PREFERENCES = ("language", "text_size", "contrast")
HANDED_OVER = timedelta(days=3)  # how long a password that somebody else has seen lets in (ours)
# No l, o, 0 or 1: these are read out on the telephone.
SYLLABLES = [first + second for first in "bdfghjkmnprstvz" for second in "aeiu"]


class CannotAdd(Exception):
    """Why there cannot be such a colleague, scheme or time."""


class CannotSign(Exception):
    """Why this signature cannot be given or refused."""


# Colleagues -------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_colleague(
    username: str, *, at: datetime, hashed: str = "", password: bool = True, **facts: Any
) -> tuple[Colleague, str]:
    """A new account without a post, and the password to hand to its owner (it lets in for three days unless it is changed).

    `facts` are those of FACTS. `hashed`: a password already hashed (the demo's), which then stays. `password`: false for whoever signs in with
    a work account and has none. Raises CannotAdd."""
    if Colleague.objects.filter(username__iexact=username).exists():
        raise CannotAdd(_("That user name is taken. Choose another."))
    _refuse_anothers_account(facts.get("directory_id", ""))
    colleague = Colleague(username=username.lower(), joined_at=at, password=hashed, **_known(facts, FACTS))
    words = _give_password(colleague, at) if password and not hashed else ""
    if not password:
        colleague.set_unusable_password()
    colleague.save(force_insert=True)
    return colleague, words


def change_colleague(colleague: Colleague, **facts: Any) -> None:
    """New facts (those of FACTS). A colleague cannot be their own line manager: CannotAdd."""
    if facts.get("line_manager") == colleague:
        raise CannotAdd(_("Nobody is their own line manager. Choose somebody else."))
    if facts.get("directory_id", "") != colleague.directory_id:
        _refuse_anothers_account(facts.get("directory_id", ""))
    _set(colleague, _known(facts, FACTS))


def _refuse_anothers_account(directory_id: str) -> None:
    if directory_id and Colleague.objects.filter(directory_id__iexact=directory_id).exists():
        raise CannotAdd(_("Another colleague signs in with that work account. Check it in the directory."))


def set_preferences(colleague: Colleague, **chosen: str) -> None:
    """Language, text size and contrast, kept per person (DA-19). Their values were checked by the form."""
    _set(colleague, _known(chosen, PREFERENCES))


@transaction.atomic
def reset_credentials(colleague: Colleague, *, at: datetime) -> str:
    """A new password to hand over, no second factor any more, and every session ended. Returns the password, shown once."""
    words = _give_password(colleague, at)
    colleague.session_salt = secrets.token_hex(16)
    colleague.save(update_fields=["password", "password_until", "session_salt"])
    Authenticator.objects.filter(user=colleague).delete()
    return words


@transaction.atomic
def choose_credentials(colleague: Colleague, password: str) -> None:
    """By its owner, who could not sign in and came by the link in a letter: no second factor any more, and every session ended."""
    colleague.password, colleague.password_until = make_password(password), None
    colleague.session_salt = secrets.token_hex(16)
    colleague.save(update_fields=["password", "password_until", "session_salt"])
    Authenticator.objects.filter(user=colleague).delete()


def has_own_way_in(colleague: Colleague) -> bool:
    """Whether a password, a passkey or an app lets in, beside the organisation's own account."""
    return colleague.has_usable_password() or Authenticator.objects.filter(user=colleague).exists()


def password_changed(colleague: Colleague) -> None:
    """Its owner chose a password of their own, so it stays."""
    _set(colleague, {"password_until": None})


def end_account(colleague: Colleague, *, at: datetime) -> None:
    """From this instant nobody signs in with it, and every session of it is over."""
    _set(colleague, {"left_at": at, "is_active": False, "session_salt": secrets.token_hex(16)})


def _give_password(colleague: Colleague, at: datetime) -> str:
    words = "-".join("".join(secrets.choice(SYLLABLES) for _syllable in range(3)) for _word in range(3))
    colleague.password, colleague.password_until = make_password(words), at + HANDED_OVER
    return words


def _known(given: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    if unknown := set(given) - set(names):
        raise TypeError(f"not a fact of a colleague: {', '.join(sorted(unknown))}")
    return given


def _set(row: Any, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=list(facts))


# Posts ------------------------------------------------------------------------------------------------------------------------
def begin_post(
    colleague: Colleague,
    role: Role,
    *,
    since: datetime,
    until: datetime | None = None,
    scheme: Scheme | None = None,
    region: Region | None = None,
    skills: Sequence[str] = (),
    deputises_for: Colleague | None = None,
    signature: Signature | None = None,
    directory_group: DirectoryGroup | None = None,
) -> Post:
    return Post.objects.create(
        colleague=colleague,
        role=role,
        since=since,
        until=until,
        scheme=scheme,
        region=region,
        skills=list(skills),
        deputises_for=deputises_for,
        signature=signature,
        directory_group=directory_group,
    )


def finish_post(post: Post, *, at: datetime) -> None:
    """Over from this instant; one that had not begun never was in force."""
    post.until = max(at, post.since)
    post.save(update_fields=["until"])


def change_skills(post: Post, skills: Sequence[str], *, at: datetime) -> None:
    """What a member brings to the group from now on, without a new post: a skill opens nothing. Raises CannotAdd for a post that is over."""
    if post.role != Role.GROUP or (post.until and post.until <= at):
        raise CannotAdd(_("This colleague is not in the group any more, so nothing was changed."))
    _set(post, {"skills": sorted(skills)})


# Groups of the directory ------------------------------------------------------------------------------------------------------
def add_directory_group(
    said: str, name: str, role: Role, *, scheme: Scheme | None, region: Region | None, by: Colleague, at: datetime
) -> DirectoryGroup:
    """From now on being in that group is worth this post. Raises CannotAdd for one that is there already."""
    given = {"said": said, "role": role, "scheme": scheme, "region": region}
    if DirectoryGroup.objects.filter(in_force(at), **given).exists():
        raise CannotAdd(_("That group gives this post already."))
    return DirectoryGroup.objects.create(name=name, by=by, since=at, **given)


def end_directory_group(group: DirectoryGroup, *, at: datetime) -> None:
    """It gives no post any more. Those it gave stay until somebody ends them."""
    _set(group, {"until": at})


def confirm_access(posts: Sequence[int], lines: Sequence[UUID], *, by: Colleague, at: datetime) -> AccessReview:
    """Each of these was looked at and is right."""
    return AccessReview.objects.create(by=by, at=at, posts=list(posts), lines=list(lines))


# Absence and duty -------------------------------------------------------------------------------------------------------------
def set_absence(colleague: Colleague, *, since: datetime, until: datetime | None, at: datetime) -> Absence:
    """Away from one instant until another, or until further notice. Raises CannotAdd."""
    if until and until <= since:
        raise CannotAdd(_("The last day away comes before the first. Check the two dates."))
    if until and until <= at:
        raise CannotAdd(_("That time is over. Give a day that is still to come."))
    if (
        colleague.absences.filter(since__lt=until or datetime.max.replace(tzinfo=since.tzinfo))
        .exclude(until__lte=since)
        .exists()
    ):
        raise CannotAdd(_("There is an absence at that time already. End it first, or choose other days."))
    return Absence.objects.create(colleague=colleague, since=since, until=until)


def end_absence(absence: Absence, *, at: datetime) -> None:
    """Back from now on; an absence that had not begun is taken out."""
    if absence.since >= at:
        absence.delete()
    else:
        _set(absence, {"until": at})


def set_duty(colleague: Colleague, *, since: datetime, until: datetime, at: datetime) -> Duty:
    """Answers out of hours between two instants (D4). Only a member of the group can: CannotAdd."""
    if until <= since or until <= at:
        raise CannotAdd(_("Give an end that comes after the beginning and is still to come."))
    if not Colleague.objects.holding(Role.GROUP, at).filter(pk=colleague.pk).exists():
        raise CannotAdd(_("Only a member of the Cause for Concern group can be on duty."))
    return Duty.objects.create(colleague=colleague, since=since, until=until)


def remove_duty(duty: Duty, *, at: datetime) -> None:
    """Taken off the rota; what was already served stays on record."""
    if duty.since >= at:
        duty.delete()
    else:
        _set(duty, {"until": at})


# Places -----------------------------------------------------------------------------------------------------------------------
def add_region(name: str) -> Region:
    if Region.objects.filter(name__iexact=name).exists():
        raise CannotAdd(_("There is a region of that name already."))
    return Region.objects.create(name=name)


def add_local_authority(name: str, nation: Nation, code: str = "") -> LocalAuthority:
    if LocalAuthority.objects.filter(name__iexact=name).exists():
        raise CannotAdd(_("That local authority is on the list already."))
    return LocalAuthority.objects.create(name=name, nation=nation, code=code)


def add_scheme(
    name: str,
    code: str,
    kind: SchemeKind,
    *,
    region: Region,
    local_authority: LocalAuthority,
    nation: Nation,
    registered_care: bool = False,
) -> Scheme:
    """A scheme (court) or patch. Its code is the one the housing management system uses. Raises CannotAdd."""
    if Scheme.objects.filter(name__iexact=name).exists() or Scheme.objects.filter(code__iexact=code).exists():
        raise CannotAdd(_("There is a scheme of that name or code already."))
    return Scheme.objects.create(
        name=name,
        code=code,
        kind=kind,
        region=region,
        local_authority=local_authority,
        nation=nation,
        registered_care=registered_care,
    )


def change_scheme(scheme: Scheme, **facts: Any) -> None:
    """New facts of a scheme: name, kind, region, local_authority, nation, registered_care."""
    _set(scheme, _known(facts, ("name", "kind", "region", "local_authority", "nation", "registered_care")))


def refuse_anothers_name(scheme: Scheme, name: str) -> None:
    """Raises CannotAdd for a name in use."""
    if Scheme.objects.filter(name__iexact=name).exclude(pk=scheme.pk).exists():
        raise CannotAdd(_("There is a scheme of that name already."))


# The second signature ---------------------------------------------------------------------------------------------------------
def ask_signature(
    kind: SignatureKind, wanted: dict[str, Any], *, for_colleague: Colleague, by: Colleague, at: datetime
) -> Signature:
    """A piece of wording that waits for a second person. `wanted` is what will be done, as plain ids. Raises CannotSign when it waits already."""
    waiting = Signature.objects.filter(kind=kind, for_colleague=for_colleague, given_at=None, refused_at=None)
    if any(_same(other.wanted, wanted) for other in waiting):
        raise CannotSign(_("This waits for a signature already."))
    return Signature.objects.create(kind=kind, wanted=wanted, for_colleague=for_colleague, asked_by=by, asked_at=at)


def give_signature(signature: Signature, *, by: Colleague, at: datetime) -> None:
    """Signed by somebody other than who asked and whom it is for. Raises CannotSign; two at once: the second is refused."""
    _answer(signature, by, given_by=by, given_at=at)


def refuse_signature(signature: Signature, *, by: Colleague, at: datetime) -> None:
    """Will not be done. Whoever asked may withdraw it in the same way. Raises CannotSign."""
    _answer(signature, None, refused_by=by, refused_at=at)


def _answer(signature: Signature, signer: Colleague | None, **how: Any) -> None:
    if signer and signer.pk in {signature.asked_by_id, signature.for_colleague_id}:
        raise CannotSign(_("The second signature is another person's: neither whoever asked nor whom it is for."))
    if not Signature.objects.filter(pk=signature.pk, given_at=None, refused_at=None).update(**how):
        raise CannotSign(_("This was signed or refused already."))
    signature.refresh_from_db()


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return {**one, "since": ""} == {**other, "since": ""}
