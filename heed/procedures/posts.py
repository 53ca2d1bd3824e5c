"""Posts, deputies, group seats and credential resets: who asks, who signs, what happens then.

Nobody grants themselves anything. What opens content needs a second signature, the lead's. What concerns a
lead is signed by another lead or by a Head of Service, who answers for the lead (Housing 21's procedure: DA-11, DA-12) and is shown no password.
Whoever keeps accounts never holds the password of one that somebody uses or that opens content (decision 18)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from heed.audit import actions as audit
from heed.audit.actions import Verb
from heed.organisation import actions
from heed.organisation.actions import CannotSign
from heed.organisation.choices import Department, Role, SignatureKind, Standing
from heed.organisation.group import group_at
from heed.organisation.models import Absence, Colleague, DirectoryGroup, Post, Region, Scheme, Signature, in_force
from heed.policies.asker import Asker, asker
from heed.policies.roles import ROLES
from heed.procedures import clock_values, places

OVER_A_SCHEME = (Role.MANAGER,)
OVER_A_REGION = (Role.OPERATIONS, Role.HEAD_OF_SERVICE)


class CannotPropose(Exception):
    """Why nobody can be given this post."""


class CannotEnd(Exception):
    """Why this post cannot end just now."""


@dataclass(frozen=True)
class Wanted:
    """A post as it was asked for: the frozen wording of its signature. `scheme`, `region` and `deputises_for` are ids."""

    role: str
    since: str
    until: str | None = None
    scheme: int | None = None
    region: int | None = None
    skills: list[str] = field(default_factory=list)
    deputises_for: int | None = None
    directory_group: int | None = None


# What somebody signs in with, or is reached by: where the account opens content, only as signed.
SIGNED_FACTS = {"email": SignatureKind.EMAIL, "directory_id": SignatureKind.ACCOUNT}


@dataclass(frozen=True)
class Signed:
    """What a signature did: a post that began, a password to hand over (shown once), both, or a letter with a link to its owner (`by_letter`)."""

    post: Post | None = None
    password: str = ""
    by_letter: bool = False


@dataclass(frozen=True)
class Reset:
    """What became of a colleague who cannot sign in: a password to hand over, a letter to them with a link, or a signature it waits for."""

    password: str = ""
    by_letter: bool = False
    waits: Signature | None = None


# Proposing --------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def propose(
    colleague: Colleague,
    role: Role,
    *,
    by: Colleague,
    at: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
    scheme: Scheme | None = None,
    region: Region | None = None,
    skills: Sequence[str] = (),
    deputises_for: Colleague | None = None,
    directory_group: DirectoryGroup | None = None,
) -> Post | Signature:
    """A post, at once when it opens nothing and nobody gives away their own; otherwise the signature it waits for. Raises CannotPropose, CannotSign."""
    since = max(since or at, at)
    _refuse_what_cannot_be(colleague, role, scheme, region, since, until, by, at)
    if not ROLES[role].guarded and deputises_for is None:
        return actions.begin_post(
            colleague,
            role,
            since=since,
            until=until,
            scheme=scheme,
            region=region,
            skills=list(skills),
            deputises_for=deputises_for,
            directory_group=directory_group,
        )
    wanted = Wanted(
        role,
        since.isoformat(),
        until.isoformat() if until else None,
        scheme.pk if scheme else None,
        region.pk if region else None,
        sorted(skills),
        deputises_for.pk if deputises_for else None,
        directory_group.pk if directory_group else None,
    )
    kind = SignatureKind.DEPUTY if deputises_for else SignatureKind.POST
    return actions.ask_signature(kind, asdict(wanted), for_colleague=colleague, by=by, at=at)


def _refuse_what_cannot_be(
    colleague: Colleague,
    role: Role,
    scheme: Scheme | None,
    region: Region | None,
    since: datetime,
    until: datetime | None,
    by: Colleague,
    at: datetime,
) -> None:
    if colleague.pk == by.pk:
        raise CannotPropose(_("Nobody gives a post to themselves. Ask another administrator."))
    if not Colleague.objects.here(at).filter(pk=colleague.pk).exists():
        raise CannotPropose(_("This colleague has left."))
    if colleague.standing != Standing.EMPLOYEE:
        raise CannotPropose(_("Contractors, board members and volunteers hold report-only accounts."))
    if (role in OVER_A_SCHEME and scheme is None) or (role in OVER_A_REGION and region is None):
        raise CannotPropose(_("Choose the scheme or region that this post is over."))
    if until and until <= since:
        raise CannotPropose(_("Give an end that comes after the beginning."))
    if _held(colleague, role, scheme, region).filter(Q(until=None) | Q(until__gt=since)).filter(since__lte=since).exists():
        raise CannotPropose(_("This colleague holds that post already."))


def _held(colleague: Colleague, role: Role, scheme: Scheme | None, region: Region | None) -> QuerySet[Post]:
    return Post.objects.filter(colleague=colleague, role=role, scheme=scheme, region=region)


@transaction.atomic
def go_away(
    colleague: Colleague, deputy: Colleague | None, *, since: datetime, until: datetime | None, by: Colleague, at: datetime
) -> tuple[Absence, list[Post | Signature]]:
    """An absence and, where a deputy is named, the colleague's posts for that time. Raises CannotAdd, CannotPropose, CannotSign."""
    absence = actions.set_absence(colleague, since=since, until=until, at=at)
    if deputy is None:
        return absence, []
    if deputy.pk == colleague.pk:
        raise CannotPropose(_("Choose somebody else as the deputy."))
    held = Post.objects.filter(in_force(at), colleague=colleague, deputises_for=None).select_related("scheme", "region")
    missing = [
        post for post in held if not _held(deputy, Role(post.role), post.scheme, post.region).filter(in_force(at)).exists()
    ]
    return absence, [
        propose(
            deputy,
            Role(post.role),
            scheme=post.scheme,
            region=post.region,
            skills=post.skills,
            since=since,
            until=until,
            deputises_for=colleague,
            by=by,
            at=at,
        )
        for post in missing
    ]


