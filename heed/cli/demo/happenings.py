"""Two years of what other departments wrote down, from a seed: mostly ordinary."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from heed.cli.demo.homes import Row, Tenancy

YEARS = 2
KINDS = {
    "repair": (
        50,
        (
            ("Kitchen tap dripping", "Washer replaced, left dry."),
            ("No hot water", "Boiler lost pressure; filled and bled. Working on leaving."),
            ("Bathroom extractor not working", "Fan replaced."),
            ("Damp on bedroom wall", "Cleaned down and treated. Gutter above is blocked: job raised."),
            ("Front door sticking", "Planed and eased."),
            ("Smoke alarm beeping", "Battery changed and tested."),
            ("Gas safety check", "Passed. Certificate left."),
            ("Gas safety check: no access", "Card left. Second appointment to be made."),
            ("Broken window, rear", "Boarded, glass ordered."),
            ("Lights out in hall", "Fuse reset, fitting replaced."),
            ("Fence panel down", "Replaced after high winds."),
        ),
    ),
    "visit": (
        14,
        (
            ("Tenancy visit", "All well. Home in good order."),
            ("Settling-in visit", "Finding their feet. Asked about the bus times."),
            ("Visit: nobody in", "Card left."),
            ("Support visit", "Helped with a form. Will look in again next month."),
        ),
    ),
    "arrears": (
        16,
        (
            ("Rent two weeks behind", "Text sent."),
            ("Payment plan agreed", "£10 a week until clear."),
            ("Arrears cleared", "Thanked by letter."),
            ("Universal Credit started", "Managed payment asked for."),
        ),
    ),
    "antisocial": (
        8,
        (
            ("Noise: music at night", "Neighbour asked for diary sheets."),
            ("Rubbish in the shared hall", "Letter to all flats."),
            ("Dog barking", "Spoke to the owner."),
            ("Dispute over parking", "Both sides heard; no further action."),
        ),
    ),
    "complaint": (
        5,
        (
            ("Complaint: repair took too long", "Apology given, job completed."),
            ("Complaint: operative late", "Upheld. Voucher sent."),
        ),
    ),
    "call": (
        7,
        (
            ("Asked for a rent statement", "Sent by post."),
            ("Asked about a mutual exchange", "Form sent."),
            ("Changed appointment", "Moved to the next week."),
        ),
    ),
}
SYSTEMS = {
    "repair": "repairs",
    "visit": "housing",
    "arrears": "income",
    "antisocial": "asb",
    "complaint": "complaints",
    "call": "contact",
}


def entries(tenancies: list[tuple[str, date, date | None]], how_many: int, today: date, seed: int = 88120) -> Iterator[Row]:
    """`tenancies`: (UPRN, first day, day it ended). `how_many` entries, the oldest first."""
    chance = Random(seed)  # noqa: S311 (made up, not secret)
    first = today - timedelta(days=365 * YEARS)
    living = [(uprn, max(start, first), end or today) for uprn, start, end in tenancies if (end or today) > max(start, first)]
    kinds, weights = list(KINDS), [weight for weight, _ in KINDS.values()]
    drawn = sorted((_day(chance, start, end), uprn) for uprn, start, end in chance.choices(living, k=how_many))
    for number, (day, uprn) in enumerate(drawn, start=1):
        kind = chance.choices(kinds, weights)[0]
        title, text = chance.choice(KINDS[kind][1])
        yield entry(
            SYSTEMS[kind],
            f"{kind[0].upper()}{number}",
            uprn,
            kind,
            datetime.combine(day, time(chance.randrange(8, 18), chance.randrange(60))),
            title,
            text,
        )


def _day(chance: Random, start: date, end: date) -> date:
    return start + timedelta(days=chance.randrange(max(1, (end - start).days)))


def entry(system: str, number: str, uprn: str, kind: str, at: datetime, title: str, text: str) -> Row:
    """A row of the history file; written down in its system a little after it happened."""
    return {
        "system": system,
        "source_id": number,
        "uprn": uprn,
        "kind": kind,
        "occurred_on": at.isoformat(timespec="minutes"),
        "recorded_on": (at + timedelta(minutes=35)).isoformat(timespec="minutes"),
        "title": title,
        "text": text,
    }


def of(tenancies: list[Tenancy]) -> list[tuple[str, date, date | None]]:
    return [(each.home["uprn"], each.start, each.end) for each in tenancies]
