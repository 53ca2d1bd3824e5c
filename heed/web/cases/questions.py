"""The questions about a case, one row each (see asking.py)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from heed.cases import ending, opening, working
from heed.cases.choices import Asked, Capacity, ChildSeen, ExemptionKind, Label, Risk, Seen
from heed.cases.working import Said
from heed.pictures.case import agencies, colleagues, someone_of
from heed.web.cases import forms
from heed.web.cases.asking import DONE, Asks
from heed.web.uploads import upload_of


def _plain(form: Any) -> Any:
    return lambda case, request, data: form(data[0])


def _why(label: Any, hint: Any = "") -> Any:
    return lambda case, request, data: forms.Why(data[0], label=label, hint=hint)


def _instant(said: dict[str, Any]) -> Any:
    return said["when"].instant if said["when"] else None


# The work ---------------------------------------------------------------------------------------------------------------------
NOTE = Asks(
    _plain(forms.Note),
    lambda case, said, request: working.note(
        case, said["kind"], said["title"], said["text"], by=request.me.colleague, at=request.at, occurred_at=_instant(said)
    ),
    _("Note a call"),
    _("Keep the note"),
    DONE,
)
VISIT = Asks(
    _plain(forms.VisitForm),
    lambda case, said, request: working.visit(
        case, Seen(said["seen"]), ChildSeen(said["child"]), said["text"], by=request.me.colleague, at=request.at, occurred_at=_instant(said)
    ),
    _("Note a visit"),
    _("Keep the visit"),
    DONE,
)
INCIDENT = Asks(
    _plain(forms.IncidentForm),
    lambda case, said, request: working.incident(
        case,
        said["what"],
        by=request.me.colleague,
        at=request.at,
        occurred_at=said["when"].instant,
        whole_day=said["when"].whole_day,
        police_told=said["police"],
    ),
    _("Something happened"),
    _("Put it down"),
    DONE,
)
RISK = Asks(
    _plain(forms.RiskForm),
    lambda case, said, request: working.set_risk(case, Risk(said["risk"]), said["why"], by=request.me.colleague, at=request.at),
    _("Judge the risk"),
    _("Keep the judgement"),
    DONE,
)
LABEL = Asks(
    _plain(forms.LabelForm),
    lambda case, said, request: opening.label(case, Label(said["label"]), by=request.me.colleague, at=request.at),
    _("Change the label"),
    _("Change it"),
    DONE,
    may=lambda may: may.answer_for,
)
ACTION = Asks(
    lambda case, request, data: forms.ActionForm(data[0], owners=colleagues(request.at)),
    lambda case, said, request: working.owe(
        case, said["what"], someone_of(said["owner"]), said["due"], by=request.me.colleague, at=request.at
    ),
    _("Give somebody something to do"),
    _("Give it"),
    _("They are told by e-mail. It stands on the case until it is done, or not done and why."),
)
DOCUMENT = Asks(
    lambda case, request, data: forms.DocumentForm(*data),
    lambda case, said, request: working.add_document(case, upload_of(said["file"]), said["title"], by=request.me.colleague, at=request.at),
    _("Add a paper or picture"),
    _("Add it"),
    DONE,
)
VOICE = Asks(
    _plain(forms.VoiceForm),
    lambda case, said, request: working.hear(
        case,
        Said(Asked(said["asked"]), said["wants"], said["why_not"], said["child_words"], Capacity(said["capacity"]), said["advocate"]),
        by=request.me.colleague,
        at=request.at,
    ),
    _("What they want"),
    _("Keep it"),
    DONE,
)

# Longer, passed on, ended -----------------------------------------------------------------------------------------------------
EXEMPT = Asks(
    lambda case, request, data: forms.ExemptForm(data[0], agencies=agencies(case)),
    lambda case, said, request: ending.exempt(
        case,
        ExemptionKind(said["kind"]),
        said["why"],
        said["review_on"],
        by=request.me.colleague,
        at=request.at,
        agency=agencies.named(said["agency"]),  # type: ignore[attr-defined]
    ),
    _("It takes longer than 21 days"),
    _("Keep the exemption"),
    _("The days go on counting. An update is owed every week, and goes to the manager’s own line manager."),
    may=lambda may: may.answer_for,
)
CONCLUDE = Asks(
    _why(_("How did it end, and why is it concluded?")),
    lambda case, said, request: ending.conclude(case, said["why"], by=request.me.colleague, at=request.at),
    _("Conclude the case"),
    _("Conclude it"),
    _("Concluded: its 21 days have ended. Its evaluation is owed before it can close."),
    may=lambda may: may.answer_for,
)
REOPEN = Asks(
    _why(_("Why is it opened again?")),
    lambda case, said, request: ending.reopen(case, said["why"], by=request.me.colleague, at=request.at),
    _("Open the case again"),
    _("Open it again"),
    _("Open again. Its days count from its entry, as before."),
    may=lambda may: may.end,
)
