"""The homes whose stories hide in the history: what a colleague finds who opens them. The concerns themselves are told by stories.py,
which finds a household by its tenancy number."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from heed.cli.demo.happenings import SYSTEMS, entry
from heed.cli.demo.homes import Row, Tenancy
from heed.cli.demo.provider import PLACES

PLACE = {place.code: place for place in PLACES}


@dataclass(frozen=True)
class Who:
    """`born`: years before today. `left`: days before today. `joined`: the same. `number`: the person's own, if known elsewhere too."""

    first: str
    surname: str
    to_tenant: str
    born: int
    gender: str
    holder: bool = False
    phone: str = ""
    left: int = 0
    joined: int = 0
    number: str = ""
    aliases: str = ""
    language: str = "English"
    alerts: str = ""
    comments: str = ""
    never_by: str = ""
    safe: str = ""


@dataclass(frozen=True)
class House:
    """`began` and `ended`: days before today. `past`: (days before today, kind, title, text)."""

    tenancy: str
    uprn: str
    scheme: str
    address: str
    postcode: str
    tenure: str
    began: int
    who: tuple[Who, ...]
    past: tuple[tuple[int, str, str, str], ...]
    ended: int = 0


HEOL_WYN, MAPLE_3, LLAN_22, FELIN_9, HARBOUR_7 = "T990001", "T990002", "T990003", "T990004", "T990005"
AMINA_BEFORE, AMINA_NOW, RELET_BEFORE, RELET_NOW = "T990006", "T990007", "T990008", "T990009"
HOUSES = (
    House(
        HEOL_WYN,
        "999999000014",
        "brynfelin",
        "14 Heol Ŵyn",
        "NP99 3QX",
        "secure contract",
        2800,
        (
            Who(
                "Siân",
                "Rees",
                "tenant",
                38,
                "female",
                holder=True,
                phone="07700 900118",
                language="Welsh",
                aliases="Siân Pugh",
                never_by="message;letter",
                safe="Ring after 9.30am on the number ending 118, when the children are at school.",
                alerts="10",
                comments="Two colleagues for every visit. Do not say who is calling if a man answers.",
            ),
            Who("Darren", "Pugh", "partner", 41, "male", holder=True, phone="07700 900641", left=153, aliases="Daz Pugh"),
            Who("Iestyn", "Rees", "son", 15, "male", language="Welsh"),
            Who("Mali", "Rees-Pugh", "daughter", 7, "female", language="Welsh"),
        ),
        (
            (640, "repair", "Hole in bedroom wall", "Plastered. Tenant said furniture had been moved against it."),
            (411, "antisocial", "Neighbour heard shouting late at night", "Diary sheets sent. None came back."),
            (300, "arrears", "Rent three weeks behind", "Tenant said her partner deals with the money."),
            (172, "repair", "Front door lock replaced", "Tenant said the key was lost."),
            (96, "repair", "Living room door re-hung", "Hinges torn out of the frame."),
            (60, "call", "Asked for locks to be changed", "Asked that nothing be sent by post."),
            (
                38,
                "repair",
                "Front door lock replaced, second time",
                "Frame split by the lock. Tenant said she fell against it.",
            ),
            (18, "antisocial", "Noise complaint closed", "Neighbours had heard shouting; quiet since."),
            (
                2,
                "repair",
                "Bedroom door kicked in",
                "Third door since June. A child stayed behind the bed and did not come out.",
            ),
        ),
    ),
    House(
        MAPLE_3,
        "999999000003",
        "maple-house",
        "Flat 203, Maple House",
        "BS99 4KO",
        "assured",
        3900,
        (
            Who(
                "Kazimierz",
                "Wójcik",
                "tenant",
                81,
                "male",
                holder=True,
                phone="01632 960231",
                language="Polish",
                alerts="20-60;RISK1.01",
                comments="Rooms are hard to enter",
            ),
        ),
        (
            (420, "visit", "Tenancy visit", "Newspapers in the hall up to the ceiling. He was cheerful and offered tea."),
            (260, "repair", "Gas safety check: no access", "Door opened a hand's breadth only."),
            (200, "complaint", "Neighbour: smell in the corridor", "Letter sent to all flats."),
            (150, "repair", "Gas safety check: no access", "Second time. He said the man should come back in spring."),
            (45, "visit", "Welfare visit", "Thinner than last year. No working fridge."),
            (9, "repair", "Leak from flat above", "Could not reach the sink for bags."),
        ),
    ),
    House(
        LLAN_22,
        "999999000022",
        "cwm-uchaf",
        "22 Ffordd y Llan Fach",
        "NP99 4QD",
        "standard contract",
        700,
        (
            Who(
                "Osian",
                "Bebb",
                "tenant",
                24,
                "male",
                holder=True,
                phone="07700 900377",
                language="Welsh",
                alerts="20",
                comments="Learning disability: say things plainly, one at a time",
            ),
        ),
        (
            (380, "visit", "Settling-in visit", "Proud of his flat. His aunt helps with letters."),
            (120, "antisocial", "Many callers at night", "Cars stop for a minute and go."),
            (88, "repair", "Front door lock replaced", "He said friends have the key."),
            (61, "arrears", "Rent stopped", "Benefit is paid; he could not say where the money is."),
            (20, "visit", "Visit: not let in", "An older man answered and said Osian was asleep."),
        ),
    ),
    House(
        FELIN_9,
        "999999000009",
        "glan-tywyn",
        "9 Maes y Felin Fawr",
        "LL99 2MC",
        "secure contract",
        1500,
        (
            Who(
                "Hodan",
                "Warsame",
                "tenant",
                34,
                "female",
                holder=True,
                phone="07700 900502",
                language="Somali",
                alerts="40",
                comments="Ask for an interpreter; not her son",
            ),
            Who("Liban", "Warsame", "son", 11, "male", language="Somali"),
            Who(
                "Ifrah",
                "Warsame",
                "daughter",
                3,
                "female",
                language="Somali",
                alerts="MED1.01",
                comments="Asthma: two nights in hospital",
            ),
        ),
        (
            (510, "repair", "Damp on bedroom wall", "Cleaned down and treated."),
            (330, "repair", "Damp on bedroom wall", "Back. Treated again."),
            (140, "complaint", "Complaint: damp came back twice", "Said the little one coughs all night."),
            (30, "repair", "Mould in both bedrooms", "Extractor does not work. Children sleep in the living room."),
        ),
    ),
    House(
        HARBOUR_7,
        "999999000007",
        "harbour-view",
        "Flat 207, Harbour View",
        "LL99 7VI",
        "secure contract",
        4200,
        (
            Who(
                "Margaret",
                "O'Shaughnessy",
                "tenant",
                86,
                "female",
                holder=True,
                phone="029 2018 0417",
                alerts="20-10;20-60",
                comments="Hard of hearing: knock loudly and wait",
            ),
            Who("Cathal", "O'Shaughnessy", "nephew", 47, "male", phone="07700 900733", joined=210),
        ),
        (
            (205, "call", "Nephew asked to be put on the account", "Told that Mrs O'Shaughnessy would have to ask herself."),
            (160, "arrears", "Rent behind for the first time in eleven years", "She said Cathal sees to it now."),
            (75, "visit", "Visit", "Television and armchair gone. She said they were being mended."),
            (12, "call", "Asked whether her pension had come", "She was whispering."),
        ),
    ),
    House(
        AMINA_BEFORE,
        "999999000031",
        "wickmoor",
        "31 Osier Lane Fach",
        "BS99 1CK",
        "assured",
        2000,
        (
            Who("Ayesha", "Chaudhry", "tenant", 29, "female", holder=True, number="P990061", left=95, language="Urdu"),
            Who("Kashif", "Chaudhry", "husband", 36, "male", holder=True, phone="07700 900812", language="Urdu"),
        ),
        (
            (270, "call", "Caller hung up twice", "A man in the background asked who it was."),
            (130, "visit", "Tenancy visit", "Only Mr Chaudhry spoke."),
            (94, "note", "Mrs Chaudhry no longer lives here", ""),
        ),
    ),
    House(
        AMINA_NOW,
        "999999000052",
        "porth-eirin",
        "52 Rhodfa y Bont Fach",
        "LL99 8KM",
        "secure contract",
        95,
        (
            Who(
                "Ayesha",
                "Chaudhry",
                "tenant",
                29,
                "female",
                holder=True,
                number="P990061",
                phone="07700 900915",
                language="Urdu",
                never_by="letter;message",
                safe="Text first, then ring. Her address is known to nobody outside this court.",
                alerts="SAF1.02",
                comments="Nothing to third parties",
            ),
        ),
        ((90, "visit", "Settling-in visit", "Asked for a door viewer and a chain; fitted the same day."),),
    ),
    House(
        RELET_BEFORE,
        "999999000040",
        "oldbourne",
        "40 Tanpit Close Isaf",
        "BS99 6OV",
        "assured",
        3000,
        (Who("Dennis", "Larkham", "tenant", 66, "male", holder=True), Who("Pauline", "Larkham", "wife", 63, "female")),
        (
            (600, "antisocial", "Police called to the home", "Neighbours had heard a woman screaming."),
            (520, "repair", "Kitchen cupboard doors replaced", "All six broken off."),
        ),
        ended=400,
    ),
    House(
        RELET_NOW,
        "999999000040",
        "oldbourne",
        "40 Tanpit Close Isaf",
        "BS99 6OV",
        "starter",
        380,
        (
            Who("Grace", "Eastwood", "tenant", 23, "female", holder=True, phone="07700 900266"),
            Who("Holly", "Eastwood", "daughter", 2, "female"),
        ),
        (
            (370, "visit", "Settling-in visit", "All well. Home in good order."),
            (45, "repair", "Kitchen tap dripping", "Washer replaced, left dry."),
        ),
    ),
)


