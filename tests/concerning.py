"""A concern on its way, made by the verbs of production under its roles."""

from datetime import UTC, datetime

from heed.concerns import advising, deciding, reporting
from heed.concerns.choices import Danger, Harm, Location, SourceOfRisk, Step, Sure
from heed.concerns.deciding import Course, ToDo
from heed.concerns.models import Concern
from heed.concerns.reporting import Report
from heed.organisation.models import Colleague
from heed.policies import visible
from tests.doing import acting

SEEN = "A kicked-in bedroom door, a little girl under the bed."
COURSE = Course(
    steps=[Step.CALL_NOW],
    reasons="She may be in danger.",
    harms=[Harm.PHYSICAL],
    location=Location.OWN_HOME,
    source_of_risk=SourceOfRisk.KNOWN,
)


def reported(by: Colleague, home=None, at: datetime | None = None, **told) -> Concern:
    told = {"danger": Danger.NOT_NOW, "seen": SEEN} | told
    with acting(by, at) as me:
        draft = reporting.begin(by=by, at=me.at)
    with acting(by, at) as me:
        return reporting.send(draft, Report(home=home, **told), by=by, at=me.at)


def advised(
    concern: Concern, *members: Colleague, steps=(Step.CALL_NOW,), words: str = "Ring her when he is at work."
) -> Concern:
    for member in members:
        with acting(member) as me:
            advising.advise(
                visible.concerns(me).get(pk=concern.pk),
                list(steps),
                Sure.SURE,
                f"{words} {member.username}",
                by=member,
                at=me.at,
            )
    return Concern.objects.get(pk=concern.pk)


def decided(concern: Concern, by: Colleague, *todos: ToDo) -> Concern:
    with acting(by) as me:
        seen = visible.concerns(me).get(pk=concern.pk)
        deciding.decide(seen, Course(**{**COURSE.__dict__, "actions": list(todos)}), by=by, at=me.at, lead=me.everything)
    return Concern.objects.get(pk=concern.pk)


def now() -> datetime:
    return datetime.now(UTC)
