"""The way through a report, as a table; and the report that a draft's answers make."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from heed.concerns.choices import ASKED_BY, Danger, Form, Part
from heed.concerns.reporting import Named, Report
from heed.households.choices import Identity
from heed.households.finding import home_of
from heed.pictures.my_reports import colleagues_of
from heed.web.components.times import uk_date, uk_time
from heed.web.concerns.forms import (
    DescribeForm,
    DoneForm,
    EarlyForm,
    IncidentForm,
    ReportForm,
    SeenForm,
    WhoForm,
    WorryForm,
)
from heed.web.govform import When

WAY = ("where", "danger", "seen", "worry", "who", "done")
# What a form asks besides: one more page, after what was seen.
BESIDES = {Form.INCIDENT: "incident", Form.PREVENTATIVE: "early"}


@dataclass(frozen=True)
class Step:
    """One page. `beside`: the page of the way it belongs to, if it is not one itself. `form`: what its autosave keeps."""

    name: str
    form: type[ReportForm] | None = None
    beside: str = ""


STEPS = {
    step.name: step
    for step in (
        Step("where"),
        Step("describe", DescribeForm, "where"),
        Step("danger"),
        Step("seen", SeenForm),
        Step("incident", IncidentForm),
        Step("early", EarlyForm),
        Step("worry", WorryForm),
        Step("who", WhoForm),
        Step("colleague", beside="who"),
        Step("done", DoneForm),
        Step("check"),
        Step("behalf"),
    )
}


def form_of(draft: Any) -> Form:
    """The door it came by."""
    said = draft.answers.get("form")
    return Form(said) if said in Form.values else Form.CONCERN


def way(form: Form) -> tuple[str, ...]:
    """The pages one after the other."""
    at = WAY.index("worry")
    return (*WAY[:at], BESIDES[form], *WAY[at:]) if form in BESIDES else WAY


def address(draft: Any, name: str) -> str:
    return reverse(f"report_{name}", args=[draft.pk]) if name else reverse("report")


def after(draft: Any, name: str) -> str:
    """The page that follows; once the answers were checked, each change leads back to the check."""
    if draft.answers.get("checked"):
        return address(draft, "check")
    pages = way(form_of(draft))
    number = _number(draft, name)
    return address(draft, "where" if not number else pages[number] if number < len(pages) else "check")


def before(draft: Any, name: str) -> str:
    step, pages, number = STEPS[name], way(form_of(draft)), _number(draft, name)
    if step.beside:
        return address(draft, step.beside)
    if draft.answers.get("checked") and name != "check":
        return address(draft, "check")
    return address(draft, pages[-1] if name == "check" else pages[number - 2] if number > 1 else "" if number else "where")


def _number(draft: Any, name: str) -> int:
    """Which page of the way it is, from 1; 0 for one that stands apart."""
    pages, page = way(form_of(draft)), STEPS[name].beside or name
    return pages.index(page) + 1 if page in pages else 0


def reached(draft: Any) -> str:
    """Where to go on with a report begun earlier: the page after the last one that was finished."""
    last = draft.answers.get("posted", {}).get("step", "")
    return after(draft, last) if last in STEPS and last != "check" else address(draft, "where")


def place(draft: Any, name: str) -> str:
    """ "14 Heol Ŵyn, Brynfelin · 3 of 6": the home chosen, and how far."""
    number = _number(draft, name)
    home = home_of(draft.answers.get("home")) if number > 1 else None
    return " · ".join(
        part
        for part in (f"{home.address}, {home.town or home.postcode}" if home else "", how_far(form_of(draft), number))
        if part
    )


def how_far(form: Form, number: int) -> str:
    """ "3 of 6"; nothing for a page that stands apart."""
    return _("%(number)d of %(last)d") % {"number": number, "last": len(way(form))} if number else ""


def wrong(draft: Any) -> str | None:
    """The first page whose kept words cannot be sent as they are (too long, or nothing told)."""
    pages = [page for page in way(form_of(draft)) if page != "who"]
    forms = [(page, kind(draft.answers)) for page in pages if (kind := STEPS[page].form)]
    if draft.answers.get("where"):
        forms.append(("describe", DescribeForm(draft.answers)))
    return next((name for name, form in forms if not form.is_valid()), None)


def when_known(told: dict[str, Any] | None) -> When | None:
    """The day and perhaps the time that a reporter gave for somebody else's knowing or writing, as it was kept."""
    if not told:
        return None
    day = datetime.fromisoformat(told["day"]).date()
    return When(day, datetime.fromisoformat(f"{told['day']}T{told['time']}").time() if told["time"] else None)


def kept_when(when: When) -> dict[str, Any]:
    """The same, to be kept in the draft."""
    return {"day": when.day.isoformat(), "time": when.time.isoformat() if when.time else None}


def in_words(when: When) -> str:
    return uk_time(when.instant) if when.time_known else uk_date(when.day)


def being_named(told: dict[str, Any]) -> list[dict[str, str]]:
    """Somebody whose name or looks were typed and kept, and not yet added to the list: nothing that was kept is lost.

    Whoever cannot be named has no name: what stands for it is said by each page, in its reader's language."""
    name, about, part = (str(told.get(key) or "").strip() for key in ("who_name", "who_about", "who_part"))
    if not name and not about and not part:
        return []
    identity = Identity.KNOWN if name else Identity.UNIDENTIFIED
    return [
        {
            "name": name[:160],
            "about": about,
            "part": part if part in Part.values else Part.OTHER,
            "identity": identity,
        }
    ]


def report_of(draft: Any, at: datetime) -> Report:
    """What the draft's answers tell. What was not answered is empty, never a hindrance."""
    told = draft.answers
    texts = {name: told.get(name) or "" for name in ("where", "seen", "told", "told_by", "child_words", "worry", "done")}
    behalf, form = told.get("behalf") or {}, form_of(draft)
    return Report(
        danger=Danger(told.get("danger") or Danger.NOT_KNOWN),
        home=home_of(told.get("home")),
        **texts,
        people=[
            Named(each["name"], Part(each["part"]), each["about"], Identity(each["identity"]))
            for each in [*told.get("people", []), *being_named(told)]
        ],
        colleagues=colleagues_of(told["colleagues"], at) if told.get("colleagues") else [],
        form=form,
        asked={kind: said for kind in ASKED_BY[form] if (said := told.get(kind.value))},
        on_behalf_of=behalf.get("who", ""),
        emailed=in_words(emailed) if (emailed := when_known(behalf.get("emailed"))) else "",
        knew_at=datetime.fromisoformat(behalf["knew"]) if behalf else None,
    )
