"""Telling the local authority and CQC (DA-4, DA-5; D6, D7). The gate is two questions; no to both is a recorded decision."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heed.agencies.actions import Sharing, disclose
from heed.cases.duties import AUTHORITY, REGULATOR
from heed.cases.models import Case
from heed.cases.workflow import hold_open
from heed.concerns.models import Concern
from heed.deadlines import clocks
from heed.deadlines.clocks import Owed
from heed.deadlines.models import Clock
from heed.domestic_abuse.choices import Body, NoticeState
from heed.domestic_abuse.models import Notice
from heed.organisation.models import Colleague
from heed.timeline.actions import record

CLOCK = {Body.LOCAL_AUTHORITY: AUTHORITY, Body.CQC: REGULATOR}

BEGUN = gettext_lazy("Somebody has begun this already. Open it from the case.")


class CannotTell(Exception):
    """What is missing before it can go, or be decided."""


@dataclass(frozen=True)
class Gate:
    """CQC's two questions. None: nobody knows yet, which never means no."""

    victim_in_care: bool | None
    perpetrator_in_care: bool | None

    @property
    def notifiable(self) -> bool | None:
        """Yes where either is yes; no where both are no; otherwise nobody knows yet."""
        if self.victim_in_care or self.perpetrator_in_care:
            return True
        return False if self.victim_in_care is False and self.perpetrator_in_care is False else None


@dataclass(frozen=True)
class Filled:
    form: dict[str, Any] = field(default_factory=dict)
    extenuating: str = ""


def known_since(case: Case, body: Body) -> datetime | None:
    """When it was known, by the clock that runs (CQC's, else the local authority's); None where none runs, so that it is asked."""
    codes = dict.fromkeys([CLOCK[body], CLOCK[Body.LOCAL_AUTHORITY]])
    return next((since for code in codes if (since := clocks.running_since(case.folder_id, code))), None)


@transaction.atomic
def correct_known(case: Case, known_at: datetime, why: str, *, by: Colleague, at: datetime) -> None:
    """It was known at another time (UTC) than its clocks count from: they count anew from then, why stays on record, and those above are told.

    Raises CannotTell without a reason, and for a time later than the report, or than what was sent already."""
    if not why.strip():
        raise CannotTell(_("Write why it was known at another time."))
    if known_at > at:
        raise CannotTell(_("That time has not come yet. Give the time when it was known."))
    for code in CLOCK.values():
        if (ran := clocks.running_in(case.folder_id).filter(rule=code).first()) is None:
            continue
        if known_at > ran.started_at and known_at > (reported := _reported(case, ran, at)):
            when = {"when": date_format(localtime(reported), "j F Y, H:i")}
            raise CannotTell(
                _("It was known by %(when)s: by then it had been reported. Give that time or an earlier one.") % when
            )
        clocks.not_owed(case.folder_id, code, by=by, at=at)
        clocks.start(code, Owed(case.folder_id, ran.owner, ran.holds_id, ran.about), at=known_at, nation=case.nation)
    record("notice.known_corrected", case.folder_id, by=by, at=at, words={"text": why})


def _reported(case: Case, clock: Clock, at: datetime) -> datetime:
    """By when (UTC) what a clock is about was known: its report had come, its case had been opened, or somebody had been told of it."""
    concern = Concern.objects.filter(pk=clock.about).first() if clock.about else None
    told = [one.sent_at for one in Notice.objects.filter(case=case, sent_at__gte=clock.started_at) if one.sent_at]
    known = [case.entered_at] if clock.started_at <= case.entered_at else []
    return min([at, *([concern.sent_at] if concern else known), *told])


@transaction.atomic
def decide(case: Case, gate: Gate, reasons: str, *, known_at: datetime, by: Colleague, at: datetime) -> Notice | None:
    """Whether CQC is to be told. Both no is a decision with its reasons, and meets the clock; a yes starts it where it does not run, and so does
    an answer that nobody knows yet: then it is kept that it was asked, and nothing is begun (None).

    Raises CannotTell without reasons for "no", or when a form was begun already."""
    if gate.notifiable is None:
        _not_known_yet(case, known_at, by, at)
        return None
    if not gate.notifiable and not reasons.strip():
        raise CannotTell(_("Write why CQC need not be told."))
    hold_open(case)
    notice = _decided(case, gate, reasons, known_at, by, at)
    if gate.notifiable:
        _owe_cqc(case, known_at)
    else:
        clocks.meet_if_owed(case.folder_id, CLOCK[Body.CQC], by=by, at=at)
    words = {"is": "yes" if gate.notifiable else "no", "text": reasons}
    record("notice.decided", case.folder_id, by=by, at=at, words=words)
    return notice


