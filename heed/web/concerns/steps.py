"""The way through a report, as a table; and the report that a draft's answers make."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext as _

from heed.concerns.choices import Danger, Part
from heed.concerns.reporting import Named, Report
from heed.households.choices import Identity
from heed.households.finding import home_of
from heed.pictures.my_reports import colleagues_of
from heed.web.concerns.forms import DescribeForm, DoneForm, SeenForm, WhoForm, WorryForm
from heed.web.govform import When

LAST = 6


@dataclass(frozen=True)
class Step:
    """One page: its number on the way, and the pages before and after. `form`: what its autosave keeps."""

    name: str
    number: int
    back: str
    next: str
    form: type | None = None


STEPS = {
    step.name: step
    for step in (
        Step("where", 1, "", "danger"),
        Step("describe", 1, "where", "danger", DescribeForm),
        Step("danger", 2, "where", "seen"),
        Step("seen", 3, "danger", "worry", SeenForm),
        Step("worry", 4, "seen", "who", WorryForm),
        Step("who", 5, "worry", "done", WhoForm),
        Step("colleague", 5, "who", "done"),
        Step("done", 6, "who", "check", DoneForm),
        Step("check", 0, "done", ""),
        Step("behalf", 0, "where", "where"),
    )
}


def address(draft: Any, name: str) -> str:
    return reverse(f"report_{name}", args=[draft.pk]) if name else reverse("report")


def after(draft: Any, name: str) -> str:
    """The page that follows; once the answers were checked, each change leads back to the check."""
    return address(draft, "check" if draft.answers.get("checked") else STEPS[name].next)


def before(draft: Any, name: str) -> str:
    step = STEPS[name]
    inner = name in ("describe", "colleague")
    return address(draft, "check" if draft.answers.get("checked") and not inner and name != "check" else step.back)


def reached(draft: Any) -> str:
    """Where to go on with a report begun earlier: the page after the last one that was finished."""
    last = draft.answers.get("posted", {}).get("step", "")
    return after(draft, last) if last in STEPS and last != "check" else address(draft, "where")


def place(draft: Any, name: str) -> str:
    """ "14 Heol Ŵyn · 3 of 6": the home chosen, and how far."""
    number = STEPS[name].number
    far = _("%(number)d of %(last)d") % {"number": number, "last": LAST} if number else ""
    home = home_of(draft.answers.get("home")) if number > 1 else None
    return " · ".join(part for part in (home.address if home else "", far) if part)


def wrong(draft: Any) -> str | None:
    """The first page whose kept words cannot be sent as they are (too long, or nothing told)."""
    forms: list[tuple[str, Form]] = [
        (step.name, step.form(draft.answers)) for step in STEPS.values() if step.form and step.name in ("seen", "worry", "done")
    ]
    if draft.answers.get("where"):
        forms.append(("describe", DescribeForm(draft.answers)))
    return next((name for name, form in forms if not form.is_valid()), None)


def when_known(told: dict[str, Any]) -> When:
    """The day and perhaps the time that a reporter gave for somebody else's knowing."""
    day = datetime.fromisoformat(told["day"]).date()
    return When(day, datetime.fromisoformat(f"{told['day']}T{told['time']}").time() if told["time"] else None)


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
    behalf = told.get("behalf") or {}
    return Report(
        danger=Danger(told.get("danger") or Danger.NOT_KNOWN),
        home=home_of(told.get("home")),
        **texts,
        people=[
            Named(each["name"], Part(each["part"]), each["about"], Identity(each["identity"]))
            for each in [*told.get("people", []), *being_named(told)]
        ],
        colleagues=colleagues_of(told["colleagues"], at) if told.get("colleagues") else [],
        on_behalf_of=behalf.get("who", ""),
        knew_at=datetime.fromisoformat(behalf["knew"]) if behalf else None,
    )
