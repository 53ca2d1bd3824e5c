"""A provider of any size, written straight into the tables as superuser: what an import would leave, in seconds instead of minutes.

Every text is sealed for real with its folder's key, so that opening a page costs what it costs."""

import json
import random
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import psycopg

from heed.folders import keys
from heed.folders.references import new_reference
from heed.households.folding import compact_postcode, fold_address, fold_name

NOW = datetime.now(UTC)
FIRST = [
    "Siân",
    "Mali",
    "Iestyn",
    "Darren",
    "Olive",
    "Gwen",
    "Nia",
    "Rhys",
    "Aisha",
    "Imran",
    "Farah",
    "Agnieszka",
    "Piotr",
    "Hodan",
    "Abdi",
    "Ciara",
    "Seán",
    "Tom",
    "Ruth",
    "Priya",
    "Dev",
    "Zofia",
    "Yusuf",
]
LAST = [
    "Rees",
    "Pugh",
    "Bevan",
    "Hughes",
    "O'Brien",
    "Khan",
    "Patel",
    "Kowalska",
    "Nowak",
    "Warsame",
    "Ali",
    "Murphy",
    "Smith",
    "Jones",
    "Evans",
    "Prosser",
    "Okafor",
    "Singh",
    "Wójcik",
    "Farah",
]
STREETS = [
    "Heol Ŵyn",
    "Station Road",
    "Chapel Street",
    "Maes y Coed",
    "Mill Lane",
    "Church Close",
    "Lôn Isaf",
    "Park View",
    "Quarry Row",
    "Albert Terrace",
]
KINDS = [
    ("history.repair", "repairs", "Repair: front door lock replaced"),
    ("history.antisocial", "antisocial", "Noise complaint closed"),
    ("history.visit", "housing", "Tenancy visit, nobody in"),
    ("history.arrears", "income", "Arrears letter sent"),
    ("note.call", "customer", "Call about the rent"),
]
# Beyond the common ones, names and streets that get rarer and rarer, so that a larger register has more of them (as a real one has).
ONSETS, NUCLEI, CODAS = ["b", "br", "ch", "d", "dr", "g", "gl", "h", "k", "l", "m", "n", "r", "sh", "st", "t", "th", "w"], "aeiou", ["ll", "m", "ng", "rd", "s", "th", "x"]  # fmt: skip
TAILS = ["bury", "by", "ford", "ham", "ley", "man", "ner", "sby", "son", "ton", "well", "worth"]
RARE = [f"{o}{v}{c}{tail}".title() for tail in TAILS for o in ONSETS for v in NUCLEI for c in CODAS]
ROADS = ["Street", "Road", "Close", "Avenue", "Way", "Court", "Drive", "Rise"]
WORDS = (
    "Neighbours heard shouting late in the evening. Operative noted damage to the bedroom door and reported it to the office. "
)
random.seed(2026)
random.shuffle(RARE)
HOW_RARE = [1 / (rank + 20) for rank in range(len(RARE))]


def surnames(number: int) -> list[str]:
    """Half of them common, half from a long tail, some of both with a hyphen."""
    rare = random.choices(RARE, HOW_RARE, k=number)
    common = random.choices(LAST, k=number)
    return [random.choice((few, few, many, many, many, f"{few}-{many}")) for few, many in zip(rare, common, strict=True)]


@dataclass
class Tenancy:
    folder: uuid.UUID
    household: uuid.UUID
    key: bytes
    scheme: int
    entries: int = 0


@dataclass
class Provider:
    """What the cases need to know of what is there."""

    tenancies: list[Tenancy] = field(default_factory=list)
    entries: int = 0
    forty: uuid.UUID | None = None
    two_thousand: uuid.UUID | None = None
    open_concerns: list[uuid.UUID] = field(default_factory=list)
    concern: uuid.UUID | None = None  # with forty entries of its own
    case: uuid.UUID | None = None  # with two hundred


