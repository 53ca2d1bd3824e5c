"""Referring to MARAC, the meeting on domestic abuse where the risk is high. Any one criterion is enough."""

from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _

from heed.agencies.actions import Sharing, disclose
from heed.cases.choices import Risk
from heed.cases.models import Case, Incident
from heed.deadlines import clocks
from heed.deadlines.choices import Outcome
from heed.deadlines.clocks import Owed
from heed.domestic_abuse.choices import Band, Criterion, ReferralState
from heed.domestic_abuse.models import Assessment, MaracReferral
from heed.organisation.models import Colleague
from heed.timeline.actions import record

WINDOW = relativedelta(months=12)  # any abuse between the same people in this time is a repeat (SafeLives)
VISIBLE_HIGH, ESCALATION = 14, 3


class CannotRefer(Exception):
    """What is missing before it can go."""


@dataclass(frozen=True)
class Filled:
    """The form as filled in: the criteria that apply, the reasons, its fields by code."""

    criteria: list[Criterion]
    reasons: str = ""
    form: dict[str, Any] = field(default_factory=dict)


def criteria_met(case: Case, at: datetime) -> list[Criterion]:
    """Which criteria stand by what is on record; professional judgement is a person's to add. `at` in UTC."""
    met = [Criterion.VISIBLE_HIGH] if _comes_to_high(case) else []
    with_police = Incident.objects.filter(case=case, police_told=True, occurred_at__gt=at - WINDOW)
    if with_police.count() >= ESCALATION:
        met.append(Criterion.ESCALATION)
    if is_repeat(case, at):
        met.append(Criterion.REPEAT)
    return met


def _comes_to_high(case: Case) -> bool:
    last = Assessment.objects.filter(case=case, instrument="dash").order_by("-at", "-pk").first()
    return last is not None and (last.yes >= VISIBLE_HIGH or last.band == Band.HIGH)


def is_repeat(case: Case, at: datetime) -> bool:
    """Whether something happened within twelve months of the case's last referral, and after it."""
    last = _last_sent(case)
    if last is None or last.sent_at is None:
        return False
    day = make_aware(datetime.combine(localdate(last.sent_at), time()))
    after = Q(whole_day=False, occurred_at__gt=last.sent_at) | Q(whole_day=True, occurred_at__gte=day, at__gt=last.sent_at)
    return Incident.objects.filter(after, case=case, occurred_at__lte=last.sent_at + WINDOW).exists()


def _last_sent(case: Case) -> MaracReferral | None:
    return MaracReferral.objects.filter(case=case, state=ReferralState.SENT).order_by("-sent_at").first()


def _open_window(referral: MaracReferral) -> None:
    """The twelve months from when it went, once: a later referral's stand in place of an earlier one's."""
    if referral.sent_at and not clocks.running_since(referral.folder_id, "marac_repeat"):
        owed = Owed(referral.folder_id, referral.case.responsible, about=referral.pk)
        clocks.start("marac_repeat", owed, at=referral.sent_at, nation=referral.case.nation)


@transaction.atomic
def window_over(referral: MaracReferral, words: str, *, by: Colleague, at: datetime) -> None:
    """The twelve months are over, and somebody has looked whether it is still a repeat case. Raises CannotRefer before that, or without a word."""
    if not words.strip():
        raise CannotRefer(_("Write what you found, in a sentence."))
    window = clocks.running_in(referral.folder_id).filter(rule="marac_repeat", about=referral.pk).first()
    if window is None or window.due_at > at:
        raise CannotRefer(_("The twelve months still run, or were looked at already."))
    clocks.meet_about(referral.folder_id, referral.pk, by=by, at=at)
    record("marac.window_over", referral.folder_id, by=by, at=at, words={"text": words})


def is_high(referral: MaracReferral) -> bool:
    """High risk, by the referral's checklist or by somebody's judgement of the case: then it may go before it is countersigned."""
    return referral.case.risk == Risk.HIGH or referral.assessment is not None and referral.assessment.level == Band.HIGH


@transaction.atomic
def draft(case: Case, filled: Filled, *, by: Colleague, at: datetime, competent: bool) -> MaracReferral:
    """A referral as written so far; it shows at once. `competent`: its author may sign it."""
    referral = MaracReferral(
        folder_id=case.folder_id,
        case=case,
        assessment=Assessment.objects.filter(case=case).order_by("-at", "-pk").first(),
        criteria=list(filled.criteria),
        reasons=filled.reasons,
        form=filled.form,
        reference="",
        by=by,
        at=at,
        countersigned_by=by if competent else None,
        countersigned_at=at if competent else None,
    )
    referral.save(force_insert=True)
    record("marac.drafted", case.folder_id, by=by, at=at)
    return referral