# Signing ----------------------------------------------------------------------------------------------------------------------
def waiting(at: datetime) -> QuerySet[Signature]:
    return Signature.objects.filter(given_at=None, refused_at=None, asked_at__lte=at).select_related(
        "for_colleague", "asked_by"
    )


def may_sign(signature: Signature, *, by: Colleague, at: datetime) -> bool:
    """A lead, or for what concerns a lead also a Head of Service; never who asked, never whom it is for."""
    if by.pk in {signature.asked_by_id, signature.for_colleague_id}:
        return False
    roles = asker(by, at).roles
    found = Signature.objects.filter(pk=signature.pk)
    return Role.LEAD in roles or (Role.HEAD_OF_SERVICE in roles and concerning_a_lead(found, at).exists())


def signers(found: Sequence[Signature], at: datetime, *, me: Colleague | None = None) -> dict[int, list[Colleague]]:
    """Who may sign each (by its id) of those who are here, and `me`, here or not. None: it waits until somebody comes back, or another lead is
    found. Three statements, however many wait."""
    of_leads = concerning_a_lead(Signature.objects.filter(pk__in=[one.pk for one in found]), at).values_list("pk", flat=True)
    present = Colleague.objects.present(at) | Colleague.objects.filter(pk=me.pk if me else None)
    leads, heads = (
        list(present.filter(pk__in=Post.objects.filter(in_force(at), role=role).values("colleague")))
        for role in (Role.LEAD, Role.HEAD_OF_SERVICE)
    )
    also = dict.fromkeys(of_leads, heads)
    return {
        one.pk: [
            signer
            for signer in dict.fromkeys([*leads, *also.get(one.pk, ())])
            if signer.pk not in {one.asked_by_id, one.for_colleague_id}
        ]
        for one in found
    }


def to_sign(me: Asker) -> int:
    """How many signatures wait for whoever asks."""
    others = waiting(me.at).exclude(asked_by=me.colleague).exclude(for_colleague=me.colleague)
    return (others if Role.LEAD in me.roles else concerning_a_lead(others, me.at)).count()


def concerning_a_lead(found: QuerySet[Signature], at: datetime) -> QuerySet[Signature]:
    """Those for a lead's post, or for what a lead signs in with, is reached by or asked for: then there may be no other lead who could sign."""
    posts = Q(kind__in=(SignatureKind.POST, SignatureKind.DEPUTY))
    leads = Post.objects.filter(in_force(at), role=Role.LEAD).values("colleague")
    return found.filter(posts & Q(wanted__role=Role.LEAD) | ~posts & Q(for_colleague__in=leads))


def of_a_list(found: QuerySet[Signature]) -> QuerySet[Signature]:
    """New addresses and work accounts: a list of joiners can ask for hundreds, and they are read and signed together."""
    return found.filter(kind__in=SIGNED_FACTS.values())


def sign_together(
    found: Sequence[Signature], *, by: Colleague, at: datetime
) -> tuple[list[Signature], list[tuple[Signature, str]]]:
    """Each that can be signed, and each that cannot with why."""
    done, refused = list[Signature](), list[tuple[Signature, str]]()
    for one in found:
        try:
            sign(one, by=by, at=at)
        except (CannotSign, actions.CannotAdd) as refusal:
            refused.append((one, str(refusal)))
        else:
            done.append(one)
    return done, refused


