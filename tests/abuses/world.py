"""One small organisation for every abuse: who is in it, what is kept, and who may know of what, written down by hand (requirements CFC-6)."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from heed.concerns import reporting
from heed.concerns.choices import Danger, Part
from heed.concerns.deciding import ToDo, answer
from heed.concerns.models import Attachment, Concern, Draft, Involved, Placement
from heed.concerns.reporting import Named, Report
from heed.deadlines.models import Clock, DayOff
from heed.folders.models import Access, Folder
from heed.households import actions
from heed.households.actions import Contact
from heed.households.choices import FlagKind, Origin
from heed.households.hidden import hide_new_address
from heed.households.models import Flag, Household, ImportRun, Membership, Person, Phone, SamePerson, Tie
from heed.notifications.models import Letter
from heed.organisation.actions import add_directory_group
from heed.organisation.choices import Department, Nation, Role, Standing
from heed.organisation.models import Absence, Colleague, Duty, Post, Region
from heed.policies import visible
from heed.procedures import access
from heed.procedures.posts import propose
from heed.timeline.models import Event
from heed.training.models import Completion, Course
from tests import factories, people
from tests.abuses import casework
from tests.concerning import advised, decided
from tests.doing import acting
from tests.people import LONG_AGO, holds, scheme

GROUP = "gail gwen hassan"
CAST = f"rita cai {GROUP} leo mo olive olwen hana nia lena tom ada ann".split()
REFERENCE = "JM86-2B7S"  # of a household: typed where a case is to touch one
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(document.domain)</script></svg>'


@dataclass(frozen=True)
class Thing:
    """Something that is kept. `may`: those for whom it exists; `marks`: what betrays it on a page; `ids`: its own and its parts', by kind."""

    name: str
    may: frozenset[str]
    marks: tuple[str, ...]
    ids: dict[str, Any]


@dataclass
class World:
    cast: dict[str, Colleague] = field(default_factory=dict)
    things: list[Thing] = field(default_factory=list)

    def keep(self, name: str, may: str, *marks: str, **ids: Any) -> None:
        self.things.append(Thing(name, frozenset(may.split()), marks, ids))

    def of(self, kind: str | None) -> list[Thing]:
        return [thing for thing in self.things if kind in thing.ids]

    def hidden_from(self, who: str) -> set[str]:
        """Marks of what somebody may not know of, without those that they know from something else."""
        known = {mark for thing in self.things if who in thing.may for mark in thing.marks}
        return {mark for thing in self.things for mark in thing.marks} - known

    def thing(self, name: str) -> Thing:
        return next(thing for thing in self.things if thing.name == name)


def build(*, small: bool = False) -> World:
    """As owner for what has long been so, and by the verbs of production for everything confidential. `small`: nobody lives anywhere, and
    there is one report."""
    world = World()
    _cast(world)
    _organisation(world)
    if small:
        _concerns(world, None, [story for story in STORIES if story.name == "new"])
        casework.of_a_child(world)
    else:
        rees, obrien, closed = _households(world)
        _concerns(world, rees, STORIES)
        _let_in(world, rees, obrien, closed)
        _elsewhere(world, rees, closed)
        casework.build(world, rees, obrien)
    draft = _begun(world.cast["rita"])
    world.keep("a draft", "rita", "DRAFTED", str(draft.pk), draft=draft.pk)
    return world


