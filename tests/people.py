"""The cast. Each is somebody a test can name; posts are given as owner, as if they had been signed long ago."""

from datetime import UTC, datetime, timedelta

import pytest

from heed.organisation.choices import Nation, Role, SchemeKind, Skill, Standing
from heed.organisation.models import Colleague, LocalAuthority, Post, Region, Scheme

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
PASSWORD = "three random words 2026"


def colleague(username: str, **facts) -> Colleague:
    name = facts.pop("display_name", username.title() + " Example")
    return Colleague.objects.create(
        username=username, display_name=name, email=f"{username}@heed.example", joined_at=LONG_AGO, **facts
    )


def holds(someone: Colleague, role: Role, **over) -> Colleague:
    Post.objects.create(colleague=someone, role=role, since=LONG_AGO, **over)
    return someone


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def valleys(db) -> Region:
    return Region.objects.create(name="Valleys")


@pytest.fixture
def coast(db) -> Region:
    return Region.objects.create(name="Coast")


def scheme(name: str, region: Region, nation: Nation = Nation.WALES, **facts) -> Scheme:
    council, _ = LocalAuthority.objects.get_or_create(name=f"{region.name} Council", nation=nation)
    return Scheme.objects.create(
        name=name,
        code=name.lower().replace(" ", "-"),
        kind=SchemeKind.SCHEME,
        region=region,
        local_authority=council,
        nation=nation,
        **facts,
    )


@pytest.fixture
def brynfelin(valleys) -> Scheme:
    return scheme("Brynfelin Court", valleys)


@pytest.fixture
def seaview(coast) -> Scheme:
    return scheme("Seaview Court", coast, Nation.ENGLAND)


@pytest.fixture
def rita(db) -> Colleague:
    """A repairs operative: reports, and sees her own reports only."""
    return colleague("rita", department="repairs", display_name="Rita Okafor")


@pytest.fixture
def gail(db) -> Colleague:
    """A member of the Cause for Concern group."""
    return holds(colleague("gail", display_name="Gail Prosser"), Role.GROUP, skills=[Skill.DOMESTIC_ABUSE])


@pytest.fixture
def gwen(db) -> Colleague:
    """Another member of the group."""
    return holds(colleague("gwen"), Role.GROUP, skills=[Skill.CHILDREN])


@pytest.fixture
def hassan(db) -> Colleague:
    """A third member of the group."""
    return holds(colleague("hassan"), Role.GROUP, skills=[Skill.MENTAL_HEALTH])


@pytest.fixture
def leo(db) -> Colleague:
    """The Safeguarding Lead."""
    return holds(colleague("leo", display_name="Leo Marchetti"), Role.LEAD)


@pytest.fixture
def mo(brynfelin) -> Colleague:
    """Manager of Brynfelin Court."""
    return holds(colleague("mo", display_name="Mo Hassan"), Role.MANAGER, scheme=brynfelin)


@pytest.fixture
def olive(seaview) -> Colleague:
    """Manager of another scheme, with a caseload of her own: the right role in the wrong place."""
    return holds(colleague("olive"), Role.MANAGER, scheme=seaview)


@pytest.fixture
def olwen(valleys) -> Colleague:
    """Operations manager over the Valleys."""
    return holds(colleague("olwen"), Role.OPERATIONS, region=valleys)


@pytest.fixture
def hana(valleys) -> Colleague:
    """Head of Service: answers for the lead, sees figures and no content."""
    return holds(colleague("hana"), Role.HEAD_OF_SERVICE, region=valleys)


@pytest.fixture
def nia(db) -> Colleague:
    """A housing officer: may search and break the glass, sees nothing by post."""
    return holds(colleague("nia"), Role.OFFICER)


@pytest.fixture
def tom(db) -> Colleague:
    """The training officer."""
    return holds(colleague("tom"), Role.TRAINER)


@pytest.fixture
def ada(db) -> Colleague:
    """The administrator: configuration, no content."""
    return holds(colleague("ada"), Role.ADMIN)


@pytest.fixture
def cai(db) -> Colleague:
    """A contractor with a report-only account."""
    return colleague("cai", standing=Standing.CONTRACTOR)


def later(at: datetime, **by) -> datetime:
    return at + timedelta(**by)
