"""Every page as everybody: what is not theirs is not there, and no list, count, search or picker betrays it (B1, B3, B4; CFC-6)."""

import re
from collections.abc import Iterable
from itertools import count, product
from uuid import uuid4

import pytest

from heed.domestic_abuse.models import SafetyPlan
from heed.policies import visible
from heed.policies.roles import Do
from tests.abuses.pages import UNKNOWN, Page, pages, whole
from tests.abuses.walking import Walk
from tests.abuses.world import CAST, undone, writing
from tests.concerning import reported
from tests.doing import acting

pytestmark = pytest.mark.django_db
OURS = ("sign-in/", "demo/", "gallery/")  # pages of one's own account, and of the demo
CASES, OF_TWO = ("case", "case_planned"), ("ours", "theirs")  # whose cases have a part of every kind
IN_TURN = (
    3  # a case has a page for everything that can be done, one door for all of them: each stranger tries a third of the pages
)
FIGURES = "loops"  # meant to count what their reader may not see
BY_CHANCE = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]+"|name="key" value="[^"]+"|\d{4}-\d\d-\d\dT[\d:]+Z|\d+:\d\d[ap]m|\d+ (?:h|min)\b'
)
# Pages of one record that everybody who may look at it looks at; each of the others is looked at by one reader in test_forms.py.
FIRST = {"household", "households", "concern", "desk", "action", "my_report", "who_looked", "new_address", "file"}
FIRST |= {"case", "case_referrals", "case_safety", "case_safety_plan", "case_meetings", "agency"}
NOT_THE_NAME = {"mo", "olwen", "lena", "olive", "tom", "nia"}  # those who may read, and not who reported


def test_every_id_in_an_address_is_of_a_kind_that_strangers_try(world):
    """A page whose ids are unknown here would be walked by nobody: add what they are of to KINDS in pages.py, and one to the world."""
    assert [page.route for page in pages() if UNKNOWN in page.kinds.values()] == []
    assert [page.route for page in pages() if page.shows and not any(whole(page, thing) for thing in world.things)] == []


@pytest.mark.parametrize("who", CAST)
def test_the_list_of_who_may_know_of_what_is_true(world, who):
    """So that each refusal below says something: both walls show them exactly what the world says."""
    with acting(world.cast[who]) as me:
        rows = (visible.households(me), visible.concerns(me), visible.cases(me), visible.kept(SafetyPlan, me))
        shown = {row.pk for see in rows for row in see}
    kinds = ("household", "concern", "case", "plan")
    assert {thing.ids[kind] for kind in kinds for thing in world.of(kind) if who in thing.may} == shown


@pytest.mark.parametrize("who", CAST)
def test_a_record_that_is_not_theirs_is_on_no_page(walk, who):
    """404 and the same page as for what has never been; nothing changed; and it is noted that they asked."""
    browser = walk.browser(who)
    nothing = browser.get(f"/files/{uuid4()}/").content
    turn, may, shut = count(), walk.may(who), set()
    with writing() as written:
        for number, page in enumerate(pages()):
            strange = [thing for thing in walk.world.of(page.shows) if who not in thing.may and whole(page, thing)]
            if not strange or page.do in shut or page.shows in CASES and number % IN_TURN != CAST.index(who) % IN_TURN:
                continue
            if page.do not in may:
                shut.add(page.do)  # the door is shut whatever stands behind it: asked once for each thing that they may not do
            thing = strange[next(turn) % len(strange)]
            answer = browser.get(page.address(thing.ids))
            if answer.status_code == 405:
                answer = browser.post(page.address(thing.ids))
            assert answer.status_code == 404, (page.name, thing.name, answer.status_code)
            assert answer.content == nothing, (page.name, thing.name)
    assert written.rows == {}


@pytest.mark.parametrize("part", ["entry", "person", "flag", "line"])
def test_a_part_of_somebody_elses_household_is_not_reached_through_ones_own(walk, part):
    mine, theirs = walk.world.thing("the Sioned Parry household"), walk.world.thing("the Padraig Daly household")
    found = 0
    for page in pages():
        if part in page.kinds.values() and page.shows == "household" and whole(page, mine):
            found += 1
            for method in ("get", "post"):
                with writing() as written:
                    answer = getattr(walk.browser("mo"), method)(
                        page.address(mine.ids | {part: theirs.ids[part]}), {"why": "x", "how": "x"}
                    )
                assert answer.status_code in (404, 405) and written.rows == {}, (page.name, method)
    assert found


