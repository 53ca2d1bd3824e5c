"""Homes and who lives or lived there: made up from a seed, the same every time for the same size and day."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from heed.cli.demo.names import LETTER, SIXTY, Named, people_of, somebody
from heed.cli.demo.provider import PATCH, PLACES, Place, postcode, street

A_STREET = 48  # homes
Row = dict[str, str]
ALERTS = ("20-10", "20-20", "20-30", "20-50", "20-60", "40", "10", "SAF1.01", "RISK1.01", "RISK2.01", "MED1.01", "COMM1.01")
COMMENTS = {
    "20-10": "Hard of hearing: knock loudly and wait",
    "20-20": "Sees little: say who you are",
    "40": "Ask for an interpreter",
    "10": "Two colleagues for every visit",
    "RISK1.01": "Rooms are hard to enter",
    "RISK2.01": "Shouted at an operative on the doorstep",
    "20-60": "Give time to come to the door",
    "MED1.01": "Asthma",
    "SAF1.01": "Do not leave messages",
    "20-30": "Tires quickly",
    "20-50": "Uses a wheelchair",
    "COMM1.01": "Prefers to be written to in large print",
}


@dataclass
class Tenancy:
    """A home's tenancy as its rows are written."""

    home: Row
    number: str
    start: date
    end: date | None
    tenure: str
    people: list[Row] = field(default_factory=list)

    def rows(self) -> Iterator[Row]:
        shared = {
            **self.home,
            "tenancy_id": self.number,
            "tenancy_type": self.tenure,
            "tenancy_start_date": self.start.isoformat(),
            "tenancy_end_date": self.end.isoformat() if self.end else "",
            "is_joint": "yes" if sum(p["is_contract_holder"] == "yes" for p in self.people) > 1 else "no",
        }
        for person in self.people:
            yield {**shared, "recorded_on": max(self.start.isoformat(), person.get("member_from", "")), **person}


def phone(chance: Random) -> str:
    """From the ranges Ofcom keeps for drama."""
    return f"{chance.choice(('07700 900', '07700 900', '01632 960', '029 2018 0'))}{chance.randrange(1000):03}"


def home(number: int, place: Place, index: int) -> Row:
    """The nth home of a scheme or patch."""
    where = index // A_STREET
    line = f"{index % A_STREET + 1} {street(place, where)}" if place.kind == PATCH else f"Flat {index + 1}, {place.name}"
    return {
        "uprn": str(999990000000 + number),
        "scheme_code": place.code,
        "address_line_1": line,
        "town": place.town,
        "postcode": postcode(place, where),
    }


def homes(how_many: int) -> Iterator[Row]:
    """Shared out over the twelve: courts are a quarter the size of patches."""
    weights = [4 if place.kind == PATCH else 1 for place in PLACES]
    made = 0
    for place, weight in zip(PLACES, weights, strict=True):
        share = how_many - made if place == PLACES[-1] else how_many * weight // sum(weights)
        for index in range(share):
            yield home(made + index, place, index)
        made += share


def tenancies(how_many: int, today: date, seed: int = 2047) -> Iterator[Tenancy]:
    """Current and former tenancies, at about nine homes for ten tenancies."""
    chance, number = Random(seed), 100000  # noqa: S311 (made up, not secret)
    count, special, couple = 0, [LETTER, SIXTY], True
    for place in homes(max(1, how_many - how_many // 12)):
        start = today - timedelta(days=chance.randrange(60, 5200))
        if count + 1 < how_many and chance.random() < 0.11 and number - 100000 < how_many:
            before = start - timedelta(days=chance.randrange(3, 60))
            yield _tenancy(chance, place, number := number + 1, before - timedelta(days=chance.randrange(200, 3000)), before)
            count += 1
        if count < how_many:
            made = _tenancy(chance, place, number := number + 1, start, None)
            if special and count > 40:
                made.people[0] |= dict(zip(("first_names", "surname"), special.pop(), strict=True))
            if couple and (place["scheme_code"], place["address_line_1"].partition(" ")[0]) == COUPLE_AT:
                made.people, couple = _couple(made), False
            yield made
            count += 1


# Whoever the case of domestic abuse is about (casework.py): in the register, so that the safe-contact check has something to stop.
COUPLE_AT = ("brynfelin", "1")
COUPLE = (("Ffion", "Example", "female", 34, "tenant"), ("Gethin", "Example", "male", 39, "partner"))


def _couple(tenancy: Tenancy) -> list[Row]:
    """Joint contract holders, as old as the case says."""
    return [
        {
            "person_id": f"P{tenancy.number[1:]}{place}",
            "relationship_to_tenant": relationship,
            "is_contract_holder": "yes",
            "first_names": first,
            "surname": surname,
            "date_of_birth": (date(2026, 1, 1) - timedelta(days=round(365.25 * age) + 90)).isoformat(),
            "gender": gender,
            "preferred_language": "English",
        }
        for place, (first, surname, gender, age, relationship) in enumerate(COUPLE)
    ]


def _tenancy(chance: Random, place: Row, number: int, start: date, end: date | None) -> Tenancy:
    people, family = people_of(chance), None
    tenure = chance.choice(
        ("secure", "assured", "assured", "starter")
        if place["postcode"].startswith("BS")
        else ("secure contract",) * 3 + ("standard contract",)
    )
    made = Tenancy(place, f"T{number}", start, end, tenure)
    older = place["address_line_1"].startswith("Flat")
    first = somebody(chance, people=people)
    family = first.surname
    made.people.append(_person(chance, made, first, "tenant", "yes", 58 if older else 20, 96 if older else 78))
    if chance.random() < (0.2 if older else 0.5):
        partner = somebody(chance, family if chance.random() < 0.6 else "", people)
        made.people.append(
            _person(
                chance,
                made,
                partner,
                "partner",
                "yes" if chance.random() < 0.55 else "no",
                58 if older else 20,
                90 if older else 70,
            )
        )
    if not older:
        for _ in range(chance.choices((0, 1, 2, 3, 4), (34, 24, 24, 12, 6))[0]):
            child = somebody(chance, family, people)
            made.people.append(_person(chance, made, replace(child), "daughter" if child.female else "son", "no", 0, 17))
    if chance.random() < 0.06:
        relation = chance.choice(("carer", "lodger", "grandmother", "brother", "friend", "other relative"))
        made.people.append(_person(chance, made, somebody(chance, people=people), relation, "no", 22, 80))
    return made


def _person(chance: Random, tenancy: Tenancy, who: Named, relationship: str, holder: str, youngest: int, oldest: int) -> Row:
    born = (tenancy.end or date(2026, 1, 1)) - timedelta(days=round(365.25 * chance.uniform(youngest, oldest)))
    adult = youngest >= 18
    row = {
        "person_id": f"P{tenancy.number[1:]}{len(tenancy.people)}",
        "relationship_to_tenant": relationship,
        "is_contract_holder": holder,
        "first_names": who.first,
        "surname": who.surname,
        "date_of_birth": born.isoformat(),
        "gender": "female" if who.female else "male",
        "preferred_language": who.language,
    }
    if born > tenancy.start:
        row["member_from"] = born.isoformat()
    if adult and chance.random() < 0.85:
        row["telephone_numbers"] = phone(chance)
    if adult and chance.random() < 0.06:
        row["aliases"] = f"{who.first} {chance.choice(('Jones', 'Bevan', 'Kaur', 'Nowak', 'Hersi', 'Walsh'))}"
    if adult and chance.random() < 0.12:
        code = chance.choice(ALERTS)
        row |= {"person_alert_codes": code, "alert_comments": COMMENTS[code]}
    return row
