"""Invented people and events for the gallery. Plain dicts on purpose: they show which names each piece reads."""

import datetime as dt

from heed.pictures.family import Bond, Figure
from heed.web.components.charts import Bar, Point

ACCOUNT = """Came to fix the bedroom door, kicked in.
Little girl under the bed.

She said “Dad comes when it’s dark”. <b>www.example.org</b>"""

FAMILY = (
    Figure("w", "Gwenllian", "circle", "71"),
    Figure("s", "Siân", "circle", "38"),
    Figure("d", "Darren", "square", "41", "danger"),
    Figure("x", "Unidentified man", "unknown", "", "danger"),
    Figure("i", "Iestyn", "square", "15", "warn"),
    Figure("m", "Mali", "circle", "7", "warn"),
    Figure("u", "Unborn", "diamond", "", "warn"),
)
TIES = (
    Bond("parent", "w", "s"),
    Bond("ex_partner", "s", "d"),
    Bond("partner", "s", "x"),
    Bond("parent", "s", "i"),
    Bond("parent", "s", "m"),
    Bond("parent", "d", "m"),
    Bond("parent", "s", "u"),
    Bond("parent", "x", "u"),
)
RISK = (
    Point(dt.date(2025, 5, 2), 6, "May 2025"),
    Point(dt.date(2026, 6, 21), 11, "Jun 2026"),
    Point(dt.date(2026, 11, 12), 17, "12 Nov"),
)
PEOPLE = (
    {
        "name": "Siân Rees",
        "age": 38,
        "role": "victim",
        "detail": "Tenant · speaks Welsh",
        "safe_contact": "Ring after 9:30am, 01632 960118",
    },
    {"name": "Mali Rees-Pugh", "age": 7, "role": "child", "tone": "warn", "detail": "Seen alone 12 Nov", "url": "#people"},
    {
        "name": "Darren Pugh",
        "age": 41,
        "role": "alleged perpetrator",
        "tone": "danger",
        "detail": "Joint tenant, left 21 Jun 2026",
    },
    {"name": "Unidentified man", "role": "not yet known", "tone": "quiet", "age": None},
)
STATES = (("open", ""), ("danger: high", "danger"), ("child", "warn"), ("answered", "done"), ("closed", "quiet"))
SUMMARY = (
    {
        "key": "What you saw or heard",
        "value": ACCOUNT,
        "is_text": True,
        "change_url": "#summary",
        "change_words": "what you saw or heard",
    },
    {"key": "Where", "value": "14 Heol Ŵyn, Brynfelin, NP99 3QX", "change_url": "#summary", "change_words": "where"},
    {"key": "Reference", "value": "K7QX-3H"},
)
TASKS = (
    {"title": "Where it happened", "status": "done", "tone": "done", "url": "#tasks"},
    {"title": "Who is involved", "status": "not started", "url": "#tasks", "hint": "Somebody you cannot name counts"},
    {"title": "Send it", "status": "cannot start yet", "tone": "quiet"},
)
CHIPS = (
    {"label": "Concerns", "url": "?kind=concern", "count": 4},
    {"label": "Repairs", "url": "?", "count": 11, "chosen": True},
    {"label": "Since March", "url": "?", "chosen": True, "count": None},
    {"label": "Visits", "url": "?kind=visit", "count": 0},
)
HOMES = (("14 Heol Ŵyn, Brynfelin, NP99 3QX", 4), ("Flat 2, Maple House, ZZ99 1AB", 1))


def everything(now: dt.datetime) -> dict:
    """All of it, with clocks and events set around `now`."""
    family = {"family": FAMILY, "ties": TIES, "risk": RISK, "people": PEOPLE}
    lists = {"states": STATES, "summary": SUMMARY, "tasks": TASKS, "chips": CHIPS, "homes": HOMES, "account": ACCOUNT}
    bars = [Bar("Domestic abuse", 31, "#bars"), Bar("Neglect", 12), Bar("Not yet said", 0)]
    crumbs = [{"label": "Desk", "url": "#crumbs"}, {"label": "14 Heol Ŵyn"}]
    return {**family, **lists, "bars": bars, "crumbs": crumbs, "clocks": clocks(now), "entries": entries(now)}


def clocks(now: dt.datetime) -> list[dict]:
    return [
        {"name": "Second adviser", "due_at": now - dt.timedelta(days=2), "detail": "1 of 2 have answered"},
        {
            "name": "Tell the council",
            "due_at": now + dt.timedelta(hours=3, minutes=10),
            "detail": "Mo Hassan",
            "url": "#clocks",
        },
        {"name": "Answer the reporter", "due_at": now + dt.timedelta(hours=20)},
        {"name": "Leave the holding area", "due_at": now + dt.timedelta(days=9)},
        {"name": "Change the locks", "due_at": now, "met_at": now - dt.timedelta(hours=1)},
    ]


def entries(now: dt.datetime) -> list[dict]:
    day = dt.timedelta(days=1)
    concern = {
        "title": "Concern reported",
        "text": ACCOUNT,
        "source": "Rita Okafor, repairs",
        "tone": "danger",
        "tag": "danger: high",
    }
    visit = {"title": "Visit: nobody in", "url": "#timeline", "source": "Mo Hassan", "known_at": now - day}
    noise = {"title": "Noise complaint closed", "source": "Antisocial behaviour team", "tone": "quiet", "time_known": False}
    wrong = {
        "title": "Call from the school",
        "corrected": "Corrected 20 Nov: it was the other brother",
        "text": "Late three times.",
    }
    rows: list[dict] = [concern, visit, noise, wrong]
    return [{**row, "occurred_at": now - day * (3 * n + 1)} for n, row in enumerate(rows)]