@transaction.atomic
def sign(signature: Signature, *, by: Colleague, at: datetime) -> Signed:
    """Gives the second signature and does what was asked. Raises CannotSign."""
    if not may_sign(signature, by=by, at=at):
        raise CannotSign(
            _("This needs the signature of somebody else: a Safeguarding Lead who neither asked for it nor gains by it.")
        )
    if not Colleague.objects.here(at).filter(pk=signature.for_colleague_id).exists():
        raise CannotSign(_("This colleague has left. Refuse it instead."))
    actions.give_signature(signature, by=by, at=at)
    if signature.kind == SignatureKind.RESET:
        return _sign_reset(signature.for_colleague, by, at)
    if signature.kind in (SignatureKind.CLOCK, SignatureKind.DAY_OFF):
        clock_values.put_in_force(signature, at)
        return Signed()
    if signature.kind == SignatureKind.SCHEME:
        places.put_in_force(signature)
        return Signed()
    if signature.kind in SIGNED_FACTS.values():
        actions.change_colleague(signature.for_colleague, **signature.wanted)
        return Signed()
    password = _own_no_more(signature, by, at)
    return Signed(_begin(signature, Wanted(**signature.wanted), at), password)


def _sign_reset(colleague: Colleague, by: Colleague, at: datetime) -> Signed:
    """A lead sees what there is to see, so is shown the password. Whoever else signs for a lead is not: it goes to its owner's own address."""
    if Role.LEAD in asker(by, at).roles:
        return Signed(password=actions.reset_credentials(colleague, at=at))
    if not colleague.email:
        raise CannotSign(_("This colleague has no e-mail address for the link. Another Safeguarding Lead signs."))
    _send_link(colleague)
    return Signed(by_letter=True)


def _own_no_more(signature: Signature, by: Colleague, at: datetime) -> str:
    """The first post that opens content: whoever made the account may know its password or have added a way in, so it gets a new one from
    whoever signs. Answers it; none where there is nothing to replace, or the account opened content before. Raises CannotSign."""
    colleague = signature.for_colleague
    if not ROLES[Role(signature.wanted["role"])].guarded or opens_content(colleague) or not actions.has_own_way_in(colleague):
        return ""
    if Role.LEAD not in asker(by, at).roles:
        raise CannotSign(
            _(
                "This account opens nothing yet, and whoever signs hands over its new password. Let a Safeguarding Lead sign, or have them join the group first."
            )
        )
    return actions.reset_credentials(colleague, at=at)


def _send_link(colleague: Colleague) -> None:
    jobs.configure_task("send_password_link", queue="tell").defer(colleague=colleague.pk)


def _begin(signature: Signature, wanted: Wanted, at: datetime) -> Post:
    until = datetime.fromisoformat(wanted.until) if wanted.until else None
    if until and until <= at:
        raise CannotSign(_("The time this was asked for is over. Refuse it, and ask again if it is still wanted."))
    return actions.begin_post(
        signature.for_colleague,
        Role(wanted.role),
        since=max(at, datetime.fromisoformat(wanted.since)),
        until=until,
        scheme=_found(Scheme, wanted.scheme),
        region=_found(Region, wanted.region),
        skills=wanted.skills,
        deputises_for=_found(Colleague, wanted.deputises_for),
        signature=signature,
        directory_group=_found(DirectoryGroup, wanted.directory_group),
    )


def _found(model: Any, pk: int | None) -> Any:
    return model.objects.get(pk=pk) if pk else None


def refuse(signature: Signature, *, by: Colleague, at: datetime) -> None:
    """Refused by who could have signed, or withdrawn by who asked. Raises CannotSign."""
    if signature.asked_by_id != by.pk and not may_sign(signature, by=by, at=at):
        raise CannotSign(_("Only a Safeguarding Lead, or whoever asked for it, can take this away."))
    actions.refuse_signature(signature, by=by, at=at)


@transaction.atomic
def reset_credentials(colleague: Colleague, *, by: Colleague, at: datetime) -> Reset:
    """For somebody who cannot sign in. Of an account that nobody has used yet, the new password to hand over; else its owner is sent a link
    to choose one, for what they have reported is theirs alone. Where it opens content, or they have no e-mail address, it waits for the lead.
    Raises CannotPropose, CannotSign."""
    if colleague.pk == by.pk:
        raise CannotPropose(_("Change your own password on your own page. If you cannot sign in, ask another administrator."))
    if will_open_content(colleague) or colleague.last_login and not colleague.email:
        return Reset(waits=actions.ask_signature(SignatureKind.RESET, {}, for_colleague=colleague, by=by, at=at))
    if colleague.last_login:
        _send_link(colleague)
        return Reset(by_letter=True)
    return Reset(actions.reset_credentials(colleague, at=at))