def _cast(world: World) -> None:
    valleys, coast = Region.objects.create(name="Valleys"), Region.objects.create(name="Coast")
    brynfelin, seaview = scheme("Brynfelin Court", valleys), scheme("Seaview Court", coast, Nation.ENGLAND)
    posts: dict[str, tuple[Role | None, dict[str, Any]]] = {
        "rita": (None, {}),
        "cai": (None, {}),
        **{name: (Role.GROUP, {}) for name in GROUP.split()},
        "leo": (Role.LEAD, {}),
        "mo": (Role.MANAGER, {"scheme": brynfelin}),
        "olive": (Role.MANAGER, {"scheme": seaview}),
        "olwen": (Role.OPERATIONS, {"region": valleys}),
        "hana": (Role.HEAD_OF_SERVICE, {"region": valleys}),
        "nia": (Role.OFFICER, {}),
        "lena": (Role.OFFICER, {}),
        "tom": (Role.TRAINER, {}),
        "ada": (Role.ADMIN, {}),
        "ann": (Role.AUDITOR, {}),
        "gone": (None, {}),
    }
    names = {"rita": "Rita Okafor", "mo": "Mo Hassan"}
    for name, (role, over) in posts.items():
        standing = Standing.CONTRACTOR if name == "cai" else Standing.EMPLOYEE
        someone = people.colleague(
            name, display_name=names.get(name, f"{name.title()} Example"), standing=standing, department=Department.HOUSING
        )
        world.cast[name] = holds(someone, role, **over) if role else someone


def _organisation(world: World) -> None:
    """What is kept of colleagues: for whoever keeps it, and some of it for oneself."""
    cast, now = world.cast, datetime.now(UTC)
    course = Course.objects.create(code="cfc", name="Cause for Concern", opens_form=True)
    done = [Completion(colleague=each, course=course, on=LONG_AGO.date(), recorded_at=LONG_AGO) for each in cast.values()]
    Completion.objects.bulk_create(done)
    gone = cast["gone"]
    world.keep("a completion", "tom ada leo", completion=Completion.objects.get(colleague=cast["rita"]).pk)
    world.keep("a colleague", "ada", colleague=cast["rita"].pk)
    world.keep("a leaver", "leo olwen hana", leaver=gone.pk)
    world.keep("a seat", "leo hana", seat=Post.objects.get(colleague=cast["gail"]).pk)
    world.keep("a post", "ada", post=Post.objects.get(colleague=cast["nia"]).pk)
    world.keep("a scheme", "ada", scheme=Post.objects.get(colleague=cast["mo"]).scheme_id)
    duty = Duty.objects.create(colleague=cast["gail"], since=now, until=now + timedelta(hours=5))
    world.keep("a duty", "ada", duty=duty.pk)
    off = DayOff.objects.create(day=now.date() + timedelta(days=90), nation=Nation.WALES, name="Office moves")
    world.keep("a day off", "leo hana ada", day_off=off.pk)
    Letter.objects.create(
        key="1", message="several", to=cast["tom"], path="/", made_at=now, next_try_at=now, dead_at=now, trouble="550"
    )
    world.keep("a colleague to whom nothing gets through", "ada", refused=cast["tom"].pk)
    passkey = Authenticator.objects.create(user=cast["cai"], type="webauthn", data={"name": "Phone", "credential": {}})
    world.keep("a passkey", "cai", passkey=passkey.pk)
    with acting(cast["ada"], now) as me:
        group = add_directory_group("trainers", "Trainers", Role.TRAINER, scheme=None, region=None, by=cast["ada"], at=me.at)
    world.keep("a group of the directory", "ada", directory_group=group.pk)
    world.keep("a post to go through", "leo", reviewed_post=Post.objects.get(colleague=cast["gail"]).pk)
    with acting(cast["ada"]) as me:
        signature = propose(cast["tom"], role=Role.OFFICER, by=cast["ada"], at=me.at)
    world.keep("a signature", "leo hana", signature=signature.pk)
    run = ImportRun.objects.create(kind="tenancies", digest="0" * 64, by=cast["ada"], at=now, state="waiting", would_end=40)
    world.keep("an import", "ada", run=run.pk)
    absence = Absence.objects.create(colleague=cast["hassan"], since=now + timedelta(days=60), until=now + timedelta(days=70))
    world.keep("an absence", "hassan", absence=absence.pk)


