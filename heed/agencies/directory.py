"""Keeping the directory: agencies, link officers, pathways, protocols (CH-2, MA-7, MA-8). What has ended is kept: referrals and disclosures
point at it. Who may keep it is said in policies; who pressed is in the audit, which the door writes."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from heed.agencies.choices import AgencyKind, Subject
from heed.agencies.models import Agency, LinkOfficer, Pathway, Protocol
from heed.deadlines.calendars import Nation
from heed.deadlines.rules import rule
from heed.organisation.models import Colleague

AGENCY = ("name", "kind", "nation", "local_authority", "telephone", "out_of_hours", "email", "secure", "checked_on")
OFFICER = ("name", "job_title", "telephone", "email", "over")
PATHWAY = ("name", "subject", "nation", "threshold", "what_to_send", "basis", "protocol", "reply_rule", "by_itself")
PROTOCOL = ("name", "may_share", "powers", "agreed_on", "review_on", "owner")
REPLY_RULES = ("referral_reply", "child_referral_reply", "wales_adult_enquiry")  # clocks an agency's answer may run under


class CannotKeep(Exception):
    """Why the directory cannot say this."""


# Agencies ---------------------------------------------------------------------------------------------------------------------
def add_agency(name: str, kind: AgencyKind, nation: str, **facts: Any) -> Agency:
    """`facts` are those of AGENCY. Raises CannotKeep for a name in use, and where an e-mail counts as secure without a day it was checked."""
    return _added(Agency(name=name, kind=kind, nation=nation, **_known(facts, AGENCY)))


def change_agency(agency: Agency, **facts: Any) -> None:
    """New facts of AGENCY. Raises as `add_agency`."""
    _changed(agency, _known(facts, AGENCY))


def end_agency(agency: Agency, *, at: datetime) -> None:
    """Nobody is referred there any more. Raises CannotKeep while a pathway leads there: it would lead nowhere."""
    if leads := _standing(Pathway).filter(agency=agency).first():
        raise CannotKeep(_("The pathway “%(name)s” leads there. End it first.") % {"name": leads.name})
    _end(agency, at)


# Link officers ----------------------------------------------------------------------------------------------------------------
def add_officer(agency: Agency, name: str, **facts: Any) -> LinkOfficer:
    """Our person there. `facts` are those of OFFICER. Raises CannotKeep for a chain of escalation that runs in a circle."""
    return _added(LinkOfficer(agency=agency, name=name, **_known(facts, OFFICER)))


def change_officer(officer: LinkOfficer, **facts: Any) -> None:
    """New facts of OFFICER. Raises as `add_officer`."""
    _changed(officer, _known(facts, OFFICER))


def end_officer(officer: LinkOfficer, *, at: datetime) -> None:
    """They are not our person there any more."""
    _end(officer, at)


# Pathways ---------------------------------------------------------------------------------------------------------------------
def add_pathway(name: str, subject: Subject, agency: Agency, **facts: Any) -> Pathway:
    """A named way to an agency. `facts` are those of PATHWAY. Raises CannotKeep for a name in use, an agency that has ended, a clock that does
    not run in the pathway's nation."""
    if agency.until:
        raise CannotKeep(_("This agency has ended. Take it up again first, or choose another."))
    return _added(Pathway(name=name, subject=subject, agency=agency, **_known(facts, PATHWAY)))


def change_pathway(pathway: Pathway, **facts: Any) -> None:
    """New facts of PATHWAY. Raises as `add_pathway`. Referrals already sent keep the clock they started with."""
    _changed(pathway, _known(facts, PATHWAY))


def end_pathway(pathway: Pathway, *, at: datetime) -> None:
    """Nobody takes this way any more; referrals already sent go on."""
    _end(pathway, at)