@transaction.atomic
def change_colleague(colleague: Colleague, *, by: Colleague, at: datetime, **facts: Any) -> list[Signature]:
    """New facts (`actions.FACTS`). Where somebody uses the account, or it opens content, a new e-mail address or work account waits for a
    signature, which is answered: whatever the colleague must be told is sent to the one, so it would pass by them in silence, and whoever has
    the other signs in as them. Of all who use theirs alike, so that waiting says nothing of who has reported. Raises CannotAdd, CannotSign."""
    if "line_manager" in facts and facts["line_manager"] == by and colleague.line_manager_id != by.pk:
        raise actions.CannotAdd(
            _("Nobody makes themselves a line manager: they are told what happens in their team. Ask another administrator.")
        )
    new = {fact for fact in SIGNED_FACTS if facts.get(fact, "") != getattr(colleague, fact) and fact in facts}
    waits = new if new and (colleague.last_login or will_open_content(colleague)) else set()
    actions.change_colleague(colleague, **{fact: value for fact, value in facts.items() if fact not in waits})
    return [
        actions.ask_signature(SIGNED_FACTS[fact], {fact: facts[fact]}, for_colleague=colleague, by=by, at=at)
        for fact in sorted(waits)
    ]


def opens_content(colleague: Colleague) -> bool:
    """Whether an account opens other people's records: by a post that is not over, or because somebody was let in. Asked behind the wall,
    where only whoever keeps accounts or signs is answered: others must not learn who is let in."""
    with connection.cursor() as c:
        c.execute("select heed_opens_content(%s)", [colleague.pk])
        return c.fetchone()[0]


def will_open_content(colleague: Colleague) -> bool:
    """The same, or it will once a signature that waits is given."""
    with connection.cursor() as c:
        c.execute("select heed_will_open_content(%s)", [colleague.pk])
        return c.fetchone()[0]


# Ending -----------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def end_post(post: Post, *, at: datetime) -> None:
    """Over from now on: taking away needs no signature. The group may lose its last member only while a lead can stand in, who is
    told so; the last lead goes only when another was signed. Raises CannotEnd."""
    actions.finish_post(post, at=at)
    if post.role == Role.LEAD and not Colleague.objects.holding(Role.LEAD, at).exists():
        raise CannotEnd(_("This is the only Safeguarding Lead. Have another one signed first."))
    if post.role == Role.GROUP:
        if not group_at(at).members:
            raise CannotEnd(
                _(
                    "This is the last member of the group, and there is no Safeguarding Lead to stand in. Have another member signed first."
                )
            )
        tell_if_group_is_empty(at)


def tell_if_group_is_empty(at: datetime) -> None:
    """No member is left: the lead stands in and is told, in the same transaction."""
    if group_at(at).stands_in:
        jobs.configure_task("group_is_empty", queue="tell").defer(since=at.isoformat())


# The very first two -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def bootstrap_administrator(username: str, *, at: datetime, **facts: Any) -> tuple[Colleague, str]:
    """Makes the first account of a site, from the command line, while nobody keeps its accounts: (an administrator, the password to hand over).

    `facts`: display_name, email, job_title. Leaves a row in the audit. Raises CannotPropose, CannotAdd."""
    if Colleague.objects.holding(Role.ADMIN, at).exists():
        raise CannotPropose(_("There is an administrator. Have the account added under Organisation."))
    colleague, password = actions.add_colleague(username, at=at, department=Department.CORPORATE, **facts)
    actions.begin_post(colleague, Role.ADMIN, since=at)
    audit.remember_all([audit.look(Verb.LET_IN, at=at, colleague=colleague.pk, page="bootstrap_administrator")])
    return colleague, password


@transaction.atomic
def bootstrap_lead(colleague: Colleague, *, at: datetime) -> Post:
    """Makes the first Safeguarding Lead, from the command line, while there is none at all. Leaves a row in the audit. Raises CannotPropose."""
    if Colleague.objects.holding(Role.LEAD, at).exists():
        raise CannotPropose(_("There is a Safeguarding Lead. Have another one proposed and signed."))
    if colleague.standing != Standing.EMPLOYEE or not Colleague.objects.here(at).filter(pk=colleague.pk).exists():
        raise CannotPropose(_("Choose a colleague who is here and employed."))
    post = actions.begin_post(colleague, Role.LEAD, since=at)
    audit.remember_all([audit.look(Verb.LET_IN, at=at, colleague=colleague.pk, page="bootstrap_lead")])
    return post
