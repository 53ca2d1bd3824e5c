"""What there is to choose from on the pages that ask one thing about a case."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from heed.agencies.models import Agency, LinkOfficer, Pathway
from heed.cases.choices import Part, State
from heed.cases.duties import AT_RISK
from heed.cases.models import Case, Plan, Reach, Responsibility, Someone, Voice
from heed.concerns.models import Concern, Feed, Placement
from heed.folders.choices import FOR_A_TIME, Effect
from heed.folders.models import Access
from heed.folders.references import tidy_reference
from heed.households.choices import Member
from heed.households.models import Household, Membership, Person
from heed.organisation.choices import Role, Standing
from heed.organisation.models import Colleague, Post, Scheme, in_force
from heed.policies import visible
from heed.policies.asker import Asker


@dataclass(frozen=True)
class Manager:
    """Somebody who may answer for a case, in a scheme."""

    colleague: Colleague
    scheme: Scheme

    @property
    def code(self) -> str:
        return f"{self.colleague.pk}:{self.scheme.pk}"

    @property
    def words(self) -> str:
        return f"{self.colleague.display_name}, {self.scheme.name}"


def managers_for(me: Asker, at: datetime, *, anywhere: bool = False) -> list[Manager]:
    """Who may answer for a case this colleague opens: the managers of schemes, by name. The database has the last word.

    A scheme's manager opens cases in her own scheme; an operations manager in her region; the group and the lead anywhere. Passed on, it goes
    to any scheme (`anywhere`)."""
    held = Post.objects.filter(in_force(at), role=Role.MANAGER, colleague__in=Colleague.objects.here(at))
    if not (anywhere or me.everything or me.circle):
        held = held.filter(scheme__in=me.schemes)
    rows = held.select_related("colleague", "scheme").order_by("colleague__display_name", "scheme__name", "pk")
    return [Manager(post.colleague, post.scheme) for post in rows if post.scheme]


def could_own(case: Case, at: datetime) -> list[Colleague]:
    """Who may be given an action in it by whoever answers for it: everyone who is here and not kept out."""
    return list(Colleague.objects.here(at).exclude(pk__in=visible.kept_out([case.folder_id], at)))


def could_review(case: Case, at: datetime) -> list[Colleague]:
    """Who may be designated for a case review: works for us, and never answered for the case."""
    answered = Responsibility.objects.filter(case=case).values("colleague")
    found = Colleague.objects.here(at).filter(standing=Standing.EMPLOYEE).exclude(pk__in=answered)
    return list(found.exclude(pk__in=visible.kept_out([case.folder_id], at)))


def working_on(case: Case, me: Asker, at: datetime) -> list[Colleague]:
    """The same for whoever only works on it: themselves, its manager, and those let in for a time. A longer list without one name would say
    who is kept out."""
    let_in = Access.objects.filter(in_force(at), folder=case.folder_id, effect=Effect.LET_IN, why__in=FOR_A_TIME)
    known = Q(pk__in=[me.pk, case.responsible_id]) | Q(pk__in=let_in.values("colleague"))
    return list(Colleague.objects.here(at).filter(known).exclude(pk__in=visible.kept_out([case.folder_id], at)))


def agencies(at: datetime) -> list[Agency]:
    """The directory as it stands."""
    return list(Agency.objects.filter(Q(until=None) | Q(until__gt=at)))


def pathways(case: Case, at: datetime) -> list[Pathway]:
    """Named ways out that lead somewhere from this case's nation."""
    standing = Pathway.objects.filter(Q(until=None) | Q(until__gt=at), nation=case.nation)
    return list(standing.select_related("agency", "protocol"))


def officers(pathway: Pathway, at: datetime) -> list[LinkOfficer]:
    """Whom a referral along this way can be addressed to: the agency's link officers."""
    return list(LinkOfficer.objects.filter(Q(until=None) | Q(until__gt=at), agency=pathway.agency_id).order_by("name", "pk"))


def in_the_register(me: Asker, case: Case, at: datetime) -> list[tuple[Person, str]]:
    """People of the households the case reaches that this colleague may open, each with their age and place in words."""
    homes = Reach.objects.filter(folder=case.folder_id, undone_at=None).values("household")
    rows = (
        Membership.objects.as_known(at)
        .filter(household__in=homes, folder__in=visible.folders(me))
        .select_related("person")
        .order_by("person__sort_key", "pk")
    )
    today = localtime(at).date()
    return [(row.person, _described(row, today)) for row in rows]


def _described(row: Membership, today: object) -> str:
    age = row.person.age_on(today)  # type: ignore[arg-type]
    return ", ".join(str(part) for part in (row.person.name, age, Member(row.role).label) if part not in (None, ""))


def standing(case: Case) -> list[Someone]:
    """Those who stand in the case now, in no single incident only: whoever is harmed first, whoever may harm them last."""
    rows = Someone.objects.filter(folder=case.folder_id, superseded_at=None, incident=None)
    return sorted(rows, key=lambda one: (one.part == Part.PERPETRATOR, one.part not in AT_RISK, one.recorded_at, one.pk))


def plan_of(case: Case) -> Plan | None:
    return Plan.objects.filter(folder=case.folder_id).order_by("-version").select_related("by").first()


def voice_of(case: Case) -> dict[str, str]:
    """What stands of the resident's voice, for the form in which it is written anew."""
    stands = Voice.objects.filter(folder=case.folder_id, someone=None, superseded_at=None).order_by("-at", "pk").first()
    asked = ("asked", "wants", "why_not", "child_words", "capacity", "advocate")
    return {name: getattr(stands, name) or "" for name in asked} if stands else {}


def described(someone: Someone) -> str:
    """Somebody in the case, as a list to choose from says it."""
    return ", ".join(filter(None, [someone.name or _("Not identified"), str(Part(someone.part).label)]))


NEAR = 20  # as many as somebody looks through


def concerns_near(me: Asker, case: Case) -> list[Concern]:
    """Those that this reader may open, at the households the case reaches, and that do not feed it yet; the latest first."""
    homes = Reach.objects.filter(folder=case.folder_id, undone_at=None).values("household")
    placed = Placement.objects.filter(household__in=homes, undone_at=None).values("concern")
    fed = Feed.objects.filter(folder=case.folder_id, undone_at=None).values("concern")
    return list(visible.concerns(me).filter(pk__in=placed).exclude(pk__in=fed).order_by("-sent_at", "pk")[:NEAR])


def concern_by_reference(me: Asker, said: str) -> Concern | None:
    """A concern this colleague may open, by the reference on its page."""
    reference = tidy_reference(said)
    return visible.concerns(me).filter(reference=reference).first() if reference else None


def cases_near(me: Asker, concern: Concern) -> list[Case]:
    """Cases that this reader may open and that are not closed, at the households the concern is placed with."""
    homes = Placement.objects.filter(concern=concern, undone_at=None).values("household")
    there = Reach.objects.filter(household__in=homes, undone_at=None).values("case")
    found = visible.cases(me).filter(pk__in=there).exclude(state=State.CLOSED).select_related("responsible", "scheme")
    return list(found.order_by("entered_at", "pk")[:NEAR])


def household_by_reference(me: Asker, said: str) -> Household | None:
    """A household this colleague may open themselves, by the reference on its screen."""
    reference = tidy_reference(said)
    return visible.households(me).filter(reference=reference).first() if reference else None
