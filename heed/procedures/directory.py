"""What a group of the organisation's directory is worth here, followed whenever somebody signs in with their work account.

In the name and under the rights of the administrator who wrote the group down: what opens other people's records waits for the lead's
signature as it always does, and nobody gains anything by a group they put themselves into."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.db.models import QuerySet

from heed.audit import actions as audit
from heed.audit.actions import Verb
from heed.organisation.actions import CannotSign
from heed.organisation.choices import Role, SignatureKind
from heed.organisation.models import Colleague, DirectoryGroup, Post, Signature, in_force
from heed.policies.asker import asker
from heed.policies.cluster import WEB
from heed.policies.inside import inside
from heed.policies.may import may
from heed.policies.roles import Do
from heed.procedures.posts import CannotEnd, CannotPropose, end_post, propose


def groups(at: datetime) -> QuerySet[DirectoryGroup]:
    """Those in force, as whoever keeps the accounts sees them."""
    return DirectoryGroup.objects.filter(in_force(at)).select_related("scheme", "region", "by")


_seal = TimestampSigner(salt="heed.directory")
FOLLOWED_WITHIN = timedelta(days=3)  # a worker may be away for a while; after that they sign in again


def sealed(colleague: Colleague, said: Iterable[str]) -> str:
    """What the directory said of somebody this instant, for the job: signed, because whoever may ask for a job could ask for any other."""
    return _seal.sign_object([colleague.pk, sorted(said)])


def follow_sealed(said: str, *, at: datetime) -> None:
    """The job's part. What is forged or too old is not followed: the next time they sign in says it anew."""
    try:
        colleague, groups_of_it = _seal.unsign_object(said, max_age=FOLLOWED_WITHIN)
    except BadSignature:
        return
    follow_all(Colleague.objects.get(pk=colleague), frozenset(groups_of_it), at=at)


def follow_all(colleague: Colleague, said: frozenset[str], *, at: datetime) -> None:
    """In the name of each administrator who wrote a group down and is one still; a group whose author is none any more rests (the page says
    so). Each that changed anything leaves its row in the audit."""
    for by in Colleague.objects.here(at).filter(pk__in=groups(at).values("by")):
        with inside(WEB, colleague=by.pk, at=at):
            if may(asker(by, at), Do.ORGANISE) and follow(colleague, said, by=by, at=at):
                audit.remember_all(
                    [audit.look(Verb.CHANGED, at=at, colleague=by.pk, page="follow_directory", record=colleague.pk)]
                )


def follow(colleague: Colleague, said: frozenset[str], *, by: Colleague, at: datetime) -> list[Post | Signature]:
    """Asks for the posts of the groups that somebody is in, and ends those whose group they are in no longer; of the groups that `by` wrote
    down. Answers what was done. What cannot be (the last lead, oneself, a contractor) is left as it is; what the lead refused is not asked
    for again."""
    done: list[Post | Signature] = []
    for group in groups(at).filter(by=by):
        held = Post.objects.filter(in_force(at), colleague=colleague, directory_group=group).first()
        if group.said in said and held is None and not _refused(group, colleague):
            done += _asked(group, colleague, by, at)
        elif group.said not in said and held:
            done += _ended(held, at)
    return done


def _asked(group: DirectoryGroup, colleague: Colleague, by: Colleague, at: datetime) -> list[Post | Signature]:
    try:
        return [
            propose(colleague, Role(group.role), scheme=group.scheme, region=group.region, directory_group=group, by=by, at=at)
        ]
    except (CannotPropose, CannotSign):
        return []


def _ended(post: Post, at: datetime) -> list[Post | Signature]:
    try:
        end_post(post, at=at)
    except CannotEnd:
        return []
    return [post]


def _refused(group: DirectoryGroup, colleague: Colleague) -> bool:
    asked = Signature.objects.filter(kind=SignatureKind.POST, for_colleague=colleague, wanted__directory_group=group.pk)
    return asked.exclude(refused_at=None).exists()