def _not_known_yet(case: Case, known_at: datetime, by: Colleague, at: datetime) -> None:
    hold_open(case)
    if not Notice.objects.filter(case=case, body=Body.CQC, state=NoticeState.SENT).exists():
        _owe_cqc(case, known_at)
    record("notice.decided", case.folder_id, by=by, at=at, words={"is": "not known yet", "text": ""})


def _owe_cqc(case: Case, known_at: datetime) -> None:
    if clocks.due(case.folder_id, CLOCK[Body.CQC]) is None:
        owed = Owed(case.folder_id, case.responsible, case.folder_id, case.pk)
        clocks.start(CLOCK[Body.CQC], owed, at=known_at, nation=case.nation)


def _decided(case: Case, gate: Gate, reasons: str, known_at: datetime, by: Colleague, at: datetime) -> Notice:
    """A form that was begun becomes the decision that it need not go, where that is what is decided now."""
    care = {"victim_in_care": gate.victim_in_care, "perpetrator_in_care": gate.perpetrator_in_care}
    begun = Notice.objects.select_for_update().filter(case=case, body=Body.CQC, state=NoticeState.DRAFT).first()
    if begun and gate.notifiable:
        raise CannotTell(BEGUN)
    if begun:
        facts: dict[str, Any] = care | {"state": NoticeState.NOT_NOTIFIABLE, "reasons": reasons, "by": by, "at": at}
        for fact, value in facts.items():
            setattr(begun, fact, value)
        begun.save(update_fields=facts)
        return begun
    notice = Notice(
        folder_id=case.folder_id,
        case=case,
        body=Body.CQC,
        state=NoticeState.DRAFT if gate.notifiable else NoticeState.NOT_NOTIFIABLE,
        **care,
        reasons=reasons,
        form={},
        known_at=known_at,
        by=by,
        at=at,
        reference="",
        extenuating="",
    )
    _save_once(notice)
    return notice


def _save_once(notice: Notice) -> None:
    try:
        with transaction.atomic():
            notice.save(force_insert=True)
    except IntegrityError:
        raise CannotTell(BEGUN) from None


@transaction.atomic
def draft(case: Case, body: Body, filled: Filled, *, known_at: datetime, by: Colleague, at: datetime) -> Notice:
    """The form, ready to be sent; kept as written so far."""
    notice = Notice(
        folder_id=case.folder_id,
        case=case,
        body=body,
        reasons="",
        form=filled.form,
        known_at=known_at,
        by=by,
        at=at,
        reference="",
        extenuating=filled.extenuating,
    )
    _save_once(notice)
    return notice


@transaction.atomic
def keep(notice: Notice, filled: Filled, *, at: datetime) -> None:
    """Changes a form that has not gone. Raises CannotTell when it has."""
    if not Notice.objects.select_for_update().filter(pk=notice.pk, state=NoticeState.DRAFT).exists():
        raise CannotTell(_("This has gone already. To correct it, send another and say that it corrects the first."))
    notice.form, notice.extenuating = filled.form, filled.extenuating
    notice.save(update_fields=["form", "extenuating"])


@transaction.atomic
def send(notice: Notice, sharing: Sharing, *, by: Colleague, at: datetime, sent_at: datetime | None = None) -> Notice:
    """It went, at `sent_at` (UTC; now if not given). Late, it says why (extenuating circumstances). Raises CannotTell."""
    when = sent_at or at
    if when > at:
        raise CannotTell(_("That time has not come yet. Give the time it was sent."))
    if when < notice.known_at:
        raise CannotTell(_("That is before it was known. Give the time it was sent."))
    due = clocks.due(notice.folder_id, CLOCK[Body(notice.body)])
    if due and when > due and not notice.extenuating.strip():
        raise CannotTell(_("It is later than 24 hours. Write the extenuating circumstances; it can go now all the same."))
    disclosure = disclose(notice.folder_id, sharing, by=by, at=at)
    moved = Notice.objects.filter(pk=notice.pk, state=NoticeState.DRAFT).update(
        state=NoticeState.SENT, sent_at=when, disclosure=disclosure
    )
    if not moved:
        raise CannotTell(_("Somebody sent this a moment ago."))
    notice.state, notice.sent_at, notice.disclosure = NoticeState.SENT, when, disclosure
    clocks.meet_if_owed(
        notice.folder_id,
        CLOCK[Body(notice.body)],
        by=by,
        at=max(filter(None, [when, clocks.running_since(notice.folder_id, CLOCK[Body(notice.body)])])),
    )
    record("notice.sent", notice.folder_id, by=by, at=at, occurred_at=when, words={"to": notice.body})
    return notice


@transaction.atomic
def came_back(notice: Notice, reference: str, *, by: Colleague, at: datetime) -> None:
    """Whatever reference they gave (a number of theirs, or ours sent back)."""
    notice.reference = reference
    notice.save(update_fields=["reference"])
    record("notice.reference", notice.folder_id, by=by, at=at, words={"to": notice.body})
