"""The invented provider's colleagues: the demo's sign-ins by name, and enough others to make 130. Made by the administrator's verbs;
the posts are given here without the second signature, because in an empty house there is nobody yet who could sign."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from heed.cli.demo.homes import phone
from heed.cli.demo.long_ago import take_back
from heed.cli.demo.names import somebody
from heed.households.folding import fold
from heed.organisation import actions
from heed.organisation.choices import Department, Role, Skill, Standing
from heed.organisation.demo import PASSWORD
from heed.training import actions as training
from heed.training.choices import Gives

ALL = 130
LONG_AGO = timedelta(days=900)


@dataclass(frozen=True)
class Part:
    """Somebody with a sign-in of the demo. `over`: code of a scheme or name of a region."""

    username: str
    name: str
    job: str
    department: Department
    role: Role | None = None
    over: str = ""
    skills: tuple[Skill, ...] = ()
    standing: Standing = Standing.EMPLOYEE
    trained: bool = True
    more: dict[str, Any] = field(default_factory=dict)


PARTS = (
    Part("lead", "Leo Marchetti", "Safeguarding Lead", Department.SAFEGUARDING, Role.LEAD),
    Part("admin", "Ada Fenwick-Prys", "Systems administrator", Department.CORPORATE, Role.ADMIN),
    Part("trainer", "Tomos Ellery", "Training officer", Department.CORPORATE, Role.TRAINER),
    Part("operations", "Olwen Tregarth", "Operations manager", Department.HOUSING, Role.OPERATIONS, "Valleys"),
    Part("operations2", "Órlaith McGonagle", "Operations manager", Department.HOUSING, Role.OPERATIONS, "Coast"),
    Part("operations3", "Winston Ashdown", "Operations manager", Department.HOUSING, Role.OPERATIONS, "Severnside"),
    Part("manager", "Mo Hassan", "Neighbourhood manager", Department.HOUSING, Role.MANAGER, "brynfelin"),
    Part("othermanager", "Olive Stanyon", "Court manager", Department.HOUSING, Role.MANAGER, "maple-house"),
    Part(
        "adviser",
        "Gail Prosser",
        "Domestic abuse adviser",
        Department.SAFEGUARDING,
        Role.GROUP,
        skills=(Skill.DOMESTIC_ABUSE, Skill.EXPLOITATION),
    ),
    Part("adviser2", "Gwen Achebe", "Family support manager", Department.CARE, Role.GROUP, skills=(Skill.CHILDREN,)),
    Part(
        "adviser3",
        "Hassan Mirza",
        "Mental health link worker",
        Department.CARE,
        Role.GROUP,
        skills=(Skill.MENTAL_HEALTH, Skill.ADULTS),
    ),
    Part(
        "adviser4",
        "Bożena Nowicka",
        "Antisocial behaviour lawyer",
        Department.ANTISOCIAL,
        Role.GROUP,
        skills=(Skill.ANTISOCIAL,),
    ),
    Part("adviser5", "Rhodri ap Gwilym", "Head of lettings", Department.HOUSING, Role.GROUP, skills=(Skill.TENANCY,)),
    Part("adviser6", "Denise Quarmby", "Repairs manager", Department.REPAIRS, Role.GROUP, skills=(Skill.REPAIRS,)),
    Part("adviser7", "Anil Trivedi", "Income manager", Department.INCOME, Role.GROUP, skills=(Skill.MONEY,)),
    Part(
        "adviser8", "Sahra Dirie", "Extra care manager", Department.CARE, Role.GROUP, skills=(Skill.ADULTS, Skill.EXPLOITATION)
    ),
    Part("officer", "Nia Bevan-Hughes", "Housing officer", Department.HOUSING, Role.OFFICER),
    Part("auditor", "Quentin Underhay", "Internal auditor", Department.CORPORATE, Role.AUDITOR),
    Part("head", "Harriet Oakshott", "Head of Service", Department.HOUSING, Role.HEAD_OF_SERVICE, "Valleys"),
    Part("reporter", "Rita Okafor", "Repairs operative", Department.REPAIRS),
    Part("reporter2", "Iwan Tresaith", "Repairs operative", Department.REPAIRS),
    Part("caller", "Shanice Oduya", "Customer adviser", Department.CUSTOMER),
    Part("newcomer", "Callum Pound", "Apprentice electrician", Department.REPAIRS, trained=False),
    Part(
        "contractor",
        "Cai Rushbrook",
        "Gas engineer, Rushbrook Heating (invented)",
        Department.REPAIRS,
        standing=Standing.CONTRACTOR,
    ),
)
JOBS = (
    (36, "Repairs operative", Department.REPAIRS, None),
    (22, "Housing officer", Department.HOUSING, Role.OFFICER),
    (14, "Customer adviser", Department.CUSTOMER, None),
    (12, "Income officer", Department.INCOME, None),
    (22, "Support worker", Department.CARE, None),
    (6, "Antisocial behaviour officer", Department.ANTISOCIAL, Role.OFFICER),
)
COURSE = ("Cause for Concern", "cause-for-concern")
CHAMPIONS = ("Domestic abuse champion: risk assessment and MARAC", "abuse-champion")
CHAMPION = "officer"  # a housing officer who countersigns what colleagues draft, where they let her in


@transaction.atomic
def make(regions: dict[str, Any], schemes: dict[str, Any], at: datetime) -> None:
    """All 130, with posts, the course that opens the form, and who has done it. `at`: now (UTC)."""
    chance, hashed, joined = Random(130), make_password(PASSWORD), at - LONG_AGO  # noqa: S311 (made up, not secret)
    staff: dict[str, Any] = {}
    for part in (*PARTS, *_managers(schemes, chance), *_others(chance, ALL - len(PARTS) - len(schemes) + 2)):
        staff[part.username] = _one(part, regions, schemes, hashed, joined, staff, chance)
    _train(staff, at)
    actions.set_duty(staff["adviser"], since=at - timedelta(hours=1), until=at + timedelta(days=28), at=at)


def _one(
    part: Part,
    regions: dict[str, Any],
    schemes: dict[str, Any],
    hashed: str,
    joined: datetime,
    staff: dict[str, Any],
    chance: Random,
) -> Any:
    above = {Role.MANAGER: "operations", Role.OFFICER: "manager"}.get(part.role, "operations") if part.role else "adviser6"  # type: ignore[call-overload]
    someone, _ = actions.add_colleague(
        part.username,
        at=joined,
        hashed=hashed,
        display_name=part.name,
        email=f"{part.username}@heed.example",
        telephone=phone(chance),
        job_title=part.job,
        department=part.department,
        standing=part.standing,
        line_manager=staff.get(above),
    )
    if part.role:
        actions.begin_post(
            someone, part.role, since=joined, scheme=schemes.get(part.over), region=regions.get(part.over), skills=part.skills
        )
    return someone


def _managers(schemes: dict[str, Any], chance: Random) -> list[Part]:
    taken = {part.over for part in PARTS}
    return [
        Part(f"manager.{code}", _name(chance), "Scheme manager", Department.HOUSING, Role.MANAGER, code)
        for code in schemes
        if code not in taken
    ]


def _others(chance: Random, how_many: int) -> list[Part]:
    made: dict[str, Part] = {}
    while len(made) < how_many:
        job = chance.choices(JOBS, [job[0] for job in JOBS])[0]
        name = _name(chance)
        username = ".".join(fold(name).split()[:2])
        made[username] = Part(username, name, job[1], job[2], job[3], trained=chance.random() < 0.93)
    return list(made.values())


def _name(chance: Random) -> str:
    who = somebody(chance)
    return f"{who.first} {who.surname}"


def _train(staff: dict[str, Any], at: datetime) -> None:
    """Trained in classes over two years; some refreshers are by now overdue, and a few have yet to come."""
    course = training.add_course(*COURSE, opens_form=True, months=12)
    untrained = {part.username for part in PARTS if not part.trained} | {
        name for index, name in enumerate(staff) if index % 17 == 16 and index > len(PARTS)
    }
    learners = [someone for name, someone in staff.items() if name not in untrained and name != "trainer"]
    for number in range(0, len(learners), 15):
        then = at - timedelta(days=40 + 60 * (number // 15))
        training.record_training(learners[number : number + 15], course, on=then.date(), by=staff["trainer"], at=then)
    then = at - timedelta(days=40)
    training.record_training([staff["trainer"]], course, on=then.date(), by=staff["lead"], at=then)
    champions = training.add_course(*CHAMPIONS, opens_form=False, months=24, gives=Gives.ABUSE_RISK)
    then = at - timedelta(days=120)
    training.record_training([staff[CHAMPION]], champions, on=then.date(), by=staff["trainer"], at=then)
    take_back("send_form_link")  # they have had the link since then
