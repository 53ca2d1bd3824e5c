"""What can happen with agencies: something shared or received, a meeting asked to, gone to, noted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from heed.agencies.choices import Basis, Consent, Going, MeetingKind, Way
from heed.agencies.clearing import Cleared
from heed.agencies.models import Agency, Attendance, Disclosure, Meeting, Protocol
from heed.folders.actions import is_kept_out, let_in
from heed.folders.choices import MEETS, Why
from heed.folders.models import Access
from heed.organisation.choices import Standing
from heed.organisation.models import Colleague, in_force
from heed.timeline.actions import record


class CannotShare(Exception):
    """What is missing before this can be shared, or why it cannot."""


class CannotMeet(Exception):
    """Why the meeting cannot be noted like this."""


@dataclass(frozen=True)
class Sharing:
    """What is shared, with whom, and why it may be. `cleared`: the safe-contact check, with those it is about; nothing leaves without."""

    to: str
    what: str
    purpose: str
    basis: Basis
    consent: Consent
    way: Way
    agency: Agency | None = None
    protocol: Protocol | None = None
    told: bool = False
    why_not_told: str = ""
    cleared: Cleared | None = None
    authorised_by: Colleague | None = None

    @property
    def people(self) -> list[UUID]:
        return list(self.cleared.people) if self.cleared else []


@transaction.atomic
def disclose(
    folder: UUID, sharing: Sharing, *, by: Colleague, at: datetime, inward: bool = False, shared: bool = True
) -> Disclosure:
    """Records a sharing, or the decision not to share. Raises CannotShare where the reason, the basis or the consent does not hold together."""
    if why := _why_not_share(sharing, inward or not shared):
        raise CannotShare(why)
    disclosure = Disclosure(
        folder_id=folder,
        agency=sharing.agency,
        inward=inward,
        shared=shared,
        to=sharing.to,
        what=sharing.what,
        purpose=sharing.purpose,
        people=sharing.people,
        basis=sharing.basis,
        consent=sharing.consent,
        protocol=sharing.protocol,
        told=sharing.told,
        why_not_told=sharing.why_not_told,
        way=sharing.way,
        override=sharing.cleared.override if sharing.cleared else "",
        by=by,
        authorised_by=sharing.authorised_by or (sharing.cleared.override_by if sharing.cleared else None),
        at=at,
    )
    disclosure.save(force_insert=True)
    kind = "disclosure.received" if inward else "disclosure.made" if shared else "disclosure.refused"
    record(kind, folder, by=by, at=at, words={"to": sharing.to, "what": sharing.what}, people=sharing.people)
    return disclosure


def _why_not_share(sharing: Sharing, stays: bool) -> str | None:
    if not sharing.what or not sharing.to:
        return _("Write what is shared and with whom.")
    if stays:
        return None
    if sharing.cleared is None:
        raise RuntimeError("Nothing leaves without the safe-contact check (policies.leaving.clear).")
    if not sharing.purpose:
        return _("Write why it is needed, and why no less would do.")
    if sharing.basis == Basis.CONSENT and sharing.consent != Consent.GIVEN:
        return _("Consent was not given, so it cannot be the reason. Choose another lawful basis, or do not share.")
    if not sharing.told and not sharing.why_not_told:
        return _("Say that the person was told, or why it was not safe or not possible to tell them.")
    return None


# Meetings ---------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Invitation:
    """A meeting we are asked to. Instants in UTC."""

    kind: MeetingKind
    asked_at: datetime
    starts_at: datetime
    where: str = ""
    about: str = ""
    ends_at: datetime | None = None
    agency: Agency | None = None


@transaction.atomic
def asked_to(folder: UUID, invitation: Invitation, going: Iterable[Colleague], *, by: Colleague, at: datetime) -> Meeting:
    """An invitation came; who goes is let into the folder until the day after. Raises CannotMeet when it ends before it begins."""
    if invitation.ends_at and invitation.ends_at < invitation.starts_at:
        raise CannotMeet(_("The meeting would end before it begins. Look at the times again."))
    meeting = Meeting(
        folder_id=folder,
        kind=invitation.kind,
        agency=invitation.agency,
        asked_at=invitation.asked_at,
        starts_at=invitation.starts_at,
        ends_at=invitation.ends_at,
        where=invitation.where,
        about=invitation.about,
        said="",
        decided="",
        by=by,
    )
    meeting.save(force_insert=True)
    record("meeting.asked", folder, by=by, at=at, words={"kind": str(invitation.kind)}, occurred_at=invitation.asked_at)
    for colleague in going:
        send(meeting, colleague, by=by, at=at)
    return meeting


def send(meeting: Meeting, colleague: Colleague, *, by: Colleague, at: datetime) -> Attendance:
    """This colleague goes for us. Raises CannotMeet for somebody who cannot see what it is about."""
    if colleague.standing != Standing.EMPLOYEE or is_kept_out(meeting.folder_id, colleague):
        raise CannotMeet(_("%(name)s cannot go to this meeting. Choose somebody else.") % {"name": colleague.display_name})
    seat = Attendance(folder_id=meeting.folder_id, meeting=meeting, colleague=colleague, going=Going.GOING, at=at)
    seat.save(force_insert=True)
    if colleague != by and _a_day_after(meeting) > at:  # a meeting put down afterwards lets nobody in
        until = min(_a_day_after(meeting), at + MEETS)
        let_in(meeting.folder_id, colleague, why=Why.MEETING, by=by, at=at, until=until)
        record("access.let_in", meeting.folder_id, by=by, at=at, words={"who": colleague.pk, "name": colleague.display_name})
    return seat


def _a_day_after(meeting: Meeting) -> datetime:
    return (meeting.ends_at or meeting.starts_at) + timedelta(days=1)


@transaction.atomic
def note_meeting(meeting: Meeting, said: str, decided: str, went: dict[UUID, Going], *, by: Colleague, at: datetime) -> None:
    """What we said there, what was decided, who was there. `went`: seat → how it came. Raises CannotMeet before it has begun."""
    if meeting.starts_at > at:
        raise CannotMeet(
            _("The meeting has not begun yet. Note it afterwards; what you prepare belongs into a note on the case.")
        )
    if not Meeting.objects.select_for_update().filter(pk=meeting.pk, noted_at=None, cancelled_at=None).exists():
        raise CannotMeet(
            _("Somebody noted this meeting a moment ago, or it was cancelled. Put what is missing into a note on the case.")
        )
    meeting.said, meeting.decided, meeting.noted_at, meeting.noted_by = said, decided, at, by
    meeting.save(update_fields=["said", "decided", "noted_at", "noted_by"])
    for seat, how in went.items():
        Attendance.objects.filter(pk=seat, meeting=meeting).update(going=how)
    record(
        "meeting.noted",
        meeting.folder_id,
        by=by,
        at=at,
        occurred_at=meeting.starts_at,
        words={"kind": meeting.kind, "text": decided},
    )


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: Colleague, at: datetime) -> None:
    """It does not take place: whoever was let in for it, and for no other, is let in no longer."""
    if Meeting.objects.filter(pk=meeting.pk, cancelled_at=None).update(cancelled_at=at):
        record("meeting.cancelled", meeting.folder_id, by=by, at=at, words={"kind": meeting.kind})
        others = Attendance.objects.filter(folder=meeting.folder_id, meeting__cancelled_at=None, meeting__starts_at__gt=at)
        gone = Attendance.objects.filter(meeting=meeting).exclude(colleague__in=others.values("colleague"))
        lines = Access.objects.filter(in_force(at), folder=meeting.folder_id, why=Why.MEETING)
        lines.filter(colleague__in=gone.values("colleague")).update(until=at)