def test_a_part_of_somebody_elses_case_is_not_reached_through_ones_own(walk):
    """Mo's case and Olive's have a part of every kind: none of hers is there under the address of his, for him or for the lead."""
    tried = set()
    for page in pages():
        parts = [kind for kind in page.kinds.values() if kind not in CASES]
        if page.shows not in CASES or len(parts) != 1 or parts[0][0] == "=":
            continue
        mine, theirs = (next(thing for thing in walk.world.of(parts[0]) if thing.name.startswith(name)) for name in OF_TWO)
        address, looked = page.address(theirs.ids | {page.shows: mine.ids[page.shows]}), walk.opened(page)
        said = looked.said if looked.posts else {}
        for who, method in product(("mo", "leo"), ("get", "post")):
            with undone(), writing() as written:
                answer = getattr(walk.browser(who), method)(address, said)
            assert answer.status_code in (404, 405) and written.rows == {}, (page.name, who, method)
            tried.add(parts[0])
    assert len(tried) > 10


# What pages say ---------------------------------------------------------------------------------------------------------------
def shown(walk: Walk, who: str, among: Iterable[Page]) -> dict[Page, str]:
    """Page → what is shown there: every list, and the first pages of one record of each kind that they may see."""
    found = {}
    for page in among:
        ids = next((thing.ids for thing in walk.world.of(page.shows) if who in thing.may and whole(page, thing)), None)
        if page.shows is None or ids and page.name in FIRST:
            with undone():
                answer = walk.browser(who).get(page.address(ids))
            if answer.status_code == 200 and "html" in answer["Content-Type"]:
                found[page] = answer.text
    return found


@pytest.mark.parametrize("who", CAST)
def test_no_page_says_a_word_of_what_is_not_theirs_nor_that_there_is_more(walk, who):
    """No reference, name, number, id or word of a hidden record; nor the reporter's name, but in a list to choose from. And every list
    reads letter for letter as before, when a concern is sent of which they must not know: no count, order, gap or hint."""
    world, hidden = walk.world, walk.world.hidden_from(who)
    may = walk.may(who)
    before = shown(walk, who, [page for page in pages() if page.do in may and not page.route.startswith(OURS)])
    for page, text in before.items():
        assert [mark for mark in hidden if mark in text] == [], page.name
        if who in NOT_THE_NAME and page.name in FIRST:
            assert "Rita Okafor" not in re.sub(r"<option.*?</option>", "", text, flags=re.DOTALL), page.name
    late = reported(world.cast["cai" if who != "cai" else "nia"], None, where="SECRET-late", colleagues=[world.cast[who]])
    after = shown(walk, who, [page for page in before if page.shows is None and page.name != FIGURES])
    for page, text in after.items():
        assert late.reference not in text and "SECRET-late" not in text, page.name
        assert BY_CHANCE.sub("", before[page]) == BY_CHANCE.sub("", text), page.name


@pytest.mark.parametrize("who", CAST)
def test_no_search_finds_what_is_not_theirs(walk, who):
    """By name, number or reference, wherever words can be typed by everybody: nothing but the words themselves comes back."""
    strange = [thing for thing in walk.world.of("home") if who not in thing.may]
    strange += [thing for thing in walk.world.of("concern") if who not in thing.may][:1]
    searches = Do.SEARCH in walk.may(who)
    for number, thing in enumerate(strange):
        words = thing.marks[number % 3]
        others = [mark for mark in thing.marks if mark not in words and words not in mark]
        for where in (
            "/households/search/" if searches else "/me/ties/",
            "/households/break-glass/" if searches else "/report/",
        ):
            answer = walk.browser(who).post(where, {"words": words, "sought": words, "key": uuid4()}, follow=True)
            assert answer.status_code in (200, 404), where
            assert [mark for mark in others if mark in answer.text] == [], (where, thing.name)


# Several at once --------------------------------------------------------------------------------------------------------------
def test_somebody_elses_ids_among_ones_own_are_refused_together(walk):
    """B1's second half: lists of ids, where one of them is not the sender's to choose."""
    mine, theirs_ = walk.world.thing("the Sioned Parry household").ids, walk.world.thing("the Padraig Daly household").ids
    own, strange = str(mine["person"]), str(theirs_["person"])
    address = f"/households/{mine['household']}"
    tries = (
        (f"{address}/note/", {"note-kind": "call", "note-title": "x", "note-people": [own, strange]}),
        (f"{address}/people/relate/", {"one": own, "kind": "parent", "other": strange}),
        (f"{address}/flags/raise/", {"code": "40", "words": "x", "person": strange}),
        (f"{address}/print/", {"who_for": strange, "why": "x"}),
    )
    for where, said in tries:
        with writing() as written:
            answer = walk.browser("mo").post(where, said)
        assert answer.status_code == 200 and "There is a problem" in answer.text and written.rows == {}, where
        assert "Padraig" not in answer.text and "Aoife" not in answer.text, where


def test_a_whole_class_is_refused_for_one_line_that_names_nobody(walk):
    """Bulk recording: all or nothing, and no line is repeated back."""
    with writing() as written:
        answer = walk.browser("tom").post(
            "/training/record/",
            {"course": "1", "people": "nia\nmallory@evil.example", "on_day": "1", "on_month": "1", "on_year": "2026"},
        )
    assert answer.status_code == 200 and written.rows == {}