def _households(world: World) -> tuple[Household, Household, Household]:
    cast = world.cast
    brynfelin, seaview = (Post.objects.get(colleague=cast[name]).scheme for name in ("mo", "olive"))
    rees = factories.household(factories.home(brynfelin, "14 Heol Ŵyn"), "Sioned Parry", "Dewi Moyle")
    Household.objects.filter(pk=rees.pk).update(reference=REFERENCE)
    rees.reference = REFERENCE
    obrien = factories.household(factories.home(seaview, "3 Harbour Street", "ZZ99 1AB"), "Padraig Daly", "Aoife Daly")
    closed = factories.household(factories.home(brynfelin, "15 Heol Ŵyn"), "Fadumo Warsame", "Ayaan Warsame")
    lives_alone = factories.home(seaview, "9 Harbour Street", "ZZ99 1AB")
    for made, phone in ((rees, "07700 900417"), (obrien, "07700 900425"), (closed, "07700 900436")):
        _lived_in(cast["leo"], made, phone)
    Folder.objects.filter(pk=closed.folder_id).update(sensitive=True)
    tie = Tie.objects.create(colleague=cast["nia"], home=lives_alone, kind="knows", since=LONG_AGO, by=cast["nia"])
    world.keep("a tie", "nia", tie=tie.pk)
    return rees, obrien, closed


def _lived_in(leo: Colleague, household: Household, phone: str) -> None:
    """Everything a household can have: a number, a note, a safe contact, a flag and a tie between two."""
    someone, other = Person.objects.filter(folder_id=household.folder_id).order_by("sort_key")
    Phone.objects.create(
        folder_id=household.folder_id,
        person=someone,
        number=phone,
        digits=phone.replace(" ", ""),
        origin=Origin.ENTERED,
        recorded_at=LONG_AGO,
    )
    with acting(leo) as me:
        actions.note(household, "call", f"Rang {household.reference}", f"Words of {household.reference}", by=leo, at=me.at)
        actions.set_safe_contact(someone, Contact(f"Ring after 9, {household.reference}"), by=leo, at=me.at)
        actions.raise_flag(household, FlagKind.NEED, "40", f"Flag of {household.reference}", by=leo, at=me.at)
        actions.relate(someone, "ex_partner", other, by=leo, at=me.at)


@dataclass(frozen=True)
class Story:
    """A concern: whom it names, who may therefore know of it, and how far it has come."""

    name: str
    reporter: str
    may: str
    named: str = ""
    placed: bool = True
    advised: bool = True
    decided: bool = True
    answered: bool = True
    on_behalf: str = ""


STORIES = (
    Story("open", "rita", f"{GROUP} leo mo olwen lena", on_behalf="Bronwen, volunteer"),
    Story("blind", "rita", "gail hassan leo mo lena", named="olwen gwen", answered=False),
    Story("apart", "cai", GROUP, named="leo", placed=False, decided=False),
    Story("new", "rita", f"{GROUP} leo mo olwen lena", advised=False, decided=False),
    Story("orphan", "gone", f"{GROUP} leo mo olwen lena", answered=False),
)


def _concerns(world: World, rees: Household | None, stories: Iterable[Story]) -> None:
    for story in stories:
        concern = _reported(world.cast[story.reporter], rees.home if rees and story.placed else None, story, world)
        _come_so_far(world, story, concern)
        _keep_concern(world, story, concern)
    gone = world.cast.pop("gone")
    Colleague.objects.filter(pk=gone.pk).update(left_at=datetime.now(UTC), is_active=False)


def _come_so_far(world: World, story: Story, concern: Concern) -> None:
    advisers = [world.cast[each] for each in GROUP.split() if each in story.may.split()][:2]
    if story.advised:
        advised(concern, *advisers, words=f"ADVICE-{story.name}")
    if story.advised and story.decided:
        decided(concern, advisers[0], ToDo(f"DO-{story.name}", world.cast["tom"], datetime.now(UTC) + timedelta(days=3)))
    if story.answered and story.decided:
        with acting(advisers[0]) as me:
            answer(visible.concerns(me).get(pk=concern.pk), f"ANSWER-{story.name}", by=advisers[0], at=me.at)