def tenancies(today: date) -> Iterator[Tenancy]:
    for house in HOUSES:
        place = PLACE[house.scheme]
        home = {
            "uprn": house.uprn,
            "scheme_code": house.scheme,
            "address_line_1": house.address,
            "town": place.town,
            "postcode": house.postcode,
        }
        made = Tenancy(
            home, house.tenancy, _before(today, house.began), _before(today, house.ended) if house.ended else None, house.tenure
        )
        made.people = [_row(who, f"P99{house.tenancy[-2:]}{index}", today) for index, who in enumerate(house.who)]
        yield made


def _before(today: date, days: int) -> date:
    return today - timedelta(days=days)


def _row(who: Who, number: str, today: date) -> Row:
    born = _before(today, round(who.born * 365.25) + 120)
    days = {"member_from": who.joined, "member_until": who.left}
    return {
        "person_id": who.number or number,
        "first_names": who.first,
        "surname": who.surname,
        "relationship_to_tenant": who.to_tenant,
        "is_contract_holder": "yes" if who.holder else "no",
        "date_of_birth": born.isoformat(),
        "gender": who.gender,
        "preferred_language": who.language,
        "telephone_numbers": who.phone,
        "aliases": who.aliases,
        "person_alert_codes": who.alerts,
        "alert_comments": who.comments,
        "do_not_contact_by": who.never_by,
        "safe_contact": who.safe,
        **{name: _before(today, ago).isoformat() for name, ago in days.items() if ago},
    }


def history(today: date) -> Iterator[Row]:
    for house in HOUSES:
        for number, (ago, kind, title, text) in enumerate(house.past, start=1):
            at = datetime.combine(_before(today, ago), time(9 + number % 8, 7 * number % 60))
            yield entry(SYSTEMS.get(kind, "housing"), f"{house.tenancy}-{number}", house.uprn, kind, at, title, text)
