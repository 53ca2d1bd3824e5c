"""From an event to the letters it makes necessary. Who and in which words stands in messages.py; no letter is sent here."""

from datetime import datetime, timedelta

from django.urls import reverse

from heed.concerns.choices import Form
from heed.households.models import Household
from heed.learning.models import SharedLesson
from heed.notifications.messages import MESSAGES, TOLD, Message
from heed.notifications.models import Heartbeat, Letter
from heed.notifications.pages import path_of
from heed.notifications.recipients import Happened, NobodyLeft, happened
from heed.organisation.choices import Role
from heed.organisation.models import Colleague
from heed.policies import audiences, visible
from heed.procedures import access_review as reviewing
from heed.procedures import posts
from heed.timeline.models import Event
from heed.training.models import Completion

WEEK = timedelta(days=7)


def tell(event: str, at: datetime) -> int:
    """Writes the letters an event makes necessary. Answers how many; told once however often it runs. Raises KeyError for a kind nobody thought of."""
    it = happened(Event.objects.get(pk=event), at)
    return sum(_write(MESSAGES[code], it) for code in TOLD[_kind(it)])


def _kind(it: Happened) -> str:
    kind = it.event.kind
    if kind == "concern.sent" and it.concern and it.concern.urgent:
        kind = "concern.sent.danger"
    if it.concern and it.concern.form == Form.INCIDENT and f"{kind}.incident" in TOLD:
        kind = f"{kind}.incident"
    return kind if kind in TOLD else kind.rsplit(".", 1)[0]


def _write(message: Message, it: Happened) -> int:
    try:
        people = message.to(it)
    except NobodyLeft:
        raise_alarm(it.at)
        people = []
    return sum(
        write(
            message.code,
            colleague,
            path_of(message.page, it),
            f"{it.event.pk}",
            it.at,
            reference=it.concern.reference if it.concern and message.reference else "",
        )
        for colleague in {person.pk: person for person in people}.values()
    )


def write(message: str, to: Colleague, path: str, because: str, at: datetime, *, reference: str = "") -> int:
    """One letter to one colleague, once for each reason. 0 when it is there already, or when they have no address."""
    if not to.email:
        return 0
    letter = Letter(
        key=f"{because}:{message}:{to.pk}", message=message, to=to, path=path, reference=reference, made_at=at, next_try_at=at
    )
    return len(Letter.objects.bulk_create([letter], ignore_conflicts=True))


def form_link(completion: int, at: datetime) -> int:
    """The link to the form, when training is recorded and never before (CFC-2). Nothing when the record was withdrawn meanwhile."""
    done = (
        Completion.objects.select_related("colleague", "course")
        .filter(pk=completion, withdrawn_at=None, course__opens_form=True)
        .first()
    )
    return write("form_is_open", done.colleague, reverse("report"), f"completion {completion}", at) if done else 0


def password_link(colleague: int, at: datetime) -> int:
    """The link to choose a password, to its owner's own address."""
    owner = Colleague.objects.here(at).filter(pk=colleague).first()
    return write("password_link", owner, reverse("account_login"), f"password {at.isoformat()}", at) if owner else 0


def lesson(pk: str, at: datetime) -> int:
    """Those who are to learn of a lesson are told that there is one: once each, and nothing in the letter leads to where it comes from."""
    found = SharedLesson.objects.only("audience", "scheme", "region", "not_for", "sent_by").get(pk=pk)
    return sum(write("lesson_sent", one, reverse("lessons"), f"lesson {pk}", at) for one in audiences.told(found, at))


def group_is_empty(since: str, at: datetime) -> int:
    """Each lead is told that they stand in for the group. `since` (ISO) makes it once a time it happens."""
    return sum(
        write("group_is_empty", lead, reverse("desk"), f"group empty {since}", at) for lead in visible.holders(Role.LEAD, at)
    )


def access_review(at: datetime) -> int:
    """Each lead is asked to go through who can see what when a quarter has passed, and again each week until somebody has."""
    due = reviewing.due(at)
    if due is None or due > at:
        return 0
    because = f"access review {due.date()} {(at - due) // WEEK}"
    return sum(write("access_review", lead, reverse("access_review"), because, at) for lead in visible.holders(Role.LEAD, at))


def signatures(at: datetime) -> int:
    """Whoever may give a second signature is told that one waits, and again each week while it does: somebody who cannot sign in waits too.
    Of what was asked for at once (a list of joiners) once."""
    first = {(one.asked_at, one.asked_by_id, one.kind): one for one in reversed(posts.waiting(at))}
    who = posts.signers(list(first.values()), at)
    return sum(
        write("signature_waits", signer, reverse("signatures"), f"signature {one.pk} {(at - one.asked_at) // WEEK}", at)
        for one in first.values()
        for signer in who[one.pk]
    )


def glass_not_broken(home: int, by: int, since: str, at: datetime) -> int:
    """Each lead is told that somebody tried to open what is at an address and could not: never whoever is kept out of it, nor who tried.

    The same for an empty home, so that being told says nothing either. `since` (ISO) makes it once a try. An alarm where no lead is left."""
    there = Household.objects.filter(home=home).values_list("folder_id", flat=True)
    out = {by, *visible.kept_out(there, at)}
    leads = [lead for lead in visible.holders(Role.LEAD, at) if lead.pk not in out]
    if not leads:
        raise_alarm(at)
    return sum(write("glass_not_broken", lead, reverse("broken_glass"), f"glass {by} {home} {since}", at) for lead in leads)


def raise_alarm(at: datetime) -> None:
    """Nobody is left who could be told: the health page is not well for a day, and a clock for which it stays so says it again each day."""
    Heartbeat.objects.update_or_create(job="alarm", defaults={"at": at, "note": "nobody left to tell"})


def beat(job: str, at: datetime, note: str = "") -> None:
    """This job came to its end; the health page looks when that was."""
    Heartbeat.objects.update_or_create(job=job, defaults={"at": at, "note": note})