# Protocols --------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_protocol(
    name: str, parties: Iterable[Agency], *, owner: Colleague, agreed_on: date, review_on: date, **facts: Any
) -> Protocol:
    """An information sharing protocol (MA-7). `facts` are the other ones of PROTOCOL. Raises CannotKeep for a name in use, no party, or a
    review that is not after the agreement."""
    parties = list(parties)
    _need_a_party(parties)
    made = Protocol(name=name, owner=owner, agreed_on=agreed_on, review_on=review_on, **_known(facts, PROTOCOL))
    protocol = _added(made)
    protocol.parties.set(parties)
    return protocol


@transaction.atomic
def change_protocol(protocol: Protocol, parties: Iterable[Agency], **facts: Any) -> None:
    """New parties and facts of PROTOCOL. Raises as `add_protocol`."""
    parties = list(parties)
    _need_a_party(parties)
    _changed(protocol, _known(facts, PROTOCOL))
    protocol.parties.set(parties)


def end_protocol(protocol: Protocol, *, at: datetime) -> None:
    """Nothing is shared under it any more. Raises CannotKeep while a pathway rests on it."""
    if rests := _standing(Pathway).filter(protocol=protocol).first():
        raise CannotKeep(_("The pathway “%(name)s” rests on it. Change that pathway first.") % {"name": rests.name})
    _end(protocol, at)


def _need_a_party(parties: Sequence[Agency]) -> None:
    if not parties:
        raise CannotKeep(_("Choose at least one agency it is agreed with."))


# Ending and taking up again ---------------------------------------------------------------------------------------------------
def take_up_again(row: Agency | LinkOfficer | Pathway | Protocol) -> None:
    """It was ended too soon. Raises CannotKeep for a pathway to an agency that has ended, or an officer there."""
    if isinstance(row, Pathway | LinkOfficer) and row.agency.until:
        raise CannotKeep(_("The agency has ended. Take it up again first."))
    row.until = None
    row.save(update_fields=["until"])


def _end(row: Any, at: datetime) -> None:
    if row.until is None:
        row.until = at
        row.save(update_fields=["until"])


# What holds of each -----------------------------------------------------------------------------------------------------------
def _added(row: Any) -> Any:
    _check(row)
    row.save(force_insert=True)
    return row


def _changed(row: Any, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(row, name, value)
    _check(row)
    row.save(update_fields=list(facts))


def _known(given: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    if unknown := set(given) - set(names):
        raise TypeError(f"not a fact of the directory: {', '.join(sorted(unknown))}")
    return given


def _check(row: Any) -> None:
    if not isinstance(row, LinkOfficer) and type(row).objects.filter(name__iexact=row.name).exclude(pk=row.pk).exists():
        raise CannotKeep(_("There is one of that name already, perhaps among those that have ended. Choose another name."))
    if why := _WRONG[type(row)](row):
        raise CannotKeep(why)


def _wrong_agency(agency: Agency) -> str | None:
    if agency.secure and not agency.checked_on:
        return _("Say on which day somebody checked that this e-mail may carry personal data.")
    return None


def _wrong_officer(officer: LinkOfficer) -> str | None:
    above, seen = officer.over, {officer.pk}
    while above:
        if above.pk in seen or above.agency_id != officer.agency_id:
            return _("Whom to ring next must be somebody else of this agency, and the row must not run in a circle.")
        seen.add(above.pk)
        above = above.over
    return None


def _wrong_pathway(pathway: Pathway) -> str | None:
    if pathway.reply_rule not in REPLY_RULES or not rule(pathway.reply_rule).applies_in(Nation(pathway.nation)):
        return _("That clock does not run in this nation. Choose another for their answer.")
    if pathway.protocol and pathway.protocol.until:
        return _("That protocol has ended. Choose one that is in force, or none.")
    return None


def _wrong_protocol(protocol: Protocol) -> str | None:
    if protocol.review_on <= protocol.agreed_on:
        return _("The review comes after the agreement. Look at the dates again.")
    return None


_WRONG: dict[type[models.Model], Any] = {
    Agency: _wrong_agency,
    LinkOfficer: _wrong_officer,
    Pathway: _wrong_pathway,
    Protocol: _wrong_protocol,
}


def _standing(model: type[Pathway]) -> models.QuerySet[Pathway]:
    return model.objects.filter(until=None)
