"""The invented provider: Cwm & Vale Homes, three regions, twelve schemes and patches. None of it exists.

Postcodes: NP99 is not a district, and elsewhere the last two letters are some that the Post Office never uses there (C I K M O V).
Property numbers begin with 99999, which no council was given."""

from dataclasses import dataclass
from typing import Any

from heed.organisation import actions
from heed.organisation.choices import Nation, SchemeKind


@dataclass(frozen=True)
class Place:
    """A scheme (`flats` in a court) or a patch of streets."""

    code: str
    name: str
    kind: SchemeKind
    town: str
    outward: str
    streets: tuple[str, ...] = ()
    registered_care: bool = False


@dataclass(frozen=True)
class Area:
    name: str
    authority: str
    nation: Nation
    places: tuple[Place, ...]


COURT, PATCH = SchemeKind.SCHEME, SchemeKind.PATCH
WELSH = ("Heol", "Ffordd", "Stryd", "Maes", "Clos", "Rhodfa")
WELSH_NAMES = (
    "y Llan",
    "yr Onnen",
    "yr Oen",
    "Glas",
    "y Felin",
    "Nant-y-Wern",
    "Ceirios",
    "Pen-y-Graig",
    "yr Ysgol",
    "Bedwen",
    "Llŷn",
    "y Bont",
)
ENGLISH = (
    "Lantern",
    "Harrowgate",
    "Tanpit",
    "Osier",
    "Gorsefield",
    "Weaver's",
    "Saltmarsh",
    "Copperas",
    "Larkrise",
    "Hollin",
    "Pound",
    "Drovers'",
)
ENGLISH_KINDS = ("Street", "Road", "Close", "Avenue", "Lane", "Gardens")
AREAS = (
    Area(
        "Valleys",
        "Cyngor Bro Felin (invented)",
        Nation.WALES,
        (
            Place("brynfelin", "Brynfelin", PATCH, "Brynfelin", "NP99"),
            Place("brynfelin-court", "Brynfelin Court", COURT, "Brynfelin", "NP99"),
            Place("cwm-uchaf", "Cwm Uchaf", PATCH, "Cwm Uchaf", "NP99"),
            Place("llys-wyn", "Llys Ŵyn", COURT, "Cwm Uchaf", "NP99", registered_care=True),
        ),
    ),
    Area(
        "Coast",
        "Cyngor Glan Tywyn (invented)",
        Nation.WALES,
        (
            Place("glan-tywyn", "Glan Tywyn", PATCH, "Glan Tywyn", "LL99"),
            Place("harbour-view", "Harbour View", COURT, "Glan Tywyn", "LL99"),
            Place("porth-eirin", "Porth Eirin", PATCH, "Porth Eirin", "LL99"),
            Place("cae-mor", "Cae Môr", PATCH, "Porth Eirin", "LL99"),
        ),
    ),
    Area(
        "Severnside",
        "Severnside Vale Council (invented)",
        Nation.ENGLAND,
        (
            Place("maple-house", "Maple House", COURT, "Wickmoor", "BS99", registered_care=True),
            Place("wickmoor", "Wickmoor", PATCH, "Wickmoor", "BS99"),
            Place("seaview-court", "Seaview Court", COURT, "Oldbourne", "BS99"),
            Place("oldbourne", "Oldbourne", PATCH, "Oldbourne", "BS99"),
        ),
    ),
)
PLACES = tuple(place for area in AREAS for place in area.places)


def make() -> tuple[dict[str, Any], dict[str, Any]]:
    """Regions by name and schemes by code, through the verbs an administrator uses."""
    regions, schemes = {}, {}
    for area in AREAS:
        regions[area.name] = actions.add_region(area.name)
        council = actions.add_local_authority(area.authority, area.nation)
        for place in area.places:
            schemes[place.code] = actions.add_scheme(
                place.name,
                place.code,
                place.kind,
                region=regions[area.name],
                local_authority=council,
                nation=area.nation,
                registered_care=place.registered_care,
            )
    return regions, schemes


def street(place: Place, number: int) -> str:
    """The nth street of a patch; enough of them for a patch of any size."""
    if place.outward == "BS99":
        kinds, names = ENGLISH_KINDS, ENGLISH
        return f"{names[number % 12]} {kinds[(number // 12 + number) % 6]}" + (
            f" {roman(number // 72)}" if number >= 72 else ""
        )
    return f"{WELSH[(number // 12 + number) % 6]} {WELSH_NAMES[number % 12]}" + (
        f" {roman(number // 72)}" if number >= 72 else ""
    )


def roman(number: int) -> str:
    return ("", "Isaf", "Uchaf", "Newydd", "Fawr", "Fach", "Ganol", "Bellaf", "Hen")[number % 9]


def postcode(place: Place, street_number: int) -> str:
    """One a street, never issued to anybody."""
    letters = "CIKMOV"
    return f"{place.outward} {street_number % 10}{letters[street_number // 10 % 6]}{letters[(street_number // 60 + len(place.code)) % 6]}"