def _reported(by: Colleague, home: Any, story: Story, world: World) -> Concern:
    name = story.name
    with acting(by) as me:
        draft = reporting.begin(by=by, at=me.at)
    with acting(by) as me:
        reporting.attach(draft, SimpleUploadedFile("drawing.svg", SVG + name.encode()), at=me.at)
    told = Report(
        danger=Danger.NOT_NOW,
        home=home,
        where="" if home else f"Somewhere SECRET-{name}",
        seen=f"Seen SECRET-{name}",
        people=[Named(f"Shan {name.title()}son", Part.VICTIM)],
        colleagues=[world.cast[each] for each in story.named.split()],
        on_behalf_of=story.on_behalf,
        knew_at=LONG_AGO if story.on_behalf else None,
    )
    with acting(by) as me:
        return reporting.send(draft, told, by=by, at=me.at)


def _keep_concern(world: World, story: Story, concern: Concern) -> None:
    told = (concern.reference, f"SECRET-{story.name}", f"Shan {story.name.title()}son", str(concern.pk))
    ids: dict[str, Any] = {
        "concern": concern.pk,
        "involved": Involved.objects.get(concern=concern).pk,
    }
    if placement := Placement.objects.filter(concern=concern).first():
        ids["placement"] = placement.pk
    heard = (f"ANSWER-{story.name}",) if story.answered and story.decided else ()
    world.keep(f"the {story.name} concern", story.may, *told, f"ADVICE-{story.name}", *heard, **ids)
    if action := Clock.objects.filter(rule="action", folder_id=concern.folder_id).first():
        world.keep(f"the {story.name} concern's action", f"{story.may} tom", f"DO-{story.name}", action=action.pk)
    world.keep(f"the {story.name} report", story.reporter, *told, *heard, report=concern.pk)
    file = Attachment.objects.get(concern=concern).file_id
    world.keep(f"the {story.name} concern's file", f"{story.may} {story.reporter}", file=file)


def _let_in(world: World, rees: Household, obrien: Household, closed: Household) -> None:
    """Lena is let into a household (and so sees its screen whole, its concerns too: decision 11), and Nia has broken the glass of the sensitive one."""
    cast, now = world.cast, datetime.now(UTC)
    for household, by, until in ((rees, "leo", now + timedelta(days=9)), (obrien, "leo", now + timedelta(days=9))):
        with acting(cast[by]) as me:
            access.let_in(household.folder_id, cast["lena"], "Visits", by=cast[by], at=me.at, until=until)
    with acting(cast["nia"]) as me:
        access.break_glass(closed.folder_id, "Screams", by=cast["nia"], at=me.at)
    world.keep("the broken glass", "leo", glass=Clock.objects.get(rule="break_glass_review").pk)
    seen_by = (
        (rees, "gail hassan leo mo lena", ("Sioned Parry", "Dewi Moyle", "07700 900417")),
        (obrien, "leo olive lena", ("Padraig Daly", "Aoife Daly", "07700 900425")),
        (closed, "leo nia", ("Fadumo Warsame", "Ayaan Warsame", "07700 900436")),
    )
    for household, may, marks in seen_by:
        _keep_household(world, household, may, marks)


def _elsewhere(world: World, rees: Household, closed: Household) -> None:
    """Where the tenant went, for the group, the lead and whoever wrote it; and that two records were once taken for one person's."""
    someone, other = (Person.objects.filter(folder_id=each.folder_id).order_by("sort_key").first() for each in (rees, closed))
    assert someone and other
    with acting(world.cast["leo"]) as me:
        version = hide_new_address(someone, "HIDDEN 9 Secret Lane", by=world.cast["leo"], at=me.at)
    world.keep(
        "the hidden address",
        "gail hassan leo",
        "HIDDEN",
        "Secret Lane",
        household_moved=rees.pk,
        person_moved=someone.pk,
        version=version.pk,
    )
    linked = {"one_folder_id": rees.folder_id, "other_folder_id": closed.folder_id}
    link = SamePerson.objects.create(id=other.pk, one=someone, other=other, **linked, reason="same_source_id", at=LONG_AGO)
    world.keep("a link", "leo", household_linked=rees.pk, link=link.pk)


