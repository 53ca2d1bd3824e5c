"""Going through Heed page by page: each opened once by somebody who may, its form read, and posted as meant or with something odd in it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import Resolver404, resolve

from heed.audit.models import Look
from heed.policies.asker import asker
from heed.policies.roles import Do
from tests.abuses.forms import Form, filled, read
from tests.abuses.pages import UNKNOWN, Page, pages, whole
from tests.abuses.world import REFERENCE, Thing, World, Written, undone, writing
from tests.conftest import WebClient
from tests.households.bringing import sian, text
from tests.web.door import rows, signed_in

# Who opens the pages under a beginning of an address; whoever may see the record is asked too.
OPENERS = {
    "": ("leo", "ada", "gail", "rita", "tom", "mo", "nia"),
    "report": ("rita",),
    "desk/": ("gail", "leo", "tom"),
    "training/": ("tom",),
    "organisation/": ("ada", "leo"),
    "register/": ("ada",),
    "cases/": ("mo", "leo", "gail"),
    "agencies/": ("leo",),
}
# Where a page can be tried only by somebody in particular, or on a record in a particular state.
WHERE = {
    "concern_advise": ("hassan", "the apart concern"),
    "concern_skills": ("gail", "the apart concern"),
    "concern_lead": ("gail", "the apart concern"),
    "concern_decide": ("gail", "the apart concern"),
    "concern_cannot_place": ("gail", "the apart concern"),
    "concern_answer": ("gail", "the blind concern"),
    "concern_nobody": ("gail", "the orphan concern"),
    "household_words": ("mo", "the Sioned Parry household"),
    "picture": ("gail", "the open concern's file"),
    "case_new_from": ("gail", "the open concern"),
    "case_exempt": ("mo", "the child case"),
    "case_review": ("leo", "the child case"),
    "case_reach": ("mo", "the child case"),
    "case_safety_new": ("mo", "the child case"),
    "case_pass": ("leo", "theirs case"),
    "case_evaluate": ("mo", "the ended case"),
    "case_close": ("mo", "the ended case"),
    "case_reopen": ("mo", "the ended case"),
    "safety_consent": ("mo", "ours plan's other part"),
    "agency_end": ("leo", "an agency without a pathway"),
    "agency_resume": ("leo", "an agency that has ended"),
    **{f"{kind}_resume": ("leo", "what is kept of an agency once") for kind in ("officer", "pathway", "protocol")},
}
# What must be something in particular, by the page's name. A page with buttons only has no more than this.
SAID: dict[str, dict[str, Any]] = {
    "set_preferences": {"language": "cy", "text_size": "150", "contrast": "high"},
    "my_ties": {"words": "heol wyn"},
    "report": {"sought": "heol wyn", "go": "find"},
    "report_where": {"sought": "heol wyn"},
    "report_danger": {"danger": "today"},
    "report_colleague": {"words": "example"},
    "report_autosave": {"seen": "More words"},
    "search": {"words": "Parry"},
    "household_words": {"words": "Rang"},
    "case_words": {"words": "Rang"},
    "case_begun": {"begun_on": "incident/", "what": "Glass on the stairs"},
    "concern_place": {"words": "Moyle"},
    "break_glass": {"words": "heol wyn"},
    "colleague_add": {"username": "new.one", "email": "new.one@heed.example"},
    "colleague_post": {"role": "trainer"},
    "training_record": {"people": "nia"},
    "training_courses": {"code": "another", "months": "12"},
    "places": {"which": "region"},
    "relate": {},
    "signature": {"answer": "give"},
    "concern_answer": {"send": "1"},
    "account_login": {"login": "rita", "password": "not hers"},
    "demo": {"who": "nobody"},
    "case_reach": {"household": REFERENCE},
    "case_someone": {"age": "34"},
    "case_assess": {"raised_to": ""},
    "case_invited": {"ends": "11am"},
    "agency_add": {"email": "desk@council.example"},
    "agency_change": {"email": "desk@council.example"},
    "officer_add": {"email": "desk@council.example"},
    "officer_change": {"email": "desk@council.example"},
}


def own(name: str) -> dict[str, Any]:
    if name == "imports":
        return {"file": SimpleUploadedFile("register.csv", text([sian()]).encode())}
    return SAID.get(name, {})


@dataclass
class Opening:
    """A page as `who` finds it. `form` is what can be sent there; `thing`: the record it is about, if it is about one."""

    page: Page
    who: str
    thing: Thing | None
    address: str
    status: int
    html: str
    form: Form | None
    looks: list[Look]
    headers: Mapping[str, str]
    wrote: dict[str, int]

    @property
    def posts(self) -> bool:
        """Whether something can be sent there: it has a form, or it is for nothing else."""
        return self.form is not None or self.status == 405

    @property
    def record(self) -> UUID | None:
        """What the audit calls the record: the first id of the address."""
        pk = self.thing and next((self.thing.ids[kind] for kind in self.page.kinds.values() if kind[0] != "="), None)
        return UUID(int=pk) if isinstance(pk, int) else pk

    @property
    def said(self) -> dict[str, Any]:
        also = own(self.page.name)
        return filled(self.form, **also) if self.form else dict(also)


@dataclass
class Came:
    """What came of a post: the answer, the rows of the audit, and what was written besides."""

    status: int
    html: str
    looks: list[Look]
    written: Written
    seconds: float


@dataclass
class Walk:
    world: World
    cookies: dict[str, str]
    known: dict[str, Opening] = field(default_factory=dict)
    sent: dict[str, Came] = field(default_factory=dict)

    @classmethod
    def of(cls, world: World) -> "Walk":
        return cls(world, {name: signed_in(someone).cookies["heed_session"].value for name, someone in world.cast.items()})

    def browser(self, who: str, *, strict: bool = False) -> WebClient:
        """A browser in which `who` is signed in and has just given the password; `strict`: its forms need their token."""
        client = WebClient(enforce_csrf_checks=strict)
        client.raise_request_exception = False
        client.cookies["heed_session"] = self.cookies[who]
        return client

    def may(self, who: str) -> set[Do | None]:
        """What somebody can do; None is what anybody can."""
        return {None, *asker(self.world.cast[who], datetime.now(UTC)).may}

    def opened(self, page: Page) -> Opening:
        if page.name not in self.known:
            self.known[page.name] = self._open(page)
        return self.known[page.name]

    def _open(self, page: Page) -> Opening:
        """By the first who gets more than a refusal; what nobody can open by GET is for posting."""
        last = None
        for who, thing in self._ways(page):
            last = self._tried(page, who, thing)
            if last.status == 200 or last.status == 405:
                return last
        assert last is not None, f"{page.route}: nobody in the world has such a record"
        return last

    def _ways(self, page: Page) -> list[tuple[str, Thing | None]]:
        if page.name in WHERE:
            who, thing = WHERE[page.name]
            return [(who, self.world.thing(thing))]
        start = max((start for start in OPENERS if page.route.startswith(start)), key=len)
        if page.shows is None:
            return [(who, None) for who in OPENERS[start]]
        things = [thing for thing in self.world.of(page.shows) if whole(page, thing)]
        return [
            (who, thing)
            for thing in things
            for who in [*(one for one in OPENERS[start] if one in thing.may), *sorted(thing.may - set(OPENERS[start]))]
        ]

    def _tried(self, page: Page, who: str, thing: Thing | None) -> Opening:
        address, browser = page.address(thing.ids if thing else None), self.browser(who)
        with undone(), rows() as looks, writing() as written:
            answer = browser.get(address)
        html = answer.content.decode(errors="replace")
        form = next((form for form in read(html) if leads_to(page, form.action.split("?")[0] or address)), None)
        return Opening(page, who, thing, address, answer.status_code, html, form, looks, answer.headers, written.rows)

    def meant(self, opening: Opening) -> Came:
        """Posted as somebody would who means it; tried once, and remembered."""
        name = opening.page.name
        if name not in self.sent:
            self.sent[name] = self.post(opening, opening.said, look=True)
        return self.sent[name]

    def post(self, opening: Opening, data: Any, who: str = "", *, look: bool = False, **how: Any) -> Came:
        """Posted, and taken back again."""
        browser = self.browser(who or opening.who)
        with undone(), rows() as looks, writing(look=look) as written:
            began = time.perf_counter()
            answer = browser.post(opening.address, data, **how)
            seconds = time.perf_counter() - began
        return Came(answer.status_code, answer.content.decode(errors="replace"), looks, written, seconds)

    def strangers(self, opening: Opening) -> list[str]:
        """Two for whom the record does not exist, the most powerful first."""
        order = ("leo", "gail", "gwen", "mo", "olwen", "olive", "ada", "hana", "lena", "nia", "cai")
        return [who for who in order if opening.thing and who not in opening.thing.may][:2]

    def not_offered(self, opening: Opening, name: str) -> str:
        """An answer that is none of the field's: where it offers ids, that of a record nobody there may choose."""
        offered = opening.form.fields[name].values if opening.form else []
        for kind in ("person", "home", "household", "colleague", "scheme", "someone", "helper", "officer"):
            ids = [str(thing.ids[kind]) for thing in self.world.of(kind)]
            if set(ids) & set(offered) and (others := [one for one in ids if one not in offered]):
                return others[0]
        return "nonsense"


def leads_to(page: Page, path: str) -> bool:
    try:
        return resolve(path).view_name == page.name
    except Resolver404:
        return False


def parts() -> list[str]:
    """The parts of Heed: the first word of each address."""
    return sorted({_part(page) for page in pages()})


def pages_of(part: str) -> list[Page]:
    return [page for page in pages() if _part(page) == part and UNKNOWN not in page.kinds.values()]


def _part(page: Page) -> str:
    return page.route.partition("/")[0] if "/" in page.route else ""