@transaction.atomic
def keep(referral: MaracReferral, filled: Filled, *, by: Colleague, at: datetime, competent: bool) -> None:
    """Changes a referral that has not gone yet. Whoever changes it with the competence stands behind it; changed by anybody else, a
    countersignature that was given to other words no longer holds. Raises CannotRefer when it has gone or was withdrawn."""
    held = MaracReferral.objects.select_for_update().filter(pk=referral.pk, state=ReferralState.DRAFT).first()
    if held is None:
        raise CannotRefer(
            _(
                "This referral has gone already, or was withdrawn. To add something, write to the coordinator and note it on the case."
            )
        )
    referral.criteria, referral.reasons, referral.form = list(filled.criteria), filled.reasons, filled.form
    referral.countersigned_by, referral.countersigned_at = (by, at) if competent else (None, None)
    referral.save(update_fields=["criteria", "reasons", "form", "countersigned_by", "countersigned_at"])


@transaction.atomic
def withdraw(referral: MaracReferral, why: str, *, by: Colleague, at: datetime) -> None:
    """It is no longer wanted, or went by mistake. It stays on record; what has gone has gone, and its window no longer runs.

    Raises CannotRefer without a reason, or when it was withdrawn already."""
    if not why.strip():
        raise CannotRefer(_("Write why it is withdrawn."))
    held = MaracReferral.objects.select_for_update().filter(pk=referral.pk).exclude(state=ReferralState.WITHDRAWN).first()
    if held is None:
        raise CannotRefer(_("Somebody withdrew this a moment ago."))
    had_gone = held.state == ReferralState.SENT
    held.state, held.withdrawn_at, held.withdrawn_by, held.withdrawn_why = ReferralState.WITHDRAWN, at, by, why
    held.save(update_fields=["state", "withdrawn_at", "withdrawn_by", "withdrawn_why"])
    clocks.meet_about(referral.folder_id, referral.pk, by=by, at=at, outcome=Outcome.NOT_POSSIBLE)
    earlier = _last_sent(referral.case) if had_gone else None
    if earlier and earlier.sent_at and earlier.sent_at + WINDOW > at:  # its own twelve months are not over
        _open_window(earlier)
    record("marac.withdrawn", referral.folder_id, by=by, at=at, words={"text": why})


@transaction.atomic
def send(referral: MaracReferral, sharing: Sharing, *, by: Colleague, at: datetime) -> MaracReferral:
    """It goes to the coordinator: a disclosure, and the twelve months of the repeat window begin.

    High risk may go before the countersignature (a life may hang on it). Judged as it stands now, whoever changes it meanwhile. Raises
    CannotRefer."""
    held = MaracReferral.objects.select_for_update().filter(pk=referral.pk, state=ReferralState.DRAFT).first()
    if held is None:
        raise CannotRefer(_("Somebody sent this a moment ago, or withdrew it."))
    referral = held
    if not referral.criteria:
        raise CannotRefer(_("Choose why this goes to MARAC: one reason is enough."))
    if Criterion.JUDGEMENT in referral.criteria and not referral.reasons.strip():
        raise CannotRefer(_("Professional judgement needs its reasons. One or two sentences are enough."))
    if Criterion.VISIBLE_HIGH in referral.criteria and not _comes_to_high(referral.case):
        raise CannotRefer(
            _("No checklist in this case comes to 14. Answer one, or choose professional judgement and write your reasons.")
        )
    if not referral.countersigned and not is_high(referral):
        raise CannotRefer(
            _(
                "Somebody with MARAC competence countersigns this first. Where the risk is high it may go before: put the risk down as high, with your reasons, then send it."
            )
        )
    disclosure = disclose(referral.folder_id, sharing, by=by, at=at)
    referral.state, referral.sent_at, referral.disclosure = ReferralState.SENT, at, disclosure
    referral.agency = sharing.agency
    referral.save(update_fields=["state", "sent_at", "disclosure", "agency"])
    clocks.meet_if_owed(referral.folder_id, "marac_repeat", by=by, at=at)
    _open_window(referral)
    record("marac.referred", referral.folder_id, by=by, at=at, words={"criteria": list(referral.criteria)})
    return referral