def _keep_household(world: World, household: Household, may: str, marks: tuple[str, ...]) -> None:
    in_it = {"folder_id": household.folder_id}
    line: Any = Access.objects.filter(**in_it, effect="let_in").order_by("pk").first()
    world.keep(f"a line of the {marks[0]} household", "leo", reviewed_line=line.pk)
    world.keep(
        f"the {marks[0]} household",
        may,
        *marks,
        household.reference,
        str(household.pk),
        household=household.pk,
        person=Person.objects.filter(**in_it).order_by("sort_key").first().pk,  # type: ignore[union-attr]
        membership=Membership.objects.filter(**in_it).order_by("pk").first().pk,  # type: ignore[union-attr]
        flag=Flag.objects.get(**in_it).pk,
        entry=Event.objects.get(kind="note.call", **in_it).pk,
        line=line.pk,
        home=household.home_id,
    )


def _begun(by: Colleague) -> Draft:
    with acting(by) as me:
        draft = reporting.begin(by=by, at=me.at)
    with acting(by) as me:
        reporting.keep(draft, {"seen": "DRAFTED words"}, at=me.at)
    return draft


# What is in the database ------------------------------------------------------------------------------------------------------
# Written whatever happens: who looked, that somebody is here, and what the queue notes of its own jobs.
OURS_ALONE = {"audit_look", "django_session", "organisation_cache", "procrastinate_events"}
# Rows of nothing but the numbers of others, or sealed with one.
NUMBERS_ALONE = {"households_importpart", "agencies_protocol_parties"}
# What is different each time: ids made by chance, instants, sealed words, references, secrets, the number of a row.
BY_CHANCE = (
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.0-9]*\+\d\d",
    r"[\\]+x[0-9a-f]+",
    r"[2-9A-Z]{4}-[2-9A-Z]{4}",
    r"(scrypt|pbkdf2_sha256|md5)[$][^,]*",
    r"[0-9a-f]{32}",
    r"\"[\"]*: \d+",
    r"^[(]\d+(?=,)",
)


@dataclass
class Written:
    """`rows`: table → how many rows were inserted, changed or deleted; `as_now`: the same tables → a digest of what stands in them,
    without what is different by chance."""

    rows: dict[str, int] = field(default_factory=dict)
    as_now: dict[str, str] = field(default_factory=dict)


@contextmanager
def writing(*, look: bool = False) -> Iterator[Written]:
    """What was written within, counted by PostgreSQL itself, so that no change can be overlooked; `look`: also what it looks like then."""
    written, before = Written(), _tuples()
    yield written
    written.rows = {name: count - before[name] for name, count in _tuples().items() if count > before[name]}
    if look:
        written.as_now = {name: _digest(name) for name in written.rows if name not in NUMBERS_ALONE}


def _tuples() -> dict[str, int]:
    with connection.cursor() as c:
        c.execute("select relname, n_tup_ins + n_tup_upd + n_tup_del from pg_stat_xact_user_tables where schemaname = 'public'")
        return {name: count for name, count in c.fetchall() if name not in OURS_ALONE}


def _digest(table: str) -> str:
    row = f"regexp_replace(t::text, '{'|'.join(BY_CHANCE)}', '~', 'g')"
    with connection.cursor() as c:
        c.execute(f"select count(*) || md5(string_agg({row}, '|' order by {row})) from {table} t")
        return c.fetchone()[0]


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens within is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