class Loader:
    """`homes_from`: the number of the last home that is there already."""

    def __init__(self, dsn: str, homes_from: int = 0) -> None:
        self.db, self.homes_from = psycopg.connect(dsn), homes_from
        self.provider = Provider()
        self.references: set[str] = set()

    def copy(self, table: str, columns: str, rows: Iterable[tuple]) -> None:
        with self.db.cursor() as c, c.copy(f"copy {table} ({columns}) from stdin") as into:
            for row in rows:
                into.write_row(row)

    def grow(self, tenancies: int, entries: int, open_concerns: int = 50, closed: int | None = None) -> Provider:
        """Up to so many tenancies and entries in all. `closed`: concerns of the past; one for twenty tenancies when it is not said."""
        first = len(self.provider.tenancies)
        new = [self._tenancy() for _ in range(tenancies - first)]
        self._register(new, first)
        self.provider.tenancies += new
        if not first:
            self._special(new)
        self._entries(entries - self.provider.entries)
        self._concerns(open_concerns if not first else 0, closed=(tenancies - first) // 20 if closed is None else closed)
        self.db.commit()
        return self.provider

    def settle(self) -> None:
        """What PostgreSQL does by itself within minutes of so much that is new."""
        with psycopg.connect(self.db.info.dsn, autocommit=True) as db:
            db.execute("vacuum analyze")

    def _tenancy(self) -> Tenancy:
        folder = uuid.uuid4()
        return Tenancy(folder, uuid.uuid4(), b"", random.randrange(12) + 1)

    # The register -------------------------------------------------------------------------------------------------------------
    def _register(self, new: list[Tenancy], first: int) -> None:
        began = datetime(2019, 3, 3, tzinfo=UTC)
        self.copy(
            "folders_folder",
            "id, realm, kind, sensitive, opened_at",
            ((t.folder, "safeguarding", "household", False, began) for t in new),
        )
        self.copy("folders_key", "folder_id, wrapped, key_id", self._keys(new))
        self.copy("folders_place", "id, folder_id, scheme_id, since", ((uuid.uuid4(), t.folder, t.scheme, began) for t in new))
        homes = [(self.homes_from + first + n + 1, *self._home(first + n, t)) for n, t in enumerate(new)]
        self.copy("households_home", "id, uprn, scheme_id, address, town, postcode, folded, compact", homes)
        self.copy(
            "households_household",
            "id, folder_id, home_id, reference, tenancy, tenure, joint, started_on",
            (
                (
                    t.household,
                    t.folder,
                    self.homes_from + first + n + 1,
                    self._reference(),
                    f"T{first + n}",
                    "secure",
                    False,
                    began.date(),
                )
                for n, t in enumerate(new)
            ),
        )
        places = [(t, role) for t in new for role in ("tenant", "occupant", "child")[: random.choice((2, 2, 3))]]
        people = [
            (uuid.uuid4(), t, f"{random.choice(FIRST)} {surname}", role)
            for (t, role), surname in zip(places, surnames(len(places)), strict=True)
        ]
        self.copy(
            "households_person",
            "id, folder_id, source_id, identity, name, sort_key, born_on, gender, language, recorded_at",
            (
                (
                    p,
                    t.folder,
                    f"P{p.hex[:12]}",
                    "known",
                    name,
                    fold_name(name),
                    date(1960 + random.randrange(60), 5, 1),
                    "not_known",
                    "",
                    began,
                )
                for p, t, name, _ in people
            ),
        )
        self.copy(
            "households_name",
            "id, folder_id, person_id, kind, text, folded, recorded_at",
            ((uuid.uuid4(), t.folder, p, "current", name, fold_name(name), began) for p, t, name, _ in people),
        )
        self.copy(
            "households_membership",
            "id, folder_id, household_id, person_id, role, since, origin, recorded_at",
            ((uuid.uuid4(), t.folder, t.household, p, role, began.date(), "imported", began) for p, t, _, role in people),
        )

    def _home(self, number: int, tenancy: Tenancy) -> tuple:
        address, postcode = (
            f"{number % 90 + 1} {self._street(number // 90)}",
            f"NP99 {number % 9 + 1}{chr(65 + number // 9 % 26)}{chr(65 + number // 234 % 26)}",
        )
        return (
            f"10010{number:07d}",
            tenancy.scheme,
            address,
            "Brynfelin",
            postcode,
            fold_address(address, "Brynfelin", f"Scheme {tenancy.scheme}"),
            compact_postcode(postcode),
        )

    def _reference(self) -> str:
        """One that no household has: by chance alone, two of 400,000 would have the same."""
        while (reference := new_reference()) in self.references:
            pass
        self.references.add(reference)
        return reference

    def _street(self, number: int) -> str:
        """The ten above, then others, each ninety homes long; the same name again after some thousands."""
        return STREETS[number] if number < len(STREETS) else f"{RARE[number * 7 % len(RARE)]} {ROADS[number % len(ROADS)]}"

    def _keys(self, new: list[Tenancy]) -> Iterator[tuple]:
        for tenancy in new:
            tenancy.key, wrapped, key_id = keys.new_key(tenancy.folder)
            yield tenancy.folder, wrapped, key_id

    # Entries ------------------------------------------------------------------------------------------------------------------
    def _special(self, new: list[Tenancy]) -> None:
        """One household with exactly forty entries and one with two thousand, both with an open concern."""
        for tenancy, size in ((new[0], 40), (new[1], 2000)):
            self._write([tenancy] * size)
        self.provider.forty, self.provider.two_thousand = new[0].household, new[1].household

    def _entries(self, number: int) -> None:
        others = self.provider.tenancies[2:]
        while number > 0:
            batch = min(number, 50_000)
            self._write(random.choices(others, k=batch))
            number -= batch

    def _write(self, where: list[Tenancy]) -> None:
        rows = [
            (uuid.uuid4(), t, *random.choice(KINDS), NOW - timedelta(minutes=random.randrange(60, 60 * 24 * 900)))
            for t in where
        ]
        self.copy(
            "timeline_event",
            "id, folder_id, kind, department, occurred_at, whole_day, known_at, recorded_at",
            ((e, t.folder, kind, department, at, False, at, at) for e, t, kind, department, _, at in rows),
        )
        self.copy(
            "timeline_words", "id, folder_id, words", ((e, t.folder, self._words(t, e, title)) for e, t, _, _, title, _ in rows)
        )
        self.copy(
            "timeline_about",
            "id, event_id, folder_id, household",
            ((uuid.uuid4(), e, t.folder, t.household) for e, t, *_ in rows),
        )
        self.provider.entries += len(rows)

    def _words(self, tenancy: Tenancy, event: uuid.UUID, title: str) -> bytes:
        said = json.dumps({"title": title, "text": WORDS}, ensure_ascii=False).encode()
        return keys.seal(tenancy.key, said, f"timeline_words|words|{event}")

    # Concerns -----------------------------------------------------------------------------------------------------------------
    def _concerns(self, open_: int, closed: int) -> None:
        """Open ones (two of them at the special households), and closed ones for the past."""
        where = (self.provider.tenancies[:2] if open_ else []) + random.choices(
            self.provider.tenancies, k=max(0, open_ - 2) + closed
        )
        rows = [
            (
                uuid.uuid4(),
                uuid.uuid4(),
                t,
                number < open_,
                NOW - timedelta(hours=number + 1 if number < open_ else random.randrange(2000, 20000)),
            )
            for number, t in enumerate(where)
        ]
        opened = {folder: keys.new_key(folder) for _, folder, *_ in rows}
        self.copy(
            "folders_folder",
            "id, realm, kind, sensitive, opened_at, circle_from, circle_until",
            (
                (f, "safeguarding", "concern", False, at, at, None if is_open else at + timedelta(days=365))
                for _, f, _, is_open, at in rows
            ),
        )
        self.copy("folders_key", "folder_id, wrapped, key_id", ((f, *opened[f][1:]) for _, f, *_ in rows))
        self.copy(
            "folders_place", "id, folder_id, scheme_id, since", ((uuid.uuid4(), f, t.scheme, at) for _, f, t, _, at in rows)
        )
        self.copy(
            "concerns_concern",
            "id, folder_id, reference, form, state, danger, home_id, on_behalf, wanted_skills, lead_decides, sent_at, placed_at, closed_at, closed_by_id",
            (
                (
                    c,
                    f,
                    new_reference(),
                    "concern",
                    "sent" if is_open else "closed",
                    "not_now",
                    self.homes_from + self.provider.tenancies.index(t) + 1 if is_open else None,
                    False,
                    [],
                    False,
                    at,
                    at,
                    None if is_open else at,
                    None if is_open else 1,
                )
                for c, f, t, is_open, at in rows
            ),
        )
        self.copy(
            "concerns_reporter",
            "id, folder_id, concern_id, colleague_id, knew_at",
            ((uuid.uuid4(), f, c, 4, at) for c, f, _, _, at in rows),
        )
        self.copy(
            "concerns_placement",
            "id, folder_id, concern_id, household_id, reason, at",
            (
                (
                    i := uuid.uuid4(),
                    f,
                    c,
                    t.household,
                    keys.seal(opened[f][0], b"The address the reporter gave.", f"concerns_placement|reason|{i}"),
                    at,
                )
                for c, f, t, _, at in rows
            ),
        )
        self.copy(
            "concerns_account",
            "id, folder_id, concern_id, kind, words, source, at, third_party, release",
            (
                (
                    i := uuid.uuid4(),
                    f,
                    c,
                    "seen",
                    keys.seal(opened[f][0], WORDS.encode(), f"concerns_account|words|{i}"),
                    keys.seal(opened[f][0], b"", f"concerns_account|source|{i}"),
                    at,
                    False,
                    "nobody",
                )
                for c, f, _, _, at in rows
            ),
        )
        self.copy(
            "timeline_event",
            "id, folder_id, kind, department, occurred_at, whole_day, known_at, recorded_at",
            ((uuid.uuid4(), f, "concern.sent", "safeguarding", at, False, at, at) for _, f, _, _, at in rows),
        )
        clocks = [
            (uuid.uuid4(), f, c, code, at)
            for c, f, _, is_open, at in rows
            if is_open
            for code in ("first_advice", "second_advice")
        ]
        self.copy(
            "deadlines_clock",
            "id, folder_id, rule, nation, holds_id, about, started_at, soon_at, due_at, stage, outcome",
            (
                (i, f, code, "england", f, c, at, at + timedelta(hours=3), at + timedelta(hours=4), 2, "")
                for i, f, c, code, at in clocks
            ),
        )
        self.db.execute(
            "update folders_folder f set circle_from = now() - interval '3 years' from households_household h join concerns_placement p on p.household_id = h.id where h.folder_id = f.id and f.circle_from is null"
        )
        self.provider.open_concerns += [c for c, _, _, is_open, _ in rows if is_open]
        if open_:
            self._namesakes([t.household for t in where[2:open_]])
            self.provider.concern, folder, there, *_ = rows[2]
            self._write([Tenancy(folder, there.household, opened[folder][0], there.scheme)] * 39)

    def _namesakes(self, where: list[uuid.UUID]) -> None:
        """A full list for the search at every size, so that what grows is the register and not the answer."""
        for change in (
            "update households_person p set name = %s, sort_key = %s from households_membership m where m.person_id = p.id and m.role = 'tenant' and m.household_id = any(%s)",
            "update households_name n set text = %s, folded = %s from households_membership m where m.person_id = n.person_id and m.role = 'tenant' and m.household_id = any(%s)",
        ):
            self.db.execute(change, ["Siân Rees", fold_name("Siân Rees"), where])


def organisation(dsn: str) -> None:
    """Three regions, twelve schemes, and the colleagues who will look: 1 lead, 2 adviser, 3 manager of scheme 1, 4 reporter."""
    with psycopg.connect(dsn) as db:
        db.execute("insert into organisation_region (id, name) select n, 'Region ' || n from generate_series(1, 3) n")
        db.execute("insert into organisation_localauthority (id, name, nation, code) values (1, 'Council', 'wales', '')")
        db.execute("""insert into organisation_scheme (id, name, code, kind, region_id, local_authority_id, nation, registered_care)
                      select n, 'Scheme ' || n, 's' || n, 'scheme', 1 + n % 3, 1, 'wales', false from generate_series(1, 12) n""")
        for number, (name, role, scheme) in enumerate(
            (("lead", "lead", None), ("adviser", "group", None), ("manager", "manager", 1), ("reporter", None, None)), start=1
        ):
            db.execute(
                """insert into organisation_colleague (id, password, username, display_name, email, telephone, job_title, department, standing, joined_at, is_active,
                          session_salt, directory_id, language, text_size, contrast) values (%s, '!', %s, %s, %s, '', '', 'housing', 'employee', '2019-01-01', true, 'x', '', 'en-gb', '100', '')""",
                [number, name, name.title(), f"{name}@heed.example"],
            )
            if role:
                db.execute(
                    "insert into organisation_post (colleague_id, role, scheme_id, skills, since) values (%s, %s, %s, '{}', '2019-01-01')",
                    [number, role, scheme],
                )
        for extra in range(5, 12):
            db.execute(
                """insert into organisation_colleague (id, password, username, display_name, email, telephone, job_title, department, standing, joined_at, is_active,
                          session_salt, directory_id, language, text_size, contrast) values (%s, '!', %s, %s, %s, '', '', 'housing', 'employee', '2019-01-01', true, 'x', '', 'en-gb', '100', '')""",
                [extra, f"member{extra}", f"Member {extra}", f"m{extra}@heed.example"],
            )
            db.execute(
                "insert into organisation_post (colleague_id, role, skills, since) values (%s, 'group', '{}', '2019-01-01')",
                [extra],
            )
        db.execute("select setval(pg_get_serial_sequence('organisation_colleague', 'id'), 100)")


def close_what_was_sent(dsn: str) -> None:
    """The reports sent while `submit` was measured: the desk has its fifty rows at every size."""
    with psycopg.connect(dsn) as db:
        db.execute(
            "update concerns_concern set state = 'closed', closed_at = sent_at - interval '30 days', closed_by_id = 1 where state = 'sent' and sent_at > %s",
            [NOW],
        )


def weighed(dsn: str) -> str:
    """How much of the disk the database takes, and the ten largest tables with what a row of each costs, its indexes included (bytes): for
    docs/scale.md."""
    with psycopg.connect(dsn, autocommit=True) as db:
        db.execute("analyze")
        whole = db.execute("select pg_database_size(current_database())").fetchone()
        rows = db.execute(
            """select relname, pg_total_relation_size(oid), greatest(reltuples, 1)::bigint from pg_class
               where relkind = 'r' and relnamespace = 'public'::regnamespace order by 2 desc limit 10"""
        ).fetchall()
    tables = (f"{name} {size / 1e6:,.0f} MB ({size / many:,.0f} a row)" for name, size, many in rows)
    return f"on disk: {whole[0] / 1e6 if whole else 0:,.0f} MB; {', '.join(tables)}"
