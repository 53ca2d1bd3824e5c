"""Every address of Heed, with the kind of record it shows: a page that is added is walked without being listed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from inspect import getsource
from sys import modules
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from heed.domestic_abuse.instruments import DASH
from heed.policies.roles import Do
from tests.abuses.world import Thing

# The longest beginning of a route that fits says what the ids in it are of (parameter → kind of the world's ids; ="…" is the word itself).
UNKNOWN = "?"
CHECKLIST = {"code": f"={DASH.code}", "version": f"={DASH.version}"}
CASE, PLAN, KEPT = "cases/<uuid:pk>/", "cases/<uuid:pk>/safety/", "agencies/<int:pk>/"
KINDS: dict[str, dict[str, str]] = {
    "": {},
    "report/": {"draft": "draft", "step": "=seen"},
    "reports/": {"pk": "report"},
    "files/": {"pk": "file", "size": "=view"},
    "desk/": {"pk": "concern"},
    "desk/actions/": {"pk": "action"},
    "desk/places/": {"pk": "placement"},
    "desk/people/": {"pk": "involved"},
    "households/": {
        "pk": "household",
        "entry": "entry",
        "person": "person",
        "flag": "flag",
        "line": "line",
        "place": "membership",
    },
    "households/<uuid:pk>/people/<uuid:person>/new-address/<uuid:version>/": {
        "pk": "household_moved",
        "person": "person_moved",
        "version": "version",
    },
    "households/<uuid:pk>/people/links/": {"pk": "household_linked", "link": "link"},
    "households/<uuid:pk>/people/<uuid:person>/place/": {"pk": "household", "person": "membership"},
    "households/broken-glass/": {"pk": "glass"},
    "me/away/": {"pk": "absence"},
    "me/ties/": {"pk": "tie"},
    "training/completions/": {"pk": "completion"},
    "organisation/colleagues/": {"pk": "colleague"},
    "organisation/posts/": {"pk": "post"},
    "organisation/group/skills/": {"pk": "seat"},
    "organisation/schemes/": {"pk": "scheme"},
    "organisation/group/duty/": {"pk": "duty"},
    "organisation/clocks/": {"code": "=first_advice"},
    "organisation/days-off/": {"pk": "day_off"},
    "organisation/letters/": {"code": "=new_concern"},
    "organisation/letters/again/": {"pk": "refused"},
    "organisation/signatures/": {"pk": "signature"},
    "organisation/handing-over/": {"pk": "leaver"},
    "organisation/directory/": {"pk": "directory_group"},
    "organisation/access/posts/": {"pk": "reviewed_post"},
    "organisation/access/lines/": {"pk": "reviewed_line"},
    "sign-in/passkeys/": {"pk": "passkey"},
    "sign-in/new-password/": {"said": "=WzEsIngiXQ:1abc:x"},
    "register/": {"pk": "run"},
    "register/columns/": {"kind": "=history"},
    "cases/": {"pk": "case", "way": "pathway"},
    "cases/new/": {"pk": "concern"},
    **{
        f"{CASE}{start}/": {"pk": "case", "part": kind}
        for start, kind in {
            "correct": "someone",
            "unreach": "reach",
            "unfeed": "feed",
            "police": "episode",
            "found": "episode",
            "talked": "episode",
            "measure": "measure",
            "end-review": "review",
            "referrals": "referral",
            "assessments": "assessment",
            "marac": "marac",
            "told": "notice",
            "meetings": "meeting",
            "who-may-know": "allowed",
            "clocks": "clock",
            "pause": "waits",
            "resume": "paused",
            "papers": "document",
            "take-off": "document",
        }.items()
    },
    f"{CASE}assess/": {"pk": "case"} | CHECKLIST,
    "cases/checklists/": CHECKLIST,
    f"{PLAN}<uuid:part>/": {"pk": "case_planned", "part": "plan"},
    f"{PLAN}part/": {"pk": "case_planned", "part": "item"},
    f"{PLAN}consent/": {"pk": "case_planned", "part": "consent"},
    f"{PLAN}helper/": {"pk": "case_planned", "part": "helper"},
    "lessons/": {"pk": "lesson"},
    "agencies/": {"pk": "agency"},
    **{f"{KEPT}{press}/": {"pk": "kept_agency"} for press in ("change", "end", "resume")},
    **{f"{KEPT}{kind}/": {"pk": "kept_agency", "part": kind} for kind in ("officer", "pathway", "protocol")},
}


@dataclass(frozen=True)
class Page:
    """A page by its name; `kinds`: what kind of record each id in its address is of."""

    name: str
    route: str
    kinds: dict[str, str] = field(hash=False)
    asks: bool  # whether what stands after the question mark means something to it
    do: Do | None  # what one must be able to do, if it stands behind the door
    view: Any = None  # the code that answers: several pages may be rows of one table

    def address(self, ids: dict[str, Any] | None = None) -> str:
        return reverse(
            self.name, kwargs={part: kind[1:] if kind[0] == "=" else (ids or {})[kind] for part, kind in self.kinds.items()}
        )

    @property
    def shows(self) -> str | None:
        """The kind of record it is about, if it is about one."""
        return next((kind for kind in self.kinds.values() if kind[0] != "="), None)


@cache
def pages() -> list[Page]:
    return list(_patterns(get_resolver().url_patterns, "", {}))


def _patterns(found: list[URLPattern | URLResolver], before: str, above: dict[str, Any]) -> Iterator[Page]:
    for each in found:
        route, converters = before + str(each.pattern), above | each.pattern.converters
        if isinstance(each, URLResolver):
            yield from _patterns(each.url_patterns, route, converters)
        else:
            known = KINDS[max((start for start in KINDS if route.startswith(start)), key=len)]
            kinds = {part: known.get(part, UNKNOWN) for part in converters}
            yield Page(
                each.name or route,
                route,
                kinds,
                "request.GET" in getsource(modules[each.callback.__module__]),
                *_behind(each.callback),
            )


def _behind(view: Any) -> tuple[Do | None, Any]:
    """What `@page(…)` was given, and the code of what stands behind it."""
    held = dict(zip(view.__code__.co_freevars, (cell.cell_contents for cell in view.__closure__ or ()), strict=True))
    return held.get("do"), getattr(held.get("view"), "__code__", view)


def whole(page: Page, thing: Thing) -> bool:
    """Whether the thing has every id of the page's address."""
    return all(kind[0] == "=" or kind in thing.ids for kind in page.kinds.values())
